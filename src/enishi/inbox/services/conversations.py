"""What staff do with a conversation: open it, read it, mark it, hand it to somebody, and say that they are typing."""

from datetime import datetime
from typing import Any

from django.db import connection

from enishi.accounts.permissions import Actor
from enishi.accounts.services import record_audit
from enishi.friends import selectors as friend_selectors
from enishi.friends.services.segment_queue import touch
from enishi.inbox.models import Conversation, MarkRole
from enishi.inbox.selectors import lists
from enishi.inbox.services.listening import tell_talk
from enishi.kit import live
from enishi.kit.errors import conflict, invalid_input


def open_conversation(*, org_id: int, friend_id: int, now: datetime) -> Conversation:
    """The friend's conversation, begun now if nobody has said anything yet. Idempotent. ProblemError 404."""
    friend = friend_selectors.friend(org_id, friend_id)
    found, is_new = Conversation.objects.get_or_create(
        org_id=org_id,
        friend_id=friend_id,
        defaults={"channel_id": friend.channel_id, "opened_at": now, "last_at": now},
    )
    if is_new:
        tell_talk(org_id, friend.channel_id, {friend_id})
    return found


def note_read(*, org_id: int, friend_id: int, seen_at: datetime, now: datetime) -> Conversation:
    """Staff have seen everything up to ``seen_at``; what came later stays unread. Idempotent."""
    talk = open_conversation(org_id=org_id, friend_id=friend_id, now=now)
    if talk.unread_count == 0:
        return talk
    talk.unread_count = 0
    if talk.last_heard_at is not None and talk.last_heard_at > seen_at:
        talk.unread_count = _heard_after(org_id, friend_id, seen_at)
    talk.save(update_fields=["unread_count"])
    tell_talk(org_id, talk.channel_id, {friend_id})
    return talk


def _heard_after(org_id: int, friend_id: int, seen_at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM friends_timelineevent WHERE org_id = %s AND friend_id = %s "
            "AND kind = 'message.received' AND occurred_at > %s",
            [org_id, friend_id, seen_at],
        )
        return int(cursor.fetchone()[0])


def set_mark(*, org_id: int, friend_id: int, mark_id: int, actor: Actor, now: datetime) -> Conversation:
    """Put a mark on a conversation; the done mark ends the friend's wait, until they write again.

    ProblemError 404 for the friend, 422 for a mark that does not exist or is archived.
    """
    talk = open_conversation(org_id=org_id, friend_id=friend_id, now=now)
    mark = lists.marks(org_id).filter(id=mark_id).first()
    if mark is None:
        raise invalid_input("mark_id", "この対応マークはありません。", "There is no such mark.")
    before, talk.mark_id = talk.mark_id, mark.id
    if mark.role == MarkRole.DONE:
        talk.waiting_since, talk.unread_count = None, 0
        talk.answered_at = max(talk.answered_at or now, now)
    talk.save(update_fields=["mark_id", "waiting_since", "unread_count", "answered_at"])
    touch(org_id=org_id, channel_id=talk.channel_id, friend_ids=[friend_id], aspect="mark")
    _changed(talk, actor, "conversation.marked", now, {"mark_id": before}, {"mark_id": mark.id})
    return talk


def assign(
    *, org_id: int, friend_id: int, member_id: int | None, actor: Actor, now: datetime
) -> Conversation:
    """Hand a conversation to a member, or to nobody.

    ProblemError 404 for the friend, 422 for a member who may not answer at this channel.
    """
    talk = open_conversation(org_id=org_id, friend_id=friend_id, now=now)
    if member_id is not None and member_id not in {
        member.id for member in lists.repliers(org_id, talk.channel_id, now)
    }:
        raise invalid_input(
            "member_id",
            "このメンバーは、この公式アカウントのトークに返信できません。返信できるメンバーを選んでください。",
            "This member may not answer at this account: choose one who may.",
        )
    before, talk.assignee_id = talk.assignee_id, member_id
    talk.save(update_fields=["assignee_id"])
    touch(org_id=org_id, channel_id=talk.channel_id, friend_ids=[friend_id], aspect="assignee")
    _changed(talk, actor, "conversation.assigned", now, {"member_id": before}, {"member_id": member_id})
    return talk


def tell_typing(*, org_id: int, friend_id: int, actor: Actor) -> None:
    """Tell colleagues who have this conversation open that ``actor`` is writing. Nothing is stored."""
    friend = friend_selectors.friend(org_id, friend_id)
    live.tell(
        "typing",
        org_id=org_id,
        channel_id=friend.channel_id,
        friend_id=friend_id,
        by=actor.label,
        by_id=(actor.id if actor.kind == "user" else None) or 0,
    )


def require_reachable(org_id: int, friend_id: int) -> None:
    """ProblemError 409 for a friend who has blocked the account, or was muted by staff: nothing would arrive."""
    friend = friend_selectors.friend(org_id, friend_id)
    if friend.muted_at is not None:
        raise conflict(
            "friend_muted",
            "この友だちへの配信は止められています。友だちのページで「配信を再開」してから送ってください。",
            "Staff stopped all sending to this friend: allow it again on the friend's page first.",
        )
    if friend.status == "blocked":
        raise conflict(
            "friend_blocked",
            "この友だちにブロックされているため、メッセージは届きません。",
            "This friend has blocked the account, so no message would arrive.",
        )


def _changed(
    talk: Conversation,
    actor: Actor,
    action: str,
    now: datetime,
    before: dict[str, Any],
    after: dict[str, Any],
) -> None:
    record_audit(
        org_id=talk.org_id,
        actor=actor,
        action=action,
        object_kind="conversation",
        object_id=talk.friend_id,
        now=now,
        before=before,
        after=after,
    )
    tell_talk(talk.org_id, talk.channel_id, {talk.friend_id})
