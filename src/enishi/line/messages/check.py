"""Whether LINE would take these messages: message objects in, every problem at once out.

It refuses what LINE's documentation says that LINE refuses and lets through what the documentation leaves
open; LINE's own validation endpoints have the last word. It sends nothing and changes nothing.
"""

from collections.abc import Callable
from typing import Any

from enishi.line.limits import MAX_MESSAGES_PER_REQUEST, MAX_QUICK_REPLY_ITEMS
from enishi.line.messages import actions, fields, plain
from enishi.line.messages.actions import check_action
from enishi.line.messages.fields import JsonObject
from enishi.line.messages.flex import check_flex
from enishi.line.messages.imagemap import check_imagemap
from enishi.line.messages.problems import Problem, Report
from enishi.line.messages.templates import check_template

_MAX_SENDER_NAME = 20

_KINDS: dict[str, Callable[[Report, str, JsonObject], None]] = {
    "text": plain.check_text,
    "textV2": plain.check_text_v2,
    "sticker": plain.check_sticker,
    "image": plain.check_image,
    "video": plain.check_video,
    "audio": plain.check_audio,
    "location": plain.check_location,
    "coupon": plain.check_coupon,
    "imagemap": check_imagemap,
    "template": check_template,
    "flex": check_flex,
}
MESSAGE_KINDS = frozenset(_KINDS)

_PATHS = tuple(f"messages[{index}]" for index in range(MAX_MESSAGES_PER_REQUEST))


def check_messages(messages: list[dict[str, Any]]) -> list[Problem]:
    """Everything that LINE would refuse; an empty list says that the messages can be sent.

    Paths read like LINE's own: ``messages[0].text``. The argument may come straight from JSON: wrong shapes
    are problems too, never errors.
    """
    report = Report()
    if not isinstance(messages, list):
        report.add("messages", "not_list")
        return report.problems
    if not messages:
        report.add("messages", "too_few", limit=1, actual=0)
    elif len(messages) > MAX_MESSAGES_PER_REQUEST:
        report.add("messages", "too_many", limit=MAX_MESSAGES_PER_REQUEST, actual=len(messages))
    for path, message in zip(_PATHS, messages, strict=False):
        _check_message(report, path, message)
    return report.problems


def _check_message(report: Report, path: str, message: Any) -> None:
    if not isinstance(message, dict):
        report.add(path, "not_object")
        return
    kind = message.get("type")
    if kind is None:
        report.add(f"{path}.type", "required")
        return
    check = _KINDS.get(kind) if isinstance(kind, str) else None
    if check is None:
        report.add(f"{path}.type", "unknown_type", given=kind)
        return
    check(report, path, message)
    if "quickReply" in message:
        _check_quick_reply(report, path, message)
    if "sender" in message:
        _check_sender(report, path, message)


def _check_quick_reply(report: Report, path: str, message: JsonObject) -> None:
    quick_reply = fields.child(report, path, message, "quickReply", required=False)
    if quick_reply is None:
        return
    where = f"{path}.quickReply"
    for item_path, item in fields.entries(report, where, quick_reply, "items", 1, MAX_QUICK_REPLY_ITEMS):
        fields.choice(report, item_path, item, "type", ("action",), required=True)
        fields.url(report, item_path, item, "imageUrl", required=False)
        action = fields.child(report, item_path, item, "action")
        if action is not None:
            check_action(report, f"{item_path}.action", action, actions.QUICK_REPLY)


def _check_sender(report: Report, path: str, message: JsonObject) -> None:
    sender = fields.child(report, path, message, "sender", required=False)
    if sender is None:
        return
    where = f"{path}.sender"
    name = fields.text(report, where, sender, "name", _MAX_SENDER_NAME, required=False)
    # Only the brand as written: "Online Shop" is a name like any other.
    if name is not None and "LINE" in name:
        report.add(f"{where}.name", "reserved_name", given="LINE")
    fields.url(report, where, sender, "iconUrl", required=False)
