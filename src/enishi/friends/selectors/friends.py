"""Reads of friends."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import Any

from django.db.models import Exists, Field, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import Contains

from enishi.friends.models import NEVER, Friend, FriendStatus, FriendTag, FriendTally
from enishi.friends.selectors.counts import COUNTED_UP_TO, Count
from enishi.kit.errors import invalid_input, not_found
from enishi.kit.paging import Page, Position, page_of
from enishi.kit.wiring import wired_by_name
from enishi.line import selectors as line_selectors

_COUNTED_AT_ONCE = 20_000


#: Up to so many friends are named by id in a list's statement.
_FEW = 2_000


@Field.register_lookup
class Holds(Contains):
    """``ILIKE '%…%'`` on the bare column; ``icontains`` would upper-case every name first.

    Words without case, as Japanese is, are compared as they are, which takes a third of the time. No index serves
    either, because row-level security lets only leakproof operators run before its policies: the newest friends are
    walked until a page is full. A name that hardly anybody has costs 0.15 to 0.3 s among a million.
    """

    lookup_name = "holds"

    def get_rhs_op(self, connection: Any, rhs: str) -> str:
        has_case = isinstance(self.rhs, str) and self.rhs.lower() != self.rhs.upper()
        return f"{'ILIKE' if has_case else 'LIKE'} {rhs}"


@dataclass(frozen=True, slots=True)
class FriendFilter:
    """Which friends to list; what is None or empty does not filter."""

    channel_id: int | None = None
    status: str = ""
    tag_id: int | None = None
    name: str = ""
    mark_id: int | None = None
    #: ``shown``, ``hidden`` (by staff) or ``muted`` (never written to); empty: all of them.
    visibility: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """An order in which friends can be paged: an index holds it channel by channel, newest first."""

    key: str
    at: Callable[[Friend], datetime]


_EXPRESSION = Coalesce("last_reaction_at", Value(NEVER))


ORDERS = {
    "newest": Order("first_seen_at", lambda friend: friend.first_seen_at),
    "reaction": Order("reacted_at", lambda friend: friend.last_reaction_at or NEVER),
}


def friend(org_id: int, friend_id: int) -> Friend:
    """One friend; ProblemError 404."""
    found = Friend.objects.filter(org_id=org_id, id=friend_id).first()
    if found is None:
        raise not_found("友だち", "The friend")
    return found


def friend_page(
    org_id: int, wanted: FriendFilter, *, after: Position | None, limit: int, order: str = "newest"
) -> Page[Friend]:
    """Friends that match, newest first, or whoever reacted last first.

    Read channel by channel and merged, because the index that keeps the order begins with the channel: a page
    costs the same at a thousand friends and at a million.
    """
    at = ORDERS[order].at
    rows = _ordered(org_id, wanted, after, ORDERS[order].key)
    pages = [rows.filter(channel_id=channel_id)[: limit + 1] for channel_id in _channel_ids(org_id, wanted)]
    newest = merge(*pages, key=lambda row: (at(row), row.id), reverse=True)
    return page_of(list(islice(newest, limit + 1)), limit, lambda row: Position(at(row), row.id))


def _channel_ids(org_id: int, wanted: FriendFilter) -> list[int]:
    if wanted.channel_id is not None:
        return [wanted.channel_id]
    return list(line_selectors.channels(org_id).values_list("id", flat=True))


def _ordered(org_id: int, wanted: FriendFilter, after: Position | None, key: str) -> QuerySet[Friend]:
    rows = _matching(org_id, wanted)
    if key == "reacted_at":
        rows = rows.alias(reacted_at=_EXPRESSION)
    rows = rows.order_by(f"-{key}", "-id")
    if after is None:
        return rows
    # The first condition is redundant, but it is the one that lets the index jump to the place.
    return rows.filter(**{f"{key}__lte": after.at}).filter(
        Q(**{f"{key}__lt": after.at}) | Q(id__lt=after.tie)
    )


def friend_count(org_id: int, wanted: FriendFilter) -> Count:
    """How many friends match: exact where a maintained counter knows or there are at most 10,000."""
    if wanted == FriendFilter(wanted.channel_id, wanted.status, visibility=wanted.visibility):
        if wanted.visibility == "":
            return Count(_tallied(org_id, wanted), True)
        if wanted.visibility == "shown":
            # The hidden have an index of their own; walking everybody else would cost a second among a million.
            hidden = friends_matching(org_id, replace(wanted, visibility="hidden")).count()
            return Count(_tallied(org_id, wanted) - hidden, True)
    number = friends_matching(org_id, wanted)[: COUNTED_UP_TO + 1].count()
    return Count(min(number, COUNTED_UP_TO), number <= COUNTED_UP_TO)


def _tallied(org_id: int, wanted: FriendFilter) -> int:
    tallies = FriendTally.objects.filter(org_id=org_id)
    if wanted.channel_id is not None:
        tallies = tallies.filter(channel_id=wanted.channel_id)
    sums = tallies.aggregate(following=Sum("following", default=0), blocked=Sum("blocked", default=0))
    return int(sums[wanted.status] if wanted.status else sum(sums.values()))


def friends_matching(org_id: int, wanted: FriendFilter) -> QuerySet[Friend]:
    """Everyone whom the filter finds, in no order."""
    rows = _matching(org_id, wanted)
    return rows if wanted.channel_id is None else rows.filter(channel_id=wanted.channel_id)


def chosen_by_channel(
    org_id: int, chosen: Sequence[int] | FriendFilter, at_most: int
) -> dict[int, list[int]]:
    """Channel id → friends, of ids or of whom a filter finds; a refusal if these are too many or nobody's."""
    if isinstance(chosen, FriendFilter):
        rows = friends_matching(org_id, chosen)
        expected = 0
    else:
        rows = Friend.objects.filter(org_id=org_id, id__in=set(chosen))
        expected = len(set(chosen))
    found = list(rows.values_list("channel_id", "id")[: at_most + 1])
    if len(found) > at_most:
        raise invalid_input(
            "filter",
            f"一度に変更できるのは {at_most:,} 人までです。条件を絞り込んでください。",
            f"At most {at_most:,} friends can be changed at once: narrow the filter.",
        )
    if len(found) < expected:
        raise invalid_input(
            "friend_ids", "いない友だちが含まれています。", "Some of these friends do not exist."
        )
    by_channel: dict[int, list[int]] = {}
    for channel_id, friend_id in found:
        by_channel.setdefault(channel_id, []).append(friend_id)
    return by_channel


