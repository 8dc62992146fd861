"""What comes in by webhook: once, in its own order, complete, and nothing that was taken back."""

import orjson
import pytest
from tests.factories import make_rule, make_scenario, rows, send_action
from tests.flows.stage import Shop, until

from enishi.content.models import Media, MediaState
from enishi.content.services.media import media_root
from enishi.friends.models import Friend
from enishi.intake.models import InboundEvent
from enishi.intake.webhook import MAX_BODY_BYTES
from enishi.line.signature import signature_of


def events_of(shop: Shop) -> list[InboundEvent]:
    return rows(InboundEvent, ("occurred_at",), channel_id=shop.channel.id)


def test_a_block_stops_the_scenario_and_the_ledger_says_why_the_rest_did_not_come(shop: Shop) -> None:
    scenario = make_scenario(
        shop.channel, ({"mode": "at_once"}, "一"), ({"mode": "after", "seconds": 3600}, "二")
    )
    make_rule(
        shop.channel,
        {"kind": "follow", "case": "new"},
        {"do": "start_scenario", "scenario_id": scenario.id},
    )
    aiko = shop.follow()
    shop.receives(aiko, "一")
    shop.control.unfollow(shop.cid, aiko)
    until(lambda: "scenario.left" in shop.kinds(aiko), "she has left the scenario")
    assert shop.friend(aiko).status == "blocked"
    (left,) = [event for event in shop.timeline(aiko) if event.kind == "scenario.left"]
    assert left.data == {"scenario_id": scenario.id, "reason": "blocked"}
    dispatch = shop.broadcast("みなさまへ", [shop.friend(aiko)])
    shop.finished(dispatch)
    assert shop.outcome(dispatch) == {("skipped", "blocked"): 1}
    assert shop.texts(aiko) == ["一"]


def test_duplicates_and_redeliveries_of_every_event_have_one_effect(shop: Shop) -> None:
    shop.control.set_knobs(webhook_duplicate_probability=1.0)
    make_rule(shop.channel, {"kind": "follow", "case": "new"}, send_action("はじめまして"), name="follow")
    make_rule(shop.channel, {"kind": "keyword", "words": ["クーポン"]}, send_action("どうぞ"), name="coupon")
    aiko = shop.follow()
    shop.receives(aiko, "はじめまして")
    for _ in range(3):
        shop.say(aiko, "クーポン")
    shop.receives(aiko, "はじめまして", "どうぞ", "どうぞ", "どうぞ")
    assert len(shop.control.webhooks(shop.cid)) >= 8
    assert shop.kinds(aiko) == ["friend.followed", *["message.received"] * 3]
    assert len(events_of(shop)) == 4


