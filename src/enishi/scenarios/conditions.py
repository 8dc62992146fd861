"""The condition on scenarios: who runs through one, has finished it, was stopped, or never began."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from enishi.accounts.schemas import Id
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
from enishi.scenarios.models import Scenario, ScenarioState

State = Literal["active", "finished", "stopped", "ever", "never"]


def names(org_id: int, ids: Sequence[int]) -> Mapping[int, Named]:
    """Scenarios, archived ones too."""
    rows = Scenario.objects.filter(org_id=org_id, id__in=ids).values_list("id", "name", "state", "channel_id")
    return {
        each: Named(name, state == ScenarioState.ARCHIVED, channel) for each, name, state, channel in rows
    }


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
    return f"NOT {rows.probe(is_among_few=ctx.friend_ids is not None)}" if params.state == "never" else rows


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
        where = f"のステップ{step}の手前で待っている" if step else _JA[params.state]
        return f"シナリオ{said}{entered}{where}"
    entered = f" ({when_clause('its beginning', params.entered, 'en')})" if params.entered else ""
    return f"the scenario {said}{entered} {f'waits before step {step}' if step else _EN[params.state]}"


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
            "number",
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
