"""What the API of organisations, members, keys and the audit log takes and gives.

And the bases of all schemas.
"""

from datetime import date, datetime
from typing import Annotated, Any, Self

from ninja import Schema
from pydantic import (
    AfterValidator,
    AwareDatetime,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    StringConstraints,
    ValidationInfo,
    model_validator,
)
from pydantic_core import PydanticCustomError

from enishi.accounts.models import ApiKey, AuditEntry, Invitation, Member, Role
from enishi.accounts.permissions import HOLDERS, ORGANISATION_WIDE, PermissionName
from enishi.accounts.role_texts import ROLE_TEXTS, SECTIONS, Words
from enishi.accounts.services.invitations import NewInvitation
from enishi.accounts.services.members import Place
from enishi.kit.paging import MAX_PAGE


class InputSchema(Schema):
    """Base of what comes in.

    A misspelt field is told instead of ignored, and blanks around texts are dropped.
    """

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class OutputSchema(Schema):
    """Base of what goes out: made from a row's attributes, or from keywords.

    It has no resolvers, so the framework's wrapper of every object, whose every attribute goes through Python, is not
    needed: a page of a hundred friends took twice as long with it. What is sound already is not looked at again.
    """

    @model_validator(mode="wrap")
    @classmethod
    def _run_root_validator(
        cls, values: Any, handler: ModelWrapValidatorHandler[Self], info: ValidationInfo
    ) -> Self:
        return values if isinstance(values, cls) else handler(values)


def _is_of_our_time(value: datetime) -> datetime:
    if not 1900 <= value.year <= 2999:
        raise PydanticCustomError("moment_range", "out of range")
    return value


#: A moment that comes in. Beyond these years some zone's clock leaves what Python can hold, and a row with such a moment
#: could be written, but never read.
Moment = Annotated[AwareDatetime, AfterValidator(_is_of_our_time)]

#: An id as PostgreSQL's bigint can hold it.
Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=100)]
#: How many rows a page holds.
Limit = Annotated[int, Field(ge=1, le=MAX_PAGE)]
ChannelIds = Annotated[list[Id] | None, Field(max_length=1000)]
Cursor = Annotated[str | None, Field(max_length=200)]


class UserOut(OutputSchema):
    id: int
    email: str
    name: str


class PlaceOut(OutputSchema):
    """An organisation that the signed-in person belongs to, and as what."""

    id: int
    name: str
    role: Role


class SecondFactorOut(OutputSchema):
    """``required`` by the role, ``satisfied`` by this session; ``methods`` are what the person has set up."""

    required: bool
    satisfied: bool
    methods: list[str]


class MeOut(OutputSchema):
    """``user`` and ``role`` are null for a program, ``channel_ids`` is null for every channel."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "kind": "user",
                "label": "花江 優子",
                "user": {"id": 1, "email": "hanae@example.com", "name": "花江 優子"},
                "organisation": {"id": 1, "name": "美容室はなえ", "is_sending_held": False},
                "organisations": [{"id": 1, "name": "美容室はなえ", "role": "owner"}],
                "role": "owner",
                "permissions": ["friends.view", "me.view"],
                "channel_ids": None,
                "second_factor": {"required": True, "satisfied": True, "methods": ["totp"]},
            }
        }
    )

    kind: str
    label: str
    user: UserOut | None
    organisation: "OrganisationOut"
    organisations: list[PlaceOut]
    role: Role | None
    permissions: list[str]
    channel_ids: list[int] | None
    second_factor: SecondFactorOut


class OrganisationOut(OutputSchema):
    id: int
    name: str
    is_sending_held: bool


class OrganisationIn(InputSchema):
    model_config = ConfigDict(json_schema_extra={"example": {"name": "美容室はなえ"}})

    name: Annotated[str, StringConstraints(min_length=1, max_length=200)]


class MemberChangeIn(InputSchema):
    """``channel_ids`` null is every channel, ``ends_on`` null is no last day."""

    model_config = ConfigDict(json_schema_extra={"example": {"role": "responder", "channel_ids": [1]}})

    role: Role | None = None
    channel_ids: ChannelIds = None
    ends_on: date | None = None

    def applied_to(self, present: "MemberOut") -> Place:
        """The member's place with what was given in it."""
        given = self.model_fields_set
        return Place(
            role=present.role if self.role is None else self.role,
            channel_ids=self.channel_ids if "channel_ids" in given else present.channel_ids,
            ends_on=self.ends_on if "ends_on" in given else present.ends_on,
        )


