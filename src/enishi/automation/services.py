"""Rules: react to facts, and their editing by staff."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from pydantic import ValidationError

from enishi.accounts.permissions import Actor
from enishi.accounts.services import record_audit
from enishi.automation import selectors
from enishi.automation.domain.triggers import (
    KINDS_OF_EVENT,
    TRIGGER,
    SegmentEnteredTrigger,
    SegmentLeftTrigger,
    TagRemovedTrigger,
    TagTrigger,
)
from enishi.automation.models import Rule
from enishi.automation.registry import ActionCall, check_actions, prepare_actions, run_actions
from enishi.friends import selectors as friend_selectors
from enishi.friends.conditions import check_tree
from enishi.friends.selectors.segments import segments
from enishi.friends.services.timeline import NewEvent, ReactionContext
from enishi.kit.errors import FieldProblem, invalid_fields, invalid_input, not_found
from enishi.kit.live import tell
from enishi.kit.validation_texts import problems_of
from enishi.line.models import Channel


def react(
    *, org_id: int, channel_id: int, events: Sequence[NewEvent], now: datetime, context: ReactionContext
) -> None:
    """Timeline subscriber: run the rules that these facts set off, set-wise and in the order of the facts."""
    if context.is_history:
        return
    kinds = {kind for event in events for kind in KINDS_OF_EVENT.get(event.kind, [])}
    if not kinds:
        return
    found = selectors.rules(org_id, channel_id=channel_id).filter(is_active=True, trigger_kind__in=kinds)
    rules = list(found.select_related("channel"))
    if not rules:
        return

    def meets(rule: Rule, friend_ids: Sequence[int]) -> Collection[int]:
        return selectors.friends_who_meet(rule, friend_ids, now)

    for turn in _turns(events):
        for rule, friend_ids in selectors.rules_set_off(rules, turn, meets):
            awake = _awake(rule, friend_ids, now)
            if awake:
                run_actions(
                    rule.actions, ActionCall(org_id, channel_id, awake, now, context, f"rule:{rule.id}")
                )


def _awake(rule: Rule, friend_ids: list[int], now: datetime) -> list[int]:
    """The friends towards whom the rule does not rest; it rests towards them from now on.

    One statement, so that of two workers only one answers.
    """
    rest_minutes = rule.trigger.get("rest_minutes")
    if rest_minutes is None:
        return friend_ids
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO automation_rulerest AS r (org_id, rule_id, friend_id, answered_at)
            SELECT %s, %s, unnest(%s::bigint[]), %s
            ON CONFLICT (org_id, rule_id, friend_id) DO UPDATE SET answered_at = excluded.answered_at
             WHERE r.answered_at <= %s
            RETURNING friend_id
            """,
            [rule.org_id, rule.id, sorted(friend_ids), now, now - timedelta(minutes=rest_minutes)],
        )
        awake = {friend_id for (friend_id,) in cursor.fetchall()}
    return [friend_id for friend_id in friend_ids if friend_id in awake]


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


def _checked(
    org_id: int, channel_id: int, trigger: Any, condition: dict[str, Any] | None, actions: list[Any]
) -> Any:
    problems: list[FieldProblem] = []
    parsed = None
    try:
        parsed = TRIGGER.validate_python(trigger)
    except ValidationError as error:
        problems += problems_of(error, "trigger", trigger)
    if isinstance(parsed, TagTrigger | TagRemovedTrigger) and not _is_tag(org_id, parsed.tag_id):
        problems.append(FieldProblem("trigger.tag_id", "このタグはありません。", "There is no such tag."))
    if isinstance(parsed, SegmentEnteredTrigger | SegmentLeftTrigger) and not _is_segment(
        org_id, channel_id, parsed.segment_id
    ):
        problems.append(
            FieldProblem(
                "trigger.segment_id",
                "この公式アカウントにこのセグメントはありません。",
                "This account has no such segment.",
            )
        )
    if condition is not None:
        problems += check_tree(org_id, channel_id, condition, "condition")
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


def _is_segment(org_id: int, channel_id: int, segment_id: int) -> bool:
    return segments(org_id, channel_id=channel_id).filter(id=segment_id).exists()


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
    condition: dict[str, Any] | None = None,
) -> Rule:
    """Create a rule, or replace one. What it sends is frozen now."""
    if not Channel.objects.filter(org_id=org_id, id=channel_id).exists():
        raise not_found("公式アカウント", "The channel")
    parsed = _checked(org_id, channel_id, trigger, condition, actions)
    rule = selectors.rule(org_id, rule_id) if rule_id is not None else Rule(org_id=org_id, created_at=now)
    before = _facts(rule) if rule_id is not None else None
    rule.channel_id, rule.name = channel_id, name
    rule.trigger, rule.trigger_kind = parsed.model_dump(mode="json", exclude_none=True), parsed.kind
    rule.condition, rule.actions = condition, prepare_actions(org_id, actions, now)
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
    tell("rules", org_id=org_id, channel_id=channel_id, id=rule.id)
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
    tell("rules", org_id=org_id, channel_id=before["channel_id"], id=rule_id)


def order_rules(
    *, org_id: int, actor: Actor, channel_id: int, rule_ids: Sequence[int], now: datetime
) -> None:
    """Try these rules of a channel in this order. ProblemError 422 unless each is one of the channel's, named once."""
    found = {
        rule.id: rule for rule in Rule.objects.filter(org_id=org_id, channel_id=channel_id, id__in=rule_ids)
    }
    if sorted(found) != sorted(rule_ids):
        raise invalid_input(
            "rule_ids",
            "この公式アカウントの自動化ルールを、それぞれ一度だけ指定してください。",
            "Name rules of this channel, each once.",
        )
    before = sorted(rule_ids, key=lambda rule_id: (found[rule_id].position, rule_id))
    for position, rule_id in enumerate(rule_ids):
        found[rule_id].position, found[rule_id].updated_at = position, now
    Rule.objects.bulk_update(found.values(), ["position", "updated_at"])
    record_audit(
        org_id=org_id,
        actor=actor,
        action="rules.ordered",
        object_kind="channel",
        object_id=channel_id,
        before={"rule_ids": before},
        after={"rule_ids": list(rule_ids)},
        now=now,
    )
    tell("rules", org_id=org_id, channel_id=channel_id)


def _facts(rule: Rule) -> dict[str, Any]:
    return {
        "name": rule.name,
        "channel_id": rule.channel_id,
        "trigger": rule.trigger,
        "condition": rule.condition,
        "actions": rule.actions,
        "is_active": rule.is_active,
        "position": rule.position,
    }
