"""Notices: what Enishi tells staff by itself, in the bell of the app.

In: a kind and its particulars, from whichever engine noticed something. Out: one row for everyone whom it concerns,
and a hint to open browsers. Never holds words: readers see them in their own language.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from django.db.models import QuerySet

from enishi.accounts.models import Member, Notice
from enishi.accounts.permissions import Actor, PermissionName
from enishi.kit import live
from enishi.kit.tenancy import system_scope

NoticeKind = Literal[
    "customer_disclosed",
    "data_exported",
    "dispatch_paused",
    "intake_failed",
    "credential_refused",
    "operation_failed",
    "person_disclosed",
    "quota_low",
    "member_joined",
    "tag_full",
    "tag_retires",
]

#: The same thing again within this time is not told again.
_QUIET_FOR = timedelta(hours=1)
_KEPT_FOR = timedelta(days=90)
_MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Notices:
    """The latest notices, and until when this reader has seen them (None: nothing yet)."""

    items: list[Notice]
    read_at: datetime | None
    unread: int


def notify_staff(
    org_id: int,
    kind: NoticeKind,
    params: dict[str, Any],
    now: datetime,
    *,
    permission: PermissionName,
    channel_id: int | None = None,
) -> None:
    """Tell everyone who holds ``permission`` (and works on the channel), in the caller's transaction.

    ``params`` are the particulars that the words need: names, numbers and ids, no secrets. Idempotent for an hour: an
    equal notice is not repeated.
    """
    told = Notice.objects.filter(
        org_id=org_id, kind=kind, params=params, channel_id=channel_id, created_at__gt=now - _QUIET_FOR
    )
    if told.exists():
        return
    Notice.objects.create(
        org_id=org_id, kind=kind, params=params, channel_id=channel_id, permission=permission, created_at=now
    )
    live.tell("notices", org_id=org_id)


def _notices_for(org_id: int, actor: Actor) -> QuerySet[Notice]:
    found = Notice.objects.filter(org_id=org_id, permission__in=sorted(actor.permissions))
    return found.order_by("-created_at", "-id")


def _place(org_id: int, actor: Actor) -> QuerySet[Member]:
    """The reader's place; nobody's for an API key, which reads nothing."""
    found = Member.objects.filter(org_id=org_id)
    if actor.kind != "user" or actor.id is None:
        return found.none()
    return found.filter(user_id=actor.id)


def latest_notices(org_id: int, actor: Actor) -> Notices:
    """The newest that concern the reader. ``unread`` counts only among those that are shown."""
    items = list(_notices_for(org_id, actor)[:_MOST_SHOWN])
    member = _place(org_id, actor).first()
    # Whoever joined later was not told, so that a first sign-in does not begin with old troubles.
    since = (member.notices_read_at or member.created_at) if member else None
    unread = sum(since is None or item.created_at > since for item in items)
    return Notices(items, since, unread)


def read_notices(org_id: int, actor: Actor, until: datetime) -> None:
    """Note that the reader has seen everything up to ``until``; never goes back. An API key leaves no note."""
    place = _place(org_id, actor)
    place.filter(notices_read_at=None).update(notices_read_at=until)
    place.filter(notices_read_at__lt=until).update(notices_read_at=until)


def forget_old_notices(now: datetime) -> int:
    """Drop notices older than 90 days; returns how many."""
    with system_scope():
        return Notice.objects.filter(created_at__lt=now - _KEPT_FOR).delete()[0]
