"""Keeps segments' members right: the friends of whom something changed are looked at again, set-wise.

In: rows of ``friends_segmenttouch``. Out: members who came and went, the segment's size, and the facts
``segment.entered`` and ``segment.left``, all in one transaction with the rows' removal: a worker that dies has done
nothing, and another begins anew. One transaction changes one segment and holds its row, and it asks who belongs only
after it has the row, so an older answer never overwrites a newer one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import connection

from enishi.friends.conditions.compiler import matching_sql
from enishi.friends.models import Segment
from enishi.friends.services.timeline import NewEvent, ReactionContext, record_events
from enishi.kit import live
from enishi.kit.engines import DATABASE_AWAY
from enishi.kit.pgarrays import integers
from enishi.kit.second_plan import with_second_plan
from enishi.kit.tenancy import org_scope, system_scope

log = structlog.get_logger("enishi.segments")

#: Friends looked at in one transaction: enough to be set-wise, few enough to be over in a fraction of a second.
CHUNK = 5_000
_AFTER_DEFECT = timedelta(minutes=5)
#: How long a plan is tried that may be built on statistics of before an import: for a chunk, for all friends.
_CHUNK_PATIENCE_MS = 3_000
PATIENCE_MS = 5_000


@dataclass(frozen=True, slots=True)
class Changes:
    """Friends who came into a segment and who left it."""

    entered: list[int]
    left: list[int]


def look_again(now: datetime) -> bool:
    """Work through the oldest touches of one segment that nobody else is busy with; False when there are none."""
    with system_scope():
        segment = _claim()
        if segment is None:
            return False
        touched = _take(segment)
        if segment.is_followed:
            try:
                with org_scope(segment.org_id):
                    for depth, friend_ids in sorted(touched.items()):
                        context = ReactionContext(depth=depth)
                        apply(segment, friend_ids, now, context=context)
            except DATABASE_AWAY:
                raise
            except Exception:
                # Left in the queue they would be tried for ever; a build looks at everybody and needs no queue.
                log.exception("segment_failed", segment=segment.id, friends=sum(map(len, touched.values())))
                note_failure(segment, now)
    return True


def note_failure(segment: Segment, now: datetime) -> None:
    """Say that a segment cannot be evaluated, and try all of it again later."""
    Segment.objects.filter(org_id=segment.org_id, id=segment.id).update(
        build_error="failed", build_due_at=now + _AFTER_DEFECT
    )


def _claim() -> Segment | None:
    found = Segment.objects.raw(
        """
        SELECT s.* FROM friends_segmenttouch t
          JOIN friends_segment s ON s.org_id = t.org_id AND s.id = t.segment_id
         ORDER BY t.id LIMIT 1 FOR NO KEY UPDATE OF s SKIP LOCKED
        """
    )
    return next(iter(found), None)


def _take(segment: Segment) -> dict[int, list[int]]:
    """Depth → friends, of the oldest rows; who is in several counts with the greatest depth, so that circles end."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            DELETE FROM friends_segmenttouch t
             USING (SELECT id, sum(cardinality(friend_ids)) OVER (ORDER BY id) - cardinality(friend_ids) AS before
                      FROM friends_segmenttouch WHERE org_id = %(org_id)s AND segment_id = %(segment_id)s
                     ORDER BY id LIMIT 2000) AS oldest
             WHERE t.org_id = %(org_id)s AND t.segment_id = %(segment_id)s AND t.id = oldest.id
               AND oldest.before < %(chunk)s
            RETURNING t.depth, t.friend_ids
            """,
            {"org_id": segment.org_id, "segment_id": segment.id, "chunk": CHUNK},
        )
        deepest: dict[int, int] = {}
        for depth, friend_ids in cursor.fetchall():
            for friend_id in friend_ids:
                deepest[friend_id] = max(depth, deepest.get(friend_id, 0))
    by_depth: dict[int, list[int]] = {}
    for friend_id, depth in deepest.items():
        by_depth.setdefault(depth, []).append(friend_id)
    return by_depth


def apply(
    segment: Segment,
    friend_ids: Sequence[int],
    now: datetime,
    *,
    context: ReactionContext | None = None,
    cause: str = "",
) -> Changes:
    """Let those of these friends into the segment who belong, and out who do not; record it as facts. Idempotent.

    The caller holds the segment's row. ``cause`` says why, where it was nothing that the friends did.
    """
    changes = _exchange(segment, friend_ids, now)
    if not changes.entered and not changes.left:
        return changes
    data = {"segment_id": segment.id, "name": segment.name} | ({"cause": cause} if cause else {})
    facts = [NewEvent(friend_id, "segment.left", now, data) for friend_id in changes.left]
    facts += [NewEvent(friend_id, "segment.entered", now, data) for friend_id in changes.entered]
    record_events(
        org_id=segment.org_id, channel_id=segment.channel_id, events=facts, now=now, context=context
    )
    tell_segment(segment)
    return changes


def tell_segment(segment: Segment) -> None:
    """Open browsers fetch this segment anew."""
    live.tell("segments", org_id=segment.org_id, channel_id=segment.channel_id, id=segment.id)


# One statement, hence one moment: nobody is let in by an answer and out by another.
_EXCHANGE = """
WITH wanted AS ({matching}),
     gone AS (DELETE FROM friends_segmentmember m
               WHERE m.org_id = %(org_id)s AND m.segment_id = %(segment_id)s {of_these}
                 AND NOT EXISTS (SELECT FROM wanted w WHERE w.id = m.friend_id)
              RETURNING m.friend_id),
     come AS (INSERT INTO friends_segmentmember (org_id, segment_id, friend_id, channel_id, entered_at)
              SELECT %(org_id)s, %(segment_id)s, w.id, %(channel_id)s, %(now)s FROM wanted w ORDER BY w.id
              ON CONFLICT DO NOTHING
              RETURNING friend_id)
