"""What staff note about a friend; no friend ever sees it."""

from datetime import datetime

from enishi.accounts.permissions import Actor
from enishi.accounts.services import record_audit
from enishi.friends import selectors
from enishi.friends.models import Friend
from enishi.friends.services.segment_queue import touch


def write_memo(*, org_id: int, friend_id: int, memo: str, actor: Actor, now: datetime) -> Friend:
    """Replace the memo.

    The audit log tells who and when but not the text: it may hold what must be erasable.
    """
    friend = selectors.friend(org_id, friend_id)
    before = len(friend.memo)
    friend.memo = memo
    friend.save(update_fields=["memo"])
    touch(org_id=org_id, channel_id=friend.channel_id, friend_ids=[friend_id], aspect="memo")
    record_audit(
        org_id=org_id,
        actor=actor,
        action="friend.memo_written",
        object_kind="friend",
        object_id=friend_id,
        now=now,
        before={"length": before},
        after={"length": len(memo)},
    )
    return friend
