"""Drives ``pipeline.run`` inside a worker: one thread plans, one claims, one records; the event loop sends.

In: a worker id that is alive (an advisory lock held by the worker's listening connection). Out: batches sent and
recorded, many in flight. Never holds a transaction while it waits for LINE, and never forgets an answer: recording
is repeated until the database takes it.
"""

import asyncio
import math
import time
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple
from uuid import UUID

import structlog

from enishi.delivery.domain.values import ClaimedBatch, SentBatch
from enishi.delivery.pipeline import run
from enishi.delivery.pipeline.send import send_batch
from enishi.delivery.pipeline.takeover import reopen_lost_claims, take_over_from_the_dead
from enishi.kit.crypto import CannotOpen
from enishi.kit.engines import DATABASE_AWAY, IDLE_SECONDS, DatabaseThread
from enishi.kit.errors import ProblemError
from enishi.kit.tenancy import system_scope
from enishi.kit.wakeup import Wakeup
from enishi.line.client import LineClient, Outcome, SendResult
from enishi.line.selectors import channel_credentials
from enishi.line.services import sync_soon
from enishi.line.tokens import ChannelCredentials, TokenSource

log = structlog.get_logger("enishi.delivery")

#: Requests of one worker under way at once; enough for LINE's 2,000 pushes a second at 200 ms.
MAX_IN_FLIGHT = 600
#: Answers are gathered this long, so that one transaction records many.
_GATHER_SECONDS = 0.02
_CREDENTIALS_SECONDS = 5.0
_QUOTA_SECONDS = 20.0
_AFTER_SENDING = timedelta(seconds=20)
_LOOK_FOR_DEAD_SECONDS = 0.25


class _Papers(NamedTuple):
    """A channel's credentials as they were at ``read_at``; None where they cannot be opened."""

    fresh_until: float
    read_at: datetime
    credentials: ChannelCredentials | None


