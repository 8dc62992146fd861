"""What the search for friends takes and gives."""

from typing import Annotated, Any

from pydantic import ConfigDict, Field, StringConstraints

from enishi.accounts.schemas import Cursor, Id, InputSchema, Limit, OutputSchema
from enishi.friends.models import FriendStatus
from enishi.friends.schemas.conditions import ConditionTree
from enishi.friends.schemas.filters import Visibility
from enishi.friends.schemas.friends import ListedFriendOut
from enishi.friends.schemas.views import Columns, Order
from enishi.friends.selectors.friends import FriendFilter
from enishi.friends.selectors.search import Search

_EXAMPLE: dict[str, Any] = {
    "channel_id": 1,
    "tree": {
        "version": 1,
        "root": {"kind": "last_reaction", "when": {"mode": "days_ago", "test": "at_most", "days": 30}},
    },
}


class FriendCountIn(InputSchema):
    """Whoever meets the condition and every quick filter; ``tree`` null is everybody."""

    model_config = ConfigDict(json_schema_extra={"example": _EXAMPLE})

    channel_id: Id
    tree: ConditionTree | None = None
    status: FriendStatus | None = None
    tag_id: Id | None = None
    name: Annotated[
        str, StringConstraints(max_length=200), Field(description="表示名の一部 / part of the name")
    ] = ""
    mark_id: Annotated[Id | None, Field(description="対応マーク / response mark")] = None
    visibility: Visibility = "shown"

    def as_search(self) -> Search:
        visibility = "" if self.visibility == "all" else self.visibility
        wanted = FriendFilter(None, self.status or "", self.tag_id, self.name, self.mark_id, visibility)
        return Search(self.channel_id, wanted, self.tree)


class FriendSearchIn(FriendCountIn):
    """``columns``: what to tell beside what a friend's own row holds."""

    model_config = ConfigDict(json_schema_extra={"example": {**_EXAMPLE, "columns": ["tags", "field:1"]}})

    cursor: Cursor = None
    limit: Limit = 50
    order: Annotated[
        Order, Field(description="新しい順か、最後の反応が新しい順 / newest first, or by last reaction")
    ] = "newest"
    columns: Columns = []


class FoundFriendOut(ListedFriendOut):
    """``cells``: column → what stands there, for those asked for that are not empty."""

    cells: dict[str, Any]


class FoundFriendPageOut(OutputSchema):
    items: list[FoundFriendOut]
    next_cursor: str | None
