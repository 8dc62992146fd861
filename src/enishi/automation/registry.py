"""What an action is, and the one list of them. Apps above register theirs in ``config.wiring``."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ValidationError

from enishi.friends.services.timeline import ReactionContext
from enishi.kit.errors import FieldProblem
from enishi.kit.validation_texts import problems_of
from enishi.kit.wiring import wired_by_name


@dataclass(frozen=True, slots=True)
class ActionCall:
    """One action for a set of friends of one channel, in the transaction of the fact that caused it."""

    org_id: int
    channel_id: int
    friend_ids: Sequence[int]
    now: datetime
    context: ReactionContext
    source: str


@dataclass(frozen=True, slots=True)
class Action:
    """``params`` specifies the action's JSON; ``check`` finds mistakes that need the database; ``run`` acts."""

    params: type[BaseModel]
    run: Callable[[ActionCall, Any], None]
    check: Callable[[int, int, Any, str], list[FieldProblem]]
    #: Fills what is fixed when the rule is saved (frozen content), so that running needs no second look.
    prepare: Callable[[int, Any, datetime], dict[str, Any]] | None = None


def action_named(name: str) -> Action | None:
    found: Action | None = wired_by_name("ENISHI_ACTIONS").get(name)
    return found


def check_actions(
    org_id: int, channel_id: int, actions: Sequence[Any], path: str = "actions"
) -> list[FieldProblem]:
    """Every mistake in a list of actions, each with its path and mend."""
    problems: list[FieldProblem] = []
    known = "、".join(wired_by_name("ENISHI_ACTIONS"))
    for index, spec in enumerate(actions):
        where = f"{path}.{index}"
        name = spec.get("do") if isinstance(spec, dict) else None
        action = action_named(name) if isinstance(name, str) else None
        if action is None:
            problems.append(
                FieldProblem(
                    f"{where}.do",
                    f"このアクションはありません。使えるもの：{known}",
                    f"There is no such action. Known: {known}.",
                )
            )
            continue
        given = {key: value for key, value in spec.items() if key != "do"}
        try:
            params = action.params.model_validate(given)
        except ValidationError as error:
            problems += problems_of(error, where, given)
            continue
        problems += action.check(org_id, channel_id, params, where)
    return problems


def prepare_actions(org_id: int, actions: Sequence[dict[str, Any]], now: datetime) -> list[dict[str, Any]]:
    """The actions as they are stored. Call after :func:`check_actions` found nothing."""
    prepared = []
    for spec in actions:
        action = action_named(spec["do"])
        assert action is not None
        params = action.params.model_validate({key: value for key, value in spec.items() if key != "do"})
        values = action.prepare(org_id, params, now) if action.prepare else params.model_dump(mode="json")
        prepared.append({"do": spec["do"], **values})
    return prepared


def run_actions(actions: Sequence[dict[str, Any]], call: ActionCall) -> None:
    """Run stored actions one after another for the whole set of friends."""
    for spec in actions:
        action = action_named(spec["do"])
        if action is None:
            continue
        params = action.params.model_validate({key: value for key, value in spec.items() if key != "do"})
        action.run(call, params)
