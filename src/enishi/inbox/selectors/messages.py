"""Reads of one conversation's messages: what the friend said and did, and what was sent to them or was to be.

Out: entries whose ``messages`` are LINE message objects, whichever side they come from, so that one piece of code can
draw both. A friend's picture is an address of ours, never LINE's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F

from enishi.content import selectors as content_selectors
from enishi.content.domain.placeholders import MissingValue, fill, placeholders_in
from enishi.content.models import Media, MediaState
from enishi.delivery.models import Dispatch, DispatchKind
from enishi.delivery.selectors import ledger
from enishi.friends.models import Friend, TimelineEvent
from enishi.friends.selectors import TimelineEntry, TimelineSlice
from enishi.inbox.models import ScheduledReply
from enishi.kit.paging import Page, Position, encode_cursor

#: What of a friend's history belongs into the talk.
TALK_KINDS = (
    "message.received",
    "postback.received",
    "friend.followed",
    "friend.blocked",
)
_WITH_FILE = ("image", "video", "audio", "file")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a talk. ``kind`` is message, postback, followed or blocked; ``sender`` is friend or what sent it.

    ``state`` tells what became of a message of ours: sent, failed, skipped, held, unknown, or waiting.
    """

    key: str
    at: datetime
    kind: str
    sender: str
    messages: list[dict[str, Any]] = field(default_factory=list)
    by: str = ""
    source: str = ""
    state: str = ""
    reason: str = ""
    reason_ja: str = ""
    reason_en: str = ""
    detail: str = ""
    dispatch_id: int | None = None
    is_unsent: bool = False
    is_edited: bool = False


def message_page(org_id: int, friend: Friend, *, after: Position | None, limit: int) -> Page[Entry]:
    """A talk, newest first; what is on its way comes with the first page.

    Entries of one instant may come from two tables, so a cursor holds a time and how many entries of exactly that time
    were shown.
    """
    before = after.at + timedelta(microseconds=1) if after else None
    skip = after.tie if after else 0
    needed = limit + skip + 1
    found = _from_friend(org_id, friend, before, needed) + _sent(org_id, friend, before, needed)
    found.sort(key=lambda entry: (entry.at, entry.key), reverse=True)
    shown = found[skip : skip + limit]
    waiting = [] if after else _on_their_way(org_id, friend)
    if len(found) <= skip + limit or not shown:
        return Page(waiting + shown, None)
    last = shown[-1].at
    same_time = sum(entry.at == last for entry in shown)
    if after is not None and last == after.at:
        same_time += skip
    return Page(waiting + shown, encode_cursor(Position(last, same_time)))


def _from_friend(org_id: int, friend: Friend, before: datetime | None, limit: int) -> list[Entry]:
    rows = TimelineEvent.objects.filter(org_id=org_id, friend_id=friend.id, kind__in=TALK_KINDS)
    if before is not None:
        rows = rows.filter(occurred_at__lt=before)
    events = list(rows.order_by(F("occurred_at").desc(), F("id").desc())[:limit])
    files = _files(org_id, friend, [each.ref for each in events if each.data.get("type") in _WITH_FILE])
    latest = _latest_texts(org_id, [each for each in events if each.kind == "message.received"])
    return [_entry_of(event, files, latest.get(event.ref)) for event in events]


def _files(org_id: int, friend: Friend, message_ids: Sequence[str]) -> dict[str, Media]:
    if not message_ids:
        return {}
    rows = Media.objects.filter(org_id=org_id, channel_id=friend.channel_id, message_id__in=list(message_ids))
    return {row.message_id: row for row in rows}


def _latest_texts(org_id: int, events: Sequence[TimelineEvent]) -> dict[str, Any]:
    """Message id → how the friend's last edit left it."""
    refs = [event.ref for event in events if event.ref]
    edits = TimelineEvent.objects.filter(org_id=org_id, ref__in=refs, kind="message.edited").order_by(
        "occurred_at"
    )
    return dict(edits.values_list("ref", "data"))


def _entry_of(event: TimelineEvent, files: Mapping[str, Media], edited: Any) -> Entry:
    key = f"e{event.id}"
    if event.kind == "message.received":
        data = edited or event.data
        is_unsent = event.data.get("is_unsent") is True
        return Entry(
            key,
            event.occurred_at,
            "message",
            "friend",
            [] if is_unsent else [_as_line_message(data, files.get(event.ref))],
            is_unsent=is_unsent,
            is_edited=edited is not None and not is_unsent,
        )
    if event.kind == "postback.received":
        return Entry(key, event.occurred_at, "postback", "friend", detail=str(event.data.get("data", "")))
    return Entry(key, event.occurred_at, event.kind.removeprefix("friend."), "friend")


