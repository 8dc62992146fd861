"""Rich menus themselves: create, validate, image, default, alias."""

import re
from typing import Any, Final

import orjson

from line_simulator.api.bodies import json_body, ok, string_of
from line_simulator.channels import Channel
from line_simulator.entities import RichMenu
from line_simulator.errors import ApiError, body_errors, not_found
from line_simulator.gate import PER_HOUR, PER_SECOND, Call, Route
from line_simulator.http import Response
from line_simulator.validation.rich_menu import image_size, is_allowed_size, refuse_bad_rich_menu

MAX_MENUS: Final = 1_000
MAX_IMAGE_BYTES: Final = 1024 * 1024
_ALIAS: Final = re.compile(r"[a-z0-9_-]{1,32}")
_IMAGE_TYPES: Final = ("image/jpeg", "image/png")


def create(call: Call) -> Response:
    definition = refuse_bad_rich_menu(json_body(call.request))
    menus = call.channel.rich_menus
    if len(menus) >= MAX_MENUS:
        raise ApiError(400, f"The maximum number of rich menus is {MAX_MENUS}", details=[])
    rich_menu_id = "richmenu-" + call.sim.world.ids.hex()
    menus[rich_menu_id] = RichMenu(rich_menu_id, definition)
    return ok({"richMenuId": rich_menu_id})


def validate(call: Call) -> Response:
    refuse_bad_rich_menu(json_body(call.request))
    return ok()


def menu_of(call: Call, rich_menu_id: str) -> RichMenu:
    menu = call.channel.rich_menus.get(rich_menu_id)
    if menu is None:
        raise ApiError(404, "Not found", details=[])
    return menu


def menu_with_image(call: Call, rich_menu_id: str) -> RichMenu:
    """A menu that may be shown. Raises ApiError 400 where its image is missing."""
    menu = menu_of(call, rich_menu_id)
    if menu.image is None:
        raise ApiError(400, "must upload richmenu image before applying it to user", details=[])
    return menu


def _as_answer(menu: RichMenu) -> dict[str, Any]:
    known = ("size", "selected", "name", "chatBarText", "areas")
    return {"richMenuId": menu.rich_menu_id, **{name: menu.definition[name] for name in known}}


def show(call: Call) -> Response:
    return ok(_as_answer(menu_of(call, call.params[0])))


def list_all(call: Call) -> Response:
    return ok({"richmenus": [_as_answer(menu) for menu in call.channel.rich_menus.values()]})


def delete(call: Call) -> Response:
    menu = menu_of(call, call.params[0])
    del call.channel.rich_menus[menu.rich_menu_id]
    if call.channel.default_rich_menu_id == menu.rich_menu_id:
        call.channel.default_rich_menu_id = None
    return ok()


def upload_image(call: Call) -> Response:
    menu = menu_of(call, call.params[0])
    content_type = call.request.content_type
    if content_type not in _IMAGE_TYPES:
        raise ApiError(415, f"The content type, {content_type or 'null'}, is not supported")
    if menu.image is not None:
        raise ApiError(400, "An image has already been uploaded to the richmenu", details=[])
    data = call.request.body
    if len(data) > MAX_IMAGE_BYTES:
        raise ApiError(413, "Request Entity Too Large")
    size = image_size(data)
    if size is None or not is_allowed_size(*size):
        raise ApiError(400, "The image size is not allowed for richmenu", details=[])
    menu.image, menu.image_type = data, content_type
    return ok()


def download_image(call: Call) -> Response:
    menu = menu_of(call, call.params[0])
    if menu.image is None:
        raise not_found()
    return Response(200, menu.image, content_type=menu.image_type)


def set_default(call: Call) -> Response:
    call.channel.default_rich_menu_id = menu_with_image(call, call.params[0]).rich_menu_id
    return ok()


def get_default(call: Call) -> Response:
    if call.channel.default_rich_menu_id is None:
        raise ApiError(404, "no default richmenu", details=[])
    return ok({"richMenuId": call.channel.default_rich_menu_id})


