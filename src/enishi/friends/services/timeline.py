"""The one way in for facts: what happened to friends, recorded set-wise, then told to the subscribers.

In: events of one channel. Out: timeline rows, and whatever the subscribers (scenarios, automation) do about them in
the same transaction: a fact and its consequences are committed together or not at all. Never talks to LINE.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from enishi.friends.services.segment_queue import touch_by_facts
from enishi.kit import live
from enishi.kit.jsontext import dumps_for_postgres
from enishi.kit.pgarrays import integers, texts
from enishi.kit.wiring import wired

#: Rules may cause facts that other rules react to; a circle of rules ends here instead of never.
MAX_DEPTH = 8


@dataclass(frozen=True, slots=True)
class NewEvent:
    """A fact in the past tense. ``ref`` is an outside key to find it by, e.g. LINE's message id."""

    friend_id: int
    kind: str
    occurred_at: datetime
    data: dict[str, Any] = field(default_factory=dict)
    ref: str = ""


@dataclass(frozen=True, slots=True)
class ReplyToken:
    """A free answer to a friend's act: single use, and only for about a minute."""

    token: str
    usable_until: datetime


@dataclass(slots=True)
class ReactionContext:
    """What reactions to one set of events share. A reply token is taken by the first message that can use it.

    ``is_history`` says that the facts are old news, as an import of last year's orders is: rules stay silent, whatever
    keeps count goes on.
    """

    reply_tokens: dict[int, ReplyToken] = field(default_factory=dict)
    depth: int = 0
    is_history: bool = False

    def take_reply_token(self, friend_id: int, now: datetime) -> ReplyToken | None:
        token = self.reply_tokens.get(friend_id)
        if token is None or token.usable_until <= now:
            return None
        return self.reply_tokens.pop(friend_id)


def record_events(
    *,
    org_id: int,
    channel_id: int,
    events: Sequence[NewEvent],
    now: datetime,
    context: ReactionContext | None = None,
) -> None:
    """Store ``events`` and let the subscribers react, in the caller's transaction. Not idempotent: call once."""
    if not events:
        return
    insert_events(org_id=org_id, channel_id=channel_id, events=events, now=now)
    friend_ids = {event.friend_id for event in events}
    one = {"friend_id": friend_ids.pop()} if len(friend_ids) == 1 else {}
    live.tell("friends", org_id=org_id, channel_id=channel_id, **one)
    context = context or ReactionContext()
    # Before the end of the circle: rules may stop reacting, but who belongs to which segment must still come right.
    depth = min(context.depth + 1, MAX_DEPTH)
    touch_by_facts(org_id=org_id, channel_id=channel_id, events=events, depth=depth)
    if context.depth >= MAX_DEPTH:
        return
    context.depth += 1
    try:
        for subscriber in wired("ENISHI_TIMELINE_SUBSCRIBERS"):
            subscriber(org_id=org_id, channel_id=channel_id, events=events, now=now, context=context)
    finally:
        context.depth -= 1


_EACH = """
INSERT INTO friends_timelineevent (org_id, channel_id, friend_id, kind, occurred_at, recorded_at, ref, data)
SELECT %s, %s, e.friend_id, e.kind, e.occurred_at, %s, e.ref, e.data::jsonb
  FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[], %s::text[], %s::text[])
       AS e (friend_id, kind, occurred_at, ref, data)
"""

_ALIKE = """
INSERT INTO friends_timelineevent (org_id, channel_id, friend_id, kind, occurred_at, recorded_at, ref, data)
SELECT %s, %s, e.friend_id, %s, %s, %s, %s, %s::jsonb FROM unnest(%s::bigint[]) AS e (friend_id)
"""


def insert_events(*, org_id: int, channel_id: int, events: Sequence[NewEvent], now: datetime) -> None:
    """One statement for any number of events. Tells nobody: whoever is not :func:`record_events` says why not."""
    with connection.cursor() as cursor:
        if len(events) > 1 and _are_alike(events):
            # One text instead of one for each of a hundred thousand friends takes a third of the time.
            one = events[0]
            data = dumps_for_postgres(one.data)
            ids = integers(event.friend_id for event in events)
            cursor.execute(_ALIKE, [org_id, channel_id, one.kind, one.occurred_at, now, one.ref, data, ids])
            return
        cursor.execute(
            _EACH,
            [
                org_id,
                channel_id,
                now,
                integers(event.friend_id for event in events),
                texts(event.kind for event in events),
                texts(event.occurred_at.isoformat() for event in events),
                texts(event.ref for event in events),
                texts(dumps_for_postgres(event.data) for event in events),
            ],
        )


def _are_alike(events: Sequence[NewEvent]) -> bool:
    """Whether the events differ by nothing but the friend. Those made together share one ``data``."""
    one = events[0]
    return all(
        event.data is one.data
        and event.kind == one.kind
        and event.occurred_at == one.occurred_at
        and event.ref == one.ref
        for event in events
    )
