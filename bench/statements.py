"""Where the database's time goes: with ``BENCH_STATEMENTS=1`` a benchmark lists the statements that took most.

Counting costs a little itself, so figures to be quoted come from runs without it.
"""

import os

import psycopg

from bench.figures import say

WANTED = os.environ.get("BENCH_STATEMENTS") == "1"
SETTINGS = {"shared_preload_libraries": "pg_stat_statements", "track_io_timing": "on"} if WANTED else {}
_TOP = """
SELECT calls, total_exec_time, mean_exec_time, rows, wal_bytes, regexp_replace(query, '\\s+', ' ', 'g')
  FROM pg_stat_statements WHERE calls > 0 ORDER BY total_exec_time DESC LIMIT 14
"""


def reset_statements() -> None:
    """Count from here on."""
    if WANTED:
        with _superuser() as connection:
            connection.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
            connection.execute("SELECT pg_stat_statements_reset()")


def list_statements() -> None:
    """The statements that took most time since :func:`reset_statements`."""
    if not WANTED:
        return
    with _superuser() as connection:
        say(f"{'calls':>8} {'total ms':>10} {'mean ms':>9} {'rows':>9} {'WAL MB':>8}  statement")
        for calls, total, mean, rows, wal, query in connection.execute(_TOP).fetchall():
            say(f"{calls:8} {total:10.0f} {mean:9.2f} {rows:9} {wal / 2**20:8.1f}  {query[:150]}")


def _superuser() -> psycopg.Connection:
    from enishi.config.settings import ENV

    return psycopg.connect(ENV.database_owner_dsn, autocommit=True)
