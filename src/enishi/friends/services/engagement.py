"""Keeps scores, interests and the state of each relation up to date, in the transaction of the facts themselves.

In: sets of facts of one channel. Out: one statement for all scores, one for all interests, and a fact
``lifecycle.changed`` for each friend whose state moved. What moves by time alone is moved by :func:`sweep`.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from enishi.friends.domain.engagement import (
    DEGREES,
    HIT_POINTS,
    INTEREST_HALF_LIFE_DAYS,
    SOURCE,
    UNDO,
    half_lives,
    is_taking_back,
    level_of,
    points_of,
)
from enishi.friends.models import EngagementSettings, Genre
from enishi.friends.selectors.engagement import settings_of
from enishi.friends.services.engagement_back import take_back
from enishi.friends.services.tags import add_tag
from enishi.friends.services.timeline import NewEvent, ReactionContext, record_events

_AT_ONCE = 5_000

# The least double stands for a score so old that it is nothing: its logarithm must still exist.
_ADD_SCORES = """
INSERT INTO friends_engagement AS g (org_id, channel_id, friend_id, level, active_at, lifecycle, lifecycle_since)
SELECT %(org_id)s, %(channel_id)s, e.friend_id,
       ln(greatest(sum(e.points * power(2.0, extract(epoch FROM e.at - %(now)s)::float8 / 86400 / %(half_life)s)),
                   1e-300)) / ln(2.0::float8) + %(half_lives)s,
       max(e.at), '', %(now)s
  FROM unnest(%(friend_ids)s::bigint[], %(points)s::float8[], %(times)s::timestamptz[]) AS e (friend_id, points, at)
 GROUP BY e.friend_id ORDER BY e.friend_id
ON CONFLICT (org_id, friend_id) DO UPDATE
   SET level = CASE WHEN g.level IS NULL THEN excluded.level
                    ELSE ln(greatest(power(2.0, greatest(g.level - %(half_lives)s, -900))
                                     + power(2.0, greatest(excluded.level - %(half_lives)s, -900)), 1e-300))
                         / ln(2.0::float8) + %(half_lives)s END,
       active_at = greatest(g.active_at, excluded.active_at)
"""

_ADD_INTERESTS = """
INSERT INTO friends_interest AS i (org_id, channel_id, genre_id, friend_id, level)
SELECT %(org_id)s, %(channel_id)s, e.genre_id, e.friend_id,
       ln(greatest(sum(e.points * power(2.0, extract(epoch FROM e.at - %(now)s)::float8 / 86400 / %(half_life)s)),
                   1e-300)) / ln(2.0::float8) + %(half_lives)s
  FROM unnest(%(genre_ids)s::bigint[], %(friend_ids)s::bigint[], %(points)s::float8[], %(times)s::timestamptz[])
       AS e (genre_id, friend_id, points, at)
 GROUP BY e.genre_id, e.friend_id ORDER BY e.genre_id, e.friend_id
ON CONFLICT (org_id, genre_id, friend_id) DO UPDATE
   SET level = ln(greatest(power(2.0, greatest(i.level - %(half_lives)s, -900))
                           + power(2.0, greatest(excluded.level - %(half_lives)s, -900)), 1e-300))
               / ln(2.0::float8) + %(half_lives)s
RETURNING genre_id, friend_id, level
"""

_ENSURE = """
INSERT INTO friends_engagement (org_id, channel_id, friend_id, lifecycle, lifecycle_since)
SELECT org_id, channel_id, id, '', coalesce(followed_at, first_seen_at)
  FROM friends_friend WHERE org_id = %(org_id)s AND channel_id = %(channel_id)s AND id = ANY(%(friend_ids)s)
 ORDER BY id
ON CONFLICT DO NOTHING
"""

# By its key alone: given the channel too, a planner without fresh statistics takes an index that it has to filter.
# Whoever reacted is known by that; whoever never did is new for some days and cools down from the day they came.
_MOVE = """
WITH was AS (
  SELECT g.friend_id, g.lifecycle,
         CASE WHEN g.graduated_at IS NOT NULL THEN 'graduated'
              WHEN f.status = 'blocked' THEN 'lost'
              WHEN greatest(g.active_at, f.last_reaction_at) > %(active)s THEN 'active'
              WHEN greatest(g.active_at, f.last_reaction_at) IS NULL
                   AND coalesce(f.followed_at, f.first_seen_at) > %(new)s THEN 'new'
              WHEN r.at > %(cooling)s THEN 'cooling'
              WHEN r.at > %(dormant)s THEN 'dormant'
              ELSE 'lost' END AS becomes
    FROM friends_engagement g
    JOIN friends_friend f ON f.org_id = g.org_id AND f.id = g.friend_id
   CROSS JOIN LATERAL (SELECT coalesce(greatest(g.active_at, f.last_reaction_at), f.followed_at, f.first_seen_at)) r (at)
   WHERE g.org_id = %(org_id)s AND g.friend_id = ANY(%(friend_ids)s)
   ORDER BY g.friend_id
     FOR UPDATE OF g
)
UPDATE friends_engagement g SET lifecycle = w.becomes, lifecycle_since = %(now)s
  FROM was w
 WHERE g.org_id = %(org_id)s AND g.friend_id = w.friend_id AND w.becomes <> w.lifecycle