SELECT true, {gathered}, count(*), coalesce(sum(hashint8extended(friend_id, 0)::numeric), 0) FROM come
UNION ALL
SELECT false, {gathered}, count(*), coalesce(sum(hashint8extended(friend_id, 0)::numeric), 0) FROM gone
"""

_NOTE_SIZE = """
WITH changed AS (
    UPDATE friends_segment SET size = size + %(entered)s - %(left)s, fingerprint = fingerprint + %(hashes)s
     WHERE org_id = %(org_id)s AND id = %(segment_id)s RETURNING org_id, id, channel_id, size)
INSERT INTO friends_segmentsize AS d (org_id, segment_id, channel_id, on_date, size, entered, "left")
SELECT s.org_id, s.id, s.channel_id, (%(now)s AT TIME ZONE c.timezone)::date, s.size, %(entered)s, %(left)s
  FROM changed s JOIN line_channel c ON c.org_id = s.org_id AND c.id = s.channel_id
ON CONFLICT (org_id, segment_id, on_date) DO UPDATE
   SET size = excluded.size, entered = d.entered + excluded.entered, "left" = d."left" + excluded."left"
"""


def _exchange(segment: Segment, friend_ids: Sequence[int], now: datetime) -> Changes:
    ids = "array_agg(friend_id ORDER BY friend_id)"
    entered, left = with_second_plan(
        lambda: _run_exchange(segment, friend_ids, now, gathered=ids), _CHUNK_PATIENCE_MS
    )
    return Changes(list(entered or ()), list(left or ()))


def fill(segment: Segment, now: datetime) -> None:
    """Put everyone who belongs into the segment, and nobody else, without facts: this is how it begins.

    The caller holds the segment's row. One statement, however many friends there are.
    """
    with_second_plan(lambda: _run_exchange(segment, None, now, gathered="NULL::bigint[]"), PATIENCE_MS)


def _run_exchange(
    segment: Segment, friend_ids: Sequence[int] | None, now: datetime, *, gathered: str
) -> tuple[Any, Any]:
    matching = matching_sql(segment.org_id, segment.channel_id, segment.tree, now, friend_ids)
    about: dict[str, Any] = {
        "org_id": segment.org_id,
        "segment_id": segment.id,
        "channel_id": segment.channel_id,
        "now": now,
    }
    of_these = ""
    if friend_ids is not None:
        of_these = "AND m.friend_id = ANY(%(friend_ids)s::bigint[])"
        about["friend_ids"] = integers(friend_ids)
    with connection.cursor() as cursor:
        statement = _EXCHANGE.format(matching=matching.text, of_these=of_these, gathered=gathered)
        cursor.execute(statement, matching.params | about)
        answers = {came: (ids, number, hashes) for came, ids, number, hashes in cursor.fetchall()}
        (entered, came, added), (left, went, taken) = answers[True], answers[False]
        if came or went:
            cursor.execute(_NOTE_SIZE, about | {"entered": came, "left": went, "hashes": added - taken})
    return entered, left
