"""Tells the segments' engine whom to look at again: one statement for a set of facts, none where nobody watches.

In: facts as they are recorded, and changes that are no facts. Out: rows of ``friends_segmenttouch``, written in the
transaction of the change, so that no change is ever forgotten. Decides nothing about membership.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Literal, Protocol

from django.db import connection

from enishi.friends.domain.segment_watching import EVERY_SEGMENT, words_of_fact
from enishi.kit import wakeup
from enishi.kit.pgarrays import integers

if TYPE_CHECKING:
    from enishi.friends.services.timeline import NewEvent

#: What changes about a friend without a fact on the timeline. A condition that reads it watches this very word.
Aspect = Literal["assignee", "customer", "mark", "memo", "profile", "score", "sent", "step", "visibility"]

#: The engine works through this many friends in a transaction, so no row holds more.
FRIENDS_IN_ROW = 5_000


def touch(*, org_id: int, channel_id: int, friend_ids: Iterable[int], aspect: Aspect, depth: int = 0) -> None:
    """Look again at these friends, of whom ``aspect`` changed. Call it after the change, in its transaction."""
    segments = [
        segment_id for segment_id, watches in _watching(org_id, channel_id).items() if aspect in watches
    ]
    if segments:
        chosen = sorted(set(friend_ids))
        _insert(org_id, channel_id, dict.fromkeys(segments, chosen), depth)


class SentTo(Protocol):
    """A batch that LINE took, as far as it matters here."""

    @property
    def org_id(self) -> int: ...
    @property
    def channel_id(self) -> int: ...
    @property
    def friend_ids(self) -> Sequence[int]: ...


def touch_by_sent(*, batches: Sequence[SentTo], now: datetime) -> None:
    """Delivery subscriber: whoever got a message may enter or leave a segment that counts messages."""
    friends: dict[tuple[int, int], set[int]] = {}
    for batch in batches:
        friends.setdefault((batch.org_id, batch.channel_id), set()).update(batch.friend_ids)
    for (org_id, channel_id), friend_ids in sorted(friends.items()):
        touch(org_id=org_id, channel_id=channel_id, friend_ids=friend_ids, aspect="sent")


def touch_by_facts(*, org_id: int, channel_id: int, events: Sequence["NewEvent"], depth: int) -> None:
    """Look again at the friends of these facts, as far as some segment watches such facts."""
    watching = _watching(org_id, channel_id)
    if not watching:
        return
    wanted = frozenset().union(*watching.values())
    friends_by_word: dict[str, set[int]] = {}
    everywhere: set[int] = set()
    for event in events:
        if event.kind in EVERY_SEGMENT:
            everywhere.add(event.friend_id)
            continue
        for word in words_of_fact(event.kind, event.data):
            if word in wanted:
                friends_by_word.setdefault(word, set()).add(event.friend_id)
    touched = {
        segment_id: sorted(everywhere.union(*(friends_by_word.get(word, ()) for word in watches)))
        for segment_id, watches in watching.items()
    }
    _insert(org_id, channel_id, touched, depth)


def _watching(org_id: int, channel_id: int) -> dict[int, frozenset[str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, watches FROM friends_segment "
            "WHERE org_id = %s AND channel_id = %s AND archived_at IS NULL AND NOT is_frozen",
            [org_id, channel_id],
        )
        return {segment_id: frozenset(watches) for segment_id, watches in cursor.fetchall()}


def _insert(org_id: int, channel_id: int, touched: dict[int, list[int]], depth: int) -> None:
    segments, friends = [], []
    for segment_id, friend_ids in touched.items():
        for start in range(0, len(friend_ids), FRIENDS_IN_ROW):
            segments.append(segment_id)
            friends.append(integers(friend_ids[start : start + FRIENDS_IN_ROW]))
    if not segments:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO friends_segmenttouch (org_id, segment_id, channel_id, friend_ids, depth)
            SELECT %s, t.segment_id, %s, t.friend_ids::bigint[], %s
              FROM unnest(%s::bigint[], %s::text[]) AS t (segment_id, friend_ids)
            """,
            [org_id, channel_id, depth, segments, friends],
        )
    wakeup.notify(wakeup.SEGMENTS)
