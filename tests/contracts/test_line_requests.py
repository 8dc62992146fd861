"""Our requests and webhook reader against LINE's official SDK: two readings of one specification agree."""

import warnings
from typing import Any

import orjson
import pytest

with warnings.catch_warnings():
    # The SDK still builds on pydantic's version 1 interface and on decorators that it deprecates itself.
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    from linebot.v3 import WebhookParser
    from linebot.v3.messaging import (
        BroadcastRequest,
        MulticastRequest,
        PushMessageRequest,
        ReplyMessageRequest,
        ValidateMessageRequest,
    )
    from linebot.v3.models.events import UnknownEvent

from enishi.line.client import (
    broadcast_body,
    serialise_messages,
    splice_recipient,
    splice_recipients,
    splice_reply_token,
    validation_body,
)
from enishi.line.messages import MESSAGE_KINDS, check_messages
from enishi.line.signature import is_signed, signature_of
from enishi.line.webhook_events import describe_message, parse_webhook

AIKO = "U" + "0123456789abcdef" * 2
KENJI = "U" + "f" * 32
SECRET = "8c570fa6dd201bb328f1c1eac23a96d8"
URI = {
    "type": "uri",
    "label": "予約",
    "uri": "https://example.com/",
    "altUri": {"desktop": "https://example.com/d"},
}
POSTBACK = {
    "type": "postback",
    "label": "はい",
    "data": "a=1",
    "displayText": "はい",
    "inputOption": "openKeyboard",
}
SAY = {"type": "message", "label": "いいえ", "text": "いいえ"}
PICK = {
    "type": "datetimepicker",
    "label": "日時",
    "data": "d",
    "mode": "datetime",
    "initial": "2026-01-01T10:00",
}
AREA = {"x": 0, "y": 0, "width": 520, "height": 520}
BUBBLE = {
    "type": "bubble",
    "size": "mega",
    "direction": "ltr",
    "hero": {"type": "image", "url": "https://example.com/a", "size": "full", "animated": False},
    "body": {
        "type": "box",
        "layout": "vertical",
        "spacing": "md",
        "contents": [
            {"type": "text", "text": "カット", "weight": "bold", "size": "xl", "wrap": True},
            {"type": "text", "contents": [{"type": "span", "text": "5,000円", "color": "#FF0000"}]},
            {
                "type": "box",
                "layout": "baseline",
                "contents": [{"type": "icon", "url": "https://example.com/i"}],
            },
            {"type": "separator", "margin": "lg"},
            {"type": "button", "style": "primary", "height": "sm", "action": URI},
            {"type": "filler"},
        ],
    },
    "styles": {"body": {"backgroundColor": "#FFFFFF"}},
}
QUICK_REPLY = {
    "items": [
        {"type": "action", "action": action}
        for action in (
            URI,
            POSTBACK,
            SAY,
            PICK,
            {"type": "camera", "label": "カメラ"},
            {"type": "cameraRoll", "label": "写真"},
            {"type": "location", "label": "場所"},
            {"type": "clipboard", "label": "コピー", "clipboardText": "CODE"},
        )
    ]
}
MESSAGES: list[dict[str, Any]] = [
    {"type": "text", "text": "こんにちは👩‍🦰", "quoteToken": "q"},
    {"type": "text", "text": "$", "emojis": [{"index": 0, "productId": "p", "emojiId": "001"}]},
    {"type": "text", "text": "選んでください", "quickReply": QUICK_REPLY},
    {"type": "text", "text": "店長です", "sender": {"name": "店長", "iconUrl": "https://example.com/i.png"}},
    {
        "type": "textV2",
        "text": "{who} {smile}",
        "substitution": {
            "who": {"type": "mention", "mentionee": {"type": "user", "userId": AIKO}},
            "smile": {"type": "emoji", "productId": "p", "emojiId": "001"},
        },
    },
    {"type": "sticker", "packageId": "446", "stickerId": "1988"},
    {
        "type": "image",
        "originalContentUrl": "https://example.com/a",
        "previewImageUrl": "https://example.com/b",
    },
    {
        "type": "video",
        "originalContentUrl": "https://example.com/a",
        "previewImageUrl": "https://example.com/b",
        "trackingId": "summer",
    },
    {"type": "audio", "originalContentUrl": "https://example.com/a", "duration": 60000},
    {
        "type": "location",
        "title": "店",
        "address": "東京都",
        "latitude": 35.65910807942215,
        "longitude": 139.7,
    },
    {"type": "coupon", "couponId": "c", "deliveryTag": "summer"},
    {
        "type": "imagemap",
        "baseUrl": "https://example.com/map",
        "altText": "地図",
        "baseSize": {"width": 1040, "height": 520},
        "actions": [
            {"type": "uri", "linkUri": "https://example.com/", "area": AREA, "label": "左"},
            {"type": "message", "text": "右", "area": AREA},
            {"type": "clipboard", "clipboardText": "CODE", "area": AREA},
        ],
        "video": {
            "originalContentUrl": "https://example.com/a",
            "previewImageUrl": "https://example.com/b",
            "area": AREA,
            "externalLink": {"linkUri": "https://example.com/", "label": "詳しく"},
        },
    },
    {
        "type": "template",
        "altText": "ご案内",
        "template": {
            "type": "buttons",
            "title": "題",
            "text": "本文",
            "thumbnailImageUrl": "https://example.com/a",
            "imageAspectRatio": "square",
            "imageSize": "contain",
            "imageBackgroundColor": "#FFFFFF",
            "defaultAction": URI,
            "actions": [URI, POSTBACK, SAY, PICK],
        },
    },
    {
        "type": "template",
        "altText": "確認",
        "template": {"type": "confirm", "text": "よろしいですか", "actions": [POSTBACK, SAY]},
    },
    {
        "type": "template",
        "altText": "一覧",
        "template": {"type": "carousel", "columns": [{"text": "a", "actions": [URI]}] * 3},
    },
    {
        "type": "template",
        "altText": "写真",
        "template": {
            "type": "image_carousel",
            "columns": [{"imageUrl": "https://example.com/a", "action": URI}],
        },
    },
    {"type": "flex", "altText": "メニュー", "contents": BUBBLE},
    {"type": "flex", "altText": "メニュー", "contents": {"type": "carousel", "contents": [BUBBLE, BUBBLE]}},
]
COMBINATIONS = [[message] for message in MESSAGES] + [
    MESSAGES[start : start + 5] for start in range(0, 18, 5)
]


