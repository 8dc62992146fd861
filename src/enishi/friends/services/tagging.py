"""Tags are put on and taken off friends: by staff, rules, imports and operations, always a set of friends at once.

Any number of friends change in one statement, and a fact is recorded for those, and only those, whose tags really
changed: repeating a call changes nothing and triggers nothing. A tag with a capacity never gets beyond it, whoever tags
at the same moment; whom there was no room for is on record too.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from enishi.accounts.notices import notify_staff
from enishi.friends.models import Friend, FriendTag, Tag
from enishi.friends.services.timeline import NewEvent, ReactionContext, record_events
from enishi.kit.pgarrays import integers
from enishi.kit.tenancy import limited_to_channels, org_scope

#: ``last_used_at`` is no more exact than this, so that tagging rarely has to write to the tag's own row.
_USE_NOTED_EVERY = timedelta(hours=1)

# Ordered by friend, so that two sets that overlap lock their common rows in the same order. Neither statement joins: a
# planner without fresh statistics would compare each of the friends with each of the tag's. Both look at the tag once
# more as they hold it: whoever waited for a merge finds the merged tag archived.
_ADD = """
INSERT INTO friends_friendtag (org_id, tag_id, friend_id, added_at)
SELECT f.org_id, %(tag_id)s, f.id, %(now)s
  FROM friends_friend f
 WHERE f.org_id = %(org_id)s AND f.channel_id = %(channel_id)s AND f.id = ANY(%(friend_ids)s::bigint[])
   AND %(tag_id)s = (SELECT t.id FROM friends_tag t
                      WHERE t.org_id = %(org_id)s AND t.id = %(tag_id)s AND t.archived_at IS NULL FOR KEY SHARE)
 ORDER BY f.id
ON CONFLICT DO NOTHING
RETURNING friend_id
"""

_ADD_MANY = """
INSERT INTO friends_friendtag (org_id, tag_id, friend_id, added_at)
SELECT %(org_id)s, t.tag_id, t.friend_id, %(now)s
  FROM unnest(%(tag_ids)s::bigint[], %(friend_ids)s::bigint[]) AS t (tag_id, friend_id)
 WHERE t.tag_id = ANY(ARRAY(
         SELECT g.id FROM friends_tag g
          WHERE g.org_id = %(org_id)s AND g.id = ANY(%(chosen)s::bigint[]) AND g.archived_at IS NULL
          ORDER BY g.id FOR KEY SHARE))
ON CONFLICT DO NOTHING
RETURNING tag_id, friend_id
"""

# Held, so that an erasure's last step waits for what is written here, and removes it too.
_OF_CHANNEL = """
SELECT id FROM friends_friend
 WHERE org_id = %(org_id)s AND channel_id = %(channel_id)s AND id = ANY(%(friend_ids)s::bigint[])
 ORDER BY id FOR KEY SHARE
"""

_REMOVE = """
DELETE FROM friends_friendtag ft
 WHERE ft.org_id = %(org_id)s AND ft.tag_id = %(tag_id)s
   AND ft.friend_id = ANY(ARRAY(
         SELECT f.id FROM friends_friend f
          WHERE f.org_id = %(org_id)s AND f.channel_id = %(channel_id)s
            AND f.id = ANY(%(friend_ids)s::bigint[])))
RETURNING ft.friend_id
"""

_NOTE_USE = """
UPDATE friends_tag SET last_used_at = %(now)s
 WHERE org_id = %(org_id)s
   AND id = (SELECT id FROM friends_tag WHERE org_id = %(org_id)s AND id = %(tag_id)s FOR UPDATE SKIP LOCKED)
