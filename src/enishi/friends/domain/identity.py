"""What identifies a person: how an address, a number or a name is written so that equal ones are equal.

In: what somebody typed. Out: one spelling, or None where nothing sound can be made of it; and a hint that may be
shown in place of it. Never guesses: half a phone number identifies nobody.
"""

import re
import unicodedata
from datetime import date

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_NOT_DIGIT = re.compile(r"\D")
_BLANKS = re.compile(r"\s+")
#: A domestic number has ten or eleven digits and begins with 0; the longest number in the world has fifteen.
_DOMESTIC = re.compile(r"0\d{9,10}")


def email_key(raw: str) -> str | None:
    """The address in lower case and half-width; None for what is none."""
    text = unicodedata.normalize("NFKC", raw).strip().lower()
    return text if len(text) <= 254 and _EMAIL.fullmatch(text) else None


def phone_key(raw: str) -> str | None:
    """Digits alone, Japanese numbers in their domestic form: ``+81 90-1234-5678`` is ``09012345678``."""
    text = unicodedata.normalize("NFKC", raw).strip()
    digits = _NOT_DIGIT.sub("", text)
    if text.startswith("+81") or (digits.startswith("81") and len(digits) in (11, 12)):
        digits = "0" + digits.removeprefix("81").removeprefix("0")
    elif text.startswith("+"):
        return f"+{digits}" if 8 <= len(digits) <= 15 else None
    return digits if _DOMESTIC.fullmatch(digits) else None


def name_key(name: str) -> str:
    """A name without blanks and differences of width and case: 「花江　優子」 is 「花江優子」."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", name)).casefold()


def name_birthday_key(name: str, birthday: date | None) -> str | None:
    """A name and a birthday together; None unless both are known. A single letter is no name."""
    key = name_key(name)
    return f"{key}|{birthday.isoformat()}" if birthday is not None and len(key) > 1 else None


def email_hint(key: str) -> str:
    """``a…@example.com``: enough to tell two apart, too little to write to."""
    local, _, domain = key.partition("@")
    return f"{local[:1]}…@{domain}"


def phone_hint(key: str) -> str:
    """``…5678``"""
    return f"…{key[-4:]}"


def outside_id_hint(value: str) -> str:
    """Enough of another system's id to recognise it in a log, and not enough to look the person up."""
    return f"…{value[-2:]}" if len(value) >= 5 else "…"
