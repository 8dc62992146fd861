"""Ten thousand enrolments due at the same instant: when does the first friend have the step, when the last?

Once with a text that all get alike (multicasts), once with one that differs for each (pushes). Limit: LINE takes 200
multicasts of 500 and 2,000 pushes a second, so the pushes alone take five seconds for ten thousand at best.
"""

import argparse
import time
from datetime import timedelta

from bench.audience import befriend, vacuum
from bench.figures import Limit, percentile, report, require, say
from bench.processes import spent
from bench.stage import Stage, quiet_machine, stage

_TEXTS = {
    "plain": "ご登録から1週間が経ちました。使い心地はいかがですか？",
    "personalised": "{{name}}さま、ご登録から1週間が経ちました。",
}
_LIMITS = {"plain": 200 * 500, "personalised": 2_000}
_LEAD_SECONDS = 3.0

_ENROL = """
INSERT INTO scenarios_enrolment
       (org_id, scenario_id, version_id, friend_id, entry_key, state, position, due_at, entered_at)
SELECT f.org_id, %(scenario_id)s, %(version_id)s, f.id, '', 'active', 0, %(due_at)s,
       %(due_at)s::timestamptz - interval '7 days'
  FROM friends_friend f WHERE f.org_id = %(org_id)s AND f.channel_id = %(channel_id)s
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=10_000, help="enrolments")
    n = parser.parse_args().n
    quiet_machine()
    figures: dict[str, float] = {}
    with stage(web=False) as made:
        befriend(made, n)
        for kind, text in _TEXTS.items():
            prefix = "" if kind == "plain" else "personalised_"
            for name, value in _run(made, kind, text, n).items():
                figures[prefix + name] = value
                say(f"{kind:>14} {name:>24} {value:8.2f}")
        figures["worker_mb"] = made.worker.peak_megabytes()
    limit = Limit("LINE: 2,000 pushes/s, in seconds", n / _LIMITS["personalised"])
    ratio = limit.value / figures["personalised_last_received_seconds"]
    report("scenario", figures, n=n, limit=limit, ratio=ratio)


def _run(made: Stage, kind: str, text: str, number: int) -> dict[str, float]:
    control = made.simulator.control
    control.clear_logs()
    before = made.cpu_seconds()
    due_at = _enrol_everyone(made, kind, text)
    reached = control.wait(number, channel_id=made.line_channel_id, timeout=120)
    require(reached, f"not everyone got the step in time.\n{made.complaints()}")
    say(spent(before, made.cpu_seconds()))
    received = control.received(made.line_channel_id)
    require(len(received) == number and set(received.values()) == {1}, "somebody got the step twice")
    after = [
        entry["wall_ms"] / 1000 - due_at
        for entry in control.sent(made.line_channel_id, limit=10_000)
        for _ in entry["user_ids"]
    ]
    return {
        "first_received_seconds": min(after),
        "median_received_seconds": percentile(after, 0.5),
        "last_received_seconds": max(after),
    }


def _enrol_everyone(made: Stage, kind: str, text: str) -> float:
    """Everyone waits for the same instant, a few seconds from now; returns it in epoch seconds."""
    from django.db import connection

    from enishi.accounts.permissions import COMMAND_LINE
    from enishi.kit import clock
    from enishi.kit.tenancy import org_scope
    from enishi.scenarios.services.editing import publish_scenario, save_scenario

    steps = [{"timing": {"mode": "after", "seconds": 7 * 86_400}, "blocks": [{"kind": "text", "text": text}]}]
    with org_scope(made.org_id):
        saved = save_scenario(
            org_id=made.org_id,
            actor=COMMAND_LINE,
            channel_id=made.channel_id,
            name=kind,
            steps=steps,
            now=clock.now(),
        )
        version = publish_scenario(
            org_id=made.org_id, actor=COMMAND_LINE, scenario_id=saved.id, now=clock.now()
        )
    due_at = clock.now() + timedelta(seconds=_LEAD_SECONDS)
    with org_scope(made.org_id), connection.cursor() as cursor:
        values = {"org_id": made.org_id, "channel_id": made.channel_id, "scenario_id": saved.id}
        cursor.execute(_ENROL, {**values, "version_id": version.id, "due_at": due_at})
    vacuum("scenarios_enrolment")
    require(time.time() < due_at.timestamp(), "the enrolments were not ready before their time")
    return due_at.timestamp()


if __name__ == "__main__":
    main()