def cancel_default(call: Call) -> Response:
    call.channel.default_rich_menu_id = None
    return ok()


# Aliases
def create_alias(call: Call) -> Response:
    body = json_body(call.request)
    alias = string_of(body, "richMenuAliasId")
    if not _ALIAS.fullmatch(alias):
        raise body_errors([('must match "^[a-z0-9_-]{1,32}$"', "richMenuAliasId")])
    target = _alias_target(call, body)
    aliases = call.channel.rich_menu_aliases
    if alias in aliases:
        raise ApiError(400, "conflict richmenu alias id", details=[])
    if len(aliases) >= MAX_MENUS:
        raise ApiError(400, f"The maximum number of rich menu aliases is {MAX_MENUS}", details=[])
    aliases[alias] = target
    return ok()


def _alias_target(call: Call, body: dict[str, Any]) -> str:
    rich_menu_id = string_of(body, "richMenuId")
    menu = call.channel.rich_menus.get(rich_menu_id)
    if menu is None:
        raise ApiError(400, "richmenu not found", details=[])
    if menu.image is None:
        raise ApiError(400, "must upload richmenu image before applying it to user", details=[])
    return rich_menu_id


def _known_alias(channel: Channel, alias: str) -> str:
    target = channel.rich_menu_aliases.get(alias)
    if target is None:
        raise ApiError(404, "richmenu alias not found", details=[])
    return target


def show_alias(call: Call) -> Response:
    alias = call.params[0]
    return ok({"richMenuAliasId": alias, "richMenuId": _known_alias(call.channel, alias)})


def update_alias(call: Call) -> Response:
    _known_alias(call.channel, call.params[0])
    call.channel.rich_menu_aliases[call.params[0]] = _alias_target(call, json_body(call.request))
    return ok()


def delete_alias(call: Call) -> Response:
    _known_alias(call.channel, call.params[0])
    del call.channel.rich_menu_aliases[call.params[0]]
    return ok()


def list_aliases(call: Call) -> Response:
    found = [{"richMenuAliasId": a, "richMenuId": m} for a, m in call.channel.rich_menu_aliases.items()]
    return Response(200, orjson.dumps({"aliases": found}))


_R: Final = "/v2/bot/richmenu"
_DEFAULT: Final = "/v2/bot/user/all/richmenu"
_FEW: Final = (100, PER_HOUR)
ROUTES: Final = (
    Route("POST", _R, "createRichMenu", create, _FEW),
    Route("POST", f"{_R}/validate", "validateRichMenuObject", validate),
    Route("GET", f"{_R}/list", "getRichMenuList", list_all, (10, PER_SECOND)),
    Route("GET", f"{_R}/{{richMenuId}}", "getRichMenu", show),
    Route("DELETE", f"{_R}/{{richMenuId}}", "deleteRichMenu", delete, _FEW),
    Route("POST", f"{_DEFAULT}/{{richMenuId}}", "setDefaultRichMenu", set_default),
    Route("GET", _DEFAULT, "getDefaultRichMenuId", get_default),
    Route("DELETE", _DEFAULT, "cancelDefaultRichMenu", cancel_default),
    Route("POST", f"{_R}/alias", "createRichMenuAlias", create_alias),
    Route("GET", f"{_R}/alias/list", "getRichMenuAliasList", list_aliases),
    Route("GET", f"{_R}/alias/{{richMenuAliasId}}", "getRichMenuAlias", show_alias),
    Route("POST", f"{_R}/alias/{{richMenuAliasId}}", "updateRichMenuAlias", update_alias),
    Route("DELETE", f"{_R}/alias/{{richMenuAliasId}}", "deleteRichMenuAlias", delete_alias, _FEW),
)
DATA_ROUTES: Final = (
    Route("POST", f"{_R}/{{richMenuId}}/content", "setRichMenuImage", upload_image),
    Route("GET", f"{_R}/{{richMenuId}}/content", "getRichMenuImage", download_image),
)
