"""Keeps each conversation's row up to date: what friends say, and what of ours arrived.

In: facts as they are recorded, and batches that LINE took. Out: rows of ``inbox_conversation``, changed set-wise in the
transaction of the cause. Decides by the messages' own times, so that the order of arrival does not matter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson
from django.db import connection

from enishi.delivery.domain.values import ClaimedBatch
from enishi.friends.services.timeline import NewEvent, ReactionContext
from enishi.inbox.domain.talk import Heard, Line, Said, heard, line_of_received, line_of_sent
from enishi.inbox.models import Sender
from enishi.kit import live

#: Above this many friends in one set, browsers are told "several" instead of whom.
_TOLD_BY_NAME = 5


def follow_facts(
    *, org_id: int, channel_id: int, events: Sequence[NewEvent], now: datetime, context: ReactionContext
) -> None:
    """Timeline subscriber: friends' messages open, advance and correct their conversations."""
    said = [event for event in events if event.kind == "message.received"]
    if said:
        _hear(org_id, channel_id, heard([_said(event) for event in said]), now)
    _correct(org_id, [event for event in events if event.kind in ("message.edited", "message.unsent")])
    blocked = {event.friend_id for event in events if event.kind == "friend.blocked"}
    _let_go(org_id, blocked)
    touched = {event.friend_id for event in events if event.kind.startswith("message.")} | blocked
    tell_talk(org_id, channel_id, touched)


def tell_talk(org_id: int, channel_id: int, friend_ids: set[int]) -> None:
    """Tell open browsers that these friends' conversations changed."""
    if len(friend_ids) > _TOLD_BY_NAME:
        live.tell("talk", org_id=org_id, channel_id=channel_id)
        return
    for friend_id in sorted(friend_ids):
        live.tell("talk", org_id=org_id, channel_id=channel_id, friend_id=friend_id)


def _said(event: NewEvent) -> Said:
    return Said(event.friend_id, event.occurred_at, event.ref, event.data)


_HEAR = """
INSERT INTO inbox_conversation AS c
       (org_id, channel_id, friend_id, opened_at, last_at, last_sender, last_kind, last_text, last_ref,
        last_heard_at, unread_count, waiting_since, last_reply_by, mark_id)
SELECT %(org_id)s, %(channel_id)s, h.friend_id, %(now)s, h.newest_at, 'friend', h.kind, h.text, h.ref,
       h.newest_at, h.number, h.oldest_at, '',
       (SELECT id FROM inbox_mark WHERE org_id = %(org_id)s AND role = 'open')
  FROM unnest(%(friend_ids)s::bigint[], %(numbers)s::int[], %(oldest)s::timestamptz[], %(newest)s::timestamptz[],
              %(kinds)s::text[], %(texts)s::text[], %(refs)s::text[])
       AS h (friend_id, number, oldest_at, newest_at, kind, text, ref)
ON CONFLICT (org_id, friend_id) DO UPDATE SET
    last_sender = CASE WHEN excluded.last_at >= c.last_at THEN excluded.last_sender ELSE c.last_sender END,
    last_kind = CASE WHEN excluded.last_at >= c.last_at THEN excluded.last_kind ELSE c.last_kind END,
    last_text = CASE WHEN excluded.last_at >= c.last_at THEN excluded.last_text ELSE c.last_text END,
    last_ref = CASE WHEN excluded.last_at >= c.last_at THEN excluded.last_ref ELSE c.last_ref END,
    last_at = greatest(c.last_at, excluded.last_at),
    last_heard_at = greatest(c.last_heard_at, excluded.last_heard_at),
    unread_count = c.unread_count + excluded.unread_count,
    -- What was said before the last answer was there to be read when it was written.
    waiting_since = CASE WHEN c.answered_at IS NULL OR excluded.waiting_since > c.answered_at
                         THEN least(c.waiting_since, excluded.waiting_since)
                         WHEN excluded.last_at > c.answered_at THEN least(c.waiting_since, excluded.last_at)
                         ELSE c.waiting_since END,
    mark_id = CASE WHEN (c.answered_at IS NULL OR excluded.last_at > c.answered_at)
                    AND (c.mark_id IS NULL OR EXISTS (SELECT 1 FROM inbox_mark m WHERE m.org_id = c.org_id
                                                         AND m.id = c.mark_id AND m.role = 'done'))
                   THEN excluded.mark_id ELSE c.mark_id END
"""


def _hear(org_id: int, channel_id: int, friends: Sequence[Heard], now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            _HEAR,
            {
                "org_id": org_id,
                "channel_id": channel_id,
                "now": now,
                "friend_ids": [each.friend_id for each in friends],
                "numbers": [each.number for each in friends],
                "oldest": [each.oldest_at for each in friends],
                "newest": [each.newest_at for each in friends],
                "kinds": [each.line.kind for each in friends],
                "texts": [each.line.text.replace("\x00", "\ufffd") for each in friends],
                "refs": [each.ref for each in friends],
            },
        )


def _correct(org_id: int, events: Sequence[NewEvent]) -> None:
    """What a friend edits or takes back is not shown in the list either."""
    if not events:
        return
    lines = [
        line_of_received({"is_unsent": True} if event.kind == "message.unsent" else event.data)
        for event in events
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE inbox_conversation c SET last_kind = e.kind, last_text = e.text
              FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[]) AS e (friend_id, ref, kind, text)
             WHERE c.org_id = %s AND c.friend_id = e.friend_id AND c.last_ref = e.ref AND e.ref <> ''
            """,
            [
                [event.friend_id for event in events],
                [event.ref for event in events],
                [line.kind for line in lines],
                [line.text.replace("\x00", "\ufffd") for line in lines],
                org_id,
            ],
        )


def _let_go(org_id: int, friend_ids: set[int]) -> None:
    """Who has blocked the account cannot be answered, so waits no more."""
    if not friend_ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE inbox_conversation SET waiting_since = NULL WHERE org_id = %s AND friend_id = ANY(%s)",
            [org_id, sorted(friend_ids)],
        )


@dataclass(frozen=True, slots=True)
class _Sent:
    """One friend's message that LINE took."""

    org_id: int
    channel_id: int
    friend_id: int
    line: Line
    decided_at: datetime
    decided_by: str


