"""A small HTTP/1.1 server for the simulator's listeners.

In: bytes of a TCP connection. Out: one answer per request, in order, written by a plain function of the
request. A general framework spends more on routing, tasks and response objects than a simulated push costs
altogether, and none of them lets a caller drop the connection after the work is done, which is exactly the
failure that a sender of messages must survive. It never interprets paths: that is the gate's work.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Final, cast
from urllib.parse import parse_qsl, unquote

import httptools

JSON_TYPE: Final = "application/json"
_STATUS_LINES: Final = {s.value: f"HTTP/1.1 {s.value} {s.phrase}\r\n".encode() for s in HTTPStatus}


class Request:
    """One parsed request. Header names are lower-case bytes; the path is kept exactly as it was sent."""

    __slots__ = ("body", "headers", "method", "path", "query_string")

    def __init__(self, method: str, path: str, query_string: str, headers: dict[bytes, bytes], body: bytes):
        self.method = method
        self.path = path
        self.query_string = query_string
        self.headers = headers
        self.body = body

    def header(self, name: bytes) -> str | None:
        value = self.headers.get(name)
        return None if value is None else value.decode("latin-1")

    @property
    def content_type(self) -> str:
        return (self.header(b"content-type") or "").partition(";")[0].strip().lower()

    def query(self) -> dict[str, str]:
        return dict(parse_qsl(self.query_string, keep_blank_values=True))

    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))


class Response:
    """An answer. `delay_seconds` holds it back; `drop` closes the connection instead of answering."""

    __slots__ = ("body", "content_type", "delay_seconds", "drop", "headers", "status")

    def __init__(
        self,
        status: int = 200,
        body: bytes = b"{}",
        *,
        content_type: str = JSON_TYPE,
        headers: tuple[tuple[str, str], ...] = (),
    ):
        self.status = status
        self.body = body
        self.content_type = content_type
        self.headers = headers
        self.delay_seconds = 0.0
        self.drop: str | None = None

    def encode(self, *, keep_alive: bool) -> bytes:
        lines = [f"content-type: {self.content_type}\r\ncontent-length: {len(self.body)}\r\n"]
        lines += [f"{name}: {value}\r\n" for name, value in self.headers]
        if not keep_alive:
            lines.append("connection: close\r\n")
        lines.append("\r\n")
        status_line = _STATUS_LINES.get(self.status) or f"HTTP/1.1 {self.status} Unknown\r\n".encode()
        return b"".join((status_line, "".join(lines).encode("latin-1"), self.body))


def _own_failure(request: Request | None) -> Response:
    """The answer where the simulator itself has a defect; call it while the exception is handled."""
    _log.exception("The simulator failed at %s", request.path if request is not None else "a slow request")
    return Response(500, b'{"message":"The simulator failed; its log says why"}')


_log: Final = logging.getLogger("line_simulator")
Application = Callable[[Request], Response | Awaitable[Response]]


class HttpProtocol(asyncio.Protocol):
    """One connection: keep-alive, pipelining (answers stay in order), chunked bodies, 100-continue."""

    __slots__ = (
        "_app", "_body", "_body_size", "_busy", "_connections", "_headers", "_loop", "_max_body",
        "_parser", "_queue", "_task", "_transport", "_url",
    )  # fmt: skip

    def __init__(self, app: Application, max_body: int, connections: set["HttpProtocol"]):
        self._app = app
        self._max_body = max_body
        self._connections = connections
        self._loop = asyncio.get_running_loop()
        self._queue: deque[tuple[Request, bool]] = deque()
        self._busy = False
        self._task: asyncio.Future[Response] | None = None
        self._transport: asyncio.Transport | None = None
        self._parser = httptools.HttpRequestParser(self)
        self.on_message_begin()

    # asyncio.Protocol
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are no subclasses of asyncio.Transport, though they have its methods.
        self._transport = cast(asyncio.Transport, transport)
        self._connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        # A request under way is carried on: LINE, too, accepts what it has got although the client has gone.
        self._transport = None
        self._connections.discard(self)

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._refuse(400, b'{"message":"Upgrade is not supported"}')
        except httptools.HttpParserError:
            self._refuse(400, b'{"message":"Bad Request"}')

    # httptools callbacks
    def on_message_begin(self) -> None:
        self._url = b""
        self._headers: dict[bytes, bytes] = {}
        self._body: list[bytes] = []
        self._body_size = 0

    def on_url(self, url: bytes) -> None:
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers[name.lower()] = value

    def on_headers_complete(self) -> None:
        if self._headers.get(b"expect", b"").lower() == b"100-continue" and self._transport is not None:
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def on_body(self, body: bytes) -> None:
        self._body_size += len(body)
        if self._body_size > self._max_body:
            self._refuse(413, b'{"message":"Request Entity Too Large"}')
            return
        self._body.append(body)

    def on_message_complete(self) -> None:
        if self._transport is None:
            return
        path, _, query = self._url.partition(b"?")
        decoded = unquote(path.decode("latin-1")) if b"%" in path else path.decode("latin-1")
        method: bytes = self._parser.get_method()
        request = Request(
            method.decode("latin-1"), decoded, query.decode("latin-1"), self._headers, b"".join(self._body)
        )
        if self._busy:
            self._queue.append((request, self._parser.should_keep_alive()))
        else:
            self._serve(request, self._parser.should_keep_alive())

    # answering
    def _serve(self, request: Request, keep_alive: bool) -> None:
        self._busy = True
        try:
            answer = self._app(request)
        except Exception:
            answer = _own_failure(request)
        if isinstance(answer, Response):
            self._answer(answer, keep_alive)
            return
        self._task = asyncio.ensure_future(answer)
        self._task.add_done_callback(lambda task: self._task_done(task, keep_alive))

    def _task_done(self, task: "asyncio.Future[Response]", keep_alive: bool) -> None:
        self._task = None
        if task.cancelled():
            return
        try:
            response = task.result()
        except Exception:
            response = _own_failure(None)
        self._answer(response, keep_alive)

    def _answer(self, response: Response, keep_alive: bool) -> None:
        if response.delay_seconds > 0:
            delay, response.delay_seconds = response.delay_seconds, 0.0
            self._loop.call_later(delay, self._answer, response, keep_alive)
            return
        transport = self._transport
        if transport is None:
            return
        if response.drop is not None:
            self._drop(transport, response)
            return
        transport.write(response.encode(keep_alive=keep_alive))
        if not keep_alive:
            transport.close()
            return
        self._busy = False
        if self._queue:
            # Not by a direct call: a long pipeline would be as deep a recursion.
            self._busy = True
            self._loop.call_soon(self._serve_next)

    def _serve_next(self) -> None:
        if self._transport is not None:
            self._serve(*self._queue.popleft())

    def _drop(self, transport: asyncio.Transport, response: Response) -> None:
        if response.drop == "reset":
            transport.abort()
            return
        if response.drop == "truncate":
            whole = response.encode(keep_alive=False)
            transport.write(whole[: len(whole) - max(1, len(response.body) // 2)])
        transport.close()

    def _refuse(self, status: int, body: bytes) -> None:
        if self._transport is not None:
            self._transport.write(Response(status, body).encode(keep_alive=False))
            self._transport.close()
            self._transport = None

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()
