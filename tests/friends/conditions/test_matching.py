"""Who is found: of which channel and organisation, how they are counted, and what hostile input does."""

from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from tests.factories import NOW, make_channel, make_friend, make_friends, make_tag

from enishi.accounts.models import Organisation
from enishi.friends import conditions
from enishi.friends.models import Friend
from enishi.friends.services.tags import add_tag
from enishi.kit.tenancy import limited_to_channels, org_scope
from enishi.line.models import Channel

pytestmark = pytest.mark.django_db

#: The module; its main function has its name.
matching = import_module("enishi.friends.conditions.matching")

_NOT_BLOCKED = {"version": 1, "root": {"kind": "status", "status": "following"}}


def _tree(kind: str, **inputs: Any) -> dict[str, Any]:
    return {"version": 1, "root": {"kind": kind, **inputs}}


def _opposite(tree: dict[str, Any]) -> dict[str, Any]:
    return {"version": 1, "root": {"kind": "not", "of": tree["root"]}}


def test_only_friends_of_the_channel_are_found(org: Organisation, channel: Channel, aiko: Friend) -> None:
    elsewhere = make_friend(make_channel(org, name="二号店"))

    with org_scope(org.id):
        assert conditions.matching(org.id, channel.id, conditions.EVERYONE, NOW) == {aiko.id}
        assert conditions.matching(org.id, channel.id, conditions.EVERYONE, NOW, [elsewhere.id]) == set()


def test_another_organisations_ids_are_a_mistake_and_find_nobody(
    org: Organisation, other_org: Organisation, channel: Channel, aiko: Friend
) -> None:
    theirs = make_tag(other_org, "他社のタグ")
    tree = _tree("tag", tag_ids=[theirs.id])

    with org_scope(org.id):
        problems = conditions.check_tree(org.id, channel.id, tree)
        assert [problem.path for problem in problems] == ["tree.root.tag_ids.0"]
        assert conditions.matching(org.id, channel.id, tree, NOW) == set()
        assert "他社のタグ" not in conditions.sentence_of(tree, org.id, "ja")


def test_another_channels_scenario_is_a_mistake(org: Organisation, channel: Channel) -> None:
    from tests.factories import make_scenario

    other = make_scenario(make_channel(org, name="二号店"), ({"mode": "at_once"}, "こんにちは"))
    tree = _tree("scenario", scenario_id=other.id)

    with org_scope(org.id):
        problems = conditions.check_tree(org.id, channel.id, tree)

    assert [problem.path for problem in problems] == ["tree.root.scenario_id"]


def test_an_archived_tag_is_a_mistake_that_names_it(org: Organisation, channel: Channel) -> None:
    tag = make_tag(org, "旧会員", archived_at=NOW)

    with org_scope(org.id):
        problems = conditions.check_tree(org.id, channel.id, _tree("tag", tag_ids=[tag.id]))

    assert "旧会員" in problems[0].ja
    assert "旧会員" in problems[0].en


def test_whoever_is_limited_to_other_channels_counts_nobody(
    org: Organisation, channel: Channel, aiko: Friend
) -> None:
    other = make_channel(org, name="二号店")

    with limited_to_channels([other.id]), org_scope(org.id):
        assert conditions.matching(org.id, other.id, conditions.EVERYONE, NOW) == set()


@pytest.mark.parametrize(
    "text",
    ["'; DROP TABLE friends_friend; --", "%(c0)s", "%s", "{0}", "\\", "%", "_", "愛子' OR '1'='1", "$1"],
)
def test_what_is_typed_stays_data(org: Organisation, channel: Channel, aiko: Friend, text: str) -> None:
    named = make_friend(channel, text)
    kinds = [
        _tree("name", test="equals", value=text),
        _tree("name", test="contains", value=text),
        _tree("memo", test="contains", value=text),
        _tree("said", words=[text], match="contains"),
        _tree("tapped", data=text, match="starts_with"),
        _tree("random", percent=50, salt=text),
        _tree("event", event="a.b", where=[{"property": "x", "test": "equals", "value": text}]),
    ]

    with org_scope(org.id):
        found = [conditions.matching(org.id, channel.id, tree, NOW) for tree in kinds]
        assert Friend.objects.count() == 2

    assert found[:2] == [{named.id}, {named.id}]
    assert found[2:5] == [set(), set(), set()]


