"""Row-level security: which organisation's rows this transaction may see.

Selectors always filter by organisation; the database's policies stand behind them and are closed when nothing is
set. The setting is local to a transaction (``set_config(…, is_local => true)``), so a pooled connection cannot carry
it to the next request. ``system_scope`` is for engines that look over all organisations at once.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.migrations.operations import RunSQL

SETTING = "enishi.org"
EVERY_ORGANISATION = "*"


def _set(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, value])


def current_scope() -> str:
    """The organisation id as text, ``*`` in system scope, empty when closed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting(%s, true), '')", [SETTING])
        return str(cursor.fetchone()[0])


@contextmanager
def _scope(value: str) -> Iterator[None]:
    with transaction.atomic():
        before = current_scope()
        _set(value)
        yield
        # Only reached without an error: a rollback restores the setting by itself.
        _set(before)


@contextmanager
def org_scope(org_id: int) -> Iterator[None]:
    """One transaction in which only this organisation's rows exist."""
    with _scope(str(org_id)):
        yield


@contextmanager
def system_scope() -> Iterator[None]:
    """One transaction that sees every organisation: for engines and maintenance, never for a request's data."""
    with _scope(EVERY_ORGANISATION):
        yield


SCOPE_FUNCTION = """
CREATE OR REPLACE FUNCTION enishi_orgs() RETURNS bigint[] LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE scope text := current_setting('enishi.org', true);
BEGIN
  IF scope IS NULL OR scope = '' THEN RETURN '{}'; END IF;
  IF scope = '*' THEN RETURN (SELECT coalesce(array_agg(id), '{}') FROM accounts_organisation); END IF;
  RETURN ARRAY[scope::bigint];
END $$;
"""


def protect_sql(table: str, column: str = "org_id") -> str:
    """Policy for one table. The sub-select is evaluated once a statement, so it costs nothing per row."""
    return f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS tenant ON {table};
CREATE POLICY tenant ON {table}
  USING ({column} = ANY ((SELECT enishi_orgs())::bigint[]))
  WITH CHECK ({column} = ANY ((SELECT enishi_orgs())::bigint[]));
"""


# The root cannot use enishi_orgs(), which reads it.
ROOT_POLICY = """
ALTER TABLE accounts_organisation ENABLE ROW LEVEL SECURITY;
ALTER TABLE accounts_organisation FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON accounts_organisation
  USING ((SELECT current_setting('enishi.org', true)) IN ('*', id::text))
  WITH CHECK ((SELECT current_setting('enishi.org', true)) IN ('*', id::text));
"""


def tenant_table(table: str, *, foreign_keys: dict[str, str] | None = None, keep_key: bool = False) -> RunSQL:
    """Make a table Django created a tenant's table.

    The primary key becomes ``(org_id, id)`` and every foreign key carries the organisation, so that a row can never
    point at another organisation's row and the table can be distributed by organisation. ``foreign_keys`` maps a
    column to its target table; ``keep_key`` is for tables whose key the migration wrote itself.
    """
    parts = []
    if not keep_key:
        parts.append(f"ALTER TABLE {table} DROP CONSTRAINT {table}_pkey, ADD PRIMARY KEY (org_id, id);")
    parts.append(
        f"ALTER TABLE {table} ADD CONSTRAINT {table}_org_fk FOREIGN KEY (org_id) "
        "REFERENCES accounts_organisation (id) ON DELETE CASCADE;"
    )
    for column, target in (foreign_keys or {}).items():
        parts.append(
            f"ALTER TABLE {table} ADD CONSTRAINT {table}_{column}_fk FOREIGN KEY (org_id, {column}) "
            f"REFERENCES {target} (org_id, id) ON DELETE CASCADE;"
        )
    parts.append(protect_sql(table))
    return RunSQL("\n".join(parts), reverse_sql=RunSQL.noop)
