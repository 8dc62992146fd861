"""What LINE's reading endpoints answer, as frozen values: decoded bodies in, what Enishi uses out.

LINE adds properties and enum values without notice, so readers look up what they know and keep strings as
they are. A reader raises KeyError, TypeError or ValueError on a body without its required properties.
"""

from dataclasses import dataclass, field
from typing import Any

JsonObject = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Profile:
    """A friend's public profile; ``picture_url`` changes when the friend changes the picture."""

    line_user_id: str
    display_name: str
    picture_url: str | None
    status_message: str | None
    language: str | None


@dataclass(frozen=True, slots=True)
class BotInfo:
    """The account behind a token; ``user_id`` is the ``destination`` of its webhooks and binds a channel."""

    user_id: str
    basic_id: str
    premium_id: str | None
    display_name: str
    picture_url: str | None
    chat_mode: str
    mark_as_read_mode: str


@dataclass(frozen=True, slots=True)
class FollowerPage:
    """One page of friends' ids. A page may be short or empty and still have a next one: follow ``next``."""

    line_user_ids: tuple[str, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class Quota:
    """How many recipients a month may be sent to; ``limit`` is None where the plan has none."""

    limit: int | None


@dataclass(frozen=True, slots=True)
class WebhookEndpoint:
    """Where LINE sends webhooks, and whether "Use webhook" is on."""

    url: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class WebhookTest:
    """What LINE met when it called the webhook address.

    ``reason`` is OK, COULD_NOT_CONNECT, REQUEST_TIMEOUT, ERROR_STATUS_CODE or UNCLASSIFIED today.
    """

    is_success: bool
    status_code: int
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A fresh access token and its life in seconds."""

    access_token: str = field(repr=False)
    expires_in_seconds: int


@dataclass(frozen=True, slots=True)
class TokenInfo:
    """Whose token it is; ``channel_id`` tells a token of another channel."""

    channel_id: str
    expires_in_seconds: int
    scope: str


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("a string was expected")
    return value


def _optional_text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def read_profile(body: JsonObject) -> Profile:
    """GET profile."""
    return Profile(
        line_user_id=_text(body["userId"]),
        display_name=_text(body["displayName"]),
        picture_url=_optional_text(body.get("pictureUrl")),
        status_message=_optional_text(body.get("statusMessage")),
        language=_optional_text(body.get("language")),
    )


def read_bot_info(body: JsonObject) -> BotInfo:
    """GET bot info."""
    return BotInfo(
        user_id=_text(body["userId"]),
        basic_id=_text(body["basicId"]),
        premium_id=_optional_text(body.get("premiumId")),
        display_name=_text(body["displayName"]),
        picture_url=_optional_text(body.get("pictureUrl")),
        chat_mode=str(body.get("chatMode", "")),
        mark_as_read_mode=str(body.get("markAsReadMode", "")),
    )


def read_follower_page(body: JsonObject) -> FollowerPage:
    """GET follower ids."""
    return FollowerPage(tuple(_text(one) for one in body["userIds"]), _optional_text(body.get("next")))


def read_quota(body: JsonObject) -> Quota:
    """GET message quota; ``value`` is only there when the type is ``limited``."""
    return Quota(int(body["value"]) if body["type"] == "limited" else None)


def read_total_usage(body: JsonObject) -> int:
    """GET quota consumption: recipients this month, approximate, with what the OA Manager sent."""
    return int(body["totalUsage"])


def read_webhook_endpoint(body: JsonObject) -> WebhookEndpoint:
    """GET webhook endpoint."""
    return WebhookEndpoint(_text(body["endpoint"]), bool(body["active"]))


def read_webhook_test(body: JsonObject) -> WebhookTest:
    """POST webhook test."""
    return WebhookTest(
        is_success=bool(body.get("success")),
        status_code=int(body["statusCode"]),
        reason=_text(body["reason"]),
        detail=_text(body["detail"]),
    )


def read_issued_token(body: JsonObject) -> IssuedToken:
    """POST token."""
    return IssuedToken(_text(body["access_token"]), int(body["expires_in"]))


def read_token_info(body: JsonObject) -> TokenInfo:
    """POST verify."""
    return TokenInfo(_text(body["client_id"]), int(body["expires_in"]), str(body.get("scope", "")))


def read_nothing(body: JsonObject) -> None:
    """Endpoints whose success says it all."""
