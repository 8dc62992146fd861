"""What the API of events set aside takes and gives."""

from datetime import datetime

from enishi.accounts.schemas import Cursor, InputSchema, Limit, OutputSchema
from enishi.intake.selectors import FailedEvent


class FailedQuery(InputSchema):
    cursor: Cursor = None
    limit: Limit = 50


class FailedEventOut(OutputSchema):
    """``error`` is the kind of error; its details are in the logs."""

    webhook_event_id: str
    channel_id: int
    type: str
    occurred_at: datetime
    received_at: datetime
    processed_at: datetime
    error: str

    @classmethod
    def of(cls, event: FailedEvent) -> "FailedEventOut":
        return cls.from_orm(event)


class FailedPageOut(OutputSchema):
    items: list[FailedEventOut]
    next_cursor: str | None
