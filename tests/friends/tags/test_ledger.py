"""The ledger of tags: facts, counts, capacity, retirement, archiving, backups."""

from datetime import date, timedelta
from threading import Thread
from typing import Any

import pytest
from django.db import connection, connections
from tests.api_client import ApiClient
from tests.factories import (
    NOW,
    make_channel,
    make_friend,
    make_friends,
    make_rule,
    make_tag,
    rows,
    send_action,
)

from enishi.accounts.models import AuditEntry, Member, Notice, Organisation
from enishi.accounts.permissions import COMMAND_LINE
from enishi.friends.models import Friend, FriendTag, Tag, TagBackup, TagChange, TimelineEvent
from enishi.friends.selectors import tag_counts
from enishi.friends.selectors.tag_ledger import tag_people, tag_trend
from enishi.friends.services.tag_backups import delete_tag, forget_tag_backups, restore_tag
from enishi.friends.services.tag_upkeep import fold_tag_changes, tell_retirements
from enishi.friends.services.tagging import add_tag, add_within_capacity, remove_tag
from enishi.friends.services.tags import archive_tags, change_tag, create_tag
from enishi.kit.errors import ProblemError
from enishi.kit.tenancy import limited_to_channels, org_scope, system_scope
from enishi.line.models import Channel

pytestmark = pytest.mark.django_db

NAME = "行動_資料DL_20261015"


def _add(channel: Channel, tag: Tag, friends: list[Friend], **options: Any) -> list[int]:
    with org_scope(channel.org_id):
        return add_tag(
            org_id=channel.org_id,
            channel_id=channel.id,
            tag_id=tag.id,
            friend_ids=[friend.id for friend in friends],
            **{"now": NOW, **options},
        )


def _capped(org: Organisation, capacity: int) -> Tag:
    tag = make_tag(org)
    with org_scope(org.id):
        Tag.objects.filter(org=org, id=tag.id).update(capacity=capacity)
    return tag


def test_a_tag_keeps_what_the_ledger_says_of_it(api: ApiClient, owner: Member) -> None:
    facts = {"folder": "見込み客", "meaning": "資料を請求した", "purpose": "相談の案内", "owner_id": owner.id}
    made = api.post("/tags", {"name": NAME, **facts, "retires_on": "2026-12-31", "capacity": 50}).json
    changed = api.patch(f"/tags/{made['id']}", {"purpose": "個別相談", "capacity": None}).json

    assert (made["kind"], made["owner"]) == ("behaviour", {"id": owner.id, "name": "花江 優子"})
    assert (made["retires_on"], made["capacity"]) == ("2026-12-31", 50)
    assert made["creator"].startswith("テスト")
    assert (changed["purpose"], changed["capacity"], changed["folder"]) == ("個別相談", None, "見込み客")
    entry = rows(AuditEntry, action="tag.changed")[0]
    assert (entry.before, entry.after) == (
        {"name": NAME, "purpose": "相談の案内", "capacity": 50},
        {"name": NAME, "purpose": "個別相談", "capacity": None},
    )


def test_only_interests_have_a_genre(api: ApiClient) -> None:
    interest = api.post("/tags", {"name": "興味_カラー_20261015", "genre": "ヘアカラー"}).json
    status = api.patch(f"/tags/{interest['id']}", {"kind": "status"}).json

    assert (interest["kind"], interest["genre"], status["genre"]) == ("interest", "ヘアカラー", "")


def test_a_stranger_cannot_own_a_tag(api: ApiClient) -> None:
    assert api.post("/tags", {"name": NAME, "owner_id": 2**40}).json["errors"][0]["path"] == "owner_id"


def test_a_removed_member_leaves_the_tag_without_an_owner(org: Organisation, operator: Member) -> None:
    tag = make_tag(org)
    with org_scope(org.id):
        Tag.objects.filter(org=org, id=tag.id).update(owner_id=operator.id)
        Member.objects.filter(org=org, id=operator.id).delete()

    assert [each.owner_id for each in rows(Tag)] == [None]


def test_a_name_against_the_rule_is_refused_with_names_that_would_do(api: ApiClient) -> None:
    reply = api.post("/tags", {"name": "カラー希望"})

    assert (reply.status, reply.json["code"]) == (422, "tag_name_against_rule")
    assert reply.json["corrections"][0] == "興味_カラー希望_20261015"
    assert reply.json["errors"][0]["path"] == "name"
    assert api.post("/tags", {"name": reply.json["corrections"][0]}).status == 201


def test_a_program_may_ask_for_the_corrected_name(org: Organisation) -> None:
    with org_scope(org.id):
        made = create_tag(org_id=org.id, name="カラー希望", actor=COMMAND_LINE, now=NOW, is_corrected=True)

    assert (made.name, made.kind) == ("興味_カラー希望_20261015", "interest")


