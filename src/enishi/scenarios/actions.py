"""The actions that scenarios offer to rules: start one, stop one."""

from collections.abc import Callable, Sequence

from pydantic import BaseModel, ConfigDict

from enishi.automation.bulk.deeds import counted, unreachable
from enishi.automation.registry import Action, ActionCall, ActionInput, Bulk, Effect, Foreseen, UndoCall
from enishi.friends.conditions.compiler import Sql
from enishi.friends.domain.operations import Words
from enishi.kit.errors import FieldProblem
from enishi.scenarios.models import Enrolment, EnrolmentState, Scenario, ScenarioState
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


def _start(call: ActionCall, params: ScenarioParams) -> Effect:
    return Effect(
        enrol_friends(
            org_id=call.org_id,
            scenario_id=params.scenario_id,
            friend_ids=call.friend_ids,
            now=call.now,
            context=call.context,
        )
    )


def _stop(call: ActionCall, params: ScenarioParams) -> Effect:
    return Effect(
        leave_scenario(
            org_id=call.org_id,
            scenario_id=params.scenario_id,
            friend_ids=call.friend_ids,
            reason="staff" if call.started_by else "rule",
            now=call.now,
            context=call.context,
        )
    )


def _describe(ja: str, en: str) -> Callable[[int, ScenarioParams], Words]:
    def describe(org_id: int, params: ScenarioParams) -> Words:
        name = Scenario.objects.filter(org_id=org_id, id=params.scenario_id).values_list("name", flat=True)
        return Words(ja.format(name.first() or "?"), en.format(name.first() or "?"))

    return describe


_ACTIVE = """
SELECT count(*) FROM scenarios_enrolment e WHERE e.org_id = %(of_org)s AND e.scenario_id = %(of_scenario)s
   AND e.state = 'active' AND e.friend_id IN ({friends})
"""


def _in_it(org_id: int, friends: Sql, params: ScenarioParams) -> int:
    [number] = counted(friends, _ACTIVE, {"of_org": org_id, "of_scenario": params.scenario_id})
    return number


def _foresee_start(
    org_id: int, channel_id: int, friends: Sql, number: int, params: ScenarioParams
) -> Foreseen:
    scenario = Scenario.objects.get(org_id=org_id, id=params.scenario_id)
    if scenario.state != ScenarioState.ACTIVE:
        return Foreseen(0, 0, {"scenario_inactive": number})
    blocked = unreachable(org_id, friends).get("blocked", 0)
    are = _in_it(org_id, friends, params)
    return Foreseen(max(0, number - are - blocked), are, {"blocked": blocked} if blocked else {})


def _foresee_stop(
    org_id: int, channel_id: int, friends: Sql, number: int, params: ScenarioParams
) -> Foreseen:
    are = _in_it(org_id, friends, params)
    return Foreseen(are, number - are)


def _take_out_again(call: UndoCall, params: ScenarioParams) -> Sequence[int]:
    """Whoever left and came back since is in it for another reason."""
    still = Enrolment.objects.filter(
        org_id=call.org_id,
        scenario_id=params.scenario_id,
        friend_id__in=list(call.friend_ids),
        state=EnrolmentState.ACTIVE,
        entered_at=call.at,
    )
    return leave_scenario(
        org_id=call.org_id,
        scenario_id=params.scenario_id,
        friend_ids=list(still.values_list("friend_id", flat=True)),
        reason="staff",
        now=call.now,
    )


_PERMISSIONS = ("friends.edit", "scenarios.publish")
_SCENARIO = (ActionInput("scenario_id", "scenario", "シナリオ", "Scenario"),)

START_SCENARIO = Action(
    ScenarioParams,
    _start,
    _check,
    ja="シナリオを始める",
    en="Start a scenario",
    group="scenario",
    inputs=_SCENARIO,
    bulk=Bulk(
        _PERMISSIONS,
        _describe("シナリオ「{}」を始める", "Start the scenario “{}”"),
        _foresee_start,
        _take_out_again,
        warnings=("may_send_messages",),
    ),
)
STOP_SCENARIO = Action(
    ScenarioParams,
    _stop,
    _check,
    ja="シナリオを止める",
    en="Stop a scenario",
    group="scenario",
    inputs=_SCENARIO,
    bulk=Bulk(
        _PERMISSIONS,
        _describe("シナリオ「{}」を止める", "Stop the scenario “{}”"),
        _foresee_stop,
        warnings=("place_is_lost",),
    ),
)
