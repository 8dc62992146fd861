"""The tree's document: what is accepted, and how each mistake is told."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from enishi.friends.conditions import EVERYONE, dump_tree, normal_form, parse_tree, read_tree
from enishi.friends.conditions.catalogue import json_schema

_STATUS = {"kind": "status", "status": "following"}


def _paths(root: Any, **more: Any) -> list[str]:
    tree, problems = parse_tree({"version": 1, "root": root, **more})
    assert (tree is None) == bool(problems)
    return [problem.path for problem in problems]


def _nested(depth: int) -> dict[str, Any]:
    node: dict[str, Any] = _STATUS
    for _ in range(depth - 1):
        node = {"kind": "all", "of": [node]}
    return node


def test_an_empty_all_is_sound_and_means_everyone() -> None:
    assert _paths({"kind": "all", "of": []}) == []
    assert dump_tree(read_tree(EVERYONE)) == EVERYONE


def test_an_empty_any_is_refused() -> None:
    assert _paths({"kind": "any", "of": []}) == ["root.of"]


def test_eight_levels_are_allowed_and_nine_are_not() -> None:
    assert _paths(_nested(8)) == []
    assert _paths(_nested(9)) == ["root" + ".of.0" * 8]


def test_fifty_conditions_are_allowed_and_fifty_one_are_not() -> None:
    halves = [{"kind": "any", "of": [_STATUS] * number} for number in (25, 25, 1)]

    assert _paths({"kind": "all", "of": halves[:2]}) == []
    assert _paths({"kind": "all", "of": halves}) == ["root"]
    assert _paths({"kind": "all", "of": [_STATUS] * 51}) == ["root"]


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ([], ""),
        ({"root": _STATUS}, "version"),
        ({"version": 2, "root": _STATUS}, "version"),
        ({"version": 1}, "root"),
        ({"version": 1, "root": _STATUS, "extra": 1}, "extra"),
        ({"version": 1, "root": "all"}, "root"),
        ({"version": 1, "root": {"kind": "nonsense"}}, "root.kind"),
        ({"version": 1, "root": {"kind": ["all"]}}, "root.kind"),
        ({"version": 1, "root": {"kind": "all"}}, "root.of"),
        ({"version": 1, "root": {"kind": "all", "of": {}}}, "root.of"),
        ({"version": 1, "root": {"kind": "all", "of": [], "if": 1}}, "root.if"),
        ({"version": 1, "root": {"kind": "not", "of": [_STATUS]}}, "root.of"),
        ({"version": 1, "root": {"kind": "all", "of": [_STATUS, {"kind": "tag"}]}}, "root.of.1.tag_ids"),
        ({"version": 1, "root": {"kind": "tag", "tag_ids": [0]}}, "root.tag_ids.0"),
        ({"version": 1, "root": {"kind": "tag", "tag_ids": [2**63]}}, "root.tag_ids.0"),
        ({"version": 1, "root": {"kind": "status", "status": "x"}}, "root.status"),
        ({"version": 1, "root": {"kind": "status", "status": "following", "more": 1}}, "root.more"),
        ({"version": 1, "root": {"kind": "followed_at", "when": {"mode": "days_ago"}}}, "root.when.days"),
        ({"version": 1, "root": {"kind": "random", "percent": 0, "salt": "a"}}, "root.percent"),
    ],
)
def test_a_mistake_is_told_with_its_place(document: Any, path: str) -> None:
    tree, problems = parse_tree(document)

    assert tree is None
    assert [problem.path for problem in problems] == [path]
    assert all(problem.ja and problem.en for problem in problems)


def test_every_mistake_is_told_at_once() -> None:
    root = {"kind": "all", "of": [{"kind": "x"}, {"kind": "not", "of": {"kind": "tag"}}, 3]}

    assert _paths(root) == ["root.of.0.kind", "root.of.1.of.tag_ids", "root.of.2"]


def test_the_place_of_a_tree_in_its_input_comes_first() -> None:
    _, problems = parse_tree({"version": 1, "root": {"kind": "x"}}, "recipients.condition")

    assert [problem.path for problem in problems] == ["recipients.condition.root.kind"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"kind": "all", "of": [_STATUS]}, _STATUS),
        ({"kind": "not", "of": {"kind": "not", "of": _STATUS}}, _STATUS),
        (
            {"kind": "all", "of": [_STATUS, {"kind": "memo", "value": "a"}]},
            {"kind": "all", "of": [{"kind": "memo", "value": "a", "test": "contains"}, _STATUS, _STATUS]},
        ),
        (
            {"kind": "all", "of": [_STATUS, {"kind": "all", "of": [{"kind": "memo", "value": "a"}]}]},
            {"kind": "all", "of": [_STATUS, {"kind": "memo", "value": "a"}]},
        ),
        ({"kind": "tag", "tag_ids": [2, 1]}, {"kind": "tag", "tag_ids": [1, 2], "match": "any"}),
    ],
)
def test_trees_that_say_the_same_have_one_normal_form(one: Any, other: Any) -> None:
    assert normal_form({"version": 1, "root": one}) == normal_form({"version": 1, "root": other})


def test_trees_that_say_different_things_have_different_normal_forms() -> None:
    both = [_STATUS, {"kind": "memo", "value": "a"}]
    forms = {normal_form({"version": 1, "root": {"kind": kind, "of": both}}) for kind in ("all", "any")}

    assert len(forms) == 2


def test_the_committed_schema_is_that_of_the_code() -> None:
    committed = Path(__file__).parents[3] / "docs" / "api" / "conditions.schema.json"

    assert orjson.loads(committed.read_bytes()) == json_schema(), (
        "run `python -m enishi.config.openapi docs/api/openapi.json` and review the difference"
    )


def test_a_hostile_document_is_answered_with_a_hundred_mistakes_and_no_more() -> None:
    group: dict[str, Any] = {"kind": "all", "of": [{}] * 50}
    for _ in range(3):
        group = {"kind": "all", "of": [group] * 50}

    assert len(_paths(group)) <= 101
    assert len(_paths({"kind": "all", "of": [], **{f"extra{number}": 1 for number in range(1_000)}})) <= 101
    assert len(_paths({"kind": "tag", "tag_ids": ["x"] * 1_000})) <= 101
