"""The actions that scenarios offer to rules: start one, stop one."""

from pydantic import BaseModel, ConfigDict

from enishi.automation.registry import Action, ActionCall
from enishi.kit.errors import FieldProblem
from enishi.scenarios.models import Scenario
from enishi.scenarios.services.enrolments import enrol_friends, leave_scenario


class ScenarioParams(BaseModel):
    model_config = ConfigDict(extra="forbid")

    scenario_id: int


def _check(org_id: int, channel_id: int, params: ScenarioParams, path: str) -> list[FieldProblem]:
    if Scenario.objects.filter(org_id=org_id, channel_id=channel_id, id=params.scenario_id).exists():
        return []
    return [
        FieldProblem(
            f"{path}.scenario_id",
            "この公式アカウントにこのシナリオはありません。",
            "This account has no such scenario.",
        )
    ]


def _start(call: ActionCall, params: ScenarioParams) -> None:
    enrol_friends(
        org_id=call.org_id,
        scenario_id=params.scenario_id,
        friend_ids=call.friend_ids,
        now=call.now,
        context=call.context,
    )


def _stop(call: ActionCall, params: ScenarioParams) -> None:
    leave_scenario(
        org_id=call.org_id,
        scenario_id=params.scenario_id,
        friend_ids=call.friend_ids,
        reason="rule",
        now=call.now,
        context=call.context,
    )


START_SCENARIO = Action(ScenarioParams, _start, _check)
STOP_SCENARIO = Action(ScenarioParams, _stop, _check)
