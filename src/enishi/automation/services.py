"""Rules: react to facts, and their editing by staff."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from enishi.accounts.permissions import Actor
from enishi.accounts.services import record_audit
from enishi.automation import selectors
from enishi.automation.domain.triggers import FIRST_MATCH_ONLY, KINDS_OF_EVENT, TRIGGER, TagTrigger
from enishi.automation.models import Rule
from enishi.automation.registry import ActionCall, check_actions, prepare_actions, run_actions
from enishi.friends import selectors as friend_selectors
from enishi.friends.services.timeline import NewEvent, ReactionContext
from enishi.kit.errors import FieldProblem, invalid_fields, not_found
from enishi.kit.validation_texts import problems_of
from enishi.line.models import Channel


def react(
    *, org_id: int, channel_id: int, events: Sequence[NewEvent], now: datetime, context: ReactionContext
) -> None:
    """Timeline subscriber: run the rules that these facts set off, set-wise and in the order of the facts."""
    kinds = {kind for event in events for kind in KINDS_OF_EVENT.get(event.kind, [])}
    if not kinds:
        return
    rules = list(
        Rule.objects.filter(
            org_id=org_id, channel_id=channel_id, is_active=True, trigger_kind__in=kinds
        ).order_by("position", "id")
    )
    if not rules:
        return
    triggers = {rule.id: TRIGGER.validate_python(rule.trigger) for rule in rules}
    for turn in _turns(events):
        done: set[tuple[int, str]] = set()
        for rule in rules:
            friends = [
                event.friend_id
                for event in turn
                if triggers[rule.id].matches(event.kind, event.data)
                and not (
                    rule.trigger_kind in FIRST_MATCH_ONLY and (event.friend_id, rule.trigger_kind) in done
                )
            ]
            if friends:
                done |= {(friend_id, rule.trigger_kind) for friend_id in friends}
                call = ActionCall(org_id, channel_id, friends, now, context, f"rule:{rule.id}")
                run_actions(rule.actions, call)


def _turns(events: Sequence[NewEvent]) -> Iterator[list[NewEvent]]:
    """Each friend's first event, then each friend's second …: a set never names a friend twice."""
    remaining = [event for event in events if event.kind in KINDS_OF_EVENT]
    while remaining:
        turn: dict[int, NewEvent] = {}
        later = []
        for event in remaining:
            if event.friend_id in turn:
                later.append(event)
            else:
                turn[event.friend_id] = event
        yield list(turn.values())
        remaining = later


def _checked(org_id: int, channel_id: int, trigger: Any, actions: list[Any]) -> Any:
    problems: list[FieldProblem] = []
    parsed = None
    try:
        parsed = TRIGGER.validate_python(trigger)
    except ValidationError as error:
        problems += problems_of(error, "trigger", trigger)
    if isinstance(parsed, TagTrigger) and not _is_tag(org_id, parsed.tag_id):
        problems.append(FieldProblem("trigger.tag_id", "このタグはありません。", "There is no such tag."))
    if not actions:
        problems.append(
            FieldProblem("actions", "アクションを1つ以上入れてください。", "Give at least one action.")
        )
    problems += check_actions(org_id, channel_id, actions)
    if problems:
        raise invalid_fields(problems)
    return parsed


def _is_tag(org_id: int, tag_id: int) -> bool:
    return friend_selectors.tags(org_id).filter(id=tag_id).exists()


def save_rule(
    *,
    org_id: int,
    actor: Actor,
    channel_id: int,
    name: str,
    trigger: dict[str, Any],
    actions: list[dict[str, Any]],
    now: datetime,
    rule_id: int | None = None,
    position: int = 0,
    is_active: bool = True,
) -> Rule:
    """Create a rule, or replace one. What it sends is frozen now."""
    if not Channel.objects.filter(org_id=org_id, id=channel_id).exists():
        raise not_found("公式アカウント", "The channel")
    parsed = _checked(org_id, channel_id, trigger, actions)
    rule = selectors.rule(org_id, rule_id) if rule_id is not None else Rule(org_id=org_id, created_at=now)
    before = _facts(rule) if rule_id is not None else None
    rule.channel_id, rule.name = channel_id, name
    rule.trigger, rule.trigger_kind = parsed.model_dump(mode="json"), parsed.kind
    rule.actions = prepare_actions(org_id, actions, now)
    rule.position, rule.is_active, rule.updated_at = position, is_active, now
    rule.save()
    record_audit(
        org_id=org_id,
        actor=actor,
        action="rule.saved",
        object_kind="rule",
        object_id=str(rule.id),
        before=before,
        after=_facts(rule),
        now=now,
    )
    return rule


def delete_rule(*, org_id: int, actor: Actor, rule_id: int, now: datetime) -> None:
    """Remove a rule; what it has sent stays in the ledger."""
    rule = selectors.rule(org_id, rule_id)
    before = _facts(rule)
    Rule.objects.filter(org_id=org_id, id=rule_id).delete()
    record_audit(
        org_id=org_id,
        actor=actor,
        action="rule.deleted",
        object_kind="rule",
        object_id=str(rule_id),
        before=before,
        after=None,
        now=now,
    )


def _facts(rule: Rule) -> dict[str, Any]:
    return {
        "name": rule.name,
        "channel_id": rule.channel_id,
        "trigger": rule.trigger,
        "actions": rule.actions,
        "is_active": rule.is_active,
        "position": rule.position,
    }
