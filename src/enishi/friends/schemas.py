"""What the API of friends and tags takes and gives."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, StringConstraints

from enishi.accounts.schemas import Cursor, Id, InputSchema, Limit, Name, OutputSchema
from enishi.friends.models import Friend, FriendStatus, Origin, Tag
from enishi.friends.selectors import Count, FriendFilter, TimelineEntry
from enishi.friends.services.tags import MOST_AT_ONCE
from enishi.kit.errors import invalid_input


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


class FriendQuery(FriendFilterQuery):
    cursor: Cursor = None
    limit: Limit = 50
    order: Annotated[
        Literal["newest", "reaction"],
        Field(description="新しい順か、最後の反応が新しい順 / newest first, or whoever reacted last first"),
    ] = "newest"


class CountOut(OutputSchema):
    """``number`` is a lower bound unless ``is_exact``."""

    number: int
    is_exact: bool

    @classmethod
    def of(cls, count: Count) -> "CountOut":
        return cls.from_orm(count)


class FriendOut(OutputSchema):
    """``display_name`` and ``status_message`` are a friend's own words.

    Escape them wherever they are shown.
    """

    id: int
    channel_id: int
    line_user_id: str
    display_name: str
    picture_url: str
    status_message: str
    language: str
    status: FriendStatus
    origin: Origin
    first_seen_at: datetime
    followed_at: datetime | None
    blocked_at: datetime | None
    status_changed_at: datetime
    last_reaction_at: datetime | None
    profile_synced_at: datetime | None

    @classmethod
    def of(cls, friend: Friend) -> "FriendOut":
        return cls.from_orm(friend)


class TagNameOut(OutputSchema):
    id: int
    name: str


class ListedFriendOut(FriendOut):
    tags: list[TagNameOut]
    mark_id: int | None

    @classmethod
    def of_row(cls, friend: Friend, tags: list[Tag], mark_id: int | None) -> "ListedFriendOut":
        names = [TagNameOut.from_orm(tag) for tag in tags]
        return cls(**FriendOut.of(friend).dict(), tags=names, mark_id=mark_id)


class FriendPageOut(OutputSchema):
    items: list[ListedFriendOut]
    next_cursor: str | None


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


class FriendDetailOut(FriendOut):
    memo: str
    tags: list[TagOut]

    @classmethod
    def with_tags(cls, friend: Friend, tags: list[Tag]) -> "FriendDetailOut":
        return cls(**FriendOut.of(friend).dict(), memo=friend.memo, tags=[TagOut.of(tag) for tag in tags])


class MemoIn(InputSchema):
    model_config = ConfigDict(json_schema_extra={"example": {"memo": "次回はトリートメントをご案内する。"}})

    memo: Annotated[str, StringConstraints(max_length=5000)]


class TimelineQuery(InputSchema):
    cursor: Cursor = None
    limit: Limit = 50


#: What may be told of a message to those who may not read the talk.
_OUTLINE = ("type", "message_id", "is_unsent")


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


class ImportRequestedOut(OutputSchema):
    """``is_new`` is false when an import of this account was waiting already."""

    is_new: bool
