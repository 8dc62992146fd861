"""Lists of friends: order, counts, tags and marks of a page, and tags for many at once."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from tests.api_client import ApiClient
from tests.factories import NOW, make_channel, make_friend, make_friends, make_tag, rows

from enishi.accounts.models import AuditEntry, Organisation
from enishi.friends.models import Friend, FriendStatus, FriendTag, FriendTally, TimelineEvent
from enishi.friends.selectors import FriendFilter
from enishi.friends.selectors import friends as selectors
from enishi.friends.services.contacts import note_reactions
from enishi.friends.services.tags import add_tag
from enishi.inbox.models import Conversation, Mark
from enishi.kit.paging import Position
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel


def tally(channel: Channel) -> tuple[int, int]:
    row = rows(FriendTally, channel_id=channel.id)[0]
    return row.following, row.blocked


def test_whoever_reacted_last_comes_first_and_those_who_never_did_come_last(
    api: ApiClient, org: Organisation, channel: Channel
) -> None:
    friends = make_friends(channel, 5) + make_friends(make_channel(org), 4)
    reacted = {friends[index].id: NOW + timedelta(minutes=index % 3) for index in (1, 2, 3, 5, 6)}
    with org_scope(org.id):
        note_reactions(org_id=org.id, reactions=reacted)

    listed = [friend["id"] for page in api.pages("/friends?order=reaction", 2) for friend in page]

    never = NOW - timedelta(days=9999)
    assert listed == [
        friend.id
        for friend in sorted(friends, key=lambda one: (reacted.get(one.id, never), one.id), reverse=True)
    ]


def test_a_page_by_reaction_is_read_from_the_index_in_its_order(org: Organisation, channel: Channel) -> None:
    with org_scope(org.id), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        found = selectors._ordered(org.id, FriendFilter(), Position(NOW, 5), "reacted_at")
        plan = found.filter(channel_id=channel.id)[:51].explain()

    assert "friends_friend_reacted" in plan
    assert "Sort" not in plan


def test_each_friend_of_a_page_comes_with_tags_and_mark(
    api: ApiClient, org: Organisation, channel: Channel, aiko: Friend, kenji: Friend
) -> None:
    second, first = make_tag(org, "二回目"), make_tag(org, "カラー")
    old = make_tag(org, "古い", archived_at=NOW)
    with org_scope(org.id):
        for tag in (second, first, old):
            FriendTag.objects.create(org_id=org.id, tag_id=tag.id, friend_id=aiko.id, added_at=NOW)
        mark = Mark.objects.create(org=org, name="検討中", colour="violet", created_at=NOW)
        Conversation.objects.create(
            org=org, channel_id=channel.id, friend_id=aiko.id, opened_at=NOW, last_at=NOW, mark_id=mark.id
        )

    items = {item["id"]: item for item in api.get("/friends").json["items"]}

    assert [tag["name"] for tag in items[aiko.id]["tags"]] == ["カラー", "二回目"]
    assert items[kenji.id]["tags"] == []
    assert (items[aiko.id]["mark_id"], items[kenji.id]["mark_id"]) == (mark.id, None)
    assert [item["id"] for item in api.get(f"/friends?mark_id={mark.id}").json["items"]] == [aiko.id]


def test_a_filter_finds_the_same_whether_a_tag_has_few_or_many_friends(
    api: ApiClient, org: Organisation, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    friends, tag = make_friends(channel, 6), make_tag(org)
    with org_scope(org.id):
        chosen = [friend.id for friend in friends[::2]]
        add_tag(org_id=org.id, channel_id=channel.id, tag_id=tag.id, friend_ids=chosen, now=NOW)
    few = api.get(f"/friends?tag_id={tag.id}").json
    monkeypatch.setattr(selectors, "_FEW", 1)

    assert api.get(f"/friends?tag_id={tag.id}").json == few
    assert [item["id"] for item in few["items"]] == sorted(chosen, reverse=True)


def test_friends_are_counted_as_they_come_block_return_and_go(channel: Channel, org: Organisation) -> None:
    aiko, *others = make_friends(channel, 4)
    assert tally(channel) == (4, 0)
    with org_scope(org.id):
        Friend.objects.filter(org_id=org.id, id__in=[aiko.id, others[0].id]).update(
            status=FriendStatus.BLOCKED
        )
    assert tally(channel) == (2, 2)
    with org_scope(org.id):
        Friend.objects.filter(org_id=org.id, id=aiko.id).update(status=FriendStatus.FOLLOWING, memo="戻った")
        Friend.objects.filter(org_id=org.id, id=others[0].id).delete()
    assert tally(channel) == (3, 0)


def test_counts_without_other_filters_come_from_the_counter(
    api: ApiClient, org: Organisation, channel: Channel
) -> None:
    make_friends(channel, 3)
    make_friend(make_channel(org), "よその店", status=FriendStatus.BLOCKED)

    def number(query: str) -> Any:
        return api.get(f"/friends/count?{query}").json

    assert number("") == {"number": 4, "is_exact": True}
    assert number(f"channel_id={channel.id}")["number"] == 3
    assert number("status=blocked")["number"] == 1
    assert number("name=友だち1")["number"] == 1


def test_a_long_count_stops_and_says_so(
    api: ApiClient, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selectors, "COUNTED_UP_TO", 2)
    make_friends(channel, 3)

    assert api.get("/friends/count?name=友だち").json == {"number": 2, "is_exact": False}


def test_a_tag_is_put_on_many_friends_of_several_accounts_and_taken_off_again(
    api: ApiClient, org: Organisation, channel: Channel
) -> None:
    friends, tag = make_friends(channel, 2) + make_friends(make_channel(org), 1), make_tag(org)
    ids = [friend.id for friend in friends]
    body = {"action": "add", "friend_ids": ids}

    first = api.post(f"/tags/{tag.id}/friends", body).json
    again = api.post(f"/tags/{tag.id}/friends", body).json
    removed = api.post(f"/tags/{tag.id}/friends", {"action": "remove", "filter": {"tag_id": tag.id}}).json

    assert first == {"chosen": 3, "changed": 3, "refused": 0}
    assert again == {"chosen": 3, "changed": 0, "refused": 0}
    assert removed == {"chosen": 3, "changed": 3, "refused": 0}
    assert len(rows(TimelineEvent, kind="tag.added")) == 3
    audited = [entry.after for entry in rows(AuditEntry, action="tag.added_to_friends")]
    assert audited == [{"chosen": 3, "changed": 3}, {"chosen": 3, "changed": 0}]


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"action": "add"}, "friend_ids"),
        ({"action": "add", "friend_ids": [1], "filter": {}}, "friend_ids"),
        ({"action": "add", "friend_ids": [2**40]}, "friend_ids"),
    ],
)
def test_a_choice_that_cannot_be_meant_is_refused(
    api: ApiClient, org: Organisation, body: dict[str, Any], path: str
) -> None:
    reply = api.post(f"/tags/{make_tag(org).id}/friends", body)

    assert reply.status == 422
    assert reply.json["errors"][0]["path"] == path


def test_more_friends_than_fit_into_one_request_are_refused(
    api: ApiClient, org: Organisation, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("enishi.friends.services.tags.MOST_AT_ONCE", 2)
    make_friends(channel, 3)

    reply = api.post(f"/tags/{make_tag(org).id}/friends", {"action": "add", "filter": {}})

    assert reply.status == 422
    assert rows(FriendTag) == []
