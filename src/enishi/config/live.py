"""The stream of changes: hints from the database, passed on to every browser that may hear of them.

In: NOTIFYs of ``kit.live``, on one listening connection a process, however many browsers there are. Out: server-sent
events. Everything here is asyncio: no thread and no database connection belongs to a browser, so that hundreds of them
cost the webhooks and the sending nothing but a few writes. Never reads the data that a hint is about.

Who may hear is asked of the application itself, with the browser's own cookies, when a stream opens and every minute
after; a session that was ended therefore ends its streams. A browser that does not read is let go: it comes again, and
fetches everything anew, as every browser does after ``hello``.
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import orjson
import psycopg
import structlog
from psycopg.conninfo import make_conninfo

from enishi.kit import live

log = structlog.get_logger("enishi.live")

PATH = "/api/v1/live"
_ACCESS_PATH = "/api/v1/live/access"

type Scope = MutableMapping[str, Any]
type Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
type Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
type App = Callable[[Scope, Receive, Send], Awaitable[None]]

#: Hints that a browser may be behind before it is let go.
_BACKLOG = 200
_STREAMS_PER_CALLER = 20
_COMMENT_SECONDS = 15.0
_ACCESS_SECONDS = 60.0
#: The same hint goes out at once and then at most this often: a large dispatch changes its numbers all the time.
_QUIET_SECONDS = 1.0
_LAST_WORDS_SECONDS = 2.0
_REFUSED = (401, 403, 404)
_KEEP_ALIVE = {"keepalives_idle": "10", "keepalives_interval": "5", "keepalives_count": "4"}

_HELLO = b"event: hello\ndata: {}\n\n"
_COMMENT = b": still here\n\n"
_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


@dataclass(frozen=True, slots=True)
class Access:
    """What one caller may hear of."""

    caller: str
    org_id: int
    topics: frozenset[str]
    channel_ids: frozenset[int] | None

    def allows(self, hint: dict[str, Any]) -> bool:
        channel_id = hint.get("channel_id")
        return hint.get("topic") in self.topics and (
            self.channel_ids is None or channel_id is None or channel_id in self.channel_ids
        )


@dataclass(eq=False, slots=True)
class Stream:
    """One browser. ``None`` in the queue ends it."""

    access: Access
    queue: asyncio.Queue[bytes | None] = field(default_factory=lambda: asyncio.Queue(_BACKLOG))
    over: asyncio.Event = field(default_factory=asyncio.Event)

    def put(self, event: bytes) -> None:
        if self.over.is_set():
            return
        try:
            self.queue.put_nowait(event)
        except asyncio.QueueFull:
            self.end()

    def end(self) -> None:
        """Whatever still waits is dropped: the browser fetches everything anew when it comes again."""
        if self.over.is_set():
            return
        self.over.set()
        while not self.queue.empty():
            self.queue.get_nowait()
        self.queue.put_nowait(None)


class Hub:
    """All streams of this process, by organisation, and the one connection that hears for them."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._streams: dict[int, set[Stream]] = {}
        #: Hints that went out lately: (organisation, hint) → whether it came again meanwhile.
        self._lately: dict[tuple[int, bytes], bool] = {}
        self.is_listening = asyncio.Event()

    def count(self, caller: str) -> int:
        """Streams that one caller has open."""
        return sum(each.access.caller == caller for streams in self._streams.values() for each in streams)

    def add(self, stream: Stream) -> None:
        self._streams.setdefault(stream.access.org_id, set()).add(stream)

    def remove(self, stream: Stream) -> None:
        streams = self._streams.get(stream.access.org_id, set())
        streams.discard(stream)
        if not streams:
            self._streams.pop(stream.access.org_id, None)

    def end_all(self) -> None:
        for streams in list(self._streams.values()):
            for stream in list(streams):
                stream.end()

    async def run(self) -> None:
        """Listen until cancelled, over restarts of the database; after each, everybody is told to fetch anew."""
        while True:
            try:
                await self._listen()
            except psycopg.Error as error:
                self.is_listening.clear()
                log.warning("live_database_away", error=type(error).__name__)
                await asyncio.sleep(0.5)

    async def _listen(self) -> None:
        dsn = make_conninfo(self._dsn, **_KEEP_ALIVE)
        async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
            await connection.execute(f'LISTEN "{live.CHANNEL}"'.encode())
            self.is_listening.set()
            for streams in self._streams.values():
                for stream in streams:
                    stream.put(_HELLO)
            async for notice in connection.notifies():
                self.hear(notice.payload)

    def hear(self, payload: str) -> None:
        """Pass a hint on, unless the same one went out a moment ago: then once more when the moment is over."""
        hint = orjson.loads(payload)
        org_id = int(hint.pop("org_id"))
        if org_id not in self._streams:
            return
        key = (org_id, orjson.dumps(hint))
        if key in self._lately:
            self._lately[key] = True
            return
        self._pass_on(key)

    def _pass_on(self, key: tuple[int, bytes]) -> None:
        org_id, body = key
        hint = orjson.loads(body)
        event = b"event: change\ndata: " + body + b"\n\n"
        for stream in list(self._streams.get(org_id, ())):
            if stream.access.allows(hint):
                stream.put(event)
        self._lately[key] = False
        asyncio.get_running_loop().call_later(_QUIET_SECONDS, self._moment_over, key)

    def _moment_over(self, key: tuple[int, bytes]) -> None:
        if self._lately.pop(key):
            self._pass_on(key)


