"""Imports: what a row does, what is reported, and that the dry run says beforehand what the run will do."""

from datetime import date
from decimal import Decimal

import pytest
from tests.factories import (
    NOW,
    line_user_id,
    make_channel,
    make_field,
    make_friend,
    make_rule,
    make_tag,
    rows,
)
from tests.friends.transfers.stage import (
    LINE_ID,
    counts,
    done,
    mapped,
    problems,
    tagged_with,
    to_field,
    tried,
    uploaded,
    values_in,
)

from enishi.accounts.models import Organisation
from enishi.friends.domain.fields import FieldType
from enishi.friends.models import (
    Field,
    FieldValue,
    Friend,
    FriendTag,
    Tag,
    TimelineEvent,
)
from enishi.friends.services import field_values
from enishi.friends.services.tagging import add_tag
from enishi.friends.transfers import importing, storage
from enishi.friends.transfers.records import kept_records
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel

pytestmark = pytest.mark.django_db


def test_values_tags_and_memos_come_in_by_line_user_id(
    org: Organisation, channel: Channel, aiko: Friend, kenji: Friend
) -> None:
    born, points = make_field(org, "誕生日", FieldType.DATE), make_field(org, "ポイント", FieldType.NUMBER)
    gold, regular = make_tag(org, "会員_ゴールド"), make_tag(org, "会員_常連")
    content = (
        "ID,誕生日,ポイント,タグ,備考\n"
        f"{aiko.line_user_id},2024/1/5,１２０,会員_ゴールド、会員_常連,窓側の席\n"
        f"{kenji.line_user_id},令和6年1月6日,-5,会員_常連,\n"
    )
    file = mapped(
        uploaded(channel, content),
        LINE_ID,
        to_field(born),
        to_field(points),
        {"to": "tag_names"},
        {"to": "memo"},
    )

    found = done(file)

    assert counts(found) == {"changed": 2}
    assert values_in(born) == {aiko.id: date(2024, 1, 5), kenji.id: date(2024, 1, 6)}
    assert {key: int(value) for key, value in values_in(points).items()} == {aiko.id: 120, kenji.id: -5}
    assert (tagged_with(gold), tagged_with(regular)) == ({aiko.id}, {aiko.id, kenji.id})
    assert [friend.memo for friend in rows(Friend)] == ["窓側の席", ""]
    assert {row.source for row in rows(FieldValue)} == {f"import:{file.id}"}
    assert {event.ref for event in rows(TimelineEvent)} == {f"operation:{found.id}"}


def test_the_dry_run_writes_nothing_and_says_what_the_run_does(
    org: Organisation, channel: Channel, aiko: Friend, kenji: Friend
) -> None:
    points = make_field(org, "ポイント", FieldType.NUMBER)
    with org_scope(org.id):
        field_values.set_values(
            org_id=org.id,
            channel_id=channel.id,
            field_id=points.id,
            values={kenji.id: Decimal(7)},
            now=NOW,
            source="staff:1",
        )
    content = (
        f"ID,ポイント\n{aiko.line_user_id},12\n{kenji.line_user_id},7\n{line_user_id(9_999)},1\nU123,1\n"
    )
    file = mapped(uploaded(channel, content), LINE_ID, to_field(points), creates_friends=True)

    checked = tried(file)

    assert counts(checked) == {"new": 1, "changed": 1, "unchanged": 1, "failed": 1}
    assert [(line, column) for line, column, _ in problems(checked)] == [(5, 0)]
    assert set(values_in(points)) == {kenji.id}
    assert len(rows(Friend)) == 2
    assert counts(done(file)) == counts(checked)
    assert len(rows(Friend)) == 3


def test_a_row_with_one_wrong_cell_is_left_out_as_a_whole(
    org: Organisation, channel: Channel, aiko: Friend, kenji: Friend
) -> None:
    born, points = make_field(org, "誕生日", FieldType.DATE), make_field(org, "ポイント", FieldType.NUMBER)
    content = f"ID,誕生日,ポイント\n{aiko.line_user_id},2024/13/5,12\n{kenji.line_user_id},2024/1/5,3\n"

    found = done(mapped(uploaded(channel, content), LINE_ID, to_field(born), to_field(points)))

    assert set(values_in(points)) == {kenji.id}
    assert [(line, column) for line, column, _ in problems(found)] == [(2, 1)]
    assert "日付として読み取れません" in problems(found)[0][2]


