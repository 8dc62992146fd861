"""What the API of tags takes and gives."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, JsonValue, StringConstraints

from enishi.accounts.models import Member
from enishi.accounts.schemas import Id, InputSchema, Name, OutputSchema
from enishi.friends.conditions.references import Use
from enishi.friends.domain.tag_names import KindName
from enishi.friends.models import Tag
from enishi.friends.schemas.filters import CountOut, FriendFilterQuery
from enishi.friends.selectors import Count, FriendFilter
from enishi.friends.services.tags import FACTS, MOST_AT_ONCE
from enishi.kit.errors import invalid_input


class TagNameOut(OutputSchema):
    id: int
    name: str


class TagOwnerOut(OutputSchema):
    """``id`` is the member's."""

    id: int
    name: str

    @classmethod
    def of(cls, member: Member | None) -> "TagOwnerOut | None":
        return cls(id=member.id, name=member.user.name or member.user.email) if member else None


class TagOut(OutputSchema):
    """``kind`` is attribute, behaviour, campaign, status, interest (with its ``genre``), or empty."""

    id: int
    name: str
    folder: str
    kind: str
    genre: str
    meaning: str
    purpose: str
    owner: TagOwnerOut | None
    creator: str
    retires_on: date | None
    capacity: int | None
    created_at: datetime
    last_used_at: datetime | None
    archived_at: datetime | None

    @classmethod
    def of(cls, tag: Tag) -> "TagOut":
        return cls(**facts_of(tag))


def facts_of(tag: Tag) -> dict[str, Any]:
    """What every answer tells of a tag."""
    plain = [name for name in TagOut.model_fields if name != "owner"]
    return {name: getattr(tag, name) for name in plain} | {"owner": TagOwnerOut.of(tag.owner)}


class TagUseOut(OutputSchema):
    """Something that speaks of a tag: a rule, segment, view or genre; ``place`` says where in it."""

    kind: str
    id: int
    name: str
    channel_id: int | None
    place: str

    @classmethod
    def of(cls, use: Use) -> "TagUseOut":
        return cls.from_orm(use)


class ListedTagOut(TagOut):
    """``friends``: how many have it; ``uses``: what speaks of it. Each is null unless asked for."""

    friends: CountOut | None
    uses: list[TagUseOut] | None = None

    @classmethod
    def with_count(cls, tag: Tag, count: Count | None, uses: list[Use] | None) -> "ListedTagOut":
        return cls(
            **facts_of(tag),
            friends=CountOut.of(count) if count else None,
            uses=None if uses is None else [TagUseOut.of(use) for use in uses],
        )


class TagsOut(OutputSchema):
    items: list[ListedTagOut]


class TagDayOut(OutputSchema):
    """How many friends had the tag at the end of the day."""

    on: date
    friends: int


class TagDetailOut(ListedTagOut):
    trend: list[TagDayOut]
    similar: list["SimilarTagOut"]


class SimilarTagOut(OutputSchema):
    """A tag with nearly the same name. ``reason``: spelling, date, category or typo."""

    id: int
    name: str
    purpose: str
    friends: int
    archived_at: datetime | None
    reason: str


Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
_EXAMPLE: dict[str, JsonValue] = {
    "name": "行動_資料DL_20260115",
    "folder": "見込み客",
    "kind": "behaviour",
    "meaning": "サービス資料をダウンロードした",
    "purpose": "個別相談の案内を送る",
    "retires_on": "2026-12-31",
}


class _Facts(InputSchema):
    folder: Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)] | None = None
    kind: KindName | None = None
    genre: Annotated[str, StringConstraints(strip_whitespace=True, max_length=50)] | None = None
    meaning: Text | None = None
    purpose: Text | None = None
    owner_id: Id | None = None
    retires_on: date | None = None
    capacity: Annotated[int, Field(ge=1, le=100_000_000)] | None = None

    def facts(self) -> dict[str, Any]:
        """What was given. Texts cannot be null; the owner, the date and the capacity can be taken away by it."""
        given = self.model_dump(include=set(FACTS), exclude_unset=True)
        clearable = {"owner_id", "retires_on", "capacity"}
        return {key: "" if value is None and key not in clearable else value for key, value in given.items()}


class TagIn(_Facts):
    """``name`` follows the organisation's naming rule; a refusal tells what would (``corrections``)."""

    model_config = ConfigDict(json_schema_extra={"example": _EXAMPLE})

    name: Name


class TagChangeIn(_Facts):
    """What is left out stays as it is."""

    model_config = ConfigDict(json_schema_extra={"example": {"meaning": "資料を請求した", "capacity": 50}})

    name: Name | None = None
    is_archived: bool | None = None


class TagQuery(InputSchema):
    """``channel_id`` counts only that account's friends; left out, those of all accounts."""

    with_archived: bool = False
    with_counts: bool = False
    with_uses: bool = False
    channel_id: Id | None = None


class TagDetailQuery(InputSchema):
    channel_id: Id | None = None
    days: Annotated[int, Field(ge=1, le=400)] = 90


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
    """``chosen`` friends were meant; ``changed`` of them had the tag put on or taken off now; for ``refused`` of them
    there was no room within the tag's capacity."""

    chosen: int
    changed: int
    refused: int


class TagDeletedOut(OutputSchema):
    """By ``backup_id`` the tag can be had back for 90 days."""

    backup_id: int
    friends: int
