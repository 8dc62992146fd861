"""Virtual users: made one by one or by the million, looked at, changed; their acts and inboxes."""

import asyncio
from itertools import islice
from typing import Any, Final

from line_simulator.acts import perform
from line_simulator.channels import Channel
from line_simulator.control.gate import ControlCall, control
from line_simulator.control.logs import accepted_as_dict
from line_simulator.ids import USER_ID
from line_simulator.records import FRIEND, STATUSES, Friend

_PROFILE: Final = ("display_name", "picture_url", "status_message", "language")
_MAX_COUNT: Final = 5_000_000


def create_users(call: ControlCall) -> dict[str, Any]:
    """By `count` (with generated names and one `status`) or by `users`, a list of descriptions."""
    channel = call.channel()
    given = call.body()
    now = call.sim.world.clock.now()
    if "count" in given:
        count, status = given["count"], _status(given.get("status", FRIEND))
        if not isinstance(count, int) or not 0 <= count <= _MAX_COUNT:
            raise ValueError(f"`count` must be a number up to {_MAX_COUNT}.")
        made = _make_many(call, channel, count, status, now)
        return {"count": count, "user_ids": made if given.get("return_ids", count <= 10_000) else None}
    descriptions = given.get("users")
    if not isinstance(descriptions, list):
        raise ValueError("Give `count` or `users`.")
    friends = [_make_one(call, channel, description, now) for description in descriptions]
    return {"count": len(friends), "users": [friend.as_dict() for friend in friends],
            "user_ids": [friend.user_id for friend in friends]}  # fmt: skip


def _make_many(call: ControlCall, channel: Channel, count: int, status: str, now: float) -> list[str]:
    ids = call.sim.world.ids
    return [channel.add_friend(ids.user_id(), status, now).user_id for _ in range(count)]


def _make_one(call: ControlCall, channel: Channel, description: Any, now: float) -> Friend:
    if not isinstance(description, dict):
        raise ValueError("A user is described by an object.")
    user_id = description.get("user_id") or call.sim.world.ids.user_id()
    if not isinstance(user_id, str) or not USER_ID.fullmatch(user_id):
        raise ValueError(f"{user_id} is no user id: U and 32 hexadecimal digits.")
    if user_id in channel.friends:
        raise ValueError(f"There is a user {user_id} already.")
    friend = channel.add_friend(user_id, _status(description.get("status", FRIEND)), now)
    _set_profile(friend, description)
    return friend


def _status(value: Any) -> str:
    for status in STATUSES:
        if status == value:
            return status
    raise ValueError(f"A user's status is one of {', '.join(STATUSES)}.")


def _set_profile(friend: Friend, given: dict[str, Any]) -> None:
    for name in _PROFILE:
        if name in given:
            setattr(friend, name, given[name])


def list_users(call: ControlCall) -> dict[str, Any]:
    """Pages of users in the order in which they were made: `start` is a number, `limit` up to 10,000."""
    channel = call.channel()
    start, limit = call.number("start", 0), min(call.number("limit", 100), 10_000)
    page = list(islice(channel.friends.values(), start, start + limit))
    wanted = call.query.get("status")
    return {
        "users": [friend.as_dict() for friend in page if wanted in (None, friend.status)],
        "next": start + limit if start + limit < len(channel.friends) else None,
        "total": len(channel.friends),
    }


def show_user(call: ControlCall) -> dict[str, Any]:
    return call.friend().as_dict()


def change_user(call: ControlCall) -> dict[str, Any]:
    """Change profile or status without an act: no webhook is sent."""
    friend = call.friend()
    given = call.body()
    if "status" in given:
        friend.status = _status(given["status"])
    _set_profile(friend, given)
    return friend.as_dict()


def inbox(call: ControlCall) -> dict[str, Any]:
    friend = call.friend()
    entries = friend.inbox_list()
    after = call.number("after", 0)
    return {
        "received": friend.received,
        "entries": [accepted_as_dict(entry) for entry in entries if entry.number > after],
    }


def group_inbox(call: ControlCall) -> dict[str, Any]:
    group = call.channel().groups.get(call.params[1])
    if group is None:
        raise ValueError(f"There is no group {call.params[1]}.")
    return {"entries": [accepted_as_dict(entry) for entry in group.inbox]}


def received(call: ControlCall) -> dict[str, Any]:
    """How much each user received: {user id: count}, without those who got nothing unless `all=1`."""
    wants_all = call.query.get("all") == "1"
    friends = call.channel().friends.values()
    return {"received": {f.user_id: f.received for f in friends if f.received or wants_all}}


def act(call: ControlCall) -> Any:
    """One act, or many under `acts`; `spacing_ms` spreads many over real time."""
    channel = call.channel()
    given = call.body()
    if "acts" not in given:
        return perform(call.sim, channel, given)
    acts = given["acts"]
    if not isinstance(acts, list) or not all(isinstance(one, dict) for one in acts):
        raise ValueError("`acts` must be a list of acts.")
    spacing = given.get("spacing_ms", 0)
    if spacing:
        return _spaced(call, channel, acts, spacing / 1000)
    return {"results": [perform(call.sim, channel, one) for one in acts]}


async def _spaced(
    call: ControlCall, channel: Channel, acts: list[dict[str, Any]], spacing_seconds: float
) -> dict[str, Any]:
    loop = asyncio.get_running_loop()
    started = loop.time()
    results = []
    for index, one in enumerate(acts):
        # Against the start, not the last act: lateness of one act must not slow down all that follow.
        await asyncio.sleep(max(0.0, started + index * spacing_seconds - loop.time()))
        results.append(perform(call.sim, channel, one))
    return {"results": results}


_U = "/channels/{channelId}/users"
ROUTES: Final = (
    control("POST", _U, create_users),
    control("GET", _U, list_users),
    control("GET", f"{_U}/{{userId}}", show_user),
    control("PATCH", f"{_U}/{{userId}}", change_user),
    control("GET", f"{_U}/{{userId}}/inbox", inbox),
    control("GET", "/channels/{channelId}/groups/{groupId}/inbox", group_inbox),
    control("GET", "/channels/{channelId}/received", received),
    control("POST", "/channels/{channelId}/acts", act),
)