def friend_tally(org_id: int, channel_id: int) -> FriendTally:
    """How many friends one channel has, by status, from the maintained counter."""
    found = FriendTally.objects.filter(org_id=org_id, channel_id=channel_id).first()
    return found or FriendTally(org_id=org_id, channel_id=channel_id)


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


_VISIBILITY: dict[str, dict[str, bool]] = {
    "": {},
    "shown": {"hidden_at__isnull": True},
    "hidden": {"hidden_at__isnull": False},
    "muted": {"muted_at__isnull": False},
}


def _matching(org_id: int, wanted: FriendFilter) -> QuerySet[Friend]:
    rows = Friend.objects.filter(org_id=org_id)
    if wanted.status:
        rows = rows.filter(status=wanted.status)
    if wanted.tag_id is not None:
        rows = _among(rows, FriendTag.objects.filter(org_id=org_id, tag_id=wanted.tag_id))
    if wanted.mark_id is not None:
        rows = _among(rows, wired_by_name("ENISHI_FRIEND_MARKS")["having"](org_id, wanted.mark_id))
    if wanted.name:
        rows = rows.filter(display_name__holds=wanted.name)
    return rows.filter(**_VISIBILITY[wanted.visibility])


def _among(rows: QuerySet[Friend], chosen: QuerySet[Any]) -> QuerySet[Friend]:
    """Friends to whom a row of ``chosen`` belongs. A few are looked up by id; of many, the list's index is walked
    and each is probed, which is quick exactly because there are many."""
    few = list(chosen.values_list("friend_id", flat=True)[: _FEW + 1])
    if len(few) <= _FEW:
        return rows.filter(id__in=few)
    return rows.filter(Exists(chosen.filter(friend_id=OuterRef("id"))))


def marks_of_friends(org_id: int, friend_ids: Sequence[int]) -> dict[int, int]:
    """Friend id → response mark, for those who have a conversation with one."""
    marks: dict[int, int] = wired_by_name("ENISHI_FRIEND_MARKS")["of"](org_id, friend_ids)
    return marks
