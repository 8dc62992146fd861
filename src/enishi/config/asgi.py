"""The one public port: webhooks and the stream of changes are answered here without Django, everything else by Django
on threads.

Run by ``enishi web`` under uvicorn. The lifespan opens the connection pool of the webhook path and closes it after
the last request.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from a2wsgi import WSGIMiddleware
from psycopg_pool import AsyncConnectionPool

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "enishi.config.settings")

from django.core.wsgi import get_wsgi_application

_django = get_wsgi_application()

from enishi.config.live import PATH as LIVE_PATH  # noqa: E402 - Django has to be set up first
from enishi.config.live import Hub, LiveApp  # noqa: E402
from enishi.config.settings import ENV  # noqa: E402
from enishi.intake.pipeline.store import Store  # noqa: E402
from enishi.intake.pipeline.verify import Mailboxes  # noqa: E402
from enishi.intake.webhook import PREFIX, WebhookApp  # noqa: E402

#: Threads that answer API requests; each holds one database connection.
_THREADS = 10
_POOL = 4
#: A body that comes drop by drop holds a thread, of which there are few, and everybody else waits.
_BODY_SECONDS = 30.0

type Scope = MutableMapping[str, Any]
type Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
type Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


def in_time(receive: Receive) -> Receive:
    """The same messages for :data:`_BODY_SECONDS` from the first question on; then as if the caller had gone."""
    deadline = 0.0

    async def hurried() -> MutableMapping[str, Any]:
        nonlocal deadline
        deadline = deadline or asyncio.get_running_loop().time() + _BODY_SECONDS
        try:
            async with asyncio.timeout_at(deadline):
                return await receive()
        except TimeoutError:
            return {"type": "http.disconnect"}

    return hurried


class Front:
    """Chooses by path who answers; owns what the webhook path needs while the server runs."""

    def __init__(self) -> None:
        self._pages = WSGIMiddleware(_django, workers=_THREADS)  # type: ignore[arg-type]
        self._pool: AsyncConnectionPool | None = None
        self._store: Store | None = None
        self._webhooks: WebhookApp | None = None
        self._hub = Hub(ENV.database_dsn)
        self._live = LiveApp(self._hub, self._pages)  # type: ignore[arg-type]
        self._listening: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._run(receive, send)
        elif scope["type"] == "http" and scope["path"].startswith(PREFIX) and self._webhooks is not None:
            await self._webhooks(scope, receive, send)
        elif scope["type"] == "http" and scope["path"] == LIVE_PATH and scope["method"] == "GET":
            await self._live(scope, receive, send)
        else:
            await self._pages(scope, in_time(receive), send)  # type: ignore[arg-type]

    def end_streams(self) -> None:
        """Let every open browser go: a server that stops waits for its answers, and a stream never ends by itself."""
        self._hub.end_all()

    async def _run(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await self._start()
                await send({"type": "lifespan.startup.complete"})
            else:
                await self._stop()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _start(self) -> None:
        # Opened without waiting: the port answers (with 503) while the database is away, and heals by itself.
        self._pool = AsyncConnectionPool(ENV.database_dsn, min_size=2, max_size=_POOL, timeout=5, open=False)
        await self._pool.open(wait=False)
        self._store = Store(self._pool)
        await self._store.start()
        self._webhooks = WebhookApp(Mailboxes(self._pool), self._store)
        self._listening = asyncio.create_task(self._hub.run())

    async def _stop(self) -> None:
        if self._listening is not None:
            self._listening.cancel()
        if self._store is not None:
            await self._store.stop()
        if self._pool is not None:
            await self._pool.close()


application = Front()
