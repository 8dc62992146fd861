"""Flex containers: structure of every component, and the size limits of bubble and carousel."""

from typing import Any, Final

import orjson

from line_simulator.validation import spec
from line_simulator.validation.actions import action
from line_simulator.validation.spec import Check, Problem

BUBBLE_BYTES: Final = 30 * 1024
CAROUSEL_BYTES: Final = 50 * 1024
_MAX_ANIMATED: Final = 10
_MAX_DEPTH: Final = 20

_flex_action = action(40, label_required=False)
_button_action = action(40)
_length = spec.pattern(
    r"none|xxs|xs|sm|md|lg|xl|xxl|[345]xl|full|light|normal|medium|semi-bold|bold|-?\d+(\.\d+)?(px|%)?"
)
_color = spec.pattern(r"#([0-9a-fA-F]{6}|[0-9a-fA-F]{8})")
_ratio = spec.pattern(r"\d{1,6}(\.\d+)?:\d{1,6}(\.\d+)?")
_gravity = spec.one_of("top", "bottom", "center")
_placed: dict[str, Check] = {
    "flex": spec.integer(0),
    "margin": _length,
    "position": spec.one_of("relative", "absolute"),
    "offsetTop": _length,
    "offsetBottom": _length,
    "offsetStart": _length,
    "offsetEnd": _length,
}
_styled: dict[str, Check] = {
    "size": _length,
    "color": _color,
    "weight": spec.one_of("regular", "bold"),
    "style": spec.one_of("normal", "italic"),
    "decoration": spec.one_of("none", "underline", "line-through"),
}


def _component(value: Any, path: str, out: list[Problem]) -> None:
    if path.count("contents") > _MAX_DEPTH:
        out.append(("Too deep nesting", path))
        return
    _COMPONENTS(value, path, out)


def _text_has_words(value: dict[str, Any], path: str, out: list[Problem]) -> None:
    if not value.get("text") and not value.get("contents"):
        out.append((spec.NOT_EMPTY, f"{path}.text"))


def _baseline_holds_text_only(value: dict[str, Any], path: str, out: list[Problem]) -> None:
    if value["layout"] != "baseline":
        return
    for index, child in enumerate(value["contents"]):
        if child.get("type") not in ("icon", "text", "filler"):
            out.append(("must be icon, text or filler in a baseline box", f"{path}.contents[{index}].type"))


_box = spec.fields(
    {
        "layout": spec.one_of("horizontal", "vertical", "baseline"),
        "contents": spec.array(_component, 0, 1_000),
    },
    {
        **_placed,
        "spacing": _length,
        "backgroundColor": _color,
        "borderColor": _color,
        "borderWidth": _length,
        "cornerRadius": _length,
        **dict.fromkeys(("width", "maxWidth", "height", "maxHeight"), _length),
        **dict.fromkeys(("paddingAll", "paddingTop", "paddingBottom", "paddingStart", "paddingEnd"), _length),
        "action": _flex_action,
        "justifyContent": spec.one_of(
            "center", "flex-start", "flex-end", "space-between", "space-around", "space-evenly"
        ),
        "alignItems": spec.one_of("center", "flex-start", "flex-end"),
        "background": spec.tagged(
            {
                "linearGradient": spec.fields(
                    {"angle": spec.pattern(r"\d+(\.\d+)?deg"), "startColor": _color, "endColor": _color},
                    {"centerColor": _color, "centerPosition": spec.pattern(r"\d+(\.\d+)?%")},
                )
            }
        ),
    },
    then=_baseline_holds_text_only,
)
_image = spec.fields(
    {"url": spec.uri()},
    {
        **_placed,
        "align": spec.one_of("start", "end", "center"),
        "gravity": _gravity,
        "size": _length,
        "aspectRatio": _ratio,
        "aspectMode": spec.one_of("fit", "cover"),
        "backgroundColor": _color,
        "action": _flex_action,
        "animated": spec.boolean,
    },
)
_video = spec.fields(
    {"url": spec.uri(), "previewUrl": spec.uri(), "altContent": _component},
    {"aspectRatio": _ratio, "action": _flex_action},
)
_COMPONENTS = spec.tagged(
    {
        "box": _box,
        "button": spec.fields(
            {"action": _button_action},
            {
                **_placed,
                "color": _color,
                "style": spec.one_of("primary", "secondary", "link"),
                "gravity": _gravity,
                "height": spec.one_of("md", "sm"),
                "adjustMode": spec.one_of("shrink-to-fit"),
                "scaling": spec.boolean,
            },
        ),
        "image": _image,
        "icon": spec.fields(
            {"url": spec.uri()},
            {**_placed, "size": _length, "aspectRatio": _ratio, "scaling": spec.boolean},
        ),
        "text": spec.fields(
            {},
            {
                **_placed,
                **_styled,
                "text": spec.text(2_000, minimum=0),
                "align": spec.one_of("start", "end", "center"),
                "gravity": _gravity,
                "wrap": spec.boolean,
                "lineSpacing": _length,
                "action": _flex_action,
                "maxLines": spec.integer(0),
                "contents": spec.array(
                    spec.tagged({"span": spec.fields({}, {**_styled, "text": spec.text(2_000)})}), 0, 1_000
                ),
                "adjustMode": spec.one_of("shrink-to-fit"),
                "scaling": spec.boolean,
            },
            then=_text_has_words,
        ),
        "separator": spec.fields({}, {"margin": _length, "color": _color}),
        "filler": spec.fields({}, {"flex": spec.integer(0)}),
    }
)


