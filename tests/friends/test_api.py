"""Friends, tags, memos and timelines over HTTP."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.api_client import ApiClient
from tests.factories import (
    NOW,
    make_api_key,
    make_channel,
    make_friend,
    make_friends,
    make_member,
    make_tag,
    rows,
)
from tests.staff_browser import browser_of

from enishi.accounts.models import AuditEntry, Organisation, Role
from enishi.friends.models import Friend, FriendStatus, FriendTag, TimelineEvent
from enishi.friends.selectors import FriendFilter, TimelineEntry, timeline
from enishi.friends.selectors import friends as selectors
from enishi.friends.selectors.timeline import TimelineSlice
from enishi.friends.services.tags import add_tag, remove_tag
from enishi.friends.services.timeline import NewEvent, insert_events
from enishi.kit.paging import Position
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel


@pytest.fixture(autouse=True)
def _only_the_friends_own_timeline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing above this app takes part, unless a test adds it."""
    _use_sources(monkeypatch)


def _use_sources(monkeypatch: pytest.MonkeyPatch, *sources: Any) -> None:
    monkeypatch.setattr(timeline, "wired", lambda setting: sources)


def _pages(api: ApiClient, path: str, limit: int) -> Iterator[list[dict[str, Any]]]:
    cursor = None
    while True:
        mark = "&" if "?" in path else "?"
        reply = api.get(f"{path}{mark}limit={limit}" + (f"&cursor={cursor}" if cursor else ""))
        assert reply.status == 200, reply
        yield reply.json["items"]
        cursor = reply.json["next_cursor"]
        if cursor is None:
            return


def test_friends_are_listed_newest_first_page_by_page(api: ApiClient, org: Organisation) -> None:
    first, second = make_channel(org), make_channel(org)
    # Interleaved over two channels, with pairs who came at the very same moment.
    friends = make_friends(first, 6) + make_friends(second, 5)

    pages = list(_pages(api, "/friends", 4))

    listed = [friend["id"] for page in pages for friend in page]
    newest_first = sorted(friends, key=lambda friend: (friend.first_seen_at, friend.id), reverse=True)
    assert [len(page) for page in pages] == [4, 4, 3]
    assert listed == [friend.id for friend in newest_first]


def test_friends_who_come_while_one_pages_disturb_nothing(api: ApiClient, channel: Channel) -> None:
    known = make_friends(channel, 4)
    first_page = api.get("/friends?limit=2").json
    make_friends(channel, 3, start=NOW + timedelta(days=1))

    second_page = api.get(f"/friends?limit=2&cursor={first_page['next_cursor']}").json

    seen = [friend["id"] for friend in first_page["items"] + second_page["items"]]
    assert seen == [friend.id for friend in reversed(known)]


def test_friends_can_be_filtered_by_channel_status_tag_and_name(
    api: ApiClient, org: Organisation, channel: Channel, aiko: Friend, kenji: Friend
) -> None:
    other_channel = make_channel(org)
    elsewhere = make_friend(other_channel, "愛理")
    blocked = make_friend(channel, "愛美", status=FriendStatus.BLOCKED, blocked_at=NOW)
    tag = make_tag(org)
    with org_scope(org.id):
        add_tag(org_id=org.id, channel_id=channel.id, tag_id=tag.id, friend_ids=[kenji.id], now=NOW)

    def found(query: str) -> set[int]:
        return {friend["id"] for friend in api.get(f"/friends?{query}").json["items"]}

    assert found(f"channel_id={other_channel.id}") == {elsewhere.id}
    assert found("status=blocked") == {blocked.id}
    assert found(f"tag_id={tag.id}") == {kenji.id}
    assert found("name=愛") == {aiko.id, elsewhere.id, blocked.id}
    assert found(f"name=愛&channel_id={channel.id}&status=following") == {aiko.id}


@pytest.mark.parametrize("name", ["100%", "a_b", "back\\slash", "O'Hara", "<b>", "👩‍🦰", "\u200f", "MiXeD"])
def test_names_are_searched_literally_and_without_regard_to_case(
    api: ApiClient, channel: Channel, name: str
) -> None:
    from urllib.parse import quote

    wanted = make_friend(channel, f"x{name}y")
    make_friend(channel, "100 a-b backslash OHara b")

    items = api.get(f"/friends?name={quote(name.upper())}").json["items"]

    assert [(item["id"], item["display_name"]) for item in items] == [(wanted.id, f"x{name}y")]


