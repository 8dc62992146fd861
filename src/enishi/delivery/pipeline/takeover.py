"""Before claiming, I/O. In: this worker's id. Out: batches of workers that died are open again. A living worker
holds an advisory lock with its id on a connection of its own; PostgreSQL gives it back the moment the process is
gone, so nobody waits for a lease to run out. Never touches a living worker's batches.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from enishi.delivery.domain.outcomes import KEY_LIFE
from enishi.delivery.pipeline import cancelled, ledger
from enishi.kit.tenancy import system_scope
from enishi.kit.wakeup import WORKER_LOCK_CLASS

# A worker id that nobody holds as an advisory lock belongs to a dead worker.
_ORPHANS = """
SELECT b.org_id, b.id FROM delivery_batch b
 WHERE b.state = 'sending' AND b.worker_id <> %s
   AND NOT EXISTS (SELECT 1 FROM pg_locks l
                    WHERE l.locktype = 'advisory' AND l.classid = %s AND l.objid = b.worker_id::oid
                      AND l.granted
                      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()))
 FOR UPDATE OF b SKIP LOCKED
"""

_REOPEN = """
UPDATE delivery_batch b
   SET state = CASE WHEN b.endpoint = 'reply' OR b.first_attempt_at <= %(oldest)s THEN 'unknown' ELSE 'ready' END,
       worker_id = NULL, is_in_doubt = true, error = 'worker_died', not_before = %(now)s,
       finished_at = CASE WHEN b.endpoint = 'reply' OR b.first_attempt_at <= %(oldest)s THEN %(now)s END
  FROM unnest(%(orgs)s::bigint[], %(batches)s::uuid[]) AS o (org_id, id)
 WHERE b.org_id = o.org_id AND b.id = o.id
RETURNING b.org_id, b.id, b.state, b.dispatch_id
"""


def take_over_from_the_dead(worker_id: int, now: datetime) -> int:
    """Reopen what dead workers had in flight; returns how many batches were found.

    Push and multicast go again under the same retry key, which LINE recognises. A reply has no such key, and a key
    near its 24 hours would be forgotten: those end as ``unknown`` and are never sent again.
    """
    with system_scope(), connection.cursor() as cursor:
        cursor.execute(_ORPHANS, [worker_id, WORKER_LOCK_CLASS])
        orphans = cursor.fetchall()
        if not orphans:
            return 0
        values: dict[str, Any] = {
            "oldest": now - KEY_LIFE,
            "now": now,
            "orgs": [org_id for org_id, _ in orphans],
            "batches": [batch_id for _, batch_id in orphans],
        }
        cursor.execute(_REOPEN, values)
        rows = cursor.fetchall()
        lost = [(org_id, batch_id) for org_id, batch_id, state, _ in rows if state == "unknown"]
        ledger.close_batches(lost, "unknown", "in_doubt", now)
        cancelled.drop_if_cancelled([(org_id, dispatch_id) for org_id, _, _, dispatch_id in rows], now)
    return len(orphans)


def reopen_lost_claims(worker_id: int, known: Collection[UUID], now: datetime) -> int:
    """Reopen what this worker claimed without ever learning of it; returns how many batches were found.

    A database that dies between a commit and its acknowledgement leaves such claims. ``known`` is everything that the
    worker has in hand, so the rest was never attempted.
    """
    with system_scope(), connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE delivery_batch
               SET state = 'ready', worker_id = NULL, attempts = attempts - 1,
                   first_attempt_at = CASE WHEN attempts > 1 THEN first_attempt_at END
             WHERE state = 'sending' AND worker_id = %s AND NOT id = ANY(%s)
            RETURNING org_id, dispatch_id
            """,
            [worker_id, list(known)],
        )
        rows = cursor.fetchall()
        cancelled.drop_if_cancelled(rows, now)
    return len(rows)