def _bubble_has_a_block(value: dict[str, Any], path: str, out: list[Problem]) -> None:
    if not any(value.get(name) for name in ("header", "hero", "body", "footer")):
        out.append(("At least one block must be specified", path))
    if len(orjson.dumps(value)) > BUBBLE_BYTES:
        out.append(("The bubble is larger than 30 KB", path))


_box_component = spec.tagged({"box": _box})
_block_style = spec.fields(
    {}, {"backgroundColor": _color, "separator": spec.boolean, "separatorColor": _color}
)
_bubble = spec.fields(
    {},
    {
        "direction": spec.one_of("ltr", "rtl"),
        "size": spec.one_of("nano", "micro", "deca", "hecto", "kilo", "mega", "giga"),
        "header": _box_component,
        "hero": spec.tagged({"box": _box, "image": _image, "video": _video}),
        "body": _box_component,
        "footer": _box_component,
        "styles": spec.fields({}, dict.fromkeys(("header", "hero", "body", "footer"), _block_style)),
        "action": _flex_action,
    },
    then=_bubble_has_a_block,
)


def _carousel_is_small(value: dict[str, Any], path: str, out: list[Problem]) -> None:
    if len(orjson.dumps(value)) > CAROUSEL_BYTES:
        out.append(("The carousel is larger than 50 KB", path))
    sizes = {bubble.get("size", "mega") for bubble in value["contents"]}
    if len(sizes) > 1:
        out.append(("All bubbles must have the same size", path))
    for index, bubble in enumerate(value["contents"]):
        if isinstance(bubble.get("hero"), dict) and bubble["hero"].get("type") == "video":
            out.append(("A video can't be used in a carousel", f"{path}.contents[{index}].hero"))


def _count_animated(value: Any) -> int:
    if isinstance(value, dict):
        own = 1 if value.get("type") == "image" and value.get("animated") is True else 0
        return own + sum(_count_animated(child) for child in value.values())
    if isinstance(value, list):
        return sum(_count_animated(child) for child in value)
    return 0


_container = spec.tagged(
    {
        "bubble": _bubble,
        "carousel": spec.fields(
            {"contents": spec.array(spec.tagged({"bubble": _bubble}), 1, 12)}, then=_carousel_is_small
        ),
    }
)


def container(value: Any, path: str, out: list[Problem]) -> None:
    """A bubble or a carousel of up to 12 bubbles."""
    before = len(out)
    _container(value, path, out)
    if len(out) == before and _count_animated(value) > _MAX_ANIMATED:
        out.append((f"Up to {_MAX_ANIMATED} animated images are allowed", path))
