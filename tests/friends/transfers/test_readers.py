"""Files as they come: any encoding, any delimiter, broken rows, hostile archives."""

import csv
import io
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
from enishi.friends.transfers.cells import as_meant, harmless, harmless_typed
from enishi.friends.transfers.csv_reader import csv_records
from enishi.friends.transfers.detection import shape_of
from enishi.friends.transfers.reading import FileShape, detected_shape, opening, rows_below
from enishi.friends.transfers.records import FileProblemError, Record, keep_records, kept_records
from enishi.friends.transfers.xlsx_reader import serial_text, sheets_of, xlsx_records


def _file(tmp_path: Path, content: bytes, name: str = "file.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def _rows(path: Path, encoding: str = "utf-8", delimiter: str = ",") -> list[Record]:
    return list(csv_records(path, encoding, delimiter))


_TEXT = "会員番号,氏名,メモ\nA-1,髙橋,はじめての来店です\nA-2,山﨑,常連のお客さま\n"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (_TEXT.encode(), "utf-8"),
        (_TEXT.encode("utf-8-sig"), "utf-8"),
        (_TEXT.encode("cp932"), "cp932"),
        (_TEXT.encode("utf-16"), "utf-16"),
        (_TEXT.encode("utf-16-le"), "utf-16-le"),
        (_TEXT.encode("utf-16-be"), "utf-16-be"),
        (b"a,b\n1,2\n", "utf-8"),
        (("x," * 40 + "\n").encode() * 30_000 + "髙".encode("cp932"), "cp932"),
    ],
)
def test_an_encoding_is_recognised_by_the_whole_file(tmp_path: Path, content: bytes, encoding: str) -> None:
    assert shape_of(_file(tmp_path, content)).encoding == encoding


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_every_encoding_and_delimiter_gives_the_same_rows(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    path = _file(tmp_path, _TEXT.replace(",", delimiter).encode(encoding))

    shape = detected_shape(path)
    found = opening(path, shape)

    assert shape.delimiter == delimiter
    assert found.headers == ["会員番号", "氏名", "メモ"]
    assert [record.cells for record in found.rows] == [
        ["A-1", "髙橋", "はじめての来店です"],
        ["A-2", "山﨑", "常連のお客さま"],
    ]
    assert [record.line for record in found.rows] == [2, 3]


_CELLS = st.text(
    st.characters(codec="cp932", exclude_categories=["Cc", "Cs"], exclude_characters="¢£¬‖−〜")
    | st.sampled_from('",;\t\n'),
    max_size=12,
)
_TABLES = st.lists(st.lists(_CELLS, min_size=2, max_size=4), min_size=1, max_size=6)


@settings(max_examples=150)
@given(
    table=_TABLES,
    encoding=st.sampled_from(["utf-8", "cp932", "utf-16"]),
    delimiter=st.sampled_from([",", "\t", ";"]),
)
def test_the_reader_reads_what_the_csv_module_wrote(
    tmp_path_factory: pytest.TempPathFactory, table: list[list[str]], encoding: str, delimiter: str
) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(table)
    path = _file(tmp_path_factory.mktemp("csv"), text.getvalue().encode(encoding))

    found = _rows(path, encoding, delimiter)

    assert [record.cells for record in found] == table
    assert {record.flaw for record in found} <= {""}


def test_line_breaks_in_quotes_stay_in_their_cell_and_lines_are_counted_as_an_editor_does(
    tmp_path: Path,
) -> None:
    found = _rows(_file(tmp_path, b'a,b\r\n"1\r\n2",x\r\n\r\n3,y\r\n'))

    assert [(record.line, record.cells) for record in found] == [
        (1, ["a", "b"]),
        (2, ["1\r\n2", "x"]),
        (5, ["3", "y"]),
    ]


def test_a_quote_in_the_wrong_place_costs_its_own_row_only(tmp_path: Path) -> None:
    found = _rows(_file(tmp_path, b'a,b\n"x"y,1\nz,2\n'))

    assert [(record.line, record.flaw) for record in found] == [(1, ""), (2, "quote_misplaced"), (3, "")]


def test_a_quote_that_is_never_closed_is_told_with_the_row_where_it_begins(tmp_path: Path) -> None:
    found = _rows(_file(tmp_path, b'a,b\n1,2\n"3,4\n5,6\n'))

    assert [(record.line, record.flaw) for record in found] == [(1, ""), (2, ""), (3, "quote_not_closed")]


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_cell_of_ten_megabytes_costs_its_own_row_only(tmp_path: Path, quote: str) -> None:
    giant = quote + "x" * 10_000_000 + quote
    found = _rows(_file(tmp_path, f"a,b\n{giant},1\nz,2\n".encode()))

    assert found[0].cells == ["a", "b"]
    assert found[1].line == 2
    assert found[1].flaw in ("cell_too_long", "line_too_long")
    assert found[-1].cells == ["z", "2"] or found[-1].flaw
    assert all(sum(map(len, map(str, record.cells))) < 1_000_000 for record in found)


def test_a_cell_that_is_a_little_too_long_is_told(tmp_path: Path) -> None:
    found = _rows(_file(tmp_path, f"a,b\n{'x' * (limits.CELL_CHARACTERS + 1)},1\n".encode()))

    assert found[1].flaw == "cell_too_long"


@pytest.mark.parametrize(
    ("content", "encoding", "flaw"),
    [
        (b"a,b\nx\x00y,1\n", "utf-8", "nul"),
        (b"a,b\n\xff\xfe\xfd,1\n", "utf-8", "unreadable"),
        ("a,b\n髙橋,1\n".encode(), "cp932", "unreadable"),
    ],
)
def test_octets_that_mean_nothing_are_told_by_row(
    tmp_path: Path, content: bytes, encoding: str, flaw: str
) -> None:
    found = _rows(_file(tmp_path, content), encoding)

    assert found[1].flaw == flaw


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"  \r\n ", "file_empty"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "file_old_office"),
        (b"%PDF-1.7 ...", "file_unknown"),
        (b"\x89PNG\r\n\x1a\n....", "file_unknown"),
    ],
)
def test_what_is_no_table_is_refused_with_the_mend(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(FileProblemError) as caught:
        detected_shape(_file(tmp_path, content))

    assert caught.value.code == code


def test_headers_below_a_title_are_found_where_one_says(tmp_path: Path) -> None:
    path = _file(tmp_path, "顧客一覧,,\n番号,氏名,\n1,花子,x\n".encode())

    found = opening(path, FileShape("csv", header=2))

    assert found.headers == ["番号", "氏名", ""]
    assert [record.line for record in found.rows] == [3]


def test_without_headers_columns_are_called_by_their_letters(tmp_path: Path) -> None:
    path = _file(tmp_path, b"1,2\n3,4\n")

    assert opening(path, FileShape("csv", header=0)).headers == ["A", "B"]


def test_a_file_with_headers_alone_has_nothing_to_import(tmp_path: Path) -> None:
    with pytest.raises(FileProblemError, match="no_rows"):
        opening(_file(tmp_path, b"a,b\n"), FileShape("csv"))


def test_kept_records_can_be_read_on_from_any_place(tmp_path: Path) -> None:
    records = [
        Record(number, [f"セル\n{number}", number, number / 2], "nul" if number == 3 else "")
        for number in range(1, 8)
    ]
    path = tmp_path / "kept"

    assert keep_records(path, records) == 7

    found, offset = kept_records(path, 0, 3)
    rest, end = kept_records(path, offset, 100)
    assert found + rest == records
    assert kept_records(path, end, 100) == ([], end)


# --- workbooks ------------------------------------------------------------------------------------------------------


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


# --- formulas -------------------------------------------------------------------------------------------------------


@given(st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("'=+-@\t\r\n＝＋－＠"), max_size=8))
def test_a_cell_made_harmless_begins_no_formula_and_comes_back_as_it_was(text: str) -> None:
    assert not harmless(text).startswith(tuple("=+-@\t\r\n＝＋－＠"))
    assert as_meant(harmless(text)) == text
    assert as_meant(harmless_typed(text)) == text
