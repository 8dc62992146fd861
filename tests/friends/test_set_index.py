"""The set index: bitmaps that are derived from the tables and must say just what the tables say, at any moment."""

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories import NOW, make_channel, make_friends, make_organisation, make_tag, rows
from tests.friends.conditions.people import People, make_people
from tests.friends.conditions.strategies import trees

from enishi.accounts.models import Member, Organisation
from enishi.friends import conditions
from enishi.friends.conditions.sets import count_by_sets
from enishi.friends.conditions.tree import read_tree
from enishi.friends.models import Friend, FriendTag, SetChunk, SetMark
from enishi.friends.selectors import set_index as selectors
from enishi.friends.services.set_index import fold_sets, organisations_with_marks, rebuild_sets
from enishi.friends.services.tagging import add_tag, remove_tag
from enishi.kit.tenancy import limited_to_channels, org_scope
from enishi.line.models import Channel

pytestmark = pytest.mark.django_db

_FEW = settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def all_of(*nodes: dict[str, Any]) -> dict[str, Any]:
    return {"version": 1, "root": {"kind": "all", "of": list(nodes)}}


def by_sets(channel: Channel, tree: dict[str, Any]) -> int | None:
    with org_scope(channel.org_id):
        found = count_by_sets(channel.org_id, channel.id, read_tree(tree), NOW)
    return found.number if found else None


def by_tables(channel: Channel, tree: dict[str, Any]) -> int:
    with org_scope(channel.org_id):
        return len(conditions.matching(channel.org_id, channel.id, tree, NOW))


@pytest.fixture
def world(org: Organisation, channel: Channel, owner: Member, operator: Member) -> People:
    return make_people(org, channel, [owner.id, operator.id])


@_FEW
@given(data=st.data())
def test_sets_count_whom_the_tables_find(
    world: People, org: Organisation, channel: Channel, data: st.DataObject
) -> None:
    if data.draw(st.booleans(), label="folded"):
        fold_sets(org_id=org.id)
    tree = data.draw(trees(world))

    found = by_sets(channel, tree)

    assert found is None or found == by_tables(channel, tree)


_DEEDS = st.lists(
    st.tuples(
        st.sampled_from(["add", "remove", "block", "return", "fold", "delete"]),
        st.integers(0, 1),
        st.sets(st.integers(0, 7), min_size=1),
    ),
    max_size=12,
)


@_FEW
@given(deeds=_DEEDS)
def test_whatever_happens_sets_stay_equal_to_the_tables(
    org: Organisation, channel: Channel, deeds: list[tuple[str, int, set[int]]]
) -> None:
    friends = [friend.id for friend in make_friends(channel, 8)]
    tags = [make_tag(org, f"属性_試験{NOW:%f}{friends[0]}_{n}").id for n in range(2)]
    for deed, which, chosen in deeds:
        _do(deed, channel, tags[which], [friends[index] for index in chosen])

    for tree in (
        all_of({"kind": "tag", "tag_ids": tags, "match": "any"}),
        all_of({"kind": "tag", "tag_ids": tags, "match": "all"}, {"kind": "status", "status": "following"}),
        all_of({"kind": "not", "of": {"kind": "tag", "tag_ids": tags[:1]}}),
        all_of({"kind": "tag", "tag_ids": tags, "match": "none"}, {"kind": "status", "status": "blocked"}),
    ):
        assert by_sets(channel, tree) == by_tables(channel, tree)


def _do(deed: str, channel: Channel, tag_id: int, friend_ids: list[int]) -> None:
    if deed == "fold":
        fold_sets(org_id=channel.org_id)
        return
    with org_scope(channel.org_id):
        chosen = Friend.objects.filter(org_id=channel.org_id, id__in=friend_ids)
        given: dict[str, Any] = {
            "org_id": channel.org_id,
            "channel_id": channel.id,
            "tag_id": tag_id,
            "friend_ids": friend_ids,
            "now": NOW,
        }
        if deed == "add":
            add_tag(**given)
        elif deed == "remove":
            remove_tag(**given)
        elif deed == "delete":
            FriendTag.objects.filter(org_id=channel.org_id, friend_id__in=friend_ids).delete()
            chosen.delete()
        else:
            chosen.update(status="blocked" if deed == "block" else "following")


def test_folding_leaves_no_mark_and_a_second_time_does_nothing(org: Organisation, channel: Channel) -> None:
    friends, tag = make_friends(channel, 3), make_tag(org)
    _do("add", channel, tag.id, [friend.id for friend in friends])

    assert org.id in organisations_with_marks()
    assert fold_sets(org_id=org.id) > 0
    assert fold_sets(org_id=org.id) == 0
    assert rows(SetMark, org_id=org.id) == []


