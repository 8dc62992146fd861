"""Between render and send, I/O. In: drafts of HTTP calls. Out: batch rows. Membership, payload and retry key (the
row's id) are committed before the first attempt, so whoever repeats a call repeats exactly that call. Never talks to
LINE, never decides.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from enishi.delivery.domain.values import CandidateSlice, Draft
from enishi.kit.ids import uuid7
from enishi.kit.pgarrays import integers, texts


def freeze_drafts(candidates: CandidateSlice, drafts: Sequence[Draft], now: datetime) -> None:
    """Commit membership, payload and retry key of each HTTP call before its first attempt."""
    if not drafts:
        return
    dispatch = candidates.dispatch
    fixed = (
        dispatch.org_id,
        dispatch.channel_id,
        dispatch.id,
        dispatch.priority,
        now,
        now,
        dispatch.expires_at,
    )
    single = [draft for draft in drafts if len(draft.recipients) == 1]
    several = [draft for draft in drafts if len(draft.recipients) > 1]
    with connection.cursor() as cursor:
        if single:
            recipients = [draft.recipients[0] for draft in single]
            cursor.execute(
                _INSERT_SINGLE,
                [
                    *fixed,
                    [uuid7() for _ in single],
                    texts(draft.endpoint for draft in single),
                    integers(recipient.friend_id for recipient in recipients),
                    texts(recipient.line_user_id for recipient in recipients),
                    texts(recipient.reply_token for recipient in recipients),
                    [draft.messages for draft in single],
                ],
            )
        if several:
            cursor.executemany(_INSERT_SEVERAL, [(*fixed, *_columns(draft)) for draft in several])
        endpoints = sorted({draft.endpoint for draft in drafts})
        cursor.execute(_OPEN_ROADS, [dispatch.org_id, dispatch.channel_id, endpoints])


def _columns(draft: Draft) -> tuple[Any, ...]:
    return (
        uuid7(),
        draft.endpoint,
        integers(each.friend_id for each in draft.recipients),
        texts(each.line_user_id for each in draft.recipients),
        draft.messages,
    )


_OPEN_ROADS = """
INSERT INTO delivery_pace (org_id, channel_id, endpoint, next_at)
SELECT %s, %s, e, clock_timestamp() FROM unnest(%s::text[]) AS e
ON CONFLICT (org_id, channel_id, endpoint) DO NOTHING
"""
_INSERT_HEAD = """
INSERT INTO delivery_batch
       (org_id, channel_id, dispatch_id, priority, created_at, not_before, expires_at, id, endpoint,
        friend_id, friend_ids, line_user_ids, reply_token, messages)
"""
_INSERT_SINGLE = (
    _INSERT_HEAD
    + """
SELECT %s, %s, %s, %s, %s, %s, %s,
       b.id, b.endpoint, b.friend_id, ARRAY[b.friend_id], ARRAY[b.line_user_id], b.reply_token, b.messages
  FROM unnest(%s::uuid[], %s::text[], %s::bigint[], %s::text[], %s::text[], %s::bytea[])
       AS b (id, endpoint, friend_id, line_user_id, reply_token, messages)
"""
)
_INSERT_SEVERAL = (
    _INSERT_HEAD + "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, NULL, %s::bigint[], %s::text[], '', %s)"
)
