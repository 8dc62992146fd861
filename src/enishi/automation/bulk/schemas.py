"""What the API of bulk operations takes and gives."""

from typing import Annotated, Any

from pydantic import ConfigDict, Field, JsonValue

from enishi.accounts.schemas import Id, InputSchema, OutputSchema
from enishi.automation.bulk.services import BulkForecast
from enishi.automation.schemas import MAX_ACTIONS
from enishi.friends.schemas.operations import WordsOut
from enishi.friends.schemas.who import WhoIn

_EXAMPLE: dict[str, JsonValue] = {
    "channel_id": 1,
    "who": {"status": "following", "tag_id": 1},
    "actions": [{"do": "add_tag", "tag_id": 1}],
}


class BulkIn(InputSchema):
    """What to do to whom."""

    model_config = ConfigDict(json_schema_extra={"example": _EXAMPLE})

    channel_id: Id
    who: WhoIn
    actions: Annotated[
        list[dict[str, Any]],
        Field(
            min_length=1,
            max_length=MAX_ACTIONS,
            description=(
                "do: add_tag / remove_tag (tag_id), start_scenario / stop_scenario (scenario_id), send (blocks), "
                "set_mark (mark_id), assign (member_id), hide, unhide, mute, unmute …"
                "メッセージは最後に一度だけ送られます。 / Messages go out once, after everything else."
            ),
        ),
    ]


class ActionForecastOut(OutputSchema):
    """``changes`` friends would change, ``unchanged`` are so already; ``refused``: reason → number. ``missing``: the
    permissions that the caller lacks."""

    do: str
    title: WordsOut
    changes: int
    unchanged: int
    refused: dict[str, int]
    can_undo: bool
    warnings: list[str]
    missing: list[str]


class BulkForecastOut(OutputSchema):
    """What would happen now. ``number`` friends are meant; ``can_undo``: at least one of the actions can be undone."""

    number: int
    can_undo: bool
    actions: list[ActionForecastOut]

    @classmethod
    def of(cls, forecast: BulkForecast) -> "BulkForecastOut":
        return cls.from_orm(forecast)
