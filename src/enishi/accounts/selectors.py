"""Reads of organisations, members, API keys and the audit log."""

from datetime import datetime

from django.db.models import Q, QuerySet

from enishi.accounts.models import ApiKey, AuditEntry, Member, Organisation
from enishi.kit.errors import not_found
from enishi.kit.paging import Page, Position, page_of


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
