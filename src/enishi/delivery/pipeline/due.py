"""Stage 1, I/O. Claims what is due: slices of candidates to be planned, and frozen batches to be sent.

In: the clock and this worker's id. Out: values that no other worker has, because a claim is one statement with
``FOR UPDATE SKIP LOCKED`` inside the caller's transaction. Never decides who gets a message and never talks to LINE.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from enishi.delivery.domain.pacing import slots
from enishi.delivery.domain.values import (
    CandidateSlice,
    ClaimedBatch,
    DispatchFacts,
    SliceFacts,
)
from enishi.kit.pgarrays import integers

ORDER_KEPT_FOR = timedelta(minutes=2)
PROBE_LASTS_AT_MOST = timedelta(seconds=12)


def claim_slice(now: datetime) -> CandidateSlice | None:
    """Take the most urgent slice out of the queue; its disappearance commits together with its plan."""
    with connection.cursor() as cursor:
        cursor.execute(
            # Materialised: as a sub-select in a join it could be run anew for each row, and each time take another slice.
            """
            WITH taken AS MATERIALIZED (
                SELECT c.org_id, c.id FROM delivery_candidates c
                  JOIN delivery_dispatch d ON d.org_id = c.org_id AND d.id = c.dispatch_id AND d.state = 'open'
                  JOIN accounts_organisation o ON o.id = c.org_id AND NOT o.is_sending_held
                 WHERE c.due_at <= %s
                 ORDER BY c.priority DESC, c.due_at, c.id LIMIT 1 FOR UPDATE OF c SKIP LOCKED
            )
            DELETE FROM delivery_candidates AS q USING taken
             WHERE q.org_id = taken.org_id AND q.id = taken.id
            RETURNING q.id, q.org_id, q.dispatch_id, q.friend_ids, q.reply_tokens, q.reply_until, q.is_held
            """,
            [now],
        )
        row = cursor.fetchone()
        if row is None:
            return None
        slice_id, org_id, dispatch_id, friend_ids, tokens, reply_until, is_held = row
        dispatch = read_dispatch(org_id, dispatch_id)
    return CandidateSlice(slice_id, dispatch, friend_ids, tokens, reply_until, is_held)


def read_dispatch(org_id: int, dispatch_id: int) -> DispatchFacts:
    """The facts of one dispatch that planning needs."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, org_id, channel_id, source, revision_id, priority, due_at, expires_at "
            "FROM delivery_dispatch WHERE org_id = %s AND id = %s",
            [org_id, dispatch_id],
        )
        return DispatchFacts(*cursor.fetchone())


def read_facts(candidates: CandidateSlice) -> SliceFacts:
    """Everything that planning wants to know about a slice, in three statements whatever its size."""
    dispatch, friend_ids = candidates.dispatch, integers(candidates.friend_ids)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, line_user_id, status = 'following', muted_at IS NOT NULL FROM friends_friend "
            "WHERE org_id = %s AND channel_id = %s AND id = ANY(%s::bigint[])",
            [dispatch.org_id, dispatch.channel_id, friend_ids],
        )
        rows = cursor.fetchall()
        friends = {row[0]: (row[1], row[2]) for row in rows}
        muted = frozenset(row[0] for row in rows if row[3])
        cursor.execute(
            """
            SELECT c.is_active, h.quota_out_until FROM line_channel c
              LEFT JOIN delivery_channelhealth h ON h.org_id = c.org_id AND h.channel_id = c.id
             WHERE c.org_id = %s AND c.id = %s
            """,
            [dispatch.org_id, dispatch.channel_id],
        )
        is_active, quota_out_until = cursor.fetchone()
        withdrawn: dict[int, str] = {}
        if dispatch.source:
            cursor.execute(
                "SELECT friend_id, reason FROM delivery_withdrawal "
                "WHERE org_id = %s AND source = %s AND at > %s AND friend_id = ANY(%s::bigint[])",
                [dispatch.org_id, dispatch.source, dispatch.due_at, friend_ids],
            )
            withdrawn = dict(cursor.fetchall())
    return SliceFacts(friends, withdrawn, is_active, quota_out_until, muted)


def claim_batches(worker_id: int, room: int, now: datetime) -> list[ClaimedBatch]:
    """Take up to ``room`` batches for this worker, each with its slot in its channel's pace.

    The first attempt is noted before it is made, so a crash in between is repaired by trying the same batch again.
    """
    claimed: list[ClaimedBatch] = []
    for org_id, channel_id, endpoint, is_probe in _open_roads(now):
        if room <= len(claimed):
            break
        wanted = 1 if is_probe else room - len(claimed)
        taken = _claim_on_road(worker_id, org_id, channel_id, endpoint, wanted, now)
        if is_probe and taken:
            _await_probe(org_id, channel_id, now)
        claimed += taken
    return claimed


