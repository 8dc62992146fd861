"""A page of many: the list's index is walked in stretches, and whom sets leave is asked for the rest.

Testing in stretches costs a few statements, however rare or common those looked for are; a statement for the whole page
would let the planner guess, and it guesses conditions to be independent.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from sys import byteorder
from typing import Any

from django.db import connection

from enishi.friends.conditions.compiler import chosen_from, condition, context_of
from enishi.friends.conditions.sets import Left
from enishi.friends.models import NEVER
from enishi.kit.paging import Position

#: What each order's index is sorted by, as the index has it.
KEYS = {"newest": "f.first_seen_at", "reaction": "coalesce(f.last_reaction_at, %(never)s)"}

#: The first stretch, and the longest.
_FIRST, _LONGEST = 1_000, 30_000
#: After so many friends walking does not pay.
_FURTHEST = 60_000

# The inner rows come in the index's order, and an aggregate without one of its own takes them as they come.
_STRETCH = """
WITH walked AS MATERIALIZED (
    SELECT f.id, {key} AS at FROM friends_friend f
     WHERE f.org_id = %(org_id)s AND f.channel_id = %(channel_id)s {after}
     ORDER BY {key} DESC, f.id DESC LIMIT %(length)s
)
SELECT string_agg(int8send(id), ''), min(at) FROM walked
"""
# The first condition is redundant, but it is the one that lets the index jump to the place.
AFTER = "{key} <= %(at)s AND ({key} < %(at)s OR f.id < %(tie)s)"


@dataclass(frozen=True, slots=True)
class Wanted:
    """So many of a channel's friends, from a place on, in one of :data:`KEYS`'s orders."""

    channel_id: int
    after: Position | None
    number: int
    order: str


def walk(org_id: int, wanted: Wanted, left: Left, now: datetime) -> list[int] | None:
    """The first ids of those who meet a tree, in the list's order; None where that takes too long."""
    found: list[int] = []
    walked, length, after = 0, _FIRST, wanted.after
    while walked < _FURTHEST:
        ids, at = _stretch(org_id, replace(wanted, after=after, number=length))
        found += _meeting(org_id, wanted.channel_id, left, [one for one in ids if left.has(one)], now)
        walked += len(ids)
        if len(found) >= wanted.number or len(ids) < length:
            return found[: wanted.number]
        after = Position(at, ids[-1])
        missing = (wanted.number - len(found)) * walked // len(found) if found else 4 * length
        length = min(max(_FIRST, missing * 5 // 4), _LONGEST)
    return None


def _stretch(org_id: int, wanted: Wanted) -> tuple[Sequence[int], datetime]:
    key, after = KEYS[wanted.order], wanted.after
    params: dict[str, Any] = {
        "org_id": org_id,
        "channel_id": wanted.channel_id,
        "length": wanted.number,
        "never": NEVER,
    }
    if after is not None:
        params |= {"at": after.at, "tie": after.tie}
    text = _STRETCH.format(key=key, after=f"AND {AFTER.format(key=key)}" if after else "")
    with connection.cursor() as cursor:
        cursor.execute(text, params)
        bits, at = cursor.fetchone()
    ids = array("q", bytes(bits or b""))
    if byteorder == "little":
        ids.byteswap()
    return ids, at


def _meeting(org_id: int, channel_id: int, left: Left, ids: list[int], now: datetime) -> list[int]:
    """Those of ``ids`` who meet the rest of the tree too, in their order."""
    if left.rest is None or not ids:
        return ids
    ctx = context_of(org_id, channel_id, left.rest, now=now, friend_ids=ids)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT f.id {chosen_from(ctx, condition(left.rest, ctx))}", ctx.params)
        meeting = {friend_id for (friend_id,) in cursor.fetchall()}
    return [one for one in ids if one in meeting]
