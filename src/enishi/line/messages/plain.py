"""Message objects with little structure: text, text with substitutions, sticker, media, location, coupon.

Source: Messaging API reference, "Message objects".
"""

import re
from collections.abc import Iterator

from enishi.line.limits import MAX_TEXT_LENGTH
from enishi.line.messages import fields
from enishi.line.messages.fields import JsonObject
from enishi.line.messages.problems import Report

_MAX_EMOJIS = 20
_MAX_MENTIONS = 20
_MAX_SUBSTITUTIONS = 100
_MAX_TRACKING_ID = 100
_MAX_LOCATION_TEXT = 100
_DIGITS = re.compile(r"\d{1,20}", re.ASCII)
_DELIVERY_TAG = re.compile(r"[A-Za-z0-9_]{1,30}")
_SUBSTITUTION_KEY = re.compile(r"[0-9A-Za-z_]{1,20}")
_BRACES = re.compile(r"\{\{|\}\}|\{([0-9A-Za-z_]{1,20})\}|[{}]")


def check_text(report: Report, path: str, message: JsonObject) -> None:
    """A text message, with LINE emoji at the places of ``$``."""
    text = fields.text(report, path, message, "text", MAX_TEXT_LENGTH)
    if "quoteToken" in message:
        fields.text(report, path, message, "quoteToken")
    if message.get("emojis") is not None:
        _check_emojis(report, path, message, text)


def _check_emojis(report: Report, path: str, message: JsonObject, text: str | None) -> None:
    units = None if text is None else text.encode("utf-16-le")
    for where, emoji in fields.entries(report, path, message, "emojis", 0, _MAX_EMOJIS):
        fields.text(report, where, emoji, "productId")
        fields.text(report, where, emoji, "emojiId")
        index = fields.integer(report, where, emoji, "index", 0, MAX_TEXT_LENGTH)
        if index is not None and units is not None and units[index * 2 : index * 2 + 2] != b"$\0":
            report.add(f"{where}.index", "emoji_position", index=index)


def check_text_v2(report: Report, path: str, message: JsonObject) -> None:
    """A text message whose ``{names}`` stand for mentions and emoji."""
    text = fields.text(report, path, message, "text", MAX_TEXT_LENGTH)
    if "quoteToken" in message:
        fields.text(report, path, message, "quoteToken")
    substitutions = fields.child(report, path, message, "substitution", required=False) or {}
    if text is not None:
        _check_placeholders(report, f"{path}.text", text, substitutions)
    where = f"{path}.substitution"
    if len(substitutions) > _MAX_SUBSTITUTIONS:
        report.add(where, "too_many", limit=_MAX_SUBSTITUTIONS, actual=len(substitutions))
    kinds = list(_checked_substitutions(report, where, substitutions))
    for kind, limit in (("mention", _MAX_MENTIONS), ("emoji", _MAX_EMOJIS)):
        if kinds.count(kind) > limit:
            report.add(where, "too_many", limit=limit, actual=kinds.count(kind))


def _check_placeholders(report: Report, where: str, text: str, substitutions: JsonObject) -> None:
    for match in _BRACES.finditer(text):
        if match[1] is not None and match[1] not in substitutions:
            report.add(where, "placeholder_unknown", given=match[1])
        elif match[0] in ("{", "}"):
            report.add(where, "brace")


def _checked_substitutions(report: Report, path: str, substitutions: JsonObject) -> Iterator[str]:
    for key, value in substitutions.items():
        where = f"{path}.{key}"
        if _SUBSTITUTION_KEY.fullmatch(key) is None:
            report.add(where, "format", expected="[0-9A-Za-z_]{1,20}")
        if not isinstance(value, dict):
            report.add(where, "not_object")
            continue
        kind = fields.choice(report, where, value, "type", ("mention", "emoji"), required=True)
        if kind == "emoji":
            fields.text(report, where, value, "productId")
            fields.text(report, where, value, "emojiId")
        elif kind == "mention":
            _check_mention(report, where, value)
        if kind is not None:
            yield kind


def _check_mention(report: Report, path: str, mention: JsonObject) -> None:
    mentionee = fields.child(report, path, mention, "mentionee")
    if mentionee is None:
        return
    where = f"{path}.mentionee"
    if fields.choice(report, where, mentionee, "type", ("user", "all"), required=True) == "user":
        fields.text(report, where, mentionee, "userId")


def check_sticker(report: Report, path: str, message: JsonObject) -> None:
    """A sticker; whether LINE lets accounts send this one, only LINE knows."""
    fields.pattern(report, path, message, "packageId", _DIGITS, "11537", required=True)
    fields.pattern(report, path, message, "stickerId", _DIGITS, "52002734", required=True)


def check_image(report: Report, path: str, message: JsonObject) -> None:
    """An image and its preview."""
    fields.url(report, path, message, "originalContentUrl")
    fields.url(report, path, message, "previewImageUrl")


def check_video(report: Report, path: str, message: JsonObject) -> None:
    """A video, its preview picture, and the id that tells when it was watched to the end."""
    check_image(report, path, message)
    fields.text(report, path, message, "trackingId", _MAX_TRACKING_ID, required=False)


def check_audio(report: Report, path: str, message: JsonObject) -> None:
    """A sound and its length in milliseconds."""
    fields.url(report, path, message, "originalContentUrl")
    fields.integer(report, path, message, "duration", 1, 2**31)


def check_location(report: Report, path: str, message: JsonObject) -> None:
    """A place on the map."""
    fields.text(report, path, message, "title", _MAX_LOCATION_TEXT)
    fields.text(report, path, message, "address", _MAX_LOCATION_TEXT)
    fields.number(report, path, message, "latitude", -90, 90)
    fields.number(report, path, message, "longitude", -180, 180)


def check_coupon(report: Report, path: str, message: JsonObject) -> None:
    """A coupon made beforehand at LINE."""
    fields.text(report, path, message, "couponId")
    fields.pattern(report, path, message, "deliveryTag", _DELIVERY_TAG, "[A-Za-z0-9_]{1,30}")