def test_repeated_keys_are_reported_and_the_first_row_counts(
    org: Organisation, channel: Channel, aiko: Friend
) -> None:
    points = make_field(org, "ポイント", FieldType.NUMBER)
    content = f"ID,ポイント\n{aiko.line_user_id},1\n{aiko.line_user_id} ,2\n"

    found = done(mapped(uploaded(channel, content), LINE_ID, to_field(points)))

    assert [int(value) for value in values_in(points).values()] == [1]
    assert problems(found) == [(3, None, "2行目と同じ友だちです。先の行だけを取り込みます。")]


def test_equal_keys_are_found_however_they_are_written(
    org: Organisation, channel: Channel, aiko: Friend
) -> None:
    phone, points = make_field(org, "電話", FieldType.PHONE), make_field(org, "ポイント", FieldType.NUMBER)
    with org_scope(org.id):
        field_values.set_values(
            org_id=org.id,
            channel_id=channel.id,
            field_id=phone.id,
            values={aiko.id: "+819012345678"},
            now=NOW,
            source="staff:1",
        )
    content = "電話,ポイント\n090-1234-5678,1\n０９０１２３４５６７８,2\n090-0000-0000,3\n"

    found = done(mapped(uploaded(channel, content), to_field(phone), to_field(points)))

    assert [int(value) for value in values_in(points).values()] == [1]
    assert [(line, column) for line, column, _ in problems(found)] == [(3, None), (4, 0)]


def test_a_key_that_two_friends_share_is_never_guessed(org: Organisation, channel: Channel) -> None:
    make_friend(channel, "花子"), make_friend(channel, "花子")
    points = make_field(org, "ポイント", FieldType.NUMBER)

    found = tried(mapped(uploaded(channel, "名前,点\n花子,1\n"), {"to": "display_name"}, to_field(points)))

    assert "2人以上" in problems(found)[0][2]


@pytest.mark.parametrize(("number", "kind"), [("0012", FieldType.TEXT), ("12", FieldType.NUMBER)])
def test_friends_are_found_by_a_member_number(
    org: Organisation, channel: Channel, aiko: Friend, number: str, kind: FieldType
) -> None:
    member, points = make_field(org, "会員番号", kind), make_field(org, "ポイント", FieldType.NUMBER)
    with org_scope(org.id):
        value = Decimal(number) if kind == FieldType.NUMBER else number
        field_values.set_values(
            org_id=org.id,
            channel_id=channel.id,
            field_id=member.id,
            values={aiko.id: value},
            now=NOW,
            source="x",
        )

    done(mapped(uploaded(channel, f"番号,点\n{number},8\n"), to_field(member), to_field(points)))

    assert {key: int(found) for key, found in values_in(points).items()} == {aiko.id: 8}


def test_friends_of_another_channel_are_unknown_here(org: Organisation, channel: Channel) -> None:
    elsewhere = make_friend(make_channel(org, name="二号店"), "健二")
    points = make_field(org, "ポイント", FieldType.NUMBER)
    content = f"ID,点\n{elsewhere.id},1\n"

    found = tried(mapped(uploaded(channel, content), {"to": "friend_id"}, to_field(points)))

    ((line, column, told),) = problems(found)
    assert (line, column) == (2, 0)
    assert told.startswith("この公式アカウントに、あてはまる友だちがいません。")


def test_rows_that_are_ragged_are_reported_and_never_fatal(
    org: Organisation, channel: Channel, aiko: Friend, kenji: Friend
) -> None:
    points, city = make_field(org, "ポイント", FieldType.NUMBER), make_field(org, "市")
    content = f"ID,点,市\n{aiko.line_user_id},1,京都,余り\n{kenji.line_user_id},2\n"

    found = done(mapped(uploaded(channel, content), LINE_ID, to_field(points), to_field(city), empty="clear"))

    assert set(values_in(points)) == {kenji.id}
    assert [line for line, _, _ in problems(found)] == [2, 3]
    assert found.failed == 1


