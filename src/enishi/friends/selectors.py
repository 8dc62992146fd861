"""Reads of friends, tags and timelines."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import merge
from itertools import islice
from typing import Any

from django.db.models import Exists, F, Field, OuterRef, Q, QuerySet
from django.db.models.lookups import Contains

from enishi.friends.models import Friend, FriendStatus, FriendTag, Tag, TimelineEvent
from enishi.kit.errors import invalid_input, not_found
from enishi.kit.paging import Page, Position, encode_cursor, page_of
from enishi.kit.wiring import wired
from enishi.line import selectors as line_selectors

_COUNTED_AT_ONCE = 20_000


@Field.register_lookup
class Holds(Contains):
    """``ILIKE '%…%'`` on the bare column; ``icontains`` would upper-case every name first.

    No index serves it, because row-level security lets only leakproof operators run before its policies: the
    newest friends are walked until a page is full. A name that nobody has costs 0.4 s among a million.
    """

    lookup_name = "holds"

    def get_rhs_op(self, connection: Any, rhs: str) -> str:
        return f"ILIKE {rhs}"


@dataclass(frozen=True, slots=True)
class FriendFilter:
    """Which friends to list; what is None or empty does not filter."""

    channel_id: int | None = None
    status: str = ""
    tag_id: int | None = None
    name: str = ""


def friend(org_id: int, friend_id: int) -> Friend:
    """One friend; ProblemError 404."""
    found = Friend.objects.filter(org_id=org_id, id=friend_id).first()
    if found is None:
        raise not_found("友だち", "The friend")
    return found


def friend_page(org_id: int, wanted: FriendFilter, *, after: Position | None, limit: int) -> Page[Friend]:
    """Friends that match, newest first.

    Read channel by channel and merged, because the index that keeps the order begins with the channel: a page
    costs the same at a thousand friends and at a million.
    """
    if wanted.channel_id is not None:
        channel_ids = [wanted.channel_id]
    else:
        channel_ids = list(line_selectors.channels(org_id).values_list("id", flat=True))
    rows = _newest(org_id, wanted, after)
    pages = [rows.filter(channel_id=channel_id)[: limit + 1] for channel_id in channel_ids]
    newest = merge(*pages, key=lambda row: (row.first_seen_at, row.id), reverse=True)
    return page_of(list(islice(newest, limit + 1)), limit, lambda row: Position(row.first_seen_at, row.id))


def _newest(org_id: int, wanted: FriendFilter, after: Position | None) -> QuerySet[Friend]:
    rows = _matching(org_id, wanted).order_by("-first_seen_at", "-id")
    if after is None:
        return rows
    # The first condition is redundant, but it is the one that lets the index jump to the place.
    return rows.filter(first_seen_at__lte=after.at).filter(
        Q(first_seen_at__lt=after.at) | Q(id__lt=after.tie)
    )


def following_chunks(
    org_id: int, channel_id: int, *, tag_id: int | None = None, size: int, with_blocked: bool = False
) -> Iterator[list[int]]:
    """Ids of friends who can be written to, all of them or those with a tag, in chunks of at most ``size``.

    ``with_blocked`` adds those who have blocked the account.
    """
    last = 0
    while True:
        rows = Friend.objects.filter(org_id=org_id, channel_id=channel_id)
        if not with_blocked:
            rows = rows.filter(status=FriendStatus.FOLLOWING)
        if tag_id is None:
            page = list(rows.filter(id__gt=last).order_by("id").values_list("id", flat=True)[:size])
            found = page
        else:
            # Two statements: joined, a planner without fresh statistics reads the whole tag anew for each friend.
            tagged = FriendTag.objects.filter(org_id=org_id, tag_id=tag_id, friend_id__gt=last)
            page = list(tagged.order_by("friend_id").values_list("friend_id", flat=True)[:size])
            found = sorted(rows.filter(id__in=page).values_list("id", flat=True))
        if not page:
            return
        if found:
            yield found
        last = page[-1]


def following_count(
    org_id: int, channel_id: int, *, tag_id: int | None = None, with_blocked: bool = False
) -> int:
    """How many friends can be written to. Counted, so not for what is shown often."""
    if tag_id is not None:
        chunks = following_chunks(
            org_id, channel_id, tag_id=tag_id, size=_COUNTED_AT_ONCE, with_blocked=with_blocked
        )
        return sum(map(len, chunks))
    rows = Friend.objects.filter(org_id=org_id, channel_id=channel_id, status=FriendStatus.FOLLOWING)
    return rows.count()


def require_friends(org_id: int, channel_id: int, friend_ids: Sequence[int], path: str) -> None:
    """Raise a refusal that names those ids, if any, that are no friends of this channel."""
    wanted = set(friend_ids)
    rows = Friend.objects.filter(org_id=org_id, channel_id=channel_id, id__in=wanted)
    unknown = sorted(wanted - set(rows.values_list("id", flat=True)))
    if unknown:
        shown = ", ".join(map(str, unknown[:10])) + (" …" if len(unknown) > 10 else "")
        raise invalid_input(
            path,
            f"この公式アカウントの友だちではありません（{len(unknown)} 件）：{shown}",
            f"Not friends of this channel ({len(unknown)}): {shown}.",
        )


def require_tag(org_id: int, tag_id: int, path: str) -> None:
    """Raise a refusal unless this tag can be used."""
    if not tags(org_id).filter(id=tag_id).exists():
        raise invalid_input(path, "このタグはありません。", "There is no such tag.")


def _matching(org_id: int, wanted: FriendFilter) -> QuerySet[Friend]:
    rows = Friend.objects.filter(org_id=org_id)
    if wanted.status:
        rows = rows.filter(status=wanted.status)
    if wanted.tag_id is not None:
        tagged = FriendTag.objects.filter(org_id=org_id, tag_id=wanted.tag_id, friend_id=OuterRef("id"))
        rows = rows.filter(Exists(tagged))
    if wanted.name:
        rows = rows.filter(display_name__holds=wanted.name)
    return rows


def tags(org_id: int, *, with_archived: bool = False) -> QuerySet[Tag]:
    """The organisation's tags by name."""
    rows = Tag.objects.filter(org_id=org_id).order_by("name", "id")
    return rows if with_archived else rows.filter(archived_at=None)