def agreed(model: Any, body: bytes, **defaults: Any) -> None:
    """The SDK reads the body and writes the same one, apart from the defaults that it adds."""
    sent = orjson.loads(body)
    assert model.from_dict(sent).to_dict() == defaults | sent


def test_the_examples_cover_every_kind_of_message() -> None:
    assert {message["type"] for message in MESSAGES} == MESSAGE_KINDS


@pytest.mark.parametrize("messages", COMBINATIONS)
def test_the_sdk_reads_every_request_as_we_meant_it(messages: list[dict[str, Any]]) -> None:
    assert check_messages(messages) == []
    json = serialise_messages(messages)
    loud = {"notificationDisabled": False}
    agreed(PushMessageRequest, splice_recipient(json, AIKO), **loud)
    agreed(PushMessageRequest, splice_recipient(json, AIKO, notification_disabled=True, aggregation_unit="u"))
    agreed(MulticastRequest, splice_recipients(json, [AIKO, KENJI]), **loud)
    agreed(MulticastRequest, splice_recipients(json, [AIKO] * 500, aggregation_unit="summer_1"), **loud)
    agreed(ReplyMessageRequest, splice_reply_token(json, "token"), **loud)
    agreed(ReplyMessageRequest, splice_reply_token(json, "token", notification_disabled=True))
    agreed(BroadcastRequest, broadcast_body(json), **loud)
    agreed(ValidateMessageRequest, validation_body(json))


def event(event_type: str, *, has_reply: bool = True, source: Any = None, **own: Any) -> dict[str, Any]:
    reply = {"replyToken": f"reply-{event_type}"} if has_reply else {}
    return {
        "type": event_type,
        "timestamp": 1625665242211,
        "mode": "active",
        "webhookEventId": "01FZ74A0TDDPYRVKNK77XKC3ZR",
        "deliveryContext": {"isRedelivery": event_type == "follow"},
        "source": source or {"type": "user", "userId": AIKO},
        **reply,
        **own,
    }


def message(kind: str, **own: Any) -> dict[str, Any]:
    return event("message", message={"id": "444573844083572737", "type": kind, **own})


