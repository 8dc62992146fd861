"""One reader a type: what a person typed, a cell or a JSON value → the value, or a problem that names the mend.

Pure, and never a guess. Full-width digits and signs are read as their half-width twins.
"""

import math
import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time, tzinfo
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from enishi.friends.domain.field_types import (
    LONG_TEXT_LENGTH,
    TEXT_LENGTH,
    Choice,
    FieldSpec,
    FieldType,
    Value,
)
from enishi.friends.domain.japanese_dates import FIRST_YEAR, LAST_YEAR, read_date, read_datetime
from enishi.friends.domain.text import folded
from enishi.kit.errors import FieldProblem

type Reader = Callable[[FieldSpec, Any, tzinfo], Value | FieldProblem | None]

#: Nothing but a text is longer; looking closer at a cell of megabytes would only take time.
_LONGEST_WORD = 2_000
_DIGITS = 15
# What people write around a number. In the Japanese encoding of old, the octet of a yen sign is that of a backslash.
_UNITS = re.compile(r"^[¥\\]|(?:円|回|人|名|点|ポイント|pt)$", re.IGNORECASE)
_NUMBER = re.compile(r"([-+]?)(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d+))?", re.ASCII)
_MINUS = str.maketrans(dict.fromkeys("−‐‑–—▲△", "-"))
_EMAIL = re.compile(
    r"[^\s@<>()\[\],;:\"\\]{1,64}@([a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,63}", re.IGNORECASE
)
_PHONE_GAPS = re.compile(r"[\s().\-‐‑–—−ー]")
_YES = frozenset(
    {"はい", "yes", "true", "1", "on", "y", "t", "○", "〇", "◯", "有", "あり", "有り", "済", "✓", "✔"}
)
_NO = frozenset({"いいえ", "no", "false", "0", "off", "n", "f", "×", "✕", "無", "なし", "無し", "未"})
_SEPARATOR = re.compile(r"[、;|\n]")
_LOOSE_SEPARATOR = re.compile(r"[,;|\n]")


def _problem(ja: str, en: str) -> FieldProblem:
    return FieldProblem("", ja, en)


def _word(raw: Any) -> str | None:
    """The text of a short value, NFKC; None where it is no text, or too long to be one word."""
    if isinstance(raw, bool) or not isinstance(raw, str | int | float | Decimal):
        return None
    text = str(raw)
    return None if len(text) > _LONGEST_WORD else unicodedata.normalize("NFKC", text).strip()


def _text(spec: FieldSpec, raw: Any, zone: tzinfo) -> Value | FieldProblem | None:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float | Decimal | date):
        return _problem("文字で入れてください。", "Give a text.")
    is_long = spec.type == FieldType.LONG_TEXT
    most = spec.settings.max_length or (LONG_TEXT_LENGTH if is_long else TEXT_LENGTH)
    text = _plain(raw)
    if len(text) > 2 * most + 1_000 or len(text.strip()) > most:
        return _problem(
            f"{most:,}文字までです。短くしてください。", f"At most {most:,} characters: make it shorter."
        )
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not is_long and "\n" in text:
        return _problem(
            "改行は入れられません。改行が必要なら、種類が「長文」の情報欄を使ってください。",
            "A line break cannot stand here: use a field of type long text.",
        )
    # What can be printed holds none of them, and nearly every text can be.
    if not text.isprintable() and any(
        unicodedata.category(each) in ("Cc", "Cs") and each not in "\n\t" for each in text
    ):
        return _problem(
            "目に見えない制御文字が含まれています。入力し直してください。",
            "It holds control characters that nobody can see: type it anew.",
        )
    return text or None


def _plain(raw: str | int | float | Decimal | date) -> str:
    # A spreadsheet holds a member number as the number 1024.0.
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 10**_DIGITS:
        return str(int(raw))
    return raw.isoformat() if isinstance(raw, date) else str(raw)


