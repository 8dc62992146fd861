"""kill -9 of the web process under load: what was answered with 200 is stored, and has one effect."""

import contextlib
import http.client
import os
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.faults.crowd import Crowd, plain_event, post_webhook
from tests.faults.stage import Stage, until

KILLS = max(30, int(os.environ.get("KILLS") or 1000) // 30)
MUTANT_KILLS = 12
LEAST_EVENTS = 600


def weather(stage: Stage, kills: int, web: tuple[str, ...] = (), worker: tuple[str, ...] = ()) -> Crowd:
    """Kill the web process that often while a crowd calls it and a worker routes; returns when all is routed."""
    users = stage.control.create_users(stage.cid, count=60)
    process = stage.start_web(*web)
    stage.start_worker(*worker)
    crowd = Crowd(users, stage.channel["secret"], stage.webhook_path(), stage.port, stage.seed)
    for _ in range(kills):
        time.sleep(stage.chance.uniform(0.02, 0.25))
        process.kill()
        process = stage.start_web(*web, port=stage.port)
    until(lambda: crowd.facts.total() >= LEAST_EVENTS, "enough has happened", 60)
    crowd.rest()
    stage.finish()
    stage.tell(
        f"{kills} kills, {crowd.acknowledged.total()} answers 200, {crowd.refused} requests sent again"
    )
    return crowd


def differences(stage: Stage, crowd: Crowd) -> dict[str, int]:
    """How many events, facts and friends are not as the crowd made them; all zero in a sound run."""
    stored = Counter(stage.desk.call("tests.faults.ledger:stored_events"))
    facts = Counter(tuple(fact) for fact in stage.desk.call("tests.faults.ledger:timeline"))
    friends = stage.desk.call("tests.faults.ledger:friends")
    found = {
        "answered and not stored": len(crowd.acknowledged.keys() - stored.keys()),
        "stored twice": sum(number > 1 for number in stored.values()),
        "facts missing": (crowd.facts - facts).total(),
        "facts too many": (facts - crowd.facts).total(),
        "wrong standings": sum(friends.get(user) != status for user, status in crowd.standing().items()),
    }
    stage.tell(str(found))
    return found


@pytest.fixture
def silent_stage(make_stage: Callable[..., Stage]) -> Stage:
    """A salon without friends that sends nothing."""
    return make_stage(0, greets=False)


def test_every_acknowledged_event_has_one_effect_when_the_web_process_is_killed(silent_stage: Stage) -> None:
    crowd = weather(silent_stage, KILLS)
    assert not any(differences(silent_stage, crowd).values())
    assert crowd.refused > 0
    assert silent_stage.defects() == []


def test_the_web_kills_would_show_an_answer_before_the_commit(silent_stage: Stage) -> None:
    crowd = weather(silent_stage, MUTANT_KILLS, web=("answers_before_commit",))
    assert differences(silent_stage, crowd)["answered and not stored"] > 0


def test_the_crowd_would_show_events_that_are_stored_twice(silent_stage: Stage) -> None:
    silent_stage.alter_database("ALTER TABLE intake_inboundevent DROP CONSTRAINT intake_inboundevent_pkey")
    crowd = weather(silent_stage, 2, web=("stores_duplicates",))
    found = differences(silent_stage, crowd)
    assert found["stored twice"] > 0
    assert found["facts too many"] > 0


def test_the_crowd_would_show_arrival_taken_for_time(silent_stage: Stage) -> None:
    crowd = weather(silent_stage, 2, worker=("arrival_is_time",))
    assert differences(silent_stage, crowd)["wrong standings"] > 0


def test_the_same_events_the_other_way_round_at_the_same_moment_are_all_accepted(silent_stage: Stage) -> None:
    stage = silent_stage
    stage.start_web()
    together = threading.Barrier(4)

    def send(number: int) -> list[int]:
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", stage.port, timeout=20)) as line:
            statuses = []
            for turn in range(25):
                events = [plain_event(turn * 1000 + each) for each in range(300)]
                together.wait()
                path = stage.webhook_path()
                ordered = events[::-1] if number % 2 else events
                statuses.append(post_webhook(line, path, stage.channel["secret"], ordered))
        return statuses

    with ThreadPoolExecutor(4) as senders:
        statuses = [status for each in senders.map(send, range(4)) for status in each]
    assert statuses == [200] * 100
