"""What several parts of the friends' API share: a filter and a count."""

from typing import Annotated

from pydantic import Field, StringConstraints

from enishi.accounts.schemas import Id, InputSchema, OutputSchema
from enishi.friends.models import FriendStatus
from enishi.friends.selectors import Count, FriendFilter


class FriendFilterQuery(InputSchema):
    channel_id: Id | None = None
    status: FriendStatus | None = None
    tag_id: Id | None = None
    name: Annotated[
        str, StringConstraints(max_length=200), Field(description="表示名の一部 / part of the name")
    ] = ""
    mark_id: Annotated[Id | None, Field(description="対応マーク / response mark")] = None

    def as_filter(self) -> FriendFilter:
        return FriendFilter(self.channel_id, self.status or "", self.tag_id, self.name, self.mark_id)


class CountOut(OutputSchema):
    """``number`` is a lower bound unless ``is_exact``."""

    number: int
    is_exact: bool

    @classmethod
    def of(cls, count: Count) -> "CountOut":
        return cls.from_orm(count)
