"""Friends in scenarios: they enter once, step once, keep their version, and leave for good."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from tests.factories import (
    NOW,
    make_channel,
    make_friend,
    make_friends,
    make_organisation,
    make_scenario,
    rows,
    text_block,
)
from tests.scenarios.plans import AT_ONCE, after

from enishi.accounts.models import Organisation
from enishi.accounts.permissions import COMMAND_LINE
from enishi.content.models import Revision
from enishi.delivery.models import Candidates, Delivery, Dispatch, Withdrawal
from enishi.friends.models import Friend, TimelineEvent
from enishi.friends.services.timeline import NewEvent, ReactionContext, ReplyToken, record_events
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel
from enishi.scenarios.models import Enrolment, Scenario, ScenarioState, ScenarioVersion
from enishi.scenarios.pipeline.due import read_version
from enishi.scenarios.pipeline.run import advance_due
from enishi.scenarios.services.editing import publish_scenario, save_scenario, set_scenario_state
from enishi.scenarios.services.enrolments import enrol_friends, leave_scenario


def later(**duration: float) -> datetime:
    return NOW + timedelta(**duration)


def enrol(scenario: Scenario, *friends: Friend, now: datetime = NOW, **options: Any) -> list[int]:
    with org_scope(scenario.org_id):
        return enrol_friends(
            org_id=scenario.org_id,
            scenario_id=scenario.id,
            friend_ids=[friend.id for friend in friends],
            now=now,
            **options,
        )


def leave(scenario: Scenario, *friends: Friend, now: datetime = NOW) -> list[int]:
    with org_scope(scenario.org_id):
        return leave_scenario(
            org_id=scenario.org_id,
            scenario_id=scenario.id,
            friend_ids=[friend.id for friend in friends],
            reason="staff",
            now=now,
        )


def advance(now: datetime) -> int:
    chunks = 0
    while advance_due(now):
        chunks += 1
    return chunks


def requested() -> list[tuple[str, list[int]]]:
    """(text, friends) of every message that a scenario asked for, in the order of asking."""
    found = []
    for dispatch in rows(Dispatch, ("id",), kind="scenario"):
        (revision,) = rows(Revision, id=dispatch.revision_id)
        for candidates in rows(Candidates, dispatch_id=dispatch.id):
            found.append((revision.blocks[0]["text"], candidates.friend_ids))
    return found


def enrolment(friend: Friend) -> Enrolment:
    (row,) = rows(Enrolment, friend_id=friend.id)
    return row


def test_a_friend_gets_every_step_once_in_order_and_at_its_time(channel: Channel, aiko: Friend) -> None:
    scenario = make_scenario(channel, (AT_ONCE, "一"), (after(60), "二"), (after(120), "三"))
    assert enrol(scenario, aiko) == [aiko.id]
    assert requested() == [("一", [aiko.id])]
    assert advance(later(seconds=59)) == 0
    for seconds in (60, 61, 119):
        advance(later(seconds=seconds))
    assert [text for text, _ in requested()] == ["一", "二"]
    advance(later(seconds=120))
    advance(later(days=1))
    assert [text for text, _ in requested()] == ["一", "二", "三"]
    done = enrolment(aiko)
    assert (done.state, done.end_reason, done.position) == ("finished", "finished", 3)


def test_a_version_that_cannot_be_stepped_stops_nobody_elses_scenario(channel: Channel, aiko: Friend) -> None:
    broken = make_scenario(channel, (AT_ONCE, "一"), (after(60), "二"))
    enrol(broken, aiko)
    damaged = [{**step, "revision_id": None} for step in rows(ScenarioVersion)[0].steps]
    with org_scope(channel.org_id):
        ScenarioVersion.objects.filter(scenario=broken).update(steps=damaged)
    read_version.cache_clear()
    other = make_channel(make_organisation("カフェみなと"))
    mika = make_friend(other)
    enrol(make_scenario(other, (AT_ONCE, "A"), (after(61), "B")), mika)

    assert advance(later(seconds=61)) == 2

    assert [text for text, _ in requested()] == ["一", "A", "B"]
    waiting = enrolment(aiko)
    assert (waiting.state, waiting.position, waiting.due_at) == ("active", 1, later(seconds=121))


def test_a_friend_who_is_in_it_goes_on_where_she_is(channel: Channel, aiko: Friend, kenji: Friend) -> None:
    scenario = make_scenario(channel, (AT_ONCE, "一"), (after(60), "二"))
    enrol(scenario, aiko)
    assert enrol(scenario, aiko, kenji, aiko) == [kenji.id]
    assert requested() == [("一", [aiko.id]), ("一", [kenji.id])]


def test_once_through_a_friend_may_enter_again(channel: Channel, aiko: Friend) -> None:
    scenario = make_scenario(channel, (AT_ONCE, "一"))
    enrol(scenario, aiko)
    assert enrol(scenario, aiko, now=later(days=1)) == [aiko.id]
    assert len(rows(Enrolment, friend_id=aiko.id)) == 2


def test_runs_with_different_keys_go_side_by_side(channel: Channel, aiko: Friend) -> None:
    scenario = make_scenario(channel, (after(60), "一"))
    assert enrol(scenario, aiko, entry_key="cart-1") == [aiko.id]
    assert enrol(scenario, aiko, entry_key="cart-2") == [aiko.id]
    assert enrol(scenario, aiko, entry_key="cart-1") == []


def test_many_friends_enter_and_step_in_few_statements(
    channel: Channel, django_assert_max_num_queries: Any
) -> None:
    friends = make_friends(channel, 300)
    scenario = make_scenario(channel, (AT_ONCE, "一"), (after(60), "二"))
    with django_assert_max_num_queries(25):
        assert len(enrol(scenario, *friends)) == 300
    with django_assert_max_num_queries(25):
        advance(later(minutes=1))
    assert requested() == [(text, [friend.id for friend in friends]) for text in ("一", "二")]


def test_the_reply_token_pays_for_the_first_step(channel: Channel, aiko: Friend) -> None:
    scenario = make_scenario(channel, (AT_ONCE, "一"), (AT_ONCE, "二"))
    token = ReplyToken("token-1", later(seconds=60))
    enrol(scenario, aiko, context=ReactionContext(reply_tokens={aiko.id: token}))
    found = [row.reply_tokens for row in rows(Candidates, ("dispatch_id",))]
    assert found == [["token-1"], None]


def test_blocked_friends_and_friends_of_other_channels_do_not_enter(
    org: Organisation, channel: Channel
) -> None:
    blocked = make_friend(channel, "健二", status="blocked", blocked_at=NOW)
    elsewhere = make_friend(make_channel(org, name="二号店"), "由美")
    scenario = make_scenario(channel, (AT_ONCE, "一"))
    assert enrol(scenario, blocked, elsewhere) == []
    assert rows(Enrolment) == []


@pytest.mark.parametrize("state", [ScenarioState.PAUSED, ScenarioState.ARCHIVED])
def test_a_scenario_that_is_not_active_takes_nobody(
    channel: Channel, aiko: Friend, state: ScenarioState
) -> None:
    scenario = make_scenario(channel, (AT_ONCE, "一"))
    set_state(scenario, state)
    assert enrol(scenario, aiko) == []


def set_state(scenario: Scenario, state: ScenarioState, now: datetime = NOW) -> None:
    with org_scope(scenario.org_id):
        set_scenario_state(
            org_id=scenario.org_id, actor=COMMAND_LINE, scenario_id=scenario.id, state=state, now=now
        )


def test_a_draft_takes_nobody(channel: Channel, aiko: Friend) -> None:
    assert enrol(make_scenario(channel, (AT_ONCE, "一"), is_published=False), aiko) == []


def test_paused_friends_keep_their_place_and_go_on_when_it_is_resumed(channel: Channel, aiko: Friend) -> None:
    scenario = make_scenario(channel, (after(60), "一"), (after(120), "二"))
    enrol(scenario, aiko)
    set_state(scenario, ScenarioState.PAUSED)
    assert advance(later(hours=1)) == 0
    set_state(scenario, ScenarioState.ACTIVE)
    advance(later(hours=1))
    assert [text for text, _ in requested()] == ["一", "二"]


def test_archiving_ends_every_run_for_good(channel: Channel, aiko: Friend) -> None:
    scenario = make_scenario(channel, (after(60), "一"))
    enrol(scenario, aiko)
    set_state(scenario, ScenarioState.ARCHIVED, later(seconds=1))
    assert (enrolment(aiko).state, enrolment(aiko).end_reason) == ("stopped", "archived")
    set_state(scenario, ScenarioState.ACTIVE)
    assert advance(later(hours=1)) == 0


def test_friends_finish_on_the_version_that_they_started(
    channel: Channel, aiko: Friend, kenji: Friend
) -> None:
    scenario = make_scenario(channel, (AT_ONCE, "旧一"), (after(60), "旧二"))
    enrol(scenario, aiko)
    with org_scope(scenario.org_id):
        save_scenario(
            org_id=scenario.org_id,
            actor=COMMAND_LINE,
            channel_id=channel.id,
            name=scenario.name,
            scenario_id=scenario.id,
            steps=[{"timing": after(60), "blocks": [text_block("新一")]}],
            now=NOW,
        )
        publish_scenario(org_id=scenario.org_id, actor=COMMAND_LINE, scenario_id=scenario.id, now=NOW)
    enrol(scenario, kenji)
    advance(later(hours=1))
    assert sorted(requested()) == sorted([("旧一", [aiko.id]), ("旧二", [aiko.id]), ("新一", [kenji.id])])


def test_leaving_stops_the_timers_and_withdraws_what_waits(channel: Channel, aiko: Friend) -> None:
    scenario = make_scenario(channel, (AT_ONCE, "一"), (after(60), "二"))
    enrol(scenario, aiko)
    assert leave(scenario, aiko, now=later(seconds=1)) == [aiko.id]
    assert leave(scenario, aiko, now=later(seconds=2)) == []
    assert advance(later(hours=1)) == 0
    (withdrawal,) = rows(Withdrawal)
    assert (withdrawal.friend_id, withdrawal.source) == (aiko.id, f"scenario:{scenario.id}")
    kinds = [(row.kind, row.data.get("reason")) for row in rows(TimelineEvent, ("id",))]
    assert kinds == [("scenario.entered", None), ("scenario.left", "staff")]


def test_a_block_ends_every_scenario_of_the_friend_and_a_late_one_does_not(
    channel: Channel, aiko: Friend, kenji: Friend
) -> None:
    scenarios = [make_scenario(channel, (after(60), "一"), name=name) for name in ("甲", "乙")]
    for scenario in scenarios:
        enrol(scenario, aiko, kenji)
    events = [
        NewEvent(aiko.id, "friend.blocked", NOW),
        NewEvent(kenji.id, "friend.blocked", NOW, {"late": "true"}),
    ]
    with org_scope(channel.org_id):
        record_events(org_id=channel.org_id, channel_id=channel.id, events=events, now=NOW)
    found = {(row.friend_id, row.state, row.end_reason) for row in rows(Enrolment)}
    assert found == {(aiko.id, "stopped", "blocked"), (kenji.id, "active", "")}


def test_a_step_whose_time_has_passed_on_entry_is_a_row_with_its_reason(
    channel: Channel, aiko: Friend
) -> None:
    evening = datetime(2026, 10, 15, 12, 0, tzinfo=UTC)  # nine in the evening in Tokyo
    scenario = make_scenario(
        channel,
        ({"mode": "on_day", "day": 0, "at": "20:00"}, "今夜"),
        ({"mode": "on_day", "day": 1, "at": "09:00"}, "明朝"),
    )
    assert enrol(scenario, aiko, now=evening) == [aiko.id]
    (row,) = rows(Delivery, friend_id=aiko.id)
    assert (row.state, row.reason) == ("skipped", "time_passed")
    assert (enrolment(aiko).position, enrolment(aiko).due_at) == (1, datetime(2026, 10, 16, 0, 0, tzinfo=UTC))
    advance(datetime(2026, 10, 16, 0, 0, tzinfo=UTC))
    assert requested() == [("明朝", [aiko.id])]


def test_a_scenario_that_is_over_before_it_begins_says_why_for_each_step(
    channel: Channel, aiko: Friend
) -> None:
    evening = datetime(2026, 10, 15, 12, 0, tzinfo=UTC)
    steps = [({"mode": "on_day", "day": 0, "at": at}, at) for at in ("19:00", "20:00")]
    assert enrol(make_scenario(channel, *steps), aiko, now=evening) == [aiko.id]
    assert enrolment(aiko).state == "finished"
    assert [row.reason for row in rows(Delivery, friend_id=aiko.id)] == ["time_passed", "time_passed"]
    assert requested() == []


def test_a_rollback_undoes_the_step_together_with_its_message(channel: Channel, aiko: Friend) -> None:
    scenario = make_scenario(channel, (after(60), "一"))
    enrol(scenario, aiko)
    with transaction.atomic():
        advance_due(later(minutes=1))
        transaction.set_rollback(True)
    assert requested() == []
    advance(later(minutes=1))
    assert requested() == [("一", [aiko.id])]


def test_a_manual_leave_that_races_with_the_step_wins_or_loses_but_never_both(
    channel: Channel, aiko: Friend
) -> None:
    scenario = make_scenario(channel, (after(60), "一"), (after(120), "二"))
    enrol(scenario, aiko)
    leave(scenario, aiko, now=later(seconds=30))
    enrol(scenario, aiko, now=later(seconds=40))
    advance(later(seconds=100))
    assert requested() == [("一", [aiko.id])]
    assert [row.state for row in rows(Enrolment, ("id",))] == ["stopped", "active"]


@pytest.mark.django_db(transaction=True)
def test_two_schedulers_in_the_same_second_step_each_friend_once() -> None:
    org = make_organisation()
    channel = make_channel(org)
    friends = [make_friend(channel, f"友だち{index}") for index in range(40)]
    scenario = make_scenario(channel, (after(60), "一"))
    enrol(scenario, *friends)
    start = threading.Barrier(3)
    failures: list[BaseException] = []

    def schedule() -> None:
        try:
            start.wait(10)
            advance(later(minutes=1))
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=schedule) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert failures == []
    stepped = [friend_id for _, friend_ids in requested() for friend_id in friend_ids]
    assert sorted(stepped) == sorted(friend.id for friend in friends)
