"""Rows of an XLSX workbook, one by one.

In: a workbook whose archive was found sound. Out: records with texts and numbers; dates as ISO text where the cell is
shown as a date. Formulas count by the result that was stored with them. Read as a stream, because a library that
builds the sheet in memory needs 700 MB for a million rows, and any amount for two cells in opposite corners.
"""

import re
import zipfile
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import IO, Any
from xml.parsers import expat

from enishi.friends.transfers import limits
from enishi.friends.transfers.csv_reader import flaw_of_cells
from enishi.friends.transfers.records import Cell, FileProblemError, Record

_BLOCK = 256 * 1024
_DATE_FORMATS = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
# What stands in quotes, brackets or behind a backslash is shown as it is.
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]')
_DATE_LETTERS = re.compile(r"[ymdhsge]", re.IGNORECASE)
_EPOCH = datetime(1899, 12, 30, tzinfo=UTC)
_EPOCH_1904 = datetime(1904, 1, 1, tzinfo=UTC)
_LAST_SERIAL = 2_958_466
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet: its name and where it lies in the archive."""

    name: str
    part: str


def sheets_of(path: Path) -> list[Sheet]:
    """The workbook's visible worksheets in order; FileProblemError if it has none that can be read."""
    with _reading(), zipfile.ZipFile(path) as archive:
        targets = _targets(archive)
        found: list[Sheet] = []

        def start(tag: str, attributes: dict[str, str]) -> None:
            if tag == "sheet" and attributes.get("state", "visible") == "visible":
                part = targets.get(attributes.get("id", ""))
                if part is not None:
                    found.append(Sheet(attributes.get("name", ""), part))

        _parse(archive, "xl/workbook.xml", start)
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

    _parse(archive, "xl/_rels/workbook.xml.rels", start)
    return found


def xlsx_records(path: Path, sheet_name: str = "") -> Iterator[Record]:
    """Every row of a worksheet that holds something; the first worksheet if no name is given.

    FileProblemError if there is no such worksheet or its XML is broken.
    """
    sheets = sheets_of(path)
    sheet = next((one for one in sheets if not sheet_name or one.name == sheet_name), None)
    if sheet is None:
        raise FileProblemError("sheet_missing", sheet=sheet_name)
    with _reading(), zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        shared = _SharedTexts()
        if "xl/sharedStrings.xml" in names:
            shared.read(archive)
        dates = _date_styles(archive) if "xl/styles.xml" in names else frozenset()
        rows = _Rows(shared, dates, _epoch(archive))
        parser = _parser(rows.start, rows.end, rows.text)
        with archive.open(sheet.part) as part:
            for block in _blocks(part):
                parser.Parse(block)
                yield from rows.taken()
            parser.Parse(b"", True)
            yield from rows.taken()


class _reading:  # noqa: N801 - reads as a statement
    """Everything that a broken workbook may raise becomes one refusal."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        broken = (expat.ExpatError, zipfile.BadZipFile, KeyError, ValueError, IndexError, EOFError)
        if isinstance(error, broken):
            raise FileProblemError("archive_damaged") from error


def _blocks(part: IO[bytes]) -> Iterator[bytes]:
    while block := part.read(_BLOCK):
        yield block


def _refuse_doctype(*_: object) -> None:
    # No spreadsheet has one; entities are how small XML becomes large.
    raise FileProblemError("archive_suspicious")


def _parser(start: Any, end: Any = None, text: Any = None) -> Any:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    local: dict[str, str] = {}

    def localised(name: str) -> str:
        found = local.get(name)
        if found is None:
            found = local[name] = name.rpartition(":")[2]
        return found

    def on_start(name: str, attributes: dict[str, str]) -> None:
        if ":" in "".join(attributes):
            attributes = {localised(key): value for key, value in attributes.items()}
        start(localised(name), attributes)

    parser.StartElementHandler = on_start
    if end is not None:
        parser.EndElementHandler = lambda name: end(localised(name))
    if text is not None:
        parser.CharacterDataHandler = text
    return parser


def _parse(archive: zipfile.ZipFile, part: str, start: Any, end: Any = None, text: Any = None) -> None:
    parser = _parser(start, end, text)
    with archive.open(part) as file:
        for block in _blocks(file):
            parser.Parse(block)
        parser.Parse(b"", True)


def _epoch(archive: zipfile.ZipFile) -> datetime:
    found = [_EPOCH]

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "workbookPr" and attributes.get("date1904") in ("1", "true"):
            found[0] = _EPOCH_1904

    _parse(archive, "xl/workbook.xml", start)
    return found[0]


def _date_styles(archive: zipfile.ZipFile) -> frozenset[str]:
    """The cell styles, by number as text, that show a number as a date or a time."""
    own: dict[int, str] = {}
    styles: list[int] = []
    inside = [False]

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "numFmt":
            own[int(attributes.get("numFmtId", "0"))] = attributes.get("formatCode", "")
        elif tag == "cellXfs":
            inside[0] = True
        elif tag == "xf" and inside[0]:
            styles.append(int(attributes.get("numFmtId", "0")))

    def end(tag: str) -> None:
        if tag == "cellXfs":
            inside[0] = False

    _parse(archive, "xl/styles.xml", start, end)
    return frozenset(str(number) for number, style in enumerate(styles) if _shows_date(style, own.get(style)))


def _shows_date(style: int, code: str | None) -> bool:
    if code is None:
        return style in _DATE_FORMATS
    first = _LITERAL.sub("", code).split(";")[0]
    return "general" not in first.lower() and _DATE_LETTERS.search(first) is not None


class _SharedTexts:
    """The workbook's table of texts: octets in one piece, because a million text objects take four times as much."""

    def __init__(self) -> None:
        self._octets = bytearray()
        self._ends = array("Q")
        self._parts: list[str] = []
        self._is_text = False
        self._is_reading_aid = False

    def read(self, archive: zipfile.ZipFile) -> None:
        _parse(archive, "xl/sharedStrings.xml", self._start, self._end, self._text)

    def _start(self, tag: str, _: dict[str, str]) -> None:
        if tag == "si":
            self._parts = []
        elif tag == "rPh":
            # Furigana that Excel keeps for a name: no part of the name.
            self._is_reading_aid = True
        self._is_text = tag == "t" and not self._is_reading_aid

    def _end(self, tag: str) -> None:
        self._is_text = False
        if tag == "rPh":
            self._is_reading_aid = False
        elif tag == "si":
            self._octets += "".join(self._parts).encode()
            self._ends.append(len(self._octets))
            if len(self._octets) > limits.SHARED_TEXT_BYTES:
                raise FileProblemError("archive_suspicious")

    def _text(self, text: str) -> None:
        if self._is_text:
            self._parts.append(text)

    def __getitem__(self, number: int) -> str:
        if not 0 <= number < len(self._ends):
            raise FileProblemError("archive_damaged")
        start = self._ends[number - 1] if number else 0
        return _unescaped(self._octets[start : self._ends[number]].decode())


