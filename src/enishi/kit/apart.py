"""Rounds through all organisations, in which nobody's failure is everybody's."""

from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from django.db import connection

log = structlog.get_logger("enishi.rounds")


@contextmanager
def apart(work: str, org_id: int) -> Iterator[None]:
    """One organisation's part of a round: if it fails, that is logged, and the round goes on with the next.

    Only for what is done again the next time by itself. What the part had not committed is rolled back.
    """
    try:
        yield
    except Exception:
        log.exception("organisation_failed", work=work, org=org_id)
        if not connection.in_atomic_block:
            # If the database was away, the next one gets a new connection.
            connection.close_if_unusable_or_obsolete()
