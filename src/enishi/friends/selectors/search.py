"""Friends of one channel found by quick filters and a condition tree: pages and counts.

The quick filters become conditions of the same tree, so there is one way from a filter to SQL.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import connection

from enishi.friends import conditions
from enishi.friends.conditions.compiler import chosen_from, condition, context_of
from enishi.friends.conditions.registry import Context
from enishi.friends.conditions.tree import Document, Group, Tree, read_tree
from enishi.friends.models import NEVER, Friend
from enishi.friends.selectors.counts import Count
from enishi.friends.selectors.friends import ORDERS, FriendFilter, friend_count
from enishi.kit.paging import Page, Position, page_of

#: So few friends are sorted; of more, the list's index is walked and each is tested, which is quick exactly because
#: there are many.
_FEW = 2_000


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


#: What each order's index is sorted by, as the index has it.
_KEYS = {"newest": "f.first_seen_at", "reaction": "coalesce(f.last_reaction_at, {never})"}


def search_page(
    org_id: int, search: Search, now: datetime, *, after: Position | None, limit: int, order: str = "newest"
) -> Page[Friend]:
    """A page of those found, newest first, or whoever reacted last first."""
    tree = search.whole_tree()
    ctx = context_of(org_id, search.channel_id, tree, now=now)
    few = _few(org_id, search.channel_id, tree, now)
    chosen = [condition(tree, ctx)] if few is None else [f"f.id = ANY({ctx.add(few)}::bigint[])"]
    key = _KEYS[order].format(never=ctx.add(NEVER))
    if after is not None:
        chosen += _after(key, after, ctx)
    text = f"SELECT f.* {chosen_from(ctx, *chosen)} ORDER BY {key} DESC, f.id DESC LIMIT {ctx.add(limit + 1)}"
    rows = list(Friend.objects.raw(text, ctx.params))
    at = ORDERS[order].at
    return page_of(rows, limit, lambda row: Position(at(row), row.id))


def _after(key: str, after: Position, ctx: Context) -> list[str]:
    at, tie = ctx.add(after.at), ctx.add(after.tie)
    # The first condition is redundant, but it is the one that lets the index jump to the place.
    return [f"{key} <= {at}", f"({key} < {at} OR f.id < {tie})"]


def _few(org_id: int, channel_id: int, tree: Tree, now: datetime) -> list[int] | None:
    """Everyone who is found, or None if these are many."""
    ctx = context_of(org_id, channel_id, tree, now=now)
    text = f"SELECT f.id {chosen_from(ctx, condition(tree, ctx))} LIMIT {_FEW + 1}"
    with connection.cursor() as cursor:
        cursor.execute(text, ctx.params)
        found = [friend_id for (friend_id,) in cursor.fetchall()]
    return found if len(found) <= _FEW else None
