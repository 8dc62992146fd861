"""The condition on scenarios: who runs through one, has finished it, was stopped, or never began."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from django.db.models import OuterRef, Subquery
from pydantic import Field

from enishi.accounts.schemas import Id
from enishi.content.domain.outline import named_by, outline_of
from enishi.friends.conditions.registry import (
    STEP,
    ConditionKind,
    Context,
    Drift,
    Input,
    Language,
    Named,
    Names,
    Params,
    Reference,
    Rows,
    Text,
)
from enishi.friends.conditions.when import When, drift_of, time_condition, when_clause
from enishi.scenarios.models import Scenario, ScenarioState, ScenarioVersion

State = Literal["active", "finished", "stopped", "ever", "never"]


def names(org_id: int, ids: Sequence[int]) -> Mapping[int, Named]:
    """Scenarios, archived ones too; the fact ``steps`` names the steps of the version in use, or else of the draft."""
    current = ScenarioVersion.objects.filter(
        org_id=org_id, scenario_id=OuterRef("id"), number=OuterRef("current_version")
    )
    rows = Scenario.objects.filter(org_id=org_id, id__in=ids)
    return {
        row.id: Named(
            row.name,
            row.state == ScenarioState.ARCHIVED,
            row.channel_id,
            {"steps": [_step_name(step) for step in row.steps or row.draft_steps]},
        )
        for row in rows.annotate(steps=Subquery(current.values("steps")[:1]))
    }


def _step_name(step: Mapping[str, Any]) -> str:
    return str(step.get("name") or named_by(outline_of(step.get("blocks", []))))


class ScenarioParams(Params):
    """Where a friend stands in a scenario. ``step`` goes with ``active``: the step that comes next, from 1.

    ``entered``: only runs that began then count.
    """

    scenario_id: Id
    state: State = "active"
    step: Annotated[int, Field(ge=1, le=1000)] | None = None
    entered: When | None = None


def _compile(params: ScenarioParams, ctx: Context) -> str | Rows:
    where = [f"s.org_id = {ctx.org}", f"s.scenario_id = {ctx.add(params.scenario_id)}"]
    if params.state not in ("ever", "never"):
        where.append(f"s.state = {ctx.add(params.state)}")
    if params.state == "active" and params.step is not None:
        where.append(f"s.position = {ctx.add(params.step - 1)}")
    if params.entered is not None:
        where.append(time_condition("s.entered_at", params.entered, ctx))
    rows = Rows("scenarios_enrolment s", " AND ".join(where), "s.friend_id")
    return f"NOT {rows.probe(is_among_few=ctx.is_among_few)}" if params.state == "never" else rows


_JA: Mapping[State, str] = {
    "active": "を購読している",
    "finished": "を最後まで終えている",
    "stopped": "を途中で止めている",
    "ever": "を始めたことがある",
    "never": "を始めたことがない",
}
_EN: Mapping[State, str] = {
    "active": "is running",
    "finished": "was finished",
    "stopped": "was stopped",
    "ever": "was begun at some time",
    "never": "was never begun",
}


def _sentence(params: ScenarioParams, named: Names, language: Language) -> str:
    said = named.said("scenario", params.scenario_id, language)
    step = params.step if params.state == "active" else None
    if language == "ja":
        entered = f"（{when_clause('開始日時', params.entered, 'ja')}もの）" if params.entered else ""
        where = f"の{_step(params, named, step, 'ja')}の手前で待っている" if step else _JA[params.state]
        return f"シナリオ{said}{entered}{where}"
    entered = f" ({when_clause('its beginning', params.entered, 'en')})" if params.entered else ""
    where = f"waits before {_step(params, named, step, 'en')}" if step else _EN[params.state]
    return f"the scenario {said}{entered} {where}"


def _step(params: ScenarioParams, named: Names, step: int, language: Language) -> str:
    """A step by its number and its name, or its message's first words."""
    scenario = named.of("scenario", params.scenario_id)
    steps = scenario.facts.get("steps", []) if scenario else []
    name = steps[step - 1] if step <= len(steps) else ""
    if language == "ja":
        return f"ステップ{step}「{name}」" if name else f"ステップ{step}"
    return f"step {step} “{name}”" if name else f"step {step}"


def _references(params: ScenarioParams) -> Sequence[Reference]:
    return [Reference("scenario", params.scenario_id, "scenario_id")]


def _drifts(params: ScenarioParams) -> Drift:
    return drift_of(params.entered)


SCENARIO = ConditionKind(
    params=ScenarioParams,
    compile=_compile,
    sentence=_sentence,
    group="messages",
    name=Text("シナリオ", "Scenario"),
    inputs=(
        Input("scenario_id", "object", Text("シナリオ", "Scenario"), of="scenario"),
        Input(
            "state",
            "choice",
            Text("状態", "State"),
            choices=(
                ("active", Text("購読している", "Running")),
                ("finished", Text("最後まで終えている", "Finished")),
                ("stopped", Text("途中で止めている", "Stopped")),
                ("ever", Text("始めたことがある", "Begun at some time")),
                ("never", Text("始めたことがない", "Never begun")),
            ),
        ),
        Input(
            "step",
            "step",
            Text("次のステップ", "Next step"),
            is_required=False,
            minimum=1,
            maximum=1000,
            shown_when={"state": ["active"]},
        ),
        Input(
            "entered",
            "when",
            Text("開始日時", "Begun"),
            is_required=False,
            options={"modes": ["days_ago", "hours_ago", "between"]},
        ),
    ),
    example={"scenario_id": 1, "state": "active"},
    # Steps are taken, and the last one is too, without a fact.
    watches=frozenset({"scenario.entered", "scenario.left", STEP}),
    drifts=_drifts,
    references=_references,
)
