"""Reads of the list of conversations: filtered, paged by key, counted up to a limit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice

from django.db.models import Exists, OuterRef, Q, QuerySet

from enishi.friends import selectors as friend_selectors
from enishi.friends.models import Friend
from enishi.inbox.domain.talk import PATIENCE
from enishi.inbox.models import Conversation
from enishi.kit.paging import Page, Position, page_of
from enishi.line import selectors as line_selectors

#: Counts end here: nobody works through more in one sitting, and every count stays cheap.
COUNTED_UP_TO = 1000


@dataclass(frozen=True, slots=True)
class TalkFilter:
    """Which conversations to list; what is None or empty does not filter. ``assignee_id`` 0 means nobody's."""

    channel_id: int | None = None
    mark_id: int | None = None
    assignee_id: int | None = None
    state: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation and the friend in it."""

    conversation: Conversation
    friend: Friend


def talk_page(org_id: int, wanted: TalkFilter, *, after: Position | None, limit: int) -> Page[Talk]:
    """Conversations, the newest message first; those that wait, the longest wait first.

    Read channel by channel and merged, because the indexes that keep the order begin with the channel.
    """
    is_waiting = wanted.state == "waiting"
    rows = _ordered(_matching(org_id, wanted), after, is_waiting=is_waiting)
    pages = [rows.filter(channel_id=each)[: limit + 1] for each in _channels(org_id, wanted.channel_id)]
    merged = merge(
        *pages, key=lambda row: (_place(row, is_waiting=is_waiting), row.id), reverse=not is_waiting
    )
    page = page_of(
        list(islice(merged, limit + 1)),
        limit,
        lambda row: Position(_place(row, is_waiting=is_waiting), row.id),
    )
    return Page(_with_friends(org_id, page.items), page.next_cursor)


def talk(org_id: int, friend_id: int) -> Talk:
    """The conversation with one friend, an empty unsaved one if there is none; ProblemError 404 for the friend."""
    friend = friend_selectors.friend(org_id, friend_id)
    found = Conversation.objects.filter(org_id=org_id, friend_id=friend_id).first()
    return Talk(found or _unopened(friend), friend)


def _unopened(friend: Friend) -> Conversation:
    return Conversation(
        org_id=friend.org_id,
        channel_id=friend.channel_id,
        friend_id=friend.id,
        opened_at=friend.first_seen_at,
        last_at=friend.first_seen_at,
        unread_count=0,
    )


def _channels(org_id: int, channel_id: int | None) -> list[int]:
    if channel_id is not None:
        return [channel_id]
    return list(line_selectors.channels(org_id).values_list("id", flat=True))


def _place(row: Conversation, *, is_waiting: bool) -> datetime:
    return (row.waiting_since if is_waiting else None) or row.last_at


def _ordered(
    rows: QuerySet[Conversation], after: Position | None, *, is_waiting: bool
) -> QuerySet[Conversation]:
    # The first condition of each is redundant, but it is the one that lets the index jump to the place.
    if is_waiting:
        rows = rows.order_by("waiting_since", "id")
        if after is None:
            return rows
        return rows.filter(waiting_since__gte=after.at).filter(
            Q(waiting_since__gt=after.at) | Q(id__gt=after.tie)
        )
    rows = rows.order_by("-last_at", "-id")
    if after is None:
        return rows
    return rows.filter(last_at__lte=after.at).filter(Q(last_at__lt=after.at) | Q(id__lt=after.tie))


def _matching(org_id: int, wanted: TalkFilter) -> QuerySet[Conversation]:
    rows = Conversation.objects.filter(org_id=org_id)
    if wanted.state == "waiting":
        rows = rows.filter(waiting_since__isnull=False)
    elif wanted.state == "unread":
        rows = rows.filter(unread_count__gt=0)
    if wanted.mark_id is not None:
        rows = rows.filter(mark_id=wanted.mark_id)
    if wanted.assignee_id is not None:
        rows = rows.filter(assignee_id=wanted.assignee_id or None)
    if wanted.text:
        named = Friend.objects.filter(
            org_id=org_id, id=OuterRef("friend_id"), display_name__holds=wanted.text
        )
        rows = rows.filter(Q(last_text__holds=wanted.text) | Exists(named))
    return rows


def _with_friends(org_id: int, rows: Sequence[Conversation]) -> list[Talk]:
    friends = Friend.objects.filter(org_id=org_id).in_bulk([row.friend_id for row in rows])
    return [Talk(row, friends[row.friend_id]) for row in rows if row.friend_id in friends]


@dataclass(frozen=True, slots=True)
class TalkCounts:
    """Conversations, each count up to :data:`COUNTED_UP_TO`: unread, waiting for an answer, for longer than a day."""

    unread: int
    waiting: int
    overdue: int


def counts(org_id: int, channel_id: int | None, now: datetime) -> TalkCounts:
    """What needs an answer at one channel, or at all of them."""
    rows = Conversation.objects.filter(org_id=org_id, channel_id__in=_channels(org_id, channel_id))
    waiting = rows.filter(waiting_since__isnull=False)
    return TalkCounts(
        unread=_counted(rows.filter(unread_count__gt=0)),
        waiting=_counted(waiting),
        overdue=_counted(waiting.filter(waiting_since__lte=now - PATIENCE)),
    )


def _counted(rows: QuerySet[Conversation]) -> int:
    return rows[:COUNTED_UP_TO].count()
