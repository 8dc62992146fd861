"""Channels and what belongs to them: tokens, keys, groups, memberships."""

from typing import Any, Final

import jwt

from line_simulator.api.account import is_webhook_url
from line_simulator.api.tokens import LONGEST_SECONDS, STATELESS_SECONDS
from line_simulator.channels import ACCOUNT_CLASSES, LOGIN, MESSAGING, STANDBY, Channel
from line_simulator.control.gate import ControlCall, NotThereError, control
from line_simulator.entities import Membership
from line_simulator.quota import QuotaLedger
from line_simulator.records import Group

_LIVES: Final[dict[str, float | None]] = {
    "long_lived": None,
    "short_lived": LONGEST_SECONDS,
    "stateless": STATELESS_SECONDS,
    "v2_1": LONGEST_SECONDS,
}
_CHOICES: Final = {
    "account_class": ACCOUNT_CLASSES,
    "kind": (MESSAGING, LOGIN),
    "chat_mode": ("bot", "chat"),
    "mode": ("active", STANDBY),
}
_SETTABLE: Final[dict[str, tuple[type, ...]]] = {
    "secret": (str,),
    "display_name": (str,),
    "basic_id": (str,),
    "premium_id": (str, type(None)),
    "picture_url": (str, type(None)),
    "provider_id": (str,),
    "bot_user_id": (str,),
    "account_class": (str,),
    "kind": (str,),
    "chat_mode": (str,),
    "mode": (str,),
    "webhook_url": (str, type(None)),
    "webhook_active": (bool,),
    "redelivery": (bool,),
    "quota": (int, type(None)),
    "insight_area": (str,),
}


def create_channel(call: ControlCall) -> dict[str, Any]:
    """Everything may be left out; a Messaging API channel gets a long-lived token at once."""
    world = call.sim.world
    ids = world.ids
    given = call.body()
    channel_id = str(given.pop("channel_id", None) or ids.digits(10))
    if channel_id in world.channels:
        raise ValueError(f"There is a channel {channel_id} already.")
    channel = Channel(
        channel_id=channel_id,
        secret=ids.hex(32),
        provider_id="1",
        bot_user_id=ids.user_id(),
        basic_id="@" + ids.digits(3) + ids.token(5).lower(),
        display_name=f"公式アカウント {len(world.channels) + 1}",
    )
    token = given.pop("access_token", None)
    _change(channel, given)
    world.channels[channel_id] = channel
    issued = call.sim.issue_token(channel, "long_lived", None)
    if isinstance(token, str):
        del world.tokens[issued.value]
        issued.value = token
        world.tokens[token] = issued
    return {**channel.as_dict(), "access_token": issued.value}


def _change(channel: Channel, given: dict[str, Any]) -> None:
    for name, value in given.items():
        if name not in _SETTABLE:
            raise ValueError(f"A channel has no {name}.")
        if not isinstance(value, _SETTABLE[name]) or (
            isinstance(value, bool) and bool not in _SETTABLE[name]
        ):
            raise ValueError(f"A channel's {name} can't be {value!r}.")
        if name in _CHOICES and value not in _CHOICES[name]:
            raise ValueError(f"A channel's {name} is one of {', '.join(_CHOICES[name])}.")
        if name == "webhook_url" and value is not None and not is_webhook_url(str(value)):
            raise ValueError(f"{value} is no webhook URL.")
    for name, value in given.items():
        if name == "quota":
            channel.quota.limit = value
        else:
            setattr(channel, name, value)


def list_channels(call: ControlCall) -> dict[str, Any]:
    return {"channels": [channel.as_dict() for channel in call.sim.world.channels.values()]}


def show_channel(call: ControlCall) -> dict[str, Any]:
    channel = call.channel()
    now = call.sim.world.clock.now()
    return {
        **channel.as_dict(),
        "quota_used": channel.quota.used(now),
        "quota_reserved": channel.quota.reserved,
        "delivered": channel.delivered,
        "accepted": channel.accepted,
        "conflicts": channel.conflicts,
        "read_tokens_used": channel.read_log,
        "loading": channel.loading_log,
    }


