"""A hundred new friends a second: how long from the tap on "add" until the greeting arrives?

Each follow is a webhook; a rule answers with a text that has the friend's name in it, adds a tag and starts a
scenario. Before the greeting Enishi asks LINE for the friend's profile. Times are the virtual LINE's own.

Limit: those two calls alone, made directly in the same run.
"""

import argparse
import asyncio
import time
from typing import Any
from uuid import uuid4

from bench.figures import Limit, percentile, report, require, say
from bench.processes import spent
from bench.stage import Stage, quiet_machine, stage
from enishi.line.client import LineClient, serialise_messages, splice_recipient

_PER_CALL = 500


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=int, default=100, help="follows a second")
    parser.add_argument("--seconds", type=int, default=20)
    options = parser.parse_args()
    n = options.rate * options.seconds
    quiet_machine()
    with stage() as made:
        _write_rule(made)
        _follow(made, 20, options.rate)
        before = made.cpu_seconds()
        acts = _follow(made, n, options.rate)
        say(spent(before, made.cpu_seconds()))
        waits = _waits(made, acts)
        _check_effects(made, n + 20)
        floor = _floor_ms(made)
        figures = {
            "p50_ms": percentile(waits, 0.5),
            "p95_ms": percentile(waits, 0.95),
            "p99_ms": percentile(waits, 0.99),
            "max_ms": max(waits),
            "worker_mb": made.worker.peak_megabytes(),
        }
    for name, value in figures.items():
        say(f"{name:>24} {value:10,.1f}")
    limit = Limit("profile and message to the same LINE one after the other, p50 in ms", floor)
    report("greeting", figures, n=n, limit=limit, ratio=floor / figures["p50_ms"])


def _write_rule(made: Stage) -> None:
    from enishi.accounts.permissions import COMMAND_LINE
    from enishi.automation.services import save_rule
    from enishi.friends.services.tags import create_tag
    from enishi.kit import clock
    from enishi.kit.tenancy import org_scope
    from enishi.scenarios.services.editing import publish_scenario, save_scenario

    now, org_id, channel_id = clock.now(), made.org_id, made.channel_id
    with org_scope(org_id):
        tag = create_tag(org_id=org_id, name="属性_新規_20260101", actor=COMMAND_LINE, now=now)
        steps = [
            {
                "timing": {"mode": "after", "seconds": 86_400},
                "blocks": [{"kind": "text", "text": "昨日はご登録ありがとうございました。"}],
            }
        ]
        scenario = save_scenario(
            org_id=org_id,
            actor=COMMAND_LINE,
            channel_id=channel_id,
            name="はじめまして",
            steps=steps,
            now=now,
        )
        publish_scenario(org_id=org_id, actor=COMMAND_LINE, scenario_id=scenario.id, now=now)
        greeting = {"kind": "text", "text": "{{name|お客さま}}さま、友だち追加ありがとうございます！"}
        actions: list[dict[str, Any]] = [
            {"do": "send", "blocks": [greeting]},
            {"do": "add_tag", "tag_id": tag.id},
            {"do": "start_scenario", "scenario_id": scenario.id},
        ]
        save_rule(
            org_id=org_id,
            actor=COMMAND_LINE,
            channel_id=channel_id,
            name="あいさつ",
            trigger={"kind": "follow", "case": "new"},
            actions=actions,
            now=now,
        )


def _follow(made: Stage, number: int, rate: int) -> dict[str, int]:
    """New users follow at an even pace; returns user id → epoch milliseconds of the act, all greeted."""
    control = made.simulator.control
    already = control.counters(made.line_channel_id)["delivered"]
    acts: dict[str, int] = {}
    for start in range(0, number, _PER_CALL):
        count = min(_PER_CALL, number - start)
        results = control.acts(made.line_channel_id, [{"type": "follow"}] * count, spacing_ms=1000 / rate)
        acts |= {one["user_id"]: one["event"]["timestamp"] for one in results}
    reached = control.wait(already + number, channel_id=made.line_channel_id, timeout=60)
    require(reached, f"not everyone was greeted.\n{made.complaints()}")
    return acts


def _waits(made: Stage, acts: dict[str, int]) -> list[float]:
    waits: dict[str, float] = {}
    for entry in made.simulator.control.sent(made.line_channel_id, limit=10_000):
        for user_id in entry["user_ids"]:
            if user_id in acts:
                require(user_id not in waits, "somebody was greeted twice")
                require("お客さま" not in entry["messages"][0]["text"], "a greeting went without the name")
                waits[user_id] = entry["wall_ms"] - acts[user_id]
    require(len(waits) == len(acts), f"{len(waits)} of {len(acts)} were greeted")
    return list(waits.values())


def _floor_ms(made: Stage, number: int = 200) -> float:
    """What cannot be saved: to ask LINE for a profile, and then to send, on a connection that is open already."""
    control = made.simulator.control
    user_id = control.create_users(made.line_channel_id, 1)[0]
    message = serialise_messages([{"type": "text", "text": "友だち追加ありがとうございます！"}])
    token = str(made.line["access_token"])

    async def ask() -> list[float]:
        times = []
        async with LineClient(made.simulator.api_url, made.simulator.data_url) as client:
            for _ in range(number):
                started = time.perf_counter()
                await client.get_profile(token, user_id)
                await client.push(token, splice_recipient(message, user_id), uuid4())
                times.append((time.perf_counter() - started) * 1000)
        return times

    return percentile(asyncio.run(ask()), 0.5)


def _check_effects(made: Stage, number: int) -> None:
    from django.db import connection

    from enishi.kit.tenancy import org_scope

    with org_scope(made.org_id), connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM friends_friendtag), "
            "(SELECT count(*) FROM scenarios_enrolment WHERE state = 'active')"
        )
        row = cursor.fetchone()
    require(row == (number, number), f"tags and enrolments are {row}, not {number} each")


if __name__ == "__main__":
    main()
