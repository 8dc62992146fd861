"""One text to a million friends: from the request to the last row of the ledger.

Limit: LINE takes 200 multicasts a second of 500 recipients each, so a million take 10 seconds at best.
"""

import argparse

from bench.audience import befriend
from bench.dispatches import freeze, send_to_everyone
from bench.figures import Limit, report, say
from bench.processes import spent
from bench.stage import quiet_machine, stage

_PER_SECOND = 200 * 500


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=1_000_000, help="friends")
    n = parser.parse_args().n
    quiet_machine()
    with stage(web=False) as made:
        befriend(made, n)
        text = "冬のヘアケアキャンペーンのお知らせです。ご予約をお待ちしております。"
        before = made.cpu_seconds()
        course = send_to_everyone(made, freeze(made, text), n, timeout=300)
        start = course.requested_at
        figures = {
            "recipients_per_second": n / course.seconds,
            "seconds": course.seconds,
            "worker_mb": made.worker.peak_megabytes(),
            "first_sent_seconds": course.first_sent_at - start,
            "planned_seconds": course.planned_at - start,
            "sent_seconds": course.sent_at - start,
            "ledger_seconds": course.complete_at - course.sent_at,
        }
        for name, value in figures.items():
            say(f"{name:>24} {value:14,.2f}")
        say(spent(before, made.cpu_seconds()))
    limit = Limit("LINE: 200 multicasts/s of 500, in seconds", n / _PER_SECOND)
    report("multicast", figures, n=n, limit=limit, ratio=limit.value / course.seconds)


if __name__ == "__main__":
    main()
