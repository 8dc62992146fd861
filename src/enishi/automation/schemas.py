"""What the API of rules takes and gives."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, ConfigDict, Field, JsonValue, StringConstraints

from enishi.accounts.schemas import Id, InputSchema, Name, OutputSchema
from enishi.automation.domain.triggers import Trigger
from enishi.automation.models import Rule

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
    trigger_kind: Literal["", "follow", "keyword", "any_message", "postback", "tag_added"] = ""


class RuleIn(InputSchema):
    """The on-follow settings are rules too: trigger ``follow`` with the case ``new``, ``returning`` or ``known``."""

    model_config = ConfigDict(json_schema_extra={"example": _EXAMPLE})

    channel_id: Id
    name: Name
    trigger: Trigger
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
    """``at``: left out, now."""

    model_config = ConfigDict(json_schema_extra={"example": {"channel_id": 1, "text": "予約したい"}})

    channel_id: Id
    text: Annotated[str, StringConstraints(min_length=1, max_length=5000)]
    at: AwareDatetime | None = None


class TrialOut(OutputSchema):
    """``rule`` would answer; None: nothing would."""

    rule: RuleOut | None
