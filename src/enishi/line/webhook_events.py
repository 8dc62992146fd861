"""Webhook bodies as values: verified bytes in, one :class:`RawEvent` per event out.

LINE may add event types, properties and enum values and reorder keys at any time, so everything is looked up
and nothing is required; the whole event stays in ``raw``. One strange event never costs its neighbours in the
same request. This module neither verifies signatures nor knows what an event means. Source: Messaging API
reference, "Webhook event objects"; documentation, "Development guidelines".
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

MALFORMED = "malformed"

_MAX_ID_LENGTH = 64
_MAX_TYPE_LENGTH = 64
_MAX_TOKEN_LENGTH = 256
_LAST_TIMESTAMP_MS = 253_402_300_799_999  # the last instant that datetime can hold
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MAX_DEPTH = 64  # LINE's events are about six deep; JSON writers give up at 254
_MEDIA_KINDS = frozenset({"image", "video", "audio", "file"})


class MalformedWebhookError(ValueError):
    """The body is not a webhook: no JSON, no object, or ``events`` is no list. Answer 400."""


@dataclass(frozen=True, slots=True)
class RawEvent:
    """One event with the fields that routing needs, and the rest in ``raw``.

    ``webhook_event_id`` is LINE's ULID; should it be missing, a hash of the content that is equal for a
    redelivery. ``occurred_at`` is None where the timestamp cannot be read. ``type`` is ``malformed`` for what
    is no event. ``raw`` differs from LINE's JSON in one point: U+0000 and lone surrogates, which PostgreSQL's
    ``jsonb`` cannot hold, are replaced by U+FFFD.
    """

    webhook_event_id: str
    type: str
    occurred_at: datetime | None
    source_type: str | None
    line_user_id: str | None
    chat_id: str | None
    reply_token: str | None
    mode: str
    is_redelivery: bool
    raw: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ParsedWebhook:
    """A request's events in LINE's order, which is not the order in which they happened.

    ``destination`` is the bot's user id, empty where LINE left it out. No events at all is LINE's
    verification.
    """

    destination: str
    events: tuple[RawEvent, ...]


@dataclass(frozen=True, slots=True)
class MessageFacts:
    """What a friend's message is, whatever its type; absent facts are None.

    ``has_line_content`` says that the bytes must be fetched from LINE before LINE forgets them; external
    content stays where ``content_url`` points.
    """

    message_id: str | None
    kind: str
    text: str | None
    has_line_content: bool
    content_url: str | None
    preview_url: str | None
    duration_ms: int | None
    file_name: str | None
    file_size: int | None
    package_id: str | None
    sticker_id: str | None
    title: str | None
    address: str | None
    latitude: float | None
    longitude: float | None
    image_set_id: str | None
    image_set_index: int | None
    image_set_total: int | None
    quote_token: str | None
    quoted_message_id: str | None
    mark_as_read_token: str | None


def parse_webhook(body: bytes) -> ParsedWebhook:
    """Read a webhook's body. Raises :class:`MalformedWebhookError`."""
    payload = _load(body)
    if not isinstance(payload, dict):
        raise MalformedWebhookError("the body is not a JSON object")
    events = payload.get("events")
    if not isinstance(events, list):
        raise MalformedWebhookError("events is not a list")
    # A body with so few openings cannot nest too deep, which spares nearly every request the walk.
    if body.count(b"{") + body.count(b"[") > _MAX_DEPTH:
        events = [_without_depth(one) for one in events]
    return ParsedWebhook(_text(payload.get("destination")) or "", tuple(_event(one) for one in events))


def describe_message(raw_message: dict[str, Any]) -> MessageFacts:
    """The facts of an event's ``message``; types unknown today keep their name as ``kind``."""
    provider = _object(raw_message.get("contentProvider"))
    image_set = _object(raw_message.get("imageSet"))
    kind = _text(raw_message.get("type")) or "unknown"
    message_id = _text(raw_message.get("id"))
    is_external = _text(provider.get("type")) == "external"
    return MessageFacts(
        message_id=message_id,
        kind=kind,
        text=_text(raw_message.get("text")),
        has_line_content=kind in _MEDIA_KINDS and message_id is not None and not is_external,
        content_url=_text(provider.get("originalContentUrl")),
        preview_url=_text(provider.get("previewImageUrl")),
        duration_ms=_integer(raw_message.get("duration")),
        file_name=_text(raw_message.get("fileName")),
        file_size=_integer(raw_message.get("fileSize")),
        package_id=_text(raw_message.get("packageId")),
        sticker_id=_text(raw_message.get("stickerId")),
        title=_text(raw_message.get("title")),
        address=_text(raw_message.get("address")),
        latitude=_number(raw_message.get("latitude")),
        longitude=_number(raw_message.get("longitude")),
        image_set_id=_text(image_set.get("id")),
        image_set_index=_integer(image_set.get("index")),
        image_set_total=_integer(image_set.get("total")),
        quote_token=_text(raw_message.get("quoteToken")),
        quoted_message_id=_text(raw_message.get("quotedMessageId")),
        mark_as_read_token=_text(raw_message.get("markAsReadToken")),
    )


