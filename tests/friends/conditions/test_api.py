"""The routes of conditions and of the search for friends."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.api_client import ApiClient
from tests.factories import NOW, make_api_key, make_friend, make_friends, make_tag

from enishi.accounts.models import Organisation
from enishi.friends.models import Friend
from enishi.friends.services.segments import tree_key
from enishi.friends.services.tags import add_tag
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel

pytestmark = pytest.mark.django_db


def _tag(org: Organisation, channel: Channel, *friends: Friend) -> dict[str, Any]:
    tag = make_tag(org)
    with org_scope(org.id):
        add_tag(
            org_id=org.id,
            channel_id=channel.id,
            tag_id=tag.id,
            friend_ids=[friend.id for friend in friends],
            now=NOW,
        )
    return {"version": 1, "root": {"kind": "tag", "tag_ids": [tag.id]}}


def test_a_preview_counts_says_and_shows(
    api: ApiClient, org: Organisation, channel: Channel, aiko: Friend, kenji: Friend
) -> None:
    tree = _tag(org, channel, aiko)

    said = api.post("/conditions/preview", {"channel_id": channel.id, "tree": tree}).json

    assert said["count"] == {"number": 1, "is_exact": True}
    assert said["sentence"] == "タグ「カラー希望」が付いている友だち"
    assert [friend["id"] for friend in said["samples"]] == [aiko.id]
    assert said["problems"] == []
    assert [warning["code"] for warning in said["warnings"]] == ["few"]


def test_a_preview_answers_in_the_language_asked_for(
    org: Organisation, channel: Channel, now: datetime
) -> None:
    tree = _tag(org, channel)

    english = ApiClient(make_api_key(org), language="en")
    said = english.post("/conditions/preview", {"channel_id": channel.id, "tree": tree}).json

    assert said["sentence"] == "Friends for whom this holds: they have the tag “カラー希望”"
    assert [(each["code"], each["detail"][:6]) for each in said["warnings"]] == [("nobody", "Nobody")]


def test_mistakes_are_part_of_the_answer_while_somebody_edits(api: ApiClient, channel: Channel) -> None:
    tree = {"version": 1, "root": {"kind": "all", "of": [{"kind": "tag", "tag_ids": [999_999]}]}}

    said = api.post("/conditions/preview", {"channel_id": channel.id, "tree": tree}).json

    assert said["count"] is None
    assert [each["path"] for each in said["problems"]] == ["root.of.0.tag_ids.0"]


def test_everybody_and_an_equal_segment_are_warned_of(
    api: ApiClient, org: Organisation, channel: Channel
) -> None:
    from enishi.friends.models import Segment

    make_friends(channel, 20)
    tree = {"version": 1, "root": {"kind": "status", "status": "following"}}
    with org_scope(org.id):
        Segment.objects.create(
            org=org,
            channel=channel,
            name="全員",
            tree=tree,
            tree_key=tree_key(tree),
            created_at=NOW,
            updated_at=NOW,
        )
    wrapped = {"version": 1, "root": {"kind": "all", "of": [tree["root"]]}}

    said = api.post("/conditions/preview", {"channel_id": channel.id, "tree": wrapped}).json

    assert [warning["code"] for warning in said["warnings"]] == ["everybody", "same_segment"]
    assert "「全員」" in said["warnings"][1]["detail"]


def test_the_overlap_of_two_conditions_is_counted(
    api: ApiClient, org: Organisation, channel: Channel, aiko: Friend, kenji: Friend
) -> None:
    a, b = _tag(org, channel, aiko), {"version": 1, "root": {"kind": "status", "status": "following"}}

    said = api.post("/conditions/overlap", {"channel_id": channel.id, "a": a, "b": b}).json

    assert said == {"both": 1, "only_a": 0, "only_b": 1, "is_exact": True}


def test_an_overlap_names_the_tree_that_is_wrong(api: ApiClient, channel: Channel) -> None:
    sound, wrong = {"version": 1, "root": {"kind": "all", "of": []}}, {"version": 1, "root": {"kind": "x"}}

    reply = api.post("/conditions/overlap", {"channel_id": channel.id, "a": sound, "b": wrong})

    assert reply.status == 422
    assert [each["path"] for each in reply.json["errors"]] == ["b.root.kind"]


def test_the_catalogue_lists_every_kind_with_its_inputs(api: ApiClient, channel: Channel) -> None:
    said = api.get(f"/conditions/kinds?channel_id={channel.id}").json

    tag = next(each for each in said["items"] if each["kind"] == "tag")
    assert tag["group"] == {"ja": "タグ・友だち情報", "en": "Tags and fields"}
    assert tag["start"] == {"kind": "tag", "tag_ids": [], "match": "any"}
    assert [(each["name"], each["type"], each["of"]) for each in tag["inputs"]] == [
        ("match", "choice", ""),
        ("tag_ids", "objects", "tag"),
        ("added", "when", ""),
    ]
    assert {"message.received", "tag.added"} <= {event["kind"] for event in said["events"]}


def test_friends_are_found_by_condition_and_quick_filters_together(
    api: ApiClient, org: Organisation, channel: Channel, aiko: Friend, kenji: Friend
) -> None:
    tree = _tag(org, channel, aiko, kenji)
    hidden = make_friend(channel, "愛美", hidden_at=NOW)
    search = {"channel_id": channel.id, "tree": tree}

    def found(**more: Any) -> list[int]:
        page = api.post("/friends/search", {**search, **more}).json
        count = api.post("/friends/search/count", {**search, **more}).json
        assert count == {"number": len(page["items"]), "is_exact": True}
        return [friend["id"] for friend in page["items"]]

    assert found() == [kenji.id, aiko.id]
    assert found(name="愛") == [aiko.id]
    assert found(name="愛", tree=None) == [aiko.id]
    assert found(name="愛", tree=None, visibility="all") == [hidden.id, aiko.id]
    assert found(status="blocked") == []


@pytest.mark.parametrize("order", ["newest", "reaction"])
def test_pages_follow_one_another_without_gap_or_overlap(
    api: ApiClient, channel: Channel, order: str
) -> None:
    friends = make_friends(channel, 7)
    for index, friend in enumerate(friends):
        with org_scope(channel.org_id):
            Friend.objects.filter(id=friend.id).update(
                last_reaction_at=NOW + timedelta(hours=index // 2) if index > 2 else None
            )
    tree = {"version": 1, "root": {"kind": "not", "of": {"kind": "status", "status": "blocked"}}}
    seen: list[int] = []
    cursor = None
    while True:
        body = {"channel_id": channel.id, "tree": tree, "limit": 3, "order": order, "cursor": cursor}
        page = api.post("/friends/search", body).json
        seen += [friend["id"] for friend in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break

    assert seen == [friend.id for friend in reversed(friends)]


def test_many_who_are_found_are_walked_in_order(
    api: ApiClient, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    from enishi.friends.selectors import search

    friends = make_friends(channel, 9)
    monkeypatch.setattr(search, "_FEW", 3)
    tree = {"version": 1, "root": {"kind": "status", "status": "following"}}

    page = api.post("/friends/search", {"channel_id": channel.id, "tree": tree, "limit": 4}).json

    assert [friend["id"] for friend in page["items"]] == [friend.id for friend in reversed(friends[-4:])]


def test_an_unknown_column_and_a_wrong_tree_are_told_together(api: ApiClient, channel: Channel) -> None:
    tree = {"version": 1, "root": {"kind": "x"}}

    reply = api.post("/friends/search", {"channel_id": channel.id, "tree": tree, "columns": ["nothing"]})

    assert reply.status == 422
    assert [each["path"] for each in reply.json["errors"]] == ["tree.root.kind", "columns.0"]
