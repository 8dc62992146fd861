"""What happened: sent log, counters, request log, webhook log, and waiting for it."""

from typing import Any, Final

import orjson

from line_simulator.clock import iso_utc
from line_simulator.control.gate import ControlCall, control, find_channel
from line_simulator.records import Accepted, Friend

_LONGEST_WAIT_SECONDS: Final = 300.0
_MAX_PAGE: Final = 10_000


def accepted_as_dict(accepted: Accepted, *, with_recipients: bool = False) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "number": accepted.number,
        "channel_id": accepted.channel_id,
        "endpoint": accepted.endpoint,
        "request_id": accepted.request_id,
        "retry_key": accepted.retry_key,
        "at": iso_utc(accepted.at),
        "at_ms": int(accepted.at * 1000),
        "wall_ms": accepted.wall_ms,
        "messages": accepted.messages,
        "sent_messages": accepted.sent_messages,
        "notification_disabled": accepted.notification_disabled,
        "custom_aggregation_unit": accepted.unit,
        "targets": accepted.targets,
        "reached": accepted.reached,
        "group_id": accepted.group_id,
    }
    if with_recipients:
        entry["user_ids"] = [friend.user_id for friend in accepted.recipients]
    return entry


def sent(call: ControlCall) -> dict[str, Any]:
    """The sent log by pages: `after` a number, `limit` up to 10,000; `recipients=0` leaves out the ids."""
    world = call.sim.world
    after, limit = call.number("after", 0), min(call.number("limit", 1_000), _MAX_PAGE)
    channel_id, endpoint = call.query.get("channel_id"), call.query.get("endpoint")
    with_recipients = call.query.get("recipients", "1") != "0"
    page: list[dict[str, Any]] = []
    for accepted in world.sent[_position(world.sent, after) :]:
        if channel_id not in (None, accepted.channel_id) or endpoint not in (None, accepted.endpoint):
            continue
        if len(page) == limit:
            return {"sent": page, "next": page[-1]["number"]}
        page.append(accepted_as_dict(accepted, with_recipients=with_recipients))
    return {"sent": page, "next": None}


def _position(entries: list[Accepted], after: int) -> int:
    # Numbers grow along the list, but with gaps where the log was off: a binary search, not an index.
    low, high = 0, len(entries)
    while low < high:
        middle = (low + high) // 2
        if entries[middle].number <= after:
            low = middle + 1
        else:
            high = middle
    return low


def counters(call: ControlCall) -> dict[str, Any]:
    """Totals of one channel (`channel_id`) or of all."""
    world = call.sim.world
    wanted = call.query.get("channel_id")
    channels = list(world.channels.values()) if wanted is None else [find_channel(call.sim, wanted)]
    statuses: dict[str, dict[str, int]] = {}
    for (endpoint, status), count in world.statuses.items():
        statuses.setdefault(endpoint, {})[str(status or "dropped")] = count
    return {
        "accepted": sum(channel.accepted for channel in channels),
        "delivered": sum(channel.delivered for channel in channels),
        "conflicts": sum(channel.conflicts for channel in channels),
        "users": sum(len(channel.friends) for channel in channels),
        "duplicates": sum(_duplicates(channel.friends.values()) for channel in channels),
        "by_endpoint": _by_endpoint(channels),
        "statuses": statuses,
    }


def _by_endpoint(channels: list[Any]) -> dict[str, int]:
    totals: dict[str, int] = {}
    for channel in channels:
        for (_, endpoint), count in channel.deliveries.items():
            totals[endpoint] = totals.get(endpoint, 0) + count
    return totals


def _duplicates(friends: Any) -> int:
    """How often a user got exactly the same messages as before: what a sender without retry keys causes."""
    return sum(_repeats(friend) for friend in friends if isinstance(friend.inbox, list))


def _repeats(friend: Friend) -> int:
    entries = friend.inbox_list()
    for accepted in entries:
        if accepted.body_digest is None:
            accepted.body_digest = orjson.dumps(accepted.messages)
    return len(entries) - len({accepted.body_digest for accepted in entries})


def duplicates(call: ControlCall) -> dict[str, Any]:
    """Who got the same messages more than once: {user id: repeats}."""
    friends = find_channel(call.sim, call.params[0]).friends.values()
    repeated = ((f.user_id, _repeats(f)) for f in friends if isinstance(f.inbox, list))
    return {"duplicates": {user_id: count for user_id, count in repeated if count}}


def requests(call: ControlCall) -> dict[str, Any]:
    """The latest requests to the LINE hosts; a status of 0 means that the connection was dropped."""
    limit = call.number("limit", 1_000)
    names = ("wall_ms", "method", "path", "status", "request_id", "channel_id")
    latest = list(call.sim.world.requests)[-limit:]
    return {"requests": [dict(zip(names, entry, strict=True)) for entry in latest]}


def webhooks(call: ControlCall) -> dict[str, Any]:
    """The latest attempts to deliver a webhook, oldest first."""
    after, limit = call.number("after", 0), call.number("limit", 1_000)
    channel_id = call.query.get("channel_id")
    chosen = [
        entry
        for entry in call.sim.world.webhooks
        if entry["number"] > after and channel_id in (None, entry["channel_id"])
    ][-limit:]
    return {"webhooks": [{**entry, "body": entry["body"].decode()} for entry in chosen]}


def clear_logs(call: ControlCall) -> None:
    """Forget logs, inboxes and counters; channels, users, tokens and retry keys stay."""
    world = call.sim.world
    call.sim.exchanges.clear()
    world.sent.clear()
    world.requests.clear()
    world.webhooks.clear()
    world.statuses.clear()
    for channel in world.channels.values():
        channel.accepted = channel.delivered = channel.conflicts = 0
        channel.deliveries.clear()
        channel.said.clear()
        for friend in channel.friends.values():
            friend.received = 0
            friend.inbox = None
        for group in channel.groups.values():
            group.inbox.clear()


async def wait(call: ControlCall) -> dict[str, Any]:
    """Until `delivered` messages (of a channel, or `received` of one user), or the real time-out.

    `webhooks_idle=1` waits until no webhook is queued or on the wire.
    """
    sim = call.sim
    channel = find_channel(sim, call.query["channel_id"]) if "channel_id" in call.query else None
    friend = channel.friends.get(call.query.get("user_id", "")) if channel is not None else None
    if "user_id" in call.query and friend is None:
        raise ValueError("`user_id` needs the `channel_id` that knows this user.")
    wanted = call.number("messages", 0)
    wants_idle = call.query.get("webhooks_idle") == "1"
    timeout = min(float(call.query.get("timeout", "10")), _LONGEST_WAIT_SECONDS)

    def count() -> int:
        if friend is not None:
            return friend.received
        chosen = [channel] if channel is not None else list(sim.world.channels.values())
        return sum(one.delivered for one in chosen)

    reached = await sim.wait_until(
        lambda: count() >= wanted and (sim.webhooks.is_idle or not wants_idle), timeout
    )
    return {"reached": reached, "messages": count()}


ROUTES: Final = (
    control("GET", "/sent", sent),
    control("GET", "/counters", counters),
    control("GET", "/channels/{channelId}/duplicates", duplicates),
    control("GET", "/requests", requests),
    control("GET", "/webhooks", webhooks),
    control("DELETE", "/logs", clear_logs),
    control("GET", "/wait", wait),
)
