"""Two at once, on two connections, the second always at the worst moment: while the first has done all but commit."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection

from enishi.kit.tenancy import org_scope


def second_meanwhile[T](org_id: int, first: Callable[[], Any], second: Callable[[], T]) -> T:
    """Do ``first`` in a transaction that ends only once ``second`` waits for it, or is over; what ``second`` returned.

    Raises what ``second`` raised.
    """
    with ThreadPoolExecutor(1) as pool:
        with org_scope(org_id):
            first()
            later = pool.submit(_alone, second)
            while not later.done() and not _is_waited_for():
                time.sleep(0.005)
        return later.result()


def _alone[T](deed: Callable[[], T]) -> T:
    try:
        return deed()
    finally:
        connection.close()


def _is_waited_for() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid)))"
        )
        return bool(cursor.fetchone()[0])
