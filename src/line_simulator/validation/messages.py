"""Message objects: the list in a request body, checked as LINE checks it.

In: the parsed `messages` value. Out: (message, property) pairs, all of them. It never sends and knows
nothing of recipients, except that mentions are for group chats only.
"""

import re
from typing import Any, Final

from line_simulator.errors import body_errors, invalid_property
from line_simulator.validation import flex, spec, templates
from line_simulator.validation.actions import action
from line_simulator.validation.spec import Check, Problem

MAX_MESSAGES: Final = 5
_PLACEHOLDER: Final = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_KEY: Final = re.compile(r"[0-9A-Za-z_]{1,20}")
QUOTABLE: Final = frozenset({"text", "textV2", "sticker", "image", "video", "template"})


def _no_line_in_name(value: Any, path: str, out: list[Problem]) -> None:
    _sender_name(value, path, out)
    if isinstance(value, str) and "line" in value.lower().split():
        out.append(("The name can't include LINE", path))


_sender_name = spec.text(20)
_common: dict[str, Check] = {
    "quickReply": spec.fields(
        {
            "items": spec.array(
                spec.fields(
                    {"action": action(20, quick_reply=True)},
                    {"type": spec.one_of("action"), "imageUrl": spec.uri()},
                ),
                0,
                13,
            )
        }
    ),
    "sender": spec.fields({}, {"name": _no_line_in_name, "iconUrl": spec.uri()}),
}


def _message(
    required: dict[str, Check], optional: dict[str, Check] | None = None, then: Check | None = None
) -> Check:
    return spec.fields(required, {**_common, **(optional or {})}, then=then)


def _emojis_stand_on_dollars(value: dict[str, Any], path: str, out: list[Problem]) -> None:
    emojis = value.get("emojis") or []
    units = value["text"].encode("utf-16-le", "surrogatepass") if emojis else b""
    for number, emoji in enumerate(emojis):
        start = 2 * emoji["index"]
        if units[start : start + 2] != b"$\x00":
            out.append(("Invalid emoji index", f"{path}.emojis[{number}].index"))


def _placeholders_are_filled(value: dict[str, Any], path: str, out: list[Problem]) -> None:
    substitution = value.get("substitution") or {}
    kinds = [entry.get("type") for entry in substitution.values() if isinstance(entry, dict)]
    if len(substitution) > 100:
        out.append(("Size must be between 0 and 100", f"{path}.substitution"))
    for kind in ("mention", "emoji"):
        if kinds.count(kind) > 20:
            out.append((f"Up to 20 {kind} objects are allowed", f"{path}.substitution"))
    for found in _PLACEHOLDER.finditer(value["text"]):
        if found.group() in ("{{", "}}"):
            continue
        key = found.group(1)
        if key is None or not _KEY.fullmatch(key):
            out.append(("Invalid placeholder", f"{path}.text"))
        elif key not in substitution:
            out.append((f"No substitution for {key}", f"{path}.text"))


def _substitution(value: Any, path: str, out: list[Problem]) -> None:
    if not isinstance(value, dict):
        raise invalid_property(path)
    for key, entry in value.items():
        if not _KEY.fullmatch(key):
            out.append(("Invalid key", f"{path}.{key}"))
        _substitute(entry, f"{path}.{key}", out)


_substitute = spec.tagged(
    {
        "mention": spec.fields(
            {
                "mentionee": spec.tagged(
                    {
                        "user": spec.fields({"userId": spec.pattern("U[0-9a-f]{32}")}),
                        "all": spec.fields({}),
                    }
                )
            }
        ),
        "emoji": spec.fields({"productId": spec.text(100), "emojiId": spec.text(100)}),
    }
)
_emoji = spec.fields({"index": spec.integer(0), "productId": spec.text(100), "emojiId": spec.text(100)})
_text = spec.text(5_000)
_quote: dict[str, Check] = {"quoteToken": spec.text(1_000)}
_digits = spec.pattern(r"\d{1,20}")
_alt_text = spec.text(1_500)

_MESSAGE = spec.tagged(
    {
        "text": _message(
            {"text": _text}, {**_quote, "emojis": spec.array(_emoji, 0, 20)}, _emojis_stand_on_dollars
        ),
        "textV2": _message(
            {"text": _text}, {**_quote, "substitution": _substitution}, _placeholders_are_filled
        ),
        "sticker": _message({"packageId": _digits, "stickerId": _digits}, _quote),
        "image": _message({"originalContentUrl": spec.uri(), "previewImageUrl": spec.uri()}),
        "video": _message(
            {"originalContentUrl": spec.uri(), "previewImageUrl": spec.uri()},
            {"trackingId": spec.pattern(r"[A-Za-z0-9\-.=,+*()%$&;:@{}!?<>\[\]]{1,100}")},
        ),
        "audio": _message({"originalContentUrl": spec.uri(), "duration": spec.integer(1)}),
        "location": _message(
            {
                "title": spec.text(100),
                "address": spec.text(100),
                "latitude": spec.number(-90, 90),
                "longitude": spec.number(-180, 180),
            }
        ),
        "coupon": _message(
            {"couponId": spec.text(200)}, {"deliveryTag": spec.pattern(r"[A-Za-z0-9_]{1,30}")}
        ),
        "imagemap": _message(templates.imagemap, templates.imagemap_options),
        "template": _message({"altText": _alt_text, "template": templates.template}),
        "flex": _message({"altText": _alt_text, "contents": flex.container}),
    }
)


def check_messages(messages: Any) -> list[Problem]:
    """All problems of a `messages` value. Raises ApiError 400 where a JSON type is wrong."""
    problems: list[Problem] = []
    if messages is None:
        return [(spec.NOT_EMPTY, "messages")]
    if not isinstance(messages, list):
        raise invalid_property("messages")
    if not 1 <= len(messages) <= MAX_MESSAGES:
        return [(f"Size must be between 1 and {MAX_MESSAGES}", "messages")]
    for index, message in enumerate(messages):
        if _is_short_text(message):
            continue
        _MESSAGE(message, f"messages[{index}]", problems)
    return problems


def _is_short_text(message: Any) -> bool:
    # The load-test case: no table is needed to see that it is right.
    if type(message) is not dict or len(message) != 2 or message.get("type") != "text":
        return False
    text = message.get("text")
    return isinstance(text, str) and 0 < len(text) <= 2_500


def refuse_bad_messages(messages: Any) -> list[dict[str, Any]]:
    """The messages themselves. Raises ApiError 400 with all problems."""
    problems = check_messages(messages)
    if problems:
        raise body_errors(problems)
    checked: list[dict[str, Any]] = messages
    return checked


def has_mention(messages: list[dict[str, Any]]) -> bool:
    return any(
        entry.get("type") == "mention"
        for message in messages
        if message["type"] == "textV2"
        for entry in (message.get("substitution") or {}).values()
    )
