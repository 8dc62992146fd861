"""Personalised pushes, each answered after 50 ms: how close one worker comes to LINE's 2,000 a second.

Limit: LINE takes 2,000 pushes a second; Enishi paces itself at 98 % of that.
"""

import argparse

from bench.audience import befriend
from bench.dispatches import freeze, send_to_everyone
from bench.figures import Limit, report, say
from bench.processes import spent
from bench.stage import quiet_machine, stage

_PER_SECOND = 2_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=20_000, help="friends")
    parser.add_argument("--latency", type=float, default=0.05, help="seconds until LINE answers")
    options = parser.parse_args()
    n = options.n
    quiet_machine()
    with stage(web=False, latency_seconds=options.latency) as made:
        befriend(made, n)
        before = made.cpu_seconds()
        course = send_to_everyone(
            made, freeze(made, "{{name}}さま、ご来店ありがとうございました。"), n, timeout=300
        )
        start = course.requested_at
        figures = {
            "messages_per_second": n / (course.sent_at - course.first_sent_at),
            "sent_seconds": course.sent_at - start,
            "seconds": course.seconds,
            "first_sent_seconds": course.first_sent_at - start,
            "worker_mb": made.worker.peak_megabytes(),
        }
        for name, value in figures.items():
            say(f"{name:>24} {value:14,.2f}")
        say(spent(before, made.cpu_seconds()))
    limit = Limit("LINE: pushes/s", _PER_SECOND)
    report("push", figures, n=n, limit=limit, ratio=figures["messages_per_second"] / _PER_SECOND)


if __name__ == "__main__":
    main()
