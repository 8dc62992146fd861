"""Rows of an XLSX workbook, one by one.

In: a workbook whose archive was found sound. Out: records with texts and numbers; dates as ISO text where the cell is
shown as a date. Formulas count by the result that was stored with them. Read as a stream, because a library that
builds the sheet in memory needs 700 MB for a million rows, and any amount for two cells in opposite corners.
"""

import math
import re
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from enishi.friends.transfers import limits
from enishi.friends.transfers.csv_reader import flaw_of_cells
from enishi.friends.transfers.records import Cell, FileProblemError, Record
from enishi.friends.transfers.shared_texts import CellError, SharedTexts, unescaped
from enishi.friends.transfers.workbook_xml import parse, parsing, reading

_DATE_FORMATS = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
# What stands in quotes, brackets or behind a backslash is shown as it is.
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\[\]]*\]')
_DATE_LETTERS = re.compile(r"[ymdhsge]", re.IGNORECASE)
_EPOCH = datetime(1899, 12, 30, tzinfo=UTC)
_EPOCH_1904 = datetime(1904, 1, 1, tzinfo=UTC)
_LAST_SERIAL = 2_958_466
_COLUMN_LETTERS = 3
_LAST_LINE = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet: its name and where it lies in the archive."""

    name: str
    part: str


def sheets_of(path: Path) -> list[Sheet]:
    """The workbook's visible worksheets in order; FileProblemError if it has none that can be read."""
    with reading(), zipfile.ZipFile(path) as archive:
        targets = _targets(archive)
        found: list[Sheet] = []

        def start(tag: str, attributes: dict[str, str]) -> None:
            if tag == "sheet" and attributes.get("state", "visible") == "visible":
                part = targets.get(attributes.get("id", ""))
                name = attributes.get("name", "")
                if len(found) == limits.SHEETS or len(name) > limits.SHEET_NAME_CHARACTERS:
                    raise FileProblemError("archive_suspicious")
                if part is not None:
                    found.append(Sheet(name, part))

        parse(archive, "xl/workbook.xml", start)
    if not found:
        raise FileProblemError("workbook_empty")
    return found


def _targets(archive: zipfile.ZipFile) -> dict[str, str]:
    """Relation id → worksheet part."""
    found: dict[str, str] = {}
    names = set(archive.namelist())

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            target = attributes.get("Target", "")
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if part in names:
                found[attributes.get("Id", "")] = part

    parse(archive, "xl/_rels/workbook.xml.rels", start)
    return found


def xlsx_records(path: Path, sheet_name: str = "", *, most_empty: int | None = None) -> Iterator[Record]:
    """Every row of a worksheet that holds something; the first worksheet if no name is given. Ends early where
    ``most_empty`` octets hold no row.

    FileProblemError if there is no such worksheet or its XML is broken.
    """
    sheets = sheets_of(path)
    sheet = next((one for one in sheets if not sheet_name or one.name == sheet_name), None)
    if sheet is None:
        raise FileProblemError("sheet_missing", sheet=sheet_name)
    with reading(), zipfile.ZipFile(path) as archive, ExitStack() as parts:
        names = set(archive.namelist())
        has_texts = "xl/sharedStrings.xml" in names
        texts = parts.enter_context(archive.open("xl/sharedStrings.xml")) if has_texts else None
        dates = _date_styles(archive) if "xl/styles.xml" in names else frozenset()
        rows = _Rows(SharedTexts(texts), dates, _epoch(archive))
        empty = 0
        for size in parsing(parts.enter_context(archive.open(sheet.part)), rows.start, rows.end, rows.text):
            taken = rows.taken()
            yield from taken
            empty = 0 if taken else empty + size
            if most_empty is not None and empty > most_empty:
                return


def _epoch(archive: zipfile.ZipFile) -> datetime:
    found = [_EPOCH]

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "workbookPr" and attributes.get("date1904") in ("1", "true"):
            found[0] = _EPOCH_1904

    parse(archive, "xl/workbook.xml", start)
    return found[0]


def _date_styles(archive: zipfile.ZipFile) -> frozenset[str]:
    """The cell styles, by number as text, that show a number as a date or a time."""
    own: dict[int, str] = {}
    styles: list[int] = []
    inside = [False]

    def start(tag: str, attributes: dict[str, str]) -> None:
        if len(own) > limits.CELL_STYLES or len(styles) > limits.CELL_STYLES:
            raise FileProblemError("archive_suspicious")
        if tag == "numFmt":
            own[int(attributes.get("numFmtId", "0"))] = attributes.get("formatCode", "")
        elif tag == "cellXfs":
            inside[0] = True
        elif tag == "xf" and inside[0]:
            styles.append(int(attributes.get("numFmtId", "0")))

    def end(tag: str) -> None:
        if tag == "cellXfs":
            inside[0] = False

    parse(archive, "xl/styles.xml", start, end)
    shows = {style: _shows_date(style, own.get(style)) for style in set(styles)}
    return frozenset(str(number) for number, style in enumerate(styles) if shows[style])


