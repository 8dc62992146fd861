"""From a tree to SQL: one boolean over the alias ``f`` (friends_friend), with a placeholder for every value.

Two-valued throughout: no leaf yields NULL, so that NOT of a condition on an empty value is true. Negation is pushed
down to the leaves, because only a plain NOT EXISTS becomes an anti-join.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from enishi.friends.conditions.registry import Context, Drift, Names, Rows
from enishi.friends.conditions.tree import Document, Group, Leaf, Node, Not, Tree, read_tree
from enishi.kit.pgarrays import integers
from enishi.line import selectors as line_selectors

#: A friend who is new to us may meet any condition that says what is not.
_NEW_FRIENDS = frozenset({"friend.followed", "friend.discovered"})


@dataclass(frozen=True, slots=True)
class Sql:
    """A piece of SQL with named placeholders and their values."""

    text: str
    params: dict[str, Any]


def context_of(
    org_id: int,
    channel_id: int,
    *trees: Tree,
    now: datetime,
    friend_ids: Sequence[int] | None = None,
    walks: bool = False,
) -> Context:
    """What compiling ``trees`` into one statement needs. ProblemError 404 for the channel."""
    channel = line_selectors.channel(org_id, channel_id)
    references = [reference for tree in trees for reference in tree.references()]
    names = Names(org_id, references)
    return Context(org_id, channel_id, now, ZoneInfo(channel.timezone), names, friend_ids, walks)


def condition(tree: Tree, ctx: Context) -> str:
    """The boolean over ``f`` that says who meets ``tree``."""
    return _compile(tree.root, ctx, is_negated=False)


def chosen_from(ctx: Context, *conditions: str) -> str:
    """What follows SELECT …: the channel's friends (or the known ones) who meet every one of ``conditions``."""
    scope = [f"f.org_id = {ctx.org}", f"f.channel_id = {ctx.add(ctx.channel_id)}"]
    if ctx.friend_ids is not None:
        scope.append(f"f.id = ANY({ctx.add(integers(ctx.friend_ids))}::bigint[])")
    return "FROM friends_friend f WHERE " + " AND ".join([*scope, *conditions])


def matching_sql(
    org_id: int,
    channel_id: int,
    document: Document,
    now: datetime,
    friend_ids: Sequence[int] | None = None,
) -> Sql:
    """``SELECT f.id …`` of the friends who meet a tree, for use inside another statement."""
    tree = read_tree(document)
    ctx = context_of(org_id, channel_id, tree, now=now, friend_ids=friend_ids)
    text = f"SELECT f.id {chosen_from(ctx, condition(tree, ctx))}"
    return Sql(text, ctx.params)


def _compile(node: Node, ctx: Context, *, is_negated: bool) -> str:
    if isinstance(node, Not):
        return _compile(node.of, ctx, is_negated=not is_negated)
    if isinstance(node, Group):
        return _compile_group(node, ctx, is_negated=is_negated)
    made = node.kind.compile(node.params, ctx)
    text = made.probe(is_among_few=ctx.is_among_few) if isinstance(made, Rows) else f"({made})"
    return f"NOT {text}" if is_negated else text


def _compile_group(node: Group, ctx: Context, *, is_negated: bool) -> str:
    # Not all of them is: at least one of them not.
    is_and = (node.kind == "all") != is_negated
    parts = [_compile(child, ctx, is_negated=is_negated) for child in node.of]
    if not parts:
        return "true" if is_and else "false"
    return "(" + (" AND " if is_and else " OR ").join(parts) + ")"


def watches(document: Document) -> frozenset[str]:
    """The timeline kinds, prefixes and other changes after which a friend may enter or leave a tree."""
    leaves = read_tree(document).leaves()
    return frozenset(name for leaf in leaves for name in leaf.kind.watches_of(leaf.params)) | _NEW_FRIENDS


def drifts(document: Document) -> Drift:
    """How soon time alone may change who meets a tree: the soonest of its leaves."""
    found = {_drift(leaf) for leaf in read_tree(document).leaves()}
    return "hourly" if "hourly" in found else "daily" if "daily" in found else None


def _drift(leaf: Leaf) -> Drift:
    return leaf.kind.drifts_of(leaf.params)
