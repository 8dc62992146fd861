"""What the screen of a virtual phone needs: people, their accounts, one chat as the app shows it, and changes."""

from itertools import chain, islice
from typing import Any, Final

from line_simulator.channels import MESSAGING, Channel
from line_simulator.control.gate import ControlCall, NotThereError, control
from line_simulator.exchanges import KEPT, Exchange
from line_simulator.http import Response
from line_simulator.records import DELETED, Accepted, Friend, Said

_LATEST: Final = 200
_MOST_PEOPLE: Final = 200
_LOOKED_THROUGH: Final = 20_000
_LONGEST_WAIT_SECONDS: Final = 60.0


def people(call: ControlCall) -> dict[str, Any]:
    """Users by name (`q`), each once however many accounts know them; at most `limit`, the latest first."""
    wanted = call.query.get("q", "").strip().casefold()
    limit = min(call.number("limit", 50), _MOST_PEOPLE)
    found: dict[str, Friend] = {}
    for channel in _accounts(call):
        for friend in islice(reversed(channel.friends.values()), _LOOKED_THROUGH):
            if friend.status != DELETED and wanted in friend.name.casefold():
                found.setdefault(friend.user_id, friend)
            if len(found) >= limit:
                return {"people": [_person(friend) for friend in found.values()]}
    return {"people": [_person(friend) for friend in found.values()]}


def _accounts(call: ControlCall) -> list[Channel]:
    return [channel for channel in call.sim.world.channels.values() if channel.kind == MESSAGING]


def _person(friend: Friend) -> dict[str, Any]:
    return {"user_id": friend.user_id, "display_name": friend.name, "picture_url": friend.picture_url}


def phone(call: ControlCall) -> dict[str, Any]:
    """One user's home: who they are, and every account with its status and the last message."""
    user_id = call.params[0]
    known = [(c, c.friends[user_id]) for c in _accounts(call) if user_id in c.friends]
    if not known:
        raise NotThereError(f"There is no user {user_id}.")
    return {
        **_person(known[0][1]),
        "accounts": [_account(channel, channel.friends.get(user_id)) for channel in _accounts(call)],
    }


def _account(channel: Channel, friend: Friend | None) -> dict[str, Any]:
    last = _entries(channel, friend, 1) if friend is not None else []
    return {
        **_profile(channel),
        "status": friend.status if friend is not None else "never",
        "received": friend.received if friend is not None else 0,
        "last": last[0] if last else None,
    }


def _profile(channel: Channel) -> dict[str, Any]:
    return {
        "channel_id": channel.channel_id,
        "display_name": channel.display_name,
        "picture_url": channel.picture_url,
        "basic_id": channel.basic_id,
        "has_webhook": channel.webhook_url is not None and channel.webhook_active,
    }


def chat(call: ControlCall) -> dict[str, Any]:
    """One chat: the latest entries of both sides in order of time, the rich menu, and what goes on."""
    channel, friend = call.channel(), call.friend()
    entries = _entries(channel, friend, _LATEST)
    return {
        "account": _profile(channel),
        "user": friend.as_dict(),
        "entries": entries,
        "rich_menu": _rich_menu(channel, friend),
        "loading_until_ms": _loading_until(channel, friend, entries),
    }


def _entries(channel: Channel, friend: Friend, limit: int) -> list[dict[str, Any]]:
    received = friend.inbox_list()[-limit:]
    said = channel.said.get(friend.user_id, [])[-limit:]
    is_read_at_once = channel.chat_mode == "bot"
    read = set() if is_read_at_once else set(channel.read_log)
    # Both lists are in order already; the sort joins them.
    both = chain(
        ((one.at, _from_account(one)) for one in received),
        ((one.at, _from_user(one, is_read=is_read_at_once or one.read_token in read)) for one in said),
    )
    return [entry for _, entry in sorted(both, key=lambda pair: pair[0])][-limit:]


def _from_account(accepted: Accepted) -> dict[str, Any]:
    return {
        "side": "account",
        "key": f"a{accepted.number}",
        "at_ms": int(accepted.at * 1000),
        "messages": accepted.messages,
        "is_silent": accepted.notification_disabled,
        "endpoint": accepted.endpoint,
    }


