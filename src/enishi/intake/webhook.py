"""The edge that LINE calls: ``POST /webhook/line/<channel key>``, as a small ASGI app without Django in the path.

In: raw bytes. Out: 200 once the events are durable, otherwise a status and nothing else: a forger learns nothing.
Never waits for LINE and never interprets an event.
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import orjson
import psycopg
import structlog
from prometheus_client import Counter

from enishi.intake.pipeline.store import Inbound, Store
from enishi.intake.pipeline.verify import Mailbox, Mailboxes, is_genuine
from enishi.kit import clock
from enishi.line.webhook_events import MalformedWebhookError, ParsedWebhook, parse_webhook

type Message = MutableMapping[str, Any]
type Receive = Callable[[], Awaitable[Message]]
type Send = Callable[[Message], Awaitable[None]]

PREFIX = "/webhook/line/"
#: LINE publishes no limit; its events are a few hundred bytes each.
MAX_BODY_BYTES = 1024 * 1024
#: LINE gives up after about two seconds; whoever takes longer to say what they want is not LINE.
_BODY_SECONDS = 10.0

log = structlog.get_logger("enishi.webhook")
RECEIVED = Counter("enishi_webhook_requests_total", "Webhook requests by answer", ["status"])


class WebhookApp:
    """ASGI application for every path below :data:`PREFIX`."""

    def __init__(self, mailboxes: Mailboxes, store: Store) -> None:
        self._mailboxes, self._store = mailboxes, store

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        status = await self._answer(scope, receive)
        RECEIVED.labels(str(status)).inc()
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", b"2" if status == 200 else b"0"),
        ]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b"{}" if status == 200 else b""})

    async def _answer(self, scope: MutableMapping[str, Any], receive: Receive) -> int:
        if scope["method"] != "POST":
            return 405
        try:
            mailbox = await self._mailboxes.find(scope["path"][len(PREFIX) :])
            if mailbox is None:
                return 404
            body = await _read_in_time(receive)
            if body is None:
                return 413
            if not is_genuine(mailbox, body, _header(scope, b"x-line-signature")):
                return 401
            await self._store.keep(_inbound(mailbox, parse_webhook(body)))
        except MalformedWebhookError:
            return 400
        except _TooSlowError:
            return 408
        except (psycopg.Error, TimeoutError) as error:
            # No 200 without a commit: LINE then sends it again, where redelivery is on.
            log.error("webhook_not_stored", error=type(error).__name__)
            return 503
        return 200


def _inbound(mailbox: Mailbox, parsed: ParsedWebhook) -> list[Inbound]:
    now = clock.now()
    return [
        Inbound(
            mailbox.org_id,
            mailbox.channel_id,
            event.webhook_event_id,
            event.occurred_at or now,
            now,
            event.is_redelivery,
            orjson.dumps(event.raw).decode(),
        )
        for event in parsed.events
    ]


class _TooSlowError(Exception):
    """The body did not arrive in time."""


async def _read_in_time(receive: Receive) -> bytes | None:
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            return await _read(receive)
    except TimeoutError as error:
        raise _TooSlowError from error


async def _read(receive: Receive) -> bytes | None:
    """The whole body, or None when it is larger than any webhook of LINE's."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        part = message.get("body", b"")
        size += len(part)
        if size > MAX_BODY_BYTES:
            return None
        parts.append(part)
        if not message.get("more_body"):
            return parts[0] if len(parts) == 1 else b"".join(parts)


def _header(scope: MutableMapping[str, Any], name: bytes) -> bytes | None:
    for key, value in scope["headers"]:
        if key == name:
            return bytes(value)
    return None
