"""Reads of scores, states and interests."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count as Number
from django.db.models import QuerySet

from enishi.friends.conditions.references import Use, spoken_of
from enishi.friends.domain.engagement import (
    DEGREES,
    INTEREST_HALF_LIFE_DAYS,
    POINTS,
    UNDO,
    Degree,
    degree_of,
    is_taking_back,
    level_of,
    points_of,
    score_at,
    undone_ref,
)
from enishi.friends.models import Engagement, EngagementSettings, Genre, Interest, TimelineEvent
from enishi.kit.errors import not_found
from enishi.line.selectors import channel_names

#: Acts older than so many half-lives give less than a tenth of a percent of their points.
_HALF_LIVES_THAT_COUNT = 10
_ACTS_EXPLAINED = 1_000


def settings_of(org_id: int, channel_id: int) -> EngagementSettings:
    """How a channel counts, with the default points where it has none of its own; not saved if it has no row."""
    found = EngagementSettings.objects.filter(org_id=org_id, channel_id=channel_id).first()
    settings = found or EngagementSettings(org_id=org_id, channel_id=channel_id)
    if not settings.points:
        settings.points = dict(POINTS)
    return settings


def lifecycle_counts(org_id: int, channel_id: int) -> dict[str, int]:
    """State → how many friends are in it."""
    rows = Engagement.objects.filter(org_id=org_id, channel_id=channel_id)
    return dict(rows.values_list("lifecycle").annotate(number=Number("friend_id")).order_by())


@dataclass(frozen=True, slots=True)
class Contribution:
    """What acts of one kind give a score today."""

    kind: str
    acts: int
    points: float


@dataclass(frozen=True, slots=True)
class FriendInterest:
    """A friend's interest in a genre that has not faded."""

    genre_id: int
    name: str
    score: float
    degree: Degree


@dataclass(frozen=True, slots=True)
class Standing:
    """One friend's score with what it is made of, state and interests."""

    score: float
    lifecycle: str
    since: datetime | None
    contributions: list[Contribution]
    interests: list[FriendInterest]


def standing(org_id: int, friend_id: int, channel_id: int, now: datetime) -> Standing:
    """Where one friend stands now. Who never did anything has no score and is new."""
    settings = settings_of(org_id, channel_id)
    row = Engagement.objects.filter(org_id=org_id, friend_id=friend_id).first()
    return Standing(
        score=score_at(row.level if row else None, now, settings.half_life_days),
        lifecycle=row.lifecycle if row else "new",
        since=row.lifecycle_since if row else None,
        contributions=_contributions(org_id, friend_id, settings, now),
        interests=_interests(org_id, friend_id, now),
    )


def _contributions(
    org_id: int, friend_id: int, settings: EngagementSettings, now: datetime
) -> list[Contribution]:
    since = now - timedelta(days=settings.half_life_days * _HALF_LIVES_THAT_COUNT)
    acts = TimelineEvent.objects.filter(org_id=org_id, friend_id=friend_id, occurred_at__gt=since)
    columns = acts.order_by("-occurred_at").values_list("kind", "occurred_at", "ref", "data__tag_id")
    facts = list(columns[:_ACTS_EXPLAINED])
    undone = {(undone_ref(ref), tag_id) for _, _, ref, tag_id in facts if ref.startswith(UNDO)}
    found: dict[str, list[float]] = {}
    for kind, at, ref, tag_id in facts:
        if is_taking_back(ref) or (ref, tag_id) in undone:
            continue
        if worth := points_of(kind, settings.points):
            level = level_of(worth, at, settings.half_life_days)
            found.setdefault(kind, []).append(score_at(level, now, settings.half_life_days))
    made = [Contribution(kind, len(points), sum(points)) for kind, points in found.items()]
    return sorted(made, key=lambda one: -one.points)


def _interests(org_id: int, friend_id: int, now: datetime) -> list[FriendInterest]:
    known = dict(genres(org_id).values_list("id", "name"))
    rows = Interest.objects.filter(org_id=org_id, friend_id=friend_id, genre_id__in=list(known))
    made = [
        FriendInterest(genre_id, known[genre_id], score, degree)
        for genre_id, level in rows.values_list("genre_id", "level")
        if (degree := degree_of(score := score_at(level, now, INTEREST_HALF_LIFE_DAYS)))
    ]
    return sorted(made, key=lambda one: -one.score)


def scores_of_friends(
    org_id: int, channel_id: int, friend_ids: Sequence[int], now: datetime
) -> dict[int, float]:
    """Friend id → score now, for those who have one."""
    half_life = settings_of(org_id, channel_id).half_life_days
    rows = Engagement.objects.filter(org_id=org_id, friend_id__in=list(friend_ids), level__isnull=False)
    return {
        friend_id: score_at(level, now, half_life)
        for friend_id, level in rows.values_list("friend_id", "level")
    }


def lifecycles_of_friends(org_id: int, friend_ids: Sequence[int]) -> dict[int, str]:
    """Friend id → state, for those who have one yet."""
    rows = Engagement.objects.filter(org_id=org_id, friend_id__in=list(friend_ids))
    return dict(rows.values_list("friend_id", "lifecycle"))


def genres(org_id: int, *, with_archived: bool = False) -> QuerySet[Genre]:
    """The organisation's genres by name."""
    rows = Genre.objects.filter(org_id=org_id).order_by("name", "id")
    return rows if with_archived else rows.filter(archived_at=None)


def genre(org_id: int, genre_id: int) -> Genre:
    """One genre; ProblemError 404."""
    found = Genre.objects.filter(org_id=org_id, id=genre_id).first()
    if found is None:
        raise not_found("ジャンル", "The genre")
    return found


def interest_matrix(org_id: int, channel_id: int, now: datetime) -> dict[int, dict[Degree, int]]:
    """Genre id → degree → how many friends of a channel; each count is one range of an index."""
    bounds: dict[str, float] = {
        degree: level_of(least, now, INTEREST_HALF_LIFE_DAYS) for degree, least in DEGREES.items()
    }
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT g.id, n.high, n.middle, n.low
              FROM friends_genre g
             CROSS JOIN LATERAL (
                   SELECT count(*) FILTER (WHERE i.level >= %(high)s) AS high,
                          count(*) FILTER (WHERE i.level >= %(middle)s AND i.level < %(high)s) AS middle,
                          count(*) FILTER (WHERE i.level < %(middle)s) AS low
                     FROM friends_interest i
                    WHERE i.org_id = g.org_id AND i.channel_id = %(channel_id)s AND i.genre_id = g.id
                      AND i.level >= %(low)s) n
             WHERE g.org_id = %(org_id)s AND g.archived_at IS NULL
            """,
            {"org_id": org_id, "channel_id": channel_id, **bounds},
        )
        rows = cursor.fetchall()
    return {genre_id: {"high": high, "middle": middle, "low": low} for genre_id, high, middle, low in rows}


def uses_in_graduation(org_id: int, kind: str, object_ids: Collection[int]) -> list[tuple[int, Use]]:
    """The channels whose condition for graduation speaks of one of the objects."""
    rows = EngagementSettings.objects.filter(org_id=org_id, graduation__isnull=False).order_by("channel_id")
    names = channel_names(org_id) if rows else {}
    return [
        (
            object_id,
            Use("engagement", row.channel_id, names.get(row.channel_id, ""), row.channel_id, "condition"),
        )
        for row in rows
        for object_id in sorted(spoken_of(row.graduation, kind) & set(object_ids))
    ]
