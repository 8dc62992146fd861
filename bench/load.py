"""A load generator in a process of its own: signed webhooks, or GETs of the API, over kept-alive sockets.

In, on standard input: where to, the secret, how many clients and requests. Out, on standard output: one JSON object
with how long it took and each answer's latency, and in a file the ids of the events that were acknowledged.
Everything is signed and put together before the clock starts, so that this process costs the server as little
processor time as it can. Events are LINE's: one message of a friend in each request.
"""

import asyncio
import base64
import hmac
import secrets
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httptools
import orjson
import uvloop

_TEXT = "こんにちは。来週の土曜日の午後に、カットとカラーの予約は取れますか？よろしくお願いします。"


@dataclass(slots=True)
class Run:
    """What the clients share."""

    requests: list[tuple[str, bytes]]
    next: int = 0
    seconds: list[float] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    refused: int = 0
    done: asyncio.Event = field(default_factory=asyncio.Event)


class Client(asyncio.Protocol):
    """One connection: a request, its answer, the next request."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._event_id = ""
        self._started = 0.0
        self._parser = httptools.HttpResponseParser(self)

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._send()

    def _send(self) -> None:
        run = self._run
        if run.next == len(run.requests):
            self._transport.close()
            return
        self._event_id, request = run.requests[run.next]
        run.next += 1
        self._started = time.perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_message_complete(self) -> None:
        """The parser has read a whole answer."""
        run = self._run
        run.seconds.append(time.perf_counter() - self._started)
        if self._parser.get_status_code() == 200:
            run.acknowledged.append(self._event_id)
        else:
            run.refused += 1
        if len(run.seconds) == len(run.requests):
            run.done.set()
        self._parser = httptools.HttpResponseParser(self)
        self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        if len(self._run.seconds) < len(self._run.requests) and self._run.next < len(self._run.requests):
            self._run.done.set()


def event(number: int, now_ms: int, user: str) -> dict[str, Any]:
    """A text message as LINE sends it, about 600 bytes with its envelope."""
    return {
        "type": "message",
        "message": {
            "type": "text",
            "id": str(500_000_000_000_000_000 + number),
            "quoteToken": secrets.token_urlsafe(42),
            "markAsReadToken": secrets.token_urlsafe(24),
            "text": _TEXT,
        },
        "webhookEventId": f"01{secrets.token_hex(12).upper()}",
        "deliveryContext": {"isRedelivery": False},
        "timestamp": now_ms,
        "source": {"type": "user", "userId": user},
        "replyToken": secrets.token_hex(16),
        "mode": "active",
    }


def request(spec: dict[str, Any], one: dict[str, Any]) -> bytes:
    """The whole signed request."""
    body = orjson.dumps({"destination": spec["destination"], "events": [one]})
    signature = base64.b64encode(hmac.digest(spec["secret"].encode(), body, "sha256")).decode()
    head = (
        f"POST {spec['path']} HTTP/1.1\r\nHost: 127.0.0.1:{spec['port']}\r\n"
        f"Content-Type: application/json; charset=utf-8\r\nUser-Agent: LineBotWebhook/2.0\r\n"
        f"x-line-signature: {signature}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def webhooks(spec: dict[str, Any], count: int) -> list[tuple[str, bytes]]:
    """Event ids and signed requests."""
    now_ms = time.time_ns() // 1_000_000
    users = [f"U{secrets.token_hex(16)}" for _ in range(1_000)]
    events = [event(number, now_ms, users[number % len(users)]) for number in range(count)]
    return [(one["webhookEventId"], request(spec, one)) for one in events]


def gets(spec: dict[str, Any], count: int) -> list[tuple[str, bytes]]:
    """The same request over and over, as one that holds an API key."""
    head = f"GET {spec['path']} HTTP/1.1\r\nHost: 127.0.0.1:{spec['port']}\r\n"
    return [("", f"{head}Authorization: Bearer {spec['secret']}\r\n\r\n".encode())] * count


def posts(spec: dict[str, Any], count: int) -> list[tuple[str, bytes]]:
    """The same question with a body, over and over, as one that holds an API key."""
    body = orjson.dumps(spec["body"])
    head = (
        f"POST {spec['path']} HTTP/1.1\r\nHost: 127.0.0.1:{spec['port']}\r\n"
        f"Authorization: Bearer {spec['secret']}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return [("", head.encode() + body)] * count


_MAKERS = {"webhook": webhooks, "get": gets, "post": posts}


async def play(spec: dict[str, Any], requests: list[tuple[str, bytes]]) -> tuple[Run, float]:
    """Send each request once; returns what happened and the seconds."""
    run = Run(requests)
    loop = asyncio.get_running_loop()
    started = time.perf_counter()
    clients = min(spec["clients"], len(requests))
    await asyncio.gather(
        *(loop.create_connection(lambda: Client(run), "127.0.0.1", spec["port"]) for _ in range(clients))
    )
    await run.done.wait()
    return run, time.perf_counter() - started


async def main() -> None:
    spec = orjson.loads(sys.stdin.read())
    make = _MAKERS[spec["kind"]]
    await play(spec, make(spec, spec["warm_up"]))
    requests = make(spec, spec["count"])
    run, seconds = await play(spec, requests)
    if spec["kind"] == "webhook":
        Path(spec["acknowledged"]).write_bytes(orjson.dumps(run.acknowledged))
    told = {
        "seconds": seconds,
        "latencies_ms": [round(one * 1000, 3) for one in run.seconds],
        "refused": run.refused,
        "body_bytes": len(requests[0][1].partition(b"\r\n\r\n")[2]),
    }
    sys.stdout.write(orjson.dumps(told).decode() + "\n")


if __name__ == "__main__":
    uvloop.run(main())
