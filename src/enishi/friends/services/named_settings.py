"""What 利用目的 and ジャンル have in common: they are named once, saved whole, and put away rather than deleted."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from enishi.accounts.permissions import Actor
from enishi.accounts.services import record_audit
from enishi.friends.models import ConsentPurpose, Genre
from enishi.kit.errors import ProblemError, forbidden
from enishi.kit.live import tell
from enishi.kit.tenancy import channel_limit


def archive_or_restore(row: ConsentPurpose | Genre, *, is_archived: bool, now: datetime) -> None:
    """Say so in ``row``; when something was put away stays as it was."""
    if is_archived != (row.archived_at is not None):
        row.archived_at = now if is_archived else None


def store_and_audit[T: (ConsentPurpose, Genre)](
    row: T,
    *,
    action: str,
    facts: Callable[[T], dict[str, Any]],
    before: dict[str, Any] | None,
    taken: ProblemError,
    actor: Actor,
    now: datetime,
) -> T:
    """Save the row, write it down, and tell the screens; raises ``taken`` where another one has the name.

    ProblemError 403 for whoever works on some channels only.
    """
    if channel_limit() is not None:
        raise forbidden(
            "すべての公式アカウントで使うものなので、担当が限られた人は変更できません。",
            "All accounts use this; whoever works on some of them cannot change it.",
        )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise taken from error
    record_audit(
        org_id=row.org_id,
        actor=actor,
        action=action,
        object_kind=action.partition(".")[0],
        object_id=row.id,
        now=now,
        before=before,
        after=facts(row),
    )
    tell("settings", org_id=row.org_id)
    return row
