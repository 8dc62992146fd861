"""Workbooks: what their cells mean, and archives that would take the machine."""

import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from enishi.friends.transfers import limits
from enishi.friends.transfers.archives import require_sound_archive
from enishi.friends.transfers.reading import FileShape, detected_shape, rows_below
from enishi.friends.transfers.records import FileProblemError
from enishi.friends.transfers.xlsx_reader import serial_text, sheets_of, xlsx_records


def _workbook(path: Path, rows: list[list[Any]], **options: Any) -> Path:
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False, **options})
    sheet = book.add_worksheet("友だち")
    day = book.add_format({"num_format": "yyyy/m/d"})
    moment = book.add_format({"num_format": "yyyy/m/d h:mm"})
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, datetime):
                sheet.write_datetime(number, column, cell, moment)
            elif isinstance(cell, date):
                sheet.write_datetime(number, column, datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001
            else:
                sheet.write(number, column, cell)
    book.close()
    return path


def test_a_workbook_gives_texts_numbers_and_days(tmp_path: Path) -> None:
    path = _workbook(
        tmp_path / "a.xlsx",
        [
            ["氏名", "点", "来店"],
            ["花子", 12, date(2024, 1, 5)],
            ["健二", 2.5, datetime(2024, 1, 5, 13, 30)],  # noqa: DTZ001 - as spreadsheets know them
            [True],
        ],
    )

    assert detected_shape(path).sheets == ("友だち",)
    assert [(record.line, record.cells) for record in xlsx_records(path)] == [
        (1, ["氏名", "点", "来店"]),
        (2, ["花子", 12, "2024-01-05"]),
        (3, ["健二", 2.5, "2024-01-05 13:30:00"]),
        (4, ["TRUE"]),
    ]


_SHEET_CELLS = st.one_of(
    st.text(st.characters(exclude_categories=["Cc", "Cs"], max_codepoint=0xFFFD), min_size=1, max_size=10),
    st.integers(-(10**9), 10**9),
    st.floats(-1e6, 1e6, width=32).map(lambda value: round(value, 3)),
    st.dates(date(1905, 1, 1), date(2100, 1, 1)),
)


@settings(max_examples=40)
@given(rows=st.lists(st.lists(_SHEET_CELLS, min_size=1, max_size=4), min_size=1, max_size=5))
def test_the_workbook_reader_agrees_with_another(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[Any]]
) -> None:
    path = _workbook(tmp_path_factory.mktemp("xlsx") / "a.xlsx", rows)
    theirs = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)

    ours = {record.line: record.cells for record in xlsx_records(path)}

    for number, row in enumerate(theirs, start=1):
        expected = [cell.isoformat() if isinstance(cell, date) else cell for cell in row]
        while expected and expected[-1] == "":
            expected.pop()
        assert ours.get(number, []) == expected


def test_rows_of_a_workbook_are_as_wide_as_its_headers(tmp_path: Path) -> None:
    path = _workbook(tmp_path / "a.xlsx", [["a", "b", "c"], ["1"]])

    assert [record.cells for record in rows_below(path, FileShape("xlsx"), 3)] == [["1", "", ""]]


def test_formulas_count_by_their_stored_result_and_errors_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write_formula(0, 0, "=1+1", None, 2)
    sheet.write_formula(1, 0, "=A9", None, "#REF!")
    sheet.write_formula(2, 0, '="x"', None, "x")
    book.close()

    found = list(xlsx_records(path))

    assert [(record.cells, record.flaw) for record in found] == [
        ([2], ""),
        ([], "formula_error"),
        (["x"], ""),
    ]


def test_serials_around_the_invented_leap_day_are_right() -> None:
    assert serial_text(1) == "1900-01-01"
    assert serial_text(59) == "1900-02-28"
    assert serial_text(61) == "1900-03-01"
    assert serial_text(45296) == "2024-01-05"
    assert serial_text(0.5) == "12:00:00"


def _archive(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


_BOOK = b'<workbook><sheets><sheet name="a" id="r1"/></sheets></workbook>'
_RELATIONS = b'<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'


def _book(path: Path, sheet: bytes) -> Path:
    return _archive(
        path,
        {
            "xl/workbook.xml": _BOOK,
            "xl/_rels/workbook.xml.rels": _RELATIONS,
            "xl/worksheets/sheet1.xml": sheet,
        },
    )


def test_a_zip_bomb_is_refused_before_anything_is_read_from_it(tmp_path: Path) -> None:
    path = _book(
        tmp_path / "bomb.xlsx", b"<worksheet>" + b" " * (limits.RATIO_FROM_BYTES + 10) + b"</worksheet>"
    )

    with pytest.raises(FileProblemError, match="archive_suspicious"):
        require_sound_archive(path)


def test_an_archive_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    path = _book(tmp_path / "liar.xlsx", b"<worksheet>" + b" " * 100_000 + b"</worksheet>")
    content = path.read_bytes()
    size = (100_023).to_bytes(4, "little")
    assert content.count(size) == 2
    path.write_bytes(content.replace(size, (10).to_bytes(4, "little")))

    with pytest.raises(FileProblemError, match="archive_damaged"):
        require_sound_archive(path)


def test_too_many_entries_are_refused(tmp_path: Path) -> None:
    path = _archive(
        tmp_path / "many.xlsx", {f"x{number}.xml": b"" for number in range(limits.ARCHIVE_ENTRIES + 1)}
    )

    with pytest.raises(FileProblemError, match="archive_suspicious"):
        require_sound_archive(path)


def test_another_archive_is_no_workbook(tmp_path: Path) -> None:
    with pytest.raises(FileProblemError, match="file_unknown"):
        require_sound_archive(_archive(tmp_path / "a.zip", {"readme.txt": b"hello"}))


def test_a_damaged_workbook_is_refused(tmp_path: Path) -> None:
    path = _workbook(tmp_path / "a.xlsx", [["a"] * 5] * 200)
    content = bytearray(path.read_bytes())
    for place in range(200, len(content) - 400, 37):
        content[place] ^= 0xFF
    path.write_bytes(bytes(content))

    with pytest.raises(FileProblemError):
        detected_shape(path)


def test_entities_are_refused(tmp_path: Path) -> None:
    laughs = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet><sheetData/></worksheet>'
    path = _book(tmp_path / "a.xlsx", laughs)

    with pytest.raises(FileProblemError, match="archive_suspicious"):
        list(xlsx_records(path))


def test_two_cells_in_opposite_corners_cost_nothing(tmp_path: Path) -> None:
    sheet = (
        b'<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    )
    found = list(xlsx_records(_book(tmp_path / "a.xlsx", sheet)))

    assert [(record.line, record.flaw) for record in found] == [(1, ""), (1_048_576, "too_many_columns")]


def test_reading_aids_of_names_are_no_part_of_the_name(tmp_path: Path) -> None:
    sheet = (
        b'<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>\xe8\x8a\xb1</t>'
        b"<rPh><t>\xe3\x83\x8f\xe3\x83\x8a</t></rPh></is></c></row></sheetData></worksheet>"
    )

    assert [record.cells for record in xlsx_records(_book(tmp_path / "a.xlsx", sheet))] == [["花"]]


def test_a_workbook_without_visible_sheets_is_refused(tmp_path: Path) -> None:
    path = _archive(
        tmp_path / "a.xlsx", {"xl/workbook.xml": b"<workbook/>", "xl/_rels/workbook.xml.rels": b"<x/>"}
    )

    with pytest.raises(FileProblemError, match="workbook_empty"):
        sheets_of(path)
