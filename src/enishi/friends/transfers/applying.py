"""Carrying out a chunk's plan: friends made, values set, tags put on and taken off, memos written.

In: a plan. Out: whom it really changed, and a note of each deed for the undo. Set-wise, in the step's transaction, so
that a chunk happens once or not at all. Rules react only if whoever imports says so: old customers should not be
greeted like new ones.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from enishi.accounts.permissions import Actor
from enishi.friends.domain.fields import Value
from enishi.friends.domain.text import folded
from enishi.friends.models import Operation
from enishi.friends.selectors.fields import field_specs, values_of_friends
from enishi.friends.services.contacts import Act, ActKind, meet
from enishi.friends.services.field_values import write_many
from enishi.friends.services.operations import note_change
from enishi.friends.services.tagging import add_many, remove_tag
from enishi.friends.services.tags import create_tag
from enishi.friends.services.timeline import NewEvent, ReactionContext, record_events
from enishi.friends.transfers.mapping import ColumnMapping
from enishi.friends.transfers.planning import RowPlan, new_tags_in

#: Deeds as they are noted for the undo.
MADE, VALUES, TAG_ON, TAG_OFF, MEMO = "made", "values", "tag_on", "tag_off", "memo"


@dataclass(frozen=True, slots=True)
class Job:
    """One import at work. ``ref`` finds the facts of its operation again."""

    org_id: int
    channel_id: int
    import_id: int
    operation: Operation
    actor: Actor
    mapping: ColumnMapping

    @property
    def ref(self) -> str:
        return f"operation:{self.operation.id}"

    @property
    def source(self) -> str:
        return f"import:{self.import_id}"


@dataclass(slots=True)
class Applied:
    """Friends who were made, and who else was changed; ids of tags that did not exist before."""

    made: set[int] = field(default_factory=set)
    changed: set[int] = field(default_factory=set)
    new_tag_ids: list[int] = field(default_factory=list)


def apply_rows(rows: Sequence[RowPlan], job: Job, now: datetime) -> Applied:
    """Do what ``rows`` say. Not idempotent by itself: the caller commits it together with its cursor."""
    context = ReactionContext(is_history=not job.mapping.runs_rules)
    done = Applied()
    _make_friends(rows, job, now, context, done)
    tags = _make_tags(rows, job, now, done)
    events = _write_values(rows, job, now, done)
    _write_memos(rows, job, now, done)
    events += _write_tags(rows, tags, job, now, context, done)
    record_events(org_id=job.org_id, channel_id=job.channel_id, events=events, now=now, context=context)
    done.changed -= done.made
    return done


def _make_friends(
    rows: Sequence[RowPlan], job: Job, now: datetime, context: ReactionContext, done: Applied
) -> None:
    new = [row for row in rows if row.friend_id is None]
    if not new:
        return
    acts = [Act(row.line_user_id, ActKind.IMPORT, now, ref=job.ref) for row in new]
    met = meet(org_id=job.org_id, channel_id=job.channel_id, acts=acts, profiles={}, now=now)
    record_events(org_id=job.org_id, channel_id=job.channel_id, events=met.events, now=now, context=context)
    made = {event.friend_id for event in met.events if event.kind == "friend.discovered"}
    names: dict[int, str] = {}
    for row in new:
        row.friend_id = met.ids[row.line_user_id]
        if row.name and row.friend_id in made:
            names[row.friend_id] = row.name
    with connection.cursor() as cursor:
        # LINE's own word on the name comes with the profile, and replaces this.
        cursor.execute(
            "UPDATE friends_friend f SET display_name = n.name FROM unnest(%s::bigint[], %s::text[]) AS n (id, name) "
            "WHERE f.org_id = %s AND f.id = n.id AND f.display_name = ''",
            [list(names), list(names.values()), job.org_id],
        )
    note_change(job.operation, deed=MADE, params={}, friend_ids=sorted(made), now=now)
    done.made |= made


def _make_tags(rows: Sequence[RowPlan], job: Job, now: datetime, done: Applied) -> dict[str, int]:
    """Folded name → id of the tags that these rows name and nobody has made yet."""
    made = {}
    for key, name in new_tags_in(rows).items():
        made[key] = create_tag(org_id=job.org_id, name=name, actor=job.actor, now=now).id
    done.new_tag_ids += made.values()
    return made


def _write_values(rows: Sequence[RowPlan], job: Job, now: datetime, done: Applied) -> list[NewEvent]:
    values: dict[int, Mapping[int, Value | None]] = {
        row.friend_id: row.values for row in rows if row.values and row.friend_id is not None
    }
    if not values:
        return []
    if job.mapping.conflict == "only_empty":
        values = only_gaps(job.org_id, values)
    events = write_many(
        org_id=job.org_id, channel_id=job.channel_id, values=values, now=now, source=job.source, ref=job.ref
    )
    changed = [event.friend_id for event in events]
    note_change(job.operation, deed=VALUES, params={}, friend_ids=changed, now=now)
    done.changed.update(changed)
    return events


def only_gaps(
    org_id: int, values: Mapping[int, Mapping[int, Value | None]]
) -> dict[int, Mapping[int, Value | None]]:
    """Those of ``values`` that meet an empty field."""
    specs = field_specs(org_id, {field_id for given in values.values() for field_id in given})
    present = values_of_friends(org_id, specs, list(values))
    return {
        friend_id: {
            field_id: value
            for field_id, value in given.items()
            if value is not None and field_id not in present.get(friend_id, {})
        }
        for friend_id, given in values.items()
    }


_WRITE_MEMOS = """
WITH before AS (
    SELECT f.id, f.memo FROM friends_friend f
     WHERE f.org_id = %(org_id)s AND f.channel_id = %(channel_id)s AND f.id = ANY(%(ids)s::bigint[])
     ORDER BY f.id FOR UPDATE
)
UPDATE friends_friend f SET memo = n.memo
  FROM unnest(%(ids)s::bigint[], %(memos)s::text[]) AS n (id, memo), before b
 WHERE f.org_id = %(org_id)s AND f.id = n.id AND b.id = n.id AND f.memo <> n.memo
   AND (NOT %(only_empty)s OR f.memo = '')
