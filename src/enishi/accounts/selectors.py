"""Reads of organisations, members, invitations, API keys and the audit log."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from enishi.accounts.models import ApiKey, AuditEntry, Invitation, Member, Organisation
from enishi.kit.errors import not_found
from enishi.kit.paging import Page, Position, page_of
from enishi.kit.wiring import wired

#: Where a day begins and ends for an organisation's people; organisations have no zone of their own.
ZONE = ZoneInfo("Asia/Tokyo")


def today(now: datetime) -> date:
    """The day that it is for the organisation's people."""
    return now.astimezone(ZONE).date()


def organisation(org_id: int) -> Organisation:
    """The organisation itself; ProblemError 404 outside its scope."""
    found = Organisation.objects.filter(id=org_id).first()
    if found is None:
        raise not_found("組織", "The organisation")
    return found


def members(org_id: int) -> QuerySet[Member]:
    """Everyone in the organisation, with their users, oldest first."""
    return Member.objects.filter(org_id=org_id).select_related("user").order_by("created_at", "id")


def member(org_id: int, member_id: int) -> Member:
    """One member; ProblemError 404."""
    found = members(org_id).filter(id=member_id).first()
    if found is None:
        raise not_found("メンバー", "The member")
    return found


def is_member(org_id: int, email: str) -> bool:
    """Whether somebody with that e-mail has a place, also one that has ended."""
    return Member.objects.filter(org_id=org_id, user__email__iexact=email).exists()


def channel_names(org_id: int) -> dict[int, str]:
    """The names of the organisation's channels, by id."""
    (names,) = wired("ENISHI_CHANNEL_NAMES")
    found: dict[int, str] = names(org_id)
    return found


def open_invitations(org_id: int) -> QuerySet[Invitation]:
    """Invitations that nobody accepted or revoked, also those whose link has expired, newest first."""
    found = Invitation.objects.filter(org_id=org_id, accepted_at=None, revoked_at=None)
    return found.select_related("created_by").order_by("-created_at", "-id")


def open_invitation(org_id: int, invitation_id: int) -> Invitation:
    """One of them; ProblemError 404."""
    found = open_invitations(org_id).filter(id=invitation_id).first()
    if found is None:
        raise not_found("招待", "The invitation")
    return found


def api_keys(org_id: int) -> QuerySet[ApiKey]:
    """All keys, also those revoked or expired, newest first."""
    return ApiKey.objects.filter(org_id=org_id).order_by("-created_at", "-id")


def api_key(org_id: int, key_id: int) -> ApiKey:
    """One key; ProblemError 404."""
    found = api_keys(org_id).filter(id=key_id).first()
    if found is None:
        raise not_found("API キー", "The API key")
    return found


def audit_page(
    org_id: int,
    *,
    after: Position | None,
    limit: int,
    action: str = "",
    object_kind: str = "",
    object_id: str = "",
    since: datetime | None = None,
) -> Page[AuditEntry]:
    """Audit entries newest first; empty filters do not filter."""
    rows = AuditEntry.objects.filter(org_id=org_id).order_by("-at", "-id")
    exact = {"action": action, "object_kind": object_kind, "object_id": object_id}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if since is not None:
        rows = rows.filter(at__gte=since)
    if after is not None:
        rows = rows.filter(Q(at__lt=after.at) | Q(at=after.at, id__lt=after.tie))
    return page_of(list(rows[: limit + 1]), limit, lambda entry: Position(entry.at, entry.id))
