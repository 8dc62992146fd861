"""Asking LINE for the friends that an account already has; the work itself is a job."""

from datetime import datetime

from enishi.accounts.permissions import Actor
from enishi.accounts.services import record_audit
from enishi.kit.jobs import defer
from enishi.line import selectors as line_selectors


def import_friends_soon(*, org_id: int, channel_id: int, actor: Actor, now: datetime) -> bool:
    """Queue the import; False when one waits already. LINE lists friends of verified and premium accounts only:
    others' friends are met when they first write."""
    line_selectors.channel(org_id, channel_id)
    record_audit(
        org_id=org_id,
        actor=actor,
        action="friends.import_requested",
        object_kind="channel",
        object_id=channel_id,
        now=now,
    )
    return defer(
        "friends.import_followers",
        once=f"friends.import_followers:{channel_id}",
        org_id=org_id,
        channel_id=channel_id,
    )