def follow_sent(*, batches: Sequence[ClaimedBatch], now: datetime) -> None:
    """Delivery subscriber: staff's replies end the wait, automatic ones are only seen; whatever else is not a talk."""
    talking = _dispatches_of_talk({(batch.org_id, batch.dispatch_id) for batch in batches})
    sent: dict[str, dict[tuple[int, int], _Sent]] = {Sender.STAFF: {}, Sender.RULE: {}}
    for batch in batches:
        if batch.dispatch_id not in talking:
            continue
        kind, decided_at, decided_by = talking[batch.dispatch_id]
        line = line_of_sent(orjson.loads(batch.messages))
        for friend_id in batch.friend_ids:
            sent[kind][batch.org_id, friend_id] = _Sent(
                batch.org_id, batch.channel_id, friend_id, line, decided_at, decided_by
            )
    for kind, statement in ((Sender.RULE, _AUTOMATIC), (Sender.STAFF, _REPLIED)):
        _note_sent(statement, kind, list(sent[kind].values()), now)


def _dispatches_of_talk(keys: set[tuple[int, int]]) -> dict[int, tuple[str, datetime, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT d.id, d.kind, d.created_at, d.created_by "
            "  FROM unnest(%s::bigint[], %s::bigint[]) AS k (org_id, id), "
            "       LATERAL (SELECT * FROM delivery_dispatch WHERE org_id = k.org_id AND id = k.id LIMIT 1) AS d "
            " WHERE d.kind IN ('staff', 'rule')",
            [[org_id for org_id, _ in sorted(keys)], [each for _, each in sorted(keys)]],
        )
        return {row[0]: (row[1], row[2], row[3]) for row in cursor.fetchall()}


_ROWS = """
unnest(%(org_ids)s::bigint[], %(channel_ids)s::bigint[], %(friend_ids)s::bigint[], %(kinds)s::text[],
       %(texts)s::text[], %(decided_at)s::timestamptz[], %(decided_by)s::text[])
    AS s (org_id, channel_id, friend_id, kind, text, decided_at, decided_by)
"""


def _seen(sender: str, kind: str, text: str) -> str:
    return f"""
    last_sender = CASE WHEN %(now)s >= c.last_at THEN {sender} ELSE c.last_sender END,
    last_kind = CASE WHEN %(now)s >= c.last_at THEN {kind} ELSE c.last_kind END,
    last_text = CASE WHEN %(now)s >= c.last_at THEN {text} ELSE c.last_text END,
    last_ref = CASE WHEN %(now)s >= c.last_at THEN '' ELSE c.last_ref END,
    last_at = greatest(c.last_at, %(now)s)
    """


_AUTOMATIC = f"""
UPDATE inbox_conversation c SET {_seen("'rule'", "s.kind", "s.text")}
  FROM {_ROWS} WHERE c.org_id = s.org_id AND c.friend_id = s.friend_id
"""

# A reply answers what had been said when it was written, not what came while it waited for its time.
_REPLIED = f"""
INSERT INTO inbox_conversation AS c
       (org_id, channel_id, friend_id, opened_at, last_at, last_sender, last_kind, last_text,
        answered_at, last_reply_at, last_reply_by)
SELECT s.org_id, s.channel_id, s.friend_id, %(now)s, %(now)s, 'staff', s.kind, s.text,
       s.decided_at, %(now)s, s.decided_by FROM {_ROWS}
ON CONFLICT (org_id, friend_id) DO UPDATE SET
    {_seen("'staff'", "excluded.last_kind", "excluded.last_text")},
    answered_at = greatest(c.answered_at, excluded.answered_at),
    last_reply_at = greatest(c.last_reply_at, excluded.last_reply_at),
    last_reply_by = excluded.last_reply_by,
    unread_count = CASE WHEN c.last_heard_at > excluded.answered_at THEN c.unread_count ELSE 0 END,
    waiting_since = CASE WHEN c.waiting_since IS NULL OR c.last_heard_at <= excluded.answered_at THEN NULL
                         ELSE (SELECT min(t.occurred_at) FROM friends_timelineevent t
                                WHERE t.org_id = c.org_id AND t.friend_id = c.friend_id
                                  AND t.kind = 'message.received' AND t.occurred_at > excluded.answered_at) END
"""


def _note_sent(statement: str, kind: Sender, sent: Sequence[_Sent], now: datetime) -> None:
    if not sent:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            {
                "org_ids": [each.org_id for each in sent],
                "channel_ids": [each.channel_id for each in sent],
                "friend_ids": [each.friend_id for each in sent],
                "kinds": [each.line.kind for each in sent],
                "texts": [each.line.text for each in sent],
                "decided_at": [each.decided_at for each in sent],
                "decided_by": [each.decided_by for each in sent],
                "now": now,
            },
        )
    touched: dict[tuple[int, int], set[int]] = {}
    for each in sent:
        touched.setdefault((each.org_id, each.channel_id), set()).add(each.friend_id)
    for (org_id, channel_id), friend_ids in touched.items():
        tell_talk(org_id, channel_id, friend_ids)
