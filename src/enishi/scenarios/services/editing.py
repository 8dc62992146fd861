"""Scenarios as staff edit them: draft, publish, pause, archive. Friends under way keep the version they started."""

from datetime import datetime
from typing import Any

from pydantic import ValidationError

from enishi.accounts.permissions import Actor
from enishi.accounts.services import record_audit
from enishi.content.domain.blocks import check_blocks
from enishi.content.selectors import known_placeholders
from enishi.content.services.revisions import freeze_revision
from enishi.kit import wakeup
from enishi.kit.errors import FieldProblem, conflict, invalid_fields, invalid_input, not_found
from enishi.kit.live import tell
from enishi.kit.validation_texts import problems_of
from enishi.line.models import Channel
from enishi.scenarios.domain.timing import STEPS, AfterDuration, AtOnce, Step
from enishi.scenarios.models import Scenario, ScenarioState, ScenarioVersion
from enishi.scenarios.services.enrolments import leave_all

MAX_STEPS = 200


def save_scenario(
    *,
    org_id: int,
    actor: Actor,
    name: str,
    steps: list[Any],
    now: datetime,
    purpose: str = "",
    channel_id: int | None = None,
    scenario_id: int | None = None,
    seen_number: int | None = None,
) -> Scenario:
    """Create a draft in a channel, or replace a scenario's draft. Nothing changes for friends until it is published.

    A draft may be unfinished: :func:`draft_problems` says what stands between it and publication. Only what has not
    the form of steps is refused. ProblemError 409 ``draft_changed`` if the draft is no longer ``seen_number``.
    Saving what is there already changes nothing.
    """
    drafted = [step.model_dump(mode="json", exclude={"revision_id"}) for step in parse_steps(steps)]
    if scenario_id is None:
        if channel_id is None or not Channel.objects.filter(org_id=org_id, id=channel_id).exists():
            raise not_found("公式アカウント", "The channel")
        _require_free_name(org_id, channel_id, name)
        scenario = Scenario(org_id=org_id, channel_id=channel_id, created_at=now, created_by=actor.label)
        before = None
    else:
        scenario = locked(org_id, scenario_id)
        if (name, purpose, drafted) == (scenario.name, scenario.purpose, scenario.draft_steps):
            return scenario
        _require_seen(scenario, seen_number)
        if name != scenario.name:
            _require_free_name(org_id, scenario.channel_id, name)
        before = _facts(scenario)
        scenario.draft_number += 1
    scenario.name, scenario.purpose, scenario.updated_at = name, purpose, now
    scenario.draft_steps = drafted
    scenario.save()
    _audit(scenario, actor, "scenario.saved", before, now)
    return scenario


def parse_steps(steps: list[Any]) -> list[Step]:
    """Raise a field-by-field refusal of what has not the form of steps."""
    try:
        parsed = STEPS.validate_python(steps)
    except ValidationError as error:
        raise invalid_fields(problems_of(error, "steps", steps)) from error
    if len(parsed) > MAX_STEPS:
        raise invalid_input(
            "steps", f"ステップは{MAX_STEPS}個までです。", f"A scenario has at most {MAX_STEPS} steps."
        )
    return parsed


def draft_problems(org_id: int, steps: list[Any]) -> list[FieldProblem]:
    """Everything that stands between these steps and publication; an empty list means fit to publish."""
    parsed = parse_steps(steps)
    if not parsed:
        return [FieldProblem("steps", "ステップを1つ以上入れてください。", "Give at least one step.")]
    known = known_placeholders(org_id)
    problems: list[FieldProblem] = []
    for index, step in enumerate(parsed):
        problems += check_blocks(step.blocks, known, f"steps.{index}.blocks")
    return problems + _order_problems(parsed)


def _order_problems(steps: list[Step]) -> list[FieldProblem]:
    """A step that is due before the one in front of it would be sent together with it, days from what was meant."""
    problems = []
    latest: dict[str, tuple[int, str]] = {}
    for index, step in enumerate(steps):
        timing = step.timing
        if isinstance(timing, AtOnce):
            continue
        place = (timing.seconds, "") if isinstance(timing, AfterDuration) else (timing.day, timing.at)
        if place < latest.get(timing.mode, place):
            problems.append(
                FieldProblem(
                    f"steps.{index}.timing",
                    "前のステップより早い時期になっています。時期の早い順に並べてください。",
                    "This is due before the step in front of it. Put the steps in order of time.",
                )
            )
        latest[timing.mode] = max(place, latest.get(timing.mode, place))
    return problems


