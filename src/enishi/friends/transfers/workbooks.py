"""Workbooks of one sheet, written piece by piece.

An XLSX file is an archive of XML, and a sheet's XML grows by rows: so a large one can be written in steps, of which a
worker that is killed repeats only the last. Texts stand in their cells; a table of shared texts, as Excel writes it,
would have to be in memory as a whole.
"""

import os
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from enishi.friends.transfers.cells import OutCell, day_text, harmless_typed, number_text
from enishi.friends.transfers.reading import column_letters

#: Rows of a sheet, headers included; the format itself knows no more.
MOST_ROWS = 1_048_576
_MOST_CELL = 32_767
# Excel counts days from 1900, and calls 29 February 1900 a day.
_FIRST_DAY = date(1900, 3, 1)
_EPOCH = date(1899, 12, 30).toordinal()
_BOLD, _DAY, _MOMENT = 1, 2, 3

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_SHEET_PART = "xl/worksheets/sheet1.xml"
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/{_SHEET_PART}" ContentType="{_TYPE}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}">'
    '<sheets><sheet name="友だち" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_LINKS}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_LINKS}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy/m/d"/>'
    '<numFmt numFmtId="165" formatCode="yyyy/m/d h:mm:ss"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}
_START = (
    f'<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>'
)
_END = "</sheetData></worksheet>"

# What XML cannot hold, or a reader would take for such a character's name.
_UNHELD = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


def sheet_start(headers: Sequence[str]) -> bytes:
    """The sheet's XML down to its headers."""
    return f"{_XML}{_START}{_row(1, headers, _BOLD)}".encode()


def sheet_piece(rows: Iterable[Sequence[OutCell]], first: int) -> bytes:
    """The XML of further rows; the first of them is the sheet's row ``first``, the headers' being 1."""
    return "".join([_row(number, row, 0) for number, row in enumerate(rows, start=first)]).encode()


def pack(sheet: Path, target: Path) -> None:
    """Make a workbook at ``target`` of the XML begun by :func:`sheet_start`, a block at a time."""
    with sheet.open("ab") as file:
        file.write(_END.encode())
    with target.open("wb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for name, content in _PARTS.items():
                archive.writestr(name, _XML + content)
            archive.write(sheet, _SHEET_PART)
        file.flush()
        os.fsync(file.fileno())


def _row(number: int, cells: Sequence[OutCell], style: int) -> str:
    made = [
        _CELLS[cell.__class__](cell, f"{letters}{number}", style)
        for letters, cell in zip(_letters(len(cells)), cells, strict=True)
        if cell is not None and cell != ""
    ]
    return f'<row r="{number}">{"".join(made)}</row>'


_known_letters: dict[int, list[str]] = {}


def _letters(width: int) -> list[str]:
    if width not in _known_letters:
        _known_letters[width] = [column_letters(column) for column in range(width)]
    return _known_letters[width]


def _text_cell(text: str, place: str, style: int) -> str:
    text = harmless_typed(text)[:_MOST_CELL]
    if not text.isprintable() or "_x" in text:
        text = _UNHELD.sub(_named, text)
    styled = f' s="{style}"' if style else ""
    return f'<c r="{place}"{styled} t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def _named(found: re.Match[str]) -> str:
    return f"_x{ord(found[0]):04X}_"


def _number_cell(number: int | Decimal, place: str, style: int) -> str:
    text = number_text(number) if isinstance(number, Decimal) else str(number)
    return f'<c r="{place}"><v>{text}</v></c>'


def _day_cell(day: date, place: str, style: int) -> str:
    if day < _FIRST_DAY:
        return _text_cell(day_text(day), place, style)
    return f'<c r="{place}" s="{_DAY}"><v>{day.toordinal() - _EPOCH}</v></c>'


def _moment_cell(moment: datetime, place: str, style: int) -> str:
    if moment.date() < _FIRST_DAY or moment.microsecond:
        return _text_cell(day_text(moment), place, style)
    seconds = (moment.hour * 60 + moment.minute) * 60 + moment.second
    return f'<c r="{place}" s="{_MOMENT}"><v>{moment.toordinal() - _EPOCH + seconds / 86_400!r}</v></c>'


_CELLS: Mapping[type, Callable[[Any, str, int], str]] = {
    str: _text_cell,
    int: _number_cell,
    Decimal: _number_cell,
    date: _day_cell,
    datetime: _moment_cell,
}
