"""Stage 2. In: verified events. Out: committed rows; only then may LINE be answered. Events that arrive together
share a commit, and the unique key makes a redelivery or duplicate a no-op. Never interprets an event.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from operator import itemgetter
from typing import NamedTuple

import psycopg
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from enishi.kit.wakeup import INTAKE


class Inbound(NamedTuple):
    """One event as it is stored; ``raw`` is its JSON text."""

    org_id: int
    channel_id: int
    webhook_event_id: str
    occurred_at: datetime
    received_at: datetime
    is_redelivery: bool
    raw: str


# Scope, rows and wake-up in one statement, which is one round trip and its own transaction: a commit costs half of what
# three statements between BEGIN and COMMIT do. The scope stands before any row is checked, because rows come from it.
_INSERT = """
WITH scope AS MATERIALIZED (
    SELECT set_config('enishi.org', '*', true)
), stored AS (
    INSERT INTO intake_inboundevent
           (org_id, channel_id, webhook_event_id, occurred_at, received_at, is_redelivery, raw, error)
    SELECT e.*, '' FROM scope, unnest(%b::bigint[], %b::bigint[], %b::text[], %b::timestamptz[], %b::timestamptz[],
                                      %b::boolean[], %b::text[]) AS e
    ON CONFLICT DO NOTHING
)
SELECT pg_notify(%b, '')
"""

_KEY = itemgetter(0, 1, 2)


class Store:
    """Group commit: whoever comes while a commit is under way shares the next one."""

    def __init__(self, pool: AsyncConnectionPool, writers: int = 1, most: int = 1000) -> None:
        self._pool, self._writers, self._most = pool, writers, most
        self._waiting: list[tuple[Sequence[Inbound], asyncio.Future[None]]] = []
        self._news = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        self._tasks = [asyncio.create_task(self._write_forever()) for _ in range(self._writers)]

    async def stop(self) -> None:
        """Everything that was accepted has been answered by then: callers await their commit."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def keep(self, events: Sequence[Inbound]) -> None:
        """Return when ``events`` are durable. Raises what the database raises; then nothing was stored."""
        if not events:
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((events, future))
        self._news.set()
        await future

    async def _write_forever(self) -> None:
        while True:
            await self._news.wait()
            taken, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
            if not self._waiting:
                self._news.clear()
            if taken:
                await self._write(taken)

    async def _write(self, taken: list[tuple[Sequence[Inbound], asyncio.Future[None]]]) -> None:
        # In one order everywhere: two commits that hold the same events the other way round would wait for each other.
        rows = sorted((event for events, _ in taken for event in events), key=_KEY)
        try:
            await self._insert(rows)
        except asyncio.CancelledError:
            for _, future in taken:
                future.cancel()
            raise
        except Exception as error:
            for _, future in taken:
                if not future.done():
                    future.set_exception(error)
            return
        for _, future in taken:
            if not future.done():
                future.set_result(None)

    async def _insert(self, rows: Sequence[Inbound]) -> None:
        columns = [list(column) for column in zip(*rows, strict=True)]
        try:
            await self._commit(columns)
        except PoolTimeout:
            raise
        except psycopg.OperationalError:
            # After a restart of the server the pool is full of dead connections, each of which shows it only when it
            # is used. Nothing is stored twice, because a second insert of the same events changes nothing.
            await self._pool.check()
            await self._commit(columns)

    async def _commit(self, columns: list[list[object]]) -> None:
        async with self._pool.connection() as connection:
            await connection.set_autocommit(True)
            await connection.execute(_INSERT, [*columns, INTAKE], binary=True)