def test_a_page_is_read_from_the_index_in_its_order(org: Organisation, channel: Channel) -> None:
    after = Position(NOW, 5)
    with org_scope(org.id), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        # On a near-empty table a sort of nothing looks as cheap as the index that needs none.
        cursor.execute("SET LOCAL enable_sort = off")
        with CaptureQueriesContext(connection) as run:
            selectors.friend_page(
                org.id, FriendFilter(channel_id=channel.id, name="花子"), after=after, limit=50
            )
        (query,) = run.captured_queries
        cursor.execute(f"EXPLAIN {query['sql']}")
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "friends_friend_recent" in plan
    assert "Sort" not in plan
    assert "first_seen_at <=" in plan.partition("Filter")[0]


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "limit=x", "status=gone", "tag_id=0"])
def test_wrong_queries_are_refused(api: ApiClient, query: str) -> None:
    reply = api.get(f"/friends?{query}")

    assert reply.status == 422
    assert reply.json["errors"][0]["path"] == query.partition("=")[0]


def test_a_friend_is_shown_with_memo_and_tags(
    api: ApiClient, org: Organisation, channel: Channel, aiko: Friend
) -> None:
    tags = [make_tag(org, "二回目"), make_tag(org, "カラー"), make_tag(org, "古い", archived_at=NOW)]
    for tag in tags:
        with org_scope(org.id):
            FriendTag.objects.create(org_id=org.id, tag_id=tag.id, friend_id=aiko.id, added_at=NOW)
    api.patch(f"/friends/{aiko.id}/memo", {"memo": "次回はカラー"})

    shown = api.get(f"/friends/{aiko.id}").json

    assert shown["display_name"] == "愛子"
    assert shown["memo"] == "次回はカラー"
    assert [tag["name"] for tag in shown["tags"]] == ["カラー", "二回目"]


def test_an_id_beyond_bigint_is_refused_not_crashed(api: ApiClient) -> None:
    assert api.get(f"/friends/{2**63}").status == 422
    assert api.get(f"/friends/{2**63 - 1}").status == 404
    assert api.get("/friends/0").status == 422


def test_the_audit_log_does_not_repeat_a_memo(api: ApiClient, org: Organisation, aiko: Friend) -> None:
    api.patch(f"/friends/{aiko.id}/memo", {"memo": "お子様の名前は太郎"})

    entry = rows(AuditEntry, org_id=org.id, action="friend.memo_written")[0]
    assert (entry.before, entry.after) == ({"length": 0}, {"length": 9})


def test_a_memo_that_is_too_long_is_refused(api: ApiClient, aiko: Friend) -> None:
    assert api.patch(f"/friends/{aiko.id}/memo", {"memo": "x" * 5001}).status == 422
    assert api.patch(f"/friends/{aiko.id}/memo", {"memo": "x" * 5000}).status == 200


def test_putting_a_tag_twice_is_one_fact(
    api: ApiClient, org: Organisation, aiko: Friend, now: datetime
) -> None:
    tag = make_tag(org)

    statuses = [api.put(f"/friends/{aiko.id}/tags/{tag.id}").status for _ in range(2)]

    assert statuses == [204, 204]
    events = rows(TimelineEvent, org_id=org.id, friend_id=aiko.id)
    assert [(event.kind, event.occurred_at) for event in events] == [("tag.added", now)]
    assert events[0].data["name"] == "カラー希望"
    assert len(rows(AuditEntry, org_id=org.id, action="friend.tagged")) == 1


def test_taking_a_tag_off_twice_is_one_fact(api: ApiClient, org: Organisation, aiko: Friend) -> None:
    tag = make_tag(org)
    api.put(f"/friends/{aiko.id}/tags/{tag.id}")

    statuses = [api.delete(f"/friends/{aiko.id}/tags/{tag.id}").status for _ in range(2)]

    assert statuses == [204, 204]
    kinds = [event.kind for event in rows(TimelineEvent, org_id=org.id, friend_id=aiko.id)]
    assert kinds == ["tag.added", "tag.removed"]
    assert rows(FriendTag, org_id=org.id) == []


