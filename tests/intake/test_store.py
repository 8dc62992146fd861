"""Durable before the answer: group commit, one row an event, and an error for everybody whom it concerns."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from datetime import timedelta

import psycopg
import pytest
from django.db import connection
from psycopg_pool import AsyncConnectionPool
from tests.factories import NOW, make_channel, make_organisation, rows

from enishi.intake.models import InboundEvent
from enishi.intake.pipeline.store import Inbound, Store
from enishi.line.models import Channel

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def channel() -> Channel:
    return make_channel(make_organisation())


def inbound(channel: Channel, number: int, raw: str = "{}") -> Inbound:
    at = NOW + timedelta(seconds=number)
    return Inbound(channel.org_id, channel.id, f"event-{number}", at, NOW, False, raw)


def with_store[T](work: Callable[[Store], Awaitable[T]]) -> T:
    async def run() -> T:
        async with AsyncConnectionPool(os.environ["ENISHI_DATABASE_URL"], min_size=2, open=False) as pool:
            store = Store(pool)
            await store.start()
            try:
                return await work(store)
            finally:
                await store.stop()

    return asyncio.run(run())


def test_events_that_come_together_share_a_commit(channel: Channel) -> None:
    async def work(store: Store) -> None:
        await asyncio.gather(*(store.keep([inbound(channel, number)]) for number in range(200)))

    with_store(work)
    with psycopg.connect(os.environ["ENISHI_DATABASE_URL"]) as looking:
        looking.execute("SELECT set_config('enishi.org', '*', false)")
        found = looking.execute(
            "SELECT count(*), count(DISTINCT xmin::text) FROM intake_inboundevent"
        ).fetchone()
    assert found is not None
    assert found[0] == 200
    assert found[1] < 20


def test_keeping_nothing_needs_no_database(channel: Channel) -> None:
    async def work(store: Store) -> None:
        await store.keep([])

    with_store(work)


def test_an_event_that_is_there_already_is_no_error(channel: Channel) -> None:
    async def work(store: Store) -> None:
        await store.keep([inbound(channel, 1, '"first"')])
        await asyncio.gather(
            *(store.keep([inbound(channel, 1, '"second"'), inbound(channel, 2)]) for _ in range(3))
        )

    with_store(work)
    assert [row.raw for row in rows(InboundEvent, ("webhook_event_id",))] == ['"first"', "{}"]


def test_whoever_shares_a_commit_that_fails_is_told_and_the_next_one_works(channel: Channel) -> None:
    async def work(store: Store) -> list[object]:
        bad = inbound(channel, 1)._replace(raw="\x00")
        together = await asyncio.gather(
            store.keep([bad]), store.keep([inbound(channel, 2)]), return_exceptions=True
        )
        await store.keep([inbound(channel, 3)])
        return list(together)

    answers = with_store(work)
    assert any(isinstance(answer, psycopg.Error) for answer in answers)
    kept = {row.webhook_event_id for row in rows(InboundEvent)}
    acknowledged = {f"event-{number}" for number, answer in enumerate(answers, 1) if answer is None}
    assert kept == acknowledged | {"event-3"}


def test_a_cut_connection_is_an_error_and_not_an_acknowledgement(channel: Channel) -> None:
    async def work(store: Store) -> list[object]:
        await store.keep([inbound(channel, 1)])
        with psycopg.connect(os.environ["ENISHI_DATABASE_OWNER_URL"], autocommit=True) as owner:
            owner.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND usename = 'enishi_app'"
            )
        return list(
            await asyncio.gather(
                *(store.keep([inbound(channel, number)]) for number in range(2, 6)), return_exceptions=True
            )
        )

    answers = with_store(work)
    connection.close()  # It was cut off too.
    kept = {row.webhook_event_id for row in rows(InboundEvent)}
    acknowledged = {f"event-{number}" for number, answer in enumerate(answers, 2) if answer is None}
    assert acknowledged | {"event-1"} <= kept
