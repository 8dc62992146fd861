"""Whether this process lives (/healthz) and whether it can serve (/readyz).

Both are open and tell no details.
"""

import threading

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse

_schema_is_current = threading.Event()


def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers; asks nothing of the database."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and every migration is applied, else 503 with what is missing."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        is_current = has_current_schema()
    except DatabaseError:
        connection.close()
        return JsonResponse({"status": "unavailable", "database": "unreachable"}, status=503)
    if not is_current:
        return JsonResponse({"status": "unavailable", "migrations": "pending"}, status=503)
    return JsonResponse({"status": "ok"})


def has_current_schema() -> bool:
    """Whether no migration is pending.

    Looked up until it is so; afterwards only a new process could change it.
    """
    if not _schema_is_current.is_set():
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        _schema_is_current.set()
    return True
