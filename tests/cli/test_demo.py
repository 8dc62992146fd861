"""The demo's shop, and its table: true only where ledger and platform agree."""

import fcntl
import os
import socket
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.factories import NOW, rows

from enishi.accounts.models import Member
from enishi.automation.models import Rule
from enishi.cli.demo import _use_free_port, _use_own_directory
from enishi.cli.demo.people import people
from enishi.cli.demo.play import EXPECTED
from enishi.cli.demo.shop import _open_shop
from enishi.cli.demo.table import Row, _is_of, agrees, is_true
from enishi.content.models import Template
from enishi.friends.models import Friend, TimelineEvent
from enishi.inbox.models import Conversation
from enishi.kit.ondemand import PRACTICE_DIRECTORY
from enishi.line.services import Platform
from enishi.scenarios.models import Scenario, ScenarioVersion

RECEIVED = Row("自動応答", NOW, NOW + timedelta(seconds=1), 1, "sent", "reply")
ALL_RECEIVED = [RECEIVED] * EXPECTED


def test_the_sample_shop_has_fifty_friends_with_a_past_and_its_automation(db: None) -> None:
    _open_shop(NOW, Platform("http://127.0.0.1:9", "http://127.0.0.1:9", "http://127.0.0.1:9"))

    assert len(rows(Friend)) == 50
    assert {friend.status for friend in rows(Friend)} == {"following", "blocked"}
    assert all(event.occurred_at < NOW for event in rows(TimelineEvent, kind="message.received"))
    assert [len(rule.actions) for rule in rows(Rule, ("position",))] == [3, 1, 1, 1]
    assert {scenario.state for scenario in rows(Scenario)} == {"active", "draft"}
    assert len(rows(ScenarioVersion)[0].steps) == 3


def test_the_sample_shop_has_questions_that_wait_and_staff_to_answer_them(db: None) -> None:
    _open_shop(NOW, Platform("http://127.0.0.1:9", "http://127.0.0.1:9", "http://127.0.0.1:9"))

    waits = sorted(NOW - talk.waiting_since for talk in rows(Conversation) if talk.waiting_since)
    assert [round(wait / timedelta(hours=1), 1) for wait in waits] == [0.4, 2, 5.5, 19, 27.5, 52]
    assert {member.role for member in rows(Member)} == {"owner", "admin", "operator", "responder", "analyst"}
    assert len(rows(Template)) == 4


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


@pytest.fixture
def somewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data directory, and an environment that may be changed."""
    monkeypatch.setenv("ENISHI_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("ENISHI_PORT", "18000")
    monkeypatch.setenv("ENISHI_LOG_LEVEL", "WARNING")
    return tmp_path


def test_a_second_demo_leaves_the_first_ones_directory_alone(somewhere: Path) -> None:
    first = somewhere / "demo" / PRACTICE_DIRECTORY
    first.mkdir(parents=True)
    lock = os.open(first / "keeper.lock", os.O_RDWR | os.O_CREAT)
    fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        _use_own_directory()
    finally:
        os.close(lock)

    assert os.environ["ENISHI_DATA_DIR"] == str(somewhere / "demo-2")


def test_a_demo_alone_keeps_its_directory(somewhere: Path) -> None:
    _use_own_directory()

    assert os.environ["ENISHI_DATA_DIR"] == str(somewhere / "demo")


def test_a_demo_whose_port_is_taken_says_which_it_uses_instead(
    somewhere: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        monkeypatch.setenv("ENISHI_PORT", str(taken))
        _use_free_port()

    used = int(os.environ["ENISHI_PORT"])
    assert used > taken
    assert f"{taken}は使用中なので{used}" in capsys.readouterr().out
