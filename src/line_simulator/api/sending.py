"""Reply, push, multicast and broadcast.

In: a request that passed the gate. Out: LINE's answer, and on acceptance one record in the sent log that the
inboxes of all reached users share. All checks come before the first effect: an error means that nobody got
anything. Who is not reachable is skipped in silence and not counted to the quota.
"""

import re
from typing import TYPE_CHECKING, Any, Final

from line_simulator.api.bodies import flag_of, json_body, ok, string_of
from line_simulator.errors import (
    FAILED_TO_SEND,
    INVALID_REPLY,
    MONTHLY_LIMIT,
    RATE_LIMITED,
    RETRY_KEY_ACCEPTED,
    ApiError,
    body_errors,
    invalid_property,
)
from line_simulator.gate import PER_HOUR, PER_SECOND, Call, Route
from line_simulator.http import Response
from line_simulator.ids import GROUP_ID, ROOM_ID, USER_ID
from line_simulator.records import Accepted, Friend, Group
from line_simulator.validation.messages import QUOTABLE, check_messages, has_mention, refuse_bad_messages

if TYPE_CHECKING:
    from line_simulator.simulator import Simulator

MAX_RECIPIENTS: Final = 500
MAX_UNITS_A_MONTH: Final = 1_000
_UNIT: Final = re.compile(r"[a-zA-Z0-9_]{1,30}")


def reply(call: Call) -> Response:
    body = json_body(call.request)
    value = string_of(body, "replyToken")
    messages = refuse_bad_messages(body.get("messages"))
    silent = flag_of(body, "notificationDisabled")
    token = call.sim.usable_reply_token(value, call.channel, call.now)
    if token is None:
        raise ApiError(400, INVALID_REPLY)
    group = call.channel.groups.get(token.group_id) if token.group_id else None
    friend = call.channel.friends.get(token.user_id) if token.user_id else None
    if group is None:
        refuse_mentions(messages)
    token.used = True
    accepted = record(call, "reply", messages, silent=silent, unit=None)
    accepted.targets = 1
    if group is not None:
        _deliver_to_group(accepted, group)
    elif friend is not None and friend.is_reachable(call.now, call.sim.world.knobs.non_friend_window_seconds):
        deliver(call.sim, accepted, [friend])
    _number_messages(call, accepted)
    call.sim.publish(accepted, call.channel, charged=0)
    return ok({"sentMessages": accepted.sent_messages})


def push(call: Call) -> Response:
    key = claim_retry_key(call)
    body = json_body(call.request)
    to = string_of(body, "to")
    messages = refuse_bad_messages(body.get("messages"))
    unit = _unit_of(body)
    silent = flag_of(body, "notificationDisabled")
    target = _push_target(call, to)
    if isinstance(target, Friend):
        refuse_mentions(messages)
        _refuse_flood(call, target)
        window = call.sim.world.knobs.non_friend_window_seconds
        cost = 1 if target.is_reachable(call.now, window) else 0
    else:
        cost = len(target.members)
    _refuse_over_quota(call, cost)
    accepted = record(call, "push", messages, silent=silent, unit=unit, key=key)
    accepted.targets = 1
    if isinstance(target, Group):
        _deliver_to_group(accepted, target)
    elif cost:
        deliver(call.sim, accepted, [target])
    _number_messages(call, accepted)
    call.sim.publish(accepted, call.channel, charged=cost)
    return ok({"sentMessages": accepted.sent_messages})


def multicast(call: Call) -> Response:
    key = claim_retry_key(call)
    body = json_body(call.request)
    messages = refuse_bad_messages(body.get("messages"))
    unit = _unit_of(body)
    silent = flag_of(body, "notificationDisabled")
    reached = _multicast_targets(call, body.get("to"))
    refuse_mentions(messages)
    _refuse_over_quota(call, len(reached))
    accepted = record(call, "multicast", messages, silent=silent, unit=unit, key=key)
    accepted.targets = len(body["to"])
    deliver(call.sim, accepted, reached)
    call.sim.publish(accepted, call.channel, charged=len(reached))
    return ok()


def broadcast(call: Call) -> Response:
    key = claim_retry_key(call)
    body = json_body(call.request)
    messages = refuse_bad_messages(body.get("messages"))
    silent = flag_of(body, "notificationDisabled")
    refuse_mentions(messages)
    reached = call.channel.reachable_friends()
    _refuse_over_quota(call, len(reached))
    accepted = record(call, "broadcast", messages, silent=silent, unit=None, key=key)
    accepted.targets = len(reached)
    deliver(call.sim, accepted, reached)
    call.sim.publish(accepted, call.channel, charged=len(reached))
    return ok()


def validate(call: Call) -> Response:
    problems = check_messages(json_body(call.request).get("messages"))
    if problems:
        raise body_errors(problems)
    return ok()


def claim_retry_key(call: Call) -> str | None:
    """The request's retry key; None without one.

    Raises ApiError 409 where a request with it was accepted within 24 hours.
    """
    raw = call.request.headers.get(b"x-line-retry-key")
    if raw is None:
        return None
    key = raw.decode("latin-1").lower()
    known = call.channel.retry_keys.get(key)
    if known is None:
        return key
    accepted_at, accepted = known
    if call.now - accepted_at >= call.sim.world.knobs.retry_key_seconds:
        del call.channel.retry_keys[key]
        return key
    call.channel.conflicts += 1
    extra = {"sentMessages": accepted.sent_messages} if accepted.endpoint == "push" else None
    headers = (("x-line-accepted-request-id", accepted.request_id),)
    raise ApiError(409, RETRY_KEY_ACCEPTED, extra=extra, headers=headers)


