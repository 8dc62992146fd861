"""What the API of timelines gives."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from enishi.accounts.schemas import Cursor, InputSchema, Limit, Moment, OutputSchema
from enishi.friends.domain.happenings import Group
from enishi.friends.selectors import TimelineEntry, TimelineSlice

#: What may be told of a message to those who may not read the talk.
_OUTLINE = ("type", "message_id", "is_unsent")


def _split(value: object) -> object:
    """Names may come one by one or with commas between them."""
    if not isinstance(value, list):
        return value
    return [name for one in value for name in (one.split(",") if isinstance(one, str) else [one])]


class TimelineQuery(InputSchema):
    """A cursor goes on with the filters that it was given for."""

    cursor: Cursor = None
    limit: Limit = 50
    groups: Annotated[
        list[Group],
        BeforeValidator(_split),
        Field(
            max_length=6,
            description="トーク、配信、友だち情報とタグ、購入、外部、状態。なければすべて / "
            "talk, sendings, fields and tags, orders, from outside, state; none means all",
            examples=[["talk", "shop"]],
        ),
    ] = []
    since: Annotated[Moment | None, Field(description="この時刻から / from this time on, inclusive")] = None
    until: Annotated[Moment | None, Field(description="この時刻より前 / before this time, exclusive")] = None

    def as_slice(self) -> TimelineSlice:
        return TimelineSlice(frozenset(self.groups), self.since, self.until)


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
