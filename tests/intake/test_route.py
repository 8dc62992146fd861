"""Routing: events become friends, facts and reactions together, once; what cannot be routed is set aside and kept."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from tests.factories import NOW, make_channel, make_friend, make_organisation, make_rule, rows, send_action
from tests.intake.edge import event, message
from tests.intake.router import route, store, take_in

from enishi.accounts.models import Notice
from enishi.content.models import Media, MediaState
from enishi.delivery.models import Candidates, Dispatch
from enishi.friends.models import Friend, TimelineEvent
from enishi.friends.services.contacts import Profile
from enishi.intake.domain import facts
from enishi.intake.models import InboundEvent
from enishi.intake.pipeline import run
from enishi.line.models import Channel

USER = "U" + "1" * 32


def kinds(channel: Channel) -> list[str]:
    return [row.kind for row in rows(TimelineEvent, ("occurred_at", "id"), channel_id=channel.id)]


def inbound(name: str) -> InboundEvent:
    (row,) = rows(InboundEvent, webhook_event_id=name)
    return row


def test_a_follow_makes_a_friend_with_a_name_and_a_fact(channel: Channel) -> None:
    take_in(channel, event("follow", at=NOW), profiles={USER: Profile("愛子")})
    (friend,) = rows(Friend)
    assert (friend.display_name, friend.status) == ("愛子", "following")
    assert kinds(channel) == ["friend.followed"]


def test_every_event_is_marked_as_routed_and_the_channel_remembers_when(channel: Channel) -> None:
    take_in(
        channel, event("follow", at=NOW), event("join", at=NOW, source={"type": "group", "groupId": "C1"})
    )
    assert {row.processed_at for row in rows(InboundEvent)} == {NOW}
    assert rows(Channel, id=channel.id)[0].last_webhook_at == NOW
    assert route(channel) == 0


def test_only_strangers_profiles_are_asked_for(channel: Channel, aiko: Friend) -> None:
    nameless = make_friend(channel, "", profile_synced_at=None)
    store(
        channel,
        message("あ", at=NOW, user=aiko.line_user_id),
        message("い", at=NOW, user=nameless.line_user_id),
        event("follow", USER, at=NOW),
        event("unfollow", "U" + "2" * 32, at=NOW),
        event("join", at=NOW, source={"type": "group", "groupId": "C1", "userId": "U" + "3" * 32}),
    )
    wanted = run.strangers(channel.org_id, channel.id, run.read_next(channel.org_id, channel.id))
    assert wanted == sorted([nameless.line_user_id, USER])


def test_whoever_comes_back_is_asked_for_again_because_names_change(channel: Channel, aiko: Friend) -> None:
    store(channel, event("follow", aiko.line_user_id, at=NOW, follow={"isUnblocked": True}))
    wanted = run.strangers(channel.org_id, channel.id, run.read_next(channel.org_id, channel.id))
    assert wanted == [aiko.line_user_id]


def test_group_chats_make_no_friends(channel: Channel) -> None:
    for source in ({"type": "group", "groupId": "C1", "userId": USER}, {"type": "room", "roomId": "R1"}):
        take_in(channel, message("あ", at=NOW, source=source))
    assert rows(Friend) == []
    assert rows(TimelineEvent) == []
    assert len(rows(InboundEvent, processed_at=NOW)) == 2


def test_a_reply_token_is_used_for_a_minute_after_the_webhook_came(channel: Channel) -> None:
    make_rule(channel, {"kind": "keyword", "words": ["クーポン"]}, send_action("どうぞ"))
    take_in(channel, message("クーポン", at=NOW, replyToken="token-9"))
    (candidates,) = rows(Candidates)
    assert candidates.reply_tokens == ["token-9"]
    assert candidates.reply_until == NOW + timedelta(seconds=60)


@pytest.mark.parametrize("event_age", [timedelta(minutes=20), timedelta(minutes=21), timedelta(hours=5)])
def test_an_old_redelivered_event_has_no_token_any_more(channel: Channel, event_age: timedelta) -> None:
    make_rule(channel, {"kind": "keyword", "words": ["クーポン"]}, send_action("どうぞ"))
    take_in(channel, message("クーポン", at=NOW - event_age))
    (candidates,) = rows(Candidates)
    assert candidates.reply_tokens is None


def test_in_standby_no_token_is_used(channel: Channel) -> None:
    make_rule(channel, {"kind": "keyword", "words": ["クーポン"]}, send_action("どうぞ"))
    take_in(channel, message("クーポン", at=NOW, mode="standby"))
    assert [row.reply_tokens for row in rows(Candidates)] == [None]


def test_media_are_noted_to_be_fetched(channel: Channel) -> None:
    image = {"type": "image", "id": "7", "contentProvider": {"type": "line"}}
    take_in(channel, event("message", at=NOW, message=image))
    (media,) = rows(Media)
    assert (media.message_id, media.kind, media.state) == ("7", "image", MediaState.WAITING)
    assert media.friend_id == rows(Friend)[0].id


@pytest.mark.parametrize("arrival", ["message first", "together", "unsend first"])
def test_an_unsent_message_leaves_no_content_whatever_arrives_first(channel: Channel, arrival: str) -> None:
    make_rule(channel, {"kind": "keyword", "words": ["秘密"]}, send_action("聞きました"))
    said = message("秘密", at=NOW, message_id="7")
    edited = event("messageEdited", at=NOW, message={"type": "text", "id": "7", "text": "もっと秘密"})
    taken_back = event("unsend", at=NOW + timedelta(seconds=5), unsend={"messageId": "7"})
    arrivals: dict[str, Sequence[Sequence[Any]]] = {
        "message first": [[said, edited], [taken_back]],
        "together": [[taken_back, edited, said]],
        "unsend first": [[taken_back], [edited], [said]],
    }
    for group in arrivals[arrival]:
        take_in(channel, *group)
    stored = rows(TimelineEvent, channel_id=channel.id)
    assert sorted(row.kind for row in stored if row.ref) == [
        "message.edited",
        "message.received",
        "message.unsent",
    ]
    everything = str([row.data for row in stored]) + "".join(row.raw for row in rows(InboundEvent))
    assert "秘密" not in everything
    assert inbound(taken_back["webhookEventId"]).raw != '{"type": "redacted"}'
    if arrival == "unsend first":
        assert rows(Dispatch) == []


def test_unsending_takes_nothing_from_other_messages(channel: Channel) -> None:
    take_in(
        channel, message("残る", at=NOW, message_id="8"), event("unsend", at=NOW, unsend={"messageId": "7"})
    )
    take_in(channel, event("unsend", at=NOW, unsend={}))
    (kept,) = rows(TimelineEvent, kind="message.received")
    assert kept.data["text"] == "残る"


def test_unsending_at_one_channel_leaves_the_other_channels_messages(channel: Channel) -> None:
    other = make_channel(make_organisation("カフェみなと"))
    take_in(other, message("残る", at=NOW, message_id="7"))
    take_in(channel, event("unsend", at=NOW, unsend={"messageId": "7"}))
    (kept,) = rows(TimelineEvent, kind="message.received")
    assert kept.data["text"] == "残る"


def test_the_last_reaction_is_the_newest_act_that_is_no_follow(channel: Channel) -> None:
    take_in(
        channel,
        event("follow", at=NOW + timedelta(seconds=9)),
        message("い", at=NOW + timedelta(seconds=5)),
        message("あ", at=NOW),
    )
    assert rows(Friend)[0].last_reaction_at == NOW + timedelta(seconds=5)


def test_an_event_that_cannot_be_routed_is_set_aside_with_its_error_and_stops_no_other(
    channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    understand = facts.fact_of

    def refuse(raw: Any) -> Any:
        if raw.raw.get("message", {}).get("text") == "毒":
            raise LookupError("毒")
        return understand(raw)

    monkeypatch.setattr("enishi.intake.pipeline.route.fact_of", refuse)
    poison = message("毒", at=NOW)
    take_in(channel, message("前", at=NOW), poison, message("後", at=NOW))
    texts = [row.data.get("text") for row in rows(TimelineEvent, ("id",), kind="message.received")]
    assert texts == ["前", "後"]
    failed = inbound(poison["webhookEventId"])
    assert (failed.processed_at, failed.error) == (NOW, "LookupError")
    assert "毒" in failed.raw
    assert [(notice.kind, notice.params) for notice in rows(Notice)] == [
        ("intake_failed", {"channel": channel.name})
    ]


def test_a_rollback_leaves_the_events_waiting_and_nothing_else(channel: Channel) -> None:
    store(channel, event("follow", at=NOW))
    with transaction.atomic():
        route(channel)
        transaction.set_rollback(True)
    assert rows(Friend) == []
    assert rows(TimelineEvent) == []
    assert route(channel) == 1
    assert kinds(channel) == ["friend.followed"]


def test_events_that_another_router_has_routed_meanwhile_have_no_second_effect(channel: Channel) -> None:
    make_rule(channel, {"kind": "keyword", "words": ["クーポン"]}, send_action("どうぞ"))
    store(channel, message("クーポン", at=NOW))
    seen_by_both = run.read_next(channel.org_id, channel.id)
    for _ in range(2):
        run.route_all(org_id=channel.org_id, channel_id=channel.id, events=seen_by_both, profiles={}, now=NOW)
    assert kinds(channel) == ["friend.discovered", "message.received"]
    assert len(rows(Dispatch)) == 1


def test_more_than_one_chunk_waits_for_its_turn(channel: Channel) -> None:
    events = [message(str(number), at=NOW + timedelta(seconds=number)) for number in range(620)]
    store(channel, *reversed(events))
    assert len(run.read_next(channel.org_id, channel.id)) == 500
    assert route(channel) == 620
    texts = [row.data["text"] for row in rows(TimelineEvent, ("id",), kind="message.received")]
    assert texts == [str(number) for number in range(620)]


def test_a_chunk_of_many_friends_is_routed_in_few_statements(
    channel: Channel, django_assert_max_num_queries: Any
) -> None:
    image = {"type": "image", "contentProvider": {"type": "line"}}
    store(
        channel,
        *(event("follow", f"U{number:032x}", at=NOW) for number in range(200)),
        *(
            event("message", f"U{number:032x}", at=NOW, message={**image, "id": str(number)})
            for number in range(200)
        ),
    )
    events = run.read_next(channel.org_id, channel.id)
    with django_assert_max_num_queries(30):
        run.route_all(org_id=channel.org_id, channel_id=channel.id, events=events, profiles={}, now=NOW)
    assert len(rows(Friend)) == len(rows(Media)) == 200
