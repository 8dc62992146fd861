"""Stage 4, I/O. In: parsed events of one channel, and profiles of strangers. Out: friends, timeline, media to fetch,
and every reaction to them, in one transaction together with the mark "processed". So a crash anywhere leaves the
events waiting, and nothing happens twice. Never talks to LINE.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import connection

from enishi.content.services.media import NewMedia, expect_media, forget_media
from enishi.friends.services.contacts import Act, ActKind, Met, Profile, meet, note_reactions
from enishi.friends.services.timeline import (
    NewEvent,
    ReactionContext,
    ReplyToken,
    record_events,
)
from enishi.intake.domain.facts import ACT_TYPES, Fact, fact_of, unsent
from enishi.intake.domain.values import ParsedEvent
from enishi.line.limits import REPLY_TOKEN_SECONDS

#: For a redelivered event LINE takes the token only within 20 minutes of the event itself.
_TOKEN_AGE_AT_MOST = timedelta(minutes=20)
_ACTS = {
    "follow": ActKind.FOLLOW,
    "unfollow": ActKind.UNFOLLOW,
    "message": ActKind.CONTACT,
    "postback": ActKind.CONTACT,
}


def route(
    *,
    org_id: int,
    channel_id: int,
    events: Sequence[ParsedEvent],
    profiles: Mapping[str, Profile],
    now: datetime,
) -> None:
    """Turn events into facts and let them take effect; the caller's transaction decides whether they did."""
    events = _claimed(org_id, channel_id, events, now)
    personal = [each for each in events if each.is_personal]
    if personal:
        met = meet(
            org_id=org_id,
            channel_id=channel_id,
            acts=[_act(each) for each in personal],
            profiles=profiles,
            now=now,
        )
        _record(org_id, channel_id, personal, met, now)


def _claimed(org_id: int, channel_id: int, events: Sequence[ParsedEvent], now: datetime) -> list[ParsedEvent]:
    """Those that nobody has routed yet, marked as routed by this transaction.

    One router a channel is the rule; should its lock be lost with its connection, the rows themselves still see to it
    that an event has its effects once.
    """
    ours = mark_processed(org_id, channel_id, events, now)
    return [each for each in events if each.stored.webhook_event_id in ours]


def _act(each: ParsedEvent) -> Act:
    follow = each.event.raw.get("follow")
    return Act(
        line_user_id=each.event.line_user_id or "",
        kind=_ACTS.get(each.event.type, ActKind.MENTION),
        occurred_at=each.stored.occurred_at,
        is_unblocked=isinstance(follow, dict) and follow.get("isUnblocked") is True,
    )


def _record(org_id: int, channel_id: int, personal: Sequence[ParsedEvent], met: Met, now: datetime) -> None:
    facts = [
        (met.ids[each.event.line_user_id or ""], each, fact_of(each.event))
        for each in personal
        if each.event.type not in ACT_TYPES
    ]
    facts = _withhold_unsent(org_id, channel_id, facts)
    events = met.events + [
        NewEvent(friend_id, fact.kind, each.stored.occurred_at, fact.data, fact.ref)
        for friend_id, each, fact in facts
    ]
    events.sort(key=lambda event: event.occurred_at)
    media = [
        NewMedia(friend_id, fact.ref, fact.media_kind) for friend_id, _, fact in facts if fact.media_kind
    ]
    expect_media(org_id=org_id, channel_id=channel_id, media=media, now=now)
    reactions: dict[int, datetime] = {}
    for friend_id, each, _ in facts:
        reactions[friend_id] = max(each.stored.occurred_at, reactions.get(friend_id, each.stored.occurred_at))
    note_reactions(org_id=org_id, reactions=reactions)
    context = ReactionContext(reply_tokens=_reply_tokens(personal, met.ids))
    record_events(org_id=org_id, channel_id=channel_id, events=events, now=now, context=context)
    _redact(
        org_id, channel_id, [fact.ref for _, _, fact in facts if fact.kind == "message.unsent" and fact.ref]
    )


def _reply_tokens(personal: Sequence[ParsedEvent], ids: Mapping[str, int]) -> dict[int, ReplyToken]:
    """Each friend's newest token; earlier ones of the same moment are not needed for one answer."""
    tokens: dict[int, ReplyToken] = {}
    for each in personal:
        if each.event.reply_token and each.event.mode != "standby":
            until = min(
                each.stored.received_at + timedelta(seconds=REPLY_TOKEN_SECONDS),
                each.stored.occurred_at + _TOKEN_AGE_AT_MOST,
            )
            tokens[ids[each.event.line_user_id or ""]] = ReplyToken(each.event.reply_token, until)
    return tokens


