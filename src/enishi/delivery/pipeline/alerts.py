"""What staff are told when sending stops by itself. In: an organisation, and what stopped. Out: a notice in the bell of
whoever can mend it, in the transaction that recorded the stop. Never decides anything.
"""

from datetime import datetime

from enishi.accounts.notices import notify_staff
from enishi.delivery.models import Dispatch
from enishi.line import selectors as line_selectors


def tell_of_pause(org_id: int, dispatch_id: int, now: datetime) -> None:
    """A dispatch was paused because too much of it failed."""
    dispatch = Dispatch.objects.get(org_id=org_id, id=dispatch_id)
    notify_staff(
        org_id,
        "dispatch_paused",
        {
            "dispatch_id": dispatch_id,
            "channel": _name(org_id, dispatch.channel_id),
            "sent": dispatch.sent,
            "failed": dispatch.failed,
        },
        now,
        permission="deliveries.view",
        channel_id=dispatch.channel_id,
    )


def tell_of_refusal(org_id: int, channel_id: int, now: datetime) -> None:
    """LINE takes the channel's credentials no more, so nothing is sent until somebody enters others."""
    notify_staff(
        org_id,
        "credential_refused",
        {"channel": _name(org_id, channel_id)},
        now,
        permission="channels.edit",
        channel_id=channel_id,
    )


def tell_of_used_up_quota(org_id: int, channel_id: int, now: datetime) -> None:
    """This month's messages are used up; pushes wait for the next month."""
    notify_staff(
        org_id,
        "quota_low",
        {"channel": _name(org_id, channel_id), "is_used_up": True},
        now,
        permission="deliveries.view",
        channel_id=channel_id,
    )


def _name(org_id: int, channel_id: int) -> str:
    return line_selectors.channel(org_id, channel_id).name
