"""What is taken back gives no points, and takes those with it that it gave.

In: the facts of an undo, which bear ``undo:12`` where those of the operation bear ``operation:12``. Out: interests
without what the undone facts had added, and scores counted anew from the timeline where it had any part in them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from enishi.friends.domain.engagement import (
    HIT_POINTS,
    INTEREST_HALF_LIFE_DAYS,
    SOURCE,
    half_lives,
    points_of,
    undone_ref,
)
from enishi.friends.models import EngagementSettings, Genre, TimelineEvent
from enishi.friends.services.timeline import NewEvent
from enishi.kit.jsontext import dumps_for_postgres

#: An operation is undone within a month of its end; this leaves it as long to run.
_LOOK_BACK = timedelta(days=60)
_OPPOSITES = {"tag.added": "tag.removed", "tag.removed": "tag.added"}
#: Acts older than so many half-lives are nothing any more.
_HALF_LIVES_THAT_COUNT = 12
#: A score below this is what rounding leaves of nothing.
_NOTHING = 1e-6

# A fact that an operation wrote counts until the operation's undo has written its opposite.
_RECOUNT = """
WITH made AS (
  SELECT e.friend_id, max(e.occurred_at) AS at,
         ln(greatest(sum(p.points * power(2.0, extract(epoch FROM e.occurred_at - %(now)s)::float8
                                               / 86400 / %(half_life)s)), 1e-300))
         / ln(2.0::float8) + %(half_lives)s AS level
    FROM friends_timelineevent e
   CROSS JOIN LATERAL (SELECT coalesce((%(points)s::jsonb ->> e.kind)::float8,
                                       (%(points)s::jsonb ->> (split_part(e.kind, '.', 1) || '.*'))::float8)) p (points)
   WHERE e.org_id = %(org_id)s AND e.friend_id = ANY(%(friend_ids)s) AND e.occurred_at > %(since)s AND p.points > 0
     AND NOT e.ref ^@ 'undo:' AND NOT e.ref ^@ 'tag_merge:'
     AND NOT (e.ref ^@ 'operation:' AND EXISTS (
           SELECT FROM friends_timelineevent u
            WHERE u.org_id = e.org_id AND u.friend_id = e.friend_id AND u.occurred_at >= e.occurred_at
              AND u.ref = 'undo:' || split_part(e.ref, ':', 2)
              AND u.data ->> 'tag_id' IS NOT DISTINCT FROM e.data ->> 'tag_id'))
   GROUP BY e.friend_id
)
UPDATE friends_engagement g SET level = m.level, active_at = m.at
  FROM unnest(%(friend_ids)s::bigint[]) AS w (friend_id)
  LEFT JOIN made m ON m.friend_id = w.friend_id
 WHERE g.org_id = %(org_id)s AND g.friend_id = w.friend_id
"""

# In the order of everybody who adds to scores.
_HOLD = """
SELECT friend_id FROM friends_engagement
 WHERE org_id = %(org_id)s AND friend_id = ANY(%(friend_ids)s::bigint[]) ORDER BY friend_id FOR UPDATE
"""

_SUBTRACT_INTERESTS = """
UPDATE friends_interest i
   SET level = ln(greatest(power(2.0, greatest(i.level - %(half_lives)s, -900)) - lost.score, 1e-300))
               / ln(2.0::float8) + %(half_lives)s
  FROM (SELECT e.genre_id, e.friend_id,
               sum(e.points * power(2.0, extract(epoch FROM e.at - %(now)s)::float8 / 86400 / %(half_life)s)) AS score
          FROM unnest(%(genre_ids)s::bigint[], %(friend_ids)s::bigint[], %(points)s::float8[],
                      %(times)s::timestamptz[]) AS e (genre_id, friend_id, points, at)
         GROUP BY e.genre_id, e.friend_id) AS lost
 WHERE i.org_id = %(org_id)s AND i.genre_id = lost.genre_id AND i.friend_id = lost.friend_id