def _number(spec: FieldSpec, raw: Any, zone: tzinfo) -> Value | FieldProblem | None:
    text = _word(f"{raw:.15g}" if isinstance(raw, float) and math.isfinite(raw) else raw)
    plain = None if text is None else _UNITS.sub("", text.translate(_MINUS)).strip()
    if isinstance(raw, float) and math.isfinite(raw) and plain is not None and "e" in plain:
        plain = f"{Decimal(plain):f}"
    match = None if plain is None else _NUMBER.fullmatch(plain)
    if match is None:
        return _problem(
            "数字で入れてください。例：1200、-5、2.5", "Give a number, for example 1200, -5 or 2.5."
        )
    whole, behind = match[2].replace(",", "").lstrip("0"), (match[3] or "").rstrip("0")
    most = 6 if spec.settings.decimals is None else spec.settings.decimals
    if len(behind) > most:
        return _problem(
            f"小数点以下は{most}桁までです。" if most else "整数で入れてください。",
            f"At most {most} digits behind the point." if most else "Give a whole number.",
        )
    if len(whole + behind) > _DIGITS:
        return _problem(f"数字は{_DIGITS}桁までです。", f"A number has at most {_DIGITS} digits.")
    value = Decimal(f"{match[1]}{whole or '0'}" + (f".{behind}" if behind else ""))
    return _outside(spec, value) or (abs(value) if value == 0 else value)


def _outside(spec: FieldSpec, value: Decimal) -> FieldProblem | None:
    least, most = spec.settings.min, spec.settings.max
    if least is not None and value < Decimal(str(least)):
        return _problem(f"{least:,.15g} 以上にしてください。", f"It must be {least:,.15g} or more.")
    if most is not None and value > Decimal(str(most)):
        return _problem(f"{most:,.15g} 以下にしてください。", f"It must be {most:,.15g} or less.")
    return None


_NO_DATE = _problem(
    "日付として読み取れません。例：2024/1/5、2024年1月5日、令和6年1月5日（年は4桁か元号で）",
    "This is no date. Write 2024-01-05 or 2024/1/5, the year with four digits.",
)
_NO_DATETIME = _problem(
    "日時として読み取れません。例：2024/1/5 13:30、令和6年1月5日 午後1時30分",
    "This is no date and time. Write 2024-01-05 13:30.",
)


def _date(spec: FieldSpec, raw: Any, zone: tzinfo) -> Value | FieldProblem | None:
    if isinstance(raw, datetime):
        # Only midnight is surely meant as a day.
        return raw.date() if raw.time() == time() and _in_range(raw) else _NO_DATE
    if isinstance(raw, date):
        return raw if _in_range(raw) else _NO_DATE
    text = _word(raw) if isinstance(raw, str) else None
    if text is None:
        return _NO_DATE
    day = read_date(text)
    if day is not None:
        return day
    at = read_datetime(text, zone)
    return at.date() if at is not None and at.time() == time() else _NO_DATE


def _datetime(spec: FieldSpec, raw: Any, zone: tzinfo) -> Value | FieldProblem | None:
    at: datetime | None
    if isinstance(raw, datetime):
        at = raw if raw.tzinfo else raw.replace(tzinfo=zone)
    elif isinstance(raw, date):
        at = datetime.combine(raw, time(), zone)
    else:
        text = _word(raw) if isinstance(raw, str) else None
        at = None if text is None else read_datetime(text, zone)
    return _NO_DATETIME if at is None or not _in_range(at) else at


def _in_range(day: date) -> bool:
    return FIRST_YEAR <= day.year <= LAST_YEAR


def _boolean(spec: FieldSpec, raw: Any, zone: tzinfo) -> Value | FieldProblem | None:
    if isinstance(raw, bool):
        return raw
    text = None if isinstance(raw, float) and not raw.is_integer() else _word(raw)
    word = folded(str(int(raw)) if isinstance(raw, float) and text is not None else text or "")
    if word in _YES or word in _NO:
        return word in _YES
    return _problem("「はい」か「いいえ」で入れてください。", "Say yes or no.")


def _choice(spec: FieldSpec, raw: Any, zone: tzinfo) -> Value | FieldProblem | None:
    found = _chosen(spec, raw)
    return found if isinstance(found, FieldProblem) else found.id


def _choices(spec: FieldSpec, raw: Any, zone: tzinfo) -> Value | FieldProblem | None:
    pieces = raw if isinstance(raw, list | tuple) else _pieces(spec, raw)
    chosen: set[int] = set()
    for piece in pieces:
        found = _chosen(spec, piece)
        if isinstance(found, FieldProblem):
            return found
        chosen.add(found.id)
    return tuple(each.id for each in spec.settings.choices if each.id in chosen) or None