def test_nobody_known_is_nobody_without_a_question(org: Organisation, channel: Channel) -> None:
    with org_scope(org.id):
        assert conditions.matching(org.id, channel.id, _NOT_BLOCKED, NOW, []) == set()


def test_friends_are_asked_for_in_one_statement_however_many(
    org: Organisation, channel: Channel, django_assert_num_queries: Any
) -> None:
    ids = [friend.id for friend in make_friends(channel, 50)]
    tag = make_tag(org)
    tree = {
        "version": 1,
        "root": {"kind": "all", "of": [_NOT_BLOCKED["root"], _tree("tag", tag_ids=[tag.id])["root"]]},
    }

    # The channel's clock is one, the friends are the other.
    with org_scope(org.id), django_assert_num_queries(2):
        conditions.matching(org.id, channel.id, tree, NOW, ids)


def test_a_large_channel_is_estimated_when_counting_takes_too_long(
    org: Organisation, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    friends = make_friends(channel, 60)
    tag = make_tag(org)
    monkeypatch.setattr(matching, "SMALL_CHANNEL", 10)
    monkeypatch.setattr(matching, "count_by_sets", lambda *asked: None)
    monkeypatch.setattr(matching, "_answer", _impatient(matching._answer))
    with org_scope(org.id):
        add_tag(
            org_id=org.id,
            channel_id=channel.id,
            tag_id=tag.id,
            friend_ids=[friend.id for friend in friends[:20]],
            now=NOW,
        )
        tree = _tree("tag", tag_ids=[tag.id])
        count = conditions.count(org.id, channel.id, tree, NOW)
        overlap = conditions.overlap(org.id, channel.id, tree, _opposite(tree), NOW)

    # Every friend of so few is in the sample, so that the estimate is the number.
    assert (count.number, count.is_exact) == (20, False)
    assert (overlap.both, overlap.only_a, overlap.only_b, overlap.is_exact) == (0, 20, 40, False)


def _impatient(answer: Any) -> Any:
    def asked(text: str, params: Any, patience_ms: int | None) -> Any:
        return None if patience_ms is not None else answer(text, params, patience_ms)

    return asked


def test_a_statement_that_is_cut_short_leaves_the_transaction_whole(org: Organisation) -> None:
    with org_scope(org.id):
        assert matching._answer("SELECT pg_sleep(5)", {}, 20) is None
        assert matching._answer("SELECT 1", {}, 10_000) == [(1,)]
        with connection.cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            assert cursor.fetchone() == ("0",)


def test_examples_are_the_newest_of_those_found(org: Organisation, channel: Channel) -> None:
    friends = make_friends(channel, 8)

    with org_scope(org.id):
        found = conditions.samples(org.id, channel.id, _NOT_BLOCKED, NOW, 3)

    assert [friend.id for friend in found] == [friend.id for friend in reversed(friends[-3:])]


def test_a_random_share_is_sticky_and_grows(org: Organisation, channel: Channel) -> None:
    ids = {friend.id for friend in make_friends(channel, 400)}

    def drawn(percent: float, salt: str) -> set[int]:
        return conditions.matching(org.id, channel.id, _tree("random", percent=percent, salt=salt), NOW)

    with org_scope(org.id):
        ten, twenty, others = drawn(10, "秋"), drawn(20, "秋"), drawn(20, "冬")
        assert drawn(100, "秋") == ids

    assert ten < twenty < ids
    assert others != twenty
    assert 40 < len(twenty) < 130


def test_what_drifts_and_what_is_watched_comes_from_the_leaves() -> None:
    tag = {"kind": "tag", "tag_ids": [1]}
    recent = {"kind": "tag", "tag_ids": [1], "added": {"mode": "days_ago", "days": 3}}
    hour = {"kind": "last_reaction", "when": {"mode": "hours_ago", "hours": 3}}

    def of(*nodes: Any) -> dict[str, Any]:
        return {"version": 1, "root": {"kind": "not", "of": {"kind": "any", "of": list(nodes)}}}

    assert conditions.drifts(of(tag)) is None
    assert conditions.drifts(of(tag, recent)) == "daily"
    assert conditions.drifts(of(recent, hour)) == "hourly"
    assert {"tag.added", "tag.removed", "friend.followed"} <= conditions.watches(of(tag))
    assert conditions.watches(of({"kind": "event", "event": "form.submitted"})) >= {"form.submitted"}
    assert [(each.kind, each.id, each.path) for each in conditions.references_in(of(tag))] == [
        ("tag", 1, "root.of.of.0.tag_ids.0")
    ]
