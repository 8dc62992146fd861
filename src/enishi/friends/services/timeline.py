"""The one way in for facts: what happened to friends, recorded set-wise, then told to the subscribers.

In: events of one channel. Out: timeline rows, and whatever the subscribers (scenarios, automation) do about them in
the same transaction: a fact and its consequences are committed together or not at all. Never talks to LINE.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db import connection

from enishi.friends.services.segment_queue import touch_by_facts
from enishi.kit import live
from enishi.kit.jsontext import dumps_for_postgres
from enishi.kit.pgarrays import integers, texts
from enishi.kit.wiring import wired

#: Rules may cause facts that other rules react to; a circle of rules ends here instead of never.
MAX_DEPTH = 8


# Not frozen: they are made by the hundred thousand, and freezing makes that four times slower.
@dataclass(slots=True)
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

# JSON holds no control character, so one parts the texts: an array would have every quote in them escaped, twice.
_RUN = """
INSERT INTO friends_timelineevent (org_id, channel_id, friend_id, kind, occurred_at, recorded_at, ref, data)
SELECT %s, %s, e.friend_id, %s, %s, %s, %s, e.data::jsonb
  FROM unnest(%s::bigint[], string_to_array(%s, E'\\x1e')) AS e (friend_id, data)
"""

_ALIKE = """
INSERT INTO friends_timelineevent (org_id, channel_id, friend_id, kind, occurred_at, recorded_at, ref, data)
SELECT %s, %s, e.friend_id, %s, %s, %s, %s, %s::jsonb FROM unnest(%s::bigint[]) AS e (friend_id)
"""
#: Runs of facts that differ by friend and data alone are told by statements of their own, as long as they are few.
_MOST_RUNS = 4


def insert_events(*, org_id: int, channel_id: int, events: Sequence[NewEvent], now: datetime) -> None:
    """A statement or a few for any number of events. Tells nobody: whoever is not :func:`record_events` says why not."""
    runs = _runs(events) if len(events) > 1 else []
    with connection.cursor() as cursor:
        for run in runs:
            one = run[0]
            common: list[Any] = [org_id, channel_id, one.kind, one.occurred_at, now, one.ref]
            ids = integers(event.friend_id for event in run)
            if all(event.data is one.data for event in run):
                # One text instead of one for each of a hundred thousand friends takes a third of the time.
                cursor.execute(_ALIKE, [*common, dumps_for_postgres(one.data), ids])
            else:
                cursor.execute(_RUN, [*common, ids, "\x1e".join(_data_of(run))])
        if runs:
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
                texts(_data_of(events)),
            ],
        )


def _runs(events: Sequence[NewEvent]) -> list[Sequence[NewEvent]]:
    """The events in runs of one kind, time and reference; none where there would be many."""
    starts: list[int] = []
    one: NewEvent | None = None
    for number, event in enumerate(events):
        if (
            one is None
            or event.kind != one.kind
            or event.ref != one.ref
            or event.occurred_at != one.occurred_at
        ):
            one = event
            starts.append(number)
            if len(starts) > _MOST_RUNS:
                return []
    return [events[start:end] for start, end in pairwise([*starts, len(events)])]


def _data_of(events: Sequence[NewEvent]) -> list[str]:
    """Each event's data as text; those made together share one."""
    made: dict[int, str] = {}
    found = []
    for event in events:
        text = made.get(id(event.data))
        if text is None:
            text = made[id(event.data)] = dumps_for_postgres(event.data)
        found.append(text)
    return found