class MemberOut(OutputSchema):
    id: int
    user_id: int
    email: str
    name: str
    role: Role
    channel_ids: list[int] | None
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
            channel_ids=member.channel_ids,
            created_at=member.created_at,
            ends_on=member.ends_on,
        )


class MembersOut(OutputSchema):
    items: list[MemberOut]


class InvitationIn(InputSchema):
    """``channel_ids`` null is every channel, ``ends_on`` null is no last day; a partner needs both."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"email": "mika@example.com", "role": "operator", "channel_ids": None}}
    )

    email: Annotated[str, StringConstraints(min_length=3, max_length=254)]
    role: Role
    channel_ids: ChannelIds = None
    ends_on: date | None = None


class InvitationOut(OutputSchema):
    id: int
    email: str
    role: Role
    channel_ids: list[int] | None
    ends_on: date | None
    created_at: datetime
    created_by_name: str | None
    expires_at: datetime

    @classmethod
    def of(cls, invitation: Invitation) -> "InvitationOut":
        return cls(
            id=invitation.id,
            email=invitation.email,
            role=Role(invitation.role),
            channel_ids=invitation.channel_ids,
            ends_on=invitation.ends_on,
            created_at=invitation.created_at,
            created_by_name=invitation.created_by.name if invitation.created_by else None,
            expires_at=invitation.expires_at,
        )


class InvitationsOut(OutputSchema):
    items: list[InvitationOut]


class NewInvitationOut(InvitationOut):
    """The only answer that ever holds the link itself."""

    link: str
    is_mailed: bool

    @classmethod
    def made(cls, new: NewInvitation) -> "NewInvitationOut":
        shown = InvitationOut.of(new.invitation)
        return cls(**shown.dict(), link=new.link, is_mailed=new.is_mailed)


class LinkTokenIn(InputSchema):
    model_config = ConfigDict(json_schema_extra={"example": {"token": "iv_3f9c…"}})

    token: Annotated[str, StringConstraints(max_length=200)]


class OfferOut(OutputSchema):
    """What an invitation offers to whoever opened its link."""

    organisation_name: str
    email: str
    role: "RoleOut"
    channel_names: list[str] | None
    ends_on: date | None
    expires_at: datetime
    signed_in_email: str | None


class AcceptanceIn(LinkTokenIn):
    """``name`` and ``password`` from somebody new; somebody signed in sends neither."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"token": "iv_3f9c…", "name": "山田 みどり", "password": "himawari-asagao-2026"}
        }
    )

    name: Name | None = None
    password: Annotated[str | None, Field(max_length=1000)] = None


class AcceptedOut(OutputSchema):
    organisation_id: int
    email: str


class RoleOut(OutputSchema):
    key: str
    ja: str
    en: str
    meaning_ja: str
    meaning_en: str

    @classmethod
    def of(cls, role: str) -> "RoleOut":
        return cls(key=role, **ROLE_TEXTS[role]._asdict())


class PermissionOut(OutputSchema):
    """``is_organisation_wide``: whoever is limited to some channels goes without it."""

    key: PermissionName
    ja: str
    en: str
    meaning_ja: str
    meaning_en: str
    roles: list[Role]
    is_organisation_wide: bool

    @classmethod
    def of(cls, name: PermissionName, words: Words) -> "PermissionOut":
        return cls(
            key=name,
            **words._asdict(),
            roles=[role for role in Role if role in HOLDERS[name]],
            is_organisation_wide=name in ORGANISATION_WIDE,
        )


class PermissionSectionOut(OutputSchema):
    key: str
    ja: str
    en: str
    permissions: list[PermissionOut]


class RolesOut(OutputSchema):
    """The table of who may do what, in words."""

    roles: list[RoleOut]
    sections: list[PermissionSectionOut]

    @classmethod
    def table(cls) -> "RolesOut":
        return cls(
            roles=[RoleOut.of(role) for role in Role],
            sections=[
                PermissionSectionOut(
                    key=section.key,
                    ja=section.ja,
                    en=section.en,
                    permissions=[PermissionOut.of(*item) for item in section.permissions.items()],
                )
                for section in SECTIONS
            ],
        )


class ApiKeyIn(InputSchema):
    model_config = ConfigDict(
        json_schema_extra={"example": {"name": "予約システム", "scopes": ["friends.view", "tags.edit"]}}
    )

    name: Name
    scopes: Annotated[list[PermissionName], Field(min_length=1, max_length=100)]
    expires_at: Moment | None = None


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
    since: Moment | None = None