class Sender:
    """Claims, sends and records until told to stop."""

    def __init__(
        self,
        worker_id: int,
        client: LineClient,
        tokens: TokenSource,
        wakeup: Wakeup,
        clock: Callable[[], datetime],
        alive: asyncio.Event | None = None,
    ) -> None:
        self._alive = alive
        self._worker_id, self._client, self._tokens = worker_id, client, tokens
        self._wakeup, self._clock = wakeup, clock
        self._claimer, self._recorder = DatabaseThread("claim"), DatabaseThread("record")
        self._in_flight: set[asyncio.Task[SentBatch]] = set()
        self._answers: asyncio.Queue[SentBatch] = asyncio.Queue()
        #: Batches that this worker has claimed and not yet recorded: id → number of the attempt.
        self._ours: dict[UUID, int] = {}
        self._papers: dict[tuple[int, int], _Papers] = {}
        self._quota_asked: dict[tuple[int, int], float] = {}
        self._recording = False
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
            except Exception:
                # A defect in claiming must not end the worker; what is in flight is still to be recorded.
                log.exception("claim_failed")
                await asyncio.sleep(IDLE_SECONDS)
                continue
            if not claimed:
                await self._wakeup.wait(IDLE_SECONDS if not self._in_flight else 0.05)
        while self._in_flight or not self._answers.empty() or self._recording:
            await asyncio.sleep(_GATHER_SECONDS)
        recording.cancel()
        await self._claimer.close()
        await self._recorder.close()

    async def _claim(self) -> bool:
        if self._alive is not None and not self._alive.is_set():
            # Without the sign of life others would take what we claim for a dead worker's.
            return False
        room = MAX_IN_FLIGHT - len(self._ours)
        if room < MAX_IN_FLIGHT // 4:
            self._room.clear()
            await self._room.wait()
            return True
        batches = await self._claimer.run(partial(self._claim_with_papers, room, frozenset(self._ours)))
        for batch, papers in batches:
            self._launch(batch, papers)
        return bool(batches)

    def _claim_with_papers(self, room: int, ours: Collection[UUID]) -> list[tuple[ClaimedBatch, _Papers]]:
        now = self._clock()
        if time.monotonic() >= self._look_for_dead_at:
            self._look_for_dead_at = time.monotonic() + _LOOK_FOR_DEAD_SECONDS
            take_over_from_the_dead(self._worker_id, now)
            reopen_lost_claims(self._worker_id, ours, now)
        batches = run.claim_to_send(self._worker_id, room, now)
        return [(batch, self._papers_of(batch, now)) for batch in batches]

    def _papers_of(self, batch: ClaimedBatch, now: datetime) -> _Papers:
        key, at = (batch.org_id, batch.channel_id), time.monotonic()
        known = self._papers.get(key)
        if known is None or known.fresh_until < at:
            known = self._papers[key] = _Papers(at + _CREDENTIALS_SECONDS, now, _credentials(batch))
        return known

    def _launch(self, batch: ClaimedBatch, papers: _Papers) -> None:
        self._ours[batch.id] = batch.attempts
        task = asyncio.create_task(self._send(batch, papers))
        self._in_flight.add(task)
        task.add_done_callback(self._landed)

    async def _send(self, batch: ClaimedBatch, papers: _Papers) -> SentBatch:
        if papers.credentials is None:
            refusal = SendResult(Outcome.UNAUTHORISED, message="the channel's credentials cannot be opened")
            return SentBatch(batch, refusal, self._clock(), papers.read_at)
        try:
            sent = await send_batch(batch, papers.credentials, self._client, self._tokens, self._clock)
        except Exception as error:
            # Nobody knows how far it came, so it counts as a lost answer.
            log.exception("send_failed", batch=str(batch.id))
            return SentBatch(
                batch, SendResult(Outcome.AMBIGUOUS, message=type(error).__name__), self._clock()
            )
        return replace(sent, credentials_read_at=papers.read_at)

    def _landed(self, task: asyncio.Task[SentBatch]) -> None:
        self._in_flight.discard(task)
        # A cancelled one is not recorded: the batch is taken over, under the same retry key, once we are gone.
        if task.cancelled():
            return
        sent = task.result()
        if sent.result.outcome is Outcome.UNAUTHORISED:
            # Whatever staff change next has to be read anew.
            self._papers.pop((sent.batch.org_id, sent.batch.channel_id), None)
        self._answers.put_nowait(sent)

    def _settle(self, answers: list[SentBatch]) -> None:
        now = self._clock()
        run.settle(self._worker_id, answers, now)
        self._ask_for_quota(answers, now)

    def _ask_for_quota(self, answers: list[SentBatch], now: datetime) -> None:
        """Staff who plan the next broadcast must not see the quota of an hour ago; LINE is asked once things calm."""
        for key in {
            (each.batch.org_id, each.batch.channel_id) for each in answers if each.result.is_accepted
        }:
            if self._quota_asked.get(key, -math.inf) + _QUOTA_SECONDS < time.monotonic():
                self._quota_asked[key] = time.monotonic()
                with system_scope():
                    sync_soon(org_id=key[0], channel_id=key[1], at=now + _AFTER_SENDING)

    async def _record_forever(self) -> None:
        while True:
            answers = [await self._answers.get()]
            self._recording = True
            await asyncio.sleep(_GATHER_SECONDS)
            while not self._answers.empty():
                answers.append(self._answers.get_nowait())
            await self._record(answers)
            self._recording = False
            self._room.set()
            # A friend's next message may have waited for one of these.
            self._wakeup.ring()

    async def _record(self, answers: list[SentBatch]) -> None:
        try:
            await self._recorder.run_until_done(partial(self._settle, answers))
        except Exception:
            # One answer that cannot be recorded must not keep the others; it stays ours, and is taken over once we
            # are gone.
            log.exception("settle_failed", answers=len(answers))
            if len(answers) > 1:
                for answer in answers:
                    await self._record([answer])
            return
        for batch in (answer.batch for answer in answers):
            # The next attempt may have begun already.
            if self._ours.get(batch.id) == batch.attempts:
                del self._ours[batch.id]


def _credentials(batch: ClaimedBatch) -> ChannelCredentials | None:
    try:
        return channel_credentials(batch.org_id, batch.channel_id).for_tokens
    except (CannotOpen, ProblemError):
        return None
