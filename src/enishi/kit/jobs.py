"""Background jobs by name, so that services need not import tasks; a test proves that every name resolves.

A job is a chunk of hundreds of friends or a sweep, never one friend: the queue does hundreds of jobs a second, the
set-wise statements inside a job do hundreds of thousands of rows.
"""

from datetime import datetime
from typing import Any

from procrastinate import exceptions
from procrastinate.contrib.django import app


def defer(name: str, *, at: datetime | None = None, once: str | None = None, **arguments: Any) -> bool:
    """Enqueue job ``name`` in the present transaction; a rollback leaves none.

    ``once`` is a queueing lock: while a job with that lock waits, another is not enqueued and False is returned.
    """
    deferrer = app.configure_task(name, schedule_at=at, queueing_lock=once)
    if once is None:
        deferrer.defer(**arguments)
        return True
    from django.db import transaction

    try:
        # A savepoint: the unique violation of the lock must not poison the caller's transaction.
        with transaction.atomic():
            deferrer.defer(**arguments)
    except exceptions.AlreadyEnqueued:
        return False
    return True
