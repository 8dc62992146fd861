"""Reads of the ledger: what a friend got, or why not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from enishi.delivery.domain.reasons import REASONS
from enishi.delivery.models import Dispatch
from enishi.friends.selectors import TimelineEntry, TimelineSlice
from enishi.kit.paging import Page, Position, encode_cursor, page_of


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One friend and one intended message, and what became of it."""

    dispatch_id: int
    kind: str
    source: str
    channel_id: int
    friend_id: int
    state: str
    reason: str
    detail: str
    endpoint: str
    due_at: datetime
    decided_at: datetime
    batch_id: UUID | None
    request_id: str
    friend_name: str


_LEDGER = """
SELECT l.dispatch_id, d.kind, d.source, d.channel_id, l.friend_id, l.state, l.reason, l.detail, l.endpoint, l.due_at,
       l.decided_at, l.batch_id, coalesce(b.request_id, ''), coalesce(f.display_name, '')
  FROM delivery_delivery l
  JOIN delivery_dispatch d ON d.org_id = l.org_id AND d.id = l.dispatch_id
  LEFT JOIN delivery_batch b ON b.org_id = l.org_id AND b.id = l.batch_id
  LEFT JOIN friends_friend f ON f.org_id = l.org_id AND f.id = l.friend_id
 WHERE l.org_id = %s
"""


def _ledger(rest: str, values: Sequence[Any]) -> list[LedgerRow]:
    with connection.cursor() as cursor:
        cursor.execute(_LEDGER + rest, values)
        return [LedgerRow(*row) for row in cursor.fetchall()]


def deliveries_of_dispatch(
    org_id: int,
    found: Dispatch,
    *,
    state: str = "",
    reason: str = "",
    after: Position | None = None,
    limit: int,
) -> Page[LedgerRow]:
    """The ledger rows of one dispatch by friend; empty filters do not filter."""
    rows = _ledger(
        "AND l.dispatch_id = %s AND l.due_at = %s AND l.friend_id > %s "
        "AND (%s = '' OR l.state = %s) AND (%s = '' OR l.reason = %s) ORDER BY l.friend_id LIMIT %s",
        [
            org_id,
            found.id,
            found.due_at,
            after.tie if after else 0,
            *(state, state, reason, reason),
            limit + 1,
        ],
    )
    return page_of(rows, limit, lambda row: Position(row.due_at, row.friend_id))


def deliveries_of_friend(
    org_id: int, friend_id: int, *, after: Position | None, limit: int
) -> Page[LedgerRow]:
    """What one friend got or did not get, by the time it was due, newest first."""
    where = "" if after is None else "AND l.due_at <= %s AND (l.due_at < %s OR l.dispatch_id < %s) "
    place = [] if after is None else [after.at, after.at, after.tie]
    rows = _ledger(
        f"AND l.friend_id = %s {where} ORDER BY l.due_at DESC, l.dispatch_id DESC LIMIT %s",
        [org_id, friend_id, *place, limit + 1],
    )
    return page_of(rows, limit, lambda row: Position(row.due_at, row.dispatch_id))


