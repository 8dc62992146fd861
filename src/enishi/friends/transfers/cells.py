"""Single cells on their way in and out: what is no formula may not become one, and comes back as it was.

A cell that a spreadsheet would take for a formula gets an apostrophe in front, in CSV; reading takes it away again. A
text that itself begins with such an apostrophe gets one more, so that both ways together change nothing.
"""

import re
from datetime import date, datetime
from decimal import Decimal

from enishi.friends.domain.fields import FieldSpec, FieldType
from enishi.friends.transfers.records import Cell
from enishi.friends.transfers.xlsx_reader import serial_text

#: What a cell on its way out may hold.
type OutCell = str | int | Decimal | date | datetime | None

_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
#: What neither begins with is most of what there is, and needs no closer look.
_SUSPECTS = frozenset("'=+-@\t\r\n＝＋－＠")
_ESCAPED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")
#: Days since 1899 that are dates of living people and their plans: 1920 to 2100.
_SERIALS = range(7_306, 73_416)


def harmless(text: str) -> str:
    """``text`` as a cell of a CSV file that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in _SUSPECTS and _FORMULA.match(text) else text


def harmless_typed(text: str) -> str:
    """``text`` as a cell of an XLSX file, which says itself that it is a text; :func:`as_meant` gives it back."""
    return f"'{text}" if text.startswith("'") and _ESCAPED.match(text) else text


def as_meant(text: str) -> str:
    """The text behind a cell that was made harmless."""
    return text[1:] if text.startswith("'") and _ESCAPED.match(text) else text


def raw_of(spec: FieldSpec, cell: Cell) -> str | int | Decimal | datetime | float:
    """What ``domain.fields.parse`` reads for this cell: a number of a spreadsheet may be a day."""
    if isinstance(cell, str):
        return as_meant(cell)
    if spec.type in (FieldType.DATE, FieldType.DATETIME) and int(cell) in _SERIALS:
        return serial_text(float(cell))
    if spec.type in (FieldType.CHOICE, FieldType.CHOICES):
        # A number would name a choice by its id, which nobody who writes a file knows.
        return text_of(cell)
    return cell


def text_of(cell: Cell) -> str:
    """A cell as text: a whole number without a point."""
    if isinstance(cell, str):
        return as_meant(cell).strip()
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def number_text(value: Decimal) -> str:
    """A number without exponent and without idle zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def day_text(value: date) -> str:
    """A day, or a moment to the second (or finer, where it is)."""
    if not isinstance(value, datetime):
        return value.isoformat()
    return value.isoformat(" ", "seconds" if value.microsecond == 0 else "microseconds")