def _unescaped(text: str) -> str:
    """Excel writes characters that XML cannot hold as ``_x000D_``."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def _column_of(reference: str) -> int:
    number = 0
    for letter in reference:
        if not "A" <= letter <= "Z":
            break
        number = number * 26 + ord(letter) - 64
    return number - 1


class _Rows:
    """Gathers the cells of each row as the parser meets them."""

    def __init__(self, shared: _SharedTexts, dates: frozenset[str], epoch: datetime) -> None:
        self._shared, self._dates, self._epoch = shared, dates, epoch
        self._done: list[Record] = []
        self._cells: list[Cell] = []
        self._flaw = ""
        self._line = 0
        self._column = -1
        self._kind = self._style = ""
        self._parts: list[str] = []
        self._is_value = self._has_formula = self._is_reading_aid = False

    def taken(self) -> list[Record]:
        done, self._done = self._done, []
        return done

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            reference = attributes.get("r")
            self._column = _column_of(reference) if reference else self._column + 1
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "")
            self._parts = []
            self._has_formula = False
        elif tag in ("v", "t"):
            self._is_value = not self._is_reading_aid
        elif tag == "row":
            self._line = int(attributes.get("r", self._line + 1))
            self._column, self._cells, self._flaw = -1, [], ""
        elif tag == "f":
            self._has_formula = True
        elif tag == "rPh":
            self._is_reading_aid = True

    def text(self, text: str) -> None:
        if self._is_value:
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
        raw = "".join(self._parts)
        if not raw:
            if self._has_formula and self._kind != "str":
                self._flaw = self._flaw or "formula_without_result"
            return
        if not 0 <= self._column < limits.COLUMNS:
            self._flaw = "too_many_columns"
            return
        missing = self._column - len(self._cells)
        if missing > 0:
            self._cells.extend([""] * missing)
        self._cells.append(self._value(raw))

    def _value(self, raw: str) -> Cell:
        match self._kind:
            case "s":
                return self._shared[int(raw)]
            case "n":
                return self._number(float(raw))
            case "b":
                return "TRUE" if raw == "1" else "FALSE"
            case "e":
                self._flaw = self._flaw or "formula_error"
                return raw
            case _:
                return _unescaped(raw)

    def _number(self, value: float) -> Cell:
        if self._style in self._dates and 0 <= value < _LAST_SERIAL:
            return serial_text(value, self._epoch)
        return int(value) if value.is_integer() and abs(value) < 1e15 else value

    def _close_row(self) -> None:
        if self._flaw or self._cells:
            flaw = self._flaw or flaw_of_cells([cell for cell in self._cells if isinstance(cell, str)])
            self._done.append(Record(self._line, [] if flaw else self._cells, flaw))


def serial_text(value: float, epoch: datetime = _EPOCH) -> str:
    """A spreadsheet's day number as ISO text: a date, a time of day, or both; to the second."""
    # Excel takes 1900 for a leap year; the days before its invented 29 February are one off.
    days = value + 1 if epoch is _EPOCH and 1 <= value < 60 else value
    at = epoch + timedelta(seconds=round(days * 86_400))
    if value < 1:
        return f"{at:%H:%M:%S}"
    return f"{at:%Y-%m-%d}" if at.time() == time() else f"{at:%Y-%m-%d %H:%M:%S}"
