"""What the API of tags takes and gives."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from enishi.accounts.schemas import Id, InputSchema, Name, OutputSchema
from enishi.friends.models import Tag
from enishi.friends.schemas.filters import CountOut, FriendFilterQuery
from enishi.friends.selectors import Count, FriendFilter
from enishi.friends.services.tags import MOST_AT_ONCE
from enishi.kit.errors import invalid_input


class TagNameOut(OutputSchema):
    id: int
    name: str


class TagOut(OutputSchema):
    id: int
    name: str
    created_at: datetime
    archived_at: datetime | None

    @classmethod
    def of(cls, tag: Tag) -> "TagOut":
        return cls.from_orm(tag)


class ListedTagOut(TagOut):
    """``friends``: how many have it; null unless asked for."""

    friends: CountOut | None

    @classmethod
    def with_count(cls, tag: Tag, count: Count | None) -> "ListedTagOut":
        return cls(**TagOut.of(tag).dict(), friends=CountOut.of(count) if count else None)


class TagsOut(OutputSchema):
    items: list[ListedTagOut]


class TagIn(InputSchema):
    model_config = ConfigDict(json_schema_extra={"example": {"name": "カラー希望"}})

    name: Name


class TagChangeIn(InputSchema):
    model_config = ConfigDict(json_schema_extra={"example": {"is_archived": True}})

    name: Name | None = None
    is_archived: bool | None = None


class TagQuery(InputSchema):
    with_archived: bool = False
    with_counts: bool = False


class TaggingIn(InputSchema):
    """Exactly one of ``friend_ids`` and ``filter``."""

    model_config = ConfigDict(json_schema_extra={"example": {"action": "add", "friend_ids": [1, 2, 3]}})

    action: Literal["add", "remove"]
    friend_ids: Annotated[list[Id], Field(min_length=1, max_length=MOST_AT_ONCE)] | None = None
    filter: FriendFilterQuery | None = None

    def chosen(self) -> list[int] | FriendFilter:
        if (self.friend_ids is None) == (self.filter is None):
            raise invalid_input(
                "friend_ids",
                "friend_ids か filter のどちらか一方だけを指定してください。",
                "Give exactly one of friend_ids and filter.",
            )
        return self.filter.as_filter() if self.filter else self.friend_ids or []


class TaggingOut(OutputSchema):
    """``chosen`` friends were meant; ``changed`` of them had the tag put on or taken off now."""

    chosen: int
    changed: int
