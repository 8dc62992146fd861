"""The ledger's statements, shared by the stages that write: skips, holds, counters. Set-wise throughout; never
decides.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from enishi.delivery.domain.values import CandidateSlice, Hold, Skip


def record_skips(org_id: int, dispatch_id: int, skips: Sequence[Skip], now: datetime) -> None:
    """One ledger row a friend who does not get it, with the reason."""
    if not skips:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO delivery_delivery AS l
                   (org_id, dispatch_id, friend_id, due_at, state, reason, detail, batch_id, endpoint, decided_at)
            SELECT d.org_id, d.id, s.friend_id, d.due_at, s.state, s.reason, s.detail, NULL, '', %s
              FROM delivery_dispatch d,
                   unnest(%s::bigint[], %s::text[], %s::text[], %s::text[]) AS s (friend_id, state, reason, detail)
             WHERE d.org_id = %s AND d.id = %s
            ON CONFLICT (org_id, dispatch_id, friend_id, due_at) DO UPDATE
               SET state = excluded.state, reason = excluded.reason, detail = excluded.detail,
                   decided_at = excluded.decided_at
            """,
            [
                now,
                [skip.friend_id for skip in skips],
                ["failed" if skip.is_failure else "skipped" for skip in skips],
                [skip.reason for skip in skips],
                [skip.detail[:300] for skip in skips],
                org_id,
                dispatch_id,
            ],
        )
    failed = sum(skip.is_failure for skip in skips)
    count(org_id, dispatch_id, now, skipped=len(skips) - failed, failed=failed)


def record_holds(candidates: CandidateSlice, holds: Sequence[Hold], now: datetime) -> None:
    """Friends who wait: back into the queue with their new time, and visible in the ledger with the reason."""
    dispatch = candidates.dispatch
    for hold in holds:
        with connection.cursor() as cursor:
            cursor.execute(
                """
                INSERT INTO delivery_candidates
                       (org_id, channel_id, dispatch_id, priority, due_at, friend_ids, is_held)
                VALUES (%s, %s, %s, %s, %s, %s, true)
                """,
                [
                    dispatch.org_id,
                    dispatch.channel_id,
                    dispatch.id,
                    dispatch.priority,
                    hold.until,
                    hold.friend_ids,
                ],
            )
            cursor.execute(
                """
                INSERT INTO delivery_delivery
                       (org_id, dispatch_id, friend_id, due_at, state, reason, detail, batch_id, endpoint, decided_at)
                SELECT %s, %s, f, %s, 'held', %s, %s, NULL, '', %s FROM unnest(%s::bigint[]) AS f
                ON CONFLICT (org_id, dispatch_id, friend_id, due_at) DO UPDATE
                   SET state = 'held', reason = excluded.reason, detail = excluded.detail,
                       decided_at = excluded.decided_at
                """,
                [
                    dispatch.org_id,
                    dispatch.id,
                    dispatch.due_at,
                    hold.reason,
                    hold.until.isoformat(),
                    now,
                    hold.friend_ids,
                ],
            )
        count(dispatch.org_id, dispatch.id, now, held=len(hold.friend_ids))


def requeue(org_id: int, dispatch_id: int, friend_ids: Sequence[int], now: datetime) -> None:
    """Friends of a batch that LINE definitely did not take are planned again, without their reply tokens."""
    if not friend_ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO delivery_candidates (org_id, channel_id, dispatch_id, priority, due_at, friend_ids, is_held)
            SELECT org_id, channel_id, id, priority, %s, %s, false FROM delivery_dispatch
             WHERE org_id = %s AND id = %s
            """,
            [now, list(friend_ids), org_id, dispatch_id],
        )


def postpone(candidates: CandidateSlice, until: datetime) -> None:
    """Put a slice back into the queue as it was, for later."""
    dispatch = candidates.dispatch
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO delivery_candidates (org_id, channel_id, dispatch_id, priority, due_at, friend_ids,
                                             reply_tokens, reply_until, is_held)
            VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
            """,
            [
                dispatch.org_id,
                dispatch.channel_id,
                dispatch.id,
                dispatch.priority,
                until,
                candidates.friend_ids,
                candidates.reply_tokens,
                candidates.reply_until,
                candidates.is_held,
            ],
        )


