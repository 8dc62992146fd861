"""The schema, brought up to date by its owner, and what the application's role may do with it.

In: the owner's address and the name of the application's role. Out: every migration applied, partitions for
the months around now, and grants. The application's role owns nothing, so row-level security binds it, and it
can add to the audit log but not change it, nor delete an organisation: its audit log would go with it.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from enishi.config.settings import database
from enishi.kit import clock
from enishi.kit.partitions import PARTITIONED_TABLES, month_start

_OWNER = "owner"
#: Any fixed number: two processes that migrate at the same moment take turns.
_MIGRATION_LOCK = 7_203_485_611


def migrate_database(owner_dsn: str, app_role: str, *, verbosity: int = 0) -> None:
    """Apply migrations, make partitions, grant. Idempotent, and safe to run from several processes at once.

    Where the application connects as the owner itself there is nothing to grant, and the audit log is
    protected by the code alone.
    """
    with _owner_connection(owner_dsn) as connection:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_MIGRATION_LOCK])
        try:
            call_command("migrate", database=_OWNER, interactive=False, verbosity=verbosity)
            _make_months(connection)
            _grant(connection, app_role)
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_MIGRATION_LOCK])


@contextmanager
def _owner_connection(owner_dsn: str) -> Iterator[BaseDatabaseWrapper]:
    configured = connections.configure_settings({"default": database(owner_dsn)})["default"]
    connections.settings[_OWNER] = {**configured, "CONN_MAX_AGE": 0}
    connection = connections[_OWNER]
    try:
        yield connection
    finally:
        connection.close()
        del connections[_OWNER]
        del connections.settings[_OWNER]


def _make_months(connection: BaseDatabaseWrapper) -> None:
    today = clock.now().date()
    with connection.cursor() as cursor:
        for table in PARTITIONED_TABLES:
            for offset in range(-1, 4):
                cursor.execute(
                    "SELECT enishi_make_month(%s::regclass, %s)", [table, month_start(today, offset)]
                )


GRANTS = """
GRANT USAGE ON SCHEMA public TO {role};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO {role};
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {role};
REVOKE UPDATE, DELETE ON accounts_auditentry FROM {role};
REVOKE DELETE ON accounts_organisation FROM {role};
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role};
REVOKE EXECUTE ON FUNCTION enishi_make_month(regclass, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION enishi_make_month(regclass, date) TO {role};
"""


def _grant(connection: BaseDatabaseWrapper, app_role: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        if cursor.fetchone()[0] == app_role:
            return
        statements = sql.SQL(GRANTS).format(role=sql.Identifier(app_role))
        cursor.execute(statements.as_string(cursor.connection))


def role_of(dsn: str) -> str:
    """The role that an address connects as."""
    return str(conninfo_to_dict(dsn).get("user", ""))