def tag(org_id: int, tag_id: int) -> Tag:
    """One tag, archived or not; ProblemError 404."""
    found = Tag.objects.filter(org_id=org_id, id=tag_id).first()
    if found is None:
        raise not_found("タグ", "The tag")
    return found


def tags_of_friend(org_id: int, friend_id: int) -> list[Tag]:
    """The tags on one friend by name, without archived ones.

    One probe of the primary key a tag: that index is the only one, so that tagging a hundred thousand stays
    cheap.
    """
    on_friend = FriendTag.objects.filter(org_id=org_id, tag_id=OuterRef("id"), friend_id=friend_id)
    return list(tags(org_id).filter(Exists(on_friend)))


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One line of a friend's history, whichever table it comes from; ``key`` is unique within its kind."""

    kind: str
    occurred_at: datetime
    data: dict[str, Any] = field(default_factory=dict)
    key: str = ""


def timeline_page(org_id: int, friend_id: int, *, after: Position | None, limit: int) -> Page[TimelineEntry]:
    """A friend's history from all sources, newest first.

    Sources know only times, and several entries may share one. So the cursor holds the time of the last entry
    and how many entries of exactly that time were shown; the next page asks from that time on and leaves
    those out.
    """
    before = after.at + timedelta(microseconds=1) if after else None
    skip = after.tie if after else 0
    needed = limit + skip + 1
    sources = [_recorded_events, *wired("ENISHI_TIMELINE_SOURCES")]
    found = [list(source(org_id, friend_id, before, needed)) for source in sources]
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


def _recorded_events(
    org_id: int, friend_id: int, before: datetime | None, limit: int
) -> Sequence[TimelineEntry]:
    rows = TimelineEvent.objects.filter(org_id=org_id, friend_id=friend_id)
    if before is not None:
        rows = rows.filter(occurred_at__lt=before)
    columns = rows.order_by(F("occurred_at").desc(), F("id").desc()).values_list(
        "kind", "occurred_at", "data", "id"
    )[:limit]
    return [TimelineEntry(kind, at, data, f"{key:020d}") for kind, at, data, key in columns]
