"""The client against a real HTTP server that answers, or fails, in every way that matters to a sender."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from aiohttp import web

from enishi.line.client import (
    ClientSettings,
    LineClient,
    Outcome,
    SendResult,
    endpoints,
    serialise_messages,
    splice_recipient,
    splice_recipients,
    splice_reply_token,
)

TOKEN = "a-token"
AIKO = "U" + "0123456789abcdef" * 2
MESSAGES = serialise_messages([{"type": "text", "text": "こんにちは"}])
BODY = splice_recipient(MESSAGES, AIKO)
MONTHLY_LIMIT = "You have reached your monthly limit."
RATE_LIMIT = "The API rate limit has been exceeded. Try again later."

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class FakeHost:
    """An HTTP host that records requests and answers as told."""

    url: str = ""
    answer: Handler | None = None
    requests: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    release: asyncio.Event = field(default_factory=asyncio.Event)

    def answers(self, status: int, body: Any = None, **headers: str) -> None:
        async def handler(request: web.Request) -> web.StreamResponse:
            content = body if isinstance(body, bytes) else json.dumps(body or {}).encode()
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            return web.Response(status=status, body=content, headers=named)

        self.answer = handler

    def drops_the_connection(self) -> None:
        async def handler(request: web.Request) -> web.StreamResponse:
            assert request.transport is not None
            request.transport.abort()
            return web.Response()

        self.answer = handler

    def hangs(self) -> None:
        async def handler(request: web.Request) -> web.StreamResponse:
            await self.release.wait()
            return web.Response()

        self.answer = handler

    def breaks_off(self, status: int, sent: bytes, announced: int) -> None:
        async def handler(request: web.Request) -> web.StreamResponse:
            response = web.StreamResponse(status=status)
            response.content_length = announced
            await response.prepare(request)
            await response.write(sent)
            assert request.transport is not None
            request.transport.close()
            return response

        self.answer = handler

    async def handle(self, request: web.Request) -> web.StreamResponse:
        target = request.raw_path
        self.requests.append((request.method, target, dict(request.headers), await request.read()))
        self.arrived.set()
        assert self.answer is not None
        return await self.answer(request)


@pytest_asyncio.fixture
async def line() -> AsyncIterator[FakeHost]:
    host = FakeHost()
    app = web.Application(client_max_size=10_000_000)
    app.router.add_route("*", "/{tail:.*}", host.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    host.url = f"http://127.0.0.1:{port}"
    yield host
    host.release.set()
    await runner.cleanup()


@pytest_asyncio.fixture
async def client(line: FakeHost) -> AsyncIterator[LineClient]:
    async with LineClient(line.url, line.url) as client:
        yield client


async def push(client: LineClient, key: UUID | None = None) -> SendResult:
    return await client.push(TOKEN, BODY, key or uuid4())


async def test_an_accepted_push_tells_its_request_and_message_ids(line: FakeHost, client: LineClient) -> None:
    line.answers(200, {"sentMessages": [{"id": "461230966842064897"}, {"id": 2}]}, x_line_request_id="r-1")
    key = uuid4()
    result = await push(client, key)
    assert result.outcome is Outcome.ACCEPTED
    assert result.is_accepted
    assert (result.request_id, result.accepted_request_id) == ("r-1", "r-1")
    assert result.sent_message_ids == ("461230966842064897", "2")
    ((method, path, headers, body),) = line.requests
    assert (method, path, body) == ("POST", "/v2/bot/message/push", BODY)
    assert headers["Authorization"] == "Bearer a-token"
    assert headers["X-Line-Retry-Key"] == str(key)
    assert headers["Content-Type"] == "application/json"


async def test_a_retry_key_that_was_accepted_before_is_success(line: FakeHost, client: LineClient) -> None:
    line.answers(
        409,
        {"message": "The retry key is already accepted", "sentMessages": [{"id": "77"}]},
        x_line_request_id="r-2",
        x_line_accepted_request_id="r-1",
    )
    result = await push(client)
    assert result.outcome is Outcome.ACCEPTED
    assert (result.request_id, result.accepted_request_id) == ("r-2", "r-1")
    assert result.sent_message_ids == ("77",)


async def test_a_conflict_on_a_reply_is_no_success(line: FakeHost, client: LineClient) -> None:
    line.answers(409, {"message": "conflict"})
    result = await client.reply(TOKEN, splice_reply_token(MESSAGES, "token"))
    assert result.outcome is Outcome.REFUSED
    assert "X-Line-Retry-Key" not in line.requests[0][2]


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (200, b"<html>not json", Outcome.ACCEPTED),
        (200, b"[1, 2]", Outcome.ACCEPTED),
        (200, {"sentMessages": "strange"}, Outcome.ACCEPTED),
        (202, {}, Outcome.ACCEPTED),
        (429, {"message": RATE_LIMIT}, Outcome.RATE_LIMITED),
        (429, {"message": MONTHLY_LIMIT}, Outcome.QUOTA_EXHAUSTED),
        (429, b"", Outcome.RATE_LIMITED),
        (400, {"message": "Failed to send messages"}, Outcome.REFUSED),
        (404, b"", Outcome.REFUSED),
        (413, b"", Outcome.REFUSED),
        (401, {"message": "Authentication failed."}, Outcome.UNAUTHORISED),
        (403, {"message": "Access to this API is not available for your account"}, Outcome.UNAUTHORISED),
        (408, b"", Outcome.AMBIGUOUS),
        (500, {"message": "Internal Server Error"}, Outcome.AMBIGUOUS),
        (502, b"<html>", Outcome.AMBIGUOUS),
        (503, b"", Outcome.AMBIGUOUS),
        (302, b"", Outcome.AMBIGUOUS),
    ],
)
async def test_a_status_decides_the_outcome(
    line: FakeHost, client: LineClient, status: int, body: Any, outcome: Outcome
) -> None:
    line.answers(status, body)
    result = await push(client)
    assert result.outcome is outcome
    assert result.status == status
    assert len(line.requests) == 1


async def test_a_redirect_is_not_followed(line: FakeHost, client: LineClient) -> None:
    line.answers(307, b"", Location="/elsewhere")
    result = await push(client)
    assert result.outcome is Outcome.AMBIGUOUS
    assert [path for _, path, _, _ in line.requests] == ["/v2/bot/message/push"]


async def test_a_refused_recipient_is_named_by_its_position(line: FakeHost, client: LineClient) -> None:
    line.answers(
        400, {"message": "The property, to[17], in the request body is invalid (line: -, column: -)"}
    )
    result = await client.multicast(TOKEN, splice_recipients(MESSAGES, [AIKO]), uuid4())
    assert result.outcome is Outcome.REFUSED
    assert result.refused_recipient_index == 17


async def test_a_refused_recipient_is_also_found_in_the_details(line: FakeHost, client: LineClient) -> None:
    details = [{"message": "invalid", "property": "to[3]"}, "noise", {"property": "messages[0].text"}]
    line.answers(400, {"message": "The request body has 2 error(s)", "details": details})
    result = await client.multicast(TOKEN, splice_recipients(MESSAGES, [AIKO]), uuid4())
    assert result.refused_recipient_index == 3
    assert [(one.message, one.property) for one in result.details] == [
        ("invalid", "to[3]"),
        ("", "messages[0].text"),
    ]


async def test_other_refusals_name_no_recipient(line: FakeHost, client: LineClient) -> None:
    line.answers(400, {"message": "The property, messages[1], in the request body is invalid"})
    assert (await push(client)).refused_recipient_index is None
    line.answers(500, {"message": "to[1]"})
    assert (await push(client)).refused_recipient_index is None


async def test_a_dropped_connection_leaves_the_outcome_open(line: FakeHost, client: LineClient) -> None:
    line.drops_the_connection()
    result = await push(client)
    assert result.outcome is Outcome.AMBIGUOUS
    assert result.status is None
    assert len(line.requests) == 1


async def test_a_time_out_leaves_the_outcome_open(line: FakeHost) -> None:
    line.hangs()
    settings = ClientSettings(total_seconds=0.3, connect_seconds=0.2)
    async with LineClient(line.url, line.url, settings) as client:
        result = await push(client)
    assert result.outcome is Outcome.AMBIGUOUS
    assert result.status is None


async def test_an_answer_that_breaks_off_after_its_status_is_still_accepted(
    line: FakeHost, client: LineClient
) -> None:
    line.breaks_off(200, b'{"sentMess', announced=100)
    result = await push(client)
    assert result.outcome is Outcome.ACCEPTED
    assert result.sent_message_ids == ()


async def test_a_refused_connection_is_definitely_not_sent() -> None:
    # Bound but not listening: nobody else can take the port meanwhile.
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        async with LineClient(url, url) as client:
            result = await push(client)
    assert result.outcome is Outcome.NOT_SENT
    assert result.status is None
    assert AIKO not in (result.message or "")


async def test_a_failed_tls_handshake_is_definitely_not_sent(line: FakeHost) -> None:
    line.answers(200)
    url = line.url.replace("http:", "https:")
    async with LineClient(url, url) as client:
        result = await push(client)
    assert result.outcome is Outcome.NOT_SENT
    assert line.requests == []


async def test_waiting_in_vain_for_a_connection_is_definitely_not_sent(line: FakeHost) -> None:
    line.hangs()
    settings = ClientSettings(total_seconds=30, connect_seconds=0.1, connections=1)
    async with LineClient(line.url, line.url, settings) as client:
        first = asyncio.create_task(push(client))
        await line.arrived.wait()
        second = await push(client)
        line.release.set()
        assert (await first).outcome is Outcome.ACCEPTED
    assert second.outcome is Outcome.NOT_SENT
    assert len(line.requests) == 1


async def test_proxies_of_the_environment_are_not_used(
    line: FakeHost, client: LineClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    line.answers(200)
    assert (await push(client)).outcome is Outcome.ACCEPTED


async def test_a_token_with_a_line_break_is_told_and_not_sent(line: FakeHost, client: LineClient) -> None:
    result = await client.push("a-to\nken", BODY, uuid4())
    assert result.outcome is Outcome.UNAUTHORISED
    assert line.requests == []


async def test_retry_keys_are_checked_before_anything_is_sent(line: FakeHost, client: LineClient) -> None:
    with pytest.raises(ValueError, match="takes no retry key"):
        await client.send(endpoints.REPLY, TOKEN, BODY, uuid4())
    with pytest.raises(ValueError, match="UUID"):
        await client.push(TOKEN, BODY, "not-a-key")
    assert line.requests == []


async def test_a_huge_answer_is_not_read_to_its_end(line: FakeHost) -> None:
    line.answers(200, b"x" * 5_000)
    settings = ClientSettings(max_answer_bytes=1_000)
    async with LineClient(line.url, line.url, settings) as client:
        info = await client.get_bot_info(TOKEN)
        sent = await push(client)
    assert info.outcome is Outcome.AMBIGUOUS
    assert sent.outcome is Outcome.ACCEPTED


async def test_retry_after_is_passed_on_when_it_is_a_number(line: FakeHost, client: LineClient) -> None:
    line.answers(429, {"message": RATE_LIMIT}, Retry_After="7")
    assert (await push(client)).retry_after_seconds == 7
    line.answers(429, {"message": RATE_LIMIT}, Retry_After="Wed, 21 Oct 2026 07:28:00 GMT")
    assert (await push(client)).retry_after_seconds is None
