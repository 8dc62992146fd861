"""Staff do something to many friends at once: what it would do, and doing it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from enishi.accounts.permissions import Actor
from enishi.automation.registry import Action, Bulk, action_named, check_actions, prepare_actions
from enishi.friends.conditions.compiler import Sql
from enishi.friends.domain.operations import Words
from enishi.friends.models import Operation
from enishi.friends.selectors.who import Who, friends_of, number_of, require_sound_who
from enishi.friends.services.operations import freeze_targets, start_operation
from enishi.kit.errors import FieldProblem, invalid_fields, invalid_input
from enishi.line import selectors as line_selectors

_KIND = "bulk"


@dataclass(frozen=True, slots=True)
class ActionForecast:
    """What one of the actions would do. ``warnings`` are codes, ``missing`` the permissions that the caller lacks."""

    do: str
    title: Words
    changes: int
    unchanged: int
    refused: Mapping[str, int]
    can_undo: bool
    warnings: Sequence[str]
    missing: Sequence[str]


@dataclass(frozen=True, slots=True)
class BulkForecast:
    """What a bulk operation would do now; ``number`` friends are meant."""

    number: int
    can_undo: bool
    actions: Sequence[ActionForecast]


def foresee_bulk(
    *, org_id: int, who: Who, actions: Sequence[dict[str, Any]], actor: Actor, now: datetime
) -> BulkForecast:
    """Count what the actions would do to these friends, one by one and as things are now. Writes nothing.

    ProblemError 404 for the channel, 422 for mistakes in ``who`` or ``actions``.
    """
    deeds = _sound(org_id, who, actions)
    friends = friends_of(org_id, who, now)
    number = number_of(friends)
    forecasts = [
        _forecast(org_id, who.channel_id, friends, number, actor, spec, action, bulk)
        for spec, action, bulk in deeds
    ]
    return BulkForecast(number, any(each.can_undo for each in forecasts), forecasts)


def _forecast(
    org_id: int,
    channel_id: int,
    friends: Sql,
    number: int,
    actor: Actor,
    spec: Mapping[str, Any],
    action: Action,
    bulk: Bulk,
) -> ActionForecast:
    params = _params(spec, action)
    foreseen = bulk.foresee(org_id, channel_id, friends, number, params)
    return ActionForecast(
        do=spec["do"],
        title=bulk.describe(org_id, params),
        changes=foreseen.changes,
        unchanged=foreseen.unchanged,
        refused=foreseen.refused,
        can_undo=bulk.undo is not None,
        warnings=bulk.warnings,
        missing=sorted(set(bulk.permissions) - actor.permissions),
    )


def start_bulk(
    *, org_id: int, who: Who, actions: Sequence[dict[str, Any]], actor: Actor, now: datetime
) -> Operation:
    """Freeze whom it concerns and what is sent, and let the worker begin. Not idempotent: the API's key is.

    ProblemError 403 unless the actor holds what every action needs, 404 for the channel, 422 for mistakes and for
    nobody.
    """
    deeds = _sound(org_id, who, actions)
    titles = [bulk.lasting_words(org_id, _params(spec, action)) for spec, action, bulk in deeds]
    operation = start_operation(
        org_id=org_id,
        channel_id=who.channel_id,
        kind=_KIND,
        title=_title(titles),
        params={},
        actor=actor,
        needs=sorted({name for _, _, bulk in deeds for name in bulk.permissions}),
        can_undo=any(bulk.undo is not None for _, _, bulk in deeds),
        now=now,
    )
    friends = friends_of(org_id, who, now)
    if freeze_targets(operation, friends.text, friends.params) == 0:
        raise invalid_input(
            "who", "対象の友だちがいません。条件を見直してください。", "This is nobody: widen the filter."
        )
    operation.params = {
        "actions": prepare_actions(org_id, actions, now),
        "titles": [title.as_json() for title in titles],
        "can_undo": [bulk.undo is not None for _, _, bulk in deeds],
    }
    operation.save(update_fields=["params"])
    return operation


def _sound(
    org_id: int, who: Who, actions: Sequence[dict[str, Any]]
) -> list[tuple[dict[str, Any], Action, Bulk]]:
    line_selectors.channel(org_id, who.channel_id)
    require_sound_who(org_id, who)
    problems = check_actions(org_id, who.channel_id, actions)
    if problems:
        raise invalid_fields(problems)
    deeds = []
    for index, spec in enumerate(actions):
        action = action_named(spec["do"])
        assert action is not None
        if action.bulk is None:
            problems.append(
                FieldProblem(
                    f"actions.{index}.do",
                    "このアクションは、まとめて行えません。",
                    "This action cannot be done to many at once.",
                )
            )
        else:
            deeds.append((spec, action, action.bulk))
    if problems:
        raise invalid_fields(problems)
    return deeds


def _params(spec: Mapping[str, Any], action: Action) -> Any:
    return action.params.model_validate({key: value for key, value in spec.items() if key != "do"})


def _title(each: Sequence[Words]) -> Words:
    if len(each) == 1:
        return each[0]
    further = len(each) - 1
    return Words(f"{each[0].ja} ほか{further}件", f"{each[0].en} and {further} more")