"""


@dataclass(frozen=True, slots=True)
class Added:
    """Friends who got the tag now, and those for whom there was no room."""

    changed: list[int] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)


def add_tag(
    *,
    org_id: int,
    channel_id: int,
    tag_id: int,
    friend_ids: Sequence[int],
    now: datetime,
    context: ReactionContext | None = None,
    cause: str = "",
    ref: str = "",
) -> list[int]:
    """Put a tag on friends of one channel; returns those who did not have it. Idempotent.

    Unknown or archived tags, friends of other channels, and friends beyond the tag's capacity are passed over.
    ``cause`` says in the timeline what did it, for example ``rule:12`` or ``api_key:3``; by ``ref`` its facts are found
    again.
    """
    return add_within_capacity(
        org_id=org_id,
        channel_id=channel_id,
        tag_id=tag_id,
        friend_ids=friend_ids,
        now=now,
        context=context,
        cause=cause,
        ref=ref,
    ).changed


def add_within_capacity(
    *,
    org_id: int,
    channel_id: int,
    tag_id: int,
    friend_ids: Sequence[int],
    now: datetime,
    context: ReactionContext | None = None,
    cause: str = "",
    ref: str = "",
) -> Added:
    """As :func:`add_tag`; tells also for whom there was no room, records ``tag.full`` for them and tells staff."""
    tag = Tag.objects.filter(org_id=org_id, id=tag_id, archived_at=None).first() if friend_ids else None
    if tag is None:
        return Added()
    refused: list[int] = []
    if tag.capacity is not None:
        friend_ids, refused = _room_for(tag, tag.capacity, channel_id, friend_ids)
    changed = _run(_ADD, org_id, channel_id, tag_id, friend_ids, now)
    told = _Told(org_id, channel_id, now, context, ref)
    facts: dict[str, Any] = {"tag_id": tag_id, "name": tag.name} | ({"cause": cause} if cause else {})
    if refused:
        told.record("tag.full", refused, facts | {"capacity": tag.capacity})
        params = {"tag": tag.name, "tag_id": tag_id, "capacity": tag.capacity}
        notify_staff(org_id, "tag_full", params, now, permission="tags.edit", channel_id=channel_id)
    if changed:
        _note_use(tag, now)
        told.record("tag.added", changed, facts)
    return Added(changed, refused)


def add_many(
    *,
    org_id: int,
    channel_id: int,
    friends_by_tag: Mapping[int, Collection[int]],
    now: datetime,
    context: ReactionContext | None = None,
    cause: str = "",
    ref: str = "",
) -> tuple[list[NewEvent], dict[int, list[int]]]:
    """As :func:`add_tag` for many tags, in two statements; tag id → who got it, and facts.

    The caller records the facts, in the same transaction. A tag with a capacity is put on by itself, and told of at
    once.
    """
    tags = {tag.id: tag for tag in Tag.objects.filter(org_id=org_id, id__in=friends_by_tag, archived_at=None)}
    changed: dict[int, list[int]] = {}
    for tag_id in sorted(tags):
        if tags[tag_id].capacity is not None:
            chosen = sorted(friends_by_tag[tag_id])
            changed[tag_id] = add_within_capacity(
                org_id=org_id,
                channel_id=channel_id,
                tag_id=tag_id,
                friend_ids=chosen,
                now=now,
                context=context,
                cause=cause,
                ref=ref,
            ).changed
            del tags[tag_id]
    events: list[NewEvent] = []
    for tag_id, friend_ids in _added(org_id, channel_id, tags, friends_by_tag, now).items():
        _note_use(tags[tag_id], now)
        facts = {"tag_id": tag_id, "name": tags[tag_id].name} | ({"cause": cause} if cause else {})
        events += [NewEvent(friend_id, "tag.added", now, facts, ref) for friend_id in friend_ids]
        changed[tag_id] = friend_ids
    return events, changed


def _added(
    org_id: int,
    channel_id: int,
    tag_ids: Iterable[int],
    friends_by_tag: Mapping[int, Collection[int]],
    now: datetime,
) -> dict[int, list[int]]:
    """Tag id → the friends who did not have it, in order; whoever is none of the channel's is passed over."""
    everybody = set().union(*(friends_by_tag[tag_id] for tag_id in tag_ids))
    common: dict[str, Any] = {"org_id": org_id, "now": now}
    with connection.cursor() as cursor:
        cursor.execute(_OF_CHANNEL, common | {"channel_id": channel_id, "friend_ids": integers(everybody)})
        here = {friend_id for (friend_id,) in cursor.fetchall()}
        wanted = {tag_id: sorted(here.intersection(friends_by_tag[tag_id])) for tag_id in sorted(tag_ids)}
        tags = [tag_id for tag_id, friend_ids in wanted.items() for _ in friend_ids]
        friends = [friend_id for friend_ids in wanted.values() for friend_id in friend_ids]
        pairs = {"tag_ids": integers(tags), "friend_ids": integers(friends)}
        cursor.execute(_ADD_MANY, common | pairs | {"chosen": integers(wanted)})
        if cursor.rowcount == len(friends):
            return {tag_id: friend_ids for tag_id, friend_ids in wanted.items() if friend_ids}
        found: dict[int, list[int]] = {}
        for tag_id, friend_id in sorted(cursor.fetchall()):
            found.setdefault(tag_id, []).append(friend_id)
        return found


