"""What virtual users do: the only source of webhooks.

In: a plain description of an act. Out: the changed world (block state, media, memberships) and, where the
channel has a webhook, the event on its way. An act that the real app would not allow is refused.
"""

import base64
import binascii
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from line_simulator.channels import Channel
from line_simulator.entities import Content
from line_simulator.events import build_event, new_reply_token
from line_simulator.ids import USER_ID
from line_simulator.records import BLOCKED, DELETED, FRIEND, NEVER, NO_CONSENT, Friend, Group, Said

if TYPE_CHECKING:
    from line_simulator.simulator import Simulator

MEDIA: Final = {
    "image": "image/jpeg",
    "video": "video/mp4",
    "audio": "audio/x-m4a",
    "file": "application/octet-stream",
}


class ActError(ValueError):
    """The act is impossible; the message is one sentence."""


class Act:
    """One act being carried out."""

    __slots__ = ("channel", "friend", "group", "sim", "values")

    def __init__(self, sim: "Simulator", channel: Channel, values: dict[str, Any]) -> None:
        self.sim = sim
        self.channel = channel
        self.values = values
        self.friend: Friend | None = None
        self.group: Group | None = None

    def text(self, name: str, default: str | None = None) -> str:
        value = self.values.get(name, default)
        if not isinstance(value, str):
            raise ActError(f"The act {self.values.get('type')} needs `{name}`, a string.")
        return value

    def user(self) -> Friend:
        if self.friend is None:
            raise ActError(f"The act {self.values.get('type')} needs `user_id`.")
        return self.friend


def perform(sim: "Simulator", channel: Channel, values: dict[str, Any]) -> dict[str, Any]:
    """Carry out one act. Returns the event and whether it was queued. Raises ActError."""
    act = Act(sim, channel, values)
    kind = act.text("type")
    run = _ACTS.get(kind)
    if run is None:
        raise ActError(f"There is no act called {kind}; there are {', '.join(sorted(_ACTS))}.")
    _find_actors(act, kind)
    event = run(act)
    if values.get("unknown_properties"):
        event = {**event, "futureProperty": {"nested": True}}
    answer = {
        "event": event,
        "user_id": act.friend.user_id if act.friend is not None else None,
        "webhook_event_id": event.get("webhookEventId"),
        "queued": sim.webhooks.send(channel, event),
    }
    sim.touch()
    return answer


def _find_actors(act: Act, kind: str) -> None:
    user_id = act.values.get("user_id")
    group_id = act.values.get("group_id")
    if group_id is not None:
        act.group = act.channel.groups.get(group_id)
        if act.group is None:
            raise ActError(f"The account is not in a group {group_id}.")
    if user_id is None:
        if kind == "follow":
            user_id = act.sim.world.ids.user_id()
        else:
            return
    act.friend = act.channel.friends.get(user_id)
    if act.friend is None:
        if kind != "follow" or not USER_ID.fullmatch(user_id):
            raise ActError(f"There is no user {user_id} at channel {act.channel.channel_id}.")
        act.friend = act.channel.add_friend(user_id, NEVER, act.sim.world.clock.now())
    if act.friend.status == DELETED:
        raise ActError(f"The account of user {user_id} is deleted.")


def _event(act: Act, kind: str, content: dict[str, Any]) -> dict[str, Any]:
    timestamp = act.values.get("timestamp_ms")
    return build_event(
        act.sim, act.channel, kind, content, friend=act.friend, group=act.group, timestamp_ms=timestamp
    )


def _follow(act: Act) -> dict[str, Any]:
    friend = act.user()
    if friend.status in (FRIEND, NO_CONSENT):
        raise ActError(f"User {friend.user_id} is a friend already.")
    for name in ("display_name", "picture_url", "status_message", "language"):
        if name in act.values:
            setattr(friend, name, act.values[name])
    was_blocked = friend.status == BLOCKED
    friend.status = FRIEND
    friend.followed_at = act.sim.world.clock.now()
    if not was_blocked:
        act.channel.followers_ever += 1
    unblocked = act.values.get("is_unblocked", was_blocked)
    return _event(act, "follow", {"follow": {"isUnblocked": unblocked}})


def _unfollow(act: Act) -> dict[str, Any]:
    friend = act.user()
    if friend.status not in (FRIEND, NO_CONSENT):
        raise ActError(f"User {friend.user_id} is not a friend.")
    event = _event(act, "unfollow", {})
    friend.status = BLOCKED
    friend.rich_menu_id = None
    return event