GROUP = {"type": "group", "groupId": "C" + "a" * 32, "userId": AIKO}
ROOM = {"type": "room", "roomId": "R" + "a" * 32}
LINE_CONTENT = {"contentProvider": {"type": "line"}, "quoteToken": "q", "markAsReadToken": "m"}
EVENTS = [
    message("text", text="予約したい", quoteToken="q", markAsReadToken="m", quotedMessageId="1"),
    message("image", **LINE_CONTENT, imageSet={"id": "s", "index": 1, "total": 2}),
    message("video", **LINE_CONTENT, duration=60000),
    message("audio", contentProvider={"type": "line"}, duration=60000),
    message("file", fileName="a.pdf", fileSize=2138),
    message("location", title="店", address="東京都", latitude=35.65, longitude=139.7),
    message(
        "sticker",
        packageId="446",
        stickerId="1988",
        stickerResourceType="STATIC",
        quoteToken="q",
        keywords=["a"],
    ),
    event("unsend", has_reply=False, unsend={"messageId": "444573844083572737"}),
    event(
        "messageEdited", source=GROUP, message={"id": "1", "type": "text", "text": "直し", "quoteToken": "q"}
    ),
    event("follow", follow={"isUnblocked": True}),
    event("unfollow", has_reply=False),
    event("join", source=GROUP),
    event("leave", has_reply=False, source=ROOM),
    event("memberJoined", source=GROUP, joined={"members": [{"type": "user", "userId": KENJI}]}),
    event("memberLeft", has_reply=False, source=GROUP, left={"members": [{"type": "user", "userId": KENJI}]}),
    event("postback", postback={"data": "a=1", "params": {"datetime": "2026-12-25T01:00"}}),
    event("videoPlayComplete", videoPlayComplete={"trackingId": "summer"}),
    event("beacon", beacon={"hwid": "d41d8cd98f", "type": "enter"}),
    event("accountLink", link={"result": "ok", "nonce": "n" * 20}),
    event("membership", membership={"type": "joined", "membershipId": 3189}),
    event("module", has_reply=False, module={"type": "attached", "botId": KENJI, "scopes": ["message:send"]}),
    event("activated", has_reply=False, chatControl={"expireAt": 1462629479859}),
    event("deactivated", has_reply=False),
    event("botSuspended", has_reply=False),
    event("botResumed", has_reply=False),
    event("delivery", has_reply=False, delivery={"data": "hash"}),
]


def both(events: list[dict[str, Any]]) -> list[tuple[Any, Any]]:
    body = orjson.dumps({"destination": KENJI, "events": events})
    signature = signature_of(body, SECRET)
    assert is_signed(body, signature, [SECRET])
    theirs = WebhookParser(SECRET).parse(body.decode(), signature, as_payload=True)
    ours = parse_webhook(body)
    assert ours.destination == theirs.destination
    return list(zip(ours.events, theirs.events, strict=True))


@pytest.mark.parametrize(
    "raw", EVENTS, ids=lambda raw: f"{raw['type']}-{raw.get('message', {}).get('type', '')}"
)
def test_the_sdk_and_we_read_the_same_event(raw: dict[str, Any]) -> None:
    ((ours, theirs),) = both([raw])
    assert not isinstance(theirs, UnknownEvent)
    assert ours.type == theirs.type
    assert ours.webhook_event_id == theirs.webhook_event_id
    assert ours.is_redelivery == theirs.delivery_context.is_redelivery
    assert ours.mode == theirs.mode.value
    assert ours.source_type == theirs.source.type
    assert ours.line_user_id == getattr(theirs.source, "user_id", None)
    assert ours.chat_id == getattr(theirs.source, "group_id", getattr(theirs.source, "room_id", None))
    assert ours.reply_token == getattr(theirs, "reply_token", None)
    assert ours.occurred_at is not None
    assert ours.occurred_at.timestamp() * 1000 == theirs.timestamp


@pytest.mark.parametrize(
    "raw", [raw for raw in EVENTS if "message" in raw], ids=lambda raw: raw["message"]["type"]
)
def test_the_sdk_and_we_read_the_same_message(raw: dict[str, Any]) -> None:
    ((ours, theirs),) = both([raw])
    facts, content = describe_message(ours.raw["message"]), theirs.message
    assert (facts.message_id, facts.kind) == (content.id, content.type)
    for fact, name in (
        (facts.text, "text"),
        (facts.duration_ms, "duration"),
        (facts.file_name, "file_name"),
        (facts.file_size, "file_size"),
        (facts.package_id, "package_id"),
        (facts.sticker_id, "sticker_id"),
        (facts.title, "title"),
        (facts.address, "address"),
        (facts.latitude, "latitude"),
        (facts.longitude, "longitude"),
        (facts.quote_token, "quote_token"),
        (facts.quoted_message_id, "quoted_message_id"),
        (facts.mark_as_read_token, "mark_as_read_token"),
    ):
        assert fact == getattr(content, name, None), name


def test_a_mixed_batch_is_read_alike_and_in_order() -> None:
    pairs = both(EVENTS)
    assert [ours.type for ours, _ in pairs] == [theirs.type for _, theirs in pairs]


def test_our_signature_check_agrees_with_the_sdks_on_a_forgery() -> None:
    body = orjson.dumps({"destination": KENJI, "events": []})
    signature = signature_of(body, SECRET)
    validator = WebhookParser(SECRET).signature_validator
    for claimed in (signature, signature[:-1], signature.lower(), "", "x" * 44):
        assert is_signed(body, claimed, [SECRET]) == validator.validate(body.decode(), claimed)
