"""Reads of long operations."""

from django.db.models import Q

from enishi.friends.domain.operations import ACTIVE
from enishi.friends.models import Operation
from enishi.kit.errors import not_found
from enishi.kit.paging import Page, Position, page_of


def operation(org_id: int, operation_id: int) -> Operation:
    """One operation; ProblemError 404."""
    found = Operation.objects.filter(org_id=org_id, id=operation_id).first()
    if found is None:
        raise not_found("処理", "The operation")
    return found


def operation_page(
    org_id: int,
    *,
    channel_id: int | None,
    kind: str,
    is_active: bool | None,
    after: Position | None,
    limit: int,
) -> Page[Operation]:
    """Operations, newest first. Of a channel: its own and those of the whole organisation."""
    rows = Operation.objects.filter(org_id=org_id).order_by("-created_at", "-id")
    if channel_id is not None:
        rows = rows.filter(Q(channel_id=channel_id) | Q(channel_id=None))
    if kind:
        rows = rows.filter(kind=kind)
    if is_active is not None:
        rows = rows.filter(state__in=ACTIVE) if is_active else rows.exclude(state__in=ACTIVE)
    if after is not None:
        rows = rows.filter(created_at__lte=after.at).filter(Q(created_at__lt=after.at) | Q(id__lt=after.tie))
    return page_of(list(rows[: limit + 1]), limit, lambda row: Position(row.created_at, row.id))
