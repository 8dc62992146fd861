"""Tables as files for spreadsheets: CSV, and small workbooks in one go.

No cell becomes a formula. What an encoding cannot hold is replaced visibly, and counted.
"""

import codecs
import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any, Literal

from enishi.friends.transfers.cells import OutCell, day_text, harmless, number_text
from enishi.friends.transfers.workbooks import pack, sheet_piece, sheet_start

type CsvEncoding = Literal["utf-8-bom", "utf-8", "cp932"]

#: What printers in Japan set where they have no type for a character.
_GETA = "〓"


def csv_piece(rows: Iterable[Sequence[OutCell]], encoding: CsvEncoding) -> tuple[bytes, int]:
    """Rows as octets of a CSV file, and how many characters the encoding could not hold. Without a byte order mark."""
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    for row in rows:
        writer.writerow([_CSV_CELLS[cell.__class__](cell) for cell in row])
    if encoding == "cp932":
        return _in_cp932(text.getvalue())
    return text.getvalue().encode(), 0


def csv_mark(encoding: CsvEncoding) -> bytes:
    """What stands before the first octet: Excel takes UTF-8 for what it is only with a mark."""
    return codecs.BOM_UTF8 if encoding == "utf-8-bom" else b""


_CSV_CELLS: Mapping[type, Callable[[Any], str]] = {
    type(None): lambda cell: "",
    str: harmless,
    int: str,
    Decimal: number_text,
    date: day_text,
    datetime: day_text,
}


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
    listed = list(rows)
    draft = path.with_suffix(path.suffix + ".draft")
    draft.write_bytes(sheet_start(headers) + sheet_piece(listed, 2))
    pack(draft, path)
    draft.unlink()
    return len(listed)
