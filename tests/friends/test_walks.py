"""Pages of many are walked; they must show just whom a condition finds, in the list's order."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories import NOW, make_friends, make_tag
from tests.friends.conditions.people import People, make_people
from tests.friends.conditions.strategies import trees

from enishi.accounts.models import Member, Organisation
from enishi.friends import conditions
from enishi.friends.conditions.sets import left_by_sets
from enishi.friends.conditions.tree import read_tree
from enishi.friends.models import Friend
from enishi.friends.selectors import search, walks
from enishi.friends.selectors.friends import ORDERS, FriendFilter
from enishi.friends.services.tagging import add_tag
from enishi.kit.paging import decode_cursor
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel

pytestmark = pytest.mark.django_db

EVERYBODY: dict[str, Any] = {"version": 1, "root": {"kind": "all", "of": []}}


@pytest.fixture
def world(org: Organisation, channel: Channel, owner: Member, operator: Member) -> People:
    return make_people(org, channel, [owner.id, operator.id])


@pytest.fixture
def in_small_stretches(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page of two is many, and a stretch is three friends long at first."""
    monkeypatch.setattr(search, "_FEW", 0)
    monkeypatch.setattr(walks, "_FIRST", 3)


def listed(channel: Channel, tree: dict[str, Any], order: str = "newest", limit: int = 2) -> list[int]:
    """Everyone, page by page."""
    found: list[int] = []
    cursor: str | None = None
    with org_scope(channel.org_id):
        while True:
            page = search.search_page(
                channel.org_id,
                search.Search(channel.id, FriendFilter(), tree),
                NOW,
                after=decode_cursor(cursor),
                limit=limit,
                order=order,
            )
            found += [friend.id for friend in page.items]
            cursor = page.next_cursor
            if cursor is None:
                return found


def expected(channel: Channel, tree: dict[str, Any], order: str) -> list[int]:
    with org_scope(channel.org_id):
        ids = conditions.matching(channel.org_id, channel.id, tree, NOW)
        friends = list(Friend.objects.filter(org_id=channel.org_id, id__in=ids))
    at = ORDERS[order].at
    return [one.id for one in sorted(friends, key=lambda one: (at(one), one.id), reverse=True)]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
@pytest.mark.usefixtures("in_small_stretches")
def test_walked_pages_show_whom_the_tables_find(world: People, channel: Channel, data: st.DataObject) -> None:
    tree = data.draw(trees(world))
    order = data.draw(st.sampled_from(["newest", "reaction"]))

    assert listed(channel, tree, order) == expected(channel, tree, order)


def tagged_oldest(org: Organisation, channel: Channel) -> dict[str, Any]:
    """Twenty friends, of whom the two who came first have a tag and are written to."""
    friends = make_friends(channel, 20)
    tag = make_tag(org)
    with org_scope(org.id):
        for number, friend in enumerate(friends):
            Friend.objects.filter(org_id=org.id, id=friend.id).update(
                first_seen_at=NOW - timedelta(days=number)
            )
        add_tag(
            org_id=org.id,
            channel_id=channel.id,
            tag_id=tag.id,
            friend_ids=[friend.id for friend in friends[-2:]],
            now=NOW,
        )
    return {"version": 1, "root": {"kind": "tag", "tag_ids": [tag.id]}}


@pytest.mark.usefixtures("in_small_stretches")
def test_those_who_come_last_are_found_in_the_longest_stretches(org: Organisation, channel: Channel) -> None:
    tree = tagged_oldest(org, channel)

    assert listed(channel, tree) == expected(channel, tree, "newest")
    assert len(listed(channel, tree)) == 2


@pytest.mark.usefixtures("in_small_stretches")
def test_a_walk_that_would_take_too_long_ends_and_sets_are_taken_at_once(
    org: Organisation, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = tagged_oldest(org, channel)
    monkeypatch.setattr(walks, "_FURTHEST", 6)
    monkeypatch.setattr(walks, "_LONGEST", 3)
    with org_scope(org.id):
        left = left_by_sets(org.id, channel.id, read_tree(tree))
        assert left is not None
        walked = walks.walk(org.id, walks.Wanted(channel.id, None, 3, "newest"), left, NOW)

    assert walked is None
    assert listed(channel, tree) == expected(channel, tree, "newest")


@pytest.mark.usefixtures("in_small_stretches")
def test_everybody_is_walked_too(channel: Channel) -> None:
    make_friends(channel, 7)

    assert listed(channel, EVERYBODY) == expected(channel, EVERYBODY, "newest")
    assert len(listed(channel, EVERYBODY)) == 7
