"""Template messages and imagemaps."""

from typing import Any

from line_simulator.validation import spec
from line_simulator.validation.actions import action
from line_simulator.validation.spec import Check, Problem

_action = action(20)
_default_action = action(20, label_required=False)
_color = spec.pattern(r"#[0-9a-fA-F]{6}")
_image_options: dict[str, Check] = {
    "imageAspectRatio": spec.one_of("rectangle", "square"),
    "imageSize": spec.one_of("cover", "contain"),
}


def _shorter_beside_image(long: int, short: int) -> Check:
    def check(value: dict[str, Any], path: str, out: list[Problem]) -> None:
        limit = short if value.get("thumbnailImageUrl") or value.get("title") else long
        if spec.grapheme_length(value["text"]) > limit:
            out.append((f"Length must be between 0 and {limit}", f"{path}.text"))

    return check


_card_options: dict[str, Check] = {
    "thumbnailImageUrl": spec.uri(),
    "imageBackgroundColor": _color,
    "title": spec.text(40, graphemes=True),
    "defaultAction": _default_action,
}


def _columns_are_alike(value: dict[str, Any], path: str, out: list[Problem]) -> None:
    first = value["columns"][0]
    for index, column in enumerate(value["columns"][1:], start=1):
        if len(column["actions"]) != len(first["actions"]):
            out.append(
                ("All columns must have the same number of actions", f"{path}.columns[{index}].actions")
            )
        for name in ("thumbnailImageUrl", "title"):
            if bool(column.get(name)) != bool(first.get(name)):
                out.append((f"{name} must be set in all columns or none", f"{path}.columns[{index}].{name}"))


template = spec.tagged(
    {
        "buttons": spec.fields(
            {"text": spec.text(160, graphemes=True), "actions": spec.array(_action, 1, 4)},
            {**_card_options, **_image_options},
            then=_shorter_beside_image(160, 60),
        ),
        "confirm": spec.fields(
            {"text": spec.text(240, graphemes=True), "actions": spec.array(_action, 2, 2)}
        ),
        "carousel": spec.fields(
            {
                "columns": spec.array(
                    spec.fields(
                        {"text": spec.text(120, graphemes=True), "actions": spec.array(_action, 1, 3)},
                        _card_options,
                        then=_shorter_beside_image(120, 60),
                    ),
                    1,
                    10,
                )
            },
            _image_options,
            then=_columns_are_alike,
        ),
        "image_carousel": spec.fields(
            {
                "columns": spec.array(
                    spec.fields({"imageUrl": spec.uri(), "action": action(12, label_required=False)}), 1, 10
                )
            }
        ),
    }
)

_area = spec.fields(
    {"x": spec.integer(0), "y": spec.integer(0), "width": spec.integer(1), "height": spec.integer(1)}
)
_label = spec.text(100)
_map_uri = spec.uri(1_000, ("http", "https", "line", "tel"))


def _link_has_a_label(value: dict[str, Any], path: str, out: list[Problem]) -> None:
    if value.get("externalLink") is None:
        return
    for name in ("linkUri", "label"):
        if value["externalLink"].get(name) is None:
            out.append((spec.NOT_EMPTY, f"{path}.externalLink.{name}"))


imagemap: dict[str, Check] = {
    "baseUrl": spec.uri(),
    "altText": spec.text(1_500),
    "baseSize": spec.fields({"width": spec.integer(1_040, 1_040), "height": spec.integer(1)}),
    "actions": spec.array(
        spec.tagged(
            {
                "uri": spec.fields({"linkUri": _map_uri, "area": _area}, {"label": _label}),
                "message": spec.fields({"text": spec.text(400), "area": _area}, {"label": _label}),
                "clipboard": spec.fields(
                    {"clipboardText": spec.text(1_000), "area": _area}, {"label": _label}
                ),
            }
        ),
        0,
        50,
    ),
}
imagemap_options: dict[str, Check] = {
    "video": spec.fields(
        {"originalContentUrl": spec.uri(), "previewImageUrl": spec.uri(), "area": _area},
        {"externalLink": spec.fields({}, {"linkUri": _map_uri, "label": spec.text(30)})},
        then=_link_has_a_label,
    )
}
