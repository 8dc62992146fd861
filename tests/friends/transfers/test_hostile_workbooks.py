"""Workbooks that somebody made to stop the machine, to fill its memory, or to spoil a whole file by one cell."""

import tracemalloc
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch
from xml.sax.saxutils import quoteattr

import pytest
from tests.factories import make_channel, make_field, make_friends
from tests.friends.transfers.stage import (
    LINE_ID,
    counts,
    done,
    mapped,
    problems,
    to_field,
    tried,
    uploaded,
    values_in,
)

from enishi.accounts.models import Organisation
from enishi.friends.domain.fields import FieldType
from enishi.friends.models import ImportState
from enishi.friends.transfers import limits
from enishi.friends.transfers.archives import require_sound_archive
from enishi.friends.transfers.reading import FileShape, detected_shape, opening
from enishi.friends.transfers.records import FileProblemError, Record
from enishi.friends.transfers.workbook_xml import parsing
from enishi.friends.transfers.xlsx_reader import _shows_date as shows_date
from enishi.friends.transfers.xlsx_reader import sheets_of, xlsx_records

_GIANT = f"<t>{'x' * 3_000_000}</t>" * 4


def _book(path: Path, sheet: str, *, part: str = "worksheets/sheet1.xml", **others: str) -> Path:
    relation = f'<Relationship Id="r1" Type="x/worksheet" Target="{part}"/>'
    parts = {
        "workbook": '<workbook><sheets><sheet name="a" id="r1"/></sheets></workbook>',
        "_rels/workbook.xml.rels": f"<Relationships>{relation}</Relationships>",
        part: sheet,
        **others,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(f"xl/{name}" if "." in name else f"xl/{name}.xml", content)
    return path


def _sheet(*rows: str) -> str:
    lines = "".join(f'<row r="{number}">{cells}</row>' for number, cells in enumerate(rows, start=1))
    return f"<worksheet><sheetData>{lines}</sheetData></worksheet>"


def _text(text: str) -> str:
    return f'<c t="inlineStr"><is><t>{text}</t></is></c>'


def _found(path: Path) -> list[tuple[list[object], str]]:
    return [(list(record.cells), record.flaw) for record in xlsx_records(path)]


@contextmanager
def _modest_memory() -> Iterator[None]:
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < len(_GIANT) / 3
    finally:
        tracemalloc.stop()


# --- what would take time -------------------------------------------------------------------------------------------


def test_a_number_format_longer_than_excel_allows_is_no_date(tmp_path: Path) -> None:
    code = "y" + "[" * 150_000
    styles = f"<styleSheet><numFmts><numFmt numFmtId='200' formatCode={quoteattr(code)}/></numFmts>"
    styles += "<cellXfs><xf numFmtId='200'/></cellXfs></styleSheet>"
    path = _book(tmp_path / "a.xlsx", _sheet('<c s="0"><v>45296</v></c>'), styles=styles)

    assert _found(path) == [([45296], "")]


@pytest.mark.parametrize(
    ("code", "is_date"),
    [("[" * 250, False), ("[$-411]ggge", True), ("[Red]0.0", False), ("[h]:mm", True), ('"day"0', False)],
)
def test_what_stands_in_brackets_makes_no_date(code: str, is_date: bool) -> None:
    assert shows_date(200, code) is is_date


def test_a_workbook_with_more_formats_than_excel_makes_is_refused(tmp_path: Path) -> None:
    styles = "<styleSheet><cellXfs>" + "<xf/>" * (limits.CELL_STYLES + 2) + "</cellXfs></styleSheet>"
    path = _book(tmp_path / "a.xlsx", _sheet(_text("a")), styles=styles)

    with pytest.raises(FileProblemError, match="archive_suspicious"):
        list(xlsx_records(path))


@pytest.mark.parametrize("reference", ["A" * 200_000, "ABCD1", "1", "Ａ1", "-"])
def test_a_cell_that_stands_nowhere_costs_its_row(tmp_path: Path, reference: str) -> None:
    path = _book(tmp_path / "a.xlsx", _sheet(f'<c r="{reference}"><v>1</v></c>', '<c r="B2"><v>2</v></c>'))

    assert _found(path) == [([], "too_many_columns"), (["", 2], "")]


# --- what would take memory -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["media/image1.png", "worksheets/sheet1.XML", "worksheets/sheet1"])
def test_a_bomb_is_found_whatever_its_part_is_called(tmp_path: Path, part: str) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr(f"xl/{part}", b" " * (limits.RATIO_FROM_BYTES + 10))

    with pytest.raises(FileProblemError, match="archive_suspicious"):
        require_sound_archive(path)


def test_an_archive_packed_in_a_way_that_spreadsheets_are_not_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")

    with pytest.raises(FileProblemError, match="archive_damaged"):
        require_sound_archive(path)


@pytest.mark.parametrize("kind", ["inlineStr", "n", "str"])
def test_a_cell_without_end_is_not_gathered(tmp_path: Path, kind: str) -> None:
    path = _book(tmp_path / "a.xlsx", _sheet(f'<c t="{kind}"><is>{_GIANT}</is></c>', _text("b")))

    with _modest_memory():
        assert _found(path) == [([], "cell_too_long"), (["b"], "")]


def test_a_shared_text_without_end_is_not_kept(tmp_path: Path) -> None:
    path = _book(
        tmp_path / "a.xlsx",
        _sheet('<c t="s"><v>0</v></c>', '<c t="s"><v>1</v></c>'),
        sharedStrings=f"<sst><si>{_GIANT}</si><si><t>b</t></si></sst>",
    )

    with _modest_memory():
        assert _found(path) == [([], "cell_too_long"), (["b"], "")]


def test_a_table_of_ever_more_empty_texts_is_refused(tmp_path: Path) -> None:
    path = _book(
        tmp_path / "a.xlsx",
        _sheet('<c t="s"><v>999</v></c>'),
        sharedStrings="<sst>" + "<si/>" * 1_000 + "</sst>",
    )

    with (
        patch.object(limits, "SHARED_TEXT_BYTES", 4_000),
        pytest.raises(FileProblemError, match="suspicious"),
    ):
        list(xlsx_records(path))


def test_a_cell_that_comes_twice_takes_one_place(tmp_path: Path) -> None:
    path = _book(tmp_path / "a.xlsx", _sheet('<c r="B1"><v>1</v></c>' * 5 + '<c r="A1"><v>2</v></c>'))

    assert _found(path) == [([2, 1], "")]


@pytest.mark.parametrize(
    "xml",
    [
        "<a>" * (limits.XML_DEPTH + 1),
        "<a>" + "".join(f"<b{number}/>" for number in range(limits.XML_NAMES)) + "</a>",
        f'<a b="{"x" * 2 * limits.XML_TAG_BYTES}"/>',
        f"<{'a' * 2 * limits.XML_TAG_BYTES}/>",
    ],
    ids=["depth", "names", "attribute", "name"],
)
def test_xml_that_makes_its_parser_grow_is_refused(tmp_path: Path, xml: str) -> None:
    path = tmp_path / "a.xml"
    path.write_text(xml)

    with path.open("rb") as file, pytest.raises(FileProblemError, match="archive_suspicious"):
        for _ in parsing(file, lambda *_: None):
            pass


def test_a_text_of_many_megabytes_is_no_long_tag(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_text("<a>" + "x" * 4 * limits.XML_TAG_BYTES + "</a>")
    read = 0

    def count(text: str) -> None:
        nonlocal read
        read += len(text)

    with path.open("rb") as file:
        for _ in parsing(file, lambda *_: None, text=count):
            pass

    assert read == 4 * limits.XML_TAG_BYTES


@pytest.mark.parametrize("names", [["x" * 101], ["x"] * (limits.SHEETS + 1)])
def test_endless_sheets_are_refused(tmp_path: Path, names: list[str]) -> None:
    sheets = "".join(f'<sheet name="{name}" id="r1"/>' for name in names)
    path = _book(
        tmp_path / "a.xlsx", _sheet(_text("a")), workbook=f"<workbook><sheets>{sheets}</sheets></workbook>"
    )

    with pytest.raises(FileProblemError, match="archive_suspicious"):
        sheets_of(path)


def test_the_beginning_of_a_sheet_takes_the_beginning_of_the_shared_texts(tmp_path: Path) -> None:
    rows = [f'<c t="s"><v>{number}</v></c>' for number in range(30)]
    texts = "".join(f"<si><t>{number}</t></si>" for number in range(100_000))
    path = _book(tmp_path / "a.xlsx", _sheet(*rows), sharedStrings=f"<sst>{texts}<broken")

    assert len(opening(path, FileShape("xlsx")).rows) == limits.PREVIEW_ROWS


def test_a_preview_does_not_wait_for_the_end_of_a_million_empty_rows(tmp_path: Path) -> None:
    rows = _text("a"), _text("b"), *[""] * 100_000, _text("c")
    path = _book(tmp_path / "a.xlsx", _sheet(*rows))

    with patch.object(limits, "EMPTY_XML_BYTES", 1_000_000):
        assert [record.line for record in opening(path, FileShape("xlsx")).rows] == [2]
    assert [record.line for record in opening(path, FileShape("xlsx")).rows] == [2, 100_003]
    assert len(list(xlsx_records(path))) == 3


def test_what_a_workbook_tells_of_itself_has_an_end(tmp_path: Path) -> None:
    styles = "<styleSheet>" + " " * 600_000 + "</styleSheet>"
    path = _book(tmp_path / "a.xlsx", _sheet(_text("a")), styles=styles)

    with patch.object(limits, "XML_PART_BYTES", 500_000), pytest.raises(FileProblemError, match="suspicious"):
        list(xlsx_records(path))


# --- what would spoil the file --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cell",
    [
        _text("x_xD800_"),
        _text("_xDC00__xD800_"),
        '<c t="s"><v>0</v></c>',
        '<c t="s"><v>7</v></c>',
        '<c t="s"><v>-1</v></c>',
        '<c t="s"><v>one</v></c>',
        "<c><v>nan</v></c>",
        "<c><v>-inf</v></c>",
        "<c><v>1e999</v></c>",
        "<c><v>twelve</v></c>",
        '<c s="0"><v>2958465.9999999</v></c>',
    ],
)
def test_a_cell_that_means_nothing_costs_its_row_only(tmp_path: Path, cell: str) -> None:
    path = _book(
        tmp_path / "a.xlsx",
        _sheet(_text("見出し"), cell, _text("b")),
        sharedStrings="<sst><si><t>_xDBFF_</t></si></sst>",
        styles="<styleSheet><cellXfs><xf numFmtId='14'/></cellXfs></styleSheet>",
    )

    assert _found(path) == [(["見出し"], ""), ([], "cell_damaged"), (["b"], "")]
    require_sound_archive(path)
    assert opening(path, detected_shape(path)).headers == ["見出し"]


def test_two_halves_of_a_character_make_it(tmp_path: Path) -> None:
    path = _book(tmp_path / "a.xlsx", _sheet(_text("_xD83D__xDE00_")))

    assert _found(path) == [(["😀"], "")]


@pytest.mark.parametrize("number", ["0", "1", "-5", "x", "9" * 5_000, "99999999999"])
def test_a_row_with_a_wrong_number_is_the_next_row(tmp_path: Path, number: str) -> None:
    sheet = f'<worksheet><sheetData><row r="1">{_text("a")}</row><row r="{number}">{_text("b")}</row>'
    path = _book(tmp_path / "a.xlsx", sheet + "</sheetData></worksheet>")

    assert list(xlsx_records(path)) == [Record(1, ["a"]), Record(2, ["b"])]


def test_an_encoding_that_nobody_knows_is_a_damaged_workbook(tmp_path: Path) -> None:
    path = _book(tmp_path / "a.xlsx", '<?xml version="1.0" encoding="none"?><worksheet/>')

    with pytest.raises(FileProblemError, match="archive_damaged"):
        list(xlsx_records(path))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "cell", [_text("5_xD800_"), "<c><v>nan</v></c>", "<c><v>inf</v></c>", "<c><v>1e300</v></c>"]
)
@pytest.mark.parametrize("is_last", [True, False])
def test_one_bad_cell_never_stops_an_import(
    org: Organisation, tmp_path: Path, cell: str, is_last: bool
) -> None:
    channel = make_channel(org)
    points = make_field(org, "点", FieldType.NUMBER)
    friends = make_friends(channel, 25)
    rows = [_text(friend.line_user_id) + "<c><v>5</v></c>" for friend in friends]
    place = 24 if is_last else 0
    rows[place] = _text(friends[place].line_user_id) + cell
    path = _book(tmp_path / "a.xlsx", _sheet(_text("LINEユーザーID") + _text("点"), *rows))

    file = uploaded(channel, path.read_bytes(), name="a.xlsx")
    assert file.state == ImportState.READY
    file = mapped(file, LINE_ID, to_field(points))

    checked = tried(file)
    assert counts(checked) == {"changed": 24, "failed": 1}
    assert [line for line, _, _ in problems(checked)] == [place + 2]
    assert counts(done(file)) == {"changed": 24, "failed": 1}
    assert len(values_in(points)) == 24


@pytest.mark.django_db
def test_a_header_that_means_nothing_is_refused_in_words(org: Organisation, tmp_path: Path) -> None:
    path = _book(tmp_path / "a.xlsx", _sheet(_text("memo_xD800_"), _text("a")))

    file = uploaded(make_channel(org), path.read_bytes(), name="a.xlsx")

    assert file.state == ImportState.REFUSED
    assert file.error is not None
    assert "壊れていて" in file.error["ja"]
