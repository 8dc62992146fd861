"""What the API of rules takes and gives."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, JsonValue, StringConstraints

from enishi.accounts.schemas import Id, InputSchema, Moment, Name, OutputSchema
from enishi.automation.domain.triggers import Trigger
from enishi.automation.models import Rule
from enishi.automation.registry import Action

MAX_ACTIONS = 20

_EXAMPLE: dict[str, JsonValue] = {
    "channel_id": 1,
    "name": "はじめての友だちへのあいさつ",
    "trigger": {"kind": "follow", "case": "new"},
    "actions": [
        {"do": "send", "blocks": [{"kind": "text", "text": "{{name|お客さま}}さん、はじめまして。"}]},
        {"do": "add_tag", "tag_id": 1},
        {"do": "start_scenario", "scenario_id": 1},
    ],
}


class RuleQuery(InputSchema):
    channel_id: Id | None = None
    trigger_kind: Literal[
        "",
        "follow",
        "keyword",
        "any_message",
        "postback",
        "tag_added",
        "tag_removed",
        "segment_entered",
        "segment_left",
    ] = ""


class RuleIn(InputSchema):
    """The on-follow settings are rules too: trigger ``follow`` with the case ``new``, ``returning`` or ``known``."""

    model_config = ConfigDict(json_schema_extra={"example": _EXAMPLE})

    channel_id: Id
    name: Name
    trigger: Trigger
    condition: Annotated[
        dict[str, Any] | None,
        Field(
            description=(
                "友だちが満たすべき条件の木。null は全員 / "
                "a condition tree that the friend has to meet; null: everybody (docs/api/conditions.schema.json)"
            )
        ),
    ] = None
    actions: Annotated[
        list[dict[str, Any]],
        Field(
            min_length=1,
            max_length=MAX_ACTIONS,
            description=(
                "do: send (blocks), add_tag / remove_tag (tag_id), start_scenario / stop_scenario (scenario_id)。"
                "上から順に実行されます。 / Run from top to bottom."
            ),
        ),
    ]
    position: Annotated[
        int, Field(ge=0, le=10_000, description="小さいほど先 / the smaller, the earlier")
    ] = 0
    is_active: bool = True


class RuleOut(OutputSchema):
    id: int
    channel_id: int
    name: str
    trigger: dict[str, Any]
    trigger_kind: str
    condition: dict[str, Any] | None
    actions: list[dict[str, Any]]
    position: int
    is_active: bool
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, rule: Rule) -> "RuleOut":
        return cls.from_orm(rule)


class HiddenRuleOut(OutputSchema):
    """Rule ``rule_id`` can never answer, because rule ``by`` before it always does."""

    rule_id: int
    by: int


class RulesOut(OutputSchema):
    items: list[RuleOut]
    hidden: list[HiddenRuleOut]


class RuleOrderIn(InputSchema):
    """Rules of one channel in the order in which they are to be tried."""

    model_config = ConfigDict(json_schema_extra={"example": {"channel_id": 1, "rule_ids": [2, 1]}})

    channel_id: Id
    rule_ids: Annotated[list[Id], Field(min_length=1, max_length=1000)]


class TrialIn(InputSchema):
    """``at``: left out, now. ``friend_id``: ask conditions of this friend; left out, they count as met."""

    model_config = ConfigDict(json_schema_extra={"example": {"channel_id": 1, "text": "予約したい"}})

    channel_id: Id
    text: Annotated[str, StringConstraints(min_length=1, max_length=5000)]
    at: Moment | None = None
    friend_id: Id | None = None


class UnmetRuleOut(OutputSchema):
    """A rule that would have answered had its condition been met; ``sentence`` says whom it is for."""

    rule: RuleOut
    sentence: str


class TrialOut(OutputSchema):
    """``rule`` would answer; None: nothing would. ``unmet``: rules before it whose condition is not met."""

    rule: RuleOut | None
    unmet: list[UnmetRuleOut]


class ActionWordsOut(OutputSchema):
    ja: str
    en: str


class ActionChoiceOut(ActionWordsOut):
    value: str


class ActionInputOut(ActionWordsOut):
    """``name`` is the key in the action's JSON; ``type`` says what is chosen there: blocks, tag, scenario, field,
    field_value (of the field beside it), number, mark, member, purpose, text or choice (of ``choices``)."""

    name: str
    type: str
    is_required: bool
    choices: list[ActionChoiceOut]


class ActionKindOut(ActionWordsOut):
    """``do`` is the action's name in its JSON; ``group`` is message, friend, scenario or talk."""

    do: str
    group: str
    inputs: list[ActionInputOut]

    @classmethod
    def of(cls, do: str, action: Action) -> "ActionKindOut":
        inputs = [
            ActionInputOut(
                name=each.name,
                type=each.type,
                ja=each.ja,
                en=each.en,
                is_required=each.is_required,
                choices=[ActionChoiceOut(value=value, ja=ja, en=en) for value, ja, en in each.choices],
            )
            for each in action.inputs
        ]
        return cls(do=do, ja=action.ja, en=action.en, group=action.group, inputs=inputs)


class ActionKindsOut(OutputSchema):
    items: list[ActionKindOut]
