"""Reads of a friend's timeline."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q

from enishi.friends.domain.happenings import ALL_WORDS, Group, first_words
from enishi.friends.models import TimelineEvent
from enishi.kit.paging import Page, Position, encode_cursor
from enishi.kit.wiring import wired


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One line of a friend's history, whichever table it comes from; ``key`` is unique within its kind."""

    kind: str
    occurred_at: datetime
    data: dict[str, Any] = field(default_factory=dict)
    key: str = ""


@dataclass(frozen=True, slots=True)
class TimelineSlice:
    """Which part of a history is wanted: from ``since`` on, before ``before``; no ``groups`` mean all of them."""

    groups: frozenset[Group] = frozenset()
    since: datetime | None = None
    before: datetime | None = None

    def wants(self, group: Group) -> bool:
        return not self.groups or group in self.groups


EVERYTHING = TimelineSlice()


def timeline_page(
    org_id: int, friend_id: int, *, after: Position | None, limit: int, part: TimelineSlice = EVERYTHING
) -> Page[TimelineEntry]:
    """A part of a friend's history from all sources, newest first. A cursor goes on in the part that it came from.

    Sources know only times, and several entries may share one. So the cursor holds the time of the last entry
    and how many entries of exactly that time were shown; the next page asks from that time on and leaves
    those out.
    """
    if after is not None:
        reached = after.at + timedelta(microseconds=1)
        part = replace(part, before=min(part.before, reached) if part.before else reached)
    skip = after.tie if after else 0
    needed = limit + skip + 1
    sources = [_recorded_events, *wired("ENISHI_TIMELINE_SOURCES")]
    found = [list(source(org_id, friend_id, part, needed)) for source in sources]
    newest = sorted((entry for entries in found for entry in entries), key=_order, reverse=True)
    shown = newest[skip : skip + limit]
    if len(newest) <= skip + limit or not shown:
        return Page(shown, None)
    last = shown[-1].occurred_at
    same_time = sum(entry.occurred_at == last for entry in shown)
    if after is not None and last == after.at:
        same_time += skip
    return Page(shown, encode_cursor(Position(last, same_time)))


def _order(entry: TimelineEntry) -> tuple[datetime, str, str]:
    return entry.occurred_at, entry.kind, entry.key


def _recorded_events(org_id: int, friend_id: int, part: TimelineSlice, limit: int) -> Sequence[TimelineEntry]:
    rows = TimelineEvent.objects.filter(org_id=org_id, friend_id=friend_id)
    if part.before is not None:
        rows = rows.filter(occurred_at__lt=part.before)
    if part.since is not None:
        rows = rows.filter(occurred_at__gte=part.since)
    if part.groups:
        named = _begins_with(first_words(part.groups))
        rows = rows.filter(named | ~_begins_with(ALL_WORDS) if part.wants("outside") else named)
    columns = rows.order_by(F("occurred_at").desc(), F("id").desc()).values_list(
        "kind", "occurred_at", "data", "id"
    )[:limit]
    return [TimelineEntry(kind, at, data, f"{key:020d}") for kind, at, data, key in columns]


def _begins_with(words: Sequence[str]) -> Q:
    found = Q(pk__in=[])
    for word in words:
        found |= Q(kind__startswith=f"{word}.")
    return found
