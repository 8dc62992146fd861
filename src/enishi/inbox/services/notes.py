"""ノート: what staff tell each other about a conversation."""

from datetime import datetime

from enishi.accounts.permissions import Actor
from enishi.accounts.services import record_audit
from enishi.friends import selectors as friend_selectors
from enishi.inbox.models import Note
from enishi.inbox.selectors import lists
from enishi.inbox.services.listening import tell_talk
from enishi.kit.errors import forbidden


def write_note(*, org_id: int, friend_id: int, body: str, actor: Actor, now: datetime) -> Note:
    """A note for colleagues. The audit log tells who and when but not the text: it may hold what must be erasable."""
    friend = friend_selectors.friend(org_id, friend_id)
    note = Note.objects.create(
        org_id=org_id,
        friend_id=friend_id,
        body=body,
        author_kind=actor.kind,
        author_id=actor.id,
        author_label=actor.label[:200],
        created_at=now,
    )
    _audit(note, actor, "note.written", now)
    tell_talk(org_id, friend.channel_id, {friend_id})
    return note


def delete_note(*, org_id: int, friend_id: int, note_id: int, actor: Actor, now: datetime) -> None:
    """Take one's own note back, for good. ProblemError 404, 403 for another's note."""
    friend = friend_selectors.friend(org_id, friend_id)
    note = lists.note(org_id, friend_id, note_id)
    if not is_own(note, actor):
        raise forbidden(
            "ほかの人が書いたノートは削除できません。",
            "A note can be deleted only by whoever wrote it.",
        )
    _audit(note, actor, "note.deleted", now)
    note.delete()
    tell_talk(org_id, friend.channel_id, {friend_id})


def is_own(note: Note, actor: Actor) -> bool:
    """Whether ``actor`` wrote the note."""
    return (note.author_kind, note.author_id) == (actor.kind, actor.id)


def _audit(note: Note, actor: Actor, action: str, now: datetime) -> None:
    record_audit(
        org_id=note.org_id,
        actor=actor,
        action=action,
        object_kind="note",
        object_id=note.id,
        now=now,
        after={"friend_id": note.friend_id, "length": len(note.body)},
    )
