"""LINE's published limits as data, and the two ways in which LINE counts characters.

Rates are per channel and per method and path template; neither parameters nor the sender's address split
them. LINE does not say which algorithm it counts with and sends no remaining-quota headers, so callers must
pace themselves below these figures. Sources: Messaging API reference, "Rate limits" and "Message objects";
documentation, "Character counting in a text".
"""

from dataclasses import dataclass
from types import MappingProxyType

import regex

MAX_MULTICAST_RECIPIENTS = 500
MAX_MESSAGES_PER_REQUEST = 5
MAX_REQUEST_BYTES = 2 * 1024 * 1024  # 413 above ("Status codes")
MAX_FOLLOWER_IDS_PER_PAGE = 1000
MAX_WEBHOOK_URL_LENGTH = 500

MAX_TEXT_LENGTH = 5000
MAX_ALT_TEXT_LENGTH = 1500
MAX_URL_LENGTH = 2000
MAX_ACTION_URI_LENGTH = 1000
MAX_QUICK_REPLY_ITEMS = 13
MAX_FLEX_BUBBLE_BYTES = 30 * 1024
MAX_FLEX_CAROUSEL_BYTES = 50 * 1024
MAX_FLEX_CAROUSEL_BUBBLES = 12

REPLY_TOKEN_SECONDS = 60  # "must be used within one minute after receiving the webhook"
RETRY_KEY_SECONDS = 24 * 60 * 60  # afterwards the same key is new again and would send twice
STATELESS_TOKEN_SECONDS = 15 * 60


@dataclass(frozen=True, slots=True)
class RateLimit:
    """At most ``requests`` in any ``seconds``, for one channel on one endpoint."""

    requests: int
    seconds: int

    @property
    def per_second(self) -> float:
        """The even pace that stays within the limit."""
        return self.requests / self.seconds


DEFAULT_RATE_LIMIT = RateLimit(2000, 1)

_SIXTY_AN_HOUR = RateLimit(60, 3600)
_HUNDRED_AN_HOUR = RateLimit(100, 3600)
_THOUSAND_A_MINUTE = RateLimit(1000, 60)
_SIXTY_A_MINUTE = RateLimit(60, 60)
_TWO_HUNDRED_A_SECOND = RateLimit(200, 1)

RATE_LIMITS = MappingProxyType(
    {
        "POST /v2/bot/message/multicast": _TWO_HUNDRED_A_SECOND,
        "POST /v2/bot/message/narrowcast": _SIXTY_AN_HOUR,
        "POST /v2/bot/message/broadcast": _SIXTY_AN_HOUR,
        "POST /v2/bot/chat/loading/start": RateLimit(100, 1),
        "GET /v2/bot/channel/webhook/endpoint": _THOUSAND_A_MINUTE,
        "PUT /v2/bot/channel/webhook/endpoint": _THOUSAND_A_MINUTE,
        "POST /v2/bot/channel/webhook/test": _SIXTY_AN_HOUR,
        "GET /v2/bot/insight/message/delivery": _SIXTY_AN_HOUR,
        "GET /v2/bot/insight/followers": _SIXTY_AN_HOUR,
        "GET /v2/bot/insight/demographic": _SIXTY_AN_HOUR,
        "GET /v2/bot/insight/message/event": _SIXTY_AN_HOUR,
        "GET /v2/bot/insight/message/event/aggregation": _SIXTY_AN_HOUR,
        "GET /v2/bot/insight/richmenu/{richMenuId}/summary": _SIXTY_AN_HOUR,
        "GET /v2/bot/insight/richmenu/{richMenuId}/daily": _SIXTY_AN_HOUR,
        "POST /v2/bot/richmenu": _HUNDRED_AN_HOUR,
        "DELETE /v2/bot/richmenu/{richMenuId}": _HUNDRED_AN_HOUR,
        "DELETE /v2/bot/richmenu/alias/{richMenuAliasId}": _HUNDRED_AN_HOUR,
        "GET /v2/bot/richmenu/progress/batch": _HUNDRED_AN_HOUR,
        "POST /v2/bot/richmenu/batch": RateLimit(3, 3600),
        "GET /v2/bot/richmenu/list": RateLimit(10, 1),
        "GET /v2/bot/membership/subscription/{userId}": _TWO_HUNDRED_A_SECOND,
        "GET /v2/bot/membership/list": _TWO_HUNDRED_A_SECOND,
        "GET /v2/bot/membership/{membershipId}/users/ids": _TWO_HUNDRED_A_SECOND,
        "GET /v2/bot/coupon": _TWO_HUNDRED_A_SECOND,
        "POST /v2/bot/coupon": _TWO_HUNDRED_A_SECOND,
        "GET /v2/bot/coupon/{couponId}": _TWO_HUNDRED_A_SECOND,
        "PUT /v2/bot/coupon/{couponId}/close": _TWO_HUNDRED_A_SECOND,
        "POST /v2/bot/audienceGroup/upload": _SIXTY_A_MINUTE,
        "PUT /v2/bot/audienceGroup/upload": _SIXTY_A_MINUTE,
        "POST /v2/bot/audienceGroup/upload/byFile": _SIXTY_A_MINUTE,
        "PUT /v2/bot/audienceGroup/upload/byFile": _SIXTY_A_MINUTE,
        "POST /v2/bot/audienceGroup/click": _SIXTY_A_MINUTE,
        "POST /v2/bot/audienceGroup/imp": _SIXTY_A_MINUTE,
        "PUT /v2/bot/audienceGroup/{audienceGroupId}/updateDescription": _SIXTY_A_MINUTE,
        "GET /v2/bot/audienceGroup/{audienceGroupId}": _SIXTY_A_MINUTE,
        "DELETE /v2/bot/audienceGroup/{audienceGroupId}": _SIXTY_A_MINUTE,
        "GET /v2/bot/audienceGroup/list": _SIXTY_A_MINUTE,
        "GET /v2/bot/audienceGroup/shared/{audienceGroupId}": _SIXTY_A_MINUTE,
        "GET /v2/bot/audienceGroup/shared/list": _SIXTY_A_MINUTE,
        "POST /v2/oauth/accessToken": RateLimit(370, 1),
    }
)


def rate_limit_of(method: str, path_template: str) -> RateLimit:
    """The published limit of an endpoint; what LINE does not list has its default of 2,000 a second."""
    return RATE_LIMITS.get(f"{method} {path_template}", DEFAULT_RATE_LIMIT)


def utf16_length(text: str) -> int:
    """UTF-16 code units: LINE's way of counting message texts, alt texts, names and data.

    Most emoji are 2.
    """
    if text.isascii():
        return len(text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


_GRAPHEME = regex.compile(r"\X")


def grapheme_length(text: str) -> int:
    """What a person sees as characters: LINE's way of counting labels, template texts and titles."""
    if text.isascii() and "\r" not in text:
        return len(text)
    return len(_GRAPHEME.findall(text))


def exceeds_utf16(text: str, limit: int) -> bool:
    """Whether the text is longer than ``limit`` code units, counting only where it must."""
    length = len(text)
    if length * 2 <= limit:
        return False
    return length > limit or utf16_length(text) > limit


def exceeds_graphemes(text: str, limit: int) -> bool:
    """Whether the text is longer than ``limit`` graphemes, counting only where it must."""
    return len(text) > limit and grapheme_length(text) > limit
