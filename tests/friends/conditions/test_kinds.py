"""Every registered kind of condition, whoever registered it: an example, a sentence, names, SQL."""

from collections.abc import Mapping
from typing import Any

import pytest
from django.conf import settings
from tests.factories import NOW, make_friend

from enishi.accounts.models import Organisation
from enishi.friends import conditions
from enishi.friends.conditions.catalogue import offers
from enishi.friends.conditions.registry import GROUPS, Language, Named, Names, Reference, kinds
from enishi.friends.conditions.sentences import ENDINGS, Speaker
from enishi.friends.conditions.tree import Leaf, read_tree
from enishi.friends.domain.field_types import FieldSpec, FieldType
from enishi.kit.tenancy import org_scope
from enishi.kit.wiring import wired_by_name
from enishi.line.models import Channel

_EVERY = pytest.mark.parametrize("name", sorted(settings.ENISHI_CONDITIONS))


class _Everything(Names):
    """Names of objects that need not exist."""

    def __init__(self) -> None:
        super().__init__(1, [])

    def of(self, kind: str, object_id: int) -> Named | None:
        return Named(f"{kind}の{object_id}番", facts={"spec": FieldSpec(object_id, "欄", FieldType.TEXT)})


def _leaf(name: str) -> Leaf:
    tree = read_tree(_tree(name))
    assert isinstance(tree.root, Leaf)
    return tree.root


def _tree(name: str) -> dict[str, Any]:
    return {"version": 1, "root": {"kind": name, **kinds()[name].example}}


@_EVERY
def test_the_example_is_sound_and_the_kind_stands_below_a_heading(name: str) -> None:
    assert kinds()[name].group in GROUPS
    assert _leaf(name).name == name


@_EVERY
@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_sentence_says_it_in_one_language(name: str, language: Language) -> None:
    said = Speaker(_Everything(), language).leaf(_leaf(name))

    assert said.strip() == said != ""
    if language == "ja":
        assert said.endswith(tuple(ENDINGS)), said
    else:
        own = str(kinds()[name].example)
        foreign = [each for each in said if each > "⻀" and each not in own and each not in "の番欄"]
        assert foreign == [], said


@_EVERY
def test_the_opposite_is_said_without_brackets(name: str) -> None:
    tree = read_tree({"version": 1, "root": {"kind": "not", "of": _tree(name)["root"]}})
    said = Speaker(_Everything(), "ja").whole(tree)

    assert "ではない友だち" not in said or not said.startswith("（"), said


@_EVERY
def test_every_object_it_speaks_of_is_a_reference_that_can_be_named(name: str) -> None:
    leaf = _leaf(name)
    found = leaf.kind.references(leaf.params)
    ids = {key: value for key, value in kinds()[name].example.items() if key.endswith(("_id", "_ids"))}

    assert len(found) >= len([key for key in ids if key not in ("friend_ids", "choice_ids")])
    for reference in found:
        assert reference.kind in wired_by_name("ENISHI_OBJECT_NAMES")
        assert _at(kinds()[name].example, reference) == reference.id


def _at(value: Any, reference: Reference) -> Any:
    for part in reference.path.split("."):
        value = value[int(part)] if part.isdigit() else value[part]
    return value


@_EVERY
def test_the_editor_knows_every_input(name: str) -> None:
    kind = kinds()[name]
    offer = next(each for each in offers() if each.name == name)

    assert {each.name for each in kind.inputs} >= set(kind.example) - {"kind"}
    assert {each.name for each in kind.inputs} <= set(kind.params.model_fields)
    assert offer.start["kind"] == name
    assert all(each.label.ja and each.label.en for each in kind.inputs)


@_EVERY
@pytest.mark.django_db
def test_it_compiles_for_all_and_for_few_and_is_true_or_false_of_everybody(
    name: str, org: Organisation, channel: Channel
) -> None:
    friend = make_friend(channel)
    opposite = {"version": 1, "root": {"kind": "not", "of": _tree(name)["root"]}}

    with org_scope(org.id):
        for friend_ids in (None, [friend.id]):
            found = [
                conditions.matching(org.id, channel.id, tree, NOW, friend_ids)
                for tree in (_tree(name), opposite)
            ]
            assert found in ([{friend.id}, set()], [set(), {friend.id}])


@_EVERY
@pytest.mark.django_db
def test_objects_that_are_not_there_are_told_by_their_place(
    name: str, org: Organisation, channel: Channel
) -> None:
    leaf = _leaf(name)
    document = _tree(name)
    wanted = [f"tree.root.{found.path}" for found in leaf.kind.references(leaf.params)]
    _renumber(document["root"], 987_654)

    with org_scope(org.id):
        problems = conditions.check_tree(org.id, channel.id, document)

    assert [problem.path for problem in problems] == wanted


def _renumber(node: dict[str, Any], number: int) -> None:
    for key, value in node.items():
        if key.endswith("_id"):
            node[key] = number
        elif key.endswith("_ids"):
            node[key] = [number for _ in value]


def test_every_kind_says_what_may_change_it() -> None:
    for name in kinds():
        leaf = _leaf(name)
        watched: Mapping[str, Any] = dict.fromkeys(leaf.kind.watches_of(leaf.params))
        fixed = {"random", "friends"}
        assert watched or name in fixed, name