def unknown_deliveries(org_id: int, *, after: Position | None, limit: int) -> Page[LedgerRow]:
    """Messages of which nobody knows whether they arrived, newest first.

    Hundreds share one request and therefore one time, so the cursor counts how many of that time were shown.
    """
    skip = after.tie if after else 0
    rows = _ledger(
        "AND l.state = 'unknown' AND (%s::timestamptz IS NULL OR l.decided_at <= %s) "
        "ORDER BY l.decided_at DESC, l.dispatch_id, l.friend_id OFFSET %s LIMIT %s",
        [org_id, *([after.at] * 2 if after else [None, None]), skip, limit + 1],
    )
    shown = rows[:limit]
    if len(rows) <= limit:
        return Page(shown, None)
    last = shown[-1].decided_at
    same_time = sum(row.decided_at == last for row in shown)
    if after is not None and last == after.at:
        same_time += skip
    return Page(shown, encode_cursor(Position(last, same_time)))


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that is decided for a friend but not yet tried or settled; the ledger has no row of it yet.

    ``stage`` is planning, ready or sending; ``dispatch_state`` says whether it may go on.
    """

    dispatch_id: int
    kind: str
    source: str
    stage: str
    due_at: datetime
    not_before: datetime
    attempts: int
    dispatch_state: str
    dispatch_reason: str


def waiting_for_friend(org_id: int, channel_id: int, friend_id: int) -> list[Waiting]:
    """What is on its way to one friend, by the time at which it may go next."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT d.id, d.kind, d.source, q.stage, d.due_at, q.not_before, q.attempts, d.state, d.state_reason
              FROM (SELECT c.dispatch_id, 'planning' AS stage, c.due_at AS not_before, 0 AS attempts
                      FROM delivery_candidates c
                     WHERE c.org_id = %(org_id)s AND c.channel_id = %(channel_id)s AND NOT c.is_held
                       AND c.friend_ids @> ARRAY[%(friend_id)s::bigint]
                    UNION ALL
                    SELECT b.dispatch_id, b.state, b.not_before, b.attempts FROM delivery_batch b
                     WHERE b.org_id = %(org_id)s AND b.channel_id = %(channel_id)s AND b.state = 'ready'
                       AND b.friend_ids @> ARRAY[%(friend_id)s::bigint]
                    UNION ALL
                    SELECT b.dispatch_id, b.state, b.not_before, b.attempts FROM delivery_batch b
                     WHERE b.org_id = %(org_id)s AND b.channel_id = %(channel_id)s AND b.state = 'sending'
                       AND b.friend_ids @> ARRAY[%(friend_id)s::bigint]) AS q
              JOIN delivery_dispatch d ON d.org_id = %(org_id)s AND d.id = q.dispatch_id
             ORDER BY q.not_before, d.id
            """,
            {"org_id": org_id, "channel_id": channel_id, "friend_id": friend_id},
        )
        return [Waiting(*row) for row in cursor.fetchall()]


def timeline_of_friend(org_id: int, friend_id: int, part: TimelineSlice, limit: int) -> list[TimelineEntry]:
    """A friend's deliveries as timeline entries, newest first: sends are written once, in the ledger."""
    if not part.wants("sending"):
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT l.decided_at, l.state, l.reason, l.detail, l.endpoint, l.due_at, d.id, d.kind, d.source,
                   convert_from(b.messages, 'UTF8')
              FROM delivery_delivery l
              JOIN delivery_dispatch d ON d.org_id = l.org_id AND d.id = l.dispatch_id
              LEFT JOIN delivery_batch b ON b.org_id = l.org_id AND b.id = l.batch_id
             WHERE l.org_id = %s AND l.friend_id = %s
               AND l.decided_at < coalesce(%s::timestamptz, 'infinity')
               AND l.decided_at >= coalesce(%s::timestamptz, '-infinity')
             ORDER BY l.decided_at DESC, d.id DESC LIMIT %s
            """,
            [org_id, friend_id, part.before, part.since, limit],
        )
        return [_entry(row) for row in cursor.fetchall()]


def _entry(row: tuple[Any, ...]) -> TimelineEntry:
    decided_at, state, reason, detail, endpoint, due_at, dispatch_id, kind, source, messages = row
    known = REASONS.get(reason)
    data = {
        "dispatch_id": dispatch_id,
        "dispatch_kind": kind,
        "source": source,
        "due_at": due_at.isoformat(),
        "endpoint": endpoint,
        "reason": reason,
        "reason_ja": known.ja if known else "",
        "reason_en": known.en if known else "",
        "detail": detail,
        "messages": orjson.loads(messages) if messages else [],
    }
    return TimelineEntry(f"message.{state}", decided_at, data, f"{dispatch_id:020d}")
