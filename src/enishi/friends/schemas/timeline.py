"""What the API of timelines gives."""

from datetime import datetime
from typing import Any

from enishi.accounts.schemas import Cursor, InputSchema, Limit, OutputSchema
from enishi.friends.selectors import TimelineEntry

#: What may be told of a message to those who may not read the talk.
_OUTLINE = ("type", "message_id", "is_unsent")


class TimelineQuery(InputSchema):
    cursor: Cursor = None
    limit: Limit = 50


class TimelineEntryOut(OutputSchema):
    """Without ``talk.view`` a friend's messages are told without their content."""

    kind: str
    occurred_at: datetime
    data: dict[str, Any]

    @classmethod
    def of(cls, entry: TimelineEntry, *, with_talk: bool) -> "TimelineEntryOut":
        data = entry.data
        if not with_talk and entry.kind.startswith("message."):
            data = {name: data[name] for name in _OUTLINE if name in data}
        return cls(kind=entry.kind, occurred_at=entry.occurred_at, data=data)


class TimelinePageOut(OutputSchema):
    items: list[TimelineEntryOut]
    next_cursor: str | None
