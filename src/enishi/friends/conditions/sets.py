"""Counting by bitmaps what bitmaps can say: who has which tags, and who follows.

The same tree, the same meaning: a leaf either names sets of the set index, or it is asked of the tables by the compiler's
SQL among those friends whom the sets leave. Where that is too many, a spread of them is asked, and the number is an
estimate that says so.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from django.db import connection
from pyroaring import BitMap

from enishi.friends.conditions.compiler import chosen_from, condition, context_of
from enishi.friends.conditions.registry import SetsOf
from enishi.friends.conditions.tree import Group, Leaf, Node, Not, Tree
from enishi.friends.selectors.counts import Count
from enishi.friends.selectors.set_index import Sets, sets

#: So many friends are asked of the tables one by one, each by its keys.
_ASKED = 8_000


@dataclass(frozen=True, slots=True)
class _Split:
    """A tree as two that both have to hold: one of sets only, one of everything else."""

    by_sets: Node
    rest: Tree | None


def count_by_sets(org_id: int, channel_id: int, tree: Tree, now: datetime) -> Count | None:
    """How many friends of a channel meet ``tree``; None where sets say nothing of it or cannot be had."""
    split = _split(tree, channel_id)
    if split is None:
        return None
    everyone = f"c{channel_id}"
    kept = sets(org_id, {everyone, *_keys(split.by_sets, channel_id)})
    if kept is None:
        return None
    found = {
        chunk: bits
        for chunk, all_of_it in kept[everyone].items()
        if (bits := _evaluated(split.by_sets, channel_id, kept, chunk, all_of_it))
    }
    number = sum(map(len, found.values()))
    if split.rest is None or number == 0:
        return Count(number, True)
    asked = _spread(found, number)
    hits = _hits(org_id, channel_id, split.rest, now, asked)
    return Count(round(hits * number / len(asked)), len(asked) == number)


def _split(tree: Tree, channel_id: int) -> _Split | None:
    if _is_of_sets(tree.root, channel_id):
        return _Split(tree.root, None)
    if not isinstance(tree.root, Group) or tree.root.kind != "all":
        return None
    by_sets = tuple(node for node in tree.root.of if _is_of_sets(node, channel_id))
    rest = tuple(node for node in tree.root.of if not _is_of_sets(node, channel_id))
    if not by_sets:
        return None
    return _Split(Group("all", by_sets), Tree(Group("all", rest)))


def _sets_of(leaf: Leaf, channel_id: int) -> SetsOf | None:
    return leaf.kind.sets(leaf.params, channel_id) if leaf.kind.sets else None


def _is_of_sets(node: Node, channel_id: int) -> bool:
    if isinstance(node, Leaf):
        return _sets_of(node, channel_id) is not None
    if isinstance(node, Not):
        return _is_of_sets(node.of, channel_id)
    return all(_is_of_sets(child, channel_id) for child in node.of)


def _keys(node: Node, channel_id: int) -> set[str]:
    if isinstance(node, Leaf):
        named = _sets_of(node, channel_id)
        return set(named.keys) if named else set()
    children: Sequence[Node] = (node.of,) if isinstance(node, Not) else node.of
    return {key for child in children for key in _keys(child, channel_id)}


def _evaluated(node: Node, channel_id: int, kept: Sets, chunk: int, everyone: BitMap) -> BitMap:
    """Who of ``everyone`` in one part meets a node of sets."""
    if isinstance(node, Not):
        return everyone - _evaluated(node.of, channel_id, kept, chunk, everyone)
    if isinstance(node, Leaf):
        named = _sets_of(node, channel_id)
        assert named is not None
        return _combined(named, [kept[key].get(chunk, BitMap()) for key in named.keys], everyone)
    parts = [_evaluated(child, channel_id, kept, chunk, everyone) for child in node.of]
    if node.kind == "all":
        return BitMap.intersection(everyone, *parts)
    return BitMap.union(BitMap(), *parts)


def _combined(named: SetsOf, bitmaps: Sequence[BitMap], everyone: BitMap) -> BitMap:
    if named.match == "all":
        return BitMap.intersection(everyone, *bitmaps)
    any_of = BitMap.union(BitMap(), *bitmaps)
    return everyone - any_of if named.match == "none" else everyone & any_of


def _spread(found: dict[int, BitMap], number: int) -> list[int]:
    """The friends' ids, or some of them at random where they are more than can be asked; the same ones at every call, so
    that an estimate changes with the condition and not by itself."""
    # Every so-manieth would be wrong by multiples wherever ids have a rhythm.
    draw = Random(number)  # noqa: S311 - a sample, not a secret
    places = range(number) if number <= _ASKED else sorted(draw.sample(range(number), _ASKED))
    asked: list[int] = []
    passed = 0
    remaining = deque(places)
    for chunk in sorted(found):
        low = found[chunk].to_array()
        while remaining and remaining[0] < passed + len(low):
            asked.append((chunk << 16) + low[remaining.popleft() - passed])
        passed += len(low)
    return asked


def _hits(org_id: int, channel_id: int, rest: Tree, now: datetime, friend_ids: Sequence[int]) -> int:
    ctx = context_of(org_id, channel_id, rest, now=now, friend_ids=friend_ids)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) {chosen_from(ctx, condition(rest, ctx))}", ctx.params)
        return int(cursor.fetchone()[0])
