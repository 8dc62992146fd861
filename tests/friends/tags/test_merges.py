"""Tags that mean the same become one, and apart again."""

from datetime import timedelta
from typing import Any

import pytest
from tests.api_client import ApiClient
from tests.factories import (
    NOW,
    make_channel,
    make_friend,
    make_friends,
    make_member,
    make_rule,
    make_tag,
    rows,
    send_action,
)
from tests.staff_browser import browser_of

from enishi.accounts.models import Organisation, Role
from enishi.accounts.permissions import COMMAND_LINE
from enishi.automation.models import Rule
from enishi.delivery.models import Dispatch
from enishi.friends.conditions.references import uses_of
from enishi.friends.models import Friend, FriendTag, FriendView, Segment, Tag, TagMerge, TimelineEvent
from enishi.friends.services.segments import SegmentWish, create_segment
from enishi.friends.services.tag_keepers import uses_of_tags
from enishi.friends.services.tag_merges import merge_tags, undo_merge
from enishi.friends.services.tagging import add_tag, remove_tag
from enishi.kit.errors import ProblemError
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel

pytestmark = pytest.mark.django_db


def _tree(*tag_ids: int) -> dict[str, object]:
    return {"version": 1, "root": {"kind": "tag", "tag_ids": list(tag_ids), "match": "any"}}


def _add(channel: Channel, tag: Tag, friends: list[Friend]) -> None:
    with org_scope(channel.org_id):
        add_tag(
            org_id=channel.org_id,
            channel_id=channel.id,
            tag_id=tag.id,
            friend_ids=[friend.id for friend in friends],
            now=NOW - timedelta(days=1),
        )


def _merge(org: Organisation, target: Tag, *sources: Tag) -> TagMerge:
    with org_scope(org.id):
        return merge_tags(
            org_id=org.id,
            source_ids=[tag.id for tag in sources],
            target_id=target.id,
            actor=COMMAND_LINE,
            now=NOW,
        )


def _holders(tag: Tag) -> set[int]:
    return {row.friend_id for row in rows(FriendTag, tag_id=tag.id)}


@pytest.fixture
def target(org: Organisation) -> Tag:
    return make_tag(org, "VIP会員")


@pytest.fixture
def source(org: Organisation) -> Tag:
    return make_tag(org, "ＶＩＰ会員")


def test_a_merged_tag_keeps_every_friend(
    org: Organisation, channel: Channel, target: Tag, source: Tag
) -> None:
    one, both, other, _ = make_friends(channel, 4)
    _add(channel, target, [one, both])
    _add(channel, source, [both, other])

    merge = _merge(org, target, source)

    assert _holders(target) == {one.id, both.id, other.id}
    assert merge.people == 1
    assert rows(Tag, id=source.id)[0].archived_at == NOW
    events = rows(TimelineEvent, ref=f"tag_merge:{merge.id}")
    assert [(event.friend_id, event.kind) for event in events] == [(other.id, "tag.added")]


def test_a_merge_sets_off_no_rule(org: Organisation, channel: Channel, target: Tag, source: Tag) -> None:
    make_rule(channel, {"kind": "tag_added", "tag_id": target.id}, send_action("おめでとうございます"))
    _add(channel, source, make_friends(channel, 2))

    _merge(org, target, source)

    assert rows(Dispatch) == []


def test_whatever_spoke_of_a_merged_tag_speaks_of_the_other(
    org: Organisation, channel: Channel, target: Tag, source: Tag
) -> None:
    make_rule(channel, {"kind": "tag_added", "tag_id": source.id}, {"do": "remove_tag", "tag_id": source.id})
    with org_scope(org.id):
        create_segment(
            org_id=org.id,
            channel_id=channel.id,
            wish=SegmentWish("会員", _tree(source.id, target.id)),
            actor=COMMAND_LINE,
            now=NOW,
        )
        FriendView.objects.create(
            org=org,
            channel_id=channel.id,
            name="自分用",
            tree=_tree(source.id),
            columns=[],
            order="newest",
            created_at=NOW,
            updated_at=NOW,
        )

    merge = _merge(org, target, source)

    rule = rows(Rule)[0]
    assert (rule.trigger["tag_id"], rule.actions[0]["tag_id"]) == (target.id, target.id)
    assert rows(Segment)[0].tree["root"]["tag_ids"] == [target.id]
    view = rows(FriendView)[0].tree
    assert view is not None
    assert view["root"]["tag_ids"] == [target.id]
    assert [entry["kind"] for entry in merge.rewritten] == ["rule", "segment", "view"]
    with org_scope(org.id):
        assert uses_of(org.id, "tag", source.id) == []


