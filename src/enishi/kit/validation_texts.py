"""Pydantic's validation errors as sentences for people, in Japanese and English.

In: errors as Pydantic describes them. Out: each field's path and what is wrong. The table covers the types that
our schemas can cause; another type gets a general sentence, never Pydantic's own text, which can repeat the
input.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from enishi.kit.errors import FieldProblem

_NUMBER = ("整数を指定してください。", "An integer is needed.")
_TEXT = ("文字列を指定してください。", "A text is needed.")
_BOOLEAN = ("true か false を指定してください。", "Either true or false is needed.")
_TIME = (
    "日時は 2026-07-01T09:00:00+09:00 の形で、タイムゾーン付きで指定してください。",
    "A time is needed, with its zone: 2026-07-01T09:00:00+09:00.",
)
_DATE = ("日付は 2026-07-01 の形で指定してください。", "A date is needed, such as 2026-07-01.")
_CHOICE = ("次のどれかを指定してください: {expected}", "One of these is needed: {expected}")
_OBJECT = ("オブジェクトを指定してください。", "An object is needed.")
_BODY = (
    "本文がありません。内容を JSON で送ってください（Content-Type: application/json）。",
    "There is no body: send the content as JSON (Content-Type: application/json).",
)

#: What a regular expression of ours asks for, where its example says more than "not valid".
_PATTERNS: Mapping[str, tuple[str, str]] = {
    r"^([01]\d|2[0-3]):[0-5]\d$": (
        "時刻は 09:30 の形で、00:00 から 23:59 までで指定してください。",
        "A time of day is needed, from 00:00 to 23:59, such as 09:30.",
    ),
    r"^[a-z0-9][a-z0-9_.-]{0,39}$": (
        "半角の英小文字・数字・_ . - で、40 文字以内にしてください。例: shop",
        "At most 40 lower-case letters, digits, _ . or - are needed, such as shop.",
    ),
    r"^external\.[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$": (
        "external. で始まる半角の英小文字・数字・_ にしてください。例: external.cart_left",
        "It begins with external. and goes on in lower-case letters, digits and _: external.cart_left.",
    ),
}

TEXTS: Mapping[str, tuple[str, str]] = {
    "missing": ("必須です。", "This is required."),
    "moment_range": (
        "日時は 1900 年から 2999 年までで指定してください。",
        "A time between the years 1900 and 2999 is needed.",
    ),
    "extra_forbidden": (
        "この項目はありません。綴りを確認してください。",
        "There is no such field: check the spelling.",
    ),
    "string_type": _TEXT,
    "string_unicode": _TEXT,
    "string_too_short": (
        "{min_length} 文字以上にしてください。",
        "At least {min_length} characters are needed.",
    ),
    "string_too_long": (
        "{max_length} 文字以内にしてください。",
        "At most {max_length} characters are allowed.",
    ),
    "string_pattern_mismatch": ("形式が正しくありません。", "The format is not valid."),
    "too_short": ("{min_length} 件以上にしてください。", "At least {min_length} entries are needed."),
    "too_long": ("{max_length} 件以内にしてください。", "At most {max_length} entries are allowed."),
    "int_type": _NUMBER,
    "int_parsing": _NUMBER,
    "int_parsing_size": ("数が大きすぎます。", "The number is too large."),
    "int_from_float": _NUMBER,
    "float_type": ("数を指定してください。", "A number is needed."),
    "float_parsing": ("数を指定してください。", "A number is needed."),
    "greater_than": ("{gt} より大きくしてください。", "It must be greater than {gt}."),
    "greater_than_equal": ("{ge} 以上にしてください。", "It must be {ge} or more."),
    "less_than": ("{lt} より小さくしてください。", "It must be less than {lt}."),
    "less_than_equal": ("{le} 以下にしてください。", "It must be {le} or less."),
    "bool_type": _BOOLEAN,
    "bool_parsing": _BOOLEAN,
    "datetime_type": _TIME,
    "datetime_parsing": _TIME,
    "datetime_from_date_parsing": _TIME,
    "datetime_object_invalid": _TIME,
    "timezone_aware": _TIME,
    "date_type": _DATE,
    "date_parsing": _DATE,
    "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": _DATE,
    "enum": _CHOICE,
    "literal_error": _CHOICE,
    "union_tag_invalid": (
        "次のどれかを指定してください: {expected_tags}",
        "One of these is needed: {expected_tags}",
    ),
    "union_tag_not_found": ("種類（{discriminator}）が必要です。", "The kind ({discriminator}) is required."),
    "list_type": ("配列を指定してください。", "A list is needed."),
    "dict_type": _OBJECT,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "uuid_type": ("ID の形式が正しくありません。", "The id is not valid."),
    "uuid_parsing": ("ID の形式が正しくありません。", "The id is not valid."),
}

_GENERAL = ("値が正しくありません。", "The value is not valid.")


#: The keys by which our unions are told apart. Pydantic adds their values to its paths; no sender wrote them there.
_DISCRIMINATORS = ("kind", "mode")


def problems_of(error: ValidationError, path: str, value: Any) -> list[FieldProblem]:
    """Every mistake that Pydantic found in ``value``, which stands at ``path`` in what was sent."""
    return [
        _problem(item, ".".join([path, *plain_path(item["loc"], value)]))
        for item in error.errors(include_url=False)
    ]


def body_problem(item: Mapping[str, Any], body: Any) -> FieldProblem:
    """The sentence for one error in a request, as the framework tells it: its place begins with the source."""
    source, *rest = item.get("loc", ()) or ("",)
    # The view's own name for the whole body is no part of the body.
    parts = plain_path(rest[1:], body) if source == "body" else [str(part) for part in rest]
    if source == "body" and not parts and item.get("type") == "missing":
        return FieldProblem("", *_BODY)
    return _problem(item, ".".join(parts))


def plain_path(loc: Sequence[Any], value: Any) -> list[str]:
    """The steps of ``loc`` that lead through ``value``, without the names of union members between them."""
    parts: list[str] = []
    skipped = False
    for part in loc:
        if isinstance(value, dict) and not skipped and part in _tags(value):
            skipped = True
            continue
        parts.append(str(part))
        skipped = False
        if isinstance(value, dict):
            value = value.get(part)
        elif isinstance(value, list) and isinstance(part, int) and part < len(value):
            value = value[part]
        else:
            value = None
    return parts


def _tags(value: Mapping[str, Any]) -> list[Any]:
    return [value[name] for name in _DISCRIMINATORS if name in value]


def _problem(item: Mapping[str, Any], path: str) -> FieldProblem:
    context = item.get("ctx", {})
    usual = TEXTS.get(str(item.get("type")), _GENERAL)
    ja, en = _PATTERNS.get(str(context.get("pattern")), usual)
    ja_expected = str(context.get("expected", "")).replace(" or ", " / ").replace("'", "")
    en_expected = str(context.get("expected", "")).replace("'", "")
    return FieldProblem(
        path,
        ja.format_map({**context, "expected": ja_expected}),
        en.format_map({**context, "expected": en_expected}),
    )