def close_without_sending(batch_ids: Sequence[tuple[int, UUID]], now: datetime) -> None:
    """Batches that were never attempted and need not be."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE delivery_batch b SET state = 'returned', finished_at = %s, worker_id = NULL, line_user_ids = '{}'
              FROM unnest(%s::bigint[], %s::uuid[]) AS c (org_id, id) WHERE b.org_id = c.org_id AND b.id = c.id
            """,
            [now, [org_id for org_id, _ in batch_ids], [batch_id for _, batch_id in batch_ids]],
        )


def give_up(batches: Sequence[tuple[int, UUID]], now: datetime) -> None:
    """Batches that may have arrived and must not be repeated any more: ``unknown``, for staff to see."""
    if not batches:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE delivery_batch b SET state = 'unknown', finished_at = %s, worker_id = NULL, line_user_ids = '{}'
              FROM unnest(%s::bigint[], %s::uuid[]) AS c (org_id, id) WHERE b.org_id = c.org_id AND b.id = c.id
            """,
            [now, [org_id for org_id, _ in batches], [batch_id for _, batch_id in batches]],
        )
    close_batches(batches, "unknown", "in_doubt", now)


def close_batches(batches: Sequence[tuple[int, UUID]], state: str, reason: str, now: datetime) -> None:
    """The ledger of batches whose fate is settled: one statement, whatever the number of friends in them."""
    if not batches:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH closed AS (
                -- One look at the key for each batch: joins would invite the planner to read a dispatch's every batch.
                SELECT b.org_id, b.dispatch_id, b.id, b.endpoint, b.friend_ids, b.error,
                       (SELECT d.due_at FROM delivery_dispatch d WHERE d.org_id = b.org_id AND d.id = b.dispatch_id)
                  FROM unnest(%s::bigint[], %s::uuid[]) AS k (org_id, id),
                       LATERAL (SELECT * FROM delivery_batch WHERE org_id = k.org_id AND id = k.id LIMIT 1) AS b
            ), written AS (
                INSERT INTO delivery_delivery
                       (org_id, dispatch_id, friend_id, due_at, state, reason, detail, batch_id, endpoint, decided_at)
                SELECT org_id, dispatch_id, f, due_at, %s, %s,
                       CASE WHEN %s = 'sent' THEN '' ELSE left(error, 300) END, id, endpoint, %s
                  FROM closed, unnest(friend_ids) AS f
                ON CONFLICT (org_id, dispatch_id, friend_id, due_at) DO UPDATE
                   SET state = excluded.state, reason = excluded.reason, detail = excluded.detail,
                       batch_id = excluded.batch_id, endpoint = excluded.endpoint, decided_at = excluded.decided_at
            )
            SELECT org_id, dispatch_id, sum(cardinality(friend_ids))::int FROM closed GROUP BY 1, 2 ORDER BY 1, 2
            """,
            [
                [org_id for org_id, _ in batches],
                [batch_id for _, batch_id in batches],
                state,
                reason,
                state,
                now,
            ],
        )
        for org_id, dispatch_id, number in cursor.fetchall():
            count(org_id, dispatch_id, now, **{state: number})


def count(
    org_id: int,
    dispatch_id: int,
    now: datetime,
    *,
    sent: int = 0,
    held: int = 0,
    skipped: int = 0,
    failed: int = 0,
    unknown: int = 0,
) -> None:
    """Move a dispatch's counters, and finish it when everyone is accounted for and nobody waits."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE delivery_dispatch
               SET sent = sent + %(sent)s, held = held + %(held)s, skipped = skipped + %(skipped)s,
                   failed = failed + %(failed)s, unknown = unknown + %(unknown)s,
                   state = CASE WHEN state <> 'cancelled' AND held + %(held)s = 0
                                 AND planned = sent + skipped + failed + unknown + %(moved)s
                                THEN 'done' ELSE state END,
                   finished_at = CASE WHEN held + %(held)s = 0
                                       AND planned = sent + skipped + failed + unknown + %(moved)s
                                      THEN %(now)s ELSE finished_at END
             WHERE org_id = %(org_id)s AND id = %(id)s
            """,
            {
                "sent": sent,
                "held": held,
                "skipped": skipped,
                "failed": failed,
                "unknown": unknown,
                "moved": sent + skipped + failed + unknown,
                "now": now,
                "org_id": org_id,
                "id": dispatch_id,
            },
        )
