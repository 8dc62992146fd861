"""Audiences: uploaded user ids, and those who clicked or saw a message.

Made at once, usable later: the status and the jobs follow from the clock alone.
"""

import re
from typing import Any, Final

from line_simulator.api.bodies import json_body, ok
from line_simulator.api.multipart import parse_form
from line_simulator.entities import Audience, AudienceJob
from line_simulator.errors import RATE_LIMITED, ApiError, body_errors, invalid_property
from line_simulator.gate import PER_MINUTE, Call, Route
from line_simulator.http import Response
from line_simulator.ids import USER_ID
from line_simulator.records import FRIEND

MAX_AUDIENCES: Final = 1_000
MAX_IDS: Final = 10_000
MAX_FILE_IDS: Final = 1_500_000
MAX_JOBS: Final = 10
LIFE_SECONDS: Final = 180 * 86_400
REQUEST_SECONDS: Final = 60 * 86_400
MINIMUM: Final = 50
HIDDEN_BELOW: Final = 20
STATUSES: Final = ("IN_PROGRESS", "READY", "FAILED", "EXPIRED", "INACTIVE", "ACTIVATING")
_ID_LINE: Final = re.compile(r"\s+")


def _coded(message: str, code: str, path: str) -> ApiError:
    """Audience errors name a code beside each message."""
    details = [{"message": message, "property": path}]
    return ApiError(400, code, details=details)


def _name(call: Call, value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise body_errors([("May not be empty", "description")])
    if len(value) > 120:
        raise _coded("size over audienceGroupName", "AUDIENCE_GROUP_NAME_SIZE_OVER", "description")
    if any(known.description.lower() == value.lower() for known in call.channel.audiences.values()):
        raise _coded("audience group name is duplicated", "AUDIENCE_GROUP_NAME_CONFLICT", "description")
    if len(call.channel.audiences) >= MAX_AUDIENCES:
        raise _coded("too many audience groups", "AUDIENCE_GROUP_COUNT_MAX_OVER", "")
    return value


def _checked_ids(user_ids: list[Any], maximum: int) -> set[str]:
    if len(user_ids) > maximum:
        raise body_errors([(f"Size must be between 0 and {maximum}", "audiences")])
    for user_id in user_ids:
        if not isinstance(user_id, str) or not USER_ID.fullmatch(user_id):
            raise _coded(
                "Invalid audience id format", "UPLOAD_AUDIENCE_GROUP_INVALID_AUDIENCE_ID_FORMAT", "audiences"
            )
    return set(user_ids)


def _json_ids(body: dict[str, Any]) -> set[str]:
    listed = body.get("audiences") or []
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise invalid_property("audiences")
    return _checked_ids([one.get("id") for one in listed], MAX_IDS)


def _new(call: Call, kind: str, description: str) -> Audience:
    number = 1_000_000_000_000 + call.sim.world.random.randrange(9 * 10**12)
    ready_at = call.now + call.sim.world.knobs.audience_seconds
    audience = Audience(number, kind, description, call.now, ready_at, call.now + LIFE_SECONDS)
    call.channel.audiences[number] = audience
    return audience


def _add(call: Call, audience: Audience, user_ids: set[str], description: str) -> None:
    friends = call.channel.friends
    # Ids without consent are dropped in silence, and so are those of nobody.
    known = {u for u in user_ids if (friend := friends.get(u)) is not None and friend.status == FRIEND}
    finished_at = call.now + call.sim.world.knobs.audience_seconds
    if not audience.user_ids:
        audience.ready_at = finished_at
    audience.user_ids |= known
    job_id = call.sim.world.random.randrange(10**12, 10**13)
    audience.jobs.append(AudienceJob(job_id, description, len(known), call.now, finished_at))


def status_of(audience: Audience, now: float) -> str:
    if now >= audience.expires_at:
        return "EXPIRED"
    if now < audience.ready_at or (audience.kind == "UPLOAD" and not audience.user_ids):
        return "IN_PROGRESS"
    return "FAILED" if audience.failed_type else "READY"


def _created(audience: Audience) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "audienceGroupId": audience.audience_group_id,
        "createRoute": "MESSAGING_API",
        "type": audience.kind,
        "description": audience.description,
        "created": int(audience.created_at),
        "permission": "READ_WRITE",
        "expireTimestamp": int(audience.expires_at),
        "isIfaAudience": audience.is_ifa,
    }
    if audience.request_id is not None:
        answer["requestId"] = audience.request_id
    if audience.click_url is not None:
        answer["clickUrl"] = audience.click_url
    return answer


