"""Row-level security: which organisation's rows this transaction may see, and of which channels.

Selectors always filter by organisation; the database's policies stand behind them and are closed when nothing is
set. The setting is local to a transaction (``set_config(…, is_local => true)``), so a pooled connection cannot carry
it to the next request. ``system_scope`` is for engines that look over all organisations at once.

A member may be limited to some channels. That limit belongs to the caller, not to a transaction: the edge enters
``limited_to_channels`` once, and every ``org_scope`` below it carries the limit into the database, where restrictive
policies enforce it on each table that a channel's data can be told apart in. Engines never enter it.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, transaction
from django.db.migrations.operations import RunSQL

SETTING = "enishi.org"
CHANNELS_SETTING = "enishi.channels"
EVERY_ORGANISATION = "*"
EVERY_CHANNEL = ""

_channels: ContextVar[tuple[int, ...] | None] = ContextVar("channels", default=None)


def _set(scope: tuple[str, str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config(%s, %s, true), set_config(%s, %s, true)",
            [SETTING, scope[0], CHANNELS_SETTING, scope[1]],
        )


def _current() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(current_setting(%s, true), ''), coalesce(current_setting(%s, true), '')",
            [SETTING, CHANNELS_SETTING],
        )
        organisation, channels = cursor.fetchone()
        return str(organisation), str(channels)


def current_scope() -> str:
    """The organisation id as text, ``*`` in system scope, empty when closed."""
    return _current()[0]


@contextmanager
def limited_to_channels(channel_ids: Sequence[int] | None) -> Iterator[None]:
    """Every :func:`org_scope` entered inside sees only these channels' rows; None lifts the limit."""
    token = _channels.set(None if channel_ids is None else tuple(channel_ids))
    try:
        yield
    finally:
        _channels.reset(token)


def channel_limit() -> tuple[int, ...] | None:
    """The channels that the caller is limited to, None for all: what works on later in their name is limited alike."""
    return _channels.get()


def _channels_text() -> str:
    channels = _channels.get()
    return EVERY_CHANNEL if channels is None else f"{{{','.join(str(int(one)) for one in channels)}}}"


@contextmanager
def _scope(organisation: str, channels: str) -> Iterator[None]:
    with transaction.atomic():
        before = _current()
        _set((organisation, channels))
        yield
        # Only reached without an error: a rollback restores the settings by itself.
        _set(before)


@contextmanager
def org_scope(org_id: int) -> Iterator[None]:
    """One transaction in which only this organisation's rows exist, and of those the caller's channels'."""
    with _scope(str(org_id), _channels_text()):
        yield


@contextmanager
def system_scope() -> Iterator[None]:
    """One transaction that sees every organisation: for engines and maintenance, never for a request's data."""
    with _scope(EVERY_ORGANISATION, EVERY_CHANNEL):
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

# NULL means every channel. The parents of rows without a channel of their own are asked through functions: a
# sub-select in a policy would be planned, and priced, for everybody who is not limited at all.
CHANNEL_FUNCTIONS = """
CREATE OR REPLACE FUNCTION enishi_channels() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT nullif(current_setting('enishi.channels', true), '')::bigint[]
$$;
CREATE OR REPLACE FUNCTION enishi_sees_friend(org bigint, friend bigint) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1 AS $$
BEGIN RETURN friend IS NULL OR EXISTS (SELECT FROM friends_friend WHERE org_id = org AND id = friend); END $$;
CREATE OR REPLACE FUNCTION enishi_sees_scenario(org bigint, scenario bigint) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1 AS $$
BEGIN RETURN EXISTS (SELECT FROM scenarios_scenario WHERE org_id = org AND id = scenario); END $$;
CREATE OR REPLACE FUNCTION enishi_limit_to_channels(target regclass, key text DEFAULT NULL) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE rule text;
BEGIN
  key := coalesce(key, (
    SELECT attname FROM pg_attribute
     WHERE attrelid = target AND NOT attisdropped AND attname IN ('channel_id', 'friend_id', 'scenario_id')
     ORDER BY attname LIMIT 1));
  IF key IS NULL THEN RETURN; END IF;
  rule := CASE key
    WHEN 'friend_id' THEN 'enishi_sees_friend(org_id, friend_id)'
    WHEN 'scenario_id' THEN 'enishi_sees_scenario(org_id, scenario_id)'
    ELSE format('(%I = ANY ((SELECT enishi_channels())::bigint[])) IS NOT FALSE', key)
  END;
  -- The planner takes IS NOT NULL of a CASE for nearly always true; any plainer wording would make it expect a
  -- fraction of the rows, and choose another plan.
  rule := format(
    '(CASE WHEN (SELECT enishi_channels()) IS NULL THEN 1 WHEN %s THEN 1 END) IS NOT NULL', rule);
  EXECUTE format('DROP POLICY IF EXISTS channels ON %s', target);
  EXECUTE format(
    'CREATE POLICY channels ON %s AS RESTRICTIVE USING (%s) WITH CHECK (%s)', target, rule, rule);
END $$;
"""


def protect_sql(table: str, column: str = "org_id") -> str:
    """Policies for one table. The sub-select is evaluated once a statement, so it costs nothing per row.

    A table with a ``channel_id``, ``friend_id`` or ``scenario_id`` is also limited to the caller's channels.
    """
    return f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS tenant ON {table};
CREATE POLICY tenant ON {table}
  USING ({column} = ANY ((SELECT enishi_orgs())::bigint[]))
  WITH CHECK ({column} = ANY ((SELECT enishi_orgs())::bigint[]));
SELECT enishi_limit_to_channels('{table}');
"""


# The root cannot use enishi_orgs(), which reads it.
ROOT_POLICY = """
ALTER TABLE accounts_organisation ENABLE ROW LEVEL SECURITY;
ALTER TABLE accounts_organisation FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON accounts_organisation
  USING ((SELECT current_setting('enishi.org', true)) IN ('*', id::text))
  WITH CHECK ((SELECT current_setting('enishi.org', true)) IN ('*', id::text));
-- Whoever is limited to some channels changes nothing that concerns them all, such as the hold on sending.
CREATE POLICY channels ON accounts_organisation AS RESTRICTIVE
  USING (true) WITH CHECK ((SELECT enishi_channels()) IS NULL);
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
