"""A file as its settings say it is to be read: what stands above the rows, and the rows."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from enishi.friends.transfers import limits
from enishi.friends.transfers.archives import require_sound_archive
from enishi.friends.transfers.cells import text_of
from enishi.friends.transfers.csv_reader import csv_records
from enishi.friends.transfers.detection import Delimiter, Encoding, Format, shape_of
from enishi.friends.transfers.records import Cell, FileProblemError, Record
from enishi.friends.transfers.xlsx_reader import sheets_of, xlsx_records

#: Rows above the headers that a title or a note may take.
MOST_HEADER_LINES = 5


@dataclass(frozen=True, slots=True)
class FileShape:
    """How a file is read. ``header`` counts rows: 1 is the first row that holds something, 0 means no headers. ``sheet``
    is empty for the first; ``sheets`` are all."""

    format: Format
    encoding: Encoding = "utf-8"
    delimiter: Delimiter = ","
    header: int = 1
    sheet: str = ""
    sheets: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of_json(cls, value: dict[str, Any]) -> "FileShape":
        return cls(**{**value, "sheets": tuple(value.get("sheets", ()))})


@dataclass(frozen=True, slots=True)
class Opening:
    """The beginning of a file: its headers and the first rows below them."""

    headers: list[str]
    rows: list[Record]


def detected_shape(path: Path) -> FileShape:
    """How the file is most likely meant; FileProblemError for what cannot be read at all."""
    shape = shape_of(path)
    if shape.format == "csv":
        return FileShape("csv", shape.encoding, shape.delimiter)
    require_sound_archive(path)
    sheets = tuple(sheet.name for sheet in sheets_of(path))
    return FileShape("xlsx", sheet=sheets[0], sheets=sheets)


def shape_at_first(path: Path, shape: FileShape) -> FileShape:
    """What :func:`detected_shape` said of the file before staff made ``shape`` of it; the same FileProblemError."""
    if shape.format == "csv":
        return detected_shape(path)
    return FileShape("xlsx", sheet=shape.sheets[0], sheets=shape.sheets)


def all_records(path: Path, shape: FileShape, *, most_empty: int | None = None) -> Iterator[Record]:
    """Every row that holds something, headers included; of a spreadsheet only those before ``most_empty`` octets without
    any."""
    if shape.format == "xlsx":
        return xlsx_records(path, shape.sheet, most_empty=most_empty)
    return csv_records(path, shape.encoding, shape.delimiter)


def opening(path: Path, shape: FileShape, rows: int = limits.PREVIEW_ROWS) -> Opening:
    """Headers and first rows. FileProblemError where there are none, or too many columns."""
    records = all_records(path, shape, most_empty=limits.EMPTY_XML_BYTES)
    above = list(islice(records, shape.header))
    first = list(islice(records, rows))
    if not first or len(above) < shape.header:
        raise FileProblemError("no_rows")
    if above and above[-1].flaw:
        raise FileProblemError(above[-1].flaw)
    headers = _headers(above[-1].cells if above else [], max(len(record.cells) for record in first))
    if len(headers) > limits.COLUMNS or any(record.flaw == "too_many_columns" for record in (*above, *first)):
        raise FileProblemError("too_many_columns_file")
    return Opening(headers, first)


def _headers(cells: Sequence[Cell], width: int) -> list[str]:
    """The headers, cut where no further column has any; without headers the columns' letters."""
    if not cells:
        return [column_letters(number) for number in range(width)]
    headers = [text_of(cell).replace("\n", " ")[:200] for cell in cells]
    while headers and not headers[-1] and len(headers) > width:
        headers.pop()
    return headers


def column_letters(number: int) -> str:
    """What a spreadsheet calls a column: A, B … Z, AA."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def rows_below(path: Path, shape: FileShape, width: int) -> Iterator[Record]:
    """The rows below the headers. A spreadsheet does not store empty cells at a row's end, so there they are empty and
    not missing."""
    records: Iterable[Record] = islice(all_records(path, shape), shape.header, None)
    for number, record in enumerate(records):
        if number == limits.ROWS:
            raise FileProblemError("too_many_rows")
        missing = width - len(record.cells)
        if shape.format == "xlsx" and missing > 0 and not record.flaw:
            record.cells.extend([""] * missing)
        yield record
