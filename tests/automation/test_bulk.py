"""Something done to many friends at once: foreseen, done to whom it was meant for, taken back."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.factories import (
    NOW,
    make_channel,
    make_friends,
    make_member,
    make_rule,
    make_scenario,
    make_tag,
    rows,
    text_block,
)

from enishi.accounts.models import Organisation, Role
from enishi.accounts.permissions import COMMAND_LINE, Actor
from enishi.automation.bulk import services
from enishi.delivery.models import Candidates, Dispatch
from enishi.friends.models import (
    Friend,
    FriendStatus,
    FriendTag,
    Operation,
    OperationState,
    Tag,
    TimelineEvent,
)
from enishi.friends.schemas.who import WhoIn
from enishi.friends.selectors import FriendFilter
from enishi.friends.selectors.who import Who
from enishi.friends.services import operations
from enishi.friends.services.operation_engine import run_next_chunk
from enishi.friends.services.tags import add_tag, remove_tag
from enishi.inbox.models import Conversation, Mark
from enishi.kit.errors import ProblemError
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel
from enishi.scenarios.models import Enrolment

pytestmark = pytest.mark.django_db


@pytest.fixture
def friends(channel: Channel, monkeypatch: pytest.MonkeyPatch) -> list[Friend]:
    """Twenty-five, in three chunks."""
    monkeypatch.setattr(operations, "CHUNK", 10)
    return make_friends(channel, 25)


@pytest.fixture
def tag(org: Organisation) -> Tag:
    return make_tag(org, "VIP")


def _everyone(channel: Channel, **filters: Any) -> Who:
    return Who(channel.id, filter=FriendFilter(**filters))


def _start(who: Who, *actions: dict[str, Any], org: Organisation, actor: Actor = COMMAND_LINE) -> Operation:
    with org_scope(org.id):
        return services.start_bulk(org_id=org.id, who=who, actions=actions, actor=actor, now=NOW)


def _run(operation: Operation, now: datetime = NOW) -> Operation:
    while run_next_chunk(now):
        pass
    [found] = rows(Operation, id=operation.id)
    return found


def _undo(operation: Operation, now: datetime = NOW) -> Operation:
    with org_scope(operation.org_id):
        operations.undo_operation(
            org_id=operation.org_id, operation_id=operation.id, actor=COMMAND_LINE, now=now
        )
    return _run(operation, now)


def _put(tag: Tag, friends: Sequence[Friend], change: Any = add_tag) -> None:
    with org_scope(tag.org_id):
        change(
            org_id=tag.org_id,
            channel_id=friends[0].channel_id,
            tag_id=tag.id,
            friend_ids=[friend.id for friend in friends],
            now=NOW - timedelta(days=1),
        )


def _tagged(tag: Tag) -> set[int]:
    return {row.friend_id for row in rows(FriendTag, tag_id=tag.id)}


def _ids(friends: Sequence[Friend]) -> set[int]:
    return {friend.id for friend in friends}


def test_everybody_whom_the_list_shows_gets_the_tag_over_all_pages(
    org: Organisation, channel: Channel, friends: list[Friend], tag: Tag
) -> None:
    make_friends(make_channel(org, name="二号店"), 3)
    _put(tag, friends[:5])

    operation = _run(_start(_everyone(channel), {"do": "add_tag", "tag_id": tag.id}, org=org))

    assert operation.state == OperationState.DONE
    assert (operation.total, operation.done, operation.changed) == (25, 25, 20)
    assert operation.report["counts"] == {"0.changed": 20, "0.unchanged": 5}
    assert _tagged(tag) == _ids(friends)
    events = rows(TimelineEvent, kind="tag.added", ref=f"operation:{operation.id}")
    assert {event.friend_id for event in events} == _ids(friends[5:])


def test_whom_it_concerns_is_fixed_when_it_starts(
    org: Organisation, channel: Channel, friends: list[Friend], tag: Tag
) -> None:
    started = _start(_everyone(channel), {"do": "add_tag", "tag_id": tag.id}, org=org)
    make_friends(channel, 4)

    assert _run(started).total == 25
    assert _tagged(tag) == _ids(friends)


def test_a_tree_and_a_filter_must_both_hold(
    org: Organisation, channel: Channel, friends: list[Friend], tag: Tag
) -> None:
    other = make_tag(org, "来店済み")
    _put(other, friends[:12])
    with org_scope(org.id):
        Friend.objects.filter(org_id=org.id, id__in=_ids(friends[:6])).update(status=FriendStatus.BLOCKED)
    tree = {"version": 1, "root": {"kind": "tag", "tag_ids": [other.id]}}
    who = Who(channel.id, filter=FriendFilter(status="following"), tree=tree)

    _run(_start(who, {"do": "add_tag", "tag_id": tag.id}, org=org))

    assert _tagged(tag) == _ids(friends[6:12])


def test_all_but_a_few_are_meant_without_those_few(
    org: Organisation, channel: Channel, friends: list[Friend], tag: Tag
) -> None:
    other = make_tag(org, "来店済み")
    _put(other, friends[:12])
    tree = {"version": 1, "root": {"kind": "tag", "tag_ids": [other.id]}}
    left_out = sorted(_ids(friends[:2]))
    spec = {"do": "add_tag", "tag_id": tag.id}

    with org_scope(org.id):
        for who, number in (
            (Who(channel.id, except_ids=left_out), 23),
            (Who(channel.id, tree=tree, except_ids=left_out), 10),
        ):
            forecast = services.foresee_bulk(
                org_id=org.id, who=who, actions=[spec], actor=COMMAND_LINE, now=NOW
            )
            assert forecast.number == number
    operation = _run(_start(Who(channel.id, tree=tree, except_ids=left_out), spec, org=org))

    assert operation.total == 10
    assert _tagged(tag) == _ids(friends[2:12])


def test_friends_by_name_go_with_nobody_left_out() -> None:
    with pytest.raises(ProblemError):
        WhoIn(friend_ids=[1, 2], except_ids=[2]).of(1)
    assert WhoIn(name="愛", except_ids=[2]).of(1).except_ids == [2]


def test_an_undo_leaves_alone_what_was_there_before_and_what_came_since(
    org: Organisation, channel: Channel, friends: list[Friend], tag: Tag
) -> None:
    _put(tag, friends[:5])
    operation = _run(_start(_everyone(channel), {"do": "add_tag", "tag_id": tag.id}, org=org))
    # Taken off by hand and put on again: now it is there for another reason.
    _put(tag, friends[10:12], remove_tag)
    _put(tag, friends[10:12])

    undone = _undo(operation, NOW + timedelta(minutes=5))

    assert undone.state == OperationState.UNDONE
    assert _tagged(tag) == _ids(friends[:5]) | _ids(friends[10:12])
    assert undone.report["counts"]["0.undone"] == 18
    assert undone.report["counts"]["0.kept"] == 2


def test_taking_a_tag_off_is_undone_for_those_who_had_it(
    org: Organisation, channel: Channel, friends: list[Friend], tag: Tag
) -> None:
    _put(tag, friends[:5])

    operation = _run(_start(_everyone(channel), {"do": "remove_tag", "tag_id": tag.id}, org=org))
    assert (_tagged(tag), operation.changed) == (set(), 5)
    _undo(operation)

    assert _tagged(tag) == _ids(friends[:5])


def test_a_message_goes_out_once_to_all_and_after_everything_else(
    org: Organisation, channel: Channel, friends: list[Friend], tag: Tag
) -> None:
    send = {"do": "send", "blocks": [text_block("お知らせです。")]}
    started = _start(_everyone(channel), send, {"do": "add_tag", "tag_id": tag.id}, org=org)

    for _ in range(3):
        assert run_next_chunk(NOW)
    assert rows(Dispatch) == []
    operation = _run(started)

    [dispatch] = rows(Dispatch, org_id=org.id)
    assert (dispatch.kind, dispatch.planned, dispatch.source) == (
        "broadcast",
        25,
        f"operation:{operation.id}",
    )
    assert {each for slice_ in rows(Candidates) for each in slice_.friend_ids} == _ids(friends)
    assert operation.report["counts"] == {"0.requested": 25, "1.changed": 25}
    undone = _undo(operation)
    # A message that is out stays out, and is not counted among what is taken back.
    assert (undone.to_undo, undone.undone) == (25, 25)
    assert undone.report["counts"]["1.undone"] == 25


def test_a_stopped_operation_has_sent_nothing(
    org: Organisation, channel: Channel, friends: list[Friend], tag: Tag
) -> None:
    send = {"do": "send", "blocks": [text_block("お知らせです。")]}
    started = _start(_everyone(channel), send, {"do": "add_tag", "tag_id": tag.id}, org=org)
    assert run_next_chunk(NOW)

    with org_scope(org.id):
        operations.cancel_operation(org_id=org.id, operation_id=started.id, actor=COMMAND_LINE, now=NOW)

    assert (_run(started).state, rows(Dispatch)) == ("cancelled", [])
    _undo(started)
    assert _tagged(tag) == set()


def test_rules_react_to_tags_that_were_put_on_in_bulk(
    org: Organisation, channel: Channel, friends: list[Friend], tag: Tag
) -> None:
    thanks = make_tag(org, "お礼済み")
    make_rule(channel, {"kind": "tag_added", "tag_id": tag.id}, {"do": "add_tag", "tag_id": thanks.id})

    _run(_start(_everyone(channel), {"do": "add_tag", "tag_id": tag.id}, org=org))

    assert _tagged(thanks) == _ids(friends)


def test_a_scenario_is_started_and_left_again(
    org: Organisation, channel: Channel, friends: list[Friend]
) -> None:
    scenario = make_scenario(channel, ({"mode": "after", "seconds": 86_400}, "一日後"))

    operation = _run(
        _start(_everyone(channel), {"do": "start_scenario", "scenario_id": scenario.id}, org=org)
    )
    assert {row.friend_id for row in rows(Enrolment, state="active")} == _ids(friends)
    _undo(operation)

    assert rows(Enrolment, state="active") == []
    assert {row.end_reason for row in rows(Enrolment)} == {"staff"}


def _marks(org: Organisation) -> dict[str, Mark]:
    return {mark.role: mark for mark in rows(Mark, org_id=org.id)}


def test_marks_are_set_and_brought_back_with_the_wait_they_ended(
    org: Organisation, channel: Channel, friends: list[Friend]
) -> None:
    marks = _marks(org)
    waiting = friends[0]
    with org_scope(org.id):
        Conversation.objects.create(
            org_id=org.id,
            channel_id=channel.id,
            friend_id=waiting.id,
            opened_at=NOW - timedelta(hours=2),
            last_at=NOW - timedelta(hours=1),
            last_kind="text",
            last_heard_at=NOW - timedelta(hours=1),
            unread_count=3,
            waiting_since=NOW - timedelta(hours=1),
            mark_id=marks["open"].id,
        )

    operation = _run(_start(_everyone(channel), {"do": "set_mark", "mark_id": marks["done"].id}, org=org))
    talks = {talk.friend_id: talk for talk in rows(Conversation)}
    assert {talk.mark_id for talk in talks.values()} == {marks["done"].id}
    assert (talks[waiting.id].waiting_since, talks[waiting.id].unread_count) == (None, 0)
    # A talk in which nobody ever spoke does not come before those in which somebody has.
    assert talks[friends[1].id].last_at == friends[1].followed_at
    assert operation.changed == 25
    _undo(operation)

    [talk] = rows(Conversation)
    assert (talk.friend_id, talk.mark_id, talk.unread_count) == (waiting.id, marks["open"].id, 3)
    assert talk.waiting_since == NOW - timedelta(hours=1)


def test_talks_are_assigned_and_given_back(
    org: Organisation, channel: Channel, friends: list[Friend]
) -> None:
    first, second = make_member(org, Role.RESPONDER), make_member(org, Role.RESPONDER)
    _run(_start(Who(channel.id, [friends[0].id]), {"do": "assign", "member_id": first.id}, org=org))

    operation = _run(_start(_everyone(channel), {"do": "assign", "member_id": second.id}, org=org))
    assert {talk.assignee_id for talk in rows(Conversation)} == {second.id}
    _undo(operation)

    assert [(talk.friend_id, talk.assignee_id) for talk in rows(Conversation)] == [(friends[0].id, first.id)]


def test_whoever_may_not_answer_here_gets_no_talks(
    org: Organisation, channel: Channel, friends: list[Friend]
) -> None:
    analyst = make_member(org, Role.ANALYST)

    with pytest.raises(ProblemError) as refusal:
        _start(_everyone(channel), {"do": "assign", "member_id": analyst.id}, org=org)

    assert refusal.value.fields[0].path == "actions.0.member_id"


@pytest.mark.parametrize(
    ("do", "back", "column"), [("hide", "unhide", "hidden_at"), ("mute", "unmute", "muted_at")]
)
def test_friends_are_hidden_or_muted_and_brought_back(
    org: Organisation, channel: Channel, friends: list[Friend], do: str, back: str, column: str
) -> None:
    operation = _run(_start(Who(channel.id, sorted(_ids(friends[:5]))), {"do": do}, org=org))
    assert {friend.id for friend in rows(Friend) if getattr(friend, column)} == _ids(friends[:5])
    _run(_start(Who(channel.id, [friends[0].id]), {"do": back}, org=org))
    _undo(operation, NOW + timedelta(minutes=1))

    assert {getattr(friend, column) for friend in rows(Friend)} == {None}


def test_nobody_is_refused_instead_of_done(org: Organisation, channel: Channel, tag: Tag) -> None:
    with pytest.raises(ProblemError) as refusal:
        _start(_everyone(channel), {"do": "add_tag", "tag_id": tag.id}, org=org)

    assert (refusal.value.fields[0].path, rows(Operation)) == ("who", [])


def test_every_action_that_many_may_get_is_foreseen_as_it_then_happens(
    org: Organisation, channel: Channel, friends: list[Friend], tag: Tag
) -> None:
    member, marks = make_member(org, Role.RESPONDER), _marks(org)
    scenario = make_scenario(channel, ({"mode": "after", "seconds": 86_400}, "一日後"))
    _put(tag, friends[:7])
    specs: list[dict[str, Any]] = [
        {"do": "add_tag", "tag_id": tag.id},
        {"do": "remove_tag", "tag_id": tag.id},
        {"do": "hide"},
        {"do": "unhide"},
        {"do": "mute"},
        {"do": "unmute"},
        {"do": "set_mark", "mark_id": marks["done"].id},
        {"do": "assign", "member_id": member.id},
        {"do": "assign", "member_id": None},
        {"do": "start_scenario", "scenario_id": scenario.id},
        {"do": "stop_scenario", "scenario_id": scenario.id},
    ]
    who = Who(channel.id, sorted(_ids(friends[3:])))

    for spec in specs:
        with org_scope(org.id):
            forecast = services.foresee_bulk(
                org_id=org.id, who=who, actions=[spec], actor=COMMAND_LINE, now=NOW
            )
        happened = _run(_start(who, spec, org=org))
        assert (forecast.number, forecast.actions[0].changes) == (22, happened.changed), spec
        assert forecast.actions[0].unchanged == 22 - happened.changed, spec


def test_the_preview_says_how_many_no_message_would_reach(
    org: Organisation, channel: Channel, friends: list[Friend]
) -> None:
    with org_scope(org.id):
        Friend.objects.filter(org_id=org.id, id__in=_ids(friends[:3])).update(status=FriendStatus.BLOCKED)
        Friend.objects.filter(org_id=org.id, id__in=_ids(friends[2:5])).update(muted_at=NOW)
        forecast = services.foresee_bulk(
            org_id=org.id,
            who=_everyone(channel),
            actions=[{"do": "send", "blocks": [text_block("お知らせ")]}],
            actor=COMMAND_LINE,
            now=NOW,
        )

    [send] = forecast.actions
    assert (send.changes, send.refused, send.can_undo) == (20, {"blocked": 3, "muted": 2}, False)
    assert send.warnings == ("sends_messages",)
