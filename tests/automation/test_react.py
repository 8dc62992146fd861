"""Rules react to facts: set-wise, in the order of the facts, in the same transaction."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from tests.factories import (
    NOW,
    make_channel,
    make_friends,
    make_rule,
    make_scenario,
    make_tag,
    rows,
    send_action,
)

from enishi.accounts.models import AuditEntry, Organisation
from enishi.accounts.permissions import COMMAND_LINE
from enishi.automation.models import Rule
from enishi.automation.services import delete_rule, save_rule
from enishi.content.models import Revision
from enishi.delivery.models import Candidates, Dispatch
from enishi.friends.models import Friend, FriendTag, TimelineEvent
from enishi.friends.services.timeline import NewEvent, ReactionContext, ReplyToken, record_events
from enishi.kit.errors import ProblemError
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel
from enishi.scenarios.models import Enrolment

KEYWORD = {"kind": "keyword", "words": ["クーポン"]}


def record(channel: Channel, *events: NewEvent, context: ReactionContext | None = None) -> None:
    with org_scope(channel.org_id):
        record_events(org_id=channel.org_id, channel_id=channel.id, events=events, now=NOW, context=context)


def said(friend: Friend, text: str, seconds: int = 0) -> NewEvent:
    at = NOW + timedelta(seconds=seconds)
    return NewEvent(friend.id, "message.received", at, {"type": "text", "text": text})


def followed(friend: Friend, case: str) -> NewEvent:
    return NewEvent(friend.id, "friend.followed", NOW, {"case": case})


def sent_texts(channel: Channel) -> list[tuple[list[int], str]]:
    """(friends, text) of each dispatch, in the order of the requests."""
    found = []
    for dispatch in rows(Dispatch, ("id",), channel_id=channel.id):
        (candidates,) = rows(Candidates, dispatch_id=dispatch.id)
        (revision,) = rows(Revision, id=dispatch.revision_id)
        found.append((candidates.friend_ids, revision.blocks[0]["text"]))
    return found


def test_a_rule_sends_to_all_friends_of_one_set_in_one_dispatch(channel: Channel) -> None:
    make_rule(channel, KEYWORD, send_action("どうぞ"))
    friends = make_friends(channel, 40)
    record(channel, *(said(friend, "ｸｰﾎﾟﾝ") for friend in friends))
    assert sent_texts(channel) == [([friend.id for friend in friends], "どうぞ")]
    (dispatch,) = rows(Dispatch)
    (rule,) = rows(Rule)
    assert (dispatch.kind, dispatch.source) == ("rule", f"rule:{rule.id}")


def test_the_number_of_friends_does_not_change_the_number_of_statements(
    org: Organisation, channel: Channel, django_assert_max_num_queries: Any
) -> None:
    tag = make_tag(org)
    make_rule(
        channel,
        {"kind": "follow", "case": "new"},
        send_action("ようこそ"),
        {"do": "add_tag", "tag_id": tag.id},
    )
    friends = make_friends(channel, 200)
    with django_assert_max_num_queries(30):
        record(channel, *(followed(friend, "new") for friend in friends))
    assert len(rows(FriendTag, tag_id=tag.id)) == 200


def test_each_case_of_following_has_its_own_greeting(channel: Channel, aiko: Friend, kenji: Friend) -> None:
    for case, text in (("new", "はじめまして"), ("returning", "おかえりなさい"), ("known", "いつも")):
        make_rule(channel, {"kind": "follow", "case": case}, send_action(text), name=case)
    record(channel, followed(aiko, "new"), followed(kenji, "returning"))
    assert sorted(sent_texts(channel)) == [([aiko.id], "はじめまして"), ([kenji.id], "おかえりなさい")]


def test_a_late_follow_greets_nobody(channel: Channel, aiko: Friend) -> None:
    make_rule(channel, {"kind": "follow", "case": "new"}, send_action("はじめまして"))
    record(channel, NewEvent(aiko.id, "friend.followed", NOW, {"case": "", "late": "true"}))
    assert sent_texts(channel) == []


def test_only_the_first_keyword_rule_that_matches_answers(channel: Channel, aiko: Friend) -> None:
    contains = {**KEYWORD, "match": "contains"}
    make_rule(channel, contains, send_action("二番"), position=2, name="b")
    make_rule(channel, contains, send_action("一番"), position=1, name="a")
    record(channel, said(aiko, "クーポン"))
    assert sent_texts(channel) == [([aiko.id], "一番")]


def test_all_rules_for_one_case_of_following_run_in_their_order(channel: Channel, aiko: Friend) -> None:
    for position, text in ((2, "二"), (1, "一")):
        make_rule(channel, {"kind": "follow", "case": "new"}, send_action(text), position=position, name=text)
    record(channel, followed(aiko, "new"))
    assert [text for _, text in sent_texts(channel)] == ["一", "二"]


def test_a_friend_who_says_two_things_gets_two_answers_in_the_order_in_which_she_spoke(
    channel: Channel, aiko: Friend, kenji: Friend
) -> None:
    make_rule(channel, KEYWORD, send_action("どうぞ"), name="coupon")
    make_rule(channel, {"kind": "keyword", "words": ["予約"]}, send_action("承ります"), name="booking")
    record(channel, said(aiko, "予約"), said(kenji, "クーポン", 1), said(aiko, "クーポン", 2))
    assert sent_texts(channel) == [
        ([kenji.id], "どうぞ"),
        ([aiko.id], "承ります"),
        ([aiko.id], "どうぞ"),
    ]


def test_the_reply_token_goes_to_the_first_message_alone(channel: Channel, aiko: Friend) -> None:
    make_rule(channel, {"kind": "follow", "case": "new"}, send_action("一"), send_action("二"))
    token = ReplyToken("token-1", NOW + timedelta(seconds=60))
    record(channel, followed(aiko, "new"), context=ReactionContext(reply_tokens={aiko.id: token}))
    found = [row.reply_tokens for row in rows(Candidates, ("dispatch_id",))]
    assert found == [["token-1"], None]


def test_a_tag_sets_off_its_own_rule_once(org: Organisation, channel: Channel, aiko: Friend) -> None:
    tag = make_tag(org)
    make_rule(channel, {"kind": "tag_added", "tag_id": tag.id}, send_action("限定のお知らせ"), name="t")
    make_rule(channel, KEYWORD, {"do": "add_tag", "tag_id": tag.id}, name="k")
    record(channel, said(aiko, "クーポン"))
    record(channel, said(aiko, "クーポン", 5))
    assert sent_texts(channel) == [([aiko.id], "限定のお知らせ")]
    kinds = [row.kind for row in rows(TimelineEvent, ("id",), friend_id=aiko.id)]
    assert kinds == ["message.received", "tag.added", "message.received"]


def test_the_timeline_names_the_rule_that_put_a_tag(
    org: Organisation, channel: Channel, aiko: Friend
) -> None:
    tag = make_tag(org)
    rule = make_rule(channel, KEYWORD, {"do": "add_tag", "tag_id": tag.id})
    record(channel, said(aiko, "クーポン"))
    (added,) = rows(TimelineEvent, kind="tag.added")
    assert added.data["cause"] == f"rule:{rule.id}"


def test_a_rule_starts_and_stops_a_scenario(channel: Channel, aiko: Friend) -> None:
    scenario = make_scenario(channel, ({"mode": "after", "seconds": 60}, "一通目"))
    make_rule(
        channel,
        {"kind": "keyword", "words": ["はじめる"]},
        {"do": "start_scenario", "scenario_id": scenario.id},
        name="start",
    )
    make_rule(
        channel,
        {"kind": "keyword", "words": ["やめる"]},
        {"do": "stop_scenario", "scenario_id": scenario.id},
        name="stop",
    )
    record(channel, said(aiko, "はじめる"))
    (enrolment,) = rows(Enrolment)
    assert (enrolment.friend_id, enrolment.state) == (aiko.id, "active")
    record(channel, said(aiko, "やめる", 1))
    (enrolment,) = rows(Enrolment)
    assert (enrolment.state, enrolment.end_reason) == ("stopped", "rule")


def test_a_rule_of_another_channel_or_one_that_is_off_stays_silent(
    org: Organisation, channel: Channel, aiko: Friend
) -> None:
    make_rule(make_channel(org, name="二号店"), KEYWORD, send_action("二号店です"))
    off = make_rule(channel, KEYWORD, send_action("休み中"))
    with org_scope(org.id):
        Rule.objects.filter(id=off.id).update(is_active=False)
    record(channel, said(aiko, "クーポン"))
    assert rows(Dispatch) == []


def test_what_a_rule_sends_is_frozen_when_it_is_saved(channel: Channel, aiko: Friend) -> None:
    rule = make_rule(channel, KEYWORD, send_action("古い"))
    record(channel, said(aiko, "クーポン"))
    with org_scope(channel.org_id):
        save_rule(
            org_id=channel.org_id,
            actor=COMMAND_LINE,
            channel_id=channel.id,
            name="ルール",
            trigger=KEYWORD,
            actions=[send_action("新しい")],
            now=NOW,
            rule_id=rule.id,
        )
    record(channel, said(aiko, "クーポン", 5))
    assert [text for _, text in sent_texts(channel)] == ["古い", "新しい"]


def save(channel: Channel, trigger: Any, actions: list[Any]) -> Rule:
    with org_scope(channel.org_id):
        return save_rule(
            org_id=channel.org_id,
            actor=COMMAND_LINE,
            channel_id=channel.id,
            name="ルール",
            trigger=trigger,
            actions=actions,
            now=NOW,
        )


@pytest.mark.parametrize(
    ("trigger", "actions", "paths"),
    [
        ({"kind": "moon"}, [], ["trigger", "actions"]),
        (KEYWORD, [], ["actions"]),
        (KEYWORD, [{"do": "dance"}], ["actions.0.do"]),
        (KEYWORD, ["send"], ["actions.0.do"]),
        (KEYWORD, [{"do": "send"}], ["actions.0.blocks"]),
        (KEYWORD, [{"do": "add_tag", "tag_id": 999_999}], ["actions.0.tag_id"]),
        (KEYWORD, [{"do": "start_scenario", "scenario_id": 999_999}], ["actions.0.scenario_id"]),
        (KEYWORD, [{"do": "send", "blocks": [{"kind": "text", "text": ""}]}], ["actions.0.blocks.0.text"]),
    ],
)
def test_a_rule_with_mistakes_is_refused_with_every_place_and_not_saved(
    channel: Channel, trigger: Any, actions: list[Any], paths: list[str]
) -> None:
    with pytest.raises(ProblemError) as refusal:
        save(channel, trigger, actions)
    found = [field.path for field in refusal.value.fields]
    assert len(found) == len(paths)
    assert all(path.startswith(expected) for path, expected in zip(found, paths, strict=True))
    assert rows(Rule) == []


def test_an_archived_tag_cannot_be_put_by_a_rule(org: Organisation, channel: Channel) -> None:
    tag = make_tag(org, archived_at=NOW)
    with pytest.raises(ProblemError):
        save(channel, KEYWORD, [{"do": "add_tag", "tag_id": tag.id}])


def test_a_scenario_of_another_channel_cannot_be_started(org: Organisation, channel: Channel) -> None:
    other = make_scenario(make_channel(org, name="二号店"), ({"mode": "at_once"}, "一通目"))
    with pytest.raises(ProblemError):
        save(channel, KEYWORD, [{"do": "start_scenario", "scenario_id": other.id}])


def test_saving_and_deleting_a_rule_is_on_record(channel: Channel, aiko: Friend) -> None:
    rule = make_rule(channel, KEYWORD, send_action("どうぞ"))
    with org_scope(channel.org_id):
        delete_rule(org_id=channel.org_id, actor=COMMAND_LINE, rule_id=rule.id, now=NOW)
    entries = rows(AuditEntry, ("id",), org_id=channel.org_id, object_kind="rule")
    assert [(entry.action, entry.object_id) for entry in entries] == [
        ("rule.saved", str(rule.id)),
        ("rule.deleted", str(rule.id)),
    ]
    record(channel, said(aiko, "クーポン"))
    assert rows(Dispatch) == []


def test_a_rule_whose_reaction_fails_leaves_neither_fact_nor_message(
    channel: Channel, aiko: Friend, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_rule(channel, KEYWORD, send_action("どうぞ"))

    def fail(**_: object) -> int:
        raise DatabaseError

    monkeypatch.setattr("enishi.automation.actions.request_dispatch", fail)
    with pytest.raises(DatabaseError):
        record(channel, said(aiko, "クーポン"))
    assert rows(TimelineEvent, friend_id=aiko.id) == []
    assert rows(Dispatch) == []
