"""Whom a request concerns, where it may be many."""

from typing import Annotated, Any

from pydantic import ConfigDict, Field, StringConstraints

from enishi.accounts.schemas import Id, InputSchema
from enishi.friends.models import FriendStatus
from enishi.friends.schemas.filters import Visibility
from enishi.friends.selectors.friends import FriendFilter
from enishi.friends.selectors.who import Who
from enishi.kit.errors import invalid_input

#: Friends that a request may name one by one; whoever means more means a list.
MOST_NAMED = 10_000


class WhoIn(InputSchema):
    """``friend_ids``, or everybody whom the other fields find but ``except_ids``; without any, all whom the list shows."""

    model_config = ConfigDict(json_schema_extra={"example": {"status": "following", "name": "愛"}})

    friend_ids: Annotated[list[Id], Field(min_length=1, max_length=MOST_NAMED)] | None = None
    tree: Annotated[
        dict[str, Any] | None, Field(description="条件の木（version 1） / a condition tree, version 1")
    ] = None
    status: FriendStatus | None = None
    tag_id: Id | None = None
    name: Annotated[
        str, StringConstraints(max_length=200), Field(description="表示名の一部 / part of the name")
    ] = ""
    mark_id: Id | None = None
    visibility: Visibility = "shown"
    except_ids: Annotated[
        list[Id],
        Field(
            max_length=MOST_NAMED,
            description="絞り込みに合っても除く友だち / friends who are left out although the filter finds them",
        ),
    ] = []

    def of(self, channel_id: int, path: str = "who") -> Who:
        """The friends of this channel who are meant. ProblemError 422 for ids and a description at once."""
        if self.friend_ids is not None and self.model_fields_set - {"friend_ids"}:
            raise invalid_input(
                f"{path}.friend_ids",
                "friend_ids と絞り込みは、どちらか一方だけを指定してください。",
                "Give either friend_ids or a filter, not both.",
            )
        visibility = "" if self.visibility == "all" else self.visibility
        wanted = FriendFilter(None, self.status or "", self.tag_id, self.name, self.mark_id, visibility)
        return Who(channel_id, self.friend_ids, wanted, self.tree, self.except_ids)