RETURNING f.id, b.memo, f.memo
"""


def _write_memos(rows: Sequence[RowPlan], job: Job, now: datetime, done: Applied) -> None:
    memos = {row.friend_id: row.memo for row in rows if row.memo is not None and row.friend_id is not None}
    if not memos:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _WRITE_MEMOS,
            {
                "org_id": job.org_id,
                "channel_id": job.channel_id,
                "ids": list(memos),
                "memos": list(memos.values()),
                "only_empty": job.mapping.conflict == "only_empty",
            },
        )
        written = {friend_id: [before, after] for friend_id, before, after in cursor.fetchall()}
    note_change(
        job.operation,
        deed=MEMO,
        params={},
        friend_ids=sorted(written),
        before={str(friend_id): pair for friend_id, pair in written.items()},
        now=now,
    )
    done.changed |= set(written)


def _write_tags(
    rows: Sequence[RowPlan],
    new: Mapping[str, int],
    job: Job,
    now: datetime,
    context: ReactionContext,
    done: Applied,
) -> list[NewEvent]:
    on = _by_tag(
        (tag if isinstance(tag, int) else new[folded(tag)], row.friend_id) for row in rows for tag in row.tags
    )
    off = _by_tag((tag, row.friend_id) for row in rows for tag in row.tags_off)
    common: dict[str, Any] = {
        "org_id": job.org_id,
        "channel_id": job.channel_id,
        "now": now,
        "context": context,
        "cause": job.source,
        "ref": job.ref,
    }
    events, changed = add_many(friends_by_tag=on, **common) if on else ([], {})
    for tag_id, friend_ids in sorted(changed.items()):
        note_change(job.operation, deed=TAG_ON, params={"tag_id": tag_id}, friend_ids=friend_ids, now=now)
        done.changed.update(friend_ids)
    for tag_id, chosen in off.items():
        friend_ids = remove_tag(tag_id=tag_id, friend_ids=sorted(chosen), **common)
        note_change(job.operation, deed=TAG_OFF, params={"tag_id": tag_id}, friend_ids=friend_ids, now=now)
        done.changed.update(friend_ids)
    return events


def _by_tag(pairs: Iterable[tuple[int, int | None]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for tag_id, friend_id in pairs:
        if friend_id is not None:
            found.setdefault(tag_id, set()).add(friend_id)
    return dict(sorted(found.items()))
