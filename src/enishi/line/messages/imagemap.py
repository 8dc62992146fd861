"""Imagemap messages: one picture with areas to tap. Source: Messaging API reference, "Imagemap message"."""

from enishi.line.limits import MAX_ACTION_URI_LENGTH, MAX_ALT_TEXT_LENGTH
from enishi.line.messages import fields
from enishi.line.messages.fields import JsonObject
from enishi.line.messages.problems import Report

_WIDTH = 1040  # coordinates are always relative to this width
_MAX_HEIGHT = 65_535
_MAX_ACTIONS = 50


def check_imagemap(report: Report, path: str, message: JsonObject) -> None:
    """A message of type ``imagemap``; ``baseUrl`` is completed by LINE with ``/1040``, ``/700`` and so on."""
    fields.url(report, path, message, "baseUrl")
    fields.text(report, path, message, "altText", MAX_ALT_TEXT_LENGTH)
    size = fields.child(report, path, message, "baseSize")
    if size is not None:
        fields.integer(report, f"{path}.baseSize", size, "width", _WIDTH, _WIDTH)
        fields.integer(report, f"{path}.baseSize", size, "height", 1, _MAX_HEIGHT)
    for where, action in fields.entries(report, path, message, "actions", 0, _MAX_ACTIONS):
        _check_action(report, where, action)
    video = fields.child(report, path, message, "video", required=False)
    if video is not None:
        _check_video(report, f"{path}.video", video)


def _check_action(report: Report, path: str, action: JsonObject) -> None:
    kind = fields.choice(report, path, action, "type", ("message", "uri", "clipboard"), required=True)
    fields.text(report, path, action, "label", 100, required=False)
    if kind == "message":
        fields.label(report, path, action, "text", 400)
    elif kind == "uri":
        fields.url(
            report, path, action, "linkUri", limit=MAX_ACTION_URI_LENGTH, schemes=fields.ACTION_SCHEMES
        )
    elif kind == "clipboard":
        fields.text(report, path, action, "clipboardText", 1000)
    _check_area(report, path, action)


def _check_area(report: Report, path: str, parent: JsonObject) -> None:
    area = fields.child(report, path, parent, "area")
    if area is None:
        return
    for name, low in (("x", 0), ("y", 0), ("width", 1), ("height", 1)):
        fields.integer(report, f"{path}.area", area, name, low, _MAX_HEIGHT)


def _check_video(report: Report, path: str, video: JsonObject) -> None:
    fields.url(report, path, video, "originalContentUrl")
    fields.url(report, path, video, "previewImageUrl")
    _check_area(report, path, video)
    link = fields.child(report, path, video, "externalLink", required=False)
    if link is not None:
        where = f"{path}.externalLink"
        fields.url(report, where, link, "linkUri", limit=MAX_ACTION_URI_LENGTH, schemes=fields.ACTION_SCHEMES)
        fields.text(report, where, link, "label", 30)