@pytest.mark.parametrize(("empty", "left"), [("leave", {"花子"}), ("clear", set())])
def test_an_empty_cell_leaves_or_clears_as_one_says(
    org: Organisation, channel: Channel, aiko: Friend, empty: str, left: set[str]
) -> None:
    name, city = make_field(org, "氏名"), make_field(org, "市")
    with org_scope(org.id):
        field_values.set_values(
            org_id=org.id,
            channel_id=channel.id,
            field_id=name.id,
            values={aiko.id: "花子"},
            now=NOW,
            source="x",
        )

    done(
        mapped(
            uploaded(channel, f"ID,氏名,市\n{aiko.line_user_id},,京都\n"),
            LINE_ID,
            to_field(name),
            to_field(city),
            empty=empty,
        )
    )

    assert set(values_in(name).values()) == left


def test_only_gaps_are_filled_where_one_says_so(
    org: Organisation, channel: Channel, aiko: Friend, kenji: Friend
) -> None:
    city = make_field(org, "市")
    with org_scope(org.id):
        field_values.set_values(
            org_id=org.id,
            channel_id=channel.id,
            field_id=city.id,
            values={aiko.id: "京都"},
            now=NOW,
            source="x",
        )
    content = f"ID,市\n{aiko.line_user_id},大阪\n{kenji.line_user_id},奈良\n"
    file = mapped(uploaded(channel, content), LINE_ID, to_field(city), conflict="only_empty")

    checked = tried(file)
    found = done(file)

    assert values_in(city) == {aiko.id: "京都", kenji.id: "奈良"}
    assert counts(found) == counts(checked) == {"changed": 1, "unchanged": 1}


def test_fields_and_tags_are_made_on_the_way(org: Organisation, channel: Channel, aiko: Friend) -> None:
    content = (
        f"ID,来店日,ゴールド,タグ\n{aiko.line_user_id},2024/1/5,1,属性_新規_20260115、 属性_常連_20260115\n"
    )
    file = mapped(
        uploaded(channel, content),
        LINE_ID,
        {"to": "new_field", "name": "来店日", "type": "date"},
        {"to": "new_tag", "name": "属性_ゴールド_20260115"},
        {"to": "tag_names"},
    )

    checked = tried(file)
    assert checked.report["new_tags"] == [
        "属性_ゴールド_20260115",
        "属性_常連_20260115",
        "属性_新規_20260115",
    ]
    assert rows(Field) == []
    assert rows(Tag) == []
    done(file)

    assert [(field.name, field.type) for field in rows(Field)] == [("来店日", "date")]
    assert sorted(tag.name for tag in rows(Tag)) == [
        "属性_ゴールド_20260115",
        "属性_常連_20260115",
        "属性_新規_20260115",
    ]
    assert len(rows(FriendTag)) == 3


def test_names_of_new_tags_follow_the_naming_rule(org: Organisation, channel: Channel, aiko: Friend) -> None:
    content = f"ID,タグ\n{aiko.line_user_id},春のセール\n"
    strict = mapped(uploaded(channel, content), LINE_ID, {"to": "tag_names"}, corrects_tag_names=False)
    assert "タグ「春のセール」" in problems(tried(strict))[0][2]

    done(mapped(uploaded(channel, content), LINE_ID, {"to": "tag_names"}))
    done(mapped(uploaded(channel, content), LINE_ID, {"to": "tag_names"}))

    assert [tag.name for tag in rows(Tag)] == ["キャンペーン_春のセール_20261015"]
    assert tagged_with(rows(Tag)[0]) == {aiko.id}


def test_new_tags_can_be_forbidden(org: Organisation, channel: Channel, aiko: Friend) -> None:
    file = mapped(
        uploaded(channel, f"ID,タグ\n{aiko.line_user_id},会員_新規\n"),
        LINE_ID,
        {"to": "tag_names"},
        creates_tags=False,
    )

    assert "タグ「会員_新規」はありません" in problems(tried(file))[0][2]


