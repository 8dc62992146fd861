"""Webhook event objects, in the shapes of LINE's reference."""

from typing import TYPE_CHECKING, Any, Final

from line_simulator.channels import STANDBY, Channel
from line_simulator.records import NO_CONSENT, Friend, Group, ReplyToken

if TYPE_CHECKING:
    from line_simulator.simulator import Simulator

WITH_REPLY_TOKEN: Final = frozenset(
    {
        "message", "messageEdited", "follow", "join", "memberJoined", "postback", "videoPlayComplete",
        "beacon", "accountLink", "membership",
    }
)  # fmt: skip


def source_of(friend: Friend | None, group: Group | None) -> dict[str, str]:
    """The event's source; without a user id where the user gave no consent."""
    source: dict[str, str] = {"type": "user"}
    if group is not None:
        kind = "group" if group.chat_id.startswith("C") else "room"
        source = {"type": kind, f"{kind}Id": group.chat_id}
    if friend is not None and friend.status != NO_CONSENT:
        source["userId"] = friend.user_id
    return source


def build_event(
    sim: "Simulator",
    channel: Channel,
    kind: str,
    content: dict[str, Any],
    *,
    friend: Friend | None = None,
    group: Group | None = None,
    timestamp_ms: int | None = None,
) -> dict[str, Any]:
    """An event with new id and, where its type has one, a new reply token."""
    now = sim.world.clock.now()
    timestamp = int(now * 1000) if timestamp_ms is None else timestamp_ms
    event: dict[str, Any] = {
        "type": kind,
        **content,
        "webhookEventId": sim.world.ids.ulid(timestamp),
        "deliveryContext": {"isRedelivery": False},
        "timestamp": timestamp,
        "mode": channel.mode,
    }
    if friend is not None or group is not None:
        event["source"] = source_of(friend, group)
    if kind in WITH_REPLY_TOKEN and channel.mode != STANDBY:
        event["replyToken"] = new_reply_token(sim, channel, friend, group, now)
    return event


def new_reply_token(
    sim: "Simulator", channel: Channel, friend: Friend | None, group: Group | None, now: float
) -> str:
    tokens = sim.world.reply_tokens
    _forget_expired(sim, now)
    value = sim.world.ids.hex(32)
    user_id = friend.user_id if friend is not None else None
    group_id = group.chat_id if group is not None else None
    tokens[value] = ReplyToken(channel.channel_id, user_id, group_id, now)
    return value


def _forget_expired(sim: "Simulator", now: float) -> None:
    # The oldest come first in the dictionary; two at a time keep it from growing without a sweep.
    tokens = sim.world.reply_tokens
    for _ in range(2):
        oldest = next(iter(tokens), None)
        if oldest is None or now - tokens[oldest].event_at <= sim.world.knobs.reply_token_cap_seconds:
            return
        del tokens[oldest]
