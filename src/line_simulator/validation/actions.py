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


def _action(label: Check | None, required_label: bool, required: dict[str, Check], **more: Any) -> Check:
    labels: dict[str, Check] = {} if label is None else {"label": label}
    optional: dict[str, Check] = dict(more.get("optional", {}))
    if required_label:
        required = {**labels, **required}
    else:
        optional = {**labels, **optional}
    return spec.fields(required, optional, then=more.get("then"))


def action(
    label_maximum: int,
    *,
    label_required: bool = True,
    quick_reply: bool = False,
    rich_menu: bool = False,
    missing: str = spec.NOT_EMPTY,
) -> Check:
    """An action. `quick_reply` admits camera, cameraRoll and location; `rich_menu` admits richmenuswitch."""
    label = spec.text(label_maximum, graphemes=True)
    long_text = spec.text(300, graphemes=True)

    def of(required: dict[str, Check], **more: Any) -> Check:
        return _action(label, label_required, required, **more)

    types: dict[str, Check] = {
        "postback": of(
            {"data": spec.text(300)},
            optional={
                "displayText": long_text,
                "text": long_text,
                "inputOption": spec.one_of(*_INPUT_OPTIONS),
                "fillInText": long_text,
            },
            then=_text_or_display_text,
        ),
        "message": of({"text": long_text}),
        "uri": of(
            {"uri": spec.uri(1_000, _URI_SCHEMES)},
            optional={"altUri": spec.fields({}, {"desktop": spec.uri(1_000, _URI_SCHEMES)})},
        ),
        "datetimepicker": of(
            {"data": spec.text(300), "mode": spec.one_of("date", "time", "datetime")},
            optional={"initial": spec.text(40), "max": spec.text(40), "min": spec.text(40)},
            then=_initial_matches_mode,
        ),
        "clipboard": of({"clipboardText": spec.text(1_000)}),
    }
    if quick_reply:
        types |= {"camera": of({}), "cameraRoll": of({}), "location": of({})}
    if rich_menu:
        types["richmenuswitch"] = of({"richMenuAliasId": spec.text(32), "data": spec.text(300)})
    return spec.tagged(types, missing=missing)
