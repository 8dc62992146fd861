"""What the API of 表示操作 takes and gives."""

from datetime import datetime

from pydantic import ConfigDict

from enishi.accounts.schemas import InputSchema, OutputSchema


class VisibilityIn(InputSchema):
    """What is left out stays as it is."""

    model_config = ConfigDict(json_schema_extra={"example": {"is_hidden": True}})

    is_hidden: bool | None = None
    is_muted: bool | None = None


class VisibilityOut(OutputSchema):
    """Since when the friend is kept out of lists, and since when nothing is sent to them; null: not."""

    hidden_at: datetime | None
    muted_at: datetime | None
