"""Wake-ups between processes, and the sign of life of a worker."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager, suppress

import psycopg
import pytest

from enishi.kit.wakeup import DELIVERY, INTAKE, WORKER_LOCK_CLASS, Listener

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE_SECONDS = 20.0


@asynccontextmanager
async def listening(worker_id: int | None = None) -> AsyncIterator[Listener]:
    listener = Listener(os.environ["ENISHI_DATABASE_URL"], [INTAKE, DELIVERY], worker_id)
    task = asyncio.create_task(listener.run())
    try:
        yield listener
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def ring(topic: str) -> None:
    async with await psycopg.AsyncConnection.connect(
        os.environ["ENISHI_DATABASE_URL"], autocommit=True
    ) as connection:
        await connection.execute("SELECT pg_notify(%s, '')", [topic])


async def holders(worker_id: int) -> int:
    async with await psycopg.AsyncConnection.connect(os.environ["ENISHI_DATABASE_URL"]) as connection:
        cursor = await connection.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND objid = %s::oid "
            "AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            [WORKER_LOCK_CLASS, worker_id],
        )
        row = await cursor.fetchone()
    assert row is not None
    return int(row[0])


async def soon(event: Awaitable[object]) -> None:
    await asyncio.wait_for(event, PATIENCE_SECONDS)


async def kill_listeners() -> None:
    async with await psycopg.AsyncConnection.connect(
        os.environ["ENISHI_DATABASE_OWNER_URL"], autocommit=True
    ) as connection:
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND query LIKE 'LISTEN%%'"
        )


async def test_every_subscriber_of_a_topic_is_woken_and_nobody_else() -> None:
    async with listening() as listener:
        first, second, other = (listener.subscribe(topic) for topic in (INTAKE, INTAKE, DELIVERY))
        await soon(listener.alive.wait())
        for wakeup in (first, second, other):  # The start rings once, for what came before it.
            await wakeup.wait(PATIENCE_SECONDS)
        await ring(INTAKE)
        await soon(first._event.wait())
        await soon(second._event.wait())
        assert not other._event.is_set()


async def test_a_wakeup_that_came_before_the_wait_counts_once() -> None:
    async with listening() as listener:
        wakeup = listener.subscribe(INTAKE)
        await soon(listener.alive.wait())
        await wakeup.wait(PATIENCE_SECONDS)
        await ring(INTAKE)
        await soon(wakeup._event.wait())
        await wakeup.wait(PATIENCE_SECONDS)
        assert not wakeup._event.is_set()


async def test_without_a_wakeup_the_wait_ends_by_itself() -> None:
    async with listening() as listener:
        wakeup = listener.subscribe(INTAKE)
        await soon(listener.alive.wait())
        await wakeup.wait(PATIENCE_SECONDS)
        await soon(wakeup.wait(0.01))


async def test_a_worker_is_alive_as_long_as_it_listens_and_dead_at_once_afterwards() -> None:
    assert await holders(4711) == 0
    async with listening(4711) as listener:
        await soon(listener.alive.wait())
        assert await holders(4711) == 1
    while await holders(4711):
        await asyncio.sleep(0.01)


async def test_a_listener_that_was_cut_off_comes_back_with_its_sign_of_life_and_rings() -> None:
    async with listening(4712) as listener:
        wakeup = listener.subscribe(INTAKE)
        await soon(listener.alive.wait())
        await wakeup.wait(PATIENCE_SECONDS)
        await kill_listeners()
        await soon(wakeup._event.wait())
        await soon(listener.alive.wait())
        assert await holders(4712) == 1
        wakeup._event.clear()
        await ring(INTAKE)
        await soon(wakeup._event.wait())
