"""Whom staff mean when they do something to many at once: some by name, or all whom a list shows.

Out: a SELECT of friend ids for use inside other statements, so that a million friends need not travel through here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import connection

from enishi.friends.conditions.checks import require_sound_tree
from enishi.friends.conditions.compiler import Sql, matching_sql
from enishi.friends.selectors.friends import FriendFilter, friends_matching, require_friends


@dataclass(frozen=True, slots=True)
class Who:
    """Friends of one channel: those in ``friend_ids``, or all whom the filter and the tree find but ``except_ids``."""

    channel_id: int
    friend_ids: Sequence[int] | None = None
    filter: FriendFilter = field(default_factory=FriendFilter)
    tree: Mapping[str, Any] | None = None
    #: Left out of what the filter finds; ids that are nobody's leave nobody out.
    except_ids: Sequence[int] = ()


def require_sound_who(org_id: int, who: Who, path: str = "who") -> None:
    """ProblemError 422 for ids that are nobody's or of another channel, and for a tree with mistakes."""
    if who.friend_ids is not None:
        require_friends(org_id, who.channel_id, who.friend_ids, f"{path}.friend_ids")
    if who.tree is not None:
        require_sound_tree(org_id, who.channel_id, who.tree, f"{path}.tree")


def friends_of(org_id: int, who: Who, now: datetime) -> Sql:
    """``SELECT … id`` of everyone meant, in no order; a friend comes once."""
    if who.friend_ids is not None:
        return Sql(
            "SELECT id FROM friends_friend WHERE org_id = %(who_org)s AND channel_id = %(who_channel)s "
            "AND id = ANY(%(who_ids)s::bigint[])",
            {"who_org": org_id, "who_channel": who.channel_id, "who_ids": list(who.friend_ids)},
        )
    found = _found(org_id, who, now)
    if not who.except_ids:
        return found
    return Sql(
        f"SELECT found.id FROM ({found.text}) AS found (id) WHERE found.id <> ALL(%(who_except)s::bigint[])",
        found.params | {"who_except": list(who.except_ids)},
    )


def _found(org_id: int, who: Who, now: datetime) -> Sql:
    rows = friends_matching(org_id, replace(who.filter, channel_id=who.channel_id))
    listed = _named(*rows.order_by().values("id").query.sql_with_params())
    if who.tree is None:
        return listed
    chosen = matching_sql(org_id, who.channel_id, who.tree, now)
    return Sql(f"{listed.text} INTERSECT {chosen.text}", listed.params | chosen.params)


def number_of(friends: Sql) -> int:
    """How many there are, counted to the last one."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({friends.text}) AS chosen", friends.params)
        return int(cursor.fetchone()[0])


def _named(text: str, values: Sequence[Any]) -> Sql:
    """Django's positional placeholders by name, so that the text can stand beside others."""
    parts = text.split("%s")
    names = [f"who_{index}" for index in range(len(values))]
    named = "".join(part + f"%({name})s" for part, name in zip(parts, names, strict=False)) + parts[-1]
    return Sql(named, dict(zip(names, values, strict=True)))
