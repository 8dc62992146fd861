"""Merging tags while others tag, merge, describe and undo: each finds what the one before left, and nothing is lost."""

from datetime import timedelta
from typing import Any

import pytest
from tests.factories import NOW, make_channel, make_friends, make_organisation, make_tag, rows
from tests.friends.two_at_once import second_meanwhile

from enishi.accounts.permissions import COMMAND_LINE
from enishi.friends.models import Friend, FriendTag, Tag, TagMerge
from enishi.friends.services.tag_merges import merge_tags, undo_merge
from enishi.friends.services.tagging import add_many, add_tag
from enishi.friends.services.tags import change_tag
from enishi.kit.errors import ProblemError
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop() -> Channel:
    return make_channel(make_organisation())


@pytest.fixture
def target(shop: Channel) -> Tag:
    return make_tag(shop.org, "VIP会員")


@pytest.fixture
def source(shop: Channel) -> Tag:
    return make_tag(shop.org, "ＶＩＰ会員")


def put(channel: Channel, tag: Tag, *friends: Friend) -> None:
    with org_scope(channel.org_id):
        add_tag(
            org_id=channel.org_id,
            channel_id=channel.id,
            tag_id=tag.id,
            friend_ids=[friend.id for friend in friends],
            now=NOW - timedelta(days=1),
        )


def put_many(channel: Channel, tag: Tag, *friends: Friend) -> None:
    with org_scope(channel.org_id):
        add_many(
            org_id=channel.org_id,
            channel_id=channel.id,
            friends_by_tag={tag.id: [friend.id for friend in friends]},
            now=NOW - timedelta(days=1),
        )


def merge(target: Tag, source: Tag) -> TagMerge:
    with org_scope(target.org_id):
        return merge_tags(
            org_id=target.org_id, source_ids=[source.id], target_id=target.id, actor=COMMAND_LINE, now=NOW
        )


def undo(done: TagMerge) -> None:
    with org_scope(done.org_id):
        undo_merge(org_id=done.org_id, merge_id=done.id, actor=COMMAND_LINE, now=NOW)


def holders(tag: Tag) -> set[int]:
    return {row.friend_id for row in rows(FriendTag, tag_id=tag.id)}


def in_use() -> set[int]:
    return {tag.id for tag in rows(Tag, archived_at=None)}


def test_of_two_merges_into_each_other_one_happens(shop: Channel, target: Tag, source: Tag) -> None:
    with pytest.raises(ProblemError) as refused:
        second_meanwhile(shop.org_id, lambda: merge(target, source), lambda: merge(source, target))

    assert refused.value.status == 422
    assert in_use() == {target.id}


@pytest.mark.parametrize("tagging", [put, put_many])
def test_a_tag_that_is_being_merged_is_put_on_nobody_any_more(
    shop: Channel, target: Tag, source: Tag, tagging: Any
) -> None:
    before, late = make_friends(shop, 2)
    put(shop, source, before)

    second_meanwhile(shop.org_id, lambda: merge(target, source), lambda: tagging(shop, source, late))

    assert (holders(source), holders(target)) == ({before.id}, {before.id})


@pytest.mark.parametrize("tagging", [put, put_many])
def test_a_merge_takes_those_along_who_are_being_tagged(
    shop: Channel, target: Tag, source: Tag, tagging: Any
) -> None:
    [friend] = make_friends(shop, 1)

    second_meanwhile(shop.org_id, lambda: tagging(shop, source, friend), lambda: merge(target, source))

    assert holders(target) == {friend.id}


def test_a_merge_counts_those_who_are_taking_the_last_places(shop: Channel, target: Tag, source: Tag) -> None:
    with org_scope(shop.org_id):
        Tag.objects.filter(id=target.id).update(capacity=1)
    one, other = make_friends(shop, 2)
    put(shop, source, one)

    with pytest.raises(ProblemError) as refused:
        second_meanwhile(shop.org_id, lambda: put(shop, target, other), lambda: merge(target, source))

    assert refused.value.code == "tag_full"
    assert holders(target) == {other.id}


def test_a_merge_is_undone_once_by_two_at_once(shop: Channel, target: Tag, source: Tag) -> None:
    put(shop, source, *make_friends(shop, 1))
    done = merge(target, source)

    with pytest.raises(ProblemError) as refused:
        second_meanwhile(shop.org_id, lambda: undo(done), lambda: undo(done))

    assert refused.value.code == "merge_final"
    assert in_use() == {target.id, source.id}


def test_a_tag_described_during_its_merge_stays_merged(shop: Channel, target: Tag, source: Tag) -> None:
    facts = {"meaning": "上得意のお客様"}

    def describe() -> None:
        with org_scope(shop.org_id):
            change_tag(org_id=shop.org_id, tag_id=source.id, facts=facts, actor=COMMAND_LINE, now=NOW)

    second_meanwhile(shop.org_id, lambda: merge(target, source), describe)

    assert in_use() == {target.id}
