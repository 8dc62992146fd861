"""After cancelling, and after whatever may put friends back into a cancelled dispatch's queue, I/O. In: dispatches.
Out: whoever waits in a cancelled one is skipped, or unknown where an answer of LINE's was lost; so nobody waits for
ever. Rows that another transaction is just moving are left to it: it looks here when it is done. Never talks to LINE.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from enishi.delivery.domain.values import Skip
from enishi.delivery.pipeline import ledger


def drop_if_cancelled(dispatches: Iterable[tuple[int, int]], now: datetime) -> None:
    """For each (organisation, dispatch): if it was cancelled meanwhile, nobody waits in it any more."""
    for org_id, dispatch_id in sorted(set(dispatches)):
        with connection.cursor() as cursor:
            # Waits for a cancellation under way: either that one sees our rows, or we see that it was cancelled.
            cursor.execute(
                "SELECT state FROM delivery_dispatch WHERE org_id = %s AND id = %s FOR NO KEY UPDATE",
                [org_id, dispatch_id],
            )
            row = cursor.fetchone()
        if row and row[0] == "cancelled":
            drop_waiting(org_id, dispatch_id, now)


def drop_waiting(org_id: int, dispatch_id: int, now: datetime) -> None:
    """Whoever waits in this dispatch, whose row the caller has locked, waits no more. Idempotent."""
    _drop_candidates(org_id, dispatch_id, now)
    _drop_batches(org_id, dispatch_id, now)


def _drop_candidates(org_id: int, dispatch_id: int, now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            DELETE FROM delivery_candidates AS q USING (
                SELECT org_id, id FROM delivery_candidates
                 WHERE org_id = %s AND dispatch_id = %s FOR UPDATE SKIP LOCKED
            ) AS taken
             WHERE q.org_id = taken.org_id AND q.id = taken.id
            RETURNING q.friend_ids, q.is_held
            """,
            [org_id, dispatch_id],
        )
        rows = cursor.fetchall()
    held = sum(len(friend_ids) for friend_ids, is_held in rows if is_held)
    if held:
        ledger.count(org_id, dispatch_id, now, held=-held)
    unsent = [Skip(friend_id, "cancelled") for friend_ids, _ in rows for friend_id in friend_ids]
    ledger.record_skips(org_id, dispatch_id, unsent, now)


def _drop_batches(org_id: int, dispatch_id: int, now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE delivery_batch b
               SET state = CASE WHEN is_in_doubt THEN 'unknown' ELSE 'returned' END,
                   finished_at = %s, error = 'cancelled', line_user_ids = '{}'
              FROM (SELECT org_id, id FROM delivery_batch
                     WHERE org_id = %s AND dispatch_id = %s AND state = 'ready' FOR UPDATE SKIP LOCKED) AS taken
             WHERE b.org_id = taken.org_id AND b.id = taken.id
            RETURNING b.org_id, b.id, b.state, b.friend_ids
            """,
            [now, org_id, dispatch_id],
        )
        batches = cursor.fetchall()
    unsent = [
        Skip(friend_id, "cancelled")
        for *_, state, friend_ids in batches
        if state == "returned"
        for friend_id in friend_ids
    ]
    ledger.record_skips(org_id, dispatch_id, unsent, now)
    doubtful = [(batch_org, batch_id) for batch_org, batch_id, state, _ in batches if state == "unknown"]
    ledger.close_batches(doubtful, "unknown", "in_doubt", now)