def test_a_tag_of_before_the_rule_keeps_its_name_until_it_is_renamed(
    api: ApiClient, org: Organisation
) -> None:
    tag = make_tag(org, "常連さん")

    described = api.patch(f"/tags/{tag.id}", {"name": "常連さん", "meaning": "月に1度は来る"})
    renamed = api.patch(f"/tags/{tag.id}", {"name": "常連客"})

    assert (described.status, renamed.status) == (200, 422)


def test_the_naming_rule_is_the_organisations_own(api: ApiClient, other_api: ApiClient) -> None:
    rule = {"categories": [{"name": "会員", "kind": "status"}], "date": "none", "date_format": "YYYYMM"}

    saved = api.put("/tags/naming", rule).json

    assert (saved["pattern"], api.get("/tags/naming").json) == ("カテゴリー_詳細", saved)
    assert api.post("/tags", {"name": "会員_ゴールド"}).json["kind"] == "status"
    assert other_api.post("/tags", {"name": "会員_ゴールド"}).status == 422
    assert api.put("/tags/naming", {"categories": []}).json["errors"][0]["path"] == "categories"


def test_similar_tags_are_shown_before_one_is_made(api: ApiClient, org: Organisation, aiko: Friend) -> None:
    tag = make_tag(org, "行動_資料ＤＬ_20261015")
    old = make_tag(org, "資料ダウンロード", archived_at=NOW)
    api.put(f"/friends/{aiko.id}/tags/{tag.id}")

    found = api.post("/tags/check", {"name": NAME}).json

    assert found["is_ok"]
    assert [(each["id"], each["reason"], each["friends"]) for each in found["similar"]] == [
        (tag.id, "spelling", 1),
        (old.id, "category", 0),
    ]
    assert api.post("/tags/check", {"name": tag.name}).json["taken_by"]["id"] == tag.id
    assert api.post("/tags/check", {"name": tag.name, "tag_id": tag.id}).json["taken_by"] is None


def test_counts_of_tags_are_exact_in_every_account(org: Organisation, channel: Channel) -> None:
    second = make_channel(org, name="二号店")
    here, there = make_friends(channel, 3), make_friends(second, 2)
    tag = make_tag(org)
    _add(channel, tag, here)
    _add(second, tag, there)
    _add(channel, tag, here)
    with org_scope(org.id):
        remove_tag(org_id=org.id, channel_id=channel.id, tag_id=tag.id, friend_ids=[here[0].id], now=NOW)

    fold_tag_changes(NOW)
    fold_tag_changes(NOW)

    with org_scope(org.id):
        assert tag_counts(org.id, [tag.id])[tag.id].number == 4
        assert tag_people(org.id, [tag.id], channel.id) == {tag.id: 2}
    with limited_to_channels([second.id]), org_scope(org.id):
        assert tag_people(org.id, [tag.id]) == {tag.id: 2}


def test_folding_leaves_a_row_a_day_and_the_same_sums(org: Organisation, channel: Channel) -> None:
    friends, tag = make_friends(channel, 6), make_tag(org)
    days = [NOW - timedelta(days=200), NOW - timedelta(days=199), NOW]
    for at, pair in zip(days, (friends[:2], friends[2:4], friends[4:]), strict=True):
        for friend in pair:
            _add(channel, tag, [friend], now=at)

    fold_tag_changes(NOW)

    assert [(row.on_date, row.added) for row in rows(TagChange, ("on_date",))] == [
        (date(2026, 3, 1), 4),
        (date(2026, 10, 15), 2),
    ]
    with org_scope(org.id):
        trend = tag_trend(org.id, tag.id, until=date(2026, 10, 16), days=3)
    assert trend == [(date(2026, 10, 14), 4), (date(2026, 10, 15), 6), (date(2026, 10, 16), 6)]


def test_when_a_tag_was_last_used_is_noted_at_most_once_an_hour(org: Organisation, channel: Channel) -> None:
    one, two, three = make_friends(channel, 3)
    tag = make_tag(org)
    seen = []
    for friend, minutes in ((one, 0), (two, 30), (three, 61)):
        _add(channel, tag, [friend], now=NOW + timedelta(minutes=minutes))
        seen.append(rows(Tag)[0].last_used_at)

    assert seen == [NOW, NOW, NOW + timedelta(minutes=61)]


