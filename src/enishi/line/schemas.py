"""What the channels' API takes and gives. Secrets and tokens come in and never go out."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints

from enishi.accounts.schemas import InputSchema, Name, OutputSchema
from enishi.line.models import Channel, TokenKind
from enishi.line.selectors import phone_url, webhook_address
from enishi.line.services import NewCredentials
from enishi.line.sync import Finding

_Pasted = Annotated[str, StringConstraints(min_length=1, max_length=500)]
Secret = Annotated[_Pasted | None, Field(repr=False)]


class CredentialsIn(InputSchema):
    """Whatever is left out stays as it is. Without ``token`` Enishi issues and renews tokens itself."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"secret": "0123456789abcdef0123456789abcdef", "token_kind": "stateless"}
        }
    )

    secret: Secret = None
    token_kind: TokenKind | None = None
    token: Secret = None

    def as_new(self) -> NewCredentials:
        return NewCredentials(self.secret, self.token_kind, self.token)


class ChannelIn(CredentialsIn):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "name": "美容室はなえ",
                "line_channel_id": "1234567890",
                "secret": "0123456789abcdef0123456789abcdef",
                "token_kind": "stateless",
            }
        }
    )

    name: Name
    line_channel_id: Annotated[str, StringConstraints(max_length=20)]
    timezone: Annotated[str, StringConstraints(max_length=60)] = "Asia/Tokyo"


class PracticeIn(InputSchema):
    model_config = ConfigDict(json_schema_extra={"example": {"name": "練習用アカウント"}})

    name: Name


class ChannelChangeIn(InputSchema):
    model_config = ConfigDict(json_schema_extra={"example": {"name": "美容室はなえ 本店", "is_active": True}})

    name: Name
    is_active: bool


class ChannelOut(OutputSchema):
    id: int
    name: str
    line_channel_id: str
    basic_id: str
    bot_user_id: str
    picture_url: str
    webhook_address: str
    phone_url: Annotated[
        str | None,
        Field(description="仮想の電話。練習用だけ / The virtual phones, of a practice channel only"),
    ]
    is_practice: bool
    token_kind: TokenKind
    is_rotating_secret: bool
    is_active: bool
    timezone: str
    created_at: datetime
    last_webhook_at: datetime | None
    quota_limit: int | None
    quota_used: int | None
    quota_checked_at: datetime | None

    @classmethod
    def of(cls, channel: Channel) -> "ChannelOut":
        return cls(
            **{name: getattr(channel, name) for name in _PLAIN},
            webhook_address=webhook_address(channel),
            phone_url=phone_url(channel),
            is_rotating_secret=bool(channel.previous_secret_sealed),
        )


_PLAIN = tuple(
    name
    for name in ChannelOut.model_fields
    if name not in ("webhook_address", "phone_url", "is_rotating_secret")
)


class ChannelsOut(OutputSchema):
    items: list[ChannelOut]


class FindingOut(OutputSchema):
    """``message`` is what was found and, where something has to be done, the mend; in both languages."""

    check: str
    is_ok: bool
    code: str | None
    ja: str
    en: str

    @classmethod
    def of(cls, finding: Finding) -> "FindingOut":
        code = finding.mend.code if finding.mend else None
        return cls(check=finding.check, is_ok=finding.is_ok, code=code, ja=finding.ja, en=finding.en)


class CheckOut(OutputSchema):
    is_ok: bool
    findings: list[FindingOut]


class WebhookAddressOut(OutputSchema):
    webhook_address: str
