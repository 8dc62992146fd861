"""Action objects, with the label rule of the place in which they stand."""

import re
from typing import Any, Final

from line_simulator.validation import spec
from line_simulator.validation.spec import Check, Problem

_URI_SCHEMES: Final = ("http", "https", "line", "tel")
_INPUT_OPTIONS: Final = ("closeRichMenu", "openRichMenu", "openKeyboard", "openVoice")
_DATETIME_PATTERNS: Final = {
    "date": re.compile(r"\d{4}-\d{2}-\d{2}"),
    "time": re.compile(r"\d{2}:\d{2}"),
    "datetime": re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}"),
}


def _initial_matches_mode(value: dict[str, Any], path: str, out: list[Problem]) -> None:
    expected = _DATETIME_PATTERNS.get(value["mode"])
    for name in ("initial", "max", "min"):
        given = value.get(name)
        if expected is not None and given is not None and not expected.fullmatch(given):
            out.append((f"Invalid {value['mode']} format", f"{path}.{name}"))


def _text_or_display_text(value: dict[str, Any], path: str, out: list[Problem]) -> None:
    if value.get("text") is not None and value.get("displayText") is not None:
        out.append(("displayText and text cannot be specified at the same time", path))
    if value.get("fillInText") is not None and value.get("inputOption") != "openKeyboard":
        out.append(("fillInText requires inputOption openKeyboard", f"{path}.fillInText"))


_long_text = spec.text(300, graphemes=True)
_data = spec.text(300)
_link = spec.uri(1_000, _URI_SCHEMES)
_moment = spec.text(40)

# Per type: required properties, optional ones, and what must hold between them.
_TYPES: Final[dict[str, tuple[dict[str, Check], dict[str, Check], Check | None]]] = {
    "postback": (
        {"data": _data},
        {
            "displayText": _long_text,
            "text": _long_text,
            "inputOption": spec.one_of(*_INPUT_OPTIONS),
            "fillInText": _long_text,
        },
        _text_or_display_text,
    ),
    "message": ({"text": _long_text}, {}, None),
    "uri": ({"uri": _link}, {"altUri": spec.fields({}, {"desktop": _link})}, None),
    "datetimepicker": (
        {"data": _data, "mode": spec.one_of("date", "time", "datetime")},
        {"initial": _moment, "max": _moment, "min": _moment},
        _initial_matches_mode,
    ),
    "clipboard": ({"clipboardText": spec.text(1_000)}, {}, None),
    "camera": ({}, {}, None),
    "cameraRoll": ({}, {}, None),
    "location": ({}, {}, None),
    "richmenuswitch": ({"richMenuAliasId": spec.text(32), "data": _data}, {}, None),
}
_QUICK_REPLY_ONLY: Final = ("camera", "cameraRoll", "location")
_RICH_MENU_ONLY: Final = ("richmenuswitch",)


def action(
    label_maximum: int,
    *,
    label_required: bool = True,
    quick_reply: bool = False,
    rich_menu: bool = False,
    missing: str = spec.NOT_EMPTY,
) -> Check:
    """An action. `quick_reply` admits camera, cameraRoll and location; `rich_menu` admits richmenuswitch."""
    label: dict[str, Check] = {"label": spec.text(label_maximum, graphemes=True)}
    excluded = (() if quick_reply else _QUICK_REPLY_ONLY) + (() if rich_menu else _RICH_MENU_ONLY)
    types: dict[str, Check] = {}
    for name, (required, optional, then) in _TYPES.items():
        if name in excluded:
            continue
        if label_required:
            types[name] = spec.fields({**label, **required}, optional, then=then)
        else:
            types[name] = spec.fields(required, {**label, **optional}, then=then)
    return spec.tagged(types, missing=missing)
