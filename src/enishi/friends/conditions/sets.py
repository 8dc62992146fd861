"""What bitmaps can say of a tree: who has which tags, who follows, who is hidden.

The same tree, the same meaning: a leaf either names sets of the set index, or it is asked of the tables by the compiler's
SQL among those friends whom the sets leave. Where that is too many to count, a spread of them is asked, and the number is
an estimate that says so.
"""

from collections.abc import Iterator, Sequence
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
_ASKED = 3_000


@dataclass(frozen=True, slots=True)
class Left:
    """Friends whom sets leave: ``parts`` is chunk → lower bits. Of them, those who meet ``rest`` meet the tree."""

    parts: dict[int, BitMap]
    number: int
    rest: Tree | None

    def has(self, friend_id: int) -> bool:
        bits = self.parts.get(friend_id >> 16)
        return bits is not None and friend_id & 65_535 in bits

    def ids(self) -> list[int]:
        return [(chunk << 16) + low for chunk in sorted(self.parts) for low in self.parts[chunk]]

    def spread(self, wanted: int) -> list[int]:
        """So many ids all over, or all of them; the same ones at every call, so that an estimate changes with the
        condition and not by itself."""
        if self.number <= wanted:
            return self.ids()
        # One at random of each stretch: every so-manieth would be wrong by multiples wherever ids have a rhythm.
        draw = Random(self.number).random  # noqa: S311 - a sample, not a secret
        stretch = self.number / wanted
        places = iter([int((nth + draw()) * stretch) for nth in range(wanted)])
        asked: list[int] = []
        place = next(places)
        passed = 0
        for chunk in sorted(self.parts):
            bits = self.parts[chunk]
            while passed <= place < passed + len(bits):
                asked.append((chunk << 16) + bits[place - passed])
                place = next(places, -1)
            passed += len(bits)
        return asked


def left_by_sets(org_id: int, channel_id: int, tree: Tree) -> Left | None:
    """Whom of a channel's friends sets leave; None where sets say nothing of ``tree`` or cannot be had."""
    split = _split(tree, channel_id)
    if split is None:
        return None
    by_sets, rest = split
    everyone = f"c{channel_id}"
    kept = sets(org_id, {everyone, *_keys(by_sets, channel_id)})
    if kept is None:
        return None
    parts = {
        chunk: bits
        for chunk, all_of_it in kept[everyone].items()
        if (bits := _evaluated(by_sets, channel_id, kept, chunk, all_of_it))
    }
    return Left(parts, sum(map(len, parts.values())), rest)


def count_by_sets(org_id: int, channel_id: int, tree: Tree, now: datetime) -> Count | None:
    """How many friends of a channel meet ``tree``; None where sets say nothing of it or cannot be had."""
    left = left_by_sets(org_id, channel_id, tree)
    return None if left is None else count_of(org_id, channel_id, left, now)


def count_of(org_id: int, channel_id: int, left: Left, now: datetime, asked: int | None = None) -> Count:
    """How many of these meet the rest of their tree, by asking so many of them at most."""
    if left.rest is None or left.number == 0:
        return Count(left.number, True)
    friend_ids = left.spread(asked or _ASKED)
    ctx = context_of(org_id, channel_id, left.rest, now=now, friend_ids=friend_ids)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) {chosen_from(ctx, condition(left.rest, ctx))}", ctx.params)
        hits = int(cursor.fetchone()[0])
    return Count(round(hits * left.number / len(friend_ids)), len(friend_ids) == left.number)


def _split(tree: Tree, channel_id: int) -> tuple[Node, Tree | None] | None:
    """A tree as two that both have to hold: one of sets only, one of everything else."""
    nodes = list(_all_of(tree.root))
    by_sets = tuple(node for node in nodes if _is_of_sets(node, channel_id))
    rest = tuple(node for node in nodes if not _is_of_sets(node, channel_id))
    if rest and not by_sets:
        return None
    return Group("all", by_sets), Tree(Group("all", rest)) if rest else None


def _all_of(node: Node) -> Iterator[Node]:
    """The conditions that must all hold."""
    if isinstance(node, Group) and node.kind == "all":
        for child in node.of:
            yield from _all_of(child)
    else:
        yield node


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
