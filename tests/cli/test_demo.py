"""The demo's shop, and its table: true only where ledger and platform agree."""

from dataclasses import replace
from datetime import timedelta

from tests.factories import NOW, rows

from enishi.automation.models import Rule
from enishi.cli.demo.people import people
from enishi.cli.demo.play import EXPECTED
from enishi.cli.demo.shop import _open_shop
from enishi.cli.demo.table import Row, _is_of, agrees, is_true
from enishi.friends.models import Friend, TimelineEvent
from enishi.scenarios.models import Scenario, ScenarioVersion

RECEIVED = Row("自動応答", NOW, NOW + timedelta(seconds=1), 1, "sent", "reply")
ALL_RECEIVED = [RECEIVED] * EXPECTED


def test_the_sample_shop_has_fifty_friends_with_a_past_and_its_automation(db: None) -> None:
    _open_shop(NOW)

    assert len(rows(Friend)) == 50
    assert {friend.status for friend in rows(Friend)} == {"following", "blocked"}
    assert all(event.occurred_at < NOW for event in rows(TimelineEvent, kind="message.received"))
    assert [len(rule.actions) for rule in rows(Rule, ("position",))] == [3, 1, 1, 1]
    assert [scenario.state for scenario in rows(Scenario)] == ["active"]
    assert len(rows(ScenarioVersion)[0].steps) == 3


def test_everyone_sees_the_same_shop() -> None:
    assert people(NOW) == people(NOW)


def test_the_table_is_true_where_everything_sent_was_received_once() -> None:
    waiting = Row("次のステップ", NOW, None, 0, "予定", "", is_expected=False)

    assert is_true([*ALL_RECEIVED, waiting])


def test_the_table_is_false_where_something_is_lost_doubled_unsent_or_missing_altogether() -> None:
    for wrong in (
        ALL_RECEIVED[1:],
        [*ALL_RECEIVED, replace(RECEIVED, received_at=None, received_times=0)],
        [*ALL_RECEIVED, replace(RECEIVED, received_times=2)],
        [*ALL_RECEIVED, replace(RECEIVED, state="unknown")],
    ):
        assert not is_true(wrong)


def test_a_message_that_was_skipped_and_never_received_is_agreed_on_but_not_all_that_was_due() -> None:
    skipped = Row("シナリオ", NOW, None, 0, "skipped", "今月の通数の上限に達しています。")

    assert agrees([*ALL_RECEIVED, skipped])
    assert not is_true([*ALL_RECEIVED, skipped])
    assert not agrees([*ALL_RECEIVED, replace(skipped, received_times=1)])


def test_a_row_without_a_batch_claims_nothing_that_was_received() -> None:
    reply = {"retry_key": None, "request_id": "r1"}

    assert not _is_of(reply, "", None, None)
    assert _is_of(reply, "reply", "b1", "r1")
