"""対応マーク: how far staff are with a conversation; their names, colours and order are the organisation's own."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from enishi.accounts.permissions import Actor
from enishi.accounts.services import record_audit
from enishi.friends.services.segment_queue import touch
from enishi.inbox.models import Conversation, Mark, MarkRole
from enishi.inbox.selectors import lists
from enishi.kit import live
from enishi.kit.errors import conflict

_FIRST = (
    ("未対応", "red", MarkRole.OPEN),
    ("対応中", "blue", MarkRole.OTHER),
    ("対応済み", "gray", MarkRole.DONE),
)

#: What the first marks are called in English, as long as nobody has renamed them.
FIRST_NAMES = {"未対応": "To do", "対応中": "In progress", "対応済み": "Done"}


def give_first_marks(*, org_id: int, now: datetime) -> None:
    """The marks that every organisation begins with. Idempotent."""
    Mark.objects.bulk_create(
        [
            Mark(org_id=org_id, name=name, colour=colour, role=role, position=position, created_at=now)
            for position, (name, colour, role) in enumerate(_FIRST, 1)
        ],
        ignore_conflicts=True,
    )


def create_mark(*, org_id: int, name: str, colour: str, actor: Actor, now: datetime) -> Mark:
    """A further mark, at the end. ProblemError 409 for a name that is taken."""
    last = Mark.objects.filter(org_id=org_id).aggregate(last=Max("position"))["last"] or 0
    mark = Mark(org_id=org_id, name=name, colour=colour, position=last + 1, created_at=now)
    _save(mark)
    _audit(mark, actor, "mark.created", now, None)
    return mark


def change_mark(
    *,
    org_id: int,
    mark_id: int,
    name: str | None = None,
    colour: str | None = None,
    position: int | None = None,
    is_archived: bool | None = None,
    actor: Actor,
    now: datetime,
) -> Mark:
    """Rename, recolour, move, archive or restore; None leaves a thing as it is.

    ProblemError 409 for the open and the done mark's archiving: Enishi sets the one and reads the other. Conversations
    with a mark that is archived go back to the open one.
    """
    mark = lists.mark(org_id, mark_id)
    before = _facts(mark)
    mark.name = mark.name if name is None else name
    mark.colour = mark.colour if colour is None else colour
    mark.position = mark.position if position is None else position
    if is_archived is not None and is_archived != before["is_archived"]:
        _archive(mark, is_archived=is_archived, now=now)
    _save(mark)
    _audit(mark, actor, "mark.changed", now, before)
    return mark


def _archive(mark: Mark, *, is_archived: bool, now: datetime) -> None:
    if mark.role:
        raise conflict(
            "mark_needed",
            "このマークは受信時と対応完了時に使うため、アーカイブできません。名前と色は変えられます。",
            "Enishi needs this mark for new and for finished talks: rename it, but it cannot be archived.",
        )
    mark.archived_at = now if is_archived else None
    if is_archived:
        open_id = (
            Mark.objects.filter(org_id=mark.org_id, role=MarkRole.OPEN).values_list("id", flat=True).first()
        )
        talks = Conversation.objects.filter(org_id=mark.org_id, mark_id=mark.id)
        friends: dict[int, list[int]] = {}
        for channel_id, friend_id in talks.values_list("channel_id", "friend_id"):
            friends.setdefault(channel_id, []).append(friend_id)
        talks.update(mark_id=open_id)
        for channel_id, friend_ids in friends.items():
            touch(org_id=mark.org_id, channel_id=channel_id, friend_ids=friend_ids, aspect="mark")


def _save(mark: Mark) -> None:
    try:
        with transaction.atomic():
            mark.save()
    except IntegrityError as error:
        raise conflict(
            "mark_name_taken",
            "同じ名前の対応マークがあります（アーカイブ済みも含みます）。",
            "A mark of this name exists, perhaps archived.",
        ) from error


def _facts(mark: Mark) -> dict[str, Any]:
    return {
        "name": mark.name,
        "colour": mark.colour,
        "position": mark.position,
        "is_archived": mark.archived_at is not None,
    }


def _audit(mark: Mark, actor: Actor, action: str, now: datetime, before: dict[str, Any] | None) -> None:
    record_audit(
        org_id=mark.org_id,
        actor=actor,
        action=action,
        object_kind="mark",
        object_id=mark.id,
        now=now,
        before=before,
        after=_facts(mark),
    )
    live.tell("talk", org_id=mark.org_id)
