"""Files as they come: any encoding, any delimiter, broken rows, hostile archives."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enishi.friends.transfers import limits
from enishi.friends.transfers.cells import as_meant, harmless, harmless_typed
from enishi.friends.transfers.csv_reader import csv_records
from enishi.friends.transfers.detection import shape_of
from enishi.friends.transfers.reading import FileShape, detected_shape, opening
from enishi.friends.transfers.records import (
    FileProblemError,
    Record,
    keep_places,
    keep_records,
    kept_records,
    put_in_places,
)


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


def test_records_are_brought_into_the_order_of_their_places(tmp_path: Path) -> None:
    records = [Record(number, [f"セル\n{number}"]) for number in range(1, 6)]
    path, places = tmp_path / "kept", tmp_path / "parts" / "places"
    keep_records(path, records)
    keep_places(places, 0, [30, 10])
    keep_places(places, 2, [10, 50, 5])
    keep_places(places, 2, [10, 50, 20])

    put_in_places(path, places)

    found, _ = kept_records(path, 0, 100)
    assert [record.line for record in found] == [2, 3, 5, 1, 4]


def test_no_record_is_lost_where_places_are_missing(tmp_path: Path) -> None:
    records = [Record(number, [number]) for number in range(1, 4)]
    path, places = tmp_path / "kept", tmp_path / "parts" / "places"
    keep_records(path, records)
    keep_places(places, 0, [3, 2])

    put_in_places(path, places)

    assert kept_records(path, 0, 100)[0] == records


# --- formulas -------------------------------------------------------------------------------------------------------


@given(st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("'=+-@\t\r\n＝＋－＠"), max_size=8))
def test_a_cell_made_harmless_begins_no_formula_and_comes_back_as_it_was(text: str) -> None:
    assert not harmless(text).startswith(tuple("=+-@\t\r\n＝＋－＠"))
    assert as_meant(harmless(text)) == text
    assert as_meant(harmless_typed(text)) == text
