"""Friends of one channel found by quick filters and a condition tree: pages and counts.

The quick filters become conditions of the same tree, so there is one way from a filter to SQL.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import connection

from enishi.friends import conditions
from enishi.friends.conditions.compiler import chosen_from, condition, context_of
from enishi.friends.conditions.sets import Left, left_by_sets
from enishi.friends.conditions.tree import Document, Group, Tree, read_tree
from enishi.friends.models import NEVER, Friend
from enishi.friends.selectors.counts import Count
from enishi.friends.selectors.friends import ORDERS, FriendFilter, friend_count
from enishi.friends.selectors.walks import AFTER, KEYS, walk
from enishi.kit.paging import Page, Position, page_of

#: So few friends are sorted; of more, the list's index is walked.
_FEW = 2_000
_EVERYBODY = Tree(Group("all", ()))


@dataclass(frozen=True, slots=True)
class Search:
    """Who is looked for in one channel."""

    channel_id: int
    filter: FriendFilter
    tree: Document | None = None

    def whole_tree(self) -> Tree:
        """Filter and tree as one."""
        found = read_tree({"version": 1, "root": {"kind": "all", "of": _leaves(self.filter)}}).root
        if self.tree is None:
            return Tree(found)
        return Tree(Group("all", (found, read_tree(self.tree).root)))


def _leaves(wanted: FriendFilter) -> list[dict[str, Any]]:
    leaves: list[dict[str, Any]] = []
    if wanted.visibility:
        leaves.append({"kind": "visibility", "state": wanted.visibility})
    if wanted.status:
        leaves.append({"kind": "status", "status": wanted.status})
    if wanted.tag_id is not None:
        leaves.append({"kind": "tag", "tag_ids": [wanted.tag_id]})
    if wanted.mark_id is not None:
        leaves.append({"kind": "mark", "mark_ids": [wanted.mark_id]})
    if wanted.name:
        leaves.append({"kind": "name", "value": wanted.name})
    return leaves


def search_count(org_id: int, search: Search, now: datetime) -> Count:
    """How many are found: exact where that is quick, else an estimate (``is_exact`` is false)."""
    if search.tree is None:
        return friend_count(org_id, replace(search.filter, channel_id=search.channel_id))
    return conditions.count(org_id, search.channel_id, search.whole_tree(), now)


def search_page(
    org_id: int, search: Search, now: datetime, *, after: Position | None, limit: int, order: str = "newest"
) -> Page[Friend]:
    """A page of those found, newest first, or whoever reacted last first."""
    tree = search.whole_tree()
    left = left_by_sets(org_id, search.channel_id, tree)
    chosen = None
    if left is not None and left.number > _FEW:
        chosen = walk(org_id, search.channel_id, left, now, after=after, wanted=limit + 1, order=order)
    if chosen is not None:
        rows = list(Friend.objects.filter(org_id=org_id, id__in=chosen))
    else:
        rows = _rows(org_id, search.channel_id, tree, left, now, after=after, limit=limit + 1, order=order)
    at = ORDERS[order].at
    rows.sort(key=lambda row: (at(row), row.id), reverse=True)
    return page_of(rows, limit, lambda row: Position(at(row), row.id))


def _rows(
    org_id: int,
    channel_id: int,
    tree: Tree,
    left: Left | None,
    now: datetime,
    *,
    after: Position | None,
    limit: int,
    order: str,
) -> list[Friend]:
    """Few are named by their ids and sorted. Of many, the list's index is walked and each friend is tested, which is
    quick exactly because there are many."""
    few, rest = _few(org_id, channel_id, tree, left, now)
    ctx = context_of(org_id, channel_id, rest, now=now, friend_ids=few, walks=True)
    chosen = [condition(rest, ctx)]
    if after is not None:
        ctx.params |= {"at": after.at, "tie": after.tie}
        chosen.append(AFTER.format(key=KEYS[order]))
    ctx.params |= {"never": NEVER, "most": limit}
    text = f"SELECT f.* {chosen_from(ctx, *chosen)} ORDER BY {KEYS[order]} DESC, f.id DESC LIMIT %(most)s"
    return list(Friend.objects.raw(text, ctx.params))


def _few(
    org_id: int, channel_id: int, tree: Tree, left: Left | None, now: datetime
) -> tuple[list[int] | None, Tree]:
    """Everyone who may be found, or None if these are many; and what they still have to meet."""
    if left is not None and left.number <= _FEW:
        return left.ids(), left.rest or _EVERYBODY
    ctx = context_of(org_id, channel_id, tree, now=now)
    text = f"SELECT f.id {chosen_from(ctx, condition(tree, ctx))} LIMIT {_FEW + 1}"
    with connection.cursor() as cursor:
        cursor.execute(text, ctx.params)
        found = [friend_id for (friend_id,) in cursor.fetchall()]
    return (found, _EVERYBODY) if len(found) <= _FEW else (None, tree)
