"""When a person's data are erased, I/O. In: a friend. Out: nobody waits in their name, and no request that can still be
changed holds their LINE id; whoever else was in it gets the message as before. A request that is under way, or that
LINE may have taken, is left as it is, because a retry must repeat the very same request: the caller asks again until
none is left. Never talks to LINE.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from enishi.delivery.domain.outcomes import is_key_stale
from enishi.delivery.domain.values import Skip
from enishi.delivery.pipeline import cancelled, ledger
from enishi.kit import wakeup
from enishi.kit.privacy import Keeper, Whom

_REASON = "friend_missing"

#: Batches that are not over, by the two indexes that know who is in them.
_OPEN = """
FROM delivery_batch b
 WHERE b.org_id = %(org_id)s AND b.id IN (
       SELECT o.id FROM delivery_batch o
        WHERE o.org_id = %(org_id)s AND o.state IN ('ready', 'sending') AND o.friend_id = %(friend_id)s
        UNION ALL
       SELECT o.id FROM delivery_batch o
        WHERE o.org_id = %(org_id)s AND o.channel_id = %(channel_id)s AND o.state IN ('ready', 'sending')
          AND o.friend_id IS NULL AND o.friend_ids @> ARRAY[%(friend_id)s]::bigint[])
"""


@dataclass(slots=True)
class _Work:
    """What becomes of the batches that may be touched, and how many friends leave which dispatch's queue."""

    shortened: list[tuple[UUID, list[int], list[str]]] = field(default_factory=list)
    closed: list[UUID] = field(default_factory=list)
    doubtful: list[UUID] = field(default_factory=list)
    requeued: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    held: dict[int, int] = field(default_factory=dict)
    left: set[int] = field(default_factory=set)


def take_out(whom: Whom, now: datetime) -> int:
    """Take a friend out of everything that waits; returns how many requests still hold them. Idempotent.

    Rows that another transaction is just moving are left to it and counted.
    """
    work = _Work()
    _leave_candidates(whom, work)
    for batch in _ready_batches(whom):
        _decide(batch, whom.friend_id, work, now)
    _write(whom, work, now)
    return waiting(whom)


def waiting(whom: Whom) -> int:
    """In how many requests that are not over the friend is, and how many slices of dispatches name them."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT (SELECT count(*) {_OPEN} AND b.state IN ('ready', 'sending')) + (SELECT count(*) "
            "FROM delivery_candidates c WHERE c.org_id = %(org_id)s AND c.channel_id = %(channel_id)s "
            "AND c.friend_ids @> ARRAY[%(friend_id)s]::bigint[])",
            _given(whom),
        )
        return int(cursor.fetchone()[0])


def _given(whom: Whom) -> dict[str, int]:
    return {"org_id": whom.org_id, "channel_id": whom.channel_id, "friend_id": whom.friend_id}


def _leave_candidates(whom: Whom, work: _Work) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH taken AS MATERIALIZED (
                SELECT org_id, id FROM delivery_candidates
                 WHERE org_id = %(org_id)s AND channel_id = %(channel_id)s
                   AND friend_ids @> ARRAY[%(friend_id)s]::bigint[]
                   FOR UPDATE SKIP LOCKED
            )
            UPDATE delivery_candidates c
               SET friend_ids = array_remove(c.friend_ids, %(friend_id)s),
                   -- Runs parallel to the friends, so their places go together.
                   reply_tokens = CASE WHEN c.reply_tokens IS NOT NULL THEN ARRAY(
                       SELECT u.token FROM unnest(c.friend_ids, c.reply_tokens) WITH ORDINALITY
                              AS u (friend_id, token, place)
                        WHERE u.friend_id <> %(friend_id)s ORDER BY u.place) END
              FROM taken WHERE c.org_id = taken.org_id AND c.id = taken.id
            RETURNING c.id, c.dispatch_id, c.is_held, cardinality(c.friend_ids)
            """,
            _given(whom),
        )
        rows = cursor.fetchall()
        empty = [slice_id for slice_id, _, _, number in rows if number == 0]
        cursor.execute(
            "DELETE FROM delivery_candidates WHERE org_id = %s AND id = ANY(%s)", [whom.org_id, empty]
        )
    for _, dispatch_id, is_held, _ in rows:
        work.left.add(dispatch_id)
        work.held[dispatch_id] = work.held.get(dispatch_id, 0) + is_held


def _ready_batches(whom: Whom) -> list[Mapping[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT b.id, b.dispatch_id, b.friend_ids, b.line_user_ids, b.attempts, b.is_in_doubt, b.first_attempt_at "
            f"{_OPEN} AND b.state = 'ready' FOR UPDATE OF b SKIP LOCKED",
            _given(whom),
        )
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _decide(batch: Mapping[str, Any], friend_id: int, work: _Work, now: datetime) -> None:
    staying = [
        pair for pair in zip(batch["friend_ids"], batch["line_user_ids"], strict=True) if pair[0] != friend_id
    ]
    if batch["is_in_doubt"]:
        # Nobody else waits in it, or its key is about to be forgotten: it would be given up at the next claim.
        if not staying or is_key_stale(batch["first_attempt_at"], now):
            work.doubtful.append(batch["id"])
        return
    work.left.add(batch["dispatch_id"])
    if staying and batch["attempts"] == 0:
        work.shortened.append((batch["id"], [pair[0] for pair in staying], [pair[1] for pair in staying]))
        return
    # LINE has refused it for now, so nobody has it: the others are planned anew, under another key.
    work.closed.append(batch["id"])
    if staying:
        work.requeued[batch["dispatch_id"]] += [pair[0] for pair in staying]


def _write(whom: Whom, work: _Work, now: datetime) -> None:
    org_id = whom.org_id
    for batch_id, friend_ids, line_user_ids in work.shortened:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE delivery_batch SET friend_ids = %s, line_user_ids = %s WHERE org_id = %s AND id = %s",
                [friend_ids, line_user_ids, org_id, batch_id],
            )
    if work.closed:
        ledger.close_without_sending([(org_id, batch_id) for batch_id in work.closed], now)
    ledger.give_up([(org_id, batch_id) for batch_id in work.doubtful], now)
    for dispatch_id in sorted(work.left):
        if work.held.get(dispatch_id):
            ledger.count(org_id, dispatch_id, now, held=-work.held[dispatch_id])
        ledger.record_skips(org_id, dispatch_id, [Skip(whom.friend_id, _REASON)], now)
        ledger.requeue(org_id, dispatch_id, work.requeued.get(dispatch_id, ()), now)
    _tell(org_id, sorted(work.requeued), now)


def _tell(org_id: int, dispatches: Sequence[int], now: datetime) -> None:
    if dispatches:
        cancelled.drop_if_cancelled([(org_id, dispatch_id) for dispatch_id in dispatches], now)
        wakeup.notify(wakeup.DELIVERY)


WAITING = Keeper("delivery_waiting", waiting, take_out)