def _push_target(call: Call, to: str) -> Friend | Group:
    friend = call.channel.friends.get(to)
    if friend is not None:
        return friend
    group = call.channel.groups.get(to)
    if group is not None and group.joined:
        return group
    if not (USER_ID.fullmatch(to) or GROUP_ID.fullmatch(to) or ROOM_ID.fullmatch(to)):
        raise invalid_property("to")
    raise ApiError(400, FAILED_TO_SEND)


def _multicast_targets(call: Call, to: Any) -> list[Friend]:
    """The reachable ones among the recipients, once each or as often as they were named (knob)."""
    if to is None:
        raise body_errors([("May not be empty", "to")])
    if not isinstance(to, list):
        raise invalid_property("to")
    if not 1 <= len(to) <= MAX_RECIPIENTS:
        raise body_errors([(f"Size must be between 1 and {MAX_RECIPIENTS}", "to")])
    knobs = call.sim.world.knobs
    friends = call.channel.friends
    window = knobs.non_friend_window_seconds
    reached = []
    for index, user_id in enumerate(to):
        friend = friends.get(user_id) if isinstance(user_id, str) else None
        if friend is None:
            well_formed = isinstance(user_id, str) and USER_ID.fullmatch(user_id)
            if not well_formed or knobs.multicast_unknown_id == "refuse":
                raise invalid_property(f"to[{index}]")
        elif friend.status == "friend" or friend.is_reachable(call.now, window):
            reached.append(friend)
    return list(dict.fromkeys(reached)) if knobs.multicast_duplicate_ids == "once" else reached


def refuse_mentions(messages: list[dict[str, Any]]) -> None:
    if has_mention(messages):
        raise body_errors([("Mentions can be sent to group chats only", "messages")])


def _refuse_flood(call: Call, friend: Friend) -> None:
    # LINE also refuses "a large number of messages to the same user"; the threshold is undisclosed.
    limit = call.sim.world.knobs.push_per_user_per_minute
    if limit == 0:
        return
    recent = [a for a in friend.inbox_list() if a.endpoint == "push" and call.now - a.at < 60]
    if len(recent) >= limit:
        raise ApiError(429, RATE_LIMITED)


def _refuse_over_quota(call: Call, cost: int) -> None:
    if not call.channel.quota.admits(cost, call.now):
        raise ApiError(429, MONTHLY_LIMIT)


def _unit_of(body: dict[str, Any]) -> str | None:
    units = body.get("customAggregationUnits")
    if units is None:
        return None
    if not isinstance(units, list):
        raise invalid_property("customAggregationUnits")
    if len(units) > 1:
        raise body_errors([("Size must be between 0 and 1", "customAggregationUnits")])
    if not units:
        return None
    if not isinstance(units[0], str) or not _UNIT.fullmatch(units[0]):
        raise body_errors([('must match "^[a-zA-Z0-9_]{1,30}$"', "customAggregationUnits[0]")])
    return str(units[0])


def record(
    call: Call,
    endpoint: str,
    messages: list[dict[str, Any]],
    *,
    silent: bool,
    unit: str | None,
    key: str | None = None,
) -> Accepted:
    accepted = call.sim.new_accepted(call.channel, endpoint, call.request_id, call.now)
    accepted.messages = messages
    accepted.notification_disabled = silent
    accepted.retry_key = key
    if key is not None:
        _forget_old_keys(call)
        call.channel.retry_keys[key] = (call.now, accepted)
    if unit is not None:
        accepted.unit = call.channel.assign_unit(unit, call.now, MAX_UNITS_A_MONTH)
    return accepted


def _forget_old_keys(call: Call) -> None:
    # The oldest come first; two at a time keep the store at one day's keys without a sweep.
    keys = call.channel.retry_keys
    for _ in range(2):
        oldest = next(iter(keys), None)
        if oldest is None or call.now - keys[oldest][0] < call.sim.world.knobs.retry_key_seconds:
            return
        del keys[oldest]


def deliver(sim: "Simulator", accepted: Accepted, friends: list[Friend]) -> None:
    """Put the record into each inbox; a user named twice gets it twice."""
    accepted.recipients = friends
    accepted.reached = len(friends)
    keep = sim.world.knobs.log_sent
    for friend in friends:
        friend.receive(accepted, keep=keep)


def _deliver_to_group(accepted: Accepted, group: Group) -> None:
    accepted.group_id = group.chat_id
    accepted.reached = len(group.members)
    group.inbox.append(accepted)


def _number_messages(call: Call, accepted: Accepted) -> None:
    """Ids (and quote tokens where the type can be quoted) of a reply's or push's messages."""
    ids = call.sim.world.ids
    for message in accepted.messages:
        sent = {"id": ids.message_id()}
        if message["type"] in QUOTABLE:
            sent["quoteToken"] = ids.token(40)
        accepted.sent_messages.append(sent)


_V = "/v2/bot/message"
ROUTES: Final = (
    Route("POST", f"{_V}/reply", "replyMessage", reply, alias="reply"),
    Route("POST", f"{_V}/push", "pushMessage", push, alias="push", retry_key=True),
    Route("POST", f"{_V}/multicast", "multicast", multicast, (200, PER_SECOND), retry_key=True),
    Route("POST", f"{_V}/broadcast", "broadcast", broadcast, (60, PER_HOUR), retry_key=True),
    *(
        Route("POST", f"{_V}/validate/{kind}", f"validate{kind.capitalize()}", validate)
        for kind in ("reply", "push", "multicast", "narrowcast", "broadcast")
    ),
)
