"""Webhook bodies: whatever LINE sends today or may send tomorrow becomes events, and nothing is lost."""

import json
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enishi.line.webhook_events import (
    MALFORMED,
    MalformedWebhookError,
    RawEvent,
    describe_message,
    parse_webhook,
)

BOT = "U" + "b" * 32
AIKO = "U" + "0123456789abcdef" * 2
FOLLOW = {
    "type": "follow",
    "timestamp": 1462629479859,
    "mode": "active",
    "webhookEventId": "01FZ74A0TDDPYRVKNK77XKC3ZR",
    "deliveryContext": {"isRedelivery": False},
    "source": {"type": "user", "userId": AIKO},
    "replyToken": "nHuyWiB7yP5Zw52FIkcQobQuGDXCTA",
    "follow": {"isUnblocked": False},
}


def parsed(*events: Any) -> tuple[RawEvent, ...]:
    return parse_webhook(json.dumps({"destination": BOT, "events": events}).encode()).events


def changed(**changes: Any) -> dict[str, Any]:
    return {**FOLLOW, **changes}


def without(*names: str) -> dict[str, Any]:
    return {name: value for name, value in FOLLOW.items() if name not in names}


def test_a_follow_is_read_with_everything_that_routing_needs() -> None:
    webhook = parse_webhook(orjson.dumps({"destination": BOT, "events": [FOLLOW]}))
    assert webhook.destination == BOT
    assert webhook.events == (
        RawEvent(
            webhook_event_id="01FZ74A0TDDPYRVKNK77XKC3ZR",
            type="follow",
            occurred_at=datetime(2016, 5, 7, 13, 57, 59, 859_000, UTC),
            source_type="user",
            line_user_id=AIKO,
            chat_id=None,
            reply_token="nHuyWiB7yP5Zw52FIkcQobQuGDXCTA",
            mode="active",
            is_redelivery=False,
            raw=FOLLOW,
        ),
    )


def test_a_verification_without_events_is_fine() -> None:
    assert parse_webhook(b'{"destination":"U","events":[]}').events == ()
    assert parse_webhook(b'{"events":[]}').destination == ""


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"events"',
        b"{}",
        b'{"events":null}',
        b'{"events":{}}',
        b'{"events":[NaN]}',
        b'{"events":[]} x',
        b'\xff{"events":[]}',
        b'{"events":' + b"[" * 100_000,
        b'{"events":' + b"[" * 2_000 + b"]" * 2_000 + b"}",
    ],
)
def test_what_is_no_webhook_is_refused(body: bytes) -> None:
    with pytest.raises(MalformedWebhookError):
        parse_webhook(body)


def test_unknown_types_properties_and_words_are_kept() -> None:
    strange = changed(type="telepathy", mode="dreaming", thought={"a": [1, None]}, source={"type": "cloud"})
    (event,) = parsed(strange)
    assert (event.type, event.mode, event.source_type, event.line_user_id) == (
        "telepathy",
        "dreaming",
        "cloud",
        None,
    )
    assert event.raw == strange


def test_one_bad_event_does_not_cost_its_neighbours() -> None:
    first, *bad, last = parsed(FOLLOW, None, 7, "x", [], {}, changed(type=5), FOLLOW)
    assert [event.type for event in bad] == [MALFORMED] * 6
    assert first == last
    assert len({event.webhook_event_id for event in bad}) == 6
    assert bad[0].raw == {"value": None}
    assert bad[5].line_user_id == AIKO


def test_an_event_that_nests_without_end_does_not_cost_its_neighbours() -> None:
    deep: Any = "bottom"
    for _ in range(150):
        deep = {"down": deep}
    first, bad = parsed(FOLLOW, changed(webhookEventId=None, deep=deep))
    assert first.type == "follow"
    assert bad.type == MALFORMED
    assert bad.raw["timestamp"] == FOLLOW["timestamp"]


def test_a_body_that_nests_without_end_is_no_webhook_also_with_characters_to_replace() -> None:
    with pytest.raises(MalformedWebhookError):
        parse_webhook(b'{"x": "\\u0000", "events": [' + b"[" * 1000 + b"]" * 1000 + b"]}")


def test_an_integer_of_any_size_beside_half_an_emoji_can_be_stored() -> None:
    (event,) = parse_webhook(
        b'{"events": [{"type": "x", "half": "\\ud800", "n": ' + b"9" * 60 + b"}]}"
    ).events
    assert orjson.loads(orjson.dumps(event.raw))["n"] == float("9" * 60)


@pytest.mark.parametrize("timestamp", [None, "1462629479859", True, -1, 0, 10**18, 1.5, [], {}])
def test_an_unreadable_timestamp_is_no_timestamp(timestamp: Any) -> None:
    (event,) = parsed(changed(timestamp=timestamp))
    assert event.occurred_at is None
    assert event.type == "follow"