class LiveApp:
    """Answers ``GET /api/v1/live``; ``pages`` is the application that knows who calls."""

    def __init__(self, hub: Hub, pages: App) -> None:
        self._hub, self._pages = hub, pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        status, headers, body = await self._ask(scope)
        if status != 200:
            await _answer(send, status, headers, body)
            return
        stream = Stream(_access(body))
        if self._hub.count(stream.access.caller) >= _STREAMS_PER_CALLER:
            await _answer(send, 429, [(b"content-type", b"text/plain"), (b"retry-after", b"30")], b"")
            return
        self._hub.add(stream)
        watching = [
            asyncio.create_task(_until_gone(receive, stream)),
            asyncio.create_task(self._until_refused(scope, stream)),
        ]
        writing = asyncio.create_task(_write(stream, send))
        try:
            await asyncio.wait(
                [writing, asyncio.create_task(stream.over.wait())], return_when="FIRST_COMPLETED"
            )
            # A browser that does not read would keep us here for ever.
            await asyncio.wait([writing], timeout=_LAST_WORDS_SECONDS)
        finally:
            self._hub.remove(stream)
            stream.end()
            for task in (*watching, writing):
                task.cancel()

    async def _until_refused(self, scope: Scope, stream: Stream) -> None:
        while True:
            await asyncio.sleep(_ACCESS_SECONDS)
            status, _, body = await self._ask(scope)
            # While the database is away nothing is known, and nothing is heard either.
            if status in _REFUSED or (status == 200 and _access(body) != stream.access):
                stream.end()
                return

    async def _ask(self, scope: Scope) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        answers: list[MutableMapping[str, Any]] = []

        async def receive() -> MutableMapping[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: MutableMapping[str, Any]) -> None:
            answers.append(message)

        await self._pages(_asking(scope), receive, send)
        start = next(each for each in answers if each["type"] == "http.response.start")
        body = b"".join(each.get("body", b"") for each in answers if each["type"] == "http.response.body")
        return start["status"], list(start["headers"]), body


def _asking(scope: Scope) -> Scope:
    """The browser's own request, turned to the question what it may hear. A stream cannot carry headers of its own, so
    the organisation comes in the address."""
    query = parse_qs(scope.get("query_string", b"").decode("ascii", "replace"))
    drop = (b"content-length", b"content-type", b"transfer-encoding")
    headers = [(name, value) for name, value in scope["headers"] if name.lower() not in drop]
    if "organisation" in query:
        named = query["organisation"][0].encode("ascii", "replace")
        headers = [each for each in headers if each[0].lower() != b"x-enishi-organisation"]
        headers.append((b"x-enishi-organisation", named))
    return {
        **scope,
        "method": "GET",
        "path": _ACCESS_PATH,
        "raw_path": _ACCESS_PATH.encode(),
        "query_string": b"",
        "headers": headers,
    }


def _access(body: bytes) -> Access:
    told = orjson.loads(body)
    channels = told["channel_ids"]
    return Access(
        told["caller"],
        told["organisation_id"],
        frozenset(told["topics"]),
        None if channels is None else frozenset(channels),
    )


async def _until_gone(receive: Receive, stream: Stream) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    stream.end()


async def _write(stream: Stream, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
    await _send_part(send, b"retry: 2000\n\n" + _HELLO)
    while True:
        try:
            event = await asyncio.wait_for(stream.queue.get(), _COMMENT_SECONDS)
        except TimeoutError:
            event = _COMMENT
        if event is None:
            break
        await _send_part(send, event)
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _send_part(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})


async def _answer(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
