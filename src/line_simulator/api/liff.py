"""LIFF apps of a LINE Login channel."""

from typing import Any, Final

from line_simulator.api.bodies import json_body, ok
from line_simulator.channels import LOGIN
from line_simulator.entities import LiffApp
from line_simulator.errors import ApiError, body_errors, not_found
from line_simulator.gate import Call, Route
from line_simulator.http import Response
from line_simulator.validation import spec
from line_simulator.validation.spec import Check, Problem

MAX_APPS: Final = 30


def _no_line(value: Any, path: str, out: list[Problem]) -> None:
    spec.text(200)(value, path, out)
    if isinstance(value, str) and "line" in value.lower():
        out.append(("The name can't include LINE", path))


_view: dict[str, Check] = {"type": spec.one_of("compact", "tall", "full"), "url": spec.uri()}
_options: dict[str, Check] = {
    "description": _no_line,
    "features": spec.fields({}, {"ble": spec.boolean, "qrCode": spec.boolean}),
    "permanentLinkPattern": spec.one_of("concat"),
    "scope": spec.array(spec.one_of("openid", "email", "profile", "chat_message.write"), 0, 4),
    "botPrompt": spec.one_of("normal", "aggressive", "none"),
}
_ADD = spec.fields({"view": spec.fields(_view, {"moduleMode": spec.boolean})}, _options)
_UPDATE = spec.fields({}, {"view": spec.fields({}, {**_view, "moduleMode": spec.boolean}), **_options})


def _checked(call: Call, check: Check) -> dict[str, Any]:
    body = json_body(call.request)
    problems: list[Problem] = []
    check(body, "", problems)
    url = (body.get("view") or {}).get("url")
    if url is not None and "#" in url:
        problems.append((spec.INVALID_URI, "view.url"))
    if problems:
        raise body_errors(problems)
    known = ("view", *_options)
    return {name: value for name, value in body.items() if name in known}


def add(call: Call) -> Response:
    body = _checked(call, _ADD)
    apps = call.channel.liff_apps
    if len(apps) >= MAX_APPS:
        raise ApiError(400, f"The maximum number of LIFF apps is {MAX_APPS}")
    liff_id = f"{call.channel.channel_id}-{call.sim.world.ids.token(8)}"
    defaults = {
        "scope": ["profile", "chat_message.write"],
        "botPrompt": "none",
        "permanentLinkPattern": "concat",
    }
    apps[liff_id] = LiffApp(liff_id, {**defaults, **body})
    return ok({"liffId": liff_id})


def list_all(call: Call) -> Response:
    apps = call.channel.liff_apps.values()
    if not apps:
        raise not_found()
    return ok({"apps": [{"liffId": app.liff_id, **app.definition} for app in apps]})


def _known(call: Call) -> LiffApp:
    app = call.channel.liff_apps.get(call.params[0])
    if app is None:
        raise not_found()
    return app


def update(call: Call) -> Response:
    app = _known(call)
    body = _checked(call, _UPDATE)
    view = {**app.definition["view"], **(body.get("view") or {})}
    app.definition = {**app.definition, **body, "view": view}
    return ok()


def delete(call: Call) -> Response:
    del call.channel.liff_apps[_known(call).liff_id]
    return ok()


_L: Final = "/liff/v1/apps"
ROUTES: Final = (
    Route("GET", _L, "getAllLIFFApps", list_all, None, auth=LOGIN),
    Route("POST", _L, "addLIFFApp", add, None, auth=LOGIN),
    Route("PUT", f"{_L}/{{liffId}}", "updateLIFFApp", update, None, auth=LOGIN),
    Route("DELETE", f"{_L}/{{liffId}}", "deleteLIFFApp", delete, None, auth=LOGIN),
)
