"""What staff do with many conversations at once: mark them, hand them to somebody, and take either back. Set-wise.

A friend who never talked gets a conversation of the age of what is known of them, so that it does not stand on top of
the list as if something had just happened.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
from django.db import connection

from enishi.friends.services.segment_queue import Aspect, touch
from enishi.inbox.models import Mark, MarkRole
from enishi.inbox.services.listening import tell_talk

#: A conversation as it was: for each friend, None where there was none.
Before = dict[str, dict[str, Any] | None]

_OPEN = """
WITH before AS (
    SELECT c.friend_id, {kept} AS kept FROM inbox_conversation c
     WHERE c.org_id = %(org_id)s AND c.channel_id = %(channel_id)s AND c.friend_id = ANY(%(friend_ids)s::bigint[])
), written AS (
    INSERT INTO inbox_conversation AS c
           (org_id, channel_id, friend_id, opened_at, last_at, last_sender, last_kind, last_text, last_ref,
            unread_count, last_reply_by, {column})
    SELECT f.org_id, f.channel_id, f.id, %(now)s,
           coalesce(f.last_reaction_at, f.followed_at, f.first_seen_at), '', '', '', '', 0, '', %(value)s::bigint
      FROM friends_friend f
     WHERE f.org_id = %(org_id)s AND f.channel_id = %(channel_id)s AND f.id = ANY(%(friend_ids)s::bigint[])
     ORDER BY f.id
    ON CONFLICT (org_id, friend_id) DO UPDATE SET {column} = excluded.{column} {further}
     WHERE c.{column} IS DISTINCT FROM excluded.{column}
    RETURNING c.friend_id
)
SELECT w.friend_id, b.kept FROM written w LEFT JOIN before b ON b.friend_id = w.friend_id ORDER BY w.friend_id
"""

_DONE = """
, waiting_since = NULL, unread_count = 0, answered_at = greatest(c.answered_at, %(now)s)
"""


def mark_many(
    *, org_id: int, channel_id: int, friend_ids: Sequence[int], mark: Mark, now: datetime
) -> Before:
    """Put a mark on the conversations of these friends; the done mark ends their wait.

    Returns those whose mark really changed, with what was before. Idempotent.
    """
    statement = _OPEN.format(
        column="mark_id",
        kept="jsonb_build_object('mark_id', c.mark_id, 'waiting_since', c.waiting_since, "
        "'unread_count', c.unread_count, 'answered_at', c.answered_at)",
        further=_DONE if mark.role == MarkRole.DONE else "",
    )
    return _write(statement, org_id, channel_id, friend_ids, mark.id, now, "mark")


def assign_many(
    *, org_id: int, channel_id: int, friend_ids: Sequence[int], member_id: int | None, now: datetime
) -> Before:
    """Hand the conversations of these friends to a member, or to nobody. As :func:`mark_many`."""
    if member_id is None:
        friend_ids = _assigned(org_id, friend_ids)
    statement = _OPEN.format(
        column="assignee_id", kept="jsonb_build_object('assignee_id', c.assignee_id)", further=""
    )
    return _write(statement, org_id, channel_id, friend_ids, member_id, now, "assignee")


def _assigned(org_id: int, friend_ids: Sequence[int]) -> list[int]:
    """Who is nobody's already needs no conversation to say so."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT friend_id FROM inbox_conversation "
            "WHERE org_id = %s AND friend_id = ANY(%s::bigint[]) AND assignee_id IS NOT NULL",
            [org_id, list(friend_ids)],
        )
        return [row[0] for row in cursor.fetchall()]


