"""Reads of rules: which there are, and which of them a fact sets off."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import QuerySet

from enishi.automation.domain.triggers import FIRST_MATCH_ONLY, TRIGGER, Trigger, hides, sets_off
from enishi.automation.models import Rule
from enishi.automation.registry import action_named
from enishi.content.domain import placeholders
from enishi.friends import conditions
from enishi.friends.conditions.references import Use, spoken_of
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


#: Which of these friends meet a rule's condition.
Meets = Callable[[Rule, Sequence[int]], Collection[int]]


def friends_who_meet(rule: Rule, friend_ids: Sequence[int], now: datetime) -> Collection[int]:
    """The friends who meet the rule's condition now; nobody meets one that cannot be read any more."""
    if rule.condition is None:
        return friend_ids
    tree, _ = conditions.parse_tree(rule.condition)
    if tree is None:
        return ()
    return conditions.matching(rule.org_id, rule.channel_id, tree, now, friend_ids)


def rules_set_off(
    rules: Sequence[Rule], events: Sequence[NewEvent], meets: Meets
) -> Iterator[tuple[Rule, list[int]]]:
    """Each rule that these facts set off, with the friends it acts for; ``rules`` in the order they are tried.

    ``meets`` is asked once a rule, for all friends together, when the rules before it have been dealt with. Whoever
    does not meet a rule's condition is left to the rules after it.

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
        if friend_ids and rule.condition is not None:
            met = meets(rule, friend_ids)
            friend_ids = [friend_id for friend_id in friend_ids if friend_id in met]
        if friend_ids:
            if rule.trigger_kind in FIRST_MATCH_ONLY:
                answered |= set(friend_ids)
            yield rule, friend_ids


@dataclass(frozen=True, slots=True)
class Trial:
    """``rule`` would answer; None: nothing would. ``unmet`` come before it and would have, but for their condition."""

    rule: Rule | None
    unmet: list[Rule]


def answer_to(
    org_id: int, channel_id: int, *, text: str, at: datetime, friend_id: int | None = None
) -> Trial:
    """The rule that would answer ``text`` at that moment. Whether it rests towards some friend is left out.

    Conditions are asked of the friend as they are now; without a friend every condition counts as met.
    """
    active = rules(org_id, channel_id=channel_id).filter(is_active=True, trigger_kind__in=FIRST_MATCH_ONLY)
    said = NewEvent(friend_id or 0, "message.received", at, {"type": "text", "text": text})
    unmet: list[Rule] = []

    def meets(rule: Rule, friend_ids: Sequence[int]) -> Collection[int]:
        met = friend_ids if friend_id is None else friends_who_meet(rule, friend_ids, at)
        if not met:
            unmet.append(rule)
        return met

    found = rules_set_off(list(active.select_related("channel")), [said], meets)
    return Trial(next((rule for rule, _ in found), None), unmet)


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
        if rule.condition is None:
            before.append((rule, trigger))
    return hidden


def uses_in_rules(org_id: int, kind: str, object_ids: Collection[int]) -> list[tuple[int, Use]]:
    """The rules, active or not, that speak of one of the objects: in trigger, condition, actions or texts."""
    wanted = set(object_ids)
    return [
        (object_id, Use("rule", rule.id, rule.name, rule.channel_id, place))
        for rule in rules(org_id)
        for place, said in _places(rule, kind)
        for object_id in sorted(said & wanted)
    ]


def _places(rule: Rule, kind: str) -> Iterator[tuple[str, set[int]]]:
    yield "trigger", {rule.trigger[f"{kind}_id"]} if rule.trigger.get(f"{kind}_id") else set()
    yield "condition", spoken_of(rule.condition, kind)
    for index, spec in enumerate(rule.actions):
        yield f"actions.{index}", _acted_on(spec, kind) | placeholders.ids_in(spec, kind)


def _acted_on(spec: dict[str, Any], kind: str) -> set[int]:
    """The objects that the action's inputs choose."""
    action = action_named(spec.get("do", ""))
    if action is None:
        return set()
    return {spec[each.name] for each in action.inputs if each.type == kind and spec.get(each.name)}


_REVISIONS = """
SELECT DISTINCT (found.id #>> '{}')::bigint
  FROM (SELECT r.actions AS document FROM automation_rule r WHERE r.org_id = %(org_id)s
        UNION ALL
        SELECT o.params FROM friends_operation o
         WHERE o.org_id = %(org_id)s AND o.kind = 'bulk' AND o.state IN ('draft', 'queued', 'running', 'failed',
               'cancelled')) AS documents,
       jsonb_path_query(documents.document, '$.**.revision_id') AS found (id)
 WHERE found.id::text = ANY(%(revision_ids)s)
"""


def revisions_in_rules(org_id: int, revision_ids: Collection[int]) -> set[int]:
    """Those of these revisions that a rule, or a bulk operation that is not over, may still send."""
    with connection.cursor() as cursor:
        cursor.execute(_REVISIONS, {"org_id": org_id, "revision_ids": [str(each) for each in revision_ids]})
        return {revision_id for (revision_id,) in cursor.fetchall()}
