"""The thin client of LINE's Messaging API: pre-serialised bodies out, classified results back."""

from enishi.line.client import endpoints
from enishi.line.client.bodies import (
    broadcast_body,
    serialise_messages,
    splice_recipient,
    splice_recipients,
    splice_reply_token,
    validation_body,
)
from enishi.line.client.content import ContentOutcome, ContentResult
from enishi.line.client.endpoints import Endpoint, Host
from enishi.line.client.line_client import API_URL, DATA_URL, Hosts, LineClient, MessageKind
from enishi.line.client.outcomes import Answer, ErrorDetail, Outcome, SendResult
from enishi.line.client.transport import ClientSettings
from enishi.line.client.values import (
    BotInfo,
    FollowerPage,
    IssuedToken,
    Profile,
    Quota,
    TokenInfo,
    WebhookEndpoint,
    WebhookTest,
)

__all__ = [
    "API_URL",
    "DATA_URL",
    "Answer",
    "BotInfo",
    "ClientSettings",
    "ContentOutcome",
    "ContentResult",
    "Endpoint",
    "ErrorDetail",
    "FollowerPage",
    "Host",
    "Hosts",
    "IssuedToken",
    "LineClient",
    "MessageKind",
    "Outcome",
    "Profile",
    "Quota",
    "SendResult",
    "TokenInfo",
    "WebhookEndpoint",
    "WebhookTest",
    "broadcast_body",
    "endpoints",
    "serialise_messages",
    "splice_recipient",
    "splice_recipients",
    "splice_reply_token",
    "validation_body",
]
