"""Exports: any list with chosen columns, harmless in a spreadsheet, and the same when imported again."""

import csv
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from tests.factories import NOW, make_channel, make_field, make_friend, make_friends, make_tag, rows
from tests.friends.transfers.stage import done, mapped, tried, uploaded, work

from enishi.accounts.models import AuditEntry, Notice, Organisation
from enishi.accounts.permissions import COMMAND_LINE
from enishi.friends.domain.fields import FieldType
from enishi.friends.models import (
    Field,
    FieldValue,
    FileExport,
    Friend,
    FriendTag,
    Operation,
    OperationState,
    Tag,
)
from enishi.friends.selectors.who import Who
from enishi.friends.services import field_values, file_exports, operation_engine
from enishi.friends.services.file_exports import Wanted, Written
from enishi.friends.services.tagging import add_tag
from enishi.friends.transfers import exporting
from enishi.friends.transfers.storage import export_path
from enishi.kit.errors import ProblemError
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel

pytestmark = pytest.mark.django_db


@pytest.fixture
def channel(org: Organisation) -> Channel:
    return make_channel(org)


@pytest.fixture
def aiko(channel: Channel) -> Friend:
    return make_friend(channel, "愛子", memo="窓側の席")


def _set(channel: Channel, field: Field, values: Mapping[int, Any]) -> None:
    with org_scope(channel.org_id):
        field_values.set_values(
            org_id=channel.org_id,
            channel_id=channel.id,
            field_id=field.id,
            values=values,
            now=NOW,
            source="staff:1",
        )


def _tag(channel: Channel, tag: Tag, friend_ids: Sequence[int]) -> None:
    with org_scope(channel.org_id):
        add_tag(org_id=channel.org_id, channel_id=channel.id, tag_id=tag.id, friend_ids=friend_ids, now=NOW)


def _written(channel: Channel, *columns: str, who: Who | None = None, **options: Any) -> Written:
    wanted = Wanted(columns, **{"format": "csv", "encoding": "utf-8-bom", "language": "ja", **options})
    with org_scope(channel.org_id):
        return file_exports.write_export(
            org_id=channel.org_id, who=who or Who(channel.id), wanted=wanted, actor=COMMAND_LINE, now=NOW
        )


def _started(channel: Channel, *columns: str, **options: Any) -> FileExport:
    wanted = Wanted(columns, **{"format": "csv", "encoding": "utf-8-bom", "language": "ja", **options})
    with org_scope(channel.org_id):
        return file_exports.start_export(
            org_id=channel.org_id, who=Who(channel.id), wanted=wanted, actor=COMMAND_LINE, now=NOW
        )


def _table(content: bytes, encoding: str = "utf-8-sig") -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode(encoding), newline="")))


def test_chosen_columns_come_in_the_order_in_which_they_were_chosen(
    org: Organisation, channel: Channel, aiko: Friend
) -> None:
    born, points = make_field(org, "誕生日", FieldType.DATE), make_field(org, "点", FieldType.NUMBER)
    visit, phone = make_field(org, "来店", FieldType.DATETIME), make_field(org, "電話", FieldType.PHONE)
    gold, regular = make_tag(org, "会員_ゴールド"), make_tag(org, "会員_常連")
    _set(channel, born, {aiko.id: date(1990, 2, 3)})
    _set(channel, points, {aiko.id: Decimal("12.500000")})
    _set(channel, visit, {aiko.id: datetime(2024, 1, 5, 0, 30, tzinfo=UTC)})
    _set(channel, phone, {aiko.id: "+819012345678"})
    _tag(channel, gold, [aiko.id])
    _tag(channel, regular, [aiko.id])
    fields = [f"field:{field.id}" for field in (points, born, visit, phone)]

    found = _written(channel, "name", *fields, "tags", f"tag:{gold.id}", "memo", "status", "line_user_id")

    assert found.content.startswith(b"\xef\xbb\xbf")
    assert _table(found.content) == [
        [
            "LINE登録名",
            "点",
            "誕生日",
            "来店",
            "電話",
            "タグ",
            "会員_ゴールド",
            "メモ",
            "友だちの状態",
            "LINEユーザーID",
        ],
        [
            "愛子",
            "12.5",
            "1990-02-03",
            "2024-01-05 09:30:00",
            "090-1234-5678",
            "会員_ゴールド、会員_常連",
            "1",
            "窓側の席",
            "友だち",
            aiko.line_user_id,
        ],
    ]


def test_cells_that_look_like_formulas_are_made_harmless_and_numbers_stay_numbers(
    org: Organisation, channel: Channel
) -> None:
    evil = make_friend(channel, '=HYPERLINK("http://evil.example")', memo="＝1+1")
    points = make_field(org, "=点", FieldType.NUMBER)
    _set(channel, points, {evil.id: Decimal(-5)})

    header, row = _table(_written(channel, "name", "memo", f"field:{points.id}").content)

    assert header[2] == "'=点"
    assert row == ['\'=HYPERLINK("http://evil.example")', "'＝1+1", "-5"]


