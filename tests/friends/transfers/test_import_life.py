"""The life of an import: taken back, remembered, changed, expired."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
import xlsxwriter  # type: ignore[import-untyped]
from tests.factories import (
    NOW,
    line_user_id,
    make_channel,
    make_field,
    make_friend,
    rows,
)
from tests.friends.transfers.stage import (
    IGNORE,
    LINE_ID,
    counts,
    done,
    mapped,
    to_field,
    tried,
    undone,
    uploaded,
    values_in,
    work,
)

from enishi.accounts.models import Organisation
from enishi.accounts.permissions import COMMAND_LINE
from enishi.friends.domain.fields import FieldType
from enishi.friends.models import (
    Field,
    FileImport,
    Friend,
    FriendTag,
    ImportMapping,
    Tag,
)
from enishi.friends.services import field_values, file_imports
from enishi.friends.transfers import importing, storage
from enishi.kit.errors import ProblemError
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel

pytestmark = pytest.mark.django_db


def test_an_import_is_taken_back_as_a_whole(
    org: Organisation, channel: Channel, aiko: Friend, kenji: Friend
) -> None:
    city = make_field(org, "市")
    with org_scope(org.id):
        field_values.set_values(
            org_id=org.id,
            channel_id=channel.id,
            field_id=city.id,
            values={kenji.id: "神戸"},
            now=NOW,
            source="x",
        )
    content = (
        "ID,市,タグ,メモ,来店\n"
        f"{aiko.line_user_id},京都,会員_新規,メモ,2024/1/5\n{kenji.line_user_id},大阪,,,\n{line_user_id(77)},奈良,,,\n"
    )
    file = mapped(
        uploaded(channel, content),
        LINE_ID,
        to_field(city),
        {"to": "tag_names"},
        {"to": "memo"},
        {"to": "new_field", "name": "来店", "type": "date"},
        creates_friends=True,
    )
    found = done(file)
    assert counts(found) == {"new": 1, "changed": 2}

    after = undone(found, now=NOW + timedelta(hours=1))

    assert after.state == "undone"
    assert values_in(city) == {kenji.id: "神戸"}
    assert {friend.id for friend in rows(Friend)} == {aiko.id, kenji.id}
    assert [friend.memo for friend in rows(Friend)] == ["", ""]
    assert rows(FriendTag) == []
    assert [tag.archived_at is not None for tag in rows(Tag)] == [True]
    assert [field.name for field in rows(Field) if field.archived_at] == ["来店"]


def test_what_somebody_changed_since_stays(
    org: Organisation, channel: Channel, aiko: Friend, kenji: Friend
) -> None:
    city = make_field(org, "市")
    content = f"ID,市\n{aiko.line_user_id},京都\n{kenji.line_user_id},大阪\n{line_user_id(77)},奈良\n"
    found = done(mapped(uploaded(channel, content), LINE_ID, to_field(city), creates_friends=True))
    newcomer = rows(Friend, line_user_id=line_user_id(77))[0]
    with org_scope(org.id):
        for friend_id in (kenji.id, newcomer.id):
            field_values.set_values(
                org_id=org.id,
                channel_id=channel.id,
                field_id=city.id,
                values={friend_id: "神戸"},
                now=NOW + timedelta(minutes=1),
                source="staff:1",
            )

    after = undone(found, now=NOW + timedelta(hours=1))

    assert values_in(city) == {kenji.id: "神戸", newcomer.id: "神戸"}
    assert after.report["counts"]["kept"] == 3
    assert len(rows(Friend)) == 3


# --- files, states, mappings ----------------------------------------------------------------------------------------


def test_a_mapping_is_remembered_for_files_with_the_same_headers(
    org: Organisation, channel: Channel, aiko: Friend
) -> None:
    city = make_field(org, "市町村")
    content = f"コード,列2\n{aiko.line_user_id},京都\n"
    tried(mapped(uploaded(channel, content), LINE_ID, to_field(city), empty="clear"))

    again = uploaded(channel, content)

    assert again.origin == "remembered"
    assert again.mapping["columns"] == [LINE_ID, to_field(city)]
    assert again.mapping["empty"] == "clear"
    assert uploaded(make_channel(org, name="二号店"), content).origin == "guessed"
    assert len(rows(ImportMapping)) == 1


def test_a_remembered_mapping_whose_field_is_gone_is_not_used(
    org: Organisation, channel: Channel, aiko: Friend
) -> None:
    city = make_field(org, "市町村")
    content = f"コード,列2\n{aiko.line_user_id},京都\n"
    tried(mapped(uploaded(channel, content), LINE_ID, to_field(city)))
    with org_scope(org.id):
        Field.objects.filter(org_id=org.id).update(archived_at=NOW)

    assert uploaded(channel, content).origin == "guessed"


def test_a_change_of_the_mapping_forgets_the_dry_run(
    org: Organisation, channel: Channel, aiko: Friend
) -> None:
    city = make_field(org, "市")
    file = mapped(uploaded(channel, f"ID,市\n{aiko.line_user_id},京都\n"), LINE_ID, to_field(city))
    tried(file)
    mapped(file, LINE_ID, {"to": "memo"})

    with org_scope(org.id), pytest.raises(ProblemError) as caught:
        file_imports.run_import(org_id=org.id, import_id=file.id, actor=COMMAND_LINE, now=NOW)

    assert caught.value.code == "import_not_tried"


def test_a_file_is_imported_once(org: Organisation, channel: Channel, aiko: Friend) -> None:
    city = make_field(org, "市")
    file = mapped(uploaded(channel, f"ID,市\n{aiko.line_user_id},京都\n"), LINE_ID, to_field(city))
    done(file)

    with org_scope(org.id), pytest.raises(ProblemError) as caught:
        file_imports.check_import(org_id=org.id, import_id=file.id, actor=COMMAND_LINE, now=NOW)

    assert caught.value.code == "import_has_run"


def test_pieces_come_in_order_and_a_repeated_one_changes_nothing(org: Organisation, channel: Channel) -> None:
    content = b"a,b\n1,2\n"
    with org_scope(org.id):
        file = file_imports.start_import(
            org_id=org.id, channel_id=channel.id, name="a.csv", size_bytes=8, actor=COMMAND_LINE, now=NOW
        )

        def piece(offset: int, end: int) -> FileImport:
            return file_imports.take_piece(
                org_id=org.id,
                import_id=file.id,
                offset=offset,
                content=content[offset:end],
                actor=COMMAND_LINE,
                now=NOW,
            )

        assert piece(0, 4).received_bytes == 4
        assert piece(0, 4).received_bytes == 4
        with pytest.raises(ProblemError) as caught:
            piece(6, 8)
        assert caught.value.code == "piece_out_of_order"
        assert piece(4, 8).state == "ready"
    assert storage.import_path(file.stored_name).read_bytes() == content


def test_a_file_that_is_no_table_is_refused_in_words(org: Organisation, channel: Channel) -> None:
    file = uploaded(channel, b"%PDF-1.7")

    assert file.state == "refused"
    assert "CSVでもExcel" in (file.error or {})["ja"]


def test_files_go_when_their_time_is_over_but_not_while_they_are_needed(
    org: Organisation, channel: Channel, aiko: Friend
) -> None:
    city = make_field(org, "市")
    file = mapped(uploaded(channel, f"ID,市\n{aiko.line_user_id},京都\n"), LINE_ID, to_field(city))
    tried(file)
    with org_scope(org.id):
        file_imports.run_import(org_id=org.id, import_id=file.id, actor=COMMAND_LINE, now=NOW)
    later = NOW + timedelta(days=8)

    assert file_imports.forget_old_files(later) == 0
    work(later)
    assert file_imports.forget_old_files(later) == 1
    assert not storage.import_path(file.stored_name).exists()
    assert not storage.records_path(file.stored_name).exists()


def test_several_chunks_do_what_one_does(
    org: Organisation, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "CHUNK", 3)
    points = make_field(org, "ポイント", FieldType.NUMBER)
    friends = [make_friend(channel, f"友{number}") for number in range(8)]
    content = "ID,点\n" + "".join(
        f"{friend.line_user_id},{number}\n" for number, friend in enumerate(friends)
    )

    found = done(mapped(uploaded(channel, content), LINE_ID, to_field(points)))

    assert (found.total, found.done, found.changed) == (8, 8, 8)
    assert {key: int(value) for key, value in values_in(points).items()} == {
        friend.id: number for number, friend in enumerate(friends)
    }


def test_mistakes_in_a_mapping_are_told_all_at_once(org: Organisation, channel: Channel) -> None:
    make_field(org, "市")
    file = mapped(
        uploaded(channel, "a,b,c,d\n1,2,3,4\n"),
        IGNORE,
        {"to": "new_field", "name": "市 ", "type": "text"},
        {"to": "tag", "tag_id": 999_999},
        {"to": "field", "field_id": 999_999},
        key=0,
    )

    with org_scope(org.id), pytest.raises(ProblemError) as caught:
        file_imports.check_import(org_id=org.id, import_id=file.id, actor=COMMAND_LINE, now=NOW)

    assert [problem.path for problem in caught.value.fields] == [
        "mapping.key",
        "mapping.columns.1.name",
        "mapping.columns.3.field_id",
        "mapping.columns.2.tag_id",
    ]


def test_a_spreadsheet_number_is_a_day_where_the_column_is_one(
    org: Organisation, channel: Channel, aiko: Friend
) -> None:
    born = make_field(org, "誕生日", FieldType.DATE)
    octets = BytesIO()
    book = xlsxwriter.Workbook(octets)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["ID", "誕生日"])
    sheet.write_row(1, 0, [aiko.line_user_id, 45296])
    book.close()

    done(mapped(uploaded(channel, octets.getvalue(), name="a.xlsx"), LINE_ID, to_field(born)))

    assert values_in(born) == {aiko.id: date(2024, 1, 5)}


def test_times_without_an_offset_are_those_of_japan(
    org: Organisation, channel: Channel, aiko: Friend
) -> None:
    visit = make_field(org, "来店", FieldType.DATETIME)

    done(mapped(uploaded(channel, f"ID,来店\n{aiko.line_user_id},2024/1/5 9:30\n"), LINE_ID, to_field(visit)))

    assert values_in(visit) == {aiko.id: datetime(2024, 1, 5, 0, 30, tzinfo=UTC)}