def _pieces(spec: FieldSpec, raw: Any) -> list[Any]:
    """Labels hold no 、 so that this always parts them; a comma parts only what is not itself a label."""
    if not isinstance(raw, str) or len(raw) > LONG_TEXT_LENGTH * 2:
        return [raw]
    labels = {folded(each.label) for each in spec.settings.choices}
    pieces: list[str] = []
    for part in _SEPARATOR.split(unicodedata.normalize("NFKC", raw)):
        pieces += [part] if folded(part) in labels else _LOOSE_SEPARATOR.split(part)
    return [piece for piece in pieces if piece.strip()]


def _chosen(spec: FieldSpec, raw: Any) -> Choice | FieldProblem:
    """The choice that an id (a number) or a label (a text) names."""
    if isinstance(raw, int) and not isinstance(raw, bool):
        found = [each for each in spec.settings.choices if each.id == raw]
        found = found or _labelled(spec, str(raw))
    else:
        text = _plain(raw) if isinstance(raw, str | float | Decimal) else ""
        found = _labelled(spec, text) if len(text) <= _LONGEST_WORD else []
    if found:
        return found[0]
    labels = "、".join(each.label for each in spec.settings.choices[:20] if not each.is_archived)
    return _problem(
        f"選択肢にありません。選べるもの：{labels}", f"There is no such choice. Choose from: {labels}."
    )


def _labelled(spec: FieldSpec, text: str) -> list[Choice]:
    wanted = folded(text)
    return [each for each in spec.settings.choices if folded(each.label) == wanted]


def _email(spec: FieldSpec, raw: Any, zone: tzinfo) -> Value | FieldProblem | None:
    text = _word(raw) if isinstance(raw, str) else None
    if text is None or len(text) > 254 or not _EMAIL.fullmatch(text) or ".." in text:
        return _problem(
            "メールアドレスの形ではありません。例：hanako@example.com",
            "This is no e-mail address. Example: hanako@example.com",
        )
    local, _, domain = text.rpartition("@")
    return f"{local}@{domain.lower()}"


def _phone(spec: FieldSpec, raw: Any, zone: tzinfo) -> Value | FieldProblem | None:
    text = _word(raw if isinstance(raw, str) else _plain(raw) if isinstance(raw, int | float) else None)
    digits = _PHONE_GAPS.sub("", text or "")
    if digits.startswith("+81"):
        digits = "0" + digits[3:].removeprefix("0")
    if not digits.isascii():
        digits = ""
    if re.fullmatch(r"\+[1-9]\d{7,14}", digits):
        return digits
    if re.fullmatch(r"0[5-9]0\d{8}|0800\d{7}|0[1-9]\d{8}", digits) and not re.fullmatch(
        r"0[5-9]0\d{7}", digits
    ):
        return f"+81{digits[1:]}"
    if re.fullmatch(r"[1-9]0?\d{8}", digits) and len(digits) in (9, 10):
        return _problem(
            "電話番号の先頭の「0」がないようです。例：090-1234-5678",
            "The leading 0 seems to be missing. Example: 090-1234-5678",
        )
    return _problem(
        "電話番号の形ではありません。例：090-1234-5678、03-1234-5678、+81 90-1234-5678",
        "This is no phone number. Example: 090-1234-5678 or +81 90-1234-5678",
    )


def _url(spec: FieldSpec, raw: Any, zone: tzinfo) -> Value | FieldProblem | None:
    text = raw.strip() if isinstance(raw, str) and len(raw) <= _LONGEST_WORD else ""
    try:
        parts = urlsplit(text)
        is_sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_sound = False
    if not is_sound or any(each.isspace() or unicodedata.category(each) in ("Cc", "Cs") for each in text):
        return _problem(
            "https:// か http:// で始まるURLを入れてください。",
            "Give an address that begins with https:// or http://.",
        )
    return text


READERS: dict[FieldType, Reader] = {
    FieldType.TEXT: _text,
    FieldType.LONG_TEXT: _text,
    FieldType.NUMBER: _number,
    FieldType.DATE: _date,
    FieldType.DATETIME: _datetime,
    FieldType.CHOICE: _choice,
    FieldType.CHOICES: _choices,
    FieldType.BOOLEAN: _boolean,
    FieldType.EMAIL: _email,
    FieldType.PHONE: _phone,
    FieldType.URL: _url,
    FieldType.IMAGE: _url,
    FieldType.FILE: _url,
}
