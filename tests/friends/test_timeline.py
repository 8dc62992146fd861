"""Facts: recorded set-wise, told to the subscribers in one transaction, and never in circles for ever."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from pytest_django import Settings
from tests.factories import NOW, make_channel, make_rule, make_tag, rows, send_action

from enishi.accounts.models import Organisation
from enishi.delivery.models import Dispatch
from enishi.friends.models import Friend, FriendTag, TimelineEvent
from enishi.friends.services.timeline import (
    MAX_DEPTH,
    NewEvent,
    ReactionContext,
    ReplyToken,
    record_events,
)
from enishi.kit.tenancy import org_scope


def record(friend: Friend, *events: NewEvent, context: ReactionContext | None = None) -> None:
    with org_scope(friend.org_id):
        record_events(
            org_id=friend.org_id, channel_id=friend.channel_id, events=events, now=NOW, context=context
        )


def said(friend: Friend, text: str, minutes: int = 0) -> NewEvent:
    data = {"type": "text", "text": text}
    return NewEvent(friend.id, "message.received", NOW + timedelta(minutes=minutes), data, ref=f"m{minutes}")


def test_facts_are_stored_with_their_own_time_and_the_time_of_recording(aiko: Friend) -> None:
    record(aiko, said(aiko, "あ", -5), said(aiko, "い\x00", 0))
    stored = rows(TimelineEvent, ("occurred_at",), friend_id=aiko.id)
    assert [(row.kind, row.data["text"], row.ref) for row in stored] == [
        ("message.received", "あ", "m-5"),
        ("message.received", "い�", "m0"),
    ]
    assert stored[0].occurred_at == NOW - timedelta(minutes=5)
    assert {row.recorded_at for row in stored} == {NOW}


@pytest.mark.parametrize("kinds", [1, 2, 30])
def test_facts_of_few_kinds_or_many_are_stored_with_what_each_says(
    aiko: Friend, kenji: Friend, kinds: int
) -> None:
    shared = {"text": "同じ"}
    texts = ['"引用" と \\', "二\n行\x1e\x1f", "{}", "", "'"]
    events = [
        NewEvent(friend.id, f"test.happened_{kind}", NOW, {"text": text} if text else shared, f"ref-{kind}")
        for kind in range(kinds)
        for friend in (aiko, kenji)
        for text in texts
    ]

    record(aiko, *events)

    stored = [(row.friend_id, row.kind, row.ref, row.data) for row in rows(TimelineEvent)]
    expected = [(event.friend_id, event.kind, event.ref, event.data) for event in events]
    assert sorted(map(str, stored)) == sorted(map(str, expected))


def test_no_facts_mean_no_work(aiko: Friend, django_assert_num_queries: Any) -> None:
    with org_scope(aiko.org_id), django_assert_num_queries(0):
        record_events(org_id=aiko.org_id, channel_id=aiko.channel_id, events=[], now=NOW)


def test_any_number_of_facts_is_one_statement(aiko: Friend, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(10):
        record(aiko, *(NewEvent(aiko.id, "beacon.detected", NOW, {"n": n}) for n in range(500)))
    assert len(rows(TimelineEvent, friend_id=aiko.id)) == 500


def test_a_reaction_that_fails_leaves_no_fact_either(aiko: Friend, settings: Settings) -> None:
    from enishi.kit import wiring

    settings.ENISHI_TIMELINE_SUBSCRIBERS = [f"{__name__}.fail"]
    wiring.wired.cache_clear()
    try:
        with pytest.raises(RuntimeError):
            record(aiko, said(aiko, "あ"))
    finally:
        wiring.wired.cache_clear()
    assert rows(TimelineEvent, friend_id=aiko.id) == []


def fail(*, events: Sequence[NewEvent], now: datetime, **_: object) -> None:
    raise RuntimeError


def test_rules_that_set_each_other_off_come_to_an_end(org: Organisation, aiko: Friend) -> None:
    one, two = make_tag(org, "一"), make_tag(org, "二")
    for mine, other in ((one, two), (two, one)):
        make_rule(
            aiko.channel,
            {"kind": "tag_added", "tag_id": mine.id},
            {"do": "remove_tag", "tag_id": mine.id},
            {"do": "add_tag", "tag_id": other.id},
        )
    make_rule(aiko.channel, {"kind": "keyword", "words": ["回れ"]}, {"do": "add_tag", "tag_id": one.id})
    record(aiko, said(aiko, "回れ"))
    kinds = [row.kind for row in rows(TimelineEvent, ("id",), friend_id=aiko.id)]
    assert kinds.count("tag.added") == MAX_DEPTH
    assert len(rows(FriendTag, friend_id=aiko.id)) == 1


def test_a_fact_of_the_other_channel_sets_off_no_rule_here(
    org: Organisation, aiko: Friend, kenji: Friend
) -> None:
    make_rule(aiko.channel, {"kind": "keyword", "words": ["クーポン"]}, send_action("どうぞ"))
    elsewhere = make_channel(org)
    with org_scope(aiko.org_id):
        record_events(org_id=aiko.org_id, channel_id=elsewhere.id, events=[said(aiko, "クーポン")], now=NOW)
    assert rows(Dispatch) == []


def test_a_reply_token_is_good_once_and_only_while_it_lives() -> None:
    token = ReplyToken("t", NOW + timedelta(seconds=60))
    context = ReactionContext(reply_tokens={1: token, 2: token})
    assert context.take_reply_token(1, NOW) is token
    assert context.take_reply_token(1, NOW) is None
    assert context.take_reply_token(2, NOW + timedelta(seconds=60)) is None
    assert context.take_reply_token(3, NOW) is None
