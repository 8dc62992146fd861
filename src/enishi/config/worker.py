"""The worker process: the engines of intake, scenarios, operations and delivery, and the queue of background jobs.

Any number of workers may run on any number of machines; they share work through the database alone. The first
SIGTERM or Ctrl-C lets everything under way finish, within seconds.
"""

import asyncio
import secrets
import signal
import threading
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime
from typing import Any

import structlog
from django.conf import settings
from procrastinate.contrib.django import app as django_app

from enishi.config.settings import ENV
from enishi.delivery.engine import Sender
from enishi.delivery.pipeline.run import plan_next_slice
from enishi.friends.services.operation_engine import run_next_chunk
from enishi.friends.services.segment_builds import build_due
from enishi.friends.services.segment_membership import look_again
from enishi.intake.engine import Router
from enishi.kit import clock, wakeup
from enishi.kit.engines import SetEngine
from enishi.kit.wakeup import Listener
from enishi.line.client import ClientSettings, LineClient
from enishi.line.tokens import ChannelTokens, StatelessTokens, issued_by
from enishi.scenarios.pipeline.run import advance_due

log = structlog.get_logger("enishi.worker")

#: Engines that work set by set: name, what wakes them, and one unit of their work.
_SETS: tuple[tuple[str, str, Callable[[datetime], bool]], ...] = (
    ("step", wakeup.SCENARIOS, advance_due),
    ("operate", wakeup.OPERATIONS, run_next_chunk),
    ("plan", wakeup.DELIVERY, plan_next_slice),
    ("segments", wakeup.SEGMENTS, look_again),
    ("segment-builds", wakeup.SEGMENTS, build_due),
)
_TOPICS = (wakeup.INTAKE, wakeup.SENDING, *(topic for _, topic, _ in _SETS))


async def run_worker(
    *, runs_jobs: bool = True, stopping: asyncio.Event | None = None, now: Callable[[], datetime] = clock.now
) -> None:
    """Work until ``stopping`` is set or, in a process's main thread, until SIGTERM or SIGINT."""
    stopping = stopping or asyncio.Event()
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    worker_id = secrets.randbelow(2**31 - 1) + 1
    listener = Listener(ENV.database_dsn, _TOPICS, worker_id)
    listening = asyncio.create_task(listener.run())
    line = ClientSettings(connections=300)
    async with LineClient(settings.ENISHI_LINE_API_URL, settings.ENISHI_LINE_API_DATA_URL, line) as client:
        tokens = ChannelTokens(StatelessTokens(issued_by(client)))
        # Claiming before the sign of life is held would look like the work of a dead worker.
        await _first(listener.alive.wait(), stopping.wait())
        engines = [
            Router(client, tokens, listener.subscribe(wakeup.INTAKE), now).run(stopping),
            *_set_engines(listener, now, stopping),
            Sender(worker_id, client, tokens, listener.subscribe(wakeup.SENDING), now, listener.alive).run(
                stopping
            ),
        ]
        if runs_jobs:
            engines.append(_run_jobs(stopping))
        log.info("worker_started", worker=worker_id)
        await asyncio.gather(*engines)
    listening.cancel()
    log.info("worker_stopped", worker=worker_id)


def _set_engines(
    listener: Listener, now: Callable[[], datetime], stopping: asyncio.Event
) -> list[Coroutine[Any, Any, None]]:
    def engine(name: str, topic: str, work: Callable[[datetime], bool]) -> SetEngine:
        return SetEngine(name, listener.subscribe(topic), lambda: work(now()))

    return [engine(*each).run(stopping) for each in _SETS]


async def _first(*waits: Awaitable[Any]) -> None:
    tasks = [asyncio.ensure_future(each) for each in waits]
    _, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()


async def _run_jobs(stopping: asyncio.Event) -> None:
    """Procrastinate's worker, restarted when the database comes back."""
    while not stopping.is_set():
        app = django_app.with_connector(django_app.connector.get_worker_connector())  # type: ignore[attr-defined]
        try:
            async with app.open_async():
                work = asyncio.create_task(
                    app.run_worker_async(
                        concurrency=4,
                        install_signal_handlers=False,
                        listen_notify=True,
                        delete_jobs="successful",
                    )
                )
                await _first(stopping.wait(), asyncio.shield(work))
                if not work.done():
                    work.cancel()
                await asyncio.gather(work, return_exceptions=True)
        except Exception as error:
            log.warning("jobs_stopped", error=type(error).__name__)
        if not stopping.is_set():
            await asyncio.sleep(1)
