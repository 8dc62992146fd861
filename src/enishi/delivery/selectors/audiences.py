"""Whom an audience means now: as SQL for a snapshot, and as a waterfall of counts. Writes nothing."""

from dataclasses import dataclass
from datetime import datetime

from enishi.delivery.domain.audiences import Audience, Node
from enishi.friends import conditions
from enishi.friends.conditions.matching import counts
from enishi.friends.conditions.tree import VERSION, Group, Not, Tree
from enishi.friends.conditions.tree import Node as TreeNode
from enishi.kit.errors import FieldProblem, invalid_fields


def _node(node: Node) -> TreeNode:
    return conditions.read_tree({"version": VERSION, "root": node}).root


def audience_tree(audience: Audience, parts: int | None = None) -> Tree:
    """The whole as one tree; ``parts``: with only the first so many of what is excluded."""
    left_out = [Not(_node(node)) for _, node in audience.exclude.parts()[:parts]]
    return Tree(Group("all", (_node(audience.included()), *left_out)))


def chosen_sql(org_id: int, channel_id: int, audience: Audience, now: datetime) -> conditions.Sql:
    """``SELECT f.id …`` of everyone meant."""
    return conditions.matching_sql(org_id, channel_id, audience_tree(audience), now)


def require_sound_audience(org_id: int, channel_id: int, audience: Audience) -> None:
    """ProblemError 422 that names every object that is not there, by its place in the input."""
    problems: list[FieldProblem] = []
    if audience.condition is not None:
        problems += conditions.check_tree(org_id, channel_id, audience.condition, "recipients.condition")
    elif audience.segment_id is not None:
        problems += _plain_problems(org_id, channel_id, audience.included(), "recipients", "segment_id")
    if audience.exclude.condition is not None:
        path = "recipients.exclude.condition"
        problems += conditions.check_tree(org_id, channel_id, audience.exclude.condition, path)
    for name, node in audience.exclude.parts():
        if name in ("tag_ids", "segment_ids"):
            problems += _plain_problems(org_id, channel_id, node, "recipients.exclude", name)
    if problems:
        raise invalid_fields(problems)


def _plain_problems(org_id: int, channel_id: int, node: Node, path: str, name: str) -> list[FieldProblem]:
    """The mistakes in a node that stands for one input, told by that input's path."""
    found = conditions.check_tree(org_id, channel_id, {"version": VERSION, "root": node}, "")
    return [FieldProblem(f"{path}.{name}", each.ja, each.en) for each in found]


@dataclass(frozen=True, slots=True)
class Waterfall:
    """``chosen`` friends are meant; ``excluded`` says how many each exclusion takes of who is left; ``blocked`` of the
    rest have blocked the account or are never written to; ``reachable`` are left. Estimates unless ``is_exact``."""

    chosen: int
    excluded: list[tuple[str, int]]
    blocked: int
    reachable: int
    is_exact: bool


def waterfall(org_id: int, channel_id: int, audience: Audience, now: datetime) -> Waterfall:
    """How many are left after each step, in one statement."""
    names = [name for name, _ in audience.exclude.parts()]
    trees = [audience_tree(audience, number) for number in range(len(names) + 1)]
    can_get = (
        _node({"kind": "status", "status": "following"}),
        Not(_node({"kind": "visibility", "state": "muted"})),
    )
    trees.append(Tree(Group("all", (trees[-1].root, *can_get))))
    numbers, is_exact = counts(org_id, channel_id, trees, now)
    *left, reachable = numbers
    excluded = [(name, left[index] - left[index + 1]) for index, name in enumerate(names)]
    return Waterfall(left[0], excluded, left[-1] - reachable, reachable, is_exact)
