"""A channel: a Messaging API channel (one official account) or a LINE Login channel of the same provider."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

from line_simulator.clock import jst_month
from line_simulator.entities import (
    Audience,
    Coupon,
    LiffApp,
    Membership,
    Narrowcast,
    RichMenu,
    RichMenuBatch,
)
from line_simulator.quota import QuotaLedger
from line_simulator.records import FRIEND, NO_CONSENT, Accepted, Friend, Group, Said

MESSAGING: Final = "messaging"
LOGIN: Final = "login"
UNVERIFIED: Final = "unverified"
ACCOUNT_CLASSES: Final = (UNVERIFIED, "verified", "premium")
STANDBY: Final = "standby"


@dataclass(slots=True)
class Channel:
    channel_id: str
    secret: str
    provider_id: str
    bot_user_id: str
    basic_id: str
    display_name: str
    kind: str = MESSAGING
    account_class: str = "verified"
    premium_id: str | None = None
    picture_url: str | None = None
    chat_mode: str = "bot"
    mode: str = "active"
    webhook_url: str | None = None
    webhook_active: bool = True
    redelivery: bool = False
    insight_area: str = "JP"
    quota: QuotaLedger = field(default_factory=lambda: QuotaLedger(None))
    friends: dict[str, Friend] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    buckets: dict[str, float] = field(default_factory=dict)
    retry_keys: dict[str, tuple[float, Accepted]] = field(default_factory=dict)
    assertion_keys: dict[str, dict[str, Any]] = field(default_factory=dict)
    # Statistics: (date in UTC+9, endpoint) -> recipients
    deliveries: Counter[tuple[str, str]] = field(default_factory=Counter)
    delivered: int = 0
    accepted: int = 0
    conflicts: int = 0
    units: dict[str, dict[str, None]] = field(default_factory=dict)
    interactions: dict[str, dict[str, Any]] = field(default_factory=dict)
    narrowcasts: dict[str, Narrowcast] = field(default_factory=dict)
    rich_menus: dict[str, RichMenu] = field(default_factory=dict)
    rich_menu_aliases: dict[str, str] = field(default_factory=dict)
    rich_menu_batches: dict[str, RichMenuBatch] = field(default_factory=dict)
    resume_keys: dict[str, tuple[float, str]] = field(default_factory=dict)
    default_rich_menu_id: str | None = None
    audiences: dict[int, Audience] = field(default_factory=dict)
    coupons: dict[str, Coupon] = field(default_factory=dict)
    memberships: dict[int, Membership] = field(default_factory=dict)
    liff_apps: dict[str, LiffApp] = field(default_factory=dict)
    link_tokens: dict[str, tuple[str, float]] = field(default_factory=dict)
    read_tokens: set[str] = field(default_factory=set)
    read_log: list[str] = field(default_factory=list)
    loading_log: list[dict[str, Any]] = field(default_factory=list)
    followers_ever: int = 0
    next_friend_number: int = 0
    # By user id: only those who wrote have an entry, so a million silent users cost nothing.
    said: dict[str, list[Said]] = field(default_factory=dict)

    @property
    def is_unverified(self) -> bool:
        return self.account_class == UNVERIFIED

    def add_friend(self, user_id: str, status: str, now: float) -> Friend:
        friend = Friend(user_id, self.next_friend_number, status)
        self.next_friend_number += 1
        if status in (FRIEND, NO_CONSENT):
            friend.followed_at = now
            self.followers_ever += 1
        self.friends[user_id] = friend
        return friend

    def assign_unit(self, unit: str, now: float, maximum: int) -> str | None:
        """The unit if it may still be used this month; LINE drops the 1,001st name in silence."""
        names = self.units.setdefault(jst_month(now), {})
        if unit not in names and len(names) >= maximum:
            return None
        names[unit] = None
        return unit

    def reachable_friends(self) -> list[Friend]:
        return [f for f in self.friends.values() if f.status in (FRIEND, NO_CONSENT)]

    def as_dict(self) -> dict[str, Any]:
        return {
            "channel_id": self.channel_id,
            "kind": self.kind,
            "secret": self.secret,
            "provider_id": self.provider_id,
            "bot_user_id": self.bot_user_id,
            "basic_id": self.basic_id,
            "premium_id": self.premium_id,
            "display_name": self.display_name,
            "picture_url": self.picture_url,
            "account_class": self.account_class,
            "chat_mode": self.chat_mode,
            "mode": self.mode,
            "webhook_url": self.webhook_url,
            "webhook_active": self.webhook_active,
            "redelivery": self.redelivery,
            "quota": self.quota.limit,
            "users": len(self.friends),
        }