def _event(raw: Any) -> RawEvent:
    if not isinstance(raw, dict):
        return _malformed({"value": raw})
    event_type = _text(raw.get("type"))
    if event_type is None or len(event_type) > _MAX_TYPE_LENGTH:
        event_type = MALFORMED
    source = _object(raw.get("source"))
    return RawEvent(
        webhook_event_id=_short_text(raw.get("webhookEventId"), _MAX_ID_LENGTH) or content_id(raw),
        type=event_type,
        occurred_at=_instant(raw.get("timestamp")),
        source_type=_short_text(source.get("type"), _MAX_TYPE_LENGTH),
        line_user_id=_short_text(source.get("userId"), _MAX_ID_LENGTH),
        chat_id=_short_text(source.get("groupId") or source.get("roomId"), _MAX_ID_LENGTH),
        reply_token=_short_text(raw.get("replyToken"), _MAX_TOKEN_LENGTH),
        mode=_short_text(raw.get("mode"), _MAX_TYPE_LENGTH) or "active",
        is_redelivery=_object(raw.get("deliveryContext")).get("isRedelivery") is True,
        raw=raw,
    )


def _without_depth(raw: Any) -> Any:
    """The event, or what is flat of it: one that nests too deep could be neither hashed nor stored."""
    if not _is_deeper(raw, _MAX_DEPTH):
        return raw
    if not isinstance(raw, dict):
        return None
    flat = {key: value for key, value in raw.items() if not isinstance(value, dict | list)}
    return {**flat, "type": MALFORMED}


def _is_deeper(value: Any, limit: int) -> bool:
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, list):
        return False
    return limit == 0 or any(_is_deeper(one, limit - 1) for one in value)


def _malformed(raw: dict[str, Any]) -> RawEvent:
    return RawEvent(content_id(raw), MALFORMED, None, None, None, None, None, "active", False, raw)


def content_id(raw: dict[str, Any]) -> str:
    """A stable id for an event that LINE gave none: equal for the same event sent again, in any key order."""
    content = {key: value for key, value in raw.items() if key != "deliveryContext"}
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    return f"sha256-{digest[:40]}"


def _load(body: bytes) -> Any:
    try:
        payload = orjson.loads(body)
    except orjson.JSONDecodeError:
        return _load_with_lone_surrogates(body)
    try:
        return _scrubbed(payload) if b"\\u0000" in body else payload
    except RecursionError as error:
        raise MalformedWebhookError("the body nests too deep") from error


def _load_with_lone_surrogates(body: bytes) -> Any:
    # orjson refuses half an emoji, as an old phone may send it, and with it every event of the request.
    try:
        # Integers beyond 64 bits become floats, as orjson reads them: it could not write them again.
        return _scrubbed(json.loads(body, parse_constant=_refuse_constant, parse_int=_integer_or_float))
    except (ValueError, RecursionError) as error:
        raise MalformedWebhookError("the body is not JSON") from error


def _integer_or_float(digits: str) -> int | float:
    number = int(digits)
    return number if -(2**63) <= number < 2**64 else float(digits)


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _scrubbed(value: Any) -> Any:
    """The same value with nothing in its strings that PostgreSQL cannot store."""
    if isinstance(value, str):
        return (
            value.replace("\0", "\ufffd").encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        )
    if isinstance(value, list):
        return [_scrubbed(one) for one in value]
    if isinstance(value, dict):
        return {_scrubbed(key): _scrubbed(one) for key, one in value.items()}
    return value


def _instant(value: Any) -> datetime | None:
    milliseconds = _integer(value)
    if milliseconds is None or not 0 < milliseconds <= _LAST_TIMESTAMP_MS:
        return None
    return _EPOCH + timedelta(milliseconds=milliseconds)


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _short_text(value: Any, limit: int) -> str | None:
    return value if isinstance(value, str) and 0 < len(value) <= limit else None


def _integer(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
