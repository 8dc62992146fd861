"""予約した返信: a dispatch to one friend whose time has not come, and a note that it belongs to the talk."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from enishi.accounts.permissions import Actor
from enishi.delivery.domain.values import Order
from enishi.delivery.services import cancel_dispatch, order_dispatch
from enishi.friends import selectors as friend_selectors
from enishi.inbox.models import ScheduledReply
from enishi.inbox.selectors import lists
from enishi.inbox.services.conversations import open_conversation, require_reachable
from enishi.inbox.services.listening import tell_talk
from enishi.kit.errors import invalid_input


def schedule_reply(
    *, org_id: int, friend_id: int, blocks: Sequence[Any], due_at: datetime, actor: Actor, now: datetime
) -> ScheduledReply:
    """Send ``blocks`` at ``due_at``. The friend waits on until then.

    Not idempotent: the API's Idempotency-Key is. ProblemError 404, 409 for a friend who has blocked the account, 422
    for a time that is past or content that cannot be sent.
    """
    friend = friend_selectors.friend(org_id, friend_id)
    require_reachable(org_id, friend_id)
    if due_at <= now:
        raise invalid_input("due_at", "これからの日時を選んでください。", "Choose a time in the future.")
    order = Order("staff", friend.channel_id, blocks, [friend_id], due_at=due_at)
    dispatch = order_dispatch(org_id=org_id, order=order, actor=actor, now=now)
    made = ScheduledReply.objects.create(
        org_id=org_id,
        friend_id=friend_id,
        dispatch_id=dispatch.id,
        created_at=now,
        created_by=actor.label[:200],
    )
    open_conversation(org_id=org_id, friend_id=friend_id, now=now)
    tell_talk(org_id, friend.channel_id, {friend_id})
    return made


def cancel_scheduled_reply(
    *, org_id: int, friend_id: int, scheduled_id: int, actor: Actor, now: datetime
) -> None:
    """It will not be sent. Idempotent. ProblemError 404, 409 once it was sent."""
    friend = friend_selectors.friend(org_id, friend_id)
    scheduled = lists.scheduled_reply(org_id, friend_id, scheduled_id)
    cancel_dispatch(org_id=org_id, dispatch_id=scheduled.dispatch_id, actor=actor, now=now)
    tell_talk(org_id, friend.channel_id, {friend_id})
