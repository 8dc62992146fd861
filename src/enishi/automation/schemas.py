"""What the API of rules takes and gives."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, JsonValue

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
    trigger_kind: Literal["", "follow", "keyword", "postback", "tag_added"] = ""


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


class RulesOut(OutputSchema):
    items: list[RuleOut]
