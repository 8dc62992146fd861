"""Values of fields: how each type is read, kept as JSON and shown. Pure."""

from collections.abc import Callable
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from typing import Any, cast

from enishi.friends.domain.field_readers import READERS
from enishi.friends.domain.field_types import JAPAN, Choice, FieldSettings, FieldSpec, FieldType, Value
from enishi.kit.errors import FieldProblem

__all__ = [
    "JAPAN",
    "Choice",
    "FieldProblem",
    "FieldSettings",
    "FieldSpec",
    "FieldType",
    "Value",
    "default_of",
    "from_json",
    "parse",
    "shown",
    "to_json",
]


def parse(spec: FieldSpec, raw: Any, zone: tzinfo = JAPAN) -> Value | FieldProblem | None:
    """The value that ``raw`` means for this field; None for nothing; a problem, its path empty, where that is unsure.

    ``raw`` is what a person typed, a cell of a file or a JSON value: text, number, bool, date, list. ``zone`` is that
    of times without an offset.
    """
    if raw is None or raw == [] or (isinstance(raw, str) and not raw.strip()):
        return None
    return READERS[spec.type](spec, raw, zone)


def to_json(spec: FieldSpec, value: Value | None) -> Any:
    """The value as the API, the timeline and a default hold it; :func:`from_json` is its inverse."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, tuple):
        return list(value)
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value.isoformat()


def from_json(spec: FieldSpec, raw: Any) -> Value | None:
    """The value behind :func:`to_json`; None where ``raw`` is none of this type, say from before a change of type."""
    found = parse(spec, raw)
    return None if isinstance(found, FieldProblem) else found


def shown(spec: FieldSpec, value: Value | None, language: str = "ja", zone: tzinfo = JAPAN) -> str:
    """The value in words; :func:`parse` reads them back to the same value, times to the minute."""
    if value is None:
        return ""
    if spec.type in _SHOWN:
        return _SHOWN[spec.type](spec, value, language, zone)
    return str(value)


def default_of(spec: FieldSpec) -> Value | None:
    """What stands in for an empty value in messages."""
    return from_json(spec, spec.default)


def _shown_number(spec: FieldSpec, value: Value, language: str, zone: tzinfo) -> str:
    number = cast(Decimal, value)
    whole, _, rest = f"{number:,f}".partition(".")
    rest = rest.rstrip("0")
    return f"{whole}.{rest}" if rest else whole


def _shown_date(spec: FieldSpec, value: Value, language: str, zone: tzinfo) -> str:
    day = cast(date, value)
    return f"{day.year}年{day.month}月{day.day}日" if language == "ja" else day.isoformat()


def _shown_datetime(spec: FieldSpec, value: Value, language: str, zone: tzinfo) -> str:
    at = cast(datetime, value).astimezone(zone)
    return f"{_shown_date(spec, at.date(), language, zone)} {at:%H:%M}"


def _shown_choice(spec: FieldSpec, value: Value, language: str, zone: tzinfo) -> str:
    return spec.label_of(cast(int, value))


def _shown_choices(spec: FieldSpec, value: Value, language: str, zone: tzinfo) -> str:
    return "、".join(map(spec.label_of, cast(tuple[int, ...], value)))


def _shown_boolean(spec: FieldSpec, value: Value, language: str, zone: tzinfo) -> str:
    words = ("はい", "いいえ") if language == "ja" else ("Yes", "No")
    return words[0] if value else words[1]


def _shown_phone(spec: FieldSpec, value: Value, language: str, zone: tzinfo) -> str:
    text = str(value)
    if not text.startswith("+81"):
        return text
    home = f"0{text[3:]}"
    return f"{home[:3]}-{home[3:7]}-{home[7:]}" if len(home) == 11 and not home.startswith("0800") else home


_SHOWN: dict[FieldType, Callable[[FieldSpec, Value, str, tzinfo], str]] = {
    FieldType.NUMBER: _shown_number,
    FieldType.DATE: _shown_date,
    FieldType.DATETIME: _shown_datetime,
    FieldType.CHOICE: _shown_choice,
    FieldType.CHOICES: _shown_choices,
    FieldType.BOOLEAN: _shown_boolean,
    FieldType.PHONE: _shown_phone,
}
