"""The staff API through the one public port: how fast a page of friends is read.

Limit: the same query alone, asked by this process over one connection without HTTP, Django or JSON.
"""

import argparse
import time

from bench.audience import befriend
from bench.figures import Limit, percentile, report, say
from bench.processes import spent
from bench.stage import Stage, quiet_machine, run_load, stage

_PAGE = "/api/v1/friends?channel_id={channel_id}&limit=20"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=5_000, help="requests")
    parser.add_argument("--clients", type=int, default=16)
    options = parser.parse_args()
    quiet_machine()
    with stage(worker=False) as made:
        befriend(made, 10_000)
        spec = {
            "kind": "get",
            "port": made.port,
            "path": _PAGE.format(channel_id=made.channel_id),
            "secret": _api_key(made),
            "clients": options.clients,
            "warm_up": 500,
            "count": options.n,
        }
        before = made.cpu_seconds()
        told = run_load(made, spec)
        say(spent(before, made.cpu_seconds()))
        figures = {
            "requests_per_second": options.n / told["seconds"],
            "p50_ms": percentile(told["latencies_ms"], 0.5),
            "p99_ms": percentile(told["latencies_ms"], 0.99),
            "web_mb": made.web.peak_megabytes(),
        }
        limit = Limit("the query alone, queries/s", _query_rate(made))
    for name, value in figures.items():
        say(f"{name:>24} {value:10,.1f}")
    report("api", figures, n=options.n, limit=limit, ratio=figures["requests_per_second"] / limit.value)


def _api_key(made: Stage) -> str:
    from enishi.accounts.permissions import COMMAND_LINE, PERMISSIONS
    from enishi.accounts.services import create_api_key
    from enishi.kit import clock
    from enishi.kit.tenancy import org_scope

    with org_scope(made.org_id):
        key = create_api_key(
            org_id=made.org_id, name="bench", scopes=PERMISSIONS, actor=COMMAND_LINE, now=clock.now()
        )
    return key.secret


def _query_rate(made: Stage, number: int = 2_000) -> float:
    from django.db import connection

    from enishi.kit.tenancy import org_scope

    started = time.perf_counter()
    with org_scope(made.org_id), connection.cursor() as cursor:
        for _ in range(number):
            cursor.execute(
                "SELECT * FROM friends_friend WHERE org_id = %s AND channel_id = %s "
                "ORDER BY first_seen_at DESC, id DESC LIMIT 21",
                [made.org_id, made.channel_id],
            )
            cursor.fetchall()
    return number / (time.perf_counter() - started)


if __name__ == "__main__":
    main()
