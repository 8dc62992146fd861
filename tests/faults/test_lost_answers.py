"""LINE accepts and nobody hears of it, refuses, or wants it slower; and a day passes in between."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.faults.stage import Stage, until

#: Every way in which an answer gets lost on its way to us, after LINE has accepted the request.
SPOILT: list[dict[str, Any]] = [
    {"when": "after", "action": "drop"},
    {"when": "after", "action": "reset"},
    {"when": "after", "action": "truncate"},
    {"when": "after", "action": "garbage"},
    {"when": "after", "action": "status", "status": 500},
    {"when": "after", "action": "status", "status": 503},
]
#: Every way in which a request comes to nothing.
REFUSED: list[dict[str, Any]] = [
    {"when": "before", "action": "drop"},
    {"when": "before", "action": "reset"},
    {"when": "before", "action": "status", "status": 500},
    {"when": "before", "action": "status", "status": 429},
]


def spoil_all(stage: Stage, ways: list[dict[str, Any]], probability: float) -> None:
    """Each way, at each endpoint that sends."""
    for number, endpoint in enumerate(("push", "multicast", "reply")):
        for way in ways:
            number += 1
            stage.control.add_fault(
                endpoint, probability=probability, seed=stage.seed + number, **{"times": 12, **way}
            )


def work_through(stage: Stage, *mutants: str) -> None:
    """Every kind of message, sent by one worker."""
    stage.start_web()
    stage.follow(25)
    for _ in range(4):
        stage.personal(stage.some_users(20))
        stage.alike(stage.some_users(15))
    stage.start_worker(*mutants)
    stage.finish()
    stage.tell(stage.verdict().figures)


def test_answers_lost_after_acceptance_cost_nothing_and_double_nothing(stage: Stage) -> None:
    spoil_all(stage, SPOILT, 0.08)
    work_through(stage)
    verdict = stage.verdict()
    assert verdict.is_sound, verdict
    assert stage.control.counters(stage.cid)["conflicts"] > 0
    assert verdict.unknown == verdict.unknown_received


def test_a_mix_of_refusals_and_lost_answers_costs_nothing_and_doubles_nothing(stage: Stage) -> None:
    spoil_all(stage, [*SPOILT, *REFUSED], 0.06)
    work_through(stage)
    assert stage.verdict().is_sound, stage.verdict()


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_storm_of_refusals_delays_and_nothing_else(stage: Stage, status: int) -> None:
    # A reply that met a 5xx may have been sent for all we know; one that was "too fast" certainly was not.
    for endpoint in ("push", "multicast", "reply"):
        stage.control.add_fault(endpoint, when="before", status=status, times=15)
    work_through(stage)
    verdict = stage.verdict()
    assert verdict.is_sound, verdict
    assert verdict.unknown_received == 0
    assert (verdict.unknown == 0) == (status == 429)


@pytest.mark.parametrize("mutant", ["fresh_retry_key", "lost_answer_means_refused"])
def test_lost_answers_would_show_messages_that_are_sent_twice(stage: Stage, mutant: str) -> None:
    spoil_all(stage, SPOILT, 0.08)
    work_through(stage, mutant)
    assert stage.verdict().doubled > 0


def lose_an_answer_for_a_day(stage: Stage, *mutants: str) -> None:
    """A push is accepted and its answer lost; before it is tried again, both clocks jump by 25 hours."""
    stage.control.add_fault("push", when="after", action="drop", times=3)
    stage.personal(stage.some_users(3))
    worker = stage.start_worker(*mutants)
    until(lambda: len(stage.control.sent(stage.cid)) == 3, "LINE has accepted the pushes")
    stage.hours_ahead(25)
    stage.finish()
    worker.end()


def test_a_lost_answer_is_unknown_and_never_sent_again_once_line_forgets_its_key(stage: Stage) -> None:
    lose_an_answer_for_a_day(stage)
    assert len(stage.control.sent(stage.cid)) == 3
    rows = stage.desk.call("tests.faults.ledger:deliveries")
    assert [(row["state"], row["reason"]) for row in rows] == [("unknown", "in_doubt")] * 3
    assert all(counts["unknown"] == counts["planned"] == 3 for counts in dispatches(stage))


def test_the_jump_would_show_a_key_that_is_used_too_long(stage: Stage) -> None:
    lose_an_answer_for_a_day(stage, "key_never_stale")
    assert stage.verdict().doubled == 3


def test_a_dead_workers_push_is_unknown_when_it_is_found_a_day_later(stage: Stage) -> None:
    stage.control.set_knobs(latency_seconds=1.0)
    stage.personal(stage.some_users(3))
    worker = stage.start_worker()
    until(lambda: len(stage.control.sent(stage.cid)) == 3, "LINE has accepted the pushes")
    worker.kill()
    stage.hours_ahead(25)
    stage.start_worker()
    stage.finish()
    assert len(stage.control.sent(stage.cid)) == 3
    assert all(counts["unknown"] == counts["planned"] == 3 for counts in dispatches(stage))


def test_a_dispatch_that_is_cancelled_while_workers_die_leaves_nobody_waiting(
    make_stage: Callable[..., Stage],
) -> None:
    stage = make_stage(60)
    stage.control.set_knobs(latency_seconds=0.05)
    for _ in range(8):
        dispatch_id = stage.personal(stage.some_users(30))
        worker = stage.start_worker(begins="batch")
        stage.cancel(dispatch_id)
        worker.kill()
    stage.start_worker()
    stage.finish()
    for counts in dispatches(stage):
        assert counts["planned"] == counts["sent"] + counts["skipped"] + counts["unknown"]
        assert counts["rows"] == {
            name: counts[name] for name in ("sent", "skipped", "unknown") if counts[name]
        }
    assert stage.verdict().doubled == 0


def dispatches(stage: Stage) -> list[dict[str, Any]]:
    """What the product says of each dispatch."""
    found: list[dict[str, Any]] = stage.desk.call("tests.faults.ledger:dispatches")
    return found