def test_an_archived_tag_cannot_be_put_on(api: ApiClient, org: Organisation, aiko: Friend) -> None:
    tag = make_tag(org, archived_at=NOW)

    assert api.put(f"/friends/{aiko.id}/tags/{tag.id}").json["code"] == "tag_archived"


def test_tags_are_created_renamed_archived_restored_and_deleted(
    api: ApiClient, org: Organisation, aiko: Friend
) -> None:
    tag = api.post("/tags", {"name": "  興味_カラー希望_20261015 "}).json
    api.put(f"/friends/{aiko.id}/tags/{tag['id']}")

    renamed = api.patch(f"/tags/{tag['id']}", {"name": "興味_カラー_20261015"}).json
    too_early = api.delete(f"/tags/{tag['id']}")
    api.patch(f"/tags/{tag['id']}", {"is_archived": True})
    visible = api.get("/tags").json["items"]
    with_archived = api.get("/tags?with_archived=true").json["items"]
    restored = api.patch(f"/tags/{tag['id']}", {"is_archived": False}).json
    api.patch(f"/tags/{tag['id']}", {"is_archived": True})
    deleted = api.delete(f"/tags/{tag['id']}")

    assert (tag["name"], renamed["name"]) == ("興味_カラー希望_20261015", "興味_カラー_20261015")
    assert (too_early.status, too_early.json["code"]) == (409, "tag_in_use")
    assert visible == []
    assert [one["name"] for one in with_archived] == ["興味_カラー_20261015"]
    assert restored["archived_at"] is None
    assert (deleted.status, deleted.json["friends"]) == (200, 1)
    assert rows(FriendTag, org_id=org.id) == []


def test_who_works_on_one_channel_cannot_delete_a_tag_of_another_channels_friends(
    org: Organisation, channel: Channel, aiko: Friend
) -> None:
    second = make_channel(org, name="二号店")
    mio = make_friend(second, "美緒")
    tag = make_tag(org, archived_at=NOW)
    with org_scope(org.id):
        for friend in (aiko, mio):
            FriendTag.objects.create(org_id=org.id, tag_id=tag.id, friend_id=friend.id, added_at=NOW)
    member = make_member(org, Role.RESPONDER, channel_ids=[second.id])
    browser = browser_of(member.user)

    refused = browser.api("DELETE", f"/tags/{tag.id}")
    with org_scope(org.id):
        FriendTag.objects.filter(org_id=org.id, friend_id=aiko.id).delete()
    allowed = browser.api("DELETE", f"/tags/{tag.id}")

    assert (refused.status, refused.json["code"]) == (403, "forbidden")
    assert allowed.status == 200


def test_a_tag_name_is_taken_once(api: ApiClient) -> None:
    api.post("/tags", {"name": "興味_カラー_20261015"})
    other = api.post("/tags", {"name": "興味_カット_20261015"}).json
    taken = {"name": "興味_カラー_20261015"}

    assert api.post("/tags", taken).json["code"] == "tag_name_taken"
    assert api.patch(f"/tags/{other['id']}", taken).json["code"] == "tag_name_taken"


def test_tagging_a_set_touches_only_those_who_change_and_belong_here(
    org: Organisation, other_org: Organisation, channel: Channel
) -> None:
    friends = make_friends(channel, 5)
    elsewhere = make_friend(make_channel(org))
    strangers = make_friend(make_channel(other_org))
    tag = make_tag(org)
    ids = [friend.id for friend in friends]
    with org_scope(org.id):
        add_tag(org_id=org.id, channel_id=channel.id, tag_id=tag.id, friend_ids=ids[:2], now=NOW)
        changed = add_tag(
            org_id=org.id,
            channel_id=channel.id,
            tag_id=tag.id,
            friend_ids=[*reversed(ids), elsewhere.id, strangers.id, 999_999_999],
            now=NOW,
        )
        removed = remove_tag(
            org_id=org.id, channel_id=channel.id, tag_id=tag.id, friend_ids=[ids[4], elsewhere.id], now=NOW
        )

    assert changed == ids[2:]
    assert removed == [ids[4]]
    assert {row.friend_id for row in rows(FriendTag, org_id=org.id)} == set(ids[:4])
    assert len(rows(TimelineEvent, org_id=org.id, kind="tag.added")) == 5


