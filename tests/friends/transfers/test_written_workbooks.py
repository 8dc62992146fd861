"""Workbooks that we write: whole, readable by others, and never half when a worker dies over one."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from tests.factories import NOW, make_friends, rows

from enishi.accounts.permissions import COMMAND_LINE
from enishi.friends.models import FileExport, Friend, Operation
from enishi.friends.selectors.who import Who
from enishi.friends.services import file_exports
from enishi.friends.services.operation_engine import run_next_chunk
from enishi.friends.transfers.archives import require_sound_archive
from enishi.friends.transfers.cells import OutCell
from enishi.friends.transfers.storage import export_path
from enishi.friends.transfers.workbooks import pack
from enishi.friends.transfers.writers import write_xlsx
from enishi.friends.transfers.xlsx_reader import xlsx_records
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel


def _theirs(path: Path) -> list[list[Any]]:
    return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)


def test_a_written_workbook_says_what_its_cells_are(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    cells: list[list[OutCell]] = [
        ["<&>\"'", 7, Decimal("2.500000"), date(2024, 1, 5), datetime(2024, 1, 5, 13, 30)],  # noqa: DTZ001
        [" 前後 ", None, "", date(1899, 5, 1), "二\n行"],
    ]

    assert write_xlsx(path, ["a", "b", "c", "d", "e"], cells) == 2

    require_sound_archive(path)
    assert _theirs(path) == [
        ["a", "b", "c", "d", "e"],
        ["<&>\"'", 7.0, 2.5, date(2024, 1, 5), datetime(2024, 1, 5, 13, 30)],  # noqa: DTZ001
        [" 前後 ", "", "", "1899-05-01", "二\n行"],
    ]
    assert [found.name for found in tmp_path.iterdir()] == ["a.xlsx"]


@settings(max_examples=60)
@given(text=st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("_x0D\r\n\t'=<&"), min_size=1))
def test_every_text_comes_back_from_a_workbook_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.mktemp("xlsx") / "a.xlsx"

    write_xlsx(path, ["見出し"], [[text]])

    (record,) = list(xlsx_records(path))[1:]
    assert record.flaw == ("nul" if "\x00" in text else "cell_damaged" if "\ufffd" in text else "")
    if not record.flaw:
        escaped = text.lstrip("'")[:1] in tuple("=+-@\t\r\n＝＋－＠") and text.startswith("'")
        assert record.cells == [f"'{text}" if escaped else text]


pytestmark = pytest.mark.django_db


def _started(channel: Channel) -> Path:
    wanted = file_exports.Wanted(["id"], "xlsx", "utf-8", "ja")
    with org_scope(channel.org_id):
        export = file_exports.start_export(
            org_id=channel.org_id, who=Who(channel.id), wanted=wanted, actor=COMMAND_LINE, now=NOW
        )
    return export_path(export.stored_name)


def _in_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("enishi.friends.services.operations.CHUNK", 3)


def _ids(path: Path) -> list[int]:
    return [int(row[0]) for row in _theirs(path)[1:]]


def test_a_large_workbook_is_written_in_steps(channel: Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    _in_steps(monkeypatch)
    friends = make_friends(channel, 20)
    path = _started(channel)

    steps = 0
    while run_next_chunk(NOW):
        steps += 1

    assert steps >= 4
    assert _ids(path) == [friend.id for friend in friends]
    assert rows(FileExport)[0].rows == 20
    assert [found.name for found in path.parent.iterdir() if found.name.startswith(path.name)] == [path.name]


def test_rows_that_were_written_but_never_committed_are_cut_off_again(
    channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    _in_steps(monkeypatch)
    friends = make_friends(channel, 20)
    path = _started(channel)
    run_next_chunk(NOW)
    with path.with_suffix(path.suffix + ".draft").open("ab") as file:
        file.write(b'<row r="8"><c r="A8"><v>99')

    while run_next_chunk(NOW):
        pass

    assert _ids(path) == [friend.id for friend in friends]


@pytest.mark.parametrize("is_whole", [False, True])
def test_a_worker_that_died_while_it_packed_leaves_nothing_that_hinders_the_next(
    channel: Channel, monkeypatch: pytest.MonkeyPatch, is_whole: bool
) -> None:
    _in_steps(monkeypatch)
    friends: list[Friend] = make_friends(channel, 5)
    path = _started(channel)
    while not rows(Operation)[0].cursor.get("is_written"):
        run_next_chunk(NOW)
    sheet = path.with_suffix(path.suffix + ".draft")
    if is_whole:
        pack(sheet, path)
        sheet.unlink()
    else:
        path.write_bytes(b"PK half")
        with sheet.open("ab") as file:
            file.write(b"</sheetData>")

    while run_next_chunk(NOW):
        pass

    assert rows(Operation)[0].state == "done"
    assert _ids(path) == [friend.id for friend in friends]
