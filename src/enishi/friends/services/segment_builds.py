"""Looks at every friend of a channel anew, because a segment's condition changed or because time has passed.

In: segments whose ``build_due_at`` has come. Out: the same as :mod:`segment_membership`. A build compares who belongs
with who is in, and then changes the difference chunk by chunk: nobody is dropped and added again, and a chunk looks
at its friends once more before it changes them. Until the last chunk is done the segment stays due, so what a worker
leaves behind is compared and changed by the next one; a finished chunk finds no difference any more.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from zoneinfo import ZoneInfo

import structlog
from django.db import connection

from enishi.friends.conditions.compiler import matching_sql
from enishi.friends.domain.segments import next_build_at
from enishi.friends.models import Segment
from enishi.friends.services.segment_membership import (
    CHUNK,
    PATIENCE_MS,
    apply,
    fill,
    note_failure,
    tell_segment,
)
from enishi.kit import wakeup
from enishi.kit.engines import DATABASE_AWAY
from enishi.kit.second_plan import with_second_plan
from enishi.kit.tenancy import org_scope, system_scope
from enishi.line import selectors as line_selectors

log = structlog.get_logger("enishi.segments")

_LOCK_CLASS = 0x5347 << 48
_SETTLES_IN = timedelta(seconds=1)
#: Looked at for one that no other worker builds.
_CANDIDATES = 50


@dataclass(frozen=True, slots=True)
class _Moment:
    """Which transactions were under way at a moment: those in ``running``, all below ``next_id``."""

    next_id: int
    running: list[int]


def build_due(now: datetime) -> bool:
    """Build one segment that is due and that no other worker builds; False when there is none."""
    for org_id, segment_id in _due(now):
        if not _take_turn(segment_id):
            continue
        try:
            if _build(org_id, segment_id, now):
                return True
        finally:
            _give_back(segment_id)
    return False


def _due(now: datetime) -> list[tuple[int, int]]:
    with system_scope():
        rows = Segment.objects.filter(archived_at=None, build_due_at__lte=now).order_by("build_due_at")
        return list(rows.values_list("org_id", "id")[:_CANDIDATES])


def _take_turn(segment_id: int) -> bool:
    # The session's, not a transaction's: a build is many transactions, and dies with its connection.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK_CLASS | segment_id])
        return bool(cursor.fetchone()[0])


def _give_back(segment_id: int) -> None:
    if connection.connection is None or connection.connection.closed:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK_CLASS | segment_id])


def _build(org_id: int, segment_id: int, now: datetime) -> bool:
    """Whether there was anything to build: another worker may just have done it."""
    with org_scope(org_id):
        segment = Segment.objects.filter(
            org_id=org_id, id=segment_id, archived_at=None, build_due_at__lte=now
        ).first()
        if segment is None:
            return False
        moment = _moment()
        if segment.settles_after is not None and min(moment.running, default=segment.settles_after) < (
            segment.settles_after
        ):
            _wait_longer(segment, now)
            return True
    try:
        started = monotonic()
        if segment.built_version == 0:
            _begin(segment, now, moment, started)
        else:
            _change_the_difference(segment, now, moment, started)
    except DATABASE_AWAY:
        raise
    except Exception:
        log.exception("segment_not_built", segment=segment_id)
        with org_scope(org_id):
            note_failure(segment, now)
    return True


def _begin(segment: Segment, now: datetime, moment: _Moment, started: float) -> None:
    """The first build: nothing happened to those who are in from the start, so it leaves no facts."""
    with org_scope(segment.org_id):
        held = _hold(segment)
        if held is not None:
            fill(held, now)
            _finish(held, segment, now, moment, started)
            # Whoever reads this segment read an empty one so far, and no fact tells them.
            _build_readers(held, now)


def _change_the_difference(segment: Segment, now: datetime, moment: _Moment, started: float) -> None:
    with org_scope(segment.org_id):
        different = with_second_plan(lambda: _difference(segment, now), PATIENCE_MS)
    cause = "edit" if segment.version != segment.built_version and not segment.is_edit_loud else ""
    for start in range(0, len(different), CHUNK):
        with org_scope(segment.org_id):
            held = _hold(segment)
            if held is None:
                return
            apply(held, different[start : start + CHUNK], now, cause=cause)
    with org_scope(segment.org_id):
        held = _hold(segment)
        if held is not None:
            _finish(held, segment, now, moment, started)


def _hold(segment: Segment) -> Segment | None:
    """The segment's row, held; None if it was edited or archived meanwhile: then that is what is to be built."""
    found = Segment.objects.filter(
        org_id=segment.org_id, id=segment.id, version=segment.version, archived_at=None
    )
    return found.select_for_update(no_key=True).first()


def _difference(segment: Segment, now: datetime) -> list[int]:
    """Friends who belong and are not in, and who are in and do not belong."""
    matching = matching_sql(segment.org_id, segment.channel_id, segment.tree, now)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT coalesce(w.id, m.friend_id)
              FROM ({matching.text}) AS w
              FULL JOIN (SELECT friend_id FROM friends_segmentmember
                          WHERE org_id = %(org_id)s AND segment_id = %(segment_id)s) AS m ON m.friend_id = w.id
             WHERE w.id IS NULL OR m.friend_id IS NULL
             ORDER BY 1
            """,
            matching.params | {"org_id": segment.org_id, "segment_id": segment.id},
        )
        return [friend_id for (friend_id,) in cursor.fetchall()]


def _finish(segment: Segment, begun: Segment, now: datetime, moment: _Moment, started: float) -> None:
    """``begun`` is the segment as it was when the build began."""
    zone = ZoneInfo(line_selectors.channel(segment.org_id, segment.channel_id).timezone)
    is_edit = segment.built_version != segment.version
    segment.built_version, segment.built_at, segment.build_error = segment.version, now, ""
    segment.build_ms = round((monotonic() - started) * 1000)
    if segment.build_due_at == begun.build_due_at:
        # Otherwise somebody asked for another build meanwhile, perhaps after ours had looked.
        segment.build_due_at = None if segment.is_frozen else next_build_at(segment.drifts, now, zone)
    segment.settles_after = None
    if is_edit and moment.running and not segment.is_frozen:
        # They may have looked for who watches their facts before the edit could be seen, and told us nothing.
        segment.settles_after, segment.build_due_at = moment.next_id, now + _SETTLES_IN
    segment.save(
        update_fields=[
            "built_version", "built_at", "build_error", "build_ms", "build_due_at", "settles_after",
        ]
    )  # fmt: skip
    tell_segment(segment)


def _build_readers(segment: Segment, now: datetime) -> None:
    readers = Segment.objects.filter(
        org_id=segment.org_id, reads__contains=[segment.id], archived_at=None, is_frozen=False
    )
    readers.update(build_due_at=now)
    wakeup.notify(wakeup.SEGMENTS)


def _moment() -> _Moment:
    with connection.cursor() as cursor:
        cursor.execute(
            # The snapshot knows the whole server's transactions; those of other databases touch none of our rows.
            # Whoever ended in between is seen by all that comes after this statement.
            "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint, "
            "ARRAY(SELECT x::text::bigint FROM pg_snapshot_xip(pg_current_snapshot()) AS x "
            "JOIN pg_stat_activity a ON a.datname = current_database() "
            "AND a.backend_xid::text::bigint = x::text::bigint % 4294967296)"
        )
        next_id, running = cursor.fetchone()
    return _Moment(next_id, running)


def _wait_longer(segment: Segment, now: datetime) -> None:
    Segment.objects.filter(org_id=segment.org_id, id=segment.id).update(build_due_at=now + _SETTLES_IN)
