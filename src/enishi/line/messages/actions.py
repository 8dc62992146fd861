"""Action objects: what a tap does, and where which kind of action may stand.

Labels are counted in graphemes, postback data and addresses in UTF-16 code units. Source: Messaging API
reference, "Action objects"; documentation, "Character counting in a text".
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from enishi.line.limits import MAX_ACTION_URI_LENGTH
from enishi.line.messages import fields
from enishi.line.messages.fields import JsonObject
from enishi.line.messages.problems import Report

_MAX_DATA = 300
_MAX_SPOKEN_TEXT = 300
_MAX_CLIPBOARD_TEXT = 1000

_DATE = r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_TIME = r"(?:[01]\d|2[0-3]):[0-5]\d"
_PICKED = {
    "date": (re.compile(_DATE), "2026-12-31"),
    "time": (re.compile(_TIME), "23:59"),
    "datetime": (re.compile(rf"{_DATE}[Tt]{_TIME}"), "2026-12-31T23:59"),
}
_INPUT_OPTIONS = frozenset({"closeRichMenu", "openRichMenu", "openKeyboard", "openVoice"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where an action stands, which decides its label and the kinds that fit."""

    label_limit: int
    is_label_required: bool
    takes_device_actions: bool = False


TEMPLATE = Place(20, is_label_required=True)
TEMPLATE_DEFAULT = Place(20, is_label_required=False)
IMAGE_CAROUSEL = Place(12, is_label_required=False)
QUICK_REPLY = Place(20, is_label_required=True, takes_device_actions=True)
FLEX_BUTTON = Place(40, is_label_required=True)
FLEX_AREA = Place(40, is_label_required=False)


def check_action(report: Report, path: str, action: JsonObject, place: Place) -> None:
    """Report everything wrong with one action."""
    kind = action.get("type")
    if kind is None:
        report.add(f"{path}.type", "required")
        return
    check = _CHECKS.get(kind) if isinstance(kind, str) else None
    # A rich menu is where its switch belongs; LINE refuses it in a message.
    if check is None:
        code = "not_allowed_here" if kind == "richmenuswitch" else "unknown_type"
        report.add(f"{path}.type", code, given=kind)
        return
    if kind in _DEVICE_ACTIONS and not place.takes_device_actions:
        report.add(f"{path}.type", "not_allowed_here", given=kind)
    fields.label(report, path, action, "label", place.label_limit, required=place.is_label_required)
    check(report, path, action)


def _check_postback(report: Report, path: str, action: JsonObject) -> None:
    fields.text(report, path, action, "data", _MAX_DATA)
    for name in ("displayText", "text", "fillInText"):
        fields.label(report, path, action, name, _MAX_SPOKEN_TEXT, required=False)
    if action.get("displayText") is not None and action.get("text") is not None:
        report.add(f"{path}.text", "not_together", given="displayText")
    fields.choice(report, path, action, "inputOption", _INPUT_OPTIONS)


def _check_message(report: Report, path: str, action: JsonObject) -> None:
    fields.label(report, path, action, "text", _MAX_SPOKEN_TEXT)


def _check_uri(report: Report, path: str, action: JsonObject) -> None:
    limit, schemes = MAX_ACTION_URI_LENGTH, fields.ACTION_SCHEMES
    fields.url(report, path, action, "uri", limit=limit, schemes=schemes)
    alternative = fields.child(report, path, action, "altUri", required=False)
    if alternative is not None:
        fields.url(report, f"{path}.altUri", alternative, "desktop", limit=limit, schemes=schemes)


def _check_datetime(report: Report, path: str, action: JsonObject) -> None:
    fields.text(report, path, action, "data", _MAX_DATA)
    mode = fields.choice(report, path, action, "mode", _PICKED.keys(), required=True)
    if mode is None:
        return
    expression, example = _PICKED[mode]
    bounds = {
        name: fields.pattern(report, path, action, name, expression, example)
        for name in ("initial", "min", "max")
    }
    low, high = bounds["min"], bounds["max"]
    if low is not None and high is not None and low >= high:
        report.add(f"{path}.max", "format", expected=f"max > min ({low})")


def _check_clipboard(report: Report, path: str, action: JsonObject) -> None:
    fields.text(report, path, action, "clipboardText", _MAX_CLIPBOARD_TEXT)


def _check_nothing_more(report: Report, path: str, action: JsonObject) -> None:
    """Camera, camera roll and location have nothing but a label."""


_DEVICE_ACTIONS = frozenset({"camera", "cameraRoll", "location"})
_CHECKS: dict[str, Callable[[Report, str, JsonObject], None]] = {
    "postback": _check_postback,
    "message": _check_message,
    "uri": _check_uri,
    "datetimepicker": _check_datetime,
    "clipboard": _check_clipboard,
    "camera": _check_nothing_more,
    "cameraRoll": _check_nothing_more,
    "location": _check_nothing_more,
}
