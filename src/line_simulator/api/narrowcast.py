"""Narrowcast: accepted at once, aimed and delivered later.

In: messages, a tree of recipients, a demographic filter, a limit. Out: 202 and a progress that goes through
waiting, sending and succeeded or failed. The quota of the target reach is reserved from acceptance until
then.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from line_simulator import demographics
from line_simulator.api.bodies import flag_of, json_body, ok
from line_simulator.api.sending import claim_retry_key, deliver, record, refuse_mentions
from line_simulator.channels import Channel
from line_simulator.clock import iso_utc
from line_simulator.entities import Narrowcast
from line_simulator.errors import MONTHLY_LIMIT, ApiError, body_errors, invalid_value, not_found
from line_simulator.gate import PER_HOUR, Call, Route
from line_simulator.http import Response
from line_simulator.records import Accepted, Friend
from line_simulator.validation import spec
from line_simulator.validation.messages import refuse_bad_messages
from line_simulator.validation.spec import Check, Problem

if TYPE_CHECKING:
    from line_simulator.simulator import Simulator

KEPT_SECONDS: Final = 14 * 86_400
MAX_LEAVES: Final = 10
_TOO_FEW: Final = "There are not enough recipients"


def _demographic(value: Any, path: str, out: list[Problem]) -> None:
    _DEMOGRAPHIC(value, path, out)


def _one_operator(value: dict[str, Any], path: str, out: list[Problem]) -> None:
    if sum(value.get(name) is not None for name in ("and", "or", "not")) != 1:
        out.append(("must have exactly one of and, or, not", path))


def _operator(child: Check) -> Check:
    several = spec.array(child, 1, MAX_LEAVES)
    return spec.fields({}, {"and": several, "or": several, "not": child}, then=_one_operator)


def _recipient(value: Any, path: str, out: list[Problem]) -> None:
    _RECIPIENT(value, path, out)


_ages = spec.one_of(*(f"age_{age}" for age in demographics.AGES))
_periods = spec.one_of(*(f"day_{days}" for days in demographics.PERIODS))
_DEMOGRAPHIC = spec.tagged(
    {
        "operator": _operator(_demographic),
        "gender": spec.fields({"oneOf": spec.array(spec.one_of("male", "female"), 1, 2)}),
        "age": spec.fields({}, {"gte": _ages, "lt": _ages}),
        "appType": spec.fields({"oneOf": spec.array(spec.one_of("ios", "android"), 1, 2)}),
        "area": spec.fields({"oneOf": spec.array(spec.pattern(r"(jp|tw|th|id)_\d{2}"), 1, 100)}),
        "subscriptionPeriod": spec.fields({}, {"gte": _periods, "lt": _periods}),
    }
)
_RECIPIENT = spec.tagged(
    {
        "operator": _operator(_recipient),
        "audience": spec.fields({"audienceGroupId": spec.integer(1)}),
        "redelivery": spec.fields({"requestId": spec.text(100)}),
    }
)
_REQUEST = spec.fields(
    {},
    {
        "recipient": _RECIPIENT,
        "filter": spec.fields({}, {"demographic": _DEMOGRAPHIC}),
        "limit": spec.fields(
            {},
            {
                "max": spec.integer(1),
                "upToRemainingQuota": spec.boolean,
                "forbidPartialDelivery": spec.boolean,
            },
        ),
    },
)


def narrowcast(call: Call) -> Response:
    key = claim_retry_key(call)
    body = json_body(call.request)
    messages = refuse_bad_messages(body.get("messages"))
    refuse_mentions(messages)
    silent = flag_of(body, "notificationDisabled")
    problems: list[Problem] = []
    _REQUEST(body, "", problems)
    leaves = _leaves(body.get("recipient"))
    if len(leaves) > MAX_LEAVES:
        problems.append((f"Up to {MAX_LEAVES} audiences and redeliveries are allowed", "recipient"))
    if problems:
        raise body_errors(problems)
    limit = body.get("limit") or {}
    if limit.get("forbidPartialDelivery") and not limit.get("upToRemainingQuota"):
        raise ApiError(400, "The option forbidPartialDelivery must be used with upToRemainingQuota.")
    _refuse_unknown_leaves(call, leaves)
    condition = (body.get("filter") or {}).get("demographic")
    targets = _targets(call.channel, body.get("recipient"), condition, call.now)
    if condition is not None and len(targets) < call.sim.world.knobs.narrowcast_reach_minimum:
        raise ApiError(403, "Your account does not have enough friends")
    reserved = _reserve(call, limit, len(targets))
    accepted = record(call, "narrowcast", messages, silent=silent, unit=None, key=key)
    job = Narrowcast(call.request_id, call.now, reserved=reserved)
    call.channel.narrowcasts[call.request_id] = job
    call.channel.quota.reserved += reserved
    wish = {"recipient": body.get("recipient"), "condition": condition, "limit": limit}
    due = call.now + call.sim.world.knobs.narrowcast_wait_seconds
    call.sim.agenda.add(due, "narrowcast_send", call.channel.channel_id, accepted, wish)
    return ok(status=202)


def _reserve(call: Call, limit: dict[str, Any], reach: int) -> int:
    wanted: int = min(reach, limit.get("max") or reach)
    remaining = call.channel.quota.remaining(call.now)
    if remaining is None:
        return wanted
    if limit.get("upToRemainingQuota") and remaining > 0:
        return min(wanted, remaining)
    if wanted > remaining:
        raise ApiError(429, MONTHLY_LIMIT)
    return wanted


def _leaves(recipient: dict[str, Any] | None) -> list[dict[str, Any]]:
    if recipient is None:
        return []
    if recipient.get("type") != "operator":
        return [recipient]
    below = [*(recipient.get("and") or ()), *(recipient.get("or") or ()), recipient.get("not")]
    return [leaf for child in below if isinstance(child, dict) for leaf in _leaves(child)]


def _refuse_unknown_leaves(call: Call, leaves: list[dict[str, Any]]) -> None:
    for leaf in leaves:
        if leaf["type"] == "audience":
            audience = call.channel.audiences.get(leaf["audienceGroupId"])
            if audience is None or audience.expires_at < call.now:
                raise ApiError(400, f"Invalid audience group id: {leaf['audienceGroupId']}")
            continue
        earlier = call.channel.narrowcasts.get(leaf["requestId"])
        usable = earlier is not None and earlier.phase == "succeeded"
        if earlier is None or not usable or call.now - earlier.accepted_at > KEPT_SECONDS:
            raise ApiError(400, f"Invalid request id: {leaf['requestId']}")


def _targets(
    channel: Channel, recipient: dict[str, Any] | None, condition: dict[str, Any] | None, now: float
) -> list[Friend]:
    friends = channel.reachable_friends()
    if recipient is not None:
        friends = [friend for friend in friends if _is_meant(channel, recipient, friend)]
    if condition is not None:
        friends = [friend for friend in friends if demographics.matches(condition, friend, now)]
    return friends


def _is_meant(channel: Channel, recipient: dict[str, Any], friend: Friend) -> bool:
    kind = recipient["type"]
    if kind == "audience":
        return friend.user_id in channel.audiences[recipient["audienceGroupId"]].user_ids
    if kind == "redelivery":
        return friend.user_id in channel.narrowcasts[recipient["requestId"]].target_ids
    if recipient.get("and") is not None:
        return all(_is_meant(channel, one, friend) for one in recipient["and"])
    if recipient.get("or") is not None:
        return any(_is_meant(channel, one, friend) for one in recipient["or"])
    return not _is_meant(channel, recipient["not"], friend)


def _send(sim: "Simulator", channel_id: str, accepted: Accepted, wish: dict[str, Any]) -> None:
    channel = sim.world.channels.get(channel_id)
    if channel is None:
        return
    job = channel.narrowcasts[accepted.request_id]
    now = sim.agenda.moment
    friends = _targets(channel, wish["recipient"], wish["condition"], now)
    leaves = _leaves(wish["recipient"])
    minimum = sim.world.knobs.narrowcast_minimum
    uploads = [one for one in leaves if one["type"] == "audience" and _is_upload(channel, one)]
    is_exempt = bool(leaves) and len(uploads) == len(leaves) and wish["condition"] is None
    if not is_exempt and len(friends) < minimum:
        _fail(channel, job, 2, _TOO_FEW, now)
        return
    if len(leaves) > 1 and any(_is_small(channel, one, minimum) for one in leaves):
        _fail(channel, job, 4, "An audience has less than 50 recipients", now)
        return
    limit = wish["limit"]
    wanted = min(len(friends), limit.get("max") or len(friends))
    count = min(wanted, job.reserved)
    if limit.get("forbidPartialDelivery") and count < wanted:
        _fail(channel, job, 5, "Message delivery was canceled to avoid a partial delivery", now)
        return
    chosen = friends if count == len(friends) else sim.world.random.sample(friends, count)
    job.phase = "sending"
    job.target_ids = [friend.user_id for friend in chosen]
    channel.quota.reserved -= job.reserved
    job.reserved = 0
    accepted.at, accepted.targets = now, len(chosen)
    deliver(sim, accepted, chosen)
    sim.publish(accepted, channel, charged=len(chosen))
    sim.agenda.add(
        now + sim.world.knobs.narrowcast_send_seconds, "narrowcast_finish", channel_id, accepted.request_id
    )


def _is_upload(channel: Channel, leaf: dict[str, Any]) -> bool:
    return channel.audiences[leaf["audienceGroupId"]].kind == "UPLOAD"


def _is_small(channel: Channel, leaf: dict[str, Any], minimum: int) -> bool:
    if leaf["type"] != "audience" or _is_upload(channel, leaf):
        return False
    return len(channel.audiences[leaf["audienceGroupId"]].user_ids) < minimum


def _fail(channel: Channel, job: Narrowcast, code: int, description: str, now: float) -> None:
    channel.quota.reserved -= job.reserved
    job.reserved = 0
    job.phase, job.error_code, job.failed_description, job.completed_at = "failed", code, description, now


def _finish(sim: "Simulator", channel_id: str, request_id: str) -> None:
    channel = sim.world.channels.get(channel_id)
    if channel is None:
        return
    job = channel.narrowcasts[request_id]
    job.phase, job.success, job.completed_at = "succeeded", len(job.target_ids), sim.agenda.moment


def progress(call: Call) -> Response:
    request_id = call.request.query().get("requestId")
    if not request_id:
        raise invalid_value("requestId")
    job = call.channel.narrowcasts.get(request_id)
    if job is None or call.now - job.accepted_at > KEPT_SECONDS:
        raise not_found()
    answer: dict[str, Any] = {"phase": job.phase, "acceptedTime": iso_utc(job.accepted_at)}
    if job.phase in ("sending", "succeeded"):
        answer |= {
            "successCount": job.success,
            "failureCount": job.failure,
            "targetCount": len(job.target_ids),
        }
    if job.phase == "failed":
        answer |= {"failedDescription": job.failed_description, "errorCode": job.error_code}
    if job.completed_at is not None:
        answer["completedTime"] = iso_utc(job.completed_at)
    return ok(answer)


TASKS: Final[dict[str, Callable[..., None]]] = {"narrowcast_send": _send, "narrowcast_finish": _finish}
ROUTES: Final = (
    Route("POST", "/v2/bot/message/narrowcast", "narrowcast", narrowcast, (60, PER_HOUR), retry_key=True),
    Route("GET", "/v2/bot/message/progress/narrowcast", "getNarrowcastProgress", progress),
)