def test_tagging_a_thousand_friends_takes_no_more_statements_than_one(
    org: Organisation, channel: Channel
) -> None:
    ids = [friend.id for friend in make_friends(channel, 1001)]
    tag = make_tag(org)
    counts = []
    for friend_ids in (ids[:1], ids[1:]):
        with org_scope(org.id), CaptureQueriesContext(connection) as statements:
            add_tag(org_id=org.id, channel_id=channel.id, tag_id=tag.id, friend_ids=friend_ids, now=NOW)
        counts.append(len(statements))

    assert counts[0] >= counts[1]
    assert len(rows(FriendTag, org_id=org.id)) == 1001


def _record(friend: Friend, *minutes: int) -> None:
    events = [
        NewEvent(friend.id, "message.received", NOW + timedelta(minutes=minute), {"minute": minute})
        for minute in minutes
    ]
    with org_scope(friend.org_id):
        insert_events(org_id=friend.org_id, channel_id=friend.channel_id, events=events, now=NOW)


def test_the_timeline_merges_its_sources_newest_first(
    api: ApiClient, aiko: Friend, kenji: Friend, monkeypatch: pytest.MonkeyPatch
) -> None:
    _record(aiko, 1, 5, 3)
    _record(kenji, 2)

    def deliveries(org_id: int, friend_id: int, part: TimelineSlice, limit: int) -> list[TimelineEntry]:
        assert (org_id, friend_id) == (aiko.org_id, aiko.id)
        entries = [TimelineEntry("delivery.sent", NOW + timedelta(minutes=m), {"minute": m}) for m in (4, 2)]
        return [entry for entry in entries if part.before is None or entry.occurred_at < part.before][:limit]

    _use_sources(monkeypatch, deliveries)

    pages = list(_pages(api, f"/friends/{aiko.id}/timeline", 2))

    assert [[entry["data"]["minute"] for entry in page] for page in pages] == [[5, 4], [3, 2], [1]]


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
def test_facts_of_the_very_same_moment_are_each_shown_once(api: ApiClient, aiko: Friend, limit: int) -> None:
    _record(aiko, *[7] * 5, *[8] * 2, 9)
    _record(aiko, *[6] * 3)

    shown = [entry for page in _pages(api, f"/friends/{aiko.id}/timeline", limit) for entry in page]

    assert [entry["data"]["minute"] for entry in shown] == [9, 8, 8, 7, 7, 7, 7, 7, 6, 6, 6]


def test_who_may_not_read_the_talk_sees_that_there_were_messages_and_not_their_words(
    org: Organisation, aiko: Friend
) -> None:
    said = {
        "type": "text",
        "message_id": "1",
        "text": "予約したいです",
        "raw": {"message": {"text": "予約したいです"}},
    }
    events = [
        NewEvent(aiko.id, "message.received", NOW, said, "1"),
        NewEvent(aiko.id, "tag.added", NOW, {"name": "VIP"}),
    ]
    with org_scope(org.id):
        insert_events(org_id=org.id, channel_id=aiko.channel_id, events=events, now=NOW)

    def shown(*scopes: str) -> dict[str, Any]:
        items = ApiClient(make_api_key(org, list(scopes))).get(f"/friends/{aiko.id}/timeline").json["items"]
        return {item["kind"]: item["data"] for item in items}

    assert shown("friends.view", "talk.view") == {"message.received": said, "tag.added": {"name": "VIP"}}
    assert shown("friends.view") == {
        "message.received": {"type": "text", "message_id": "1"},
        "tag.added": {"name": "VIP"},
    }


def test_the_timeline_reaches_over_months(api: ApiClient, aiko: Friend) -> None:
    moments = [datetime(2024, 1, 31, tzinfo=UTC), datetime(2026, 9, 30, tzinfo=UTC), NOW]
    with org_scope(aiko.org_id):
        insert_events(
            org_id=aiko.org_id,
            channel_id=aiko.channel_id,
            events=[NewEvent(aiko.id, "x", moment) for moment in moments],
            now=NOW,
        )

    items = api.get(f"/friends/{aiko.id}/timeline").json["items"]

    assert [datetime.fromisoformat(item["occurred_at"]) for item in items] == moments[::-1]