def _await_probe(org_id: int, channel_id: int, now: datetime) -> None:
    """The circuit stays open until the probe's answer, or until the probe must have timed out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE delivery_channelhealth SET open_until = %s WHERE org_id = %s AND channel_id = %s",
            [now + PROBE_LASTS_AT_MOST, org_id, channel_id],
        )


def _open_roads(now: datetime) -> list[tuple[int, int, str, bool]]:
    """Channel and endpoint pairs with something ready, replies first; ``is_probe``: try one, the circuit was open."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT p.org_id, p.channel_id, p.endpoint, h.open_until IS NOT NULL
              FROM delivery_pace p
              JOIN accounts_organisation o ON o.id = p.org_id AND NOT o.is_sending_held
              JOIN line_channel c ON c.org_id = p.org_id AND c.id = p.channel_id
              LEFT JOIN delivery_channelhealth h ON h.org_id = p.org_id AND h.channel_id = p.channel_id
             WHERE c.is_active AND coalesce(h.open_until, '-infinity') <= %s
               -- Refused credentials stop the channel until someone has mended them.
               AND (h.refused_at IS NULL OR c.credentials_changed_at > h.refused_at)
               AND EXISTS (SELECT 1 FROM delivery_batch b
                            WHERE b.channel_id = p.channel_id AND b.endpoint = p.endpoint
                              AND b.state = 'ready' AND b.not_before <= %s)
             ORDER BY array_position(ARRAY['reply', 'push', 'multicast'], p.endpoint::text), p.next_at
            """,
            [now, now],
        )
        return [(row[0], row[1], row[2], row[3]) for row in cursor.fetchall()]


def _claim_on_road(
    worker_id: int, org_id: int, channel_id: int, endpoint: str, wanted: int, now: datetime
) -> list[ClaimedBatch]:
    with connection.cursor() as cursor:
        # The pace row is the only lock that workers share; one that another worker holds is left to it.
        cursor.execute(
            "SELECT extract(epoch FROM next_at - t.now), t.now FROM delivery_pace, (SELECT clock_timestamp() AS now) t "
            "WHERE org_id = %s AND channel_id = %s AND endpoint = %s FOR UPDATE OF delivery_pace SKIP LOCKED",
            [org_id, channel_id, endpoint],
        )
        row = cursor.fetchone()
        if row is None:
            return []
        grant = slots(endpoint, float(row[0]), wanted)
        if grant.count == 0:
            return []
        kept_since = now - ORDER_KEPT_FOR
        cursor.execute(
            _CLAIM, [channel_id, endpoint, now, kept_since, kept_since, grant.count, worker_id, now]
        )
        rows = cursor.fetchall()
        # Counted from the moment of the look, or the time that claiming takes would be lost at every claim.
        cursor.execute(
            "UPDATE delivery_pace SET next_at = %s::timestamptz + make_interval(secs => %s) "
            "WHERE org_id = %s AND channel_id = %s AND endpoint = %s",
            [row[1], grant.next_free_after(len(rows)), org_id, channel_id, endpoint],
        )
    return [_claimed(row, grant.delay_of(index)) for index, row in enumerate(rows)]


_CLAIMED_COLUMNS = [name for name in ClaimedBatch.__slots__ if name != "delay_seconds"]
_CLAIM = f"""
WITH ready AS (
    SELECT b.org_id, b.id FROM delivery_batch b
      JOIN delivery_dispatch d ON d.org_id = b.org_id AND d.id = b.dispatch_id AND d.state = 'open'
     WHERE b.channel_id = %s AND b.endpoint = %s AND b.state = 'ready' AND b.not_before <= %s
       -- One friend's messages keep their order, unless an earlier one has been stuck for long.
       AND (b.friend_id IS NULL OR NOT EXISTS (
             SELECT 1 FROM delivery_batch e
              WHERE e.org_id = b.org_id AND e.friend_id = b.friend_id AND e.state IN ('ready', 'sending')
                AND e.id < b.id AND e.created_at > %s))
       -- The same for many friends at once: a scenario's second message waits for its first.
       AND (b.friend_id IS NOT NULL OR d.source = '' OR NOT EXISTS (
             SELECT 1 FROM delivery_batch e
               JOIN delivery_dispatch o ON o.org_id = e.org_id AND o.id = e.dispatch_id AND o.source = d.source
              WHERE e.org_id = b.org_id AND e.channel_id = b.channel_id AND e.state IN ('ready', 'sending')
                AND e.friend_id IS NULL AND e.id < b.id AND e.created_at > %s AND e.friend_ids && b.friend_ids))
     ORDER BY b.priority DESC, b.created_at, b.id LIMIT %s FOR UPDATE OF b SKIP LOCKED
), claimed AS (
    UPDATE delivery_batch b
       SET state = 'sending', worker_id = %s, attempts = b.attempts + 1,
           first_attempt_at = coalesce(b.first_attempt_at, %s)
      FROM ready WHERE b.org_id = ready.org_id AND b.id = ready.id
    RETURNING b.*
)
SELECT {", ".join(_CLAIMED_COLUMNS)} FROM claimed ORDER BY priority DESC, created_at, id
"""


def _claimed(row: Sequence[Any], delay_seconds: float) -> ClaimedBatch:
    values = dict(zip(_CLAIMED_COLUMNS, row, strict=True))
    values["messages"] = bytes(values["messages"])
    return ClaimedBatch(**values, delay_seconds=delay_seconds)
