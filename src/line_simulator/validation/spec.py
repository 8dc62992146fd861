"""Checkers of JSON values, built from tables.

A checker takes a value, the path of its property and the report; it adds every problem that it finds and
goes on, as LINE lists all errors of a body at once. A value of a wrong JSON type is not such a problem: LINE
cannot read the body then, so the checker raises at once.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

import regex

from line_simulator.errors import invalid_property

Problem = tuple[str, str]
Check = Callable[[Any, str, list[Problem]], None]

NOT_EMPTY: Final = "May not be empty"
INVALID_URI: Final = "invalid uri"
_GRAPHEME: Final = regex.compile(r"\X")


def utf16_length(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def grapheme_length(text: str) -> int:
    return len(text) if text.isascii() and "\r" not in text else len(_GRAPHEME.findall(text))


def text(maximum: int, *, minimum: int = 1, graphemes: bool = False) -> Check:
    """A string; counted in UTF-16 units by default, in grapheme clusters where LINE does so."""
    measure = grapheme_length if graphemes else utf16_length

    def check(value: Any, path: str, out: list[Problem]) -> None:
        if not isinstance(value, str):
            raise invalid_property(path)
        if len(value) < minimum:
            out.append((NOT_EMPTY, path))
        elif len(value) > maximum // 2 and measure(value) > maximum:
            out.append((f"Length must be between {0 if minimum <= 1 else minimum} and {maximum}", path))

    return check


def pattern(expression: str) -> Check:
    compiled = re.compile(expression)

    def check(value: Any, path: str, out: list[Problem]) -> None:
        if not isinstance(value, str):
            raise invalid_property(path)
        if not compiled.fullmatch(value):
            out.append((f'must match "{expression}"', path))

    return check


_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


def is_uri(value: str, schemes: Sequence[str]) -> bool:
    if any(character.isspace() or ord(character) < 32 for character in value):
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    # LINE's own servers would refuse plain http; pictures of an Enishi on the same machine have no other address.
    is_here = parts.scheme.lower() == "http" and parts.hostname in _THIS_MACHINE
    if not (is_here or parts.scheme.lower() in schemes):
        return False
    return (
        bool(parts.netloc)
        if parts.scheme.lower() in ("http", "https")
        else len(value) > len(parts.scheme) + 1
    )


def uri(maximum: int = 2_000, schemes: Sequence[str] = ("https",)) -> Check:
    def check(value: Any, path: str, out: list[Problem]) -> None:
        if not isinstance(value, str):
            raise invalid_property(path)
        if not value:
            out.append((NOT_EMPTY, path))
        elif utf16_length(value) > maximum:
            out.append((f"Length must be between 0 and {maximum}", path))
        elif not is_uri(value, schemes):
            out.append((INVALID_URI, path))

    return check


def integer(minimum: int | None = None, maximum: int | None = None) -> Check:
    def check(value: Any, path: str, out: list[Problem]) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            raise invalid_property(path)
        if minimum is not None and value < minimum:
            out.append((f"must be greater than or equal to {minimum}", path))
        elif maximum is not None and value > maximum:
            out.append((f"must be less than or equal to {maximum}", path))

    return check


def number(minimum: float, maximum: float) -> Check:
    def check(value: Any, path: str, out: list[Problem]) -> None:
        if not isinstance(value, (int, float)) or isinstance(value, bool):
            raise invalid_property(path)
        if not minimum <= value <= maximum:
            out.append((f"must be between {minimum:g} and {maximum:g}", path))

    return check


def boolean(value: Any, path: str, out: list[Problem]) -> None:
    if not isinstance(value, bool):
        raise invalid_property(path)


def one_of(*allowed: str) -> Check:
    message = f"Must be one of the following values: [{', '.join(allowed)}]"

    def check(value: Any, path: str, out: list[Problem]) -> None:
        if not isinstance(value, str):
            raise invalid_property(path)
        if value not in allowed:
            out.append((message, path))

    return check


def array(item: Check, minimum: int, maximum: int) -> Check:
    def check(value: Any, path: str, out: list[Problem]) -> None:
        if not isinstance(value, list):
            raise invalid_property(path)
        if not minimum <= len(value) <= maximum:
            out.append((f"Size must be between {minimum} and {maximum}", path))
            return
        for index, element in enumerate(value):
            item(element, f"{path}[{index}]", out)

    return check


def fields(
    required: dict[str, Check],
    optional: dict[str, Check] | None = None,
    *,
    missing: str = NOT_EMPTY,
    then: Check | None = None,
) -> Check:
    """An object with these properties. Others are ignored, as LINE does; null counts as absent."""
    known = {**required, **(optional or {})}

    def check(value: Any, path: str, out: list[Problem]) -> None:
        if not isinstance(value, dict):
            raise invalid_property(path)
        prefix = path + "." if path else ""
        before = len(out)
        for name in required:
            if value.get(name) is None:
                out.append((missing, prefix + name))
        for name, element in value.items():
            checker = known.get(name)
            if checker is not None and element is not None:
                checker(element, prefix + name, out)
        if then is not None and len(out) == before:
            then(value, path, out)

    return check


def tagged(types: dict[str, Check], *, missing: str = NOT_EMPTY) -> Check:
    """An object whose `type` selects its checker."""
    message = f"Must be one of the following values: [{', '.join(types)}]"

    def check(value: Any, path: str, out: list[Problem]) -> None:
        if not isinstance(value, dict):
            raise invalid_property(path)
        kind = value.get("type")
        if kind is None:
            out.append((missing, f"{path}.type"))
            return
        if not isinstance(kind, str):
            raise invalid_property(f"{path}.type")
        checker = types.get(kind)
        if checker is None:
            out.append((message, f"{path}.type"))
        else:
            checker(value, path, out)

    return check


def anything(value: Any, path: str, out: list[Problem]) -> None:
    """Accepts every value: properties that LINE documents without a checkable limit."""
