"""Checks of single properties, shared by every kind of message object.

Each takes the object and the property's name, reports what is wrong under ``path.name`` and returns the value
where it can be used further, else None.
"""

import re
from collections.abc import Collection, Iterator
from typing import Any, TypeGuard

from enishi.line.limits import (
    MAX_URL_LENGTH,
    exceeds_graphemes,
    exceeds_utf16,
    grapheme_length,
    utf16_length,
)
from enishi.line.messages.problems import Report

JsonObject = dict[str, Any]

HTTPS_ONLY = ("https",)
ACTION_SCHEMES = ("http", "https", "line", "tel")

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(.*)", re.DOTALL)
_THIS_MACHINE = re.compile(r"//(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?(?:[/?#]|$)", re.IGNORECASE)
_HAS_HOST = re.compile(r"//[^/?#]")
_COLOUR = re.compile(r"#(?:[0-9A-Fa-f]{6}|[0-9A-Fa-f]{8})")
_PRINTABLE_ASCII = re.compile(r"[\x21-\x7e]*")


def text(
    report: Report,
    path: str,
    parent: JsonObject,
    name: str,
    limit: int | None = None,
    *,
    required: bool = True,
) -> str | None:
    """Text counted in UTF-16 code units."""
    value = parent.get(name)
    if not _is_text(value, report, path, name, required):
        return None
    if limit is not None and exceeds_utf16(value, limit):
        report.add(f"{path}.{name}", "too_long", limit=limit, actual=utf16_length(value))
    return value


def label(
    report: Report, path: str, parent: JsonObject, name: str, limit: int, *, required: bool = True
) -> str | None:
    """Text counted in graphemes: labels, and the texts and titles of templates."""
    value = parent.get(name)
    if not _is_text(value, report, path, name, required):
        return None
    if exceeds_graphemes(value, limit):
        report.add(f"{path}.{name}", "too_many_graphemes", limit=limit, actual=grapheme_length(value))
    return value


def _is_text(value: Any, report: Report, path: str, name: str, required: bool) -> TypeGuard[str]:
    if value is None:
        if required:
            report.add(f"{path}.{name}", "required")
        return False
    if not isinstance(value, str):
        report.add(f"{path}.{name}", "not_text")
        return False
    if not value:
        report.add(f"{path}.{name}", "empty")
        return False
    if not value.isascii() and not _is_encodable(value):
        report.add(f"{path}.{name}", "not_unicode")
        return False
    return True


def _is_encodable(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def url(
    report: Report,
    path: str,
    parent: JsonObject,
    name: str,
    *,
    limit: int = MAX_URL_LENGTH,
    schemes: tuple[str, ...] = HTTPS_ONLY,
    required: bool = True,
) -> None:
    """An address that LINE or a friend's phone opens.

    Plain http passes for this machine: pictures of a local installation are there, and only the virtual LINE, which
    takes such addresses, ever hears of them, because a real channel needs a public https address to begin with.
    """
    value = text(report, path, parent, name, limit, required=required)
    if value is None:
        return
    where = f"{path}.{name}"
    match = _SCHEME.fullmatch(value)
    scheme = match[1].lower() if match else ""
    is_here = match is not None and scheme == "http" and _THIS_MACHINE.match(match[2]) is not None
    if match is None or not (is_here or scheme in schemes):
        report.add(where, "url_scheme", allowed=", ".join(f"{scheme}:" for scheme in schemes))
    elif _PRINTABLE_ASCII.fullmatch(value) is None:
        report.add(where, "url_not_encoded")
    elif scheme in ("http", "https") and _HAS_HOST.match(match[2]) is None:
        report.add(where, "not_url")


def choice(
    report: Report,
    path: str,
    parent: JsonObject,
    name: str,
    allowed: Collection[str],
    *,
    required: bool = False,
) -> str | None:
    """One of a closed set of words."""
    value = parent.get(name)
    if value is None:
        if required:
            report.add(f"{path}.{name}", "required")
        return None
    if not isinstance(value, str) or value not in allowed:
        report.add(f"{path}.{name}", "one_of", allowed=", ".join(sorted(allowed)))
        return None
    return value


def pattern(
    report: Report,
    path: str,
    parent: JsonObject,
    name: str,
    expression: re.Pattern[str],
    expected: str,
    *,
    required: bool = False,
) -> str | None:
    """Text of a certain form; ``expected`` describes it to the author."""
    value = text(report, path, parent, name, required=required)
    if value is not None and expression.fullmatch(value) is None:
        report.add(f"{path}.{name}", "format", expected=expected)
        return None
    return value


def colour(report: Report, path: str, parent: JsonObject, name: str) -> None:
    """An optional colour."""
    pattern(report, path, parent, name, _COLOUR, "#RRGGBB / #RRGGBBAA")


def boolean(report: Report, path: str, parent: JsonObject, name: str) -> None:
    """An optional true or false."""
    if not isinstance(parent.get(name, False), bool):
        report.add(f"{path}.{name}", "not_boolean")


def integer(
    report: Report, path: str, parent: JsonObject, name: str, low: int, high: int, *, required: bool = True
) -> int | None:
    """A whole number within bounds, both included."""
    value = parent.get(name)
    if value is None and not required:
        return None
    if value is None:
        report.add(f"{path}.{name}", "required")
    elif not isinstance(value, int) or isinstance(value, bool):
        report.add(f"{path}.{name}", "not_integer")
    elif not low <= value <= high:
        report.add(f"{path}.{name}", "out_of_range", low=low, high=high)
    else:
        return value
    return None


def number(report: Report, path: str, parent: JsonObject, name: str, low: float, high: float) -> None:
    """A required number within bounds, both included."""
    value = parent.get(name)
    if value is None:
        report.add(f"{path}.{name}", "required")
    elif not isinstance(value, int | float) or isinstance(value, bool):
        report.add(f"{path}.{name}", "not_number")
    elif not low <= value <= high:
        report.add(f"{path}.{name}", "out_of_range", low=low, high=high)


def child(
    report: Report, path: str, parent: JsonObject, name: str, *, required: bool = True
) -> JsonObject | None:
    """A nested object."""
    value = parent.get(name)
    if value is None:
        if required:
            report.add(f"{path}.{name}", "required")
        return None
    if not isinstance(value, dict):
        report.add(f"{path}.{name}", "not_object")
        return None
    return value


def entries(
    report: Report, path: str, parent: JsonObject, name: str, low: int, high: int | None
) -> Iterator[tuple[str, JsonObject]]:
    """The objects of a required list with their paths.

    Entries that are no objects are reported and left out.
    """
    value = parent.get(name)
    where = f"{path}.{name}"
    if value is None:
        report.add(where, "required")
        return
    if not isinstance(value, list):
        report.add(where, "not_list")
        return
    if len(value) < low:
        report.add(where, "too_few", limit=low, actual=len(value))
    if high is not None and len(value) > high:
        report.add(where, "too_many", limit=high, actual=len(value))
    for index, entry in enumerate(value):
        if isinstance(entry, dict):
            yield f"{where}[{index}]", entry
        else:
            report.add(f"{where}[{index}]", "not_object")