def test_what_cp932_cannot_hold_becomes_a_geta_and_is_counted(channel: Channel) -> None:
    make_friend(channel, "花子🌸🌸", memo="髙橋〜－¥")

    found = _written(channel, "name", "memo", encoding="cp932")

    assert _table(found.content, "cp932")[1][0] == "花子〓〓"
    assert found.replaced == 2 + _table(found.content, "cp932")[1][1].count("〓")


def test_a_workbook_holds_texts_numbers_and_days(org: Organisation, channel: Channel) -> None:
    friend = make_friend(channel, "=1+1")
    born, points = make_field(org, "誕生日", FieldType.DATE), make_field(org, "点", FieldType.NUMBER)
    _set(channel, born, {friend.id: date(1990, 2, 3)})
    _set(channel, points, {friend.id: Decimal(7)})

    found = _written(channel, "name", f"field:{born.id}", f"field:{points.id}", format="xlsx")

    sheet = CalamineWorkbook.from_object(BytesIO(found.content)).get_sheet_by_index(0)
    assert sheet.to_python() == [["LINE登録名", "誕生日", "点"], ["=1+1", date(1990, 2, 3), 7.0]]


def test_a_filter_or_ids_choose_who_is_exported(channel: Channel) -> None:
    first, second = make_friend(channel, "愛子"), make_friend(channel, "健二")
    elsewhere = make_friend(make_channel(channel.org, name="二号店"), "別の人")

    assert [row[0] for row in _table(_written(channel, "id").content)[1:]] == [str(first.id), str(second.id)]
    by_id = _written(channel, "id", who=Who(channel.id, [second.id]))
    assert [row[0] for row in _table(by_id.content)[1:]] == [str(second.id)]
    all_but_one = _written(channel, "id", who=Who(channel.id, except_ids=[second.id]))
    assert [row[0] for row in _table(all_but_one.content)[1:]] == [str(first.id)]
    with pytest.raises(ProblemError):
        _written(channel, "id", who=Who(channel.id, [elsewhere.id]))


def test_an_export_leaves_an_audit_entry_and_tells_the_owners(channel: Channel, aiko: Friend) -> None:
    _written(channel, "name")

    entry = rows(AuditEntry, action="friends.exported")[0]
    assert entry.after == {"friends": 1, "columns": ["name"], "format": "csv"}
    assert [(notice.kind, notice.permission) for notice in rows(Notice)] == [
        ("data_exported", "organisation.edit")
    ]


