"""What an action is, and the one list of them. Apps above register theirs in ``config.wiring``."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ValidationError

from enishi.friends.conditions.compiler import Sql
from enishi.friends.domain.operations import Words
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
    #: What the timeline's facts are to be found by afterwards, e.g. ``operation:12``.
    ref: str = ""
    #: The member who did it by hand, as messages name them.
    started_by: str = ""


@dataclass(frozen=True, slots=True)
class Effect:
    """What an action really changed. ``before`` is what its undo needs beyond the ids; ``refused`` counts, by reason,
    those for whom it was not possible."""

    changed: Sequence[int]
    before: Mapping[str, Any] = field(default_factory=dict)
    refused: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What an action would do to a set of friends now: how many it changes, how many are so already, and, by reason,
    how many it cannot or need not reach."""

    changes: int
    unchanged: int = 0
    refused: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UndoCall:
    """What one call of an action changed, at ``at``, to be taken back now."""

    org_id: int
    channel_id: int
    friend_ids: Sequence[int]
    before: Mapping[str, Any]
    at: datetime
    now: datetime
    ref: str

    @property
    def back_ref(self) -> str:
        """What the facts of the undo bear (``undo:12``), by which whatever keeps count knows them."""
        return self.ref.replace("operation:", "undo:", 1)


@dataclass(frozen=True, slots=True)
class Bulk:
    """What it takes to do an action to many friends at once, by the hand of staff.

    ``foresee`` counts in SQL (organisation, channel, a SELECT of friend ids, their number, params). ``undo`` takes back
    what is still as the action left it, and returns these friends. ``once`` replaces the action's ``run``: it is called
    for all friends together, when everything else is done. ``describe`` is for whoever is about to do it; ``title``
    stays in the log where that would hold a friend's data.
    """

    permissions: Sequence[str]
    describe: Callable[[int, Any], Words]
    foresee: Callable[[int, int, Sql, int, Any], Foreseen]
    undo: Callable[[UndoCall, Any], Sequence[int]] | None = None
    once: Callable[[ActionCall, Any], Effect] | None = None
    #: Codes of what the screen has to say before it is done, e.g. ``sends_messages``.
    warnings: Sequence[str] = ()
    title: Callable[[int, Any], Words] | None = None

    def lasting_words(self, org_id: int, params: Any) -> Words:
        """What it is called in the log of operations, for as long as there is one."""
        return (self.title or self.describe)(org_id, params)


type InputType = Literal[
    "blocks",
    "tag",
    "scenario",
    "field",
    "field_value",
    "number",
    "mark",
    "member",
    "purpose",
    "text",
    "choice",
]


@dataclass(frozen=True, slots=True)
class ActionInput:
    """One thing that the editor asks for. ``name`` is the key in the action's JSON, ``type`` what is chosen.

    A ``field_value`` belongs to the ``field`` that is asked for beside it; ``choices`` are (value, Japanese, English).
    """

    name: str
    type: InputType
    ja: str
    en: str
    is_required: bool = True
    choices: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Action:
    """``params`` specifies the action's JSON; ``check`` finds mistakes that need the database; ``run`` acts."""

    params: type[BaseModel]
    run: Callable[[ActionCall, Any], Effect | None]
    check: Callable[[int, int, Any, str], list[FieldProblem]]
    #: Fills what is fixed when the rule is saved (frozen content), so that running needs no second look.
    prepare: Callable[[int, Any, datetime], dict[str, Any]] | None = None
    #: What the editor calls the action, under which heading it stands, and what it asks for.
    ja: str = ""
    en: str = ""
    group: Literal["message", "friend", "scenario", "talk"] = "friend"
    inputs: tuple[ActionInput, ...] = ()
    #: None: it cannot be done to many friends at once.
    bulk: Bulk | None = None


def all_actions() -> dict[str, Action]:
    """Every action by its name, in the order of the list."""
    return dict(wired_by_name("ENISHI_ACTIONS"))


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
