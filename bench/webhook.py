"""How many signed webhooks a second are stored durably and answered, and how fast.

64 clients keep a connection each and send one event a request. Limit: one COPY of the very same rows into a table
like ours, on the same server in the same run, which is what the disk and PostgreSQL can do without HTTP, signatures,
many transactions or the check for duplicates.
"""

import argparse
import time
from pathlib import Path
from typing import Any

import orjson
import psycopg

from bench.figures import Limit, percentile, report, require, say
from bench.processes import spent
from bench.stage import Stage, quiet_machine, run_load, stage

_WARM_UP = 2_000
_CLIENTS = 64
_COLUMNS = "org_id, channel_id, webhook_event_id, occurred_at, received_at, is_redelivery, raw, error"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=100_000, help="events")
    parser.add_argument("--clients", type=int, default=_CLIENTS)
    parser.add_argument(
        "--worker",
        action="store_true",
        help="let a worker route the events meanwhile (it takes a core itself)",
    )
    options = parser.parse_args()
    n = options.n
    quiet_machine()
    with stage(worker=options.worker) as made:
        before = made.cpu_seconds()
        told = _load(made, n, options.clients)
        say(spent(before, made.cpu_seconds()))
        _check(made)
        copied = _copy_rate(made)
        latencies = told["latencies_ms"]
        figures = {
            "stored_per_second": n / told["seconds"],
            "p50_ms": percentile(latencies, 0.5),
            "p99_ms": percentile(latencies, 0.99),
            "max_ms": max(latencies),
            "event_bytes": told["body_bytes"],
            "web_mb": made.web.peak_megabytes(),
        }
    for name, value in figures.items():
        say(f"{name:>24} {value:12,.1f}")
    limit = Limit("one raw COPY of the same rows, rows/s", copied)
    report("webhook", figures, n=n, limit=limit, ratio=figures["stored_per_second"] / copied)


def _load(made: Stage, number: int, clients: int) -> dict[str, Any]:
    spec = {
        "kind": "webhook",
        "port": made.port,
        "path": made.webhook_path,
        "secret": made.line["secret"],
        "destination": made.line["bot_user_id"],
        "clients": clients,
        "warm_up": _WARM_UP,
        "count": number,
        "acknowledged": str(_acknowledged(made)),
    }
    return run_load(made, spec)


def _acknowledged(made: Stage) -> Path:
    return made.directory / "acknowledged.json"


def _check(made: Stage) -> None:
    """Every event that was acknowledged is in the table."""
    from django.db import connection

    from enishi.kit.tenancy import org_scope

    acknowledged = set(orjson.loads(_acknowledged(made).read_bytes()))
    with org_scope(made.org_id), connection.cursor() as cursor:
        cursor.execute("SELECT webhook_event_id FROM intake_inboundevent WHERE org_id = %s", [made.org_id])
        lost = acknowledged - {row[0] for row in cursor.fetchall()}
    require(not lost, f"{len(lost)} acknowledged events are not stored")


def _copy_rate(made: Stage) -> float:
    """Rows a second of one COPY, to the commit, into a table with the same columns and indexes."""
    from enishi.config.settings import ENV

    with psycopg.connect(ENV.database_owner_dsn, autocommit=True) as owner:
        with (
            owner.cursor() as cursor,
            cursor.copy(
                f"COPY (SELECT {_COLUMNS} FROM intake_inboundevent) TO STDOUT (FORMAT binary)"
            ) as copy,
        ):
            data = b"".join(bytes(block) for block in copy)
        owner.execute("CREATE TABLE bench_copy (LIKE intake_inboundevent INCLUDING ALL)")
        owner.execute("CHECKPOINT")
        cursor = owner.cursor()
        started = time.perf_counter()
        with cursor.copy(f"COPY bench_copy ({_COLUMNS}) FROM STDIN (FORMAT binary)") as copy:
            copy.write(data)
        seconds = time.perf_counter() - started
        cursor.execute("SELECT count(*) FROM bench_copy")
        (number,) = cursor.fetchone() or (0,)
        return int(number) / seconds


if __name__ == "__main__":
    main()
