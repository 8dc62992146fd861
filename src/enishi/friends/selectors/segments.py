"""Reads of saved segments, their members and how they grew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import QuerySet

from enishi.friends.models import Friend, Segment, SegmentMember, SegmentSize
from enishi.kit.errors import not_found
from enishi.kit.paging import Page, Position, page_of
from enishi.line import selectors as line_selectors


def segments(org_id: int, *, channel_id: int | None = None, with_archived: bool = False) -> QuerySet[Segment]:
    """Segments by folder and name, those without a folder first."""
    rows = Segment.objects.filter(org_id=org_id).select_related("owner").order_by("folder", "name", "id")
    if channel_id is not None:
        rows = rows.filter(channel_id=channel_id)
    return rows if with_archived else rows.filter(archived_at=None)


def segment(org_id: int, segment_id: int) -> Segment:
    """One segment, archived or not; ProblemError 404."""
    found = segments(org_id, with_archived=True).filter(id=segment_id).first()
    if found is None:
        raise not_found("セグメント", "The segment")
    return found


@dataclass(frozen=True, slots=True)
class Member:
    """A friend and since when they are in."""

    friend: Friend
    entered_at: datetime


def member_page(org_id: int, segment_id: int, *, after: Position | None, limit: int) -> Page[Member]:
    """Members, the newest friends first: the order of the key, so that a page costs the same anywhere."""
    rows = SegmentMember.objects.filter(org_id=org_id, segment_id=segment_id).order_by("-friend_id")
    if after is not None:
        rows = rows.filter(friend_id__lt=after.tie)
    entered = dict(rows.values_list("friend_id", "entered_at")[: limit + 1])
    friends = Friend.objects.filter(org_id=org_id).in_bulk(list(entered))
    found = [Member(friends[friend_id], at) for friend_id, at in entered.items() if friend_id in friends]
    return page_of(found, limit, lambda member: Position(member.entered_at, member.friend.id))


def segments_of_friend(org_id: int, friend: Friend) -> list[tuple[Segment, datetime]]:
    """The channel's segments that a friend is in, and since when: one probe of the members' key a segment."""
    rows = {row.id: row for row in segments(org_id, channel_id=friend.channel_id)}
    places = SegmentMember.objects.filter(org_id=org_id, segment_id__in=list(rows), friend_id=friend.id)
    entered = dict(places.values_list("segment_id", "entered_at"))
    return [(row, entered[row.id]) for row in rows.values() if row.id in entered]


@dataclass(frozen=True, slots=True)
class Day:
    """A segment at the end of a day, and who came and went on it."""

    on_date: date
    size: int
    entered: int
    left: int


def size_histories(org_id: int, rows: Sequence[Segment], now: datetime, *, days: int) -> dict[int, list[Day]]:
    """Segment id → the last ``days`` days up to today, oldest first, without those before it was built.

    A day on which nobody came or went is as large as the day before it.
    """
    if not rows:
        return {}
    channels = line_selectors.channels(org_id).in_bulk({row.channel_id for row in rows})
    noted: dict[int, dict[date, SegmentSize]] = {row.id: {} for row in rows}
    for size in SegmentSize.objects.filter(org_id=org_id, segment_id__in=list(noted)).order_by("on_date"):
        noted[size.segment_id][size.on_date] = size
    return {
        row.id: _days(
            noted[row.id],
            row.created_at.astimezone(zone).date(),
            now.astimezone(zone).date(),
            days,
        )
        for row in rows
        for zone in [ZoneInfo(channels[row.channel_id].timezone)]
    }


def _days(noted: Mapping[date, SegmentSize], created: date, today: date, days: int) -> list[Day]:
    first = max(created, today - timedelta(days=days - 1))
    size = max(
        (one for one in noted.values() if one.on_date < first), key=lambda one: one.on_date, default=None
    )
    known = size.size if size else 0
    found = []
    for ahead in range((today - first).days + 1):
        on_date = first + timedelta(days=ahead)
        row = noted.get(on_date)
        known = row.size if row else known
        found.append(Day(on_date, known, row.entered if row else 0, row.left if row else 0))
    return found


@dataclass(frozen=True, slots=True)
class MemberOverlap:
    """How the members of two segments meet."""

    both: int
    only_a: int
    only_b: int


def member_overlap(org_id: int, a_id: int, b_id: int) -> MemberOverlap:
    """Exact, from who is in now."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*) FILTER (WHERE a.friend_id IS NOT NULL AND b.friend_id IS NOT NULL),
                   count(*) FILTER (WHERE b.friend_id IS NULL), count(*) FILTER (WHERE a.friend_id IS NULL)
              FROM (SELECT friend_id FROM friends_segmentmember WHERE org_id = %(org)s AND segment_id = %(a)s) a
              FULL JOIN (SELECT friend_id FROM friends_segmentmember
                          WHERE org_id = %(org)s AND segment_id = %(b)s) b ON b.friend_id = a.friend_id
            """,
            {"org": org_id, "a": a_id, "b": b_id},
        )
        return MemberOverlap(*cursor.fetchone())


@dataclass(frozen=True, slots=True)
class Twins:
    """Names of a channel's other segments with the same condition, and of those with the same members."""

    tree: list[str]
    members: list[str]


def twins(rows: Sequence[Segment]) -> dict[int, Twins]:
    """Segment id → its twins among ``rows``, which are all segments of a channel (or of several)."""
    by_tree: dict[Any, list[Segment]] = {}
    by_members: dict[Any, list[Segment]] = {}
    for row in rows:
        by_tree.setdefault((row.channel_id, row.tree_key), []).append(row)
        if row.size and row.built_version:
            by_members.setdefault((row.channel_id, row.size, row.fingerprint), []).append(row)
    return {
        row.id: Twins(
            _others(by_tree[row.channel_id, row.tree_key], row),
            _others(by_members.get((row.channel_id, row.size, row.fingerprint), []), row),
        )
        for row in rows
    }


def _others(rows: Sequence[Segment], row: Segment) -> list[str]:
    return [other.name for other in rows if other.id != row.id]
