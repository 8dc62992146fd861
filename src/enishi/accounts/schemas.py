"""What the API of organisations, members, keys and the audit log takes and gives.

And the bases of all schemas.
"""

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import AwareDatetime, ConfigDict, Field, StringConstraints

from enishi.accounts.models import ApiKey, AuditEntry, Member, Role
from enishi.accounts.permissions import Actor, PermissionName
from enishi.kit.paging import MAX_PAGE


class InputSchema(Schema):
    """Base of what comes in.

    A misspelt field is told instead of ignored, and blanks around texts are dropped.
    """

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class OutputSchema(Schema):
    """Base of what goes out."""


#: An id as PostgreSQL's bigint can hold it.
Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=100)]
#: How many rows a page holds.
Limit = Annotated[int, Field(ge=1, le=MAX_PAGE)]
Cursor = Annotated[str | None, Field(max_length=200)]


class MeOut(OutputSchema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "organisation": {"id": 1, "name": "美容室はなえ", "is_sending_held": False},
                "kind": "api_key",
                "label": "予約システム (ek_3kd8vq2m…)",
                "permissions": ["friends.view", "me.view"],
            }
        }
    )

    organisation: "OrganisationOut"
    kind: str
    label: str
    permissions: list[str]

    @classmethod
    def of(cls, organisation: Any, actor: Actor) -> "MeOut":
        return cls(
            organisation=OrganisationOut.from_orm(organisation),
            kind=actor.kind,
            label=actor.label,
            permissions=sorted(actor.permissions),
        )


class OrganisationOut(OutputSchema):
    id: int
    name: str
    is_sending_held: bool


class OrganisationIn(InputSchema):
    model_config = ConfigDict(json_schema_extra={"example": {"name": "美容室はなえ"}})

    name: Annotated[str, StringConstraints(min_length=1, max_length=200)]


class MemberIn(InputSchema):
    """Holds no password: users span organisations, and whoever names an e-mail first must not hold its key."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"email": "mika@example.com", "name": "佐藤 美香", "role": "operator"}}
    )

    email: Annotated[str, StringConstraints(min_length=3, max_length=254)]
    name: Name
    role: Role
    ends_on: date | None = None


class RoleIn(InputSchema):
    model_config = ConfigDict(json_schema_extra={"example": {"role": "analyst"}})

    role: Role


class MemberOut(OutputSchema):
    id: int
    user_id: int
    email: str
    name: str
    role: Role
    created_at: datetime
    ends_on: date | None

    @classmethod
    def of(cls, member: Member) -> "MemberOut":
        return cls(
            id=member.id,
            user_id=member.user_id,
            email=member.user.email,
            name=member.user.name,
            role=Role(member.role),
            created_at=member.created_at,
            ends_on=member.ends_on,
        )


class MembersOut(OutputSchema):
    items: list[MemberOut]


class ApiKeyIn(InputSchema):
    model_config = ConfigDict(
        json_schema_extra={"example": {"name": "予約システム", "scopes": ["friends.view", "tags.edit"]}}
    )

    name: Name
    scopes: Annotated[list[PermissionName], Field(min_length=1, max_length=100)]
    expires_at: AwareDatetime | None = None


class ApiKeyOut(OutputSchema):
    id: int
    name: str
    prefix: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None

    @classmethod
    def of(cls, key: ApiKey) -> "ApiKeyOut":
        return cls.from_orm(key)


class ApiKeysOut(OutputSchema):
    items: list[ApiKeyOut]


class NewApiKeyOut(ApiKeyOut):
    """The only answer that ever holds the key itself."""

    key: str


class AuditEntryOut(OutputSchema):
    id: int
    at: datetime
    actor_kind: str
    actor_id: int | None
    actor_label: str
    action: str
    object_kind: str
    object_id: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    address: str | None
    request_id: str

    @classmethod
    def of(cls, entry: AuditEntry) -> "AuditEntryOut":
        return cls.from_orm(entry)


class AuditPageOut(OutputSchema):
    items: list[AuditEntryOut]
    next_cursor: str | None


class AuditQuery(InputSchema):
    cursor: Cursor = None
    limit: Limit = 50
    action: Annotated[str, StringConstraints(max_length=60)] = ""
    object_kind: Annotated[str, StringConstraints(max_length=60)] = ""
    object_id: Annotated[str, StringConstraints(max_length=60)] = ""
    since: AwareDatetime | None = None