def change_channel(call: ControlCall) -> dict[str, Any]:
    channel = call.channel()
    given = call.body()
    given.pop("channel_id", None)
    _change(channel, given)
    return channel.as_dict()


def delete_channel(call: ControlCall) -> None:
    del call.sim.world.channels[call.channel().channel_id]


def rotate_secret(call: ControlCall) -> dict[str, Any]:
    channel = call.channel()
    channel.secret = call.sim.world.ids.hex(32)
    return {"secret": channel.secret}


def clear_quota(call: ControlCall) -> None:
    channel = call.channel()
    channel.quota = QuotaLedger(channel.quota.limit)


def issue_token(call: ControlCall) -> dict[str, Any]:
    """A token as the console (long-lived) or the token endpoints would issue it; expires_in may be given."""
    given = call.body()
    kind = given.get("kind", "long_lived")
    if kind not in _LIVES:
        raise ValueError(f"A token's kind is one of {', '.join(_LIVES)}.")
    life = given.get("expires_in", _LIVES[kind])
    token = call.sim.issue_token(call.channel(), kind, life)
    return {"access_token": token.value, "kind": kind, "expires_in": life}


def revoke_tokens(call: ControlCall) -> dict[str, Any]:
    """Revoke one token (body: access_token) or all of the channel."""
    channel = call.channel()
    value = call.body().get("access_token")
    revoked = 0
    for token in call.sim.world.tokens.values():
        if token.channel_id == channel.channel_id and value in (None, token.value) and not token.revoked:
            token.revoked = True
            revoked += 1
    return {"revoked": revoked}


def register_key(call: ControlCall) -> dict[str, str]:
    """An assertion signing key: its public JWK, as entered in the console. Returns the key id."""
    jwk = call.body().get("jwk")
    if not isinstance(jwk, dict):
        raise ValueError("`jwk` must be a public RSA key in JWK form.")
    try:
        jwt.PyJWK(jwk, algorithm="RS256")
    except jwt.PyJWTError as error:
        raise ValueError("`jwk` must be a public RSA key in JWK form.") from error
    kid = str(jwk.get("kid") or call.sim.world.ids.token(22))
    call.channel().assertion_keys[kid] = {**jwk, "kid": kid, "alg": "RS256"}
    return {"kid": kid}


def create_group(call: ControlCall) -> dict[str, Any]:
    channel = call.channel()
    given = call.body()
    prefix = "R" if given.get("kind") == "room" else "C"
    members = given.get("members", [])
    unknown = [user_id for user_id in members if user_id not in channel.friends]
    if unknown:
        raise NotThereError(f"There is no user {unknown[0]} at channel {channel.channel_id}.")
    group = Group(prefix + call.sim.world.ids.hex(), str(given.get("name", "グループ")), list(members))
    channel.groups[group.chat_id] = group
    return {"group_id": group.chat_id, "members": group.members}


def create_membership(call: ControlCall) -> dict[str, Any]:
    channel = call.channel()
    given = call.body()
    membership_id = given.pop("membership_id", 1_000 + len(channel.memberships))
    if len(channel.memberships) >= 5:
        raise ValueError("An account has at most 5 membership plans.")
    try:
        plan = Membership(membership_id=membership_id, **{"title": "プラン", **given})
    except TypeError as error:
        raise ValueError(f"A membership can't be made of {', '.join(given)}.") from error
    channel.memberships[membership_id] = plan
    return {"membership_id": membership_id}


_C = "/channels/{channelId}"
ROUTES: Final = (
    control("POST", "/channels", create_channel),
    control("GET", "/channels", list_channels),
    control("GET", _C, show_channel),
    control("PATCH", _C, change_channel),
    control("DELETE", _C, delete_channel),
    control("POST", f"{_C}/secret", rotate_secret),
    control("DELETE", f"{_C}/usage", clear_quota),
    control("POST", f"{_C}/tokens", issue_token),
    control("DELETE", f"{_C}/tokens", revoke_tokens),
    control("POST", f"{_C}/keys", register_key),
    control("POST", f"{_C}/groups", create_group),
    control("POST", f"{_C}/memberships", create_membership),
)
