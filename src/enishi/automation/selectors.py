"""Reads of rules: which there are, and which of them a fact sets off."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from enishi.automation.domain.triggers import FIRST_MATCH_ONLY, TRIGGER, Trigger, hides, sets_off
from enishi.automation.models import Rule
from enishi.friends.services.timeline import NewEvent
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


def rules_set_off(rules: Sequence[Rule], events: Sequence[NewEvent]) -> Iterator[tuple[Rule, list[int]]]:
    """Each rule that these facts set off, with the friends it acts for; ``rules`` in the order they are tried.

    The one evaluator: reactions and the try-out ask it alike. ``events`` name no friend twice, and ``rules`` are of
    one channel and were read with it.
    """
    answered: set[int] = set()
    for rule in rules:
        trigger, zone = TRIGGER.validate_python(rule.trigger), ZoneInfo(rule.channel.timezone)
        friend_ids = [
            event.friend_id
            for event in events
            if not (rule.trigger_kind in FIRST_MATCH_ONLY and event.friend_id in answered)
            and sets_off(trigger, event.kind, event.data, event.occurred_at.astimezone(zone))
        ]
        if friend_ids:
            if rule.trigger_kind in FIRST_MATCH_ONLY:
                answered |= set(friend_ids)
            yield rule, friend_ids


def answer_to(org_id: int, channel_id: int, *, text: str, at: datetime) -> Rule | None:
    """The rule that would answer ``text`` at that moment, or None. Whether it rests towards some friend is left out."""
    active = rules(org_id, channel_id=channel_id).filter(is_active=True, trigger_kind__in=FIRST_MATCH_ONLY)
    nobody = NewEvent(0, "message.received", at, {"type": "text", "text": text})
    return next((rule for rule, _ in rules_set_off(list(active.select_related("channel")), [nobody])), None)


def hidden_rules(rows: Sequence[Rule]) -> dict[int, int]:
    """Rule id → id of the active rule before it that always answers in its place."""
    hidden: dict[int, int] = {}
    before: list[tuple[Rule, Trigger]] = []
    for rule in rows:
        if not rule.is_active or rule.trigger_kind not in FIRST_MATCH_ONLY:
            continue
        trigger = TRIGGER.validate_python(rule.trigger)
        for earlier, its_trigger in before:
            if earlier.channel_id == rule.channel_id and hides(its_trigger, trigger):
                hidden[rule.id] = earlier.id
                break
        before.append((rule, trigger))
    return hidden
