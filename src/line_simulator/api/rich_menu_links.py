"""Which user sees which rich menu: single, bulk and batch links.

Single links act at once, bulk and batch ones later, by the agenda. Who is no friend is skipped in silence.
"""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from line_simulator.api.bodies import json_body, ok, string_of
from line_simulator.api.rich_menus import menu_with_image
from line_simulator.channels import Channel
from line_simulator.clock import iso_utc
from line_simulator.entities import RichMenuBatch
from line_simulator.errors import ApiError, body_errors, invalid_property, invalid_value, not_found
from line_simulator.gate import PER_HOUR, Call, Route
from line_simulator.http import Response
from line_simulator.ids import USER_ID
from line_simulator.records import FRIEND

if TYPE_CHECKING:
    from line_simulator.simulator import Simulator

MAX_USERS: Final = 500
MAX_OPERATIONS: Final = 1_000
PROGRESS_SECONDS: Final = 14 * 86_400
_RICH_MENU_ID: Final = re.compile(r"richmenu-[0-9a-f]{32}")
_RESUME_KEY: Final = re.compile(r"[a-zA-Z0-9_-]{1,100}")


def _user_id(call: Call) -> str:
    user_id = call.params[0]
    if not USER_ID.fullmatch(user_id):
        raise invalid_value("userId")
    return user_id


def link(call: Call) -> Response:
    user_id = _user_id(call)
    menu = menu_with_image(call, call.params[1])
    _link_friend(call.channel, user_id, menu.rich_menu_id)
    return ok()


def unlink(call: Call) -> Response:
    _link_friend(call.channel, _user_id(call), None)
    return ok()


def show(call: Call) -> Response:
    friend = call.channel.friends.get(_user_id(call))
    menu_id = friend.rich_menu_id if friend is not None else None
    if menu_id is None or menu_id not in call.channel.rich_menus:
        raise ApiError(404, "the user has no richmenu", details=[])
    return ok({"richMenuId": menu_id})


def _link_friend(channel: Channel, user_id: str, rich_menu_id: str | None) -> None:
    friend = channel.friends.get(user_id)
    if friend is not None and friend.status == FRIEND:
        friend.rich_menu_id = rich_menu_id


# Bulk
def bulk_link(call: Call) -> Response:
    body = json_body(call.request)
    rich_menu_id = string_of(body, "richMenuId")
    user_ids = _user_ids(body)
    if rich_menu_id not in call.channel.rich_menus:
        raise ApiError(404, "richmenu not found", details=[])
    menu_with_image(call, rich_menu_id)
    _later(call, user_ids, rich_menu_id)
    return ok(status=202)


def bulk_unlink(call: Call) -> Response:
    _later(call, _user_ids(json_body(call.request)), None)
    return ok(status=202)


def _user_ids(body: dict[str, Any]) -> list[str]:
    user_ids = body.get("userIds")
    if user_ids is None:
        raise body_errors([("May not be empty", "userIds")])
    if not isinstance(user_ids, list):
        raise invalid_property("userIds", quoted=True)
    if not 1 <= len(user_ids) <= MAX_USERS:
        raise body_errors([(f"Size must be between 1 and {MAX_USERS}", "userIds")])
    for index, user_id in enumerate(user_ids):
        if not isinstance(user_id, str) or not USER_ID.fullmatch(user_id):
            raise invalid_property(f"userIds[{index}]", quoted=True)
    return user_ids


def _later(call: Call, user_ids: list[str], rich_menu_id: str | None) -> None:
    due = call.now + call.sim.world.knobs.bulk_link_seconds
    call.sim.agenda.add(due, "bulk_link", call.channel.channel_id, user_ids, rich_menu_id)


def _bulk_link_now(sim: "Simulator", channel_id: str, user_ids: list[str], rich_menu_id: str | None) -> None:
    channel = sim.world.channels.get(channel_id)
    if channel is None:
        return
    for user_id in user_ids:
        _link_friend(channel, user_id, rich_menu_id)


# Batch
def batch(call: Call) -> Response:
    body = json_body(call.request)
    operations = _operations(call, body)
    key = body.get("resumeRequestKey")
    if key is not None:
        if not isinstance(key, str) or not _RESUME_KEY.fullmatch(key):
            raise body_errors([('must match "^[a-zA-Z0-9_-]{1,100}$"', "resumeRequestKey")])
        known = call.channel.resume_keys.get(key)
        if known is not None and call.now - known[0] < PROGRESS_SECONDS:
            # The earlier request with this key is carried on, not carried out twice.
            call.channel.rich_menu_batches[call.request_id] = call.channel.rich_menu_batches[known[1]]
            return ok(status=202)
        call.channel.resume_keys[key] = (call.now, call.request_id)
    call.channel.rich_menu_batches[call.request_id] = RichMenuBatch(call.request_id, operations, call.now)
    due = call.now + call.sim.world.knobs.bulk_link_seconds
    call.sim.agenda.add(due, "rich_menu_batch", call.channel.channel_id, call.request_id)
    return ok(status=202)