def test_a_change_of_anything_else_marks_nothing(org: Organisation, channel: Channel) -> None:
    friends = make_friends(channel, 3)
    fold_sets(org_id=org.id)

    with org_scope(org.id):
        Friend.objects.filter(org_id=org.id, id=friends[0].id).update(last_reaction_at=NOW)

    assert rows(SetMark, org_id=org.id) == []


def test_a_set_that_became_empty_keeps_no_bitmap(org: Organisation, channel: Channel) -> None:
    friend, tag = make_friends(channel, 1)[0], make_tag(org)
    _do("add", channel, tag.id, [friend.id])
    fold_sets(org_id=org.id)
    _do("remove", channel, tag.id, [friend.id])
    fold_sets(org_id=org.id)

    assert rows(SetChunk, org_id=org.id, set_key=f"t{tag.id}") == []


def test_a_damaged_index_is_made_anew(org: Organisation, channel: Channel) -> None:
    friends, tag = make_friends(channel, 4), make_tag(org)
    _do("add", channel, tag.id, [friend.id for friend in friends])
    fold_sets(org_id=org.id)
    with org_scope(org.id):
        SetChunk.objects.filter(org_id=org.id).delete()
    tree = all_of({"kind": "tag", "tag_ids": [tag.id]})
    assert by_sets(channel, tree) == 0

    rebuild_sets(org_id=org.id)

    assert by_sets(channel, tree) == 4


def test_where_too_much_has_changed_the_tables_are_asked(
    org: Organisation, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    friends, tag = make_friends(channel, 2), make_tag(org)
    _do("add", channel, tag.id, [friends[0].id])
    monkeypatch.setattr(selectors, "MOST_MARKED", 0)
    monkeypatch.setattr(import_module("enishi.friends.conditions.matching"), "SMALL_CHANNEL", 0)
    tree = all_of({"kind": "tag", "tag_ids": [tag.id]})

    assert by_sets(channel, tree) is None
    with org_scope(org.id):
        assert conditions.count(org.id, channel.id, tree, NOW).number == 1


def test_what_no_set_knows_is_asked_among_those_the_sets_leave(org: Organisation, channel: Channel) -> None:
    friends, tag = make_friends(channel, 5, start=NOW - timedelta(days=40)), make_tag(org)
    _do("add", channel, tag.id, [friend.id for friend in friends[:3]])
    with org_scope(org.id):
        Friend.objects.filter(org_id=org.id, id=friends[0].id).update(last_reaction_at=NOW)

    tree = all_of(
        {"kind": "tag", "tag_ids": [tag.id]},
        {"kind": "not", "of": {"kind": "last_reaction", "when": {"mode": "days_ago", "days": 30}}},
    )

    assert by_sets(channel, tree) == by_tables(channel, tree) == 2


def test_an_estimate_says_so_and_comes_near(
    org: Organisation, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    friends, tag = make_friends(channel, 400), make_tag(org)
    _do("add", channel, tag.id, [friend.id for friend in friends])
    with org_scope(org.id):
        every_fourth = [friend.id for friend in friends[::4]]
        Friend.objects.filter(org_id=org.id, id__in=every_fourth).update(last_reaction_at=NOW)
    monkeypatch.setattr("enishi.friends.conditions.sets._ASKED", 133)
    tree = all_of({"kind": "tag", "tag_ids": [tag.id]}, {"kind": "last_reaction", "when": {"mode": "known"}})

    with org_scope(org.id):
        found = count_by_sets(org.id, channel.id, read_tree(tree), NOW)

    assert found is not None
    assert not found.is_exact
    assert 60 <= found.number <= 140


def test_one_account_is_not_counted_for_another(org: Organisation, channel: Channel) -> None:
    other, tag = make_channel(org), make_tag(org)
    _do("add", channel, tag.id, [friend.id for friend in make_friends(channel, 2)])
    _do("add", other, tag.id, [friend.id for friend in make_friends(other, 3)])
    fold_sets(org_id=org.id)
    tree = all_of({"kind": "tag", "tag_ids": [tag.id]})

    assert (by_sets(channel, tree), by_sets(other, tree)) == (2, 3)
    with limited_to_channels([other.id]):
        assert by_sets(other, tree) == 3


def test_another_organisations_sets_do_not_exist(org: Organisation, channel: Channel) -> None:
    tag = make_tag(org)
    _do("add", channel, tag.id, [friend.id for friend in make_friends(channel, 2)])
    fold_sets(org_id=org.id)
    other = make_organisation()

    with org_scope(other.id):
        assert selectors.sets(org.id, [f"t{tag.id}"]) == {f"t{tag.id}": {}}
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM friends_setchunk")
        assert cursor.fetchone() == (0,)
