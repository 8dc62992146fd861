"""What the API of saved views takes and gives."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, JsonValue, StringConstraints

from enishi.accounts.schemas import Id, InputSchema, Name, OutputSchema
from enishi.friends.domain.columns import DEFAULT_COLUMNS, MOST_COLUMNS
from enishi.friends.models import FriendStatus, FriendView
from enishi.friends.schemas.filters import Visibility
from enishi.friends.services.views import NewView

ConditionTree = Annotated[
    dict[str, Any] | None,
    Field(description="条件。null は全員 / a condition (docs/api/conditions.schema.json); null: everyone"),
]
Columns = Annotated[
    list[Annotated[str, StringConstraints(max_length=40)]],
    Field(
        max_length=MOST_COLUMNS,
        description="表示する列。友だち情報は field:番号 / columns to show; a field is field:<id>",
    ),
]
Order = Literal["newest", "reaction"]

_EXAMPLE: dict[str, JsonValue] = {
    "channel_id": 1,
    "name": "30日以上反応のない会員",
    "tree": {
        "version": 1,
        "root": {
            "kind": "last_reaction",
            "when": {"mode": "days_ago", "test": "at_least", "days": 30},
        },
    },
    "columns": ["tags", "reaction"],
    "is_shared": True,
}


class QuickFilters(InputSchema):
    """The filters beside the condition, as the list's search takes them."""

    name: Annotated[str, StringConstraints(max_length=200)] = ""
    status: FriendStatus | None = None
    tag_id: Id | None = None
    mark_id: Id | None = None
    visibility: Visibility = "shown"

    def kept(self) -> dict[str, Any]:
        return self.model_dump(mode="json", exclude_defaults=True)


class FriendViewIn(InputSchema):
    model_config = ConfigDict(json_schema_extra={"example": _EXAMPLE})

    channel_id: Id
    name: Name
    tree: ConditionTree = None
    filters: QuickFilters = QuickFilters()
    columns: Columns = list(DEFAULT_COLUMNS)
    order: Order = "newest"
    is_shared: bool = False

    def wanted(self) -> NewView:
        return NewView(self.name, self.tree, self.filters.kept(), self.columns, self.order, self.is_shared)


class FriendViewChangeIn(InputSchema):
    """What is left out stays as it is."""

    model_config = ConfigDict(json_schema_extra={"example": {"name": "反応のない会員", "is_shared": False}})

    name: Name | None = None
    tree: ConditionTree = None
    filters: QuickFilters | None = None
    columns: Columns | None = None
    order: Order | None = None
    is_shared: bool | None = None

    def changes(self) -> dict[str, Any]:
        given = self.model_dump(exclude_unset=True, exclude={"filters"})
        # Only the condition means something by null.
        changes = {name: value for name, value in given.items() if value is not None or name == "tree"}
        if self.filters is not None:
            changes["filters"] = self.filters.kept()
        return changes


class FriendViewQuery(InputSchema):
    channel_id: Id


class FriendViewOut(OutputSchema):
    """``is_mine``: saved by whoever asks."""

    id: int
    channel_id: int
    name: str
    tree: dict[str, Any] | None
    filters: dict[str, Any]
    columns: list[str]
    order: Order
    is_shared: bool
    is_mine: bool
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, view: FriendView, member_id: int | None) -> "FriendViewOut":
        is_mine = view.owner_id is not None and view.owner_id == member_id
        names = [name for name in cls.model_fields if name != "is_mine"]
        return cls(**{name: getattr(view, name) for name in names}, is_mine=is_mine)


class FriendViewsOut(OutputSchema):
    items: list[FriendViewOut]