def publish_scenario(*, org_id: int, actor: Actor, scenario_id: int, now: datetime) -> ScenarioVersion:
    """Freeze the draft as a new version that friends enter from now on. Publishing an unchanged draft changes
    nothing and gives the current version."""
    scenario = locked(org_id, scenario_id)
    problems = draft_problems(scenario.org_id, scenario.draft_steps)
    if problems:
        raise invalid_fields(problems)
    steps = parse_steps(scenario.draft_steps)
    frozen = [
        step.model_copy(
            update={"revision_id": freeze_revision(org_id=org_id, blocks=step.blocks, now=now)}
        ).model_dump(mode="json")
        for step in steps
    ]
    before = _facts(scenario)
    current = _current_version(scenario)
    if current is None or current.steps != frozen:
        current = ScenarioVersion.objects.create(
            org_id=org_id,
            scenario=scenario,
            number=(scenario.current_version or 0) + 1,
            steps=frozen,
            created_at=now,
            created_by=actor.label,
        )
    scenario.current_version = current.number
    scenario.state, scenario.updated_at = ScenarioState.ACTIVE, now
    scenario.save(update_fields=["current_version", "state", "updated_at"])
    _audit(scenario, actor, "scenario.published", before, now)
    wakeup.notify(wakeup.SCENARIOS)
    return current


def set_scenario_state(
    *, org_id: int, actor: Actor, scenario_id: int, state: ScenarioState, now: datetime
) -> Scenario:
    """Pause, go on, or archive. Idempotent.

    Paused: friends keep their place and no further step starts. Archived: whoever is in it stops for good.
    ProblemError 409 for a scenario that was never published: there is nothing to pause.
    """
    scenario = locked(org_id, scenario_id)
    if state != ScenarioState.ARCHIVED and scenario.current_version is None:
        raise conflict("not_published", "まだ公開されていません。", "It has not been published yet.")
    before = _facts(scenario)
    scenario.state, scenario.updated_at = state, now
    scenario.save(update_fields=["state", "updated_at"])
    if state == ScenarioState.ARCHIVED:
        leave_all(org_id=org_id, scenario_id=scenario_id, reason="archived", now=now)
    _audit(scenario, actor, f"scenario.{state.value}", before, now)
    wakeup.notify(wakeup.SCENARIOS)
    return scenario


def locked(org_id: int, scenario_id: int) -> Scenario:
    """The scenario, locked for this transaction; 404 otherwise."""
    scenario = Scenario.objects.select_for_update().filter(org_id=org_id, id=scenario_id).first()
    if scenario is None:
        raise not_found("シナリオ", "The scenario")
    return scenario


def _current_version(scenario: Scenario) -> ScenarioVersion | None:
    if scenario.current_version is None:
        return None
    return ScenarioVersion.objects.filter(
        org_id=scenario.org_id, scenario=scenario, number=scenario.current_version
    ).first()


def _require_free_name(org_id: int, channel_id: int, name: str) -> None:
    if Scenario.objects.filter(org_id=org_id, channel_id=channel_id, name=name).exists():
        raise conflict("name_taken", "同じ名前のシナリオがあります。", "A scenario with this name exists.")


def _require_seen(scenario: Scenario, seen_number: int | None) -> None:
    if seen_number is not None and seen_number != scenario.draft_number:
        raise conflict(
            "draft_changed",
            "ほかの人がこのシナリオを変更しました。最新の内容を読み込んでから、もう一度変更してください。",
            "Somebody else changed this scenario: load it again and repeat your change.",
        )


def _facts(scenario: Scenario) -> dict[str, Any]:
    return {
        "name": scenario.name,
        "purpose": scenario.purpose,
        "state": scenario.state,
        "version": scenario.current_version,
        "draft_steps": scenario.draft_steps,
    }


def _audit(
    scenario: Scenario, actor: Actor, action: str, before: dict[str, Any] | None, now: datetime
) -> None:
    record_audit(
        org_id=scenario.org_id,
        actor=actor,
        action=action,
        object_kind="scenario",
        object_id=str(scenario.id),
        before=before,
        after=_facts(scenario),
        now=now,
    )
    tell("scenarios", org_id=scenario.org_id, channel_id=scenario.channel_id, id=scenario.id)