def _as_line_message(data: Mapping[str, Any], file: Media | None) -> dict[str, Any]:
    """What the friend sent, as a message object that a phone could draw."""
    raw = data.get("raw")
    message = raw.get("message") if isinstance(raw, dict) else None
    shown = (
        dict(message)
        if isinstance(message, dict)
        else {"type": data.get("type", ""), "text": data.get("text")}
    )
    if shown.get("type") not in _WITH_FILE:
        return shown
    shown["fileState"] = file.state if file is not None else MediaState.GONE
    if file is not None and file.state == MediaState.STORED:
        shown["originalContentUrl"] = f"/api/v1/media/{file.id}"
        shown["previewImageUrl"] = f"/api/v1/media/{file.id}"
    return shown


def _sent(org_id: int, friend: Friend, before: datetime | None, limit: int) -> list[Entry]:
    rows = ledger.timeline_of_friend(org_id, friend.id, TimelineSlice(before=before), limit)
    authors = _authors(org_id, [row.data["dispatch_id"] for row in rows])
    contents = _unsent_contents(org_id, friend, rows)
    return [_entry_of_delivery(row, authors, contents) for row in rows]


def _entry_of_delivery(
    row: TimelineEntry, authors: Mapping[int, str], contents: Mapping[int, list[dict[str, Any]]]
) -> Entry:
    data = row.data
    dispatch_id = data["dispatch_id"]
    return Entry(
        f"d{dispatch_id}",
        row.occurred_at,
        "message",
        data["dispatch_kind"],
        data["messages"] or contents.get(dispatch_id, []),
        by=authors.get(dispatch_id, ""),
        source=data["source"],
        state=row.kind.removeprefix("message."),
        reason=data["reason"],
        reason_ja=data["reason_ja"],
        reason_en=data["reason_en"],
        detail=data["detail"],
        dispatch_id=dispatch_id,
    )


def _authors(org_id: int, dispatch_ids: Sequence[int]) -> dict[int, str]:
    rows = Dispatch.objects.filter(org_id=org_id, id__in=dispatch_ids, kind=DispatchKind.STAFF)
    return dict(rows.values_list("id", "created_by"))


def _unsent_contents(
    org_id: int, friend: Friend, rows: Sequence[TimelineEntry]
) -> dict[int, list[dict[str, Any]]]:
    """What staff wrote but never went out: it has no batch, and its author wants to see it."""
    bare = [row.data["dispatch_id"] for row in rows if not row.data["messages"]]
    staff = Dispatch.objects.filter(org_id=org_id, id__in=bare, kind=DispatchKind.STAFF)
    return {row.id: _filled(org_id, friend, row.revision_id) for row in staff}


def _filled(org_id: int, friend: Friend, revision_id: int) -> list[dict[str, Any]]:
    messages = content_selectors.revision_messages(org_id, revision_id)
    names = {each.name for each in placeholders_in(messages)}
    values = content_selectors.placeholder_values(org_id, names, [friend.id])
    try:
        filled = fill(messages, {name: found.get(friend.id, "") for name, found in values.items()})
    except MissingValue:
        return messages
    return list(filled)


def _on_their_way(org_id: int, friend: Friend) -> list[Entry]:
    """Staff's messages that LINE has not taken yet, newest first; scheduled ones have a list of their own."""
    waiting = {
        row.dispatch_id: row
        for row in ledger.waiting_for_friend(org_id, friend.channel_id, friend.id)
        if row.kind == DispatchKind.STAFF
    }
    if not waiting:
        return []
    scheduled = ScheduledReply.objects.filter(org_id=org_id, friend_id=friend.id, dispatch_id__in=waiting)
    later = set(scheduled.values_list("dispatch_id", flat=True))
    rows = Dispatch.objects.filter(org_id=org_id, id__in=waiting.keys() - later).order_by(
        "-created_at", "-id"
    )
    return [
        Entry(
            f"d{row.id}",
            row.created_at,
            "message",
            DispatchKind.STAFF.value,
            _filled(org_id, friend, row.revision_id),
            by=row.created_by,
            state="waiting",
            dispatch_id=row.id,
        )
        for row in rows
    ]
