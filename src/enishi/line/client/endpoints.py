"""The endpoints that the client calls: method, path template, host, and whether a retry key may be sent.

A retry key on any other endpoint is answered with 400. Content comes from a second host, and the wrong host
answers 404. Sources: Messaging API reference, "Domain name" and "Retry API request".
"""

from dataclasses import dataclass
from enum import Enum

from enishi.line.limits import RateLimit, rate_limit_of


class Host(Enum):
    """Which of LINE's two API hosts serves an endpoint."""

    API = "api"
    DATA = "data"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One operation of the Messaging API."""

    method: str
    path: str
    host: Host = Host.API
    takes_retry_key: bool = False

    @property
    def template(self) -> str:
        """Method and path template: with the channel, the unit in which LINE counts rates."""
        return f"{self.method} {self.path}"

    @property
    def rate_limit(self) -> RateLimit:
        """The published limit for one channel."""
        return rate_limit_of(self.method, self.path)


REPLY = Endpoint("POST", "/v2/bot/message/reply")
PUSH = Endpoint("POST", "/v2/bot/message/push", takes_retry_key=True)
MULTICAST = Endpoint("POST", "/v2/bot/message/multicast", takes_retry_key=True)
NARROWCAST = Endpoint("POST", "/v2/bot/message/narrowcast", takes_retry_key=True)
BROADCAST = Endpoint("POST", "/v2/bot/message/broadcast", takes_retry_key=True)

VALIDATE_REPLY = Endpoint("POST", "/v2/bot/message/validate/reply")
VALIDATE_PUSH = Endpoint("POST", "/v2/bot/message/validate/push")
VALIDATE_MULTICAST = Endpoint("POST", "/v2/bot/message/validate/multicast")
VALIDATE_NARROWCAST = Endpoint("POST", "/v2/bot/message/validate/narrowcast")
VALIDATE_BROADCAST = Endpoint("POST", "/v2/bot/message/validate/broadcast")

LOADING = Endpoint("POST", "/v2/bot/chat/loading/start")
MARK_AS_READ = Endpoint("POST", "/v2/bot/chat/markAsRead")

PROFILE = Endpoint("GET", "/v2/bot/profile/{userId}")
FOLLOWER_IDS = Endpoint("GET", "/v2/bot/followers/ids")
BOT_INFO = Endpoint("GET", "/v2/bot/info")
QUOTA = Endpoint("GET", "/v2/bot/message/quota")
QUOTA_CONSUMPTION = Endpoint("GET", "/v2/bot/message/quota/consumption")

WEBHOOK_ENDPOINT = Endpoint("GET", "/v2/bot/channel/webhook/endpoint")
SET_WEBHOOK_ENDPOINT = Endpoint("PUT", "/v2/bot/channel/webhook/endpoint")
TEST_WEBHOOK_ENDPOINT = Endpoint("POST", "/v2/bot/channel/webhook/test")

CONTENT = Endpoint("GET", "/v2/bot/message/{messageId}/content", Host.DATA)
CONTENT_PREVIEW = Endpoint("GET", "/v2/bot/message/{messageId}/content/preview", Host.DATA)

STATELESS_TOKEN = Endpoint("POST", "/oauth2/v3/token")
VERIFY_TOKEN = Endpoint("POST", "/v2/oauth/verify")

VALIDATIONS = {
    "reply": VALIDATE_REPLY,
    "push": VALIDATE_PUSH,
    "multicast": VALIDATE_MULTICAST,
    "narrowcast": VALIDATE_NARROWCAST,
    "broadcast": VALIDATE_BROADCAST,
}
