"""Between claim and send, in the claim's transaction. In: claimed batches. Out: the same without whoever blocked, was
muted, left the scenario or became too late since the batch was frozen. Membership changes only before the first
attempt, because a retry must repeat the very same request; a batch that LINE may have accepted is repeated as it is, or
given up as ``unknown`` when its retry key is about to be forgotten. Never adds anyone.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection

from enishi.delivery.domain.outcomes import is_key_stale
from enishi.delivery.domain.values import ClaimedBatch, Skip
from enishi.delivery.pipeline.ledger import close_without_sending, give_up, record_skips

#: A block's time is LINE's event time, which may lie before the moment that we learnt of it.
_LATE_NEWS = timedelta(hours=1)


def drop_those_who_left(batches: list[ClaimedBatch], now: datetime) -> list[ClaimedBatch]:
    """Remove recipients who must not get it any more; a batch that becomes empty is closed unsent."""
    batches = _without_stale(batches, now)
    undoubted = [batch for batch in batches if not batch.is_in_doubt]
    if not undoubted:
        return batches
    gone = _gone(undoubted)
    kept: list[ClaimedBatch] = []
    for batch in batches:
        leaving = {} if batch.is_in_doubt else _leaving(batch, gone, now)
        is_empty = len(leaving) == len(batch.friend_ids)
        if leaving and (batch.attempts == 1 or is_empty):
            kept += _without(batch, leaving, now)
        else:
            kept.append(batch)
    return kept


def _without_stale(batches: list[ClaimedBatch], now: datetime) -> list[ClaimedBatch]:
    """A key that LINE is about to forget would be new again, and the message sent twice."""
    stale = [batch for batch in batches if batch.is_in_doubt and is_key_stale(batch.first_attempt_at, now)]
    give_up([(batch.org_id, batch.id) for batch in stale], now)
    return [batch for batch in batches if batch not in stale] if stale else batches


def _leaving(batch: ClaimedBatch, gone: "_Gone", now: datetime) -> dict[int, str]:
    if batch.expires_at <= now:
        return dict.fromkeys(batch.friend_ids, "expired")
    return {
        friend_id: reason
        for friend_id in batch.friend_ids
        if (reason := gone.withdrawn.get((batch.dispatch_id, friend_id)) or gone.blocked.get(friend_id))
    }


class _Gone(NamedTuple):
    """Friend id → reason, and (dispatch id, friend id) → reason; ids are unique over all organisations."""

    blocked: dict[int, str]
    withdrawn: dict[tuple[int, int], str]


def _gone(batches: Iterable[ClaimedBatch]) -> _Gone:
    """Cheap, because only recent blocks and withdrawals are read.

    Blocks once a channel, not once a dispatch: hundreds of small dispatches of one channel are claimed together.
    """
    since: dict[tuple[int, int], datetime] = {}
    dispatches: set[tuple[int, int]] = set()
    for batch in batches:
        key = (batch.org_id, batch.channel_id)
        since[key] = min(batch.created_at - _LATE_NEWS, since.get(key, batch.created_at))
        dispatches.add((batch.org_id, batch.dispatch_id))
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT f.id, 'blocked' FROM unnest(%s::bigint[], %s::bigint[], %s::timestamptz[])
                   AS k (org_id, channel_id, since)
              JOIN friends_friend f ON f.org_id = k.org_id AND f.channel_id = k.channel_id
                   AND f.status = 'blocked' AND f.blocked_at >= k.since
            UNION ALL
            SELECT f.id, 'muted' FROM unnest(%s::bigint[], %s::bigint[], %s::timestamptz[])
                   AS k (org_id, channel_id, since)
              JOIN friends_friend f ON f.org_id = k.org_id AND f.channel_id = k.channel_id
                   AND f.muted_at >= k.since
            """,
            [[org_id for org_id, _ in since], [channel_id for _, channel_id in since], list(since.values())]
            * 2,
        )
        blocked = dict(cursor.fetchall())
        cursor.execute(
            """
            SELECT d.id, w.friend_id, w.reason FROM unnest(%s::bigint[], %s::bigint[]) AS k (org_id, dispatch_id)
              JOIN delivery_dispatch d ON d.org_id = k.org_id AND d.id = k.dispatch_id AND d.source <> ''
              JOIN delivery_withdrawal w ON w.org_id = d.org_id AND w.source = d.source AND w.at > d.due_at
            """,
            [[org_id for org_id, _ in dispatches], [dispatch_id for _, dispatch_id in dispatches]],
        )
        withdrawn = {(dispatch_id, friend_id): reason for dispatch_id, friend_id, reason in cursor.fetchall()}
    return _Gone(blocked, withdrawn)


def _without(batch: ClaimedBatch, leaving: dict[int, str], now: datetime) -> list[ClaimedBatch]:
    skips = [Skip(friend_id, reason) for friend_id, reason in leaving.items()]
    record_skips(batch.org_id, batch.dispatch_id, skips, now)
    staying = [
        (friend_id, user_id)
        for friend_id, user_id in zip(batch.friend_ids, batch.line_user_ids, strict=True)
        if friend_id not in leaving
    ]
    if not staying:
        close_without_sending([(batch.org_id, batch.id)], now)
        return []
    friend_ids, user_ids = [row[0] for row in staying], [row[1] for row in staying]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE delivery_batch SET friend_ids = %s, line_user_ids = %s WHERE org_id = %s AND id = %s",
            [friend_ids, user_ids, batch.org_id, batch.id],
        )
    return [replace(batch, friend_ids=friend_ids, line_user_ids=user_ids)]