def validate_batch(call: Call) -> Response:
    _operations(call, json_body(call.request))
    return ok()


def _operations(call: Call, body: dict[str, Any]) -> list[dict[str, Any]]:
    operations = body.get("operations")
    if operations is None:
        raise body_errors([("must be specified", "operations")])
    if not isinstance(operations, list) or not all(isinstance(one, dict) for one in operations):
        raise invalid_property("operations", quoted=True)
    if not 1 <= len(operations) <= MAX_OPERATIONS:
        raise body_errors([(f"Size must be between 1 and {MAX_OPERATIONS}", "operations")])
    problems = [problem for i, one in enumerate(operations) for problem in _problems_of(one, i)]
    if problems:
        raise body_errors(problems)
    _refuse_bad_combination(call, operations)
    return operations


def _problems_of(operation: dict[str, Any], index: int) -> list[tuple[str, str]]:
    kind = operation.get("type")
    needed = {"link": ("from", "to"), "unlink": ("from",), "unlinkAll": ()}.get(str(kind))
    path = f"operations[{index}]"
    if needed is None:
        return [("Must be one of the following values: [link, unlink, unlinkAll]", f"{path}.type")]
    return [
        ("invalid richMenuId", f"{path}.{name}")
        for name in needed
        if not isinstance(operation.get(name), str) or not _RICH_MENU_ID.fullmatch(operation[name])
    ]


def _refuse_bad_combination(call: Call, operations: list[dict[str, Any]]) -> None:
    kinds = [operation["type"] for operation in operations]
    if "unlinkAll" in kinds and len(kinds) > 1:
        raise ApiError(400, "'unlinkAll' type can't be combined with other type", details=[])
    seen: set[str] = set()
    for operation in operations:
        for name in ("from", "to"):
            menu_id = operation.get(name)
            if menu_id is not None and menu_id not in call.channel.rich_menus:
                raise ApiError(404, f"Richmenu ({menu_id}) is not found", details=[])
        source = operation.get("from")
        if source in seen:
            raise ApiError(400, f"from richmenu ({source}) is duplicated", details=[])
        seen.add(str(source))
        target = operation.get("to")
        if target is not None and call.channel.rich_menus[target].image is None:
            raise ApiError(400, f"'to' richmenu ({target}) must have image but it doesn't", details=[])


def _batch_now(sim: "Simulator", channel_id: str, request_id: str) -> None:
    channel = sim.world.channels.get(channel_id)
    batch = channel.rich_menu_batches.get(request_id) if channel is not None else None
    if channel is None or batch is None:
        return
    # One step from the state before the request: A->B and B->A swap, they do not chain.
    moves: dict[str | None, str | None] = {}
    for operation in batch.operations:
        if operation["type"] != "unlinkAll":
            moves[operation["from"]] = operation.get("to")
    unlinks_all = batch.operations[0]["type"] == "unlinkAll"
    for friend in channel.friends.values():
        if friend.rich_menu_id is not None and (unlinks_all or friend.rich_menu_id in moves):
            friend.rich_menu_id = None if unlinks_all else moves[friend.rich_menu_id]
    batch.phase, batch.completed_at = "succeeded", sim.agenda.moment


def batch_progress(call: Call) -> Response:
    request_id = call.request.query().get("requestId")
    if not request_id:
        raise invalid_value("requestId")
    found = call.channel.rich_menu_batches.get(request_id)
    if found is None or call.now - found.accepted_at > PROGRESS_SECONDS:
        raise not_found()
    answer = {"phase": found.phase, "acceptedTime": iso_utc(found.accepted_at)}
    if found.completed_at is not None:
        answer["completedTime"] = iso_utc(found.completed_at)
    return ok(answer)


TASKS: Final[dict[str, Callable[..., None]]] = {"bulk_link": _bulk_link_now, "rich_menu_batch": _batch_now}
_R: Final = "/v2/bot/richmenu"
_OF_USER: Final = "/v2/bot/user/{userId}/richmenu"
ROUTES: Final = (
    Route("GET", _OF_USER, "getRichMenuIdOfUser", show),
    Route("DELETE", _OF_USER, "unlinkRichMenuIdFromUser", unlink),
    Route("POST", f"{_OF_USER}/{{richMenuId}}", "linkRichMenuIdToUser", link),
    Route("POST", f"{_R}/bulk/link", "linkRichMenuIdToUsers", bulk_link),
    Route("POST", f"{_R}/bulk/unlink", "unlinkRichMenuIdFromUsers", bulk_unlink),
    Route("POST", f"{_R}/batch", "richMenuBatch", batch, (3, PER_HOUR)),
    Route("POST", f"{_R}/validate/batch", "validateRichMenuBatchRequest", validate_batch),
    Route("GET", f"{_R}/progress/batch", "getRichMenuBatchProgress", batch_progress, (100, PER_HOUR)),
)
