"""What a webhook event means on a friend's timeline: kind, data and reference. Pure.

Unknown types become facts too (``line.<type>``): LINE may add events at any time, and what was kept can be
understood later.
"""

from dataclasses import asdict, dataclass
from typing import Any

from enishi.line.webhook_events import RawEvent, describe_message

_KINDS = {
    "message": "message.received",
    "messageEdited": "message.edited",
    "unsend": "message.unsent",
    "postback": "postback.received",
    "videoPlayComplete": "video.completed",
    "accountLink": "account.linked",
    "beacon": "beacon.detected",
    "membership": "membership.changed",
}

#: Followed and blocked are facts that the friends app derives from the acts, with their case.
ACT_TYPES = frozenset({"follow", "unfollow"})


@dataclass(frozen=True, slots=True)
class Fact:
    """An event as the timeline keeps it. ``media_kind`` is set when LINE holds bytes that must be fetched."""

    kind: str
    data: dict[str, Any]
    ref: str = ""
    media_kind: str = ""


def fact_of(event: RawEvent) -> Fact:
    """The fact behind an event that is neither follow nor unfollow."""
    raw = {key: value for key, value in event.raw.items() if key != "replyToken"}
    kind = _KINDS.get(event.type, f"line.{event.type}"[:60])
    if event.type in ("message", "messageEdited"):
        return _message(kind, event, raw)
    data: dict[str, Any] = {"raw": raw}
    ref = ""
    if event.type == "unsend":
        ref = _text(_object(event.raw.get("unsend")).get("messageId"))
        data["message_id"] = ref
    elif event.type == "postback":
        postback = _object(event.raw.get("postback"))
        data |= {"data": _text(postback.get("data")), "params": postback.get("params")}
    elif event.type == "membership":
        data |= {"change": _text(_object(event.raw.get("membership")).get("type"))}
    elif event.type == "accountLink":
        data |= {"result": _text(_object(event.raw.get("link")).get("result"))}
    elif event.type == "videoPlayComplete":
        data |= {"tracking_id": _text(_object(event.raw.get("videoPlayComplete")).get("trackingId"))}
    elif event.type == "beacon":
        beacon = _object(event.raw.get("beacon"))
        data |= {"hwid": _text(beacon.get("hwid")), "change": _text(beacon.get("type"))}
    return Fact(kind, data, ref[:100])


def _message(kind: str, event: RawEvent, raw: dict[str, Any]) -> Fact:
    facts = describe_message(_object(event.raw.get("message")))
    known = {key: value for key, value in asdict(facts).items() if value is not None}
    known["type"] = known.pop("kind")
    media = facts.kind if facts.has_line_content and event.type == "message" else ""
    return Fact(kind, {**known, "raw": raw}, (facts.message_id or "")[:100], media)


def unsent(data: dict[str, Any]) -> dict[str, Any]:
    """What may be kept of a message that its sender took back: that there was one, and of which type."""
    return {"type": data.get("type", ""), "message_id": data.get("message_id", ""), "is_unsent": True}


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
