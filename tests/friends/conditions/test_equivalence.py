"""The SQL that conditions compile to, against a slow evaluator that reads the documents friend by friend."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from tests.factories import NOW
from tests.friends.conditions import reference
from tests.friends.conditions.people import People, make_people
from tests.friends.conditions.strategies import leaves, trees

from enishi.accounts.models import Member, Organisation
from enishi.friends import conditions
from enishi.friends.conditions import compiler, when
from enishi.friends.conditions.registry import Rows, kinds
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel

pytestmark = pytest.mark.django_db

_OFTEN = settings(
    max_examples=250, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
_SOMETIMES = settings(_OFTEN, max_examples=80)
#: Kinds whose rows need more than a few lines to make are compared where they live.
_ELSEWHERE = frozenset(
    {"consent", "score", "lifecycle", "interest", "bought", "bought_at", "spent", "customer"}
)


@pytest.fixture
def world(org: Organisation, channel: Channel, owner: Member, operator: Member) -> People:
    return make_people(org, channel, [owner.id, operator.id])


def _expected(tree: dict[str, object], world: People) -> set[int]:
    return {person.id for person in world.people if reference.meets(tree, person, world)}


@_OFTEN
@given(data=st.data())
def test_each_condition_finds_whom_its_document_means(world: People, data: st.DataObject) -> None:
    leaf = data.draw(leaves(world))
    assume(not (leaf.get("test") == "empty" and leaf["kind"] in ("name", "memo") and not leaf["value"]))
    tree = {"version": 1, "root": leaf}

    with org_scope(world.org_id):
        assert conditions.matching(world.org_id, world.channel_id, tree, NOW) == _expected(tree, world)


@_SOMETIMES
@given(data=st.data())
def test_a_tree_finds_whom_its_document_means_among_all_and_among_few(
    world: People, data: st.DataObject
) -> None:
    tree = data.draw(trees(world))
    few = data.draw(st.lists(st.sampled_from(world.ids), max_size=4))
    expected = _expected(tree, world)

    with org_scope(world.org_id):
        found = conditions.matching(world.org_id, world.channel_id, tree, NOW)
        among_few = conditions.matching(world.org_id, world.channel_id, tree, NOW, few)
        number = conditions.count(world.org_id, world.channel_id, tree, NOW)

    assert (found, among_few) == (expected, expected & set(few))
    assert (number.number, number.is_exact) == (len(expected), True)


@_SOMETIMES
@given(data=st.data())
def test_the_opposite_of_a_tree_finds_everybody_else(world: People, data: st.DataObject) -> None:
    tree = data.draw(trees(world))
    opposite = {"version": 1, "root": {"kind": "not", "of": tree["root"]}}

    with org_scope(world.org_id):
        found = conditions.matching(world.org_id, world.channel_id, tree, NOW)
        others = conditions.matching(world.org_id, world.channel_id, opposite, NOW)

    assert found | others == set(world.ids)
    assert not found & others


@_SOMETIMES
@given(data=st.data())
def test_the_normal_form_finds_the_same_friends(world: People, data: st.DataObject) -> None:
    tree = data.draw(trees(world))
    normal = {"version": 1, "root": orjson.loads(conditions.normal_form(tree))}
    assume(normal["root"] != {"kind": "any", "of": []})

    with org_scope(world.org_id):
        assert conditions.check_tree(world.org_id, world.channel_id, normal) == []
        assert conditions.matching(world.org_id, world.channel_id, normal, NOW) == _expected(tree, world)
    assert conditions.normal_form(normal) == conditions.normal_form(tree)


def test_every_kind_is_compared_here_or_where_it_lives() -> None:
    missing = {name for name in kinds() if name not in reference.KINDS | _ELSEWHERE}

    assert missing == set()


@pytest.mark.parametrize(
    ("owner_of_it", "name", "mutant"),
    [
        (when, "_dates", lambda kept: lambda when, today: kept(when, today + timedelta(days=1))),
        (
            compiler,
            "_compile_group",
            lambda kept: lambda node, ctx, *, is_negated: kept(node, ctx, is_negated=True),
        ),
        (Rows, "as_set", lambda kept: lambda rows: kept(replace(rows, at_least=rows.at_least + 1))),
    ],
    ids=["a day off", "and for or", "once too often"],
)
def test_a_compiler_that_errs_is_found_out(
    world: People,
    monkeypatch: pytest.MonkeyPatch,
    owner_of_it: object,
    name: str,
    mutant: Callable[[Any], Any],
) -> None:
    monkeypatch.setattr(owner_of_it, name, mutant(getattr(owner_of_it, name)))

    @settings(_OFTEN, max_examples=300, phases=[Phase.generate])
    @given(data=st.data())
    def compare(data: st.DataObject) -> None:
        tree = data.draw(trees(world))
        with org_scope(world.org_id):
            assert conditions.matching(world.org_id, world.channel_id, tree, NOW) == _expected(tree, world)

    with pytest.raises(AssertionError):
        compare()


def test_now_is_the_time_that_was_asked_for(world: People) -> None:
    tree = {"version": 1, "root": {"kind": "followed_at", "when": {"mode": "days_ago", "days": 36_000}}}
    long_ago = datetime(1990, 1, 1, tzinfo=NOW.tzinfo)

    with org_scope(world.org_id):
        assert conditions.matching(world.org_id, world.channel_id, tree, long_ago) == set()
