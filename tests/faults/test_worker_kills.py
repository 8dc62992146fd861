"""kill -9 of workers, at any moment and in any number: nothing is lost, nothing arrives twice."""

import os

import pytest
from tests.faults.oracle import Verdict
from tests.faults.stage import Stage, until
from tests.faults.storm import Storm, bad_weather, feeder

KILLS = int(os.environ.get("KILLS") or 1000)
#: Enough for every mutant to do damage.
MUTANT_KILLS = 60


def survive(stage: Stage, kills: int, *mutants: str) -> Verdict:
    """Kill that many workers under load and bad weather, let one finish, and judge."""
    bad_weather(stage)
    stage.start_web()
    storm = Storm(stage, kills, mutants)
    seconds = storm.rage(feeder(stage))
    stage.control.clear_faults()
    stage.start_worker(*mutants)
    stage.finish()
    verdict = stage.verdict()
    conflicts = stage.control.counters(stage.cid)["conflicts"]
    speed = storm.kills * 60 / seconds
    stage.tell(
        f"{storm.kills} kills in {seconds:.0f} s ({speed:.0f}/min), {conflicts} answers 409: {verdict.figures}"
    )
    return verdict


def test_no_message_is_lost_or_doubled_when_workers_are_killed_at_random_moments(stage: Stage) -> None:
    verdict = survive(stage, KILLS)
    assert verdict.is_sound, verdict
    # On a busy machine many die before they have sent anything; but nearly all of them must not.
    assert verdict.intended > KILLS // 5
    assert stage.control.counters(stage.cid)["conflicts"] > 0
    assert stage.defects() == []


def test_the_kills_would_show_messages_that_are_sent_twice(stage: Stage) -> None:
    bad_weather(stage)
    storm = Storm(stage, MUTANT_KILLS * 10, ("fresh_retry_key",))
    storm.rage(feeder(stage), is_enough=stage.has_doubled)
    stage.tell(f"{storm.kills} kills, unfinished: {stage.verdict().figures}")
    assert stage.verdict().doubled > 0


def die_with_replies_in_hand(stage: Stage, *mutants: str) -> Verdict:
    """LINE has accepted three greetings and not answered yet when the worker dies; another one finds them."""
    stage.control.set_knobs(latency_seconds=1.0)
    stage.start_web()
    worker = stage.start_worker()
    stage.follow(3)
    until(
        lambda: len(stage.control.sent(stage.cid, endpoint="reply")) == 3, "LINE has accepted the greetings"
    )
    worker.kill()
    stage.control.set_knobs(latency_seconds=0.0)
    stage.start_worker(*mutants)
    stage.finish()
    stage.tell(stage.verdict().figures)
    return stage.verdict()


def test_a_dead_workers_reply_is_unknown_and_never_sent_in_another_way(stage: Stage) -> None:
    verdict = die_with_replies_in_hand(stage)
    assert verdict.is_sound, verdict
    assert (verdict.unknown, verdict.unknown_received) == (3, 3)


def test_the_death_would_show_replies_that_are_sent_again(stage: Stage) -> None:
    assert die_with_replies_in_hand(stage, "takeover_resends_replies").doubled == 3


def test_the_kills_would_show_messages_that_are_called_sent_too_early(stage: Stage) -> None:
    assert survive(stage, MUTANT_KILLS, "sent_before_sending").lost > 0


def test_the_kills_would_show_batches_that_nobody_takes_over(stage: Stage) -> None:
    stage.start_web()
    Storm(stage, 20, ("no_takeover",)).rage(feeder(stage))
    stage.start_worker("no_takeover")
    with pytest.raises(AssertionError, match="in vain"):
        stage.finish(patience=8)
    assert stage.open_work()["sending"] > 0
