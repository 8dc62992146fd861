"""Tables as files for spreadsheets: CSV piece by piece, XLSX in one go with constant memory.

No cell becomes a formula. What an encoding cannot hold is replaced visibly, and counted.
"""

import codecs
import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Literal

import xlsxwriter  # type: ignore[import-untyped]

from enishi.friends.transfers.cells import harmless, harmless_typed

type OutCell = str | int | Decimal | date | datetime | None
type CsvEncoding = Literal["utf-8-bom", "utf-8", "cp932"]

#: What printers in Japan set where they have no type for a character.
_GETA = "〓"
# Excel counts days from 1900, and calls 29 February 1900 a day.
_FIRST_DAY = date(1900, 3, 1)
_MOST_CELL = 32_767


def csv_piece(rows: Iterable[Sequence[OutCell]], encoding: CsvEncoding) -> tuple[bytes, int]:
    """Rows as octets of a CSV file, and how many characters the encoding could not hold. Without a byte order mark."""
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    for row in rows:
        writer.writerow([_csv_cell(cell) for cell in row])
    if encoding == "cp932":
        return _in_cp932(text.getvalue())
    return text.getvalue().encode(), 0


def csv_mark(encoding: CsvEncoding) -> bytes:
    """What stands before the first octet: Excel takes UTF-8 for what it is only with a mark."""
    return codecs.BOM_UTF8 if encoding == "utf-8-bom" else b""


def _csv_cell(cell: OutCell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return harmless(cell)
    if isinstance(cell, Decimal):
        return number_text(cell)
    return day_text(cell) if isinstance(cell, date) else str(cell)


def number_text(value: Decimal) -> str:
    """A number without exponent and without idle zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def day_text(value: date) -> str:
    """A day, or a moment to the second (or finer, where it is)."""
    if not isinstance(value, datetime):
        return value.isoformat()
    return value.isoformat(" ", "seconds" if value.microsecond == 0 else "microseconds")


def _in_cp932(text: str) -> tuple[bytes, int]:
    try:
        return text.encode("cp932"), 0
    except UnicodeEncodeError:
        lost = [character for character in set(text) if not _is_in_cp932(character)]
        number = sum(text.count(character) for character in lost)
        return text.translate(dict.fromkeys(map(ord, lost), _GETA)).encode("cp932"), number


def _is_in_cp932(character: str) -> bool:
    try:
        character.encode("cp932")
    except UnicodeEncodeError:
        return False
    return True


def write_xlsx(path: Path, headers: Sequence[str], rows: Iterable[Sequence[OutCell]]) -> int:
    """A workbook of one sheet at ``path``; returns how many rows. Texts are texts, days are days."""
    book = xlsxwriter.Workbook(
        str(path),
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    sheet = book.add_worksheet("友だち")
    bold = book.add_format({"bold": True})
    day = book.add_format({"num_format": "yyyy/m/d"})
    moment = book.add_format({"num_format": "yyyy/m/d h:mm:ss"})
    for column, header in enumerate(headers):
        sheet.write_string(0, column, harmless_typed(header), bold)
    number = 0
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                if cell:
                    sheet.write_string(number, column, harmless_typed(cell)[:_MOST_CELL])
            elif isinstance(cell, (int, Decimal)):
                sheet.write_number(number, column, float(cell))
            elif isinstance(cell, datetime) and _fits(cell):
                sheet.write_datetime(number, column, cell.replace(tzinfo=None), moment)
            elif isinstance(cell, date) and not isinstance(cell, datetime) and cell >= _FIRST_DAY:
                sheet.write_datetime(number, column, cell, day)
            elif cell is not None:
                sheet.write_string(number, column, day_text(cell))
    sheet.freeze_panes(1, 0)
    book.close()
    return number


def _fits(moment: datetime) -> bool:
    return moment.date() >= _FIRST_DAY and moment.microsecond == 0
