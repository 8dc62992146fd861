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
from enishi.friends.selectors.walks import AFTER, KEYS, Wanted, walk
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
    wanted = Wanted(search.channel_id, after, limit + 1, order)
    rows = None if left is None else _soon(org_id, wanted, left, now)
    if rows is None:
        few = _few(org_id, search.channel_id, tree, now)
        rows = _rows(org_id, wanted, few, tree if few is None else _EVERYBODY, now)
    at = ORDERS[order].at
    return page_of(rows, limit, lambda row: Position(at(row), row.id))


def newest(org_id: int, channel_id: int, tree: Tree, now: datetime, number: int) -> list[Friend] | None:
    """The newest who meet a tree; None where sets say too little of it to find them soon."""
    left = left_by_sets(org_id, channel_id, tree)
    wanted = Wanted(channel_id, None, number, "newest")
    return None if left is None else _soon(org_id, wanted, left, now)


def _soon(org_id: int, wanted: Wanted, left: Left, now: datetime) -> list[Friend] | None:
    """The rows of a page, in its order; None where walking to them takes too long."""
    if left.number <= _FEW:
        return _rows(org_id, wanted, left.ids(), left.rest or _EVERYBODY, now)
    ids = walk(org_id, wanted, left, now)
    if ids is None:
        return None
    at = ORDERS[wanted.order].at
    found = Friend.objects.filter(org_id=org_id, id__in=ids)
    return sorted(found, key=lambda row: (at(row), row.id), reverse=True)


def _rows(org_id: int, wanted: Wanted, few: list[int] | None, rest: Tree, now: datetime) -> list[Friend]:
    """Few are named by their ids and sorted. Of many, the list's index is walked and each friend is tested, which is
    quick exactly because there are many."""
    ctx = context_of(org_id, wanted.channel_id, rest, now=now, friend_ids=few, walks=True)
    chosen = [condition(rest, ctx)]
    key = KEYS[wanted.order]
    if wanted.after is not None:
        ctx.params |= {"at": wanted.after.at, "tie": wanted.after.tie}
        chosen.append(AFTER.format(key=key))
    ctx.params |= {"never": NEVER, "most": wanted.number}
    text = f"SELECT f.* {chosen_from(ctx, *chosen)} ORDER BY {key} DESC, f.id DESC LIMIT %(most)s"
    return list(Friend.objects.raw(text, ctx.params))


def _few(org_id: int, channel_id: int, tree: Tree, now: datetime) -> list[int] | None:
    """Everyone who is found, or None if these are many."""
    ctx = context_of(org_id, channel_id, tree, now=now)
    text = f"SELECT f.id {chosen_from(ctx, condition(tree, ctx))} LIMIT {_FEW + 1}"
    with connection.cursor() as cursor:
        cursor.execute(text, ctx.params)
        found = [friend_id for (friend_id,) in cursor.fetchall()]
    return found if len(found) <= _FEW else None