def test_a_large_export_becomes_a_file_that_can_be_fetched_until_it_expires(
    org: Organisation, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("enishi.friends.services.operations.CHUNK", 7)
    friends = make_friends(channel, 50)
    export = _started(channel, "id", "line_user_id")
    with org_scope(org.id), pytest.raises(ProblemError) as caught:
        file_exports.fetched_export(org_id=org.id, export_id=export.id, actor=COMMAND_LINE, now=NOW)
    assert caught.value.code == "export_not_done"

    assert work() >= 4

    with org_scope(org.id):
        found, path = file_exports.fetched_export(
            org_id=org.id, export_id=export.id, actor=COMMAND_LINE, now=NOW
        )
    assert found.rows == 50
    assert _table(path.read_bytes())[1:] == [[str(each.id), each.line_user_id] for each in friends]
    later = NOW + timedelta(days=4)
    assert file_exports.forget_old_exports(later) == 1
    assert not path.exists()


def test_a_chunk_that_was_written_but_never_committed_is_cut_off_again(
    org: Organisation, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("enishi.friends.services.operations.CHUNK", 5)
    friends = make_friends(channel, 30)
    export = _started(channel, "id")
    operation_engine.run_next_chunk(NOW)
    with export_path(export.stored_name).open("ab") as file:
        file.write("99999\r\n途中で".encode())

    work()

    found = [row[0] for row in _table(export_path(export.stored_name).read_bytes())[1:]]
    assert found == [str(friend.id) for friend in friends]


def test_a_workbook_of_too_many_is_refused_with_the_mend(
    channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_exports, "MOST_XLSX_ROWS", 3)
    make_friends(channel, 4)

    with pytest.raises(ProblemError, match="invalid_input"):
        _started(channel, "id", format="xlsx")


def test_a_large_workbook_is_made_by_the_worker(org: Organisation, channel: Channel) -> None:
    make_friends(channel, 30)
    export = _started(channel, "id", format="xlsx")

    work()

    sheet = CalamineWorkbook.from_path(export_path(export.stored_name)).get_sheet_by_index(0)
    assert sheet.height == 31
    assert rows(Operation)[0].state == OperationState.DONE


def test_a_column_that_has_gone_is_left_out_of_a_waiting_export(org: Organisation, channel: Channel) -> None:
    make_friends(channel, 2)
    field = make_field(org, "市")
    _started(channel, "id", f"field:{field.id}")
    with org_scope(org.id):
        Field.objects.filter(org_id=org.id).update(archived_at=NOW)

    work()

    assert exporting.EXPORT.undo_step is None
    assert rows(Operation)[0].state == OperationState.DONE


def test_unknown_columns_are_refused_by_place(channel: Channel) -> None:
    with pytest.raises(ProblemError) as caught:
        _written(channel, "id", "field:999")

    assert [problem.path for problem in caught.value.fields] == ["columns.1"]


# --- there and back -------------------------------------------------------------------------------------------------

_WORDS = st.text(
    st.characters(exclude_categories=["Cc", "Cs"], max_codepoint=0xFFFD) | st.sampled_from("'=+-@＝＋"),
    min_size=1,
    max_size=12,
).filter(lambda text: text.strip() == text)
_VALUES: dict[FieldType, st.SearchStrategy[Any]] = {
    FieldType.TEXT: _WORDS,
    FieldType.LONG_TEXT: st.lists(_WORDS, min_size=1, max_size=3).map("\n".join),
    FieldType.NUMBER: st.decimals(-(10**8), 10**8, places=3, allow_nan=False, allow_infinity=False),
    FieldType.DATE: st.dates(date(1873, 1, 1), date(2999, 12, 31)),
    FieldType.DATETIME: st.datetimes(datetime(1901, 1, 1), datetime(2900, 1, 1)).map(  # noqa: DTZ001
        lambda at: at.replace(microsecond=0, tzinfo=UTC)
    ),
    FieldType.BOOLEAN: st.booleans(),
    FieldType.CHOICE: st.integers(1, 3),
    FieldType.CHOICES: st.sets(st.integers(1, 3), min_size=1).map(lambda ids: tuple(sorted(ids))),
    FieldType.PHONE: st.sampled_from(["+819012345678", "+81312345678", "+14155550123", "+818001234567"]),
    FieldType.EMAIL: st.sampled_from(["a@example.com", "-b@example.com", "+c@example.co.jp"]),
}
_LABELS = ["=はい", "いいえ", "どちらでも,ない"]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), form=st.sampled_from(["csv", "xlsx"]))
def test_an_export_imported_again_gives_the_same_values_and_tags(
    org: Organisation, data: st.DataObject, form: str
) -> None:
    channel = make_channel(org)
    friends = make_friends(channel, 3)
    given_values = [
        {kind: data.draw(st.none() | values) for kind, values in _VALUES.items()} for _ in friends
    ]
    fields = _fields(org)
    tags = [_kept_tag(org, name) for name in ("=会員_特別", "会員_常連", "A、B_組")]
    for friend, values in zip(friends, given_values, strict=True):
        for kind, value in values.items():
            _set(channel, fields[kind], {friend.id: value})
    for tag in tags:
        _tag(channel, tag, [friend.id for friend in friends if data.draw(st.booleans())])
    before = _state(channel)
    columns = ["line_user_id", "tags", *(f"field:{field.id}" for field in fields.values())]
    content = _written(channel, *columns, format=form).content
    _wipe(channel)

    file = uploaded(channel, content, name=f"friends.{form}")
    assert file.mapping["columns"] == [
        {"to": "line_user_id"},
        {"to": "tag_names"},
        *({"to": "field", "field_id": field.id} for field in fields.values()),
    ]
    done(file)

    assert _state(channel) == before


def _fields(org: Organisation) -> dict[FieldType, Field]:
    with org_scope(org.id):
        known = {FieldType(field.type): field for field in Field.objects.filter(org_id=org.id)}
    if known:
        return known
    return {
        kind: make_field(
            org, f"欄 {kind}", kind, labels=_LABELS if kind in (FieldType.CHOICE, FieldType.CHOICES) else ()
        )
        for kind in _VALUES
    }


def _kept_tag(org: Organisation, name: str) -> Tag:
    with org_scope(org.id):
        return Tag.objects.filter(org_id=org.id, name=name).first() or make_tag(org, name)


def _state(channel: Channel) -> tuple[set[Any], set[Any]]:
    with org_scope(channel.org_id):
        ids = list(Friend.objects.filter(channel_id=channel.id).values_list("id", flat=True))
        values = FieldValue.objects.filter(friend_id__in=ids)
        columns = ("text_value", "number_value", "date_value", "at_value", "boolean_value")
        return (
            {
                (
                    row.field_id,
                    row.friend_id,
                    *(getattr(row, each) for each in columns),
                    *(row.choice_ids or ()),
                )
                for row in values
            },
            set(FriendTag.objects.filter(friend_id__in=ids).values_list("tag_id", "friend_id")),
        )


def _wipe(channel: Channel) -> None:
    with org_scope(channel.org_id):
        FieldValue.objects.filter(org_id=channel.org_id).delete()
        FriendTag.objects.filter(org_id=channel.org_id).delete()


def test_the_dry_run_of_what_was_just_exported_changes_nothing(
    org: Organisation, channel: Channel, aiko: Friend
) -> None:
    city = make_field(org, "市")
    _set(channel, city, {aiko.id: "京都"})

    content = _written(channel, "line_user_id", f"field:{city.id}", "memo").content
    file = mapped(
        uploaded(channel, content),
        {"to": "line_user_id"},
        {"to": "field", "field_id": city.id},
        {"to": "memo"},
    )

    assert tried(file).report["counts"] == {"new": 0, "changed": 0, "unchanged": 1}
