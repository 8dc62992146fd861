"""What a channel owns besides users: menus, audiences, coupons, memberships, LIFF apps, received media."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class RichMenu:
    rich_menu_id: str
    definition: dict[str, Any]
    image: bytes | None = None
    image_type: str = ""


@dataclass(slots=True)
class RichMenuBatch:
    request_id: str
    operations: list[dict[str, Any]]
    accepted_at: float
    completed_at: float | None = None
    phase: str = "ongoing"


@dataclass(slots=True)
class AudienceJob:
    job_id: int
    description: str
    count: int
    created_at: float
    finished_at: float


@dataclass(slots=True)
class Audience:
    audience_group_id: int
    kind: str
    description: str
    created_at: float
    ready_at: float
    expires_at: float
    user_ids: set[str] = field(default_factory=set)
    jobs: list[AudienceJob] = field(default_factory=list)
    request_id: str | None = None
    click_url: str | None = None
    is_ifa: bool = False
    failed_type: str | None = None


@dataclass(slots=True)
class Coupon:
    coupon_id: str
    definition: dict[str, Any]
    created_at: float
    is_closed: bool = False


@dataclass(slots=True)
class Membership:
    """A membership plan; `members` maps a user id to the time of joining."""

    membership_id: int
    title: str
    description: str = ""
    benefits: list[str] = field(default_factory=lambda: ["特典"])
    price: float = 500.0
    currency: str = "JPY"
    member_limit: int | None = None
    is_in_app_purchase: bool = True
    is_published: bool = True
    members: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class LiffApp:
    liff_id: str
    definition: dict[str, Any]


@dataclass(slots=True)
class Content:
    """Media that a user sent: fetched by message id until it is unsent or LINE has deleted it."""

    channel_id: str
    kind: str
    data: bytes
    content_type: str
    received_at: float
    preview: bytes | None = None
    is_gone: bool = False
    is_external: bool = False


@dataclass(slots=True)
class Narrowcast:
    request_id: str
    accepted_at: float
    phase: str = "waiting"
    target_ids: list[str] = field(default_factory=list)
    reserved: int = 0
    success: int = 0
    failure: int = 0
    error_code: int | None = None
    failed_description: str | None = None
    completed_at: float | None = None
