"""A statement over whole tables is given a second plan where the first one takes too long.

After a large import the planner knows nothing of the new rows until PostgreSQL has analysed them, takes a table for
tiny and reads another one anew for each of its rows: minutes instead of a second. Without nested loops it reads each
table once, which is never quick and never slow.
"""

from collections.abc import Callable

from django.db import OperationalError, connection, transaction
from psycopg.errors import QueryCanceled


def with_second_plan[T](run: Callable[[], T], patience_ms: int) -> T:
    """What ``run`` gives; called again, with nested loops off, if a statement of the first call took longer.

    For use in a transaction: the first call's work is undone before the second. Other errors come through.
    """
    try:
        with transaction.atomic():
            before = _set("statement_timeout", f"{patience_ms}ms")
            made = run()
            _set("statement_timeout", before)
            return made
    except OperationalError as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise
    with transaction.atomic():
        before = _set("enable_nestloop", "off")
        made = run()
        _set("enable_nestloop", before)
        return made


def _set(name: str, value: str) -> str:
    """Set it for this transaction; what it was before."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s), set_config(%s, %s, true)", [name, name, value])
        return str(cursor.fetchone()[0])
