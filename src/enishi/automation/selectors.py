"""Reads of rules."""

from django.db.models import QuerySet

from enishi.automation.models import Rule
from enishi.kit.errors import not_found


def rules(org_id: int, *, channel_id: int | None = None, trigger_kind: str = "") -> QuerySet[Rule]:
    """Rules in the order in which they are tried; what is None or empty does not filter."""
    rows = Rule.objects.filter(org_id=org_id).order_by("channel_id", "position", "id")
    if channel_id is not None:
        rows = rows.filter(channel_id=channel_id)
    return rows.filter(trigger_kind=trigger_kind) if trigger_kind else rows


def rule(org_id: int, rule_id: int) -> Rule:
    """One rule; ProblemError 404."""
    found = Rule.objects.filter(org_id=org_id, id=rule_id).first()
    if found is None:
        raise not_found("自動化ルール", "The rule")
    return found
