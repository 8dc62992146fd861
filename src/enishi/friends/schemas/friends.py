"""What the API of friends takes and gives."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, StringConstraints

from enishi.accounts.schemas import Cursor, InputSchema, Limit, OutputSchema
from enishi.friends.models import Friend, FriendStatus, Origin, Tag
from enishi.friends.schemas.filters import FriendFilterQuery
from enishi.friends.schemas.friend_fields import FriendFieldOut
from enishi.friends.schemas.tags import TagNameOut, TagOut


class FriendQuery(FriendFilterQuery):
    cursor: Cursor = None
    limit: Limit = 50
    order: Annotated[
        Literal["newest", "reaction"],
        Field(description="新しい順か、最後の反応が新しい順 / newest first, or whoever reacted last first"),
    ] = "newest"


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
    #: Staff's own choice: kept out of lists, and never written to.
    hidden_at: datetime | None
    muted_at: datetime | None

    @classmethod
    def of(cls, friend: Friend) -> "FriendOut":
        return cls.from_orm(friend)


class ListedFriendOut(FriendOut):
    tags: list[TagNameOut]
    mark_id: int | None


class Rows:
    """Friends as a list shows them. A tag that many of them have is written out once."""

    def __init__(self, tags: Mapping[int, Sequence[Tag]], marks: Mapping[int, int]) -> None:
        self._tags, self._marks = tags, marks
        self._names: dict[int, TagNameOut] = {}

    def facts_of(self, friend: Friend) -> dict[str, Any]:
        """What a :class:`ListedFriendOut` is made of."""
        names = [self._name(tag) for tag in self._tags.get(friend.id, ())]
        return {**FriendOut.of(friend).dict(), "tags": names, "mark_id": self._marks.get(friend.id)}

    def _name(self, tag: Tag) -> TagNameOut:
        if tag.id not in self._names:
            self._names[tag.id] = TagNameOut.from_orm(tag)
        return self._names[tag.id]


class FriendPageOut(OutputSchema):
    items: list[ListedFriendOut]
    next_cursor: str | None


class FriendDetailOut(FriendOut):
    memo: str
    tags: list[TagOut]
    fields: list[FriendFieldOut]

    @classmethod
    def with_tags(cls, friend: Friend, tags: list[Tag], fields: list[FriendFieldOut]) -> "FriendDetailOut":
        on = [TagOut.of(tag) for tag in tags]
        return cls(**FriendOut.of(friend).dict(), memo=friend.memo, tags=on, fields=fields)


class MemoIn(InputSchema):
    model_config = ConfigDict(json_schema_extra={"example": {"memo": "次回はトリートメントをご案内する。"}})

    memo: Annotated[str, StringConstraints(max_length=5000)]


class ImportRequestedOut(OutputSchema):
    """``is_new`` is false when an import of this account was waiting already."""

    is_new: bool
