"""What several parts of the friends' API share: a filter and a count."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from enishi.accounts.schemas import Id, InputSchema, OutputSchema
from enishi.friends.models import FriendStatus
from enishi.friends.selectors import Count, FriendFilter

Visibility = Annotated[
    Literal["shown", "hidden", "muted", "all"],
    Field(
        description="表示中、非表示、配信停止、すべて / shown in lists, hidden from them, never written to, or all"
    ),
]


class FriendFilterQuery(InputSchema):
    channel_id: Id | None = None
    status: FriendStatus | None = None
    tag_id: Id | None = None
    name: Annotated[
        str, StringConstraints(max_length=200), Field(description="表示名の一部 / part of the name")
    ] = ""
    mark_id: Annotated[Id | None, Field(description="対応マーク / response mark")] = None
    visibility: Visibility = "shown"

    def as_filter(self) -> FriendFilter:
        visibility = "" if self.visibility == "all" else self.visibility
        return FriendFilter(
            self.channel_id, self.status or "", self.tag_id, self.name, self.mark_id, visibility
        )


class CountOut(OutputSchema):
    """``number`` is a lower bound unless ``is_exact``."""

    number: int
    is_exact: bool

    @classmethod
    def of(cls, count: Count) -> "CountOut":
        return cls.from_orm(count)