def _shown(audience: Audience, now: float) -> dict[str, Any]:
    count = len(audience.user_ids)
    visible = count if audience.kind == "UPLOAD" or count >= HIDDEN_BELOW else 0
    answer = {**_created(audience), "status": status_of(audience, now), "audienceCount": visible}
    if answer["status"] == "FAILED":
        answer["failedType"] = audience.failed_type
    return answer


def upload(call: Call) -> Response:
    body = json_body(call.request)
    user_ids = _json_ids(body)
    audience = _new(call, "UPLOAD", _name(call, body.get("description")))
    if user_ids:
        _add(call, audience, user_ids, str(body.get("uploadDescription") or ""))
    return ok(_created(audience), 202)


def add(call: Call) -> Response:
    body = json_body(call.request)
    audience = _open_upload(call, body.get("audienceGroupId"))
    _add(call, audience, _json_ids(body), str(body.get("uploadDescription") or ""))
    return ok(status=202)


def _open_upload(call: Call, number: Any) -> Audience:
    audience = call.channel.audiences.get(number) if isinstance(number, int) else None
    if audience is None or audience.kind != "UPLOAD":
        raise _coded("audience group not found", "AUDIENCE_GROUP_NOT_FOUND", "audienceGroupId")
    running = [job for job in audience.jobs if call.now < job.finished_at]
    if len(running) >= MAX_JOBS:
        raise ApiError(429, RATE_LIMITED)
    return audience


def upload_file(call: Call) -> Response:
    fields = parse_form(call.request)
    user_ids = _file_ids(fields)
    audience = _new(call, "UPLOAD", _name(call, fields.get("description", b"").decode("utf-8", "replace")))
    _add(call, audience, user_ids, fields.get("uploadDescription", b"").decode("utf-8", "replace"))
    return ok(_created(audience), 202)


def add_file(call: Call) -> Response:
    fields = parse_form(call.request)
    raw = fields.get("audienceGroupId", b"").decode("utf-8", "replace")
    audience = _open_upload(call, int(raw) if raw.isdecimal() else None)
    _add(call, audience, _file_ids(fields), fields.get("uploadDescription", b"").decode("utf-8", "replace"))
    return ok(status=202)


def _file_ids(fields: dict[str, bytes]) -> set[str]:
    if "file" not in fields:
        raise body_errors([("May not be empty", "file")])
    return _checked_ids(
        [one for one in _ID_LINE.split(fields["file"].decode("utf-8", "replace")) if one], MAX_FILE_IDS
    )


def by_click(call: Call) -> Response:
    body = json_body(call.request)
    audience = _by_interaction(call, body, "CLICK", "clicked")
    audience.click_url = body.get("clickUrl")
    return ok(_created(audience), 202)


def by_impression(call: Call) -> Response:
    return ok(_created(_by_interaction(call, json_body(call.request), "IMP", "seen")), 202)


def _by_interaction(call: Call, body: dict[str, Any], kind: str, which: str) -> Audience:
    """Who clicked or saw a broadcast or narrowcast: the users that the control API named for it."""
    request_id = body.get("requestId")
    sent = call.sim.sent_by_request(call.channel, request_id, ("broadcast", "narrowcast"))
    if sent is None or call.now - sent.at > REQUEST_SECONDS:
        raise _coded("request id not found", "REQUEST_NOT_FOUND", "requestId")
    audience = _new(call, kind, _name(call, body.get("description")))
    audience.request_id = sent.request_id
    audience.user_ids = set(call.channel.interactions.get(sent.request_id, {}).get(which, ()))
    if len(audience.user_ids) < MINIMUM:
        audience.failed_type = "AUDIENCE_GROUP_AUDIENCE_INSUFFICIENT"
    return audience


def _of_path(call: Call) -> Audience:
    raw = call.params[0]
    audience = call.channel.audiences.get(int(raw)) if raw.isdecimal() else None
    if audience is None:
        raise _coded("audience group not found", "AUDIENCE_GROUP_NOT_FOUND", "audienceGroupId")
    return audience


