"""Friends whom staff put into a scenario or take out of it, by name or by tag."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from enishi.accounts.permissions import Actor
from enishi.accounts.services import record_audit
from enishi.friends import selectors as friend_selectors
from enishi.kit.errors import conflict, invalid_input
from enishi.scenarios import selectors
from enishi.scenarios.models import Scenario, ScenarioState
from enishi.scenarios.services.enrolments import enrol_friends, leave_scenario

#: Friends in one statement: bounds the memory, whatever the size of the tag.
CHUNK = 10_000
_NAMED_IN_AUDIT = 100


@dataclass(frozen=True, slots=True)
class Chosen:
    """Whom staff mean: these friends, or all who have a tag and can be written to; exactly one of the two."""

    friend_ids: Sequence[int] | None = None
    tag_id: int | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """``chosen`` friends were meant; for ``changed`` of them it made a difference."""

    chosen: int
    changed: int


def enrol_chosen(*, org_id: int, scenario_id: int, chosen: Chosen, actor: Actor, now: datetime) -> Moved:
    """Start the scenario for friends who are not in it yet. ProblemError 409 unless it is active."""
    scenario = selectors.scenario(org_id, scenario_id)
    if scenario.state != ScenarioState.ACTIVE:
        raise conflict(
            "scenario_not_active",
            "稼働中のシナリオではありません。公開するか再開してから追加してください。",
            "The scenario is not active: publish or resume it first.",
        )
    total = entered = 0
    for friend_ids in _chunks(scenario, chosen):
        total += len(friend_ids)
        entered += len(enrol_friends(org_id=org_id, scenario_id=scenario_id, friend_ids=friend_ids, now=now))
    moved = Moved(total, entered)
    _audit(scenario, actor, "scenario.friends_enrolled", chosen, moved, now)
    return moved


def remove_chosen(*, org_id: int, scenario_id: int, chosen: Chosen, actor: Actor, now: datetime) -> Moved:
    """Stop the scenario for friends who are in it; what waits for them from it is not sent any more."""
    scenario = selectors.scenario(org_id, scenario_id)
    total = left = 0
    for friend_ids in _chunks(scenario, chosen):
        total += len(friend_ids)
        gone = leave_scenario(
            org_id=org_id, scenario_id=scenario_id, friend_ids=friend_ids, reason="staff", now=now
        )
        left += len(gone)
    moved = Moved(total, left)
    _audit(scenario, actor, "scenario.friends_removed", chosen, moved, now)
    return moved


def _chunks(scenario: Scenario, chosen: Chosen) -> Iterator[list[int]]:
    org_id, channel_id = scenario.org_id, scenario.channel_id
    if (chosen.friend_ids is None) == (chosen.tag_id is None):
        raise invalid_input(
            "friend_ids",
            "friend_ids か tag_id のどちらか一方を指定してください。",
            "Give either friend_ids or tag_id.",
        )
    if chosen.friend_ids is not None:
        wanted = list(dict.fromkeys(chosen.friend_ids))
        friend_selectors.require_friends(org_id, channel_id, wanted, "friend_ids")
        yield from (wanted[start : start + CHUNK] for start in range(0, len(wanted), CHUNK))
        return
    friend_selectors.require_tag(org_id, chosen.tag_id or 0, "tag_id")
    yield from friend_selectors.following_chunks(org_id, channel_id, tag_id=chosen.tag_id, size=CHUNK)


def _audit(
    scenario: Scenario, actor: Actor, action: str, chosen: Chosen, moved: Moved, now: datetime
) -> None:
    record_audit(
        org_id=scenario.org_id,
        actor=actor,
        action=action,
        object_kind="scenario",
        object_id=scenario.id,
        now=now,
        after={
            "tag_id": chosen.tag_id,
            "friend_ids": list(chosen.friend_ids or [])[:_NAMED_IN_AUDIT],
            "chosen": moved.chosen,
            "changed": moved.changed,
        },
    )