def _message(act: Act) -> dict[str, Any]:
    given = act.values.get("message")
    if isinstance(given, str):
        given = {"type": "text", "text": given}
    if not isinstance(given, dict) or not isinstance(given.get("type"), str):
        raise ActError("The act message needs `message`, an object with a type (or a string of text).")
    friend = act.user()
    if act.group is None and friend.status == BLOCKED:
        raise ActError(f"User {friend.user_id} has blocked the account and cannot write to it.")
    friend.messaged_at = act.sim.world.clock.now()
    ids = act.sim.world.ids
    message = {**given, "id": given.get("id") or ids.message_id()}
    kind = message["type"]
    if kind in ("text", "sticker", "image", "video"):
        message.setdefault("quoteToken", ids.token(40))
    message.setdefault("markAsReadToken", ids.token(60))
    act.channel.read_tokens.add(message["markAsReadToken"])
    if kind == "sticker":
        message.setdefault("stickerResourceType", "STATIC")
    if kind in MEDIA:
        _store_media(act, message, kind)
    if act.group is None:
        _remember(act, message)
    return _event(act, "message", {"message": message})


def _remember(act: Act, message: dict[str, Any]) -> None:
    if act.sim.world.knobs.log_sent:
        said = act.channel.said.setdefault(act.user().user_id, [])
        said.append(Said(act.sim.world.clock.now(), message))


def _said_by(act: Act, message_id: str) -> Said | None:
    if act.friend is None:
        return None
    said = act.channel.said.get(act.friend.user_id, [])
    return next((one for one in reversed(said) if one.message.get("id") == message_id), None)


def _store_media(act: Act, message: dict[str, Any], kind: str) -> None:
    data = _bytes(act, "content_base64")
    content_type = act.text("content_type", MEDIA[kind])
    content = Content(act.channel.channel_id, kind, data, content_type, act.sim.world.clock.now())
    if act.values.get("preview_base64") is not None:
        content.preview = _bytes(act, "preview_base64")
    if kind == "file":
        message.setdefault("fileName", "file.bin")
        message.setdefault("fileSize", len(data))
    else:
        message.setdefault("contentProvider", {"type": "line"})
        content.is_external = message["contentProvider"].get("type") == "external"
    if kind in ("video", "audio"):
        message.setdefault("duration", 1_000)
    act.sim.world.contents[message["id"]] = content


def _bytes(act: Act, name: str) -> bytes:
    try:
        return base64.b64decode(act.text(name, ""), validate=True)
    except (binascii.Error, ValueError) as error:
        raise ActError(f"`{name}` is not base64.") from error


def _unsend(act: Act) -> dict[str, Any]:
    message_id = act.text("message_id")
    content = act.sim.world.contents.get(message_id)
    if content is not None:
        content.is_gone = True
        content.data = b""
    said = _said_by(act, message_id)
    if said is not None:
        said.is_unsent = True
    return _event(act, "unsend", {"unsend": {"messageId": message_id}})


def _edit(act: Act) -> dict[str, Any]:
    message = {
        "type": "text",
        "id": act.text("message_id"),
        "text": act.text("text"),
        "quoteToken": act.sim.world.ids.token(40),
    }
    said = _said_by(act, message["id"])
    if said is not None:
        said.message = {**said.message, "text": message["text"]}
    return _event(act, "messageEdited", {"message": message})


def _postback(act: Act) -> dict[str, Any]:
    postback: dict[str, Any] = {"data": act.text("data")}
    if act.values.get("params") is not None:
        postback["params"] = act.values["params"]
    shown = act.values.get("display_text")
    if isinstance(shown, str) and shown:
        # In the chat only: LINE sends no message event for it.
        _remember(act, {"type": "text", "text": shown})
    return _event(act, "postback", {"postback": postback})


def _account_link(act: Act) -> dict[str, Any]:
    """The friend opens the link dialogue with a link token, or (without one) a bare outcome is told."""
    token = act.values.get("link_token")
    result = act.text("result", "ok")
    now = act.sim.world.clock.now()
    if token is not None:
        known = act.channel.link_tokens.pop(token, None)
        if known is None or now > known[1] or known[0] != act.user().user_id:
            raise ActError("The link token is unknown, used or expired; LINE sends no event then.")
    event = _event(act, "accountLink", {"link": {"result": result, "nonce": act.text("nonce")}})
    if result == "failed":
        event.pop("replyToken", None)
        event.pop("source", None)
    return event


