"""LINE Login and reactions: who sits at the browser, ID tokens on demand, numbers for insight."""

from typing import Any, Final

from line_simulator.channels import LOGIN, Channel
from line_simulator.control.gate import ControlCall, NotThereError, control, find_channel
from line_simulator.login_keys import find_person, make_id_token
from line_simulator.records import Friend

_ACCESS_SECONDS: Final = 12 * 3_600


def _login_channel(call: ControlCall, channel_id: Any) -> Channel:
    channel = find_channel(call.sim, str(channel_id))
    if channel.kind != LOGIN:
        raise ValueError(f"Channel {channel.channel_id} is not a LINE Login channel.")
    return channel


def _person(call: ControlCall, channel: Channel, user_id: Any) -> Friend:
    person = find_person(call.sim.world, channel, str(user_id))
    if person is None:
        raise NotThereError(f"There is no user {user_id} at provider {channel.provider_id}.")
    return person


def issue_id_token(call: ControlCall) -> dict[str, str]:
    """An ID token (and a LIFF access token) for a virtual user, right or, by `claims`, wrong."""
    given = call.body()
    channel = _login_channel(call, given.pop("channel_id", ""))
    person = _person(call, channel, given.pop("user_id", ""))
    algorithm = given.pop("algorithm", "ES256")
    if algorithm not in ("ES256", "HS256"):
        raise ValueError("An ID token's algorithm is ES256 or HS256.")
    id_token = make_id_token(call.sim.world, channel, person, algorithm=algorithm, **given)
    access = call.sim.issue_token(channel, "login", _ACCESS_SECONDS, "profile openid")
    access.user_id = person.user_id
    return {"id_token": id_token, "access_token": access.value}


def set_visitor(call: ControlCall) -> None:
    """Who is at the browser when the authorisation page of this channel opens, and what they choose."""
    channel = _login_channel(call, call.params[0])
    given = call.body()
    call.sim.world.visitors[channel.channel_id] = {
        "user_id": _person(call, channel, given.get("user_id")).user_id,
        "consents": bool(given.get("consents", True)),
        "adds_friend": bool(given.get("adds_friend", False)),
    }


def set_reactions(call: ControlCall) -> None:
    """Numbers for insight and retargeting: `target` is a request id, `unit:NAME` or a rich menu id."""
    channel = call.channel()
    given = call.body()
    target = given.pop("target", None)
    if not isinstance(target, str):
        raise ValueError("`target` must be a request id, unit:NAME or a rich menu id.")
    channel.interactions[target] = given


ROUTES: Final = (
    control("POST", "/id-tokens", issue_id_token),
    control("POST", "/channels/{channelId}/visitor", set_visitor),
    control("POST", "/channels/{channelId}/reactions", set_reactions),
)