def _write(
    statement: str,
    org_id: int,
    channel_id: int,
    friend_ids: Sequence[int],
    value: int | None,
    now: datetime,
    aspect: Aspect,
) -> Before:
    values: dict[str, Any] = {
        "org_id": org_id,
        "channel_id": channel_id,
        "friend_ids": list(friend_ids),
        "value": value,
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        before = {str(friend_id): _read(kept) for friend_id, kept in cursor.fetchall()}
    _tell(org_id, channel_id, before, aspect)
    return before


def _read(kept: Any) -> dict[str, Any] | None:
    """Django hands out JSON of a raw statement as text."""
    if kept is None or isinstance(kept, dict):
        return kept
    found: dict[str, Any] = orjson.loads(kept)
    return found


_RESTORE_MARKS = """
UPDATE inbox_conversation c
   SET mark_id = b.mark_id,
       -- Whatever happened in the talk since is newer than what we would bring back.
       waiting_since = CASE WHEN c.answered_at IS DISTINCT FROM %(at)s THEN c.waiting_since
                            ELSE least(b.waiting_since, c.waiting_since) END,
       unread_count = c.unread_count + CASE WHEN c.answered_at IS DISTINCT FROM %(at)s THEN 0
                                            ELSE b.unread_count END,
       answered_at = CASE WHEN c.answered_at IS DISTINCT FROM %(at)s THEN c.answered_at ELSE b.answered_at END
  FROM jsonb_to_recordset(%(before)s::jsonb)
       AS b (friend_id bigint, mark_id bigint, waiting_since timestamptz, unread_count int, answered_at timestamptz)
 WHERE c.org_id = %(org_id)s AND c.friend_id = b.friend_id AND c.mark_id = %(value)s
RETURNING c.friend_id
"""

_RESTORE_ASSIGNEES = """
UPDATE inbox_conversation c SET assignee_id = b.assignee_id
  FROM jsonb_to_recordset(%(before)s::jsonb) AS b (friend_id bigint, assignee_id bigint)
 WHERE c.org_id = %(org_id)s AND c.friend_id = b.friend_id AND c.assignee_id IS NOT DISTINCT FROM %(value)s::bigint
RETURNING c.friend_id
"""

# Nothing was said in it, nobody touched it: it is there for the sake of what is taken back.
_CLOSE = """
DELETE FROM inbox_conversation c
 WHERE c.org_id = %(org_id)s AND c.friend_id = ANY(%(friend_ids)s::bigint[]) AND c.{column} = %(value)s
   AND c.opened_at = %(at)s AND c.last_kind = '' AND c.last_heard_at IS NULL AND c.{other} IS NULL
RETURNING c.friend_id
"""


def unmark_many(
    *, org_id: int, channel_id: int, before: Mapping[str, Any], mark_id: int, at: datetime, now: datetime
) -> list[int]:
    """Give those conversations that still have the mark back what they had at ``at``; returns their friends."""
    close = _CLOSE.format(column="mark_id", other="assignee_id")
    return _restore(_RESTORE_MARKS, close, org_id, channel_id, before, mark_id, at, "mark")


def unassign_many(
    *,
    org_id: int,
    channel_id: int,
    before: Mapping[str, Any],
    member_id: int | None,
    at: datetime,
    now: datetime,
) -> list[int]:
    """Give those conversations that are still the member's back to whose they were; returns their friends."""
    close = _CLOSE.format(column="assignee_id", other="mark_id")
    return _restore(_RESTORE_ASSIGNEES, close, org_id, channel_id, before, member_id, at, "assignee")


def _restore(
    statement: str,
    close: str,
    org_id: int,
    channel_id: int,
    before: Mapping[str, Any],
    value: int | None,
    at: datetime,
    aspect: Aspect,
) -> list[int]:
    was = [{"friend_id": int(friend_id), **kept} for friend_id, kept in before.items() if kept is not None]
    opened = [int(friend_id) for friend_id, kept in before.items() if kept is None]
    values = {"org_id": org_id, "value": value, "at": at, "before": orjson.dumps(was).decode()}
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        restored = [row[0] for row in cursor.fetchall()]
        cursor.execute(close, {**values, "friend_ids": opened})
        restored += [row[0] for row in cursor.fetchall()]
    _tell(org_id, channel_id, restored, aspect)
    return sorted(restored)


def _tell(org_id: int, channel_id: int, friend_ids: Iterable[int | str], aspect: Aspect) -> None:
    touched = {int(friend_id) for friend_id in friend_ids}
    if touched:
        touch(org_id=org_id, channel_id=channel_id, friend_ids=touched, aspect=aspect)
        tell_talk(org_id, channel_id, touched)
