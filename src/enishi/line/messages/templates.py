"""Template messages: buttons, confirm, carousel and image carousel.

LINE refuses a carousel whose columns differ in shape, and shortens the text that fits beside a picture or
title. Source: Messaging API reference, "Template messages".
"""

from collections.abc import Callable

from enishi.line.limits import MAX_ALT_TEXT_LENGTH
from enishi.line.messages import actions, fields
from enishi.line.messages.actions import Place, check_action
from enishi.line.messages.fields import JsonObject
from enishi.line.messages.problems import Report

_MAX_TITLE = 40
_MAX_COLUMNS = 10
_RATIOS = ("rectangle", "square")
_SIZES = ("cover", "contain")


def check_template(report: Report, path: str, message: JsonObject) -> None:
    """A message of type ``template``."""
    fields.text(report, path, message, "altText", MAX_ALT_TEXT_LENGTH)
    template = fields.child(report, path, message, "template")
    if template is None:
        return
    kind = fields.choice(report, f"{path}.template", template, "type", _TEMPLATES.keys(), required=True)
    if kind is not None:
        _TEMPLATES[kind](report, f"{path}.template", template)


def _check_buttons(report: Report, path: str, template: JsonObject) -> None:
    fields.choice(report, path, template, "imageAspectRatio", _RATIOS)
    fields.choice(report, path, template, "imageSize", _SIZES)
    _check_head(report, path, template, text_limit=160)
    _check_actions(report, path, template, 1, 4)


def _check_confirm(report: Report, path: str, template: JsonObject) -> None:
    fields.label(report, path, template, "text", 240)
    _check_actions(report, path, template, 2, 2)


def _check_carousel(report: Report, path: str, template: JsonObject) -> None:
    fields.choice(report, path, template, "imageAspectRatio", _RATIOS)
    fields.choice(report, path, template, "imageSize", _SIZES)
    columns = list(fields.entries(report, path, template, "columns", 1, _MAX_COLUMNS))
    for where, column in columns:
        _check_head(report, where, column, text_limit=120)
        _check_actions(report, where, column, 1, 3)
    where = f"{path}.columns"
    for name in ("thumbnailImageUrl", "title"):
        if len({column.get(name) is None for _, column in columns}) > 1:
            report.add(where, "uneven", what=name)
    counts = {len(column["actions"]) for _, column in columns if isinstance(column.get("actions"), list)}
    if len(counts) > 1:
        report.add(where, "uneven", what="actions")


def _check_image_carousel(report: Report, path: str, template: JsonObject) -> None:
    for where, column in fields.entries(report, path, template, "columns", 1, _MAX_COLUMNS):
        fields.url(report, where, column, "imageUrl")
        _check_one_action(report, where, column, "action", actions.IMAGE_CAROUSEL, required=True)


def _check_head(report: Report, path: str, part: JsonObject, text_limit: int) -> None:
    """Picture, title, text and what a tap beside the buttons does."""
    fields.url(report, path, part, "thumbnailImageUrl", required=False)
    fields.colour(report, path, part, "imageBackgroundColor")
    fields.label(report, path, part, "title", _MAX_TITLE, required=False)
    has_company = part.get("thumbnailImageUrl") is not None or part.get("title") is not None
    fields.label(report, path, part, "text", 60 if has_company else text_limit)
    _check_one_action(report, path, part, "defaultAction", actions.TEMPLATE_DEFAULT, required=False)


def _check_actions(report: Report, path: str, part: JsonObject, low: int, high: int) -> None:
    for where, action in fields.entries(report, path, part, "actions", low, high):
        check_action(report, where, action, actions.TEMPLATE)


def _check_one_action(
    report: Report, path: str, part: JsonObject, name: str, place: Place, *, required: bool
) -> None:
    action = fields.child(report, path, part, name, required=required)
    if action is not None:
        check_action(report, f"{path}.{name}", action, place)


_TEMPLATES: dict[str, Callable[[Report, str, JsonObject], None]] = {
    "buttons": _check_buttons,
    "confirm": _check_confirm,
    "carousel": _check_carousel,
    "image_carousel": _check_image_carousel,
}