def _from_user(said: Said, *, is_read: bool) -> dict[str, Any]:
    shown = {k: v for k, v in said.message.items() if k not in ("markAsReadToken", "quoteToken")}
    message_id = said.message.get("id")
    return {
        "side": "user",
        "key": f"u{message_id or int(said.at * 1_000_000)}",
        "at_ms": int(said.at * 1000),
        "message_id": message_id,
        "messages": [] if said.is_unsent else [shown],
        "is_unsent": said.is_unsent,
        "is_read": is_read,
    }


def _rich_menu(channel: Channel, friend: Friend) -> dict[str, Any] | None:
    menu = channel.rich_menus.get(friend.rich_menu_id or channel.default_rich_menu_id or "")
    if menu is None or menu.image is None:
        return None
    known = ("size", "selected", "chatBarText", "areas")
    return {
        "rich_menu_id": menu.rich_menu_id,
        "image_url": f"/control/channels/{channel.channel_id}/rich-menus/{menu.rich_menu_id}/image",
        **{name: menu.definition[name] for name in known},
    }


def _loading_until(channel: Channel, friend: Friend, entries: list[dict[str, Any]]) -> int | None:
    shown = next((one for one in reversed(channel.loading_log) if one["user_id"] == friend.user_id), None)
    if shown is None:
        return None
    answered = [one["at_ms"] for one in entries if one["side"] == "account"]
    # The animation ends with the next message of the account.
    if answered and answered[-1] >= shown["at_ms"]:
        return None
    return int(shown["at_ms"] + shown["seconds"] * 1000)


def rich_menu_image(call: ControlCall) -> Response:
    menu = call.channel().rich_menus.get(call.params[1])
    if menu is None or menu.image is None:
        raise NotThereError(f"There is no picture of a rich menu {call.params[1]}.")
    return _picture(menu.image, menu.image_type)


def content(call: ControlCall) -> Response:
    """What a user sent, for the phone that sent it."""
    found = call.sim.world.contents.get(call.params[0])
    if found is None or found.is_gone:
        raise NotThereError(f"There is no content of a message {call.params[0]}.")
    return _picture(found.data, found.content_type)


def _picture(data: bytes, content_type: str) -> Response:
    # What is no picture, sound or film is never shown in this origin.
    is_media = content_type.split("/")[0] in ("image", "video", "audio") and "svg" not in content_type
    headers = (("x-content-type-options", "nosniff"), ("cache-control", "private, max-age=3600"))
    return Response(
        200, data, content_type=content_type if is_media else "application/octet-stream", headers=headers
    )


def exchanges(call: ControlCall) -> dict[str, Any]:
    """The latest API calls with their bodies, oldest first.

    `channel_id`, `user_id` and `after` narrow them; at most `limit`.
    """
    channel_id, user_id = call.query.get("channel_id"), call.query.get("user_id")
    reached = _reached_by_request(call) if user_id is not None else {}
    chosen = [
        exchange
        for exchange in call.sim.exchanges.after(call.number("after", 0))
        if channel_id in (None, exchange.channel_id)
        and (user_id is None or _concerns(exchange, user_id, reached))
    ]
    latest = chosen[-max(1, call.number("limit", KEPT)) :]
    return {"exchanges": [exchange.as_dict() for exchange in latest]}


def _reached_by_request(call: ControlCall) -> dict[str, list[Friend]]:
    latest = call.sim.world.sent[-2_000:]
    return {accepted.request_id: accepted.recipients for accepted in latest}


def _concerns(exchange: Exchange, user_id: str, reached: dict[str, list[Friend]]) -> bool:
    # A reply names nobody: only the sent log knows whom its token reached.
    if any(friend.user_id == user_id for friend in reached.get(exchange.request_id, ())):
        return True
    return user_id in exchange.request.path or user_id.encode() in exchange.request.body


async def changes(call: ControlCall) -> dict[str, Any]:
    """Long poll: answers when anything has changed since `after`, or when `timeout` seconds have passed."""
    sim = call.sim
    after = call.number("after", 0)
    timeout = min(float(call.number("timeout", 25)), _LONGEST_WAIT_SECONDS)
    await sim.wait_until(lambda: sim.revision != after, timeout)
    return {"revision": sim.revision}


_U: Final = "/channels/{channelId}/users/{userId}"
ROUTES: Final = (
    control("GET", "/people", people),
    control("GET", "/people/{userId}", phone),
    control("GET", f"{_U}/chat", chat),
    control("GET", "/channels/{channelId}/rich-menus/{richMenuId}/image", rich_menu_image),
    control("GET", "/contents/{messageId}", content),
    control("GET", "/exchanges", exchanges),
    control("GET", "/changes", changes),
)