def test_an_event_that_was_not_acknowledged_is_redelivered_and_taken_once(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.control.update_channel(shop.cid, redelivery=True)
    shop.control.set_knobs(webhook_redelivery_interval_seconds=0.2)
    make_rule(shop.channel, {"kind": "keyword", "words": ["クーポン"]}, send_action("どうぞ"))
    aiko = shop.follow()
    until(lambda: shop.kinds(aiko) == ["friend.followed"], "she is known")
    with monkeypatch.context() as broken:
        broken.setattr("enishi.intake.pipeline.store._INSERT", "SELECT 1 / 0")
        shop.say(aiko, "クーポン")
        until(
            lambda: any(each.get("status") == 503 for each in shop.control.webhooks(shop.cid)),
            "the failure is told",
        )
    shop.receives(aiko, "どうぞ")
    assert shop.kinds(aiko) == ["friend.followed", "message.received"]
    assert events_of(shop)[-1].is_redelivery


def test_reordered_webhooks_lie_on_the_timeline_in_the_order_in_which_they_happened(shop: Shop) -> None:
    aiko = shop.follow()
    shop.settle()
    shop.control.set_knobs(webhook_reorder_window=8)
    acts = [
        {
            "type": "message",
            "user_id": aiko,
            "message": {"type": "text", "text": str(number)},
            "timestamp_ms": 1_792_000_000_000 + number,
        }
        for number in range(24)
    ]
    shop.control.acts(shop.cid, acts)
    until(lambda: shop.kinds(aiko).count("message.received") == 24, "all messages are there")
    said = [event.data["text"] for event in shop.timeline(aiko) if event.kind == "message.received"]
    assert said == [str(number) for number in range(24)]


def test_an_unsent_message_leaves_no_trace_of_its_content(shop: Shop) -> None:
    aiko = shop.follow()
    message_id = shop.say(aiko, "秘密の話")
    until(lambda: "message.received" in shop.kinds(aiko), "the message is there")
    shop.control.unsend(shop.cid, aiko, message_id)
    until(lambda: "message.unsent" in shop.kinds(aiko), "the taking back is there")
    everything = str([event.data for event in shop.timeline(aiko)]) + "".join(e.raw for e in events_of(shop))
    assert "秘密" not in everything
    (kept,) = [event for event in shop.timeline(aiko) if event.kind == "message.received"]
    assert kept.data == {"type": "text", "message_id": message_id, "is_unsent": True}


def test_an_unsend_that_arrives_before_its_message_keeps_the_content_away(shop: Shop) -> None:
    make_rule(
        shop.channel, {"kind": "keyword", "words": ["秘密"], "match": "contains"}, send_action("聞きました")
    )
    aiko = shop.follow()
    source = {"type": "user", "userId": aiko}
    unsend = {"type": "unsend", "webhookEventId": "UNSEND", "unsend": {"messageId": "7777"}, "source": source}
    said = {"type": "text", "id": "7777", "text": "秘密の話"}
    message = {"type": "message", "webhookEventId": "MESSAGE", "message": said, "source": source}
    shop.control.raw_event(shop.cid, {**unsend, "timestamp": 1_792_000_005_000}, aiko)
    until(lambda: "message.unsent" in shop.kinds(aiko), "the taking back is there")
    shop.control.raw_event(shop.cid, {**message, "timestamp": 1_792_000_000_000}, aiko)
    until(lambda: "message.received" in shop.kinds(aiko), "the message is there")
    shop.settle()
    everything = str([event.data for event in shop.timeline(aiko)]) + "".join(e.raw for e in events_of(shop))
    assert "秘密" not in everything
    assert shop.texts(aiko) == []


def test_a_picture_is_fetched_into_our_store_and_removed_when_it_is_taken_back(shop: Shop) -> None:
    aiko = shop.follow()
    picture = b"\xff\xd8\xff\xe0" + b"picture" * 1_000
    act = shop.control.send_media(shop.cid, aiko, "image", picture)

    def media() -> Media:
        return rows(Media, channel_id=shop.channel.id)[0]

    until(
        lambda: bool(rows(Media, channel_id=shop.channel.id, state=MediaState.STORED)),
        "the picture is stored",
    )
    path = media_root() / media().path
    assert path.read_bytes() == picture
    assert media().friend_id == shop.friend(aiko).id
    shop.control.unsend(shop.cid, aiko, act["event"]["message"]["id"])
    until(lambda: media().state == MediaState.DELETED, "the picture is taken back")
    until(lambda: not path.exists(), "the file is gone")


def test_every_type_of_act_becomes_a_fact(shop: Shop) -> None:
    control, cid = shop.control, shop.cid
    aiko = shop.follow()
    message_id = shop.say(aiko, "あ")
    control.edit(cid, aiko, message_id, "い")
    control.send_sticker(cid, aiko, "446", "1988")
    control.send_location(cid, aiko, 35.6, 139.7)
    control.postback(cid, aiko, "a=1")
    control.account_link(cid, aiko, "nonce")
    control.video_play_complete(cid, aiko, "track")
    control.beacon(cid, aiko)
    control.membership(cid, aiko, control.create_membership(cid, title="プレミアム"))
    control.unknown_event(cid, aiko)
    expected = {
        "friend.followed",
        "message.received",
        "message.edited",
        "postback.received",
        "account.linked",
        "video.completed",
        "beacon.detected",
        "membership.changed",
        "line.futureEvent",
    }
    until(lambda: set(shop.kinds(aiko)) == expected, "all facts are there")
    types = [event.data["type"] for event in shop.timeline(aiko) if event.kind == "message.received"]
    assert sorted(types) == ["location", "sticker", "text"]


def test_unknown_events_and_unknown_properties_are_kept(shop: Shop) -> None:
    shop.control.set_knobs(webhook_unknown_properties=True, webhook_body_style="shuffled")
    aiko = shop.follow()
    shop.say(aiko, "こんにちは")
    shop.control.unknown_event(shop.cid, aiko)
    until(lambda: "line.futureEvent" in shop.kinds(aiko), "the unknown event is there")
    shop.settle()
    sent = [
        event
        for webhook in shop.control.webhooks(shop.cid)
        for event in orjson.loads(
            webhook["body"] if isinstance(webhook["body"], str) else orjson.dumps(webhook["body"])
        )["events"]
    ]
    kept = {event.webhook_event_id: orjson.loads(event.raw) for event in events_of(shop)}
    assert len(kept) == 3
    for event in sent:
        assert kept[event["webhookEventId"]] == event


def test_group_chats_make_no_friends(shop: Shop) -> None:
    aiko = shop.control.create_user(shop.cid, display_name="愛子", status="never")
    group = shop.control.create_group(shop.cid, [aiko])
    source = {"type": "group", "groupId": group, "userId": aiko}
    said = {"type": "text", "id": "1", "text": "クーポン"}
    make_rule(shop.channel, {"kind": "keyword", "words": ["クーポン"]}, send_action("どうぞ"))
    shop.control.raw_event(shop.cid, {"type": "message", "source": source, "message": said})
    until(lambda: len(events_of(shop)) == 1, "the event is stored")
    shop.settle()
    assert rows(Friend, channel_id=shop.channel.id) == []
    assert shop.control.counters(shop.cid).get("messages", 0) == 0


def test_lines_verification_without_events_is_answered_200(shop: Shop) -> None:
    body = b'{"destination":"U","events":[]}'
    assert shop.post(body, signature_of(body, shop.secret)) == 200
    assert events_of(shop) == []


def test_bad_requests_are_told_apart_and_nothing_is_stored(shop: Shop) -> None:
    event = {"type": "follow", "webhookEventId": "E", "source": {"type": "user", "userId": "U" + "1" * 32}}
    good = orjson.dumps({"events": [event]})
    signed = signature_of(good, shop.secret)
    assert shop.post(good, signature_of(good, "f" * 32)) == 401
    assert shop.post(good + b" ", signed) == 401
    assert shop.post(good, None) == 401
    assert shop.post(good, signed, key="a" * 26) == 404
    assert shop.post(b"{", signature_of(b"{", shop.secret)) == 400
    large = orjson.dumps({"events": [], "padding": "x" * MAX_BODY_BYTES})
    assert shop.post(large, signature_of(large, shop.secret)) == 413
    assert events_of(shop) == []
    assert shop.post(good, signed) == 200
    assert len(events_of(shop)) == 1


def test_what_was_stored_while_no_worker_ran_is_routed_when_one_starts(shop: Shop) -> None:
    make_rule(shop.channel, {"kind": "follow", "case": "new"}, send_action("はじめまして"))
    shop.stage.worker.stop()
    try:
        users = [shop.follow(f"友{number}") for number in range(5)]
        assert shop.control.wait_for_webhooks()
        assert len(events_of(shop)) == 5
        assert rows(Friend, channel_id=shop.channel.id) == []
    finally:
        shop.stage.worker.start()
    for user in users:
        shop.receives(user, "はじめまして")