def _shows_date(style: int, code: str | None) -> bool:
    if code is None:
        return style in _DATE_FORMATS
    if len(code) > limits.NUMBER_FORMAT_CHARACTERS:
        return False
    first = _LITERAL.sub("", code).split(";")[0]
    return "general" not in first.lower() and _DATE_LETTERS.search(first) is not None


def _column_of(reference: str) -> int:
    """Where a cell stands, from 0; beyond the last column for what names none."""
    letters = reference[: _COLUMN_LETTERS + 1].rstrip("0123456789")
    if not letters.isalpha() or not letters.isascii() or len(letters) > _COLUMN_LETTERS:
        return limits.COLUMNS
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


class _Rows:
    """Gathers the cells of each row as the parser meets them."""

    def __init__(self, shared: SharedTexts, dates: frozenset[str], epoch: datetime) -> None:
        self._shared, self._dates, self._epoch = shared, dates, epoch
        self._done: list[Record] = []
        self._cells: list[Cell] = []
        self._flaw = ""
        self._line = 0
        self._column = -1
        self._kind = self._style = ""
        self._parts: list[str] = []
        self._length = 0
        self._is_value = self._has_formula = self._is_reading_aid = False

    def taken(self) -> list[Record]:
        done, self._done = self._done, []
        return done

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            reference = attributes.get("r")
            self._column = _column_of(reference) if reference else self._column + 1
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "")
            self._parts, self._length = [], 0
            self._has_formula = False
        elif tag in ("v", "t"):
            self._is_value = not self._is_reading_aid
        elif tag == "row":
            self._line = self._line_of(attributes.get("r", ""))
            self._column, self._cells, self._flaw = -1, [], ""
        elif tag == "f":
            self._has_formula = True
        elif tag == "rPh":
            self._is_reading_aid = True

    def _line_of(self, reference: str) -> int:
        """A row's number; the next one where it is none or was there before, as rows are told apart by it."""
        is_number = reference.isascii() and reference.isdigit() and len(reference) < 11
        number = int(reference) if is_number else 0
        return number if self._line < number <= _LAST_LINE else self._line + 1

    def text(self, text: str) -> None:
        if self._is_value:
            self._length += len(text)
            if self._length <= limits.CELL_CHARACTERS:
                self._parts.append(text)

    def end(self, tag: str) -> None:
        if tag in ("v", "t"):
            self._is_value = False
        elif tag == "c":
            self._close_cell()
        elif tag == "row":
            self._close_row()
        elif tag == "rPh":
            self._is_reading_aid = False

    def _close_cell(self) -> None:
        if not self._length:
            if self._has_formula and self._kind != "str":
                self._flaw = self._flaw or "formula_without_result"
            return
        if not 0 <= self._column < limits.COLUMNS:
            self._flaw = "too_many_columns"
            return
        missing = self._column + 1 - len(self._cells)
        if missing > 0:
            self._cells.extend([""] * missing)
        try:
            self._cells[self._column] = self._value()
        except CellError as error:
            self._flaw = self._flaw or error.code

    def _value(self) -> Cell:
        if self._length > limits.CELL_CHARACTERS:
            raise CellError("cell_too_long")
        raw = "".join(self._parts)
        match self._kind:
            case "s":
                return self._shared[_whole(raw)]
            case "n":
                return self._number(raw)
            case "b":
                return "TRUE" if raw == "1" else "FALSE"
            case "e":
                raise CellError("formula_error")
            case _:
                return unescaped(raw)

    def _number(self, raw: str) -> Cell:
        try:
            value = float(raw)
            if self._style in self._dates and 0 <= value < _LAST_SERIAL:
                return serial_text(value, self._epoch)
        except (ValueError, OverflowError) as error:
            raise CellError("cell_damaged") from error
        if not math.isfinite(value):
            raise CellError("cell_damaged")
        return int(value) if value.is_integer() and abs(value) < 1e15 else value

    def _close_row(self) -> None:
        if self._flaw or self._cells:
            flaw = self._flaw or flaw_of_cells([cell for cell in self._cells if isinstance(cell, str)])
            # A workbook has no encoding that one could choose.
            flaw = "cell_damaged" if flaw == "unreadable" else flaw
            self._done.append(Record(self._line, [] if flaw else self._cells, flaw))


def _whole(raw: str) -> int:
    try:
        return int(raw)
    except ValueError as error:
        raise CellError("cell_damaged") from error


def serial_text(value: float, epoch: datetime = _EPOCH) -> str:
    """A spreadsheet's day number as ISO text: a date, a time of day, or both; to the second."""
    # Excel takes 1900 for a leap year; the days before its invented 29 February are one off.
    days = value + 1 if epoch is _EPOCH and 1 <= value < 60 else value
    at = epoch + timedelta(seconds=round(days * 86_400))
    if value < 1:
        return f"{at:%H:%M:%S}"
    return f"{at:%Y-%m-%d}" if at.time() == time() else f"{at:%Y-%m-%d %H:%M:%S}"
