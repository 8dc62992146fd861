"""Drives ``pipeline.run`` inside a worker: one thread plans, one claims, one records; the event loop sends.

In: a worker id that is alive (an advisory lock held by the worker's listening connection). Out: batches sent and
recorded, many in flight. Never holds a transaction while it waits for LINE, and never forgets an answer: recording
is repeated until the database takes it.
"""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial

import structlog

from enishi.delivery.domain.values import ClaimedBatch, SentBatch
from enishi.delivery.pipeline import run
from enishi.delivery.pipeline.send import send_batch
from enishi.delivery.pipeline.takeover import take_over_from_the_dead
from enishi.kit.engines import DATABASE_AWAY, IDLE_SECONDS, DatabaseThread
from enishi.kit.wakeup import Wakeup
from enishi.line.client import LineClient
from enishi.line.selectors import channel_credentials
from enishi.line.tokens import ChannelCredentials, TokenSource

log = structlog.get_logger("enishi.delivery")

#: Requests of one worker under way at once; enough for LINE's 2,000 pushes a second at 100 ms.
MAX_IN_FLIGHT = 240
#: Answers are gathered this long, so that one transaction records many.
_GATHER_SECONDS = 0.02
_CREDENTIALS_SECONDS = 5.0
_LOOK_FOR_DEAD_SECONDS = 0.25


class Sender:
    """Claims, sends and records until told to stop."""

    def __init__(
        self,
        worker_id: int,
        client: LineClient,
        tokens: TokenSource,
        wakeup: Wakeup,
        clock: Callable[[], datetime],
    ) -> None:
        self._worker_id, self._client, self._tokens = worker_id, client, tokens
        self._wakeup, self._clock = wakeup, clock
        self._claimer, self._recorder = DatabaseThread("claim"), DatabaseThread("record")
        self._in_flight: set[asyncio.Task[SentBatch]] = set()
        self._answers: asyncio.Queue[SentBatch] = asyncio.Queue()
        self._unrecorded = 0
        self._credentials: dict[tuple[int, int], tuple[float, ChannelCredentials]] = {}
        self._room = asyncio.Event()
        self._look_for_dead_at = 0.0

    async def run(self, stopping: asyncio.Event) -> None:
        """Until ``stopping`` is set; what is in flight is then awaited and recorded."""
        recording = asyncio.create_task(self._record_forever())
        while not stopping.is_set():
            try:
                claimed = await self._claim()
            except DATABASE_AWAY as error:
                log.warning("database_away", engine="sender", error=type(error).__name__)
                await asyncio.sleep(0.5)
                continue
            if not claimed:
                await self._wakeup.wait(IDLE_SECONDS if not self._in_flight else 0.05)
        while self._unrecorded:
            await asyncio.sleep(_GATHER_SECONDS)
        recording.cancel()
        await self._claimer.close()
        await self._recorder.close()

    async def _claim(self) -> bool:
        room = MAX_IN_FLIGHT - self._unrecorded
        if room < MAX_IN_FLIGHT // 4:
            self._room.clear()
            await self._room.wait()
            return True
        batches = await self._claimer.run(lambda: self._claim_with_credentials(room))
        for batch, credentials in batches:
            self._launch(batch, credentials)
        return bool(batches)

    def _claim_with_credentials(self, room: int) -> list[tuple[ClaimedBatch, ChannelCredentials]]:
        now = self._clock()
        if time.monotonic() >= self._look_for_dead_at:
            self._look_for_dead_at = time.monotonic() + _LOOK_FOR_DEAD_SECONDS
            take_over_from_the_dead(self._worker_id, now)
        batches = run.claim_to_send(self._worker_id, room, now)
        return [(batch, self._credentials_of(batch)) for batch in batches]

    def _credentials_of(self, batch: ClaimedBatch) -> ChannelCredentials:
        key, at = (batch.org_id, batch.channel_id), time.monotonic()
        known = self._credentials.get(key)
        if known is None or known[0] < at:
            fresh = channel_credentials(batch.org_id, batch.channel_id).for_tokens
            known = self._credentials[key] = (at + _CREDENTIALS_SECONDS, fresh)
        return known[1]

    def _launch(self, batch: ClaimedBatch, credentials: ChannelCredentials) -> None:
        self._unrecorded += 1
        task = asyncio.create_task(send_batch(batch, credentials, self._client, self._tokens, self._clock))
        self._in_flight.add(task)
        task.add_done_callback(self._landed)

    def _landed(self, task: asyncio.Task[SentBatch]) -> None:
        self._in_flight.discard(task)
        if task.cancelled() or task.exception() is not None:
            # Not recorded: the batch stays "sending" and is taken over, under the same retry key, once we are gone.
            log.error("send_failed", error=repr(task.exception()) if not task.cancelled() else "cancelled")
            self._unrecorded -= 1
            return
        self._answers.put_nowait(task.result())

    def _settle(self, answers: list[SentBatch]) -> None:
        run.settle(self._worker_id, answers, self._clock())

    async def _record_forever(self) -> None:
        while True:
            answers = [await self._answers.get()]
            await asyncio.sleep(_GATHER_SECONDS)
            while not self._answers.empty():
                answers.append(self._answers.get_nowait())
            await self._recorder.run_until_done(partial(self._settle, answers))
            self._unrecorded -= len(answers)
            self._room.set()
            # A friend's next message may have waited for one of these.
            self._wakeup.ring()
