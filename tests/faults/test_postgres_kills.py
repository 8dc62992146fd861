"""The database dies under load and comes back: nobody is restarted, nothing is lost, nothing arrives twice."""

import contextlib
import http.client
import os
import signal
import time
from collections.abc import Callable

import pytest
from tests.faults.crowd import plain_event, post_webhook
from tests.faults.postgres import Postgres
from tests.faults.stage import Stage
from tests.faults.storm import bad_weather, feeder

KILLS = max(8, int(os.environ.get("KILLS") or 1000) // 100)
_ENDS = (signal.SIGKILL, signal.SIGQUIT)


def outlive(stage: Stage, postgres: Postgres, kills: int) -> None:
    """Stop PostgreSQL that often, without a word, while two workers and the web process are at work."""
    bad_weather(stage)
    # Answers take a while, so that some are always under way.
    stage.control.set_knobs(latency_seconds=0.02, webhook_redelivery_interval_seconds=0.3)
    stage.control.set_knobs(webhook_redelivery_count=1000)
    stage.control.update_channel(stage.cid, redelivery=True)
    web = stage.start_web()
    at_work = [stage.start_worker(), stage.start_worker()]
    feed = feeder(stage, most_open=300)
    for number in range(kills):
        for _ in range(3):
            feed()
        time.sleep(stage.chance.uniform(0.01, 0.4))
        stage.follow(4)
        postgres.stop_at_once(_ENDS[number % 2])
        stage.await_database()
    assert all(child.is_alive() for child in [web, *at_work])


def test_nothing_is_lost_or_doubled_when_postgresql_is_killed_under_load(
    stage: Stage, postgres: Postgres
) -> None:
    outlive(stage, postgres, KILLS)
    stage.control.clear_faults()
    stage.finish()
    verdict = stage.verdict()
    stage.tell(f"{KILLS} kills of PostgreSQL: {verdict.figures}")
    assert verdict.is_sound, verdict


def test_an_outcome_that_the_database_did_not_take_is_recorded_when_it_is_back(stage: Stage) -> None:
    stage.start_worker("loses_database_while_recording")
    stage.personal(stage.some_users(3))
    stage.finish()
    assert stage.verdict().is_sound


def test_outcomes_that_are_recorded_once_or_never_would_stay_in_hand_for_ever(stage: Stage) -> None:
    stage.start_worker("loses_database_while_recording", "gives_up_recording")
    # One answer: several that cannot be recorded together are tried one by one.
    stage.personal(stage.some_users(1))
    with pytest.raises(AssertionError, match="in vain"):
        stage.finish(patience=8)
    assert stage.open_work()["sending"] > 0


def test_webhooks_are_stored_as_soon_as_postgresql_is_back(
    make_stage: Callable[..., Stage], postgres: Postgres
) -> None:
    stage = make_stage(0, greets=False)
    stage.start_web()

    def send(number: int) -> int:
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", stage.port, timeout=20)) as line:
            return post_webhook(line, stage.webhook_path(), stage.channel["secret"], [plain_event(number)])

    assert [send(number) for number in range(4)] == [200] * 4
    postgres.stop_at_once(signal.SIGKILL)
    # The pool does not know yet that its connections are dead; LINE, which may send only once, must not notice.
    assert [send(number) for number in range(4, 12)] == [200] * 8
    stage.await_database()
    assert len(stage.desk.call("tests.faults.ledger:stored_events")) == 12