def remove_tag(
    *,
    org_id: int,
    channel_id: int,
    tag_id: int,
    friend_ids: Sequence[int],
    now: datetime,
    context: ReactionContext | None = None,
    cause: str = "",
    ref: str = "",
) -> list[int]:
    """Take a tag off friends of one channel; returns those who had it. Idempotent."""
    changed = _run(_REMOVE, org_id, channel_id, tag_id, friend_ids, now) if friend_ids else []
    if changed:
        tag = Tag.objects.filter(org_id=org_id, id=tag_id).first()
        if tag is not None:
            _note_use(tag, now)
        facts = {"tag_id": tag_id, "name": tag.name if tag else ""} | ({"cause": cause} if cause else {})
        _Told(org_id, channel_id, now, context, ref).record("tag.removed", changed, facts)
    return changed


@dataclass(frozen=True, slots=True)
class _Told:
    """What the facts of one call share."""

    org_id: int
    channel_id: int
    now: datetime
    context: ReactionContext | None
    ref: str

    def record(self, kind: str, friend_ids: Iterable[int], data: dict[str, Any]) -> None:
        record_events(
            org_id=self.org_id,
            channel_id=self.channel_id,
            events=[NewEvent(friend_id, kind, self.now, data, self.ref) for friend_id in friend_ids],
            now=self.now,
            context=self.context,
        )


def _run(
    statement: str, org_id: int, channel_id: int, tag_id: int, friend_ids: Sequence[int], now: datetime
) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            {
                "org_id": org_id,
                "channel_id": channel_id,
                "tag_id": tag_id,
                "friend_ids": integers(friend_ids),
                "now": now,
            },
        )
        return sorted(row[0] for row in cursor.fetchall())


def _room_for(
    tag: Tag, capacity: int, channel_id: int, friend_ids: Sequence[int]
) -> tuple[list[int], list[int]]:
    """The friends who may get the tag (or have it), and those for whom there is no room.

    Locks the tag until the transaction ends. Counts in all channels, whatever the caller may see.
    """
    with limited_to_channels(None), org_scope(tag.org_id):
        list(Tag.objects.filter(org_id=tag.org_id, id=tag.id).select_for_update().values_list("id"))
        holders = set(
            FriendTag.objects.filter(org_id=tag.org_id, tag_id=tag.id).values_list("friend_id", flat=True)
        )
    rows = Friend.objects.filter(org_id=tag.org_id, channel_id=channel_id, id__in=set(friend_ids) - holders)
    wanted = list(rows.order_by("id").values_list("id", flat=True))
    room = max(0, capacity - len(holders))
    return wanted[:room], wanted[room:]


def _note_use(tag: Tag, now: datetime) -> None:
    if tag.last_used_at is not None and now - tag.last_used_at < _USE_NOTED_EVERY:
        return
    with connection.cursor() as cursor:
        # Whoever tags with it at the same moment notes the same, so nobody waits for the row.
        cursor.execute(_NOTE_USE, {"org_id": tag.org_id, "tag_id": tag.id, "now": now})