def test_merge_then_undo_is_identity(org: Organisation, channel: Channel, target: Tag, source: Tag) -> None:
    friends = make_friends(channel, 4)
    _add(channel, target, friends[:2])
    _add(channel, source, friends[1:])
    make_rule(channel, {"kind": "tag_added", "tag_id": source.id}, send_action("どうぞ"))
    before = (_holders(target), _holders(source), rows(Rule)[0].trigger, rows(Tag, ("id",)))

    merge = _merge(org, target, source)
    with org_scope(org.id):
        done = undo_merge(org_id=org.id, merge_id=merge.id, actor=COMMAND_LINE, now=NOW + timedelta(days=29))

    after = (_holders(target), _holders(source), rows(Rule)[0].trigger, rows(Tag, ("id",)))
    assert after == before
    assert (done.people, done.left) == (2, [])
    assert [tag.archived_at for tag in rows(Tag)] == [None, None]


def test_an_undo_leaves_alone_what_happened_after_the_merge(
    org: Organisation, channel: Channel, target: Tag, source: Tag
) -> None:
    merged, left, later = make_friends(channel, 3)
    _add(channel, source, [merged, left])
    rule = make_rule(channel, {"kind": "tag_added", "tag_id": source.id}, send_action("どうぞ"))
    merge = _merge(org, target, source)
    with org_scope(org.id):
        told: dict[str, Any] = {"org_id": org.id, "channel_id": channel.id, "tag_id": target.id}
        remove_tag(**told, friend_ids=[left.id], now=NOW + timedelta(hours=1))
        add_tag(**told, friend_ids=[left.id, later.id], now=NOW + timedelta(hours=2))
        Rule.objects.filter(id=rule.id).update(actions=[{"do": "add_tag", "tag_id": target.id}])
        done = undo_merge(org_id=org.id, merge_id=merge.id, actor=COMMAND_LINE, now=NOW + timedelta(hours=3))

    assert _holders(target) == {left.id, later.id}
    assert [entry["id"] for entry in done.left] == [rule.id]
    assert rows(Rule)[0].trigger["tag_id"] == target.id


@pytest.mark.parametrize("days", [31, 0])
def test_a_merge_is_undone_once_and_within_30_days(
    org: Organisation, channel: Channel, target: Tag, source: Tag, days: int
) -> None:
    merge = _merge(org, target, source)
    with org_scope(org.id):
        if days == 0:
            undo_merge(org_id=org.id, merge_id=merge.id, actor=COMMAND_LINE, now=NOW)
        with pytest.raises(ProblemError) as caught:
            undo_merge(org_id=org.id, merge_id=merge.id, actor=COMMAND_LINE, now=NOW + timedelta(days=days))

    assert caught.value.code == "merge_final"


def test_a_merge_beyond_the_capacity_is_refused(
    api: ApiClient, org: Organisation, channel: Channel, target: Tag, source: Tag
) -> None:
    _add(channel, source, make_friends(channel, 3))
    with org_scope(org.id):
        Tag.objects.filter(id=target.id).update(capacity=2)
    body = {"source_ids": [source.id], "target_id": target.id}

    preview, refused = api.post("/tags/merge/preview", body).json, api.post("/tags/merge", body)

    assert (preview["friends"], preview["gained"], len(preview["problems"])) == (3, 3, 1)
    assert refused.json["code"] == "tag_full"
    assert _holders(target) == set()


def test_who_does_not_see_all_the_friends_cannot_merge(
    org: Organisation, channel: Channel, target: Tag, source: Tag
) -> None:
    second = make_channel(org, name="二号店")
    _add(channel, source, [make_friend(channel)])
    browser = browser_of(make_member(org, Role.RESPONDER, channel_ids=[second.id]).user)

    refused = browser.api("POST", "/tags/merge", {"source_ids": [source.id], "target_id": target.id})

    assert refused.status == 403


@pytest.mark.parametrize("case", ["itself", "archived source", "archived target", "twice"])
def test_a_merge_that_cannot_be_meant_is_refused(
    api: ApiClient, org: Organisation, target: Tag, source: Tag, case: str
) -> None:
    with org_scope(org.id):
        if case.startswith("archived"):
            chosen = source if case == "archived source" else target
            Tag.objects.filter(id=chosen.id).update(archived_at=NOW)
    sources = [target.id] if case == "itself" else [source.id, source.id]

    reply = api.post("/tags/merge", {"source_ids": sources, "target_id": target.id})

    assert reply.status == (200 if case == "twice" else 422)


def test_the_ledger_knows_the_same_uses_as_the_one_list_of_references(
    org: Organisation, channel: Channel, target: Tag, source: Tag
) -> None:
    make_rule(channel, {"kind": "tag_removed", "tag_id": source.id}, {"do": "add_tag", "tag_id": target.id})
    with org_scope(org.id):
        create_segment(
            org_id=org.id,
            channel_id=channel.id,
            wish=SegmentWish("会員", _tree(target.id)),
            actor=COMMAND_LINE,
            now=NOW,
        )
        together = uses_of_tags(org.id)
        one_by_one = {tag.id: uses_of(org.id, "tag", tag.id) for tag in (target, source)}

    def key(use: object) -> str:
        return str(use)

    assert {tag_id: sorted(uses, key=key) for tag_id, uses in together.items()} == {
        tag_id: sorted(uses, key=key) for tag_id, uses in one_by_one.items()
    }
