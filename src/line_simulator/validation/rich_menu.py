"""Rich menu objects and rich menu images."""

import struct
from typing import Any, Final

from line_simulator.errors import body_errors
from line_simulator.validation import spec
from line_simulator.validation.actions import action
from line_simulator.validation.spec import Problem

MUST: Final = "must be specified"


def _size_is_allowed(value: dict[str, Any], path: str, out: list[Problem]) -> None:
    if not is_allowed_size(value["width"], value["height"]):
        out.append(("invalid richmenu size", path))


def is_allowed_size(width: int, height: int) -> bool:
    return 800 <= width <= 2_500 and height >= 250 and width / height >= 1.45


def _areas_are_inside(value: dict[str, Any], path: str, out: list[Problem]) -> None:
    size = value["size"]
    for index, area in enumerate(value["areas"]):
        bounds = area["bounds"]
        inside = (
            bounds["x"] + bounds["width"] <= size["width"]
            and bounds["y"] + bounds["height"] <= size["height"]
        )
        if not inside:
            out.append(("invalid bounds", f"areas[{index}].bounds"))


_RICH_MENU = spec.fields(
    {
        "size": spec.fields(
            {"width": spec.integer(1, 2**31 - 1), "height": spec.integer(1, 2**31 - 1)},
            missing=MUST,
            then=_size_is_allowed,
        ),
        "selected": spec.boolean,
        "name": spec.text(300, graphemes=True),
        "chatBarText": spec.text(14, graphemes=True),
        "areas": spec.array(
            spec.fields(
                {
                    "bounds": spec.fields(
                        {
                            "x": spec.integer(0, 2**31 - 1),
                            "y": spec.integer(0, 2**31 - 1),
                            "width": spec.integer(1, 2**31 - 1),
                            "height": spec.integer(1, 2**31 - 1),
                        },
                        missing=MUST,
                    ),
                    "action": action(20, label_required=False, rich_menu=True, missing=MUST),
                },
                missing=MUST,
            ),
            0,
            20,
        ),
    },
    missing=MUST,
    then=_areas_are_inside,
)


def refuse_bad_rich_menu(definition: Any) -> dict[str, Any]:
    """The definition itself. Raises ApiError 400 with all problems."""
    problems: list[Problem] = []
    _RICH_MENU(definition, "", problems)
    if problems:
        raise body_errors(problems)
    checked: dict[str, Any] = definition
    return checked


def image_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG or JPEG; None for anything else."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    if data[:2] != b"\xff\xd8":
        return None
    position = 2
    while position + 9 < len(data) and data[position] == 0xFF:
        marker = data[position + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[position + 5 : position + 9])
            return width, height
        position += 2 + int.from_bytes(data[position + 2 : position + 4], "big")
    return None