def _video(act: Act) -> dict[str, Any]:
    return _event(act, "videoPlayComplete", {"videoPlayComplete": {"trackingId": act.text("tracking_id")}})


def _membership(act: Act) -> dict[str, Any]:
    membership_id = act.values.get("membership_id")
    if not isinstance(membership_id, int):
        raise ActError("The act membership needs `membership_id`, a number.")
    kind = act.text("action", "joined")
    if kind not in ("joined", "left", "renewed"):
        raise ActError("A membership's `action` is joined, left or renewed.")
    plan = act.channel.memberships.get(membership_id)
    if plan is not None and kind == "joined":
        plan.members[act.user().user_id] = act.sim.world.clock.now()
    elif plan is not None and kind == "left":
        plan.members.pop(act.user().user_id, None)
    return _event(act, "membership", {"membership": {"type": kind, "membershipId": membership_id}})


def _beacon(act: Act) -> dict[str, Any]:
    beacon = {"hwid": act.text("hwid", "d41d8cd98f"), "type": act.text("action", "enter")}
    if "dm" in act.values:
        beacon["dm"] = act.text("dm")
    return _event(act, "beacon", {"beacon": beacon})


def _join(act: Act) -> dict[str, Any]:
    if act.group is None:
        raise ActError("The act join needs `group_id`.")
    act.group.joined = True
    return _event(act, "join", {})


def _leave(act: Act) -> dict[str, Any]:
    if act.group is None:
        raise ActError("The act leave needs `group_id`.")
    act.group.joined = False
    return _event(act, "leave", {})


def _members(kind: str, key: str) -> Callable[[Act], dict[str, Any]]:
    def run(act: Act) -> dict[str, Any]:
        group, friend = act.group, act.user()
        if group is None:
            raise ActError(f"The act {kind} needs `group_id`.")
        if key == "joined" and friend.user_id not in group.members:
            group.members.append(friend.user_id)
        elif key == "left" and friend.user_id in group.members:
            group.members.remove(friend.user_id)
        act.friend = None
        return _event(act, kind, {key: {"members": [{"type": "user", "userId": friend.user_id}]}})

    return run


def _rich_menu_tap(act: Act) -> dict[str, Any]:
    """A tap on a richmenuswitch area: the app changes the friend's own menu without any API call."""
    alias = act.text("rich_menu_alias_id")
    channel, friend = act.channel, act.user()
    rich_menu_id = channel.rich_menu_aliases.get(alias)
    params = {"newRichMenuAliasId": alias, "status": "SUCCESS"}
    if rich_menu_id is None:
        params = {"status": "RICHMENU_ALIAS_ID_NOTFOUND"}
    elif rich_menu_id not in channel.rich_menus:
        params = {"status": "RICHMENU_NOTFOUND"}
    else:
        friend.rich_menu_id = rich_menu_id
    return _event(act, "postback", {"postback": {"data": act.text("data", ""), "params": params}})


def _raw(act: Act) -> dict[str, Any]:
    """Any event: what is given is kept, common properties that are missing are filled in."""
    given = act.values.get("event")
    if not isinstance(given, dict):
        raise ActError("The act raw needs `event`, an object.")
    event = {**_event(act, str(given.get("type", "raw")), {}), **given}
    return {name: value for name, value in event.items() if value is not None}


def _unknown(act: Act) -> dict[str, Any]:
    event = _event(act, act.text("event_type", "futureEvent"), {"future": {"kind": "unheard-of"}})
    event["replyToken"] = new_reply_token(
        act.sim, act.channel, act.friend, act.group, act.sim.world.clock.now()
    )
    return event


_ACTS: Final[dict[str, Callable[[Act], dict[str, Any]]]] = {
    "follow": _follow,
    "unfollow": _unfollow,
    "message": _message,
    "unsend": _unsend,
    "edit": _edit,
    "postback": _postback,
    "account_link": _account_link,
    "video_play_complete": _video,
    "membership": _membership,
    "beacon": _beacon,
    "join": _join,
    "leave": _leave,
    "member_joined": _members("memberJoined", "joined"),
    "member_left": _members("memberLeft", "left"),
    "rich_menu_switch": _rich_menu_tap,
    "raw": _raw,
    "unknown": _unknown,
}