RETURNING g.friend_id, w.lifecycle, g.lifecycle
"""


def follow_facts(
    *, org_id: int, channel_id: int, events: Sequence[NewEvent], now: datetime, context: ReactionContext
) -> None:
    """Add what these facts are worth, and move whoever's state they change. Called with the facts, once."""
    taking_back = [event for event in events if event.ref.startswith(UNDO)]
    acts = [event for event in events if not is_taking_back(event.ref)]
    if not taking_back and not any(_may_matter(event.kind) for event in acts):
        return
    settings = settings_of(org_id, channel_id)
    moved = set(take_back(org_id, taking_back, settings, now))
    worth = {kind: points_of(kind, settings.points) for kind in {event.kind for event in acts}}
    scored = [(event, worth[event.kind]) for event in acts if worth[event.kind] > 0]
    if scored:
        _add_scores(org_id, channel_id, scored, settings.half_life_days, now)
    if acts:
        _add_interests(org_id, channel_id, acts, now, context)
    moved |= {event.friend_id for event, _ in scored}
    moved |= {event.friend_id for event in acts if event.kind.startswith("friend.")}
    if moved:
        move(org_id, channel_id, sorted(moved), settings, now, context)


def _may_matter(kind: str) -> bool:
    """Facts that our own software writes in great numbers neither score nor tell an interest."""
    return not kind.startswith(("field.", "segment.", "lifecycle.", "scenario.", "tag.removed"))


def _add_scores(
    org_id: int,
    channel_id: int,
    scored: Sequence[tuple[NewEvent, float]],
    half_life_days: int,
    now: datetime,
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            _ADD_SCORES,
            {
                "org_id": org_id,
                "channel_id": channel_id,
                "now": now,
                "half_life": half_life_days,
                "half_lives": half_lives(now, half_life_days),
                "friend_ids": [event.friend_id for event, _ in scored],
                "points": [points for _, points in scored],
                "times": [event.occurred_at for event, _ in scored],
            },
        )


def _add_interests(
    org_id: int, channel_id: int, events: Sequence[NewEvent], now: datetime, context: ReactionContext
) -> None:
    genres = list(Genre.objects.filter(org_id=org_id, archived_at=None))
    hits = [
        (genre.id, event, max(worth))
        for genre in genres
        for sources in [[SOURCE.validate_python(source) for source in genre.sources]]
        for event in events
        if (worth := [HIT_POINTS[one.kind] for one in sources if one.hits(event.kind, event.data)])
    ]
    if not hits:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _ADD_INTERESTS,
            {
                "org_id": org_id,
                "channel_id": channel_id,
                "now": now,
                "half_life": INTEREST_HALF_LIFE_DAYS,
                "half_lives": half_lives(now, INTEREST_HALF_LIFE_DAYS),
                "genre_ids": [genre_id for genre_id, _, _ in hits],
                "friend_ids": [event.friend_id for _, event, _ in hits],
                "points": [points for _, _, points in hits],
                "times": [event.occurred_at for _, event, _ in hits],
            },
        )
        levels = cursor.fetchall()
    _tag_the_keen(org_id, channel_id, genres, levels, now, context)


def _tag_the_keen(
    org_id: int,
    channel_id: int,
    genres: Sequence[Genre],
    levels: Sequence[tuple[int, int, float]],
    now: datetime,
    context: ReactionContext,
) -> None:
    """Whoever's interest is high gets the genre's tag; who has it already is passed over by ``add_tag``."""
    high = level_of(DEGREES["high"], now, INTEREST_HALF_LIFE_DAYS)
    for genre in genres:
        if genre.tag_id is None:
            continue
        keen = [friend_id for genre_id, friend_id, level in levels if genre_id == genre.id and level >= high]
        add_tag(
            org_id=org_id,
            channel_id=channel_id,
            tag_id=genre.tag_id,
            friend_ids=keen,
            now=now,
            context=context,
            cause=f"genre:{genre.id}",
        )


def move(
    org_id: int,
    channel_id: int,
    friend_ids: Sequence[int],
    settings: EngagementSettings,
    now: datetime,
    context: ReactionContext | None = None,
) -> int:
    """Bring these friends' states up to ``now``; returns how many changed. Idempotent.

    Whoever had no state yet gets one without a fact: nothing happened, we only began to look.
    """
    values: dict[str, Any] = {
        "org_id": org_id,
        "channel_id": channel_id,
        "friend_ids": list(friend_ids),
        "now": now,
        **{
            name: now - timedelta(days=getattr(settings, f"{name}_days"))
            for name in ("new", "active", "cooling", "dormant")
        },
    }
    with connection.cursor() as cursor:
        cursor.execute(_ENSURE, values)
        cursor.execute(_MOVE, values)
        moved = cursor.fetchall()
    record_events(
        org_id=org_id,
        channel_id=channel_id,
        events=[
            NewEvent(friend_id, "lifecycle.changed", now, {"from": was, "to": becomes})
            for friend_id, was, becomes in sorted(moved)
            if was
        ],
        now=now,
        context=context,
    )
    return len(moved)