def test_a_tag_never_gets_beyond_its_capacity_and_says_for_whom_there_was_no_room(
    org: Organisation, channel: Channel
) -> None:
    friends, tag = make_friends(channel, 5), _capped(org, 3)
    ids = [friend.id for friend in friends]
    with org_scope(org.id):
        first = add_within_capacity(
            org_id=org.id, channel_id=channel.id, tag_id=tag.id, friend_ids=ids, now=NOW
        )
        again = add_within_capacity(
            org_id=org.id, channel_id=channel.id, tag_id=tag.id, friend_ids=ids[:3], now=NOW
        )

    assert (first.changed, first.refused) == (ids[:3], ids[3:])
    assert (again.changed, again.refused) == ([], [])
    assert [event.friend_id for event in rows(TimelineEvent, kind="tag.full")] == ids[3:]
    assert [(notice.kind, notice.params["capacity"]) for notice in rows(Notice)] == [("tag_full", 3)]


def test_staff_are_told_that_a_tag_is_full(api: ApiClient, org: Organisation, channel: Channel) -> None:
    friends, tag = make_friends(channel, 2), _capped(org, 1)
    ids = [friend.id for friend in friends]

    many = api.post(f"/tags/{tag.id}/friends", {"action": "add", "friend_ids": ids}).json
    one = api.put(f"/friends/{ids[1]}/tags/{tag.id}")

    assert many == {"chosen": 2, "changed": 1, "refused": 1}
    assert (one.status, one.json["code"]) == (409, "tag_full")


