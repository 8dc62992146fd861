"""The audit log of signing in: a person's own acts stand in the log of every organisation they belong to.

An e-mail that nobody has leaves no entry: the log is no address book of typing mistakes.
"""

from typing import Any

from django.http import HttpRequest

from enishi.accounts.models import Member, User
from enishi.accounts.permissions import Actor
from enishi.accounts.services.audit import record_audit
from enishi.kit import clock
from enishi.kit.tenancy import org_scope, system_scope


def record_sign_in_event(
    request: HttpRequest,
    user: User,
    action: str,
    *,
    address: str | None,
    is_proven: bool = True,
    after: dict[str, Any] | None = None,
) -> None:
    """Record what somebody did over HTTP. ``is_proven`` is False where the caller may be anybody."""
    actor = Actor(
        kind="user" if is_proven else "anonymous",
        label=(user.name or user.email) if is_proven else "未確認 / unverified",
        id=user.pk if is_proven else None,
        address=address,
        request_id=getattr(request, "request_id", ""),
    )
    record_everywhere(user, action, actor=actor, after=after)


def record_everywhere(user: User, action: str, *, actor: Actor, after: dict[str, Any] | None = None) -> None:
    """One entry about ``user`` in each organisation that they belong to."""
    with system_scope():
        org_ids = list(Member.objects.filter(user_id=user.pk).values_list("org_id", flat=True))
    for org_id in org_ids:
        with org_scope(org_id):
            record_audit(
                org_id=org_id,
                actor=actor,
                action=action,
                object_kind="user",
                object_id=user.pk,
                now=clock.now(),
                after=after,
            )
