"""Placeholders in texts: ``{{name|お客さま}}`` is the friend's name, or the fallback when there is none.

Pure. Texts are data: a friend's name that itself looks like a placeholder is inserted as it is, once, never expanded.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

_PATTERN = re.compile(r"\{\{\s*([a-z][a-z0-9_.]*)\s*(?:\|([^{}]*))?\}\}")
_OPENING = re.compile(r"\{\{")


@dataclass(frozen=True, slots=True)
class Placeholder:
    """``fallback`` is None where the author gave none: without a value the message is then not sent."""

    name: str
    fallback: str | None


class MissingValue(Exception):
    """A placeholder has neither a value nor a fallback for this friend."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def placeholders_in(value: Any) -> frozenset[Placeholder]:
    """All placeholders in the strings of a JSON value."""
    found: set[Placeholder] = set()
    for text in strings_of(value):
        for match in _PATTERN.finditer(text):
            found.add(Placeholder(match.group(1), match.group(2)))
    return frozenset(found)


def ids_in(value: Any, family: str) -> set[int]:
    """The ids in the placeholders of a family that a JSON value holds: 12 of ``{{field.12}}``."""
    names = (found.name.partition(".") for found in placeholders_in(value))
    return {int(key) for first, _, key in names if first == family and key.isdecimal()}


def stray_braces(text: str) -> bool:
    """Whether ``{{`` stands somewhere that is no placeholder: a typing mistake that friends would see."""
    return len(_OPENING.findall(text)) > len(_PATTERN.findall(text))


def without_values(text: str) -> str:
    """The text for whom no friend is known: each placeholder's fallback, or "…" where it has none."""
    return _PATTERN.sub(lambda match: match.group(2) or "…", text)


#: Keys of LINE's message objects that hold addresses.
_ADDRESS_KEYS = ("uri", "url", "originalContentUrl", "previewImageUrl", "thumbnailImageUrl")


def fill(value: Any, values: Mapping[str, str], *, in_address: bool = False) -> Any:
    """The JSON value with every placeholder replaced; raises :class:`MissingValue`.

    Inside an address the value is percent-encoded: a name may hold spaces, ``&`` or ``#``, and LINE refuses, or the
    shop's page misreads, an address that is not.
    """
    if isinstance(value, str):
        if "{{" not in value:
            return value
        return _PATTERN.sub(lambda match: _resolve(match, values, in_address=in_address), value)
    if isinstance(value, dict):
        return {key: fill(item, values, in_address=key in _ADDRESS_KEYS) for key, item in value.items()}
    if isinstance(value, list):
        return [fill(item, values) for item in value]
    return value


def _resolve(match: re.Match[str], values: Mapping[str, str], *, in_address: bool) -> str:
    name, fallback = match.group(1), match.group(2)
    value = values.get(name) or fallback
    if value is None:
        raise MissingValue(name)
    return quote(value, safe="") if in_address else value


def strings_of(value: Any) -> list[str]:
    """Every string value inside a JSON value (keys are ours, not the author's)."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for item in value.values() for text in strings_of(item)]
    if isinstance(value, list):
        return [text for item in value for text in strings_of(item)]
    return []
