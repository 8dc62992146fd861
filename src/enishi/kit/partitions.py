"""Monthly partitions: made ahead of time, with a default partition so that no row is ever refused.

The running application does not own its tables, so partitions are made by a function of the owner's that can do
nothing else. Partitions have row security without a policy: read on their own they are empty, only the parent's
policy opens them.
"""

from datetime import UTC, date, datetime

from django.db import connection
from django.db.migrations.operations import RunSQL

#: Every table that is partitioned by month; the maintenance job keeps their months ahead.
PARTITIONED_TABLES = (
    "friends_timelineevent",
    "delivery_delivery",
    "intake_inboundevent",
)

MONTH_FUNCTION = """
CREATE OR REPLACE FUNCTION enishi_make_month(parent regclass, first_day date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  child text := parent::text || '_' || to_char(first_day, 'YYYYMM');
  lower_edge timestamptz := date_trunc('month', first_day)::timestamp AT TIME ZONE 'UTC';
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_partitioned_table WHERE partrelid = parent) THEN
    RAISE EXCEPTION '% is not a partitioned table', parent;
  END IF;
  IF to_regclass(child) IS NOT NULL THEN RETURN false; END IF;
  EXECUTE format('CREATE TABLE %I PARTITION OF %s FOR VALUES FROM (%L) TO (%L)', child, parent, lower_edge,
                 (date_trunc('month', first_day) + interval '1 month')::timestamp AT TIME ZONE 'UTC');
  EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', child);
  EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', child);
  RETURN true;
EXCEPTION WHEN check_violation OR duplicate_table THEN
  -- Rows of this month already sit in the default partition (moving them would lock the table), or another
  -- process was faster: either way nothing is lost.
  RETURN false;
END $$;
"""


def month_start(day: date, months: int = 0) -> date:
    """The first day of the month that lies ``months`` after that of ``day``."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def default_partition(table: str) -> RunSQL:
    """Migration step: the catch-all partition of a table declared ``PARTITION BY RANGE``."""
    return RunSQL(
        f"CREATE TABLE {table}_default PARTITION OF {table} DEFAULT;"
        f"ALTER TABLE {table}_default ENABLE ROW LEVEL SECURITY;"
        f"ALTER TABLE {table}_default FORCE ROW LEVEL SECURITY;",
        reverse_sql=RunSQL.noop,
    )


def ensure_months(now: datetime, *, before: int = 1, after: int = 3) -> list[str]:
    """Make the partitions around ``now`` for every partitioned table; idempotent. Returns what was made."""
    made = []
    today = now.astimezone(UTC).date()
    with connection.cursor() as cursor:
        for table in PARTITIONED_TABLES:
            for offset in range(-before, after + 1):
                month = month_start(today, offset)
                cursor.execute("SELECT enishi_make_month(%s::regclass, %s)", [table, month])
                row = cursor.fetchone()
                if row and row[0]:
                    made.append(f"{table}_{month:%Y%m}")
    return made
