"""What the columns of a file mean, as it is kept in the database and given by the API."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from enishi.friends.transfers import limits

#: Kinds of fields that a file can make; the others need choices or an upload.
NewFieldType = Literal["text", "long_text", "number", "date", "datetime", "boolean", "email", "phone", "url"]
_Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
_Id = Annotated[int, Field(ge=1, le=2**63 - 1)]


class _Target(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Ignore(_Target):
    to: Literal["ignore"] = "ignore"


class LineUserId(_Target):
    to: Literal["line_user_id"] = "line_user_id"


class FriendId(_Target):
    to: Literal["friend_id"] = "friend_id"


class DisplayName(_Target):
    """Finds friends by their name on LINE; a new friend bears it until LINE tells the real one."""

    to: Literal["display_name"] = "display_name"


class Memo(_Target):
    to: Literal["memo"] = "memo"


class ToField(_Target):
    to: Literal["field"] = "field"
    field_id: _Id


class NewField(_Target):
    to: Literal["new_field"] = "new_field"
    name: _Name
    type: NewFieldType


class ToTag(_Target):
    """1 or 0 in each row: the friend has this tag or not."""

    to: Literal["tag"] = "tag"
    tag_id: _Id


class NewTag(_Target):
    """As :class:`ToTag`, for a tag that is made first."""

    to: Literal["new_tag"] = "new_tag"
    name: _Name


class TagNames(_Target):
    """Names of tags in one cell, parted by 、 , ; or a line break."""

    to: Literal["tag_names"] = "tag_names"


type ColumnTarget = Annotated[
    Ignore | LineUserId | FriendId | DisplayName | Memo | ToField | NewField | ToTag | NewTag | TagNames,
    Field(discriminator="to"),
]

#: Targets by which a friend can be found.
KEYS = (LineUserId, FriendId, DisplayName, ToField)


class ColumnMapping(BaseModel):
    """One target a column, in order. ``key`` is the column by which friends are found.

    ``empty``: what an empty cell does. ``conflict``: whether a value replaces another, or only fills a gap.
    ``creates_friends``: rows with an unknown LINE user id become friends. ``creates_tags``: unknown names in a column
    of tags become tags; ``corrects_tag_names``: under the name that the naming rule asks for, instead of a refusal.
    ``everyone_tag_ids``: tags for everybody in the file. ``runs_rules``: whether automation rules react to what the
    import changes.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "columns": [{"to": "line_user_id"}, {"to": "field", "field_id": 1}, {"to": "tag_names"}],
                "key": 0,
            }
        },
    )

    columns: Annotated[list[ColumnTarget], Field(max_length=limits.COLUMNS)]
    key: Annotated[int, Field(ge=0, lt=limits.COLUMNS)] | None = None
    empty: Literal["leave", "clear"] = "leave"
    conflict: Literal["overwrite", "only_empty"] = "overwrite"
    creates_friends: bool = False
    creates_tags: bool = True
    corrects_tag_names: bool = True
    everyone_tag_ids: Annotated[list[_Id], Field(max_length=20)] = []
    runs_rules: bool = False

    @property
    def key_target(self) -> Any:
        """What the key column means; None without one."""
        return None if self.key is None or self.key >= len(self.columns) else self.columns[self.key]