def test_a_column_of_ones_and_zeros_puts_a_tag_on_and_takes_it_off_only_if_one_says_so(
    org: Organisation, channel: Channel, aiko: Friend, kenji: Friend
) -> None:
    gold = make_tag(org, "会員_ゴールド")
    with org_scope(org.id):
        add_tag(org_id=org.id, channel_id=channel.id, tag_id=gold.id, friend_ids=[kenji.id], now=NOW)
    content = f"ID,ゴールド\n{aiko.line_user_id},1\n{kenji.line_user_id},0\n"
    target = {"to": "tag", "tag_id": gold.id}

    done(mapped(uploaded(channel, content), LINE_ID, target))
    assert tagged_with(gold) == {aiko.id, kenji.id}
    done(mapped(uploaded(channel, content), LINE_ID, target, empty="clear"))
    assert tagged_with(gold) == {aiko.id}


def test_unknown_line_user_ids_become_friends_if_one_says_so(org: Organisation, channel: Channel) -> None:
    content = f"ID,名前\n{line_user_id(77)},新しい人\n"
    file = mapped(uploaded(channel, content), LINE_ID, {"to": "display_name"}, creates_friends=True)

    found = done(file)

    made = rows(Friend)[0]
    assert (made.line_user_id, made.display_name, made.origin) == (line_user_id(77), "新しい人", "import")
    assert made.profile_synced_at is None
    assert counts(found) == {"new": 1}


def test_a_run_goes_by_friend_and_still_reports_by_line(
    org: Organisation, channel: Channel, aiko: Friend, kenji: Friend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "CHUNK", 2)
    points = make_field(org, "ポイント", FieldType.NUMBER)
    users = [line_user_id(9_999), kenji.line_user_id, "U123", aiko.line_user_id, line_user_id(9_998)]
    content = "ID,点\n" + "".join(f"{user},{number}\n" for number, user in enumerate(users))
    file = mapped(uploaded(channel, content), LINE_ID, to_field(points), creates_friends=True)

    found = done(file)

    path = storage.records_path(file.stored_name)
    assert [record.line for record in kept_records(path, 0, 10)[0]] == [5, 3, 2, 4, 6]
    assert counts(found) == {"new": 2, "changed": 2, "failed": 1}
    assert [line for line, _, _ in problems(found)] == [4]
    ids = {friend.line_user_id: friend.id for friend in rows(Friend)}
    assert {key: int(value) for key, value in values_in(points).items()} == {
        ids[user]: number for number, user in enumerate(users) if user in ids
    }


def test_tags_of_a_file_keep_within_their_capacity_and_tell_each_friend_once(
    org: Organisation, channel: Channel, aiko: Friend, kenji: Friend
) -> None:
    full, open_tag = make_tag(org, "会員_定員"), make_tag(org, "会員_常連")
    with org_scope(org.id):
        Tag.objects.filter(org_id=org.id, id=full.id).update(capacity=1)
        add_tag(org_id=org.id, channel_id=channel.id, tag_id=open_tag.id, friend_ids=[kenji.id], now=NOW)
    content = "ID,タグ\n" + "".join(f"{each.line_user_id},会員_定員、会員_常連\n" for each in (aiko, kenji))

    done(mapped(uploaded(channel, content), LINE_ID, {"to": "tag_names"}))

    assert tagged_with(full) == {aiko.id}
    assert tagged_with(open_tag) == {aiko.id, kenji.id}
    told = [(event.friend_id, event.kind) for event in rows(TimelineEvent) if event.ref]
    assert sorted(told) == [(aiko.id, "tag.added"), (aiko.id, "tag.added"), (kenji.id, "tag.full")]


def test_rules_stay_silent_unless_one_says_otherwise(
    org: Organisation, channel: Channel, aiko: Friend
) -> None:
    gold, echo = make_tag(org, "会員_ゴールド"), make_tag(org, "会員_連動")
    make_rule(channel, {"kind": "tag_added", "tag_id": gold.id}, {"do": "add_tag", "tag_id": echo.id})
    content = f"ID,タグ\n{aiko.line_user_id},会員_ゴールド\n"

    done(mapped(uploaded(channel, content), LINE_ID, {"to": "tag_names"}))
    assert tagged_with(echo) == set()
    with org_scope(org.id):
        FriendTag.objects.filter(org_id=org.id).delete()
    done(mapped(uploaded(channel, content), LINE_ID, {"to": "tag_names"}, runs_rules=True))
    assert tagged_with(echo) == {aiko.id}