"""

_FORGET_NOTHING = """
DELETE FROM friends_interest
 WHERE org_id = %(org_id)s AND genre_id = ANY(%(genre_ids)s) AND friend_id = ANY(%(friend_ids)s)
   AND power(2.0, greatest(level - %(half_lives)s, -900)) < %(nothing)s
"""


@dataclass(frozen=True, slots=True)
class _Undone:
    """A fact that does not hold any more."""

    friend_id: int
    kind: str
    at: datetime
    data: dict[str, Any]


def take_back(
    org_id: int, events: Sequence[NewEvent], settings: EngagementSettings, now: datetime
) -> list[int]:
    """Subtract what those facts gave that these facts of an undo take back; returns the friends recounted."""
    undone = _undone(org_id, events, now)
    if not undone:
        return []
    _subtract_interests(org_id, undone, now)
    scored = sorted({one.friend_id for one in undone if points_of(one.kind, settings.points) > 0})
    if scored:
        recount(org_id, scored, settings, now)
    return scored


def _undone(org_id: int, events: Sequence[NewEvent], now: datetime) -> list[_Undone]:
    wanted = {
        (event.friend_id, _OPPOSITES[event.kind], undone_ref(event.ref), event.data.get("tag_id"))
        for event in events
        if event.kind in _OPPOSITES
    }
    if not wanted:
        return []
    # By the friends, not by the reference: millions of facts may bear that.
    rows = TimelineEvent.objects.filter(
        org_id=org_id,
        friend_id__in=list({friend_id for friend_id, *_ in wanted}),
        kind__in=list(_OPPOSITES),
        ref__in=list({ref for _, _, ref, _ in wanted}),
        occurred_at__gt=now - _LOOK_BACK,
    )
    return [
        _Undone(friend_id, kind, at, data)
        for friend_id, kind, ref, at, data in rows.values_list(
            "friend_id", "kind", "ref", "occurred_at", "data"
        )
        if (friend_id, kind, ref, data.get("tag_id")) in wanted
    ]


def _subtract_interests(org_id: int, undone: Sequence[_Undone], now: datetime) -> None:
    hits = [
        (genre.id, one, max(worth))
        for genre in Genre.objects.filter(org_id=org_id, archived_at=None)
        for sources in [[SOURCE.validate_python(source) for source in genre.sources]]
        for one in undone
        if (worth := [HIT_POINTS[each.kind] for each in sources if each.hits(one.kind, one.data)])
    ]
    if not hits:
        return
    values: dict[str, Any] = {
        "org_id": org_id,
        "now": now,
        "half_life": INTEREST_HALF_LIFE_DAYS,
        "half_lives": half_lives(now, INTEREST_HALF_LIFE_DAYS),
        "genre_ids": [genre_id for genre_id, _, _ in hits],
        "friend_ids": [one.friend_id for _, one, _ in hits],
        "points": [points for _, _, points in hits],
        "times": [one.at for _, one, _ in hits],
        "nothing": _NOTHING,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SUBTRACT_INTERESTS, values)
        cursor.execute(_FORGET_NOTHING, values)


def recount(org_id: int, friend_ids: Sequence[int], settings: EngagementSettings, now: datetime) -> None:
    """Count these friends' scores anew from the timeline; two statements.

    Their scores are held first: a fact that is under way has either been committed by then, and is counted from the
    timeline, or adds its points to what is counted here.
    """
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, {"org_id": org_id, "friend_ids": list(friend_ids)})
        cursor.execute(
            _RECOUNT,
            {
                "org_id": org_id,
                "friend_ids": list(friend_ids),
                "now": now,
                "since": now - timedelta(days=settings.half_life_days * _HALF_LIVES_THAT_COUNT),
                "half_life": settings.half_life_days,
                "half_lives": half_lives(now, settings.half_life_days),
                "points": dumps_for_postgres(settings.points),
            },
        )