def _withhold_unsent(
    org_id: int, channel_id: int, facts: list[tuple[int, ParsedEvent, Fact]]
) -> list[tuple[int, ParsedEvent, Fact]]:
    """A message may arrive after its own unsend; then its content is not kept at all."""
    refs = [
        fact.ref for _, _, fact in facts if fact.kind in ("message.received", "message.edited") and fact.ref
    ]
    if not refs:
        return facts
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ref FROM friends_timelineevent WHERE org_id = %s AND channel_id = %s AND ref = ANY(%s) "
            "AND ref <> '' AND kind = 'message.unsent'",
            [org_id, channel_id, refs],
        )
        gone = {row[0] for row in cursor.fetchall()}
    late = [each for _, each, fact in facts if fact.ref in gone and fact.kind != "message.unsent"]
    _forget_raw(org_id, channel_id, late)
    return [
        (friend_id, each, Fact(fact.kind, unsent(fact.data), fact.ref))
        if fact.ref in gone and fact.kind != "message.unsent"
        else (friend_id, each, fact)
        for friend_id, each, fact in facts
    ]


def _forget_raw(org_id: int, channel_id: int, events: Sequence[ParsedEvent]) -> None:
    """The stored webhook holds the text too."""
    if not events:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE intake_inboundevent e SET raw = '{"type": "redacted"}'
              FROM unnest(%s::text[], %s::timestamptz[]) AS k (id, at)
             WHERE e.org_id = %s AND e.channel_id = %s AND e.webhook_event_id = k.id AND e.occurred_at = k.at
            """,
            [
                [each.stored.webhook_event_id for each in events],
                [each.stored.occurred_at for each in events],
                org_id,
                channel_id,
            ],
        )


def _redact(org_id: int, channel_id: int, message_ids: list[str]) -> None:
    """LINE asks that what a friend took back is not shown or used any more."""
    if not message_ids:
        return
    forget_media(org_id, channel_id, message_ids)
    with connection.cursor() as cursor:
        # The stored webhook holds the text too; the timeline knows its key.
        cursor.execute(
            """
            UPDATE intake_inboundevent e SET raw = '{"type": "redacted"}'
              FROM friends_timelineevent t
             WHERE t.org_id = %s AND t.channel_id = %s AND t.ref = ANY(%s) AND t.ref <> ''
               AND t.kind IN ('message.received', 'message.edited')
               AND e.org_id = t.org_id AND e.channel_id = t.channel_id AND e.occurred_at = t.occurred_at
               AND e.webhook_event_id = t.data -> 'raw' ->> 'webhookEventId'
            """,
            [org_id, channel_id, message_ids],
        )
        cursor.execute(
            """
            UPDATE friends_timelineevent
               SET data = jsonb_build_object('type', data -> 'type', 'message_id', data -> 'message_id',
                                             'is_unsent', true)
             WHERE org_id = %s AND channel_id = %s AND ref = ANY(%s) AND ref <> ''
               AND kind IN ('message.received', 'message.edited')
            """,
            [org_id, channel_id, message_ids],
        )


def mark_processed(
    org_id: int, channel_id: int, events: Sequence[ParsedEvent], now: datetime, error: str = ""
) -> set[str]:
    """These events need not be looked at again; ``error`` says what was wrong with them, if anything.

    Returns the webhook event ids of those that waited until now.
    """
    if not events:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE intake_inboundevent e SET processed_at = %s, error = %s
              FROM unnest(%s::text[], %s::timestamptz[]) AS k (id, at)
             WHERE e.org_id = %s AND e.channel_id = %s AND e.webhook_event_id = k.id AND e.occurred_at = k.at
               AND e.processed_at IS NULL
            RETURNING e.webhook_event_id
            """,
            [
                now,
                error[:500],
                [each.stored.webhook_event_id for each in events],
                [each.stored.occurred_at for each in events],
                org_id,
                channel_id,
            ],
        )
        waited = {row[0] for row in cursor.fetchall()}
        cursor.execute(
            "UPDATE line_channel SET last_webhook_at = %s WHERE org_id = %s AND id = %s "
            "AND (last_webhook_at IS NULL OR last_webhook_at < %s - interval '10 seconds')",
            [now, org_id, channel_id, now],
        )
    return waited
