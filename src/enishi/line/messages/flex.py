"""Flex messages: bubbles and carousels of nested boxes, their structure and their sizes.

Only what LINE is known to refuse is reported: properties are added to Flex often, and unknown ones pass.
Source: Messaging API reference, "Flex Message"; the sizes are counted on the JSON that we send.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson

from enishi.line.limits import (
    MAX_ALT_TEXT_LENGTH,
    MAX_FLEX_BUBBLE_BYTES,
    MAX_FLEX_CAROUSEL_BUBBLES,
    MAX_FLEX_CAROUSEL_BYTES,
)
from enishi.line.messages import actions, fields
from enishi.line.messages.actions import FLEX_AREA, check_action
from enishi.line.messages.fields import JsonObject
from enishi.line.messages.problems import Report

_MAX_DEPTH = 50
_MAX_ANIMATED_IMAGES = 10
_BUBBLE_SIZES = ("nano", "micro", "deca", "hecto", "kilo", "mega", "giga")
_VIDEO_BUBBLE_SIZES = ("kilo", "mega", "giga")
_ASPECT_RATIO = re.compile(r"([1-9]\d{0,5}(?:\.\d+)?):([1-9]\d{0,5}(?:\.\d+)?)")
_ALIGN = ("start", "end", "center")
_GRAVITY = ("top", "bottom", "center")
_IN_BOX = frozenset({"box", "button", "image", "text", "separator", "filler"})
_IN_BASELINE_BOX = frozenset({"icon", "text", "filler"})


@dataclass(slots=True)
class _Walk:
    """One walk through a message: where to report, and what is counted over the whole of it."""

    report: Report
    animated_images: int = 0


def check_flex(report: Report, path: str, message: JsonObject) -> None:
    """A message of type ``flex``."""
    fields.text(report, path, message, "altText", MAX_ALT_TEXT_LENGTH)
    contents = fields.child(report, path, message, "contents")
    if contents is None:
        return
    where = f"{path}.contents"
    walk = _Walk(report)
    kind = fields.choice(report, where, contents, "type", ("bubble", "carousel"), required=True)
    if kind == "bubble":
        _check_bubble(walk, where, contents, is_in_carousel=False)
    elif kind == "carousel":
        _check_carousel(walk, where, contents)
    if walk.animated_images > _MAX_ANIMATED_IMAGES:
        report.add(where, "too_many", limit=_MAX_ANIMATED_IMAGES, actual=walk.animated_images)


def _check_carousel(walk: _Walk, path: str, carousel: JsonObject) -> None:
    report = walk.report
    bubbles = list(fields.entries(report, path, carousel, "contents", 1, MAX_FLEX_CAROUSEL_BUBBLES))
    for where, bubble in bubbles:
        fields.choice(report, where, bubble, "type", ("bubble",), required=True)
        _check_bubble(walk, where, bubble, is_in_carousel=True)
    sizes = {size for _, bubble in bubbles if isinstance(size := bubble.get("size", "mega"), str)}
    if len(sizes) > 1:
        report.add(f"{path}.contents", "uneven", what="size")
    _check_bytes(report, path, carousel, MAX_FLEX_CAROUSEL_BYTES)


def _check_bubble(walk: _Walk, path: str, bubble: JsonObject, *, is_in_carousel: bool) -> None:
    report = walk.report
    fields.choice(report, path, bubble, "size", _BUBBLE_SIZES)
    fields.choice(report, path, bubble, "direction", ("ltr", "rtl"))
    if all(bubble.get(block) is None for block in ("header", "hero", "body", "footer")):
        report.add(f"{path}.body", "required")
    for block in ("header", "body", "footer"):
        box = fields.child(report, path, bubble, block, required=False)
        if box is not None:
            _check_component(walk, f"{path}.{block}", box, frozenset({"box"}), 0)
    hero = fields.child(report, path, bubble, "hero", required=False)
    if hero is not None:
        takes_video = not is_in_carousel and bubble.get("size", "mega") in _VIDEO_BUBBLE_SIZES
        allowed = frozenset({"box", "image", "video"} if takes_video else {"box", "image"})
        _check_component(walk, f"{path}.hero", hero, allowed, 0)
    fields.child(report, path, bubble, "styles", required=False)
    _check_tap(walk, path, bubble)
    _check_bytes(report, path, bubble, MAX_FLEX_BUBBLE_BYTES)


def _check_bytes(report: Report, path: str, part: JsonObject, limit: int) -> None:
    try:
        size = len(orjson.dumps(part))
    except TypeError:
        # Broken characters, endless nesting, or a value of Python's that JSON does not have.
        report.add(path, "not_json")
        return
    if size > limit:
        report.add(path, "too_big", limit=limit, actual=size)


def _check_component(walk: _Walk, path: str, part: JsonObject, allowed: frozenset[str], depth: int) -> None:
    kind = part.get("type")
    if kind is None:
        walk.report.add(f"{path}.type", "required")
    elif not isinstance(kind, str) or kind not in _COMPONENTS:
        walk.report.add(f"{path}.type", "unknown_type", given=kind)
    elif kind not in allowed:
        walk.report.add(f"{path}.type", "not_allowed_here", given=kind)
    elif depth > _MAX_DEPTH:
        walk.report.add(path, "too_deep")
    else:
        _COMPONENTS[kind](walk, path, part, depth)


def _check_box(walk: _Walk, path: str, box: JsonObject, depth: int) -> None:
    report = walk.report
    layouts = ("horizontal", "vertical", "baseline")
    layout = fields.choice(report, path, box, "layout", layouts, required=True)
    fields.colour(report, path, box, "backgroundColor")
    fields.colour(report, path, box, "borderColor")
    _check_tap(walk, path, box)
    allowed = _IN_BASELINE_BOX if layout == "baseline" else _IN_BOX
    for where, part in fields.entries(report, path, box, "contents", 0, None):
        _check_component(walk, where, part, allowed, depth + 1)


def _check_button(walk: _Walk, path: str, button: JsonObject, depth: int) -> None:
    report = walk.report
    fields.choice(report, path, button, "style", ("primary", "secondary", "link"))
    fields.choice(report, path, button, "height", ("sm", "md"))
    fields.choice(report, path, button, "gravity", _GRAVITY)
    fields.colour(report, path, button, "color")
    action = fields.child(report, path, button, "action")
    if action is not None:
        check_action(report, f"{path}.action", action, actions.FLEX_BUTTON)


def _check_text(walk: _Walk, path: str, text: JsonObject, depth: int) -> None:
    report = walk.report
    if text.get("contents") is None:
        fields.text(report, path, text, "text")
    else:
        for where, span in fields.entries(report, path, text, "contents", 0, None):
            _check_component(walk, where, span, frozenset({"span"}), depth + 1)
    fields.choice(report, path, text, "align", _ALIGN)
    fields.choice(report, path, text, "gravity", _GRAVITY)
    fields.integer(report, path, text, "maxLines", 0, 2**31 - 1, required=False)
    fields.boolean(report, path, text, "wrap")
    _check_letters(report, path, text)
    _check_tap(walk, path, text)


def _check_span(walk: _Walk, path: str, span: JsonObject, depth: int) -> None:
    fields.text(walk.report, path, span, "text")
    _check_letters(walk.report, path, span)


def _check_letters(report: Report, path: str, part: JsonObject) -> None:
    fields.colour(report, path, part, "color")
    fields.choice(report, path, part, "weight", ("regular", "bold"))
    fields.choice(report, path, part, "style", ("normal", "italic"))
    fields.choice(report, path, part, "decoration", ("none", "underline", "line-through"))


def _check_image(walk: _Walk, path: str, image: JsonObject, depth: int) -> None:
    report = walk.report
    fields.url(report, path, image, "url")
    fields.choice(report, path, image, "align", _ALIGN)
    fields.choice(report, path, image, "gravity", _GRAVITY)
    fields.choice(report, path, image, "aspectMode", ("cover", "fit"))
    fields.colour(report, path, image, "backgroundColor")
    fields.boolean(report, path, image, "animated")
    walk.animated_images += image.get("animated") is True
    ratio = fields.pattern(report, path, image, "aspectRatio", _ASPECT_RATIO, "1:1 - 1:3")
    if ratio is not None:
        width, height = (float(side) for side in ratio.split(":"))
        if height > width * 3:
            report.add(f"{path}.aspectRatio", "format", expected="height <= width * 3")
    _check_tap(walk, path, image)


def _check_video(walk: _Walk, path: str, video: JsonObject, depth: int) -> None:
    report = walk.report
    fields.url(report, path, video, "url")
    fields.url(report, path, video, "previewUrl")
    fields.pattern(report, path, video, "aspectRatio", _ASPECT_RATIO, "1:1 - 1:3")
    alternative = fields.child(report, path, video, "altContent")
    if alternative is not None:
        _check_component(walk, f"{path}.altContent", alternative, frozenset({"box", "image"}), depth + 1)
    _check_tap(walk, path, video)


def _check_icon(walk: _Walk, path: str, icon: JsonObject, depth: int) -> None:
    fields.url(walk.report, path, icon, "url")


def _check_separator(walk: _Walk, path: str, separator: JsonObject, depth: int) -> None:
    fields.colour(walk.report, path, separator, "color")


def _check_filler(walk: _Walk, path: str, filler: JsonObject, depth: int) -> None:
    """A filler has nothing to be wrong."""


def _check_tap(walk: _Walk, path: str, part: JsonObject) -> None:
    if part.get("action") is None:
        return
    action = fields.child(walk.report, path, part, "action")
    if action is not None:
        check_action(walk.report, f"{path}.action", action, FLEX_AREA)


_COMPONENTS: dict[str, Callable[[_Walk, str, dict[str, Any], int], None]] = {
    "box": _check_box,
    "button": _check_button,
    "text": _check_text,
    "span": _check_span,
    "image": _check_image,
    "video": _check_video,
    "icon": _check_icon,
    "separator": _check_separator,
    "filler": _check_filler,
}