@pytest.mark.django_db(transaction=True)
def test_two_who_tag_at_the_same_moment_keep_within_the_capacity(org: Organisation, channel: Channel) -> None:
    friends, tag = make_friends(channel, 40), _capped(org, 15)

    def work(chosen: list[Friend]) -> None:
        _add(channel, tag, chosen)
        connections.close_all()

    threads = [Thread(target=work, args=(friends[start : start + 10],)) for start in range(0, 40, 10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(rows(FriendTag)) == 15


def test_capacity_counts_friends_of_accounts_that_the_caller_does_not_see(
    org: Organisation, channel: Channel
) -> None:
    second = make_channel(org, name="二号店")
    tag = _capped(org, 2)
    _add(second, tag, make_friends(second, 2))
    with limited_to_channels([channel.id]), org_scope(org.id):
        added = add_tag(
            org_id=org.id,
            channel_id=channel.id,
            tag_id=tag.id,
            friend_ids=[make_friend(channel).id],
            now=NOW,
        )

    assert added == []


def test_a_tag_of_friends_whom_one_does_not_see_is_not_archived(
    org: Organisation, channel: Channel, owner: Member
) -> None:
    second = make_channel(org, name="二号店")
    tag, own = make_tag(org, "みんなの"), make_tag(org, "うちの")
    _add(second, tag, make_friends(second, 1))
    _add(channel, own, make_friends(channel, 1))
    given: dict[str, Any] = {"org_id": org.id, "is_archived": True, "actor": COMMAND_LINE, "now": NOW}

    with limited_to_channels([channel.id]), org_scope(org.id):
        with pytest.raises(ProblemError) as refused:
            archive_tags(tag_ids=[tag.id, own.id], **given)
        with pytest.raises(ProblemError):
            change_tag(tag_id=tag.id, **given)
        archived = archive_tags(tag_ids=[own.id], **given).changed

    assert refused.value.status == 403
    assert archived == [own.id]
    assert {each.name for each in rows(Tag, archived_at=None)} == {"みんなの"}


def test_staff_hear_once_that_a_tags_time_is_over(org: Organisation, owner: Member, channel: Channel) -> None:
    due, later = make_tag(org, "終わり"), make_tag(org, "まだ")
    with org_scope(org.id):
        Tag.objects.filter(id=due.id).update(retires_on=date(2026, 10, 15), owner_id=owner.id)
        Tag.objects.filter(id=later.id).update(retires_on=date(2026, 10, 16))

    first, second = tell_retirements(NOW), tell_retirements(NOW + timedelta(hours=2))

    assert (first, second) == (1, 0)
    assert [notice.params for notice in rows(Notice, kind="tag_retires")] == [
        {"tag": "終わり", "tag_id": due.id, "owner": "花江 優子", "on": "2026-10-15"}
    ]


def test_a_tag_in_use_is_neither_archived_nor_deleted_and_its_uses_are_listed(
    api: ApiClient, org: Organisation, channel: Channel
) -> None:
    tag, free = make_tag(org), make_tag(org, "空き")
    make_rule(channel, {"kind": "tag_added", "tag_id": tag.id}, send_action("ようこそ"), name="お礼")

    refused = api.patch(f"/tags/{tag.id}", {"is_archived": True})
    many = api.post("/tags/archive", {"tag_ids": [tag.id, free.id]}).json
    back = api.post("/tags/archive", {"tag_ids": [free.id], "is_archived": False}).json

    assert (refused.status, refused.json["code"]) == (409, "in_use")
    assert "お礼" in refused.json["errors"][0]["detail"]
    assert (many["changed"], [kept["id"] for kept in many["kept"]]) == ([free.id], [tag.id])
    assert many["kept"][0]["uses"][0]["name"] == "お礼"
    assert back == {"changed": [free.id], "kept": []}


def test_a_deleted_tag_comes_back_on_everybody_since_they_had_it(
    org: Organisation, channel: Channel, api: ApiClient
) -> None:
    aiko, kenji = make_friends(channel, 2)
    tag = make_tag(org, "常連")
    _add(channel, tag, [aiko])
    _add(channel, tag, [kenji], now=NOW + timedelta(days=1))
    had = [(row.friend_id, row.added_at) for row in rows(FriendTag, ("friend_id",))]
    api.patch(f"/tags/{tag.id}", {"is_archived": True, "meaning": "よく来る"})

    gone = api.delete(f"/tags/{tag.id}").json
    left = (rows(FriendTag), rows(Tag), rows(TagChange))
    file = api.post(f"/tags/backups/{gone['backup_id']}/file")
    back = api.post(f"/tags/backups/{gone['backup_id']}/restore").json
    twice = api.post(f"/tags/backups/{gone['backup_id']}/restore")

    assert left == ([], [], [])
    assert gone["friends"] == 2
    lines = file.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "tag,friend_id,line_user_id,account,added_at"
    assert [line.split(",")[:3] for line in lines[1:]] == [
        ["常連", str(friend.id), friend.line_user_id] for friend in (aiko, kenji)
    ]
    assert (back["id"], back["meaning"], back["archived_at"]) == (tag.id, "よく来る", None)
    assert [(row.friend_id, row.added_at) for row in rows(FriendTag, ("friend_id",))] == had
    with org_scope(org.id):
        assert tag_people(org.id, [tag.id]) == {tag.id: 2}
    assert (twice.status, twice.json["code"]) == (409, "tag_name_taken")


def test_a_backup_is_restored_to_those_who_are_still_there(org: Organisation, channel: Channel) -> None:
    aiko, kenji = make_friends(channel, 2)
    tag = make_tag(org, archived_at=NOW)
    with org_scope(org.id):
        for friend in (aiko, kenji):
            FriendTag.objects.create(org_id=org.id, tag_id=tag.id, friend_id=friend.id, added_at=NOW)
        backup = delete_tag(org_id=org.id, tag_id=tag.id, actor=COMMAND_LINE, now=NOW)
        Friend.objects.filter(org=org, id=kenji.id).delete()
        restore_tag(org_id=org.id, backup_id=backup.id, actor=COMMAND_LINE, now=NOW)

    assert [row.friend_id for row in rows(FriendTag)] == [aiko.id]


def test_backups_are_forgotten_after_90_days(org: Organisation) -> None:
    with org_scope(org.id):
        delete_tag(org_id=org.id, tag_id=make_tag(org, archived_at=NOW).id, actor=COMMAND_LINE, now=NOW)

    early = forget_tag_backups(NOW + timedelta(days=89))
    late = forget_tag_backups(NOW + timedelta(days=91))

    assert (early, late, rows(TagBackup)) == (0, 1, [])


def test_deleting_a_used_archived_tag_is_refused(org: Organisation, channel: Channel) -> None:
    tag = make_tag(org)
    make_rule(channel, {"kind": "follow", "case": "new"}, {"do": "add_tag", "tag_id": tag.id})
    with org_scope(org.id):
        Tag.objects.filter(id=tag.id).update(archived_at=NOW)
        with pytest.raises(ProblemError) as caught:
            delete_tag(org_id=org.id, tag_id=tag.id, actor=COMMAND_LINE, now=NOW)

    assert caught.value.code == "in_use"


def test_the_counter_agrees_with_the_rows_whatever_writes_them(org: Organisation, channel: Channel) -> None:
    friends, tags = make_friends(channel, 8), [make_tag(org, str(number)) for number in range(3)]
    for number, tag in enumerate(tags):
        _add(channel, tag, friends[number:])
    with org_scope(org.id), connection.cursor() as cursor:
        cursor.execute("DELETE FROM friends_friendtag WHERE friend_id = %s", [friends[4].id])
        FriendTag.objects.filter(org_id=org.id, tag_id=tags[0].id, friend_id=friends[0].id).delete()
        kept = tag_people(org.id, [tag.id for tag in tags])
    with system_scope():
        counted = {tag.id: FriendTag.objects.filter(tag_id=tag.id).count() for tag in tags}

    assert kept == counted