def test_a_missing_event_id_becomes_the_same_hash_for_a_redelivery_in_another_order() -> None:
    anonymous = without("webhookEventId")
    again = dict(reversed(anonymous.items())) | {"deliveryContext": {"isRedelivery": True}}
    first, second, other = parsed(anonymous, again, {**anonymous, "timestamp": 1})
    assert first.webhook_event_id == second.webhook_event_id
    assert first.webhook_event_id != other.webhook_event_id
    assert second.is_redelivery


@pytest.mark.parametrize("strange", [None, "", 5, "x" * 65, {}])
def test_a_strange_event_id_is_replaced_and_kept_in_raw(strange: Any) -> None:
    (event,) = parsed(changed(webhookEventId=strange))
    assert event.webhook_event_id.startswith("sha256-")
    assert len(event.webhook_event_id) <= 64
    assert event.raw["webhookEventId"] == strange


def test_events_of_groups_and_rooms_carry_the_chat() -> None:
    group, room = parsed(
        changed(source={"type": "group", "groupId": "C1", "userId": AIKO}),
        changed(source={"type": "room", "roomId": "R1"}),
    )
    assert (group.source_type, group.chat_id, group.line_user_id) == ("group", "C1", AIKO)
    assert (room.source_type, room.chat_id, room.line_user_id) == ("room", "R1", None)


def test_standby_and_failed_links_have_neither_token_nor_source() -> None:
    standby, failed = parsed(
        {**without("replyToken"), "mode": "standby"},
        {**without("source", "replyToken"), "type": "accountLink"},
    )
    assert (standby.mode, standby.reply_token) == ("standby", None)
    assert (failed.source_type, failed.line_user_id) == (None, None)


@pytest.mark.parametrize("text", ["a\\ud83d", "\\ude00b", "a\\u0000b"])
def test_text_that_a_database_cannot_hold_is_mended_and_the_rest_kept(text: str) -> None:
    body = b'{"events":[{"type":"message","message":{"text":"%s"}},{"type":"follow"}]}' % text.encode()
    message, follow = parse_webhook(body).events
    assert "\ufffd" in message.raw["message"]["text"]
    assert follow.type == "follow"
    orjson.dumps(message.raw)


def test_whole_emoji_survive_beside_broken_ones() -> None:
    body = b'{"events":[{"type":"message","text":"\\ud83d\\udc4d \\ud83d","name":"\xe6\x84\x9b"}]}'
    (event,) = parse_webhook(body).events
    assert (event.raw["text"], event.raw["name"]) == ("👍 \ufffd", "愛")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from([*FOLLOW, "message"])


@given(st.lists(st.dictionaries(NAMES, JSON) | JSON, max_size=4))
def test_no_json_whatsoever_breaks_the_parser(events: list[Any]) -> None:
    result = parse_webhook(json.dumps({"events": events}).encode())
    assert len(result.events) == len(events)
    for event in result.events:
        assert 0 < len(event.webhook_event_id) <= 64
        assert 0 < len(event.type) <= 64
        if isinstance(message := event.raw.get("message"), dict):
            describe_message(message)


def test_a_text_is_described_with_its_tokens() -> None:
    facts = describe_message(
        {"id": "1", "type": "text", "text": "予約", "quoteToken": "q", "markAsReadToken": "m"}
    )
    assert (facts.message_id, facts.kind, facts.text) == ("1", "text", "予約")
    assert (facts.quote_token, facts.mark_as_read_token) == ("q", "m")
    assert not facts.has_line_content


@pytest.mark.parametrize("kind", ["image", "video", "audio", "file"])
def test_media_at_line_must_be_fetched(kind: str) -> None:
    facts = describe_message({"id": "1", "type": kind, "contentProvider": {"type": "line"}, "fileSize": 9})
    assert facts.has_line_content
    assert not describe_message({"type": kind}).has_line_content


def test_media_elsewhere_stays_where_it_is() -> None:
    provider = {"type": "external", "originalContentUrl": "https://a/b", "previewImageUrl": "https://a/c"}
    facts = describe_message({"id": "1", "type": "image", "contentProvider": provider})
    assert not facts.has_line_content
    assert (facts.content_url, facts.preview_url) == ("https://a/b", "https://a/c")


def test_stickers_places_and_picture_sets_are_described() -> None:
    sticker = describe_message({"id": "1", "type": "sticker", "packageId": "446", "stickerId": "1988"})
    assert (sticker.package_id, sticker.sticker_id) == ("446", "1988")
    place = describe_message(
        {"id": "2", "type": "location", "address": "東京", "latitude": 35, "longitude": 1.5}
    )
    assert (place.address, place.title, place.latitude, place.longitude) == ("東京", None, 35.0, 1.5)
    picture = describe_message({"id": "3", "type": "image", "imageSet": {"id": "s", "index": 1, "total": 2}})
    assert (picture.image_set_id, picture.image_set_index, picture.image_set_total) == ("s", 1, 2)


def test_a_message_of_an_unknown_type_keeps_its_name() -> None:
    assert describe_message({"type": "hologram"}).kind == "hologram"
    assert describe_message({}).kind == "unknown"
