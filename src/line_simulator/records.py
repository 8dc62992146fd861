"""The compact records that exist in large numbers: virtual users, accepted requests, tokens."""

from typing import Any, Final

FRIEND: Final = "friend"
BLOCKED: Final = "blocked"
DELETED: Final = "deleted"
NEVER: Final = "never"
NO_CONSENT: Final = "no_consent"
STATUSES: Final = (FRIEND, BLOCKED, DELETED, NEVER, NO_CONSENT)

_FAMILY: Final = ("佐藤", "鈴木", "高橋", "田中", "伊藤", "渡辺", "山本", "中村", "小林", "加藤")
_GIVEN: Final = ("葵", "健二", "さくら", "蓮", "陽菜", "大翔", "結衣", "悠真", "美咲", "翔太", "花", "学")


class Accepted:
    """One accepted send: the unit of the sent log, shared by the inboxes of all who got it."""

    __slots__ = (
        "at", "body_digest", "channel_id", "endpoint", "group_id", "message_ids", "messages",
        "notification_disabled", "number", "reached", "recipients", "request_id", "retry_key",
        "sent_messages", "targets", "unit", "wall_ms",
    )  # fmt: skip

    def __init__(self, channel_id: str, endpoint: str, request_id: str, at: float):
        self.number = 0
        self.channel_id = channel_id
        self.endpoint = endpoint
        self.request_id = request_id
        self.at = at
        self.wall_ms = 0
        self.messages: list[dict[str, Any]] = []
        self.recipients: list[Friend] = []
        self.reached = 0
        self.targets = 0
        self.group_id: str | None = None
        self.retry_key: str | None = None
        self.message_ids: list[str] = []
        self.sent_messages: list[dict[str, str]] = []
        self.notification_disabled = False
        self.unit: str | None = None
        self.body_digest: bytes | None = None


class Friend:
    """One virtual user as one channel knows them.

    The inbox is None, one record, or a list: the first message to each of a million users costs no memory.
    """

    __slots__ = (
        "display_name", "followed_at", "inbox", "language", "messaged_at", "number", "picture_url",
        "received", "rich_menu_id", "status", "status_message", "user_id",
    )  # fmt: skip

    def __init__(self, user_id: str, number: int, status: str = FRIEND):
        self.user_id = user_id
        self.number = number
        self.status = status
        self.display_name: str | None = None
        self.picture_url: str | None = None
        self.status_message: str | None = None
        self.language: str | None = "ja"
        self.received = 0
        self.inbox: Accepted | list[Accepted] | None = None
        self.messaged_at: float | None = None
        self.followed_at: float = 0.0
        self.rich_menu_id: str | None = None

    @property
    def name(self) -> str:
        """The display name; generated from the number for users made by count."""
        if self.display_name is not None:
            return self.display_name
        family = _FAMILY[self.number % len(_FAMILY)]
        return f"{family} {_GIVEN[self.number // len(_FAMILY) % len(_GIVEN)]}"

    def is_reachable(self, now: float, non_friend_window: float) -> bool:
        """Whether a push arrives: friends, and others who wrote in the last seven days."""
        if self.status in (FRIEND, NO_CONSENT):
            return True
        return self.status == NEVER and self.messaged_at is not None and (
            now - self.messaged_at <= non_friend_window
        )  # fmt: skip

    def receive(self, accepted: Accepted, *, keep: bool) -> None:
        self.received += 1
        if not keep:
            return
        inbox = self.inbox
        if inbox is None:
            self.inbox = accepted
        elif isinstance(inbox, list):
            inbox.append(accepted)
        else:
            self.inbox = [inbox, accepted]

    def inbox_list(self) -> list[Accepted]:
        if self.inbox is None:
            return []
        return self.inbox if isinstance(self.inbox, list) else [self.inbox]

    def as_dict(self) -> dict[str, Any]:
        return {
            "user_id": self.user_id,
            "display_name": self.name,
            "picture_url": self.picture_url,
            "status_message": self.status_message,
            "language": self.language,
            "status": self.status,
            "received": self.received,
            "followed_at_ms": int(self.followed_at * 1000),
            "rich_menu_id": self.rich_menu_id,
        }


class Group:
    """A group chat or multi-person chat that the account is in."""

    __slots__ = ("chat_id", "inbox", "joined", "members", "name", "picture_url")

    def __init__(self, chat_id: str, name: str, members: list[str]):
        self.chat_id = chat_id
        self.name = name
        self.picture_url: str | None = None
        self.members = members
        self.joined = True
        self.inbox: list[Accepted] = []


class Said:
    """What a user sent, or what the app showed as sent by them, as it stands in their chat."""

    __slots__ = ("at", "is_unsent", "message", "read_token")

    def __init__(self, at: float, message: dict[str, Any]):
        self.at = at
        self.message = message
        self.is_unsent = False
        self.read_token: str | None = message.get("markAsReadToken")


class AccessToken:
    """A channel access token, or a LINE Login user's access token when `user_id` is set."""

    __slots__ = (
        "channel_id", "expires_at", "issued_at", "key_id", "kind", "revoked", "scope", "user_id", "value",
    )  # fmt: skip

    def __init__(
        self, value: str, kind: str, channel_id: str, issued_at: float, expires_at: float | None, scope: str
    ):
        self.value = value
        self.kind = kind
        self.channel_id = channel_id
        self.issued_at = issued_at
        self.expires_at = expires_at
        self.scope = scope
        self.key_id: str | None = None
        self.user_id: str | None = None
        self.revoked = False

    def is_valid(self, now: float) -> bool:
        return not self.revoked and (self.expires_at is None or now < self.expires_at)


class ReplyToken:
    __slots__ = ("channel_id", "event_at", "group_id", "sent_at", "used", "user_id")

    def __init__(self, channel_id: str, user_id: str | None, group_id: str | None, event_at: float):
        self.channel_id = channel_id
        self.user_id = user_id
        self.group_id = group_id
        self.event_at = event_at
        # Set anew by every attempt to send the webhook: LINE counts from the redelivery.
        self.sent_at = event_at
        self.used = False
