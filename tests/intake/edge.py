"""The webhook's ASGI application called without a network, on the real database; and events as LINE sends them."""

import asyncio
import itertools
import os
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from psycopg_pool import AsyncConnectionPool

from enishi.intake.pipeline.store import Store
from enishi.intake.pipeline.verify import Mailboxes
from enishi.intake.webhook import PREFIX, WebhookApp
from enishi.line.models import Channel
from enishi.line.signature import signature_of

SECRET = "0123456789abcdef0123456789abcdef"
_numbers = itertools.count(1)


def event(kind: str, user: str = "U" + "1" * 32, *, at: datetime, **values: Any) -> dict[str, Any]:
    """One event as LINE sends it, with an id of its own."""
    number = next(_numbers)
    made = {
        "type": kind,
        "webhookEventId": f"01TESTEVENT{number:015}",
        "timestamp": int(at.timestamp() * 1000),
        "mode": "active",
        "deliveryContext": {"isRedelivery": False},
        "source": {"type": "user", "userId": user},
        "replyToken": f"token-{number}",
        **values,
    }
    return {key: value for key, value in made.items() if value is not None}


def message(text: str, *, at: datetime, message_id: str = "", **values: Any) -> dict[str, Any]:
    """A text message."""
    content = {"type": "text", "id": message_id or str(next(_numbers)), "text": text}
    return event("message", at=at, message=content, **values)


def body_of(*events: Any) -> bytes:
    return orjson.dumps({"destination": "U" + "b" * 32, "events": list(events)})


@dataclass(frozen=True, slots=True)
class Request:
    """One webhook request; ``signature`` None means the right one."""

    channel: Channel
    body: bytes
    signature: str | None = None
    key: str | None = None
    method: str = "POST"
    secret: str = SECRET
    parts: int = 1


async def call(app: WebhookApp, request: Request) -> int:
    signature = signature_of(request.body, request.secret) if request.signature is None else request.signature
    size = -(-len(request.body) // request.parts) or 1
    chunks = [request.body[start : start + size] for start in range(0, len(request.body), size)] or [b""]
    statuses: list[int] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": chunks.pop(0), "more_body": bool(chunks)}

    async def send(sent: Any) -> None:
        if sent["type"] == "http.response.start":
            statuses.append(sent["status"])

    scope = {
        "type": "http",
        "method": request.method,
        "path": PREFIX + (request.channel.webhook_key if request.key is None else request.key),
        "headers": [(b"host", b"x"), (b"x-line-signature", signature.encode())] if signature else [],
    }
    await app(scope, receive, send)
    return statuses[0]


def at_the_edge[T](work: Callable[[WebhookApp], Awaitable[T]]) -> T:
    """Run ``work`` with an application of its own, and close everything behind it."""

    async def run() -> T:
        dsn = os.environ["ENISHI_DATABASE_URL"]
        async with AsyncConnectionPool(dsn, min_size=1, max_size=4, open=False) as pool:
            store = Store(pool)
            await store.start()
            try:
                return await work(WebhookApp(Mailboxes(pool), store))
            finally:
                await store.stop()

    return asyncio.run(run())


def post(*requests: Request) -> list[int]:
    """Send all requests at the same moment; the statuses in their order."""

    async def work(app: WebhookApp) -> Sequence[int]:
        return await asyncio.gather(*(call(app, request) for request in requests))

    return list(at_the_edge(work))
