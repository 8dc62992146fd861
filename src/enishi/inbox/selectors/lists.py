"""Reads of what conversations are equipped with: marks, canned replies, notes, scheduled replies, who may answer."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from enishi.accounts import selectors as account_selectors
from enishi.accounts.models import Member
from enishi.accounts.permissions import Actor, role_permissions
from enishi.content.domain.placeholders import ids_in
from enishi.content.models import Revision
from enishi.delivery.models import Dispatch, DispatchState
from enishi.friends.conditions.references import Use
from enishi.inbox.models import CannedReply, Conversation, Mark, Note, ScheduledReply
from enishi.kit.errors import not_found


def marks(org_id: int, *, with_archived: bool = False) -> QuerySet[Mark]:
    """The organisation's marks in their order."""
    rows = Mark.objects.filter(org_id=org_id).order_by("position", "id")
    return rows if with_archived else rows.filter(archived_at=None)


def mark(org_id: int, mark_id: int) -> Mark:
    """One mark, archived or not; ProblemError 404."""
    found = Mark.objects.filter(org_id=org_id, id=mark_id).first()
    if found is None:
        raise not_found("対応マーク", "The mark")
    return found


def canned_replies(org_id: int, *, with_archived: bool = False) -> QuerySet[CannedReply]:
    """The organisation's canned replies by folder and name."""
    rows = CannedReply.objects.filter(org_id=org_id).order_by("folder", "name", "id")
    return rows if with_archived else rows.filter(archived_at=None)


def canned_reply(org_id: int, canned_reply_id: int) -> CannedReply:
    """One canned reply, archived or not; ProblemError 404."""
    found = CannedReply.objects.filter(org_id=org_id, id=canned_reply_id).first()
    if found is None:
        raise not_found("定型文", "The canned reply")
    return found


def notes(org_id: int, friend_id: int) -> QuerySet[Note]:
    """What staff noted on one conversation, newest first."""
    return Note.objects.filter(org_id=org_id, friend_id=friend_id).order_by("-created_at", "-id")


def note(org_id: int, friend_id: int, note_id: int) -> Note:
    """One note; ProblemError 404."""
    found = notes(org_id, friend_id).filter(id=note_id).first()
    if found is None:
        raise not_found("ノート", "The note")
    return found


def repliers(org_id: int, channel_id: int, now: datetime) -> list[Member]:
    """Members who may answer at this channel: to whom a conversation can be assigned."""
    rows = account_selectors.members(org_id).filter(Q(ends_on=None) | Q(ends_on__gte=now.date()))
    return [
        member
        for member in rows
        if member.user.is_active
        and "talk.reply" in role_permissions(member.role)
        and _sees(member, channel_id)
    ]


def _sees(member: Member, channel_id: int) -> bool:
    return member.channel_ids is None or channel_id in member.channel_ids


def assignee_named(org_id: int, name: str, actor: Actor) -> int | None:
    """The member id that ``me``, ``none`` (0) or a number stands for; None for an empty name.

    ``me`` of somebody who is no member, a program say, has no conversations: an id that nobody has.
    """
    if name == "none":
        return 0
    if name != "me":
        return int(name) if name else None
    if actor.kind != "user" or actor.id is None:
        return -1
    mine = Member.objects.filter(org_id=org_id, user_id=actor.id)
    return mine.values_list("id", flat=True).first() or -1


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A reply that waits for its time. ``friend_wrote_since``: it may answer what has been overtaken."""

    id: int
    dispatch_id: int
    due_at: datetime
    blocks: list[dict[str, Any]]
    created_at: datetime
    created_by: str
    is_paused: bool
    friend_wrote_since: bool


def scheduled_replies(org_id: int, friend_id: int) -> list[Scheduled]:
    """What waits for one friend, the next one first; what is sent or cancelled is not among them."""
    rows = {row.dispatch_id: row for row in ScheduledReply.objects.filter(org_id=org_id, friend_id=friend_id)}
    waiting = Dispatch.objects.filter(
        org_id=org_id, id__in=rows, state__in=[DispatchState.OPEN, DispatchState.PAUSED]
    ).order_by("due_at", "id")
    dispatches = list(waiting)
    revisions = Revision.objects.filter(org_id=org_id, id__in={each.revision_id for each in dispatches})
    blocks = dict(revisions.values_list("id", "blocks"))
    heard_at = (
        Conversation.objects.filter(org_id=org_id, friend_id=friend_id)
        .values_list("last_heard_at", flat=True)
        .first()
    )
    return [
        Scheduled(
            id=rows[each.id].id,
            dispatch_id=each.id,
            due_at=each.due_at,
            blocks=blocks[each.revision_id],
            created_at=rows[each.id].created_at,
            created_by=rows[each.id].created_by,
            is_paused=each.state == DispatchState.PAUSED,
            friend_wrote_since=heard_at is not None and heard_at > rows[each.id].created_at,
        )
        for each in dispatches
    ]


def scheduled_reply(org_id: int, friend_id: int, scheduled_id: int) -> ScheduledReply:
    """One scheduled reply, whatever became of it; ProblemError 404."""
    found = ScheduledReply.objects.filter(org_id=org_id, friend_id=friend_id, id=scheduled_id).first()
    if found is None:
        raise not_found("予約した返信", "The scheduled reply")
    return found


def uses_in_canned_replies(org_id: int, kind: str, object_ids: Collection[int]) -> list[tuple[int, Use]]:
    """The canned replies whose texts hold the placeholder of one of the objects."""
    return [
        (object_id, Use("canned_reply", row.id, row.name, None, "blocks"))
        for row in canned_replies(org_id)
        for object_id in sorted(ids_in(row.blocks, kind) & set(object_ids))
    ]
