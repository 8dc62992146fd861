"""Rules that ask who the friend is."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.api_client import ApiClient
from tests.factories import NOW, make_friend, make_rule, make_tag, rows, send_action

from enishi.accounts.models import Organisation
from enishi.accounts.permissions import COMMAND_LINE
from enishi.automation.models import Rule
from enishi.automation.services import save_rule
from enishi.delivery.models import Candidates, Dispatch
from enishi.friends.conditions.references import uses_of
from enishi.friends.models import Friend, FriendTag, Tag
from enishi.friends.services.tags import add_tag
from enishi.friends.services.timeline import NewEvent, record_events
from enishi.kit.errors import ProblemError
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel

pytestmark = pytest.mark.django_db

_WORD = {"kind": "keyword", "words": ["予約"]}


def _with_tag(tag: Tag) -> dict[str, Any]:
    return {"version": 1, "root": {"kind": "tag", "tag_ids": [tag.id]}}


def _rule(channel: Channel, text: str, condition: dict[str, Any] | None, position: int = 0) -> Rule:
    with org_scope(channel.org_id):
        return save_rule(
            org_id=channel.org_id,
            actor=COMMAND_LINE,
            channel_id=channel.id,
            name=text,
            trigger=_WORD,
            condition=condition,
            actions=[send_action(text)],
            position=position,
            now=NOW,
        )


def _put(channel: Channel, tag: Tag, *friends: Friend) -> None:
    with org_scope(channel.org_id):
        add_tag(
            org_id=channel.org_id,
            channel_id=channel.id,
            tag_id=tag.id,
            friend_ids=[friend.id for friend in friends],
            now=NOW,
        )


def _say(channel: Channel, *friends: Friend) -> None:
    events = [
        NewEvent(friend.id, "message.received", NOW, {"type": "text", "text": "予約"}) for friend in friends
    ]
    with org_scope(channel.org_id):
        record_events(org_id=channel.org_id, channel_id=channel.id, events=events, now=NOW)


def _answered(rule: Rule) -> set[int]:
    dispatches = {row.id for row in rows(Dispatch, source=f"rule:{rule.id}")}
    return {
        friend_id for row in rows(Candidates) if row.dispatch_id in dispatches for friend_id in row.friend_ids
    }


def test_a_rule_answers_only_who_meets_its_condition_and_leaves_others_to_the_next(
    org: Organisation, channel: Channel, aiko: Friend, kenji: Friend
) -> None:
    tag = make_tag(org, "会員")
    members, everybody = _rule(channel, "会員さま", _with_tag(tag)), _rule(channel, "どなたでも", None, 1)
    _put(channel, tag, aiko)

    _say(channel, aiko, kenji)

    assert _answered(members) == {aiko.id}
    assert _answered(everybody) == {kenji.id}


def test_a_condition_is_asked_once_for_all_friends_of_a_batch(org: Organisation, channel: Channel) -> None:
    tag = make_tag(org, "会員")
    _rule(channel, "会員さま", _with_tag(tag))
    few = [make_friend(channel, f"友{index}") for index in range(12)]
    many = [make_friend(channel, f"友だち{index}") for index in range(40)]

    # What is read once and kept is read before.
    _say(channel, make_friend(channel))
    with CaptureQueriesContext(connection) as for_few:
        _say(channel, *few)
    with CaptureQueriesContext(connection) as for_many:
        _say(channel, *many)

    assert len(for_many) == len(for_few)


def test_a_condition_sees_what_the_rule_before_it_did(
    org: Organisation, channel: Channel, aiko: Friend
) -> None:
    first, second = make_tag(org, "一"), make_tag(org, "二")
    trigger = {"kind": "follow", "case": "new"}
    make_rule(channel, trigger, {"do": "add_tag", "tag_id": first.id})
    with org_scope(org.id):
        save_rule(
            org_id=org.id,
            actor=COMMAND_LINE,
            channel_id=channel.id,
            name="二番目",
            trigger=trigger,
            condition=_with_tag(first),
            actions=[{"do": "add_tag", "tag_id": second.id}],
            position=1,
            now=NOW,
        )
        followed = NewEvent(aiko.id, "friend.followed", NOW, {"case": "new"})
        record_events(org_id=org.id, channel_id=channel.id, events=[followed], now=NOW)

    assert {row.tag_id for row in rows(FriendTag)} == {first.id, second.id}


def test_a_condition_that_cannot_be_read_any_more_is_met_by_nobody(
    org: Organisation, channel: Channel, aiko: Friend
) -> None:
    rule = _rule(channel, "会員さま", None)
    with org_scope(org.id):
        Rule.objects.filter(id=rule.id).update(condition={"version": 1, "root": {"kind": "gone"}})

    _say(channel, aiko)

    assert _answered(rule) == set()


def test_a_rule_with_a_wrong_condition_is_refused_with_its_place(org: Organisation, channel: Channel) -> None:
    with pytest.raises(ProblemError) as refusal:
        _rule(channel, "会員さま", {"version": 1, "root": {"kind": "tag", "tag_ids": [999_999]}})

    assert [problem.path for problem in refusal.value.fields] == ["condition.root.tag_ids.0"]


def test_a_rule_with_a_condition_hides_no_other(api: ApiClient, org: Organisation, channel: Channel) -> None:
    _rule(channel, "会員さま", _with_tag(make_tag(org, "会員")))
    everybody, third = _rule(channel, "どなたでも", None, 1), _rule(channel, "三番目", None, 2)

    said = api.get(f"/rules?channel_id={channel.id}").json

    assert said["hidden"] == [{"rule_id": third.id, "by": everybody.id}]


def test_the_try_out_says_whose_condition_is_not_met(
    api: ApiClient, org: Organisation, channel: Channel, aiko: Friend, kenji: Friend
) -> None:
    tag = make_tag(org, "会員")
    members, everybody = _rule(channel, "会員さま", _with_tag(tag)), _rule(channel, "どなたでも", None, 1)
    _put(channel, tag, aiko)
    text = {"channel_id": channel.id, "text": "予約"}

    def tried(**more: Any) -> tuple[int, list[tuple[int, str]]]:
        said = api.post("/rules/try", {**text, **more}).json
        return said["rule"]["id"], [(each["rule"]["id"], each["sentence"]) for each in said["unmet"]]

    assert tried() == (members.id, [])
    assert tried(friend_id=aiko.id) == (members.id, [])
    assert tried(friend_id=kenji.id) == (everybody.id, [(members.id, "タグ「会員」が付いている友だち")])
    assert api.post("/rules/try", {**text, "friend_id": 999_999}).status == 422


def test_a_condition_comes_and_goes_with_the_rule(
    api: ApiClient, org: Organisation, channel: Channel
) -> None:
    condition = _with_tag(make_tag(org, "会員"))
    rule = {"channel_id": channel.id, "name": "会員", "trigger": _WORD, "actions": [send_action("はい")]}

    made = api.post("/rules", {**rule, "condition": condition}).json
    replaced = api.call("PUT", f"/rules/{made['id']}", rule).json

    assert made["condition"] == condition
    assert replaced["condition"] is None


def test_what_a_rule_speaks_of_is_known_with_its_place(org: Organisation, channel: Channel) -> None:
    asked, put, started = make_tag(org, "問う"), make_tag(org, "付ける"), make_tag(org, "きっかけ")
    with org_scope(org.id):
        rule = save_rule(
            org_id=org.id,
            actor=COMMAND_LINE,
            channel_id=channel.id,
            name="会員",
            trigger={"kind": "tag_added", "tag_id": started.id},
            condition=_with_tag(asked),
            actions=[send_action("はい"), {"do": "add_tag", "tag_id": put.id}],
            now=NOW,
        )
        found = [
            [
                (use.kind, use.id, use.name, use.channel_id, use.place)
                for use in uses_of(org.id, "tag", tag.id)
            ]
            for tag in (asked, put, started)
        ]

    assert found == [
        [("rule", rule.id, "会員", channel.id, place)] for place in ("condition", "actions.1", "trigger")
    ]
