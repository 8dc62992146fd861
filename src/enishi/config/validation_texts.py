"""Pydantic's validation errors as sentences for people, in Japanese and English.

In: one error as Pydantic describes it. Out: a field's path and what is wrong. The table covers the types that
our schemas can cause; another type gets a general sentence, never Pydantic's own text, which can repeat the
input.
"""

from collections.abc import Mapping
from typing import Any

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

TEXTS: Mapping[str, tuple[str, str]] = {
    "missing": ("必須です。", "This is required."),
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


def field_problem(item: Mapping[str, Any]) -> FieldProblem:
    """The sentence for one Pydantic error; ``item`` has ``type``, ``loc`` and perhaps ``ctx``."""
    ja, en = TEXTS.get(str(item.get("type")), _GENERAL)
    context = item.get("ctx", {})
    ja_expected = str(context.get("expected", "")).replace(" or ", " / ").replace("'", "")
    en_expected = str(context.get("expected", "")).replace("'", "")
    return FieldProblem(
        _path(item.get("loc", ())),
        ja.format_map({**context, "expected": ja_expected}),
        en.format_map({**context, "expected": en_expected}),
    )


def _path(loc: tuple[Any, ...]) -> str:
    """Where it is in what the caller sent: without the framework's words for body and query."""
    parts = list(loc)
    source = parts.pop(0) if parts else ""
    # The view's own name for the whole body is no part of the body.
    if source == "body" and parts:
        parts.pop(0)
    return ".".join(str(part) for part in parts)