def rename(call: Call) -> Response:
    audience = _of_path(call)
    description = json_body(call.request).get("description")
    if not isinstance(description, str) or description.lower() != audience.description.lower():
        description = _name(call, description)
    audience.description = description
    return ok()


def delete(call: Call) -> Response:
    del call.channel.audiences[_of_path(call).audience_group_id]
    return ok()


def _jobs(audience: Audience, now: float) -> list[dict[str, Any]]:
    return [
        {
            "audienceGroupJobId": job.job_id,
            "audienceGroupId": audience.audience_group_id,
            "description": job.description,
            "type": "DIFF_ADD",
            "jobStatus": "FINISHED" if now >= job.finished_at else "WORKING",
            "audienceCount": job.count,
            "created": int(job.created_at),
        }
        for job in audience.jobs[-50:]
    ]


def show(call: Call) -> Response:
    audience = _of_path(call)
    return ok({"audienceGroup": _shown(audience, call.now), "jobs": _jobs(audience, call.now)})


def show_shared(call: Call) -> Response:
    audience = _of_path(call)
    owner = {"serviceType": "msg", "id": call.channel.channel_id, "name": call.channel.display_name}
    shown = {"audienceGroup": _shown(audience, call.now), "jobs": _jobs(audience, call.now), "owner": owner}
    return ok(shown)


def list_all(call: Call) -> Response:
    query = call.request.query()
    page, size = _number(query, "page", 1, 2**31), _number(query, "size", 20, 40)
    wanted = query.get("status")
    name = query.get("description", "").lower()
    found = [
        shown
        for audience in call.channel.audiences.values()
        if name in audience.description.lower()
        and (shown := _shown(audience, call.now))["status"] == (wanted or shown["status"])
        and query.get("createRoute", "MESSAGING_API") == "MESSAGING_API"
    ]
    answer = {
        "audienceGroups": found[(page - 1) * size : page * size],
        "hasNextPage": len(found) > page * size,
        "totalCount": len(found),
        "readWriteAudienceGroupTotalCount": len(found),
        "page": page,
        "size": size,
    }
    return ok(answer)


def _number(query: dict[str, str], name: str, default: int, maximum: int) -> int:
    raw = query.get(name)
    if raw is None:
        return default
    if not raw.isdecimal() or int(raw) < 1:
        raise _coded(f"{name}: must be greater than or equal to 1", "TOO_LOW", name)
    if int(raw) > maximum:
        raise _coded(f"{name}: must be less than or equal to {maximum}", "TOO_HIGH", name)
    return int(raw)


_A: Final = "/v2/bot/audienceGroup"
_ONE: Final = f"{_A}/{{audienceGroupId}}"
_RATE: Final = (60, PER_MINUTE)
_FILE_BODY: Final = 64 * 1024 * 1024
ROUTES: Final = (
    Route("POST", f"{_A}/upload", "createAudienceGroup", upload, _RATE),
    Route("PUT", f"{_A}/upload", "addAudienceToAudienceGroup", add, _RATE),
    Route("POST", f"{_A}/click", "createClickBasedAudienceGroup", by_click, _RATE),
    Route("POST", f"{_A}/imp", "createImpBasedAudienceGroup", by_impression, _RATE),
    Route("PUT", f"{_ONE}/updateDescription", "updateAudienceGroupDescription", rename, _RATE),
    Route("GET", f"{_A}/list", "getAudienceGroups", list_all, _RATE),
    Route("GET", f"{_A}/shared/list", "getSharedAudienceGroups", list_all, _RATE),
    Route("GET", f"{_A}/shared/{{audienceGroupId}}", "getSharedAudienceData", show_shared, _RATE),
    Route("GET", _ONE, "getAudienceData", show, _RATE),
    Route("DELETE", _ONE, "deleteAudienceGroup", delete, _RATE),
)
DATA_ROUTES: Final = (
    Route(
        "POST", f"{_A}/upload/byFile", "createAudienceForUploadingUserIds", upload_file, _RATE,
        max_body=_FILE_BODY,
    ),
    Route("PUT", f"{_A}/upload/byFile", "addUserIdsToAudience", add_file, _RATE, max_body=_FILE_BODY),
)  # fmt: skip
