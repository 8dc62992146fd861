"""Drives ``pipeline.run`` inside a worker: several channels at once, each by one router only.

In: wake-ups of the web process. Out: routed events. Asks LINE for profiles between reading and routing, for a
limited time: a greeting must not wait for a slow profile, its fallback serves then.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import partial

import structlog

from enishi.friends.services.contacts import Profile
from enishi.intake.pipeline import run, waiting
from enishi.kit.crypto import CannotOpen
from enishi.kit.engines import DATABASE_AWAY, IDLE_SECONDS, DatabaseThread
from enishi.kit.wakeup import Wakeup
from enishi.line.client import LineClient
from enishi.line.selectors import channel_credentials
from enishi.line.tokens import ChannelCredentials, TokenSource, TokenUnavailableError, with_token

log = structlog.get_logger("enishi.intake")

_ROUTERS = 4
_PROFILE_SECONDS = 3.0
_PROFILES_AT_ONCE = 50


class Router:
    """Routes waiting events until told to stop."""

    def __init__(
        self, client: LineClient, tokens: TokenSource, wakeup: Wakeup, clock: Callable[[], datetime]
    ) -> None:
        self._client, self._tokens, self._wakeup, self._clock = client, tokens, wakeup, clock
        self._look = DatabaseThread("intake")
        self._free = [DatabaseThread(f"route-{number}") for number in range(_ROUTERS)]
        self._busy: dict[int, asyncio.Task[None]] = {}

    async def run(self, stopping: asyncio.Event) -> None:
        """Until ``stopping`` is set; channels in progress are finished first."""
        while not stopping.is_set():
            try:
                started = await self._start_waiting_channels()
            except DATABASE_AWAY as error:
                log.warning("database_away", engine="intake", error=type(error).__name__)
                await asyncio.sleep(0.5)
                continue
            except Exception:
                # A defect in looking must not end the worker, and the other engines with it.
                log.exception("intake_failed")
                await asyncio.sleep(IDLE_SECONDS)
                continue
            if not started:
                await self._wakeup.wait(IDLE_SECONDS)
        await asyncio.gather(*self._busy.values(), return_exceptions=True)
        for thread in [self._look, *self._free]:
            await thread.close()

    async def _start_waiting_channels(self) -> bool:
        started = False
        for org_id, channel_id in await self._look.run(waiting.channels_waiting):
            if channel_id in self._busy or not self._free:
                continue
            thread = self._free.pop()
            task = asyncio.create_task(self._route_channel(thread, org_id, channel_id))
            self._busy[channel_id] = task
            task.add_done_callback(partial(self._done, channel_id, thread))
            started = True
        return started

    def _done(self, channel_id: int, thread: DatabaseThread, task: asyncio.Task[None]) -> None:
        del self._busy[channel_id]
        self._free.append(thread)
        if not task.cancelled() and (error := task.exception()) is not None:
            # Not rung: the next look tries again, and a defect must not become a busy loop.
            log.error("routing_failed", channel=channel_id, error=type(error).__name__)
            return
        # Events may have come while this channel was busy and their wake-up was spent on it.
        self._wakeup.ring()

    async def _route_channel(self, thread: DatabaseThread, org_id: int, channel_id: int) -> None:
        if not await thread.run(lambda: waiting.try_hold(channel_id)):
            await asyncio.sleep(0.05)
            return
        try:
            while events := await thread.run(partial(run.read_next, org_id, channel_id)):
                wanted = await thread.run(partial(run.strangers, org_id, channel_id, events))
                profiles = await self._profiles(thread, org_id, channel_id, wanted) if wanted else {}
                await thread.run(
                    partial(
                        run.route_all,
                        org_id=org_id,
                        channel_id=channel_id,
                        events=events,
                        profiles=profiles,
                        now=self._clock(),
                    )
                )
        finally:
            await thread.run(partial(waiting.release, channel_id))

    async def _profiles(
        self, thread: DatabaseThread, org_id: int, channel_id: int, line_user_ids: list[str]
    ) -> dict[str, Profile]:
        """What LINE tells within a few seconds; whoever is missing is looked up later by a sweep."""
        found: dict[str, Profile] = {}
        gate = asyncio.Semaphore(_PROFILES_AT_ONCE)

        async def ask(credentials: ChannelCredentials, line_user_id: str) -> None:
            async with gate:
                answer = await with_token(
                    self._tokens,
                    credentials,
                    lambda token: self._client.at(credentials.hosts).get_profile(token, line_user_id),
                )
            if answer.value is not None:
                value = answer.value
                found[line_user_id] = Profile(
                    value.display_name,
                    value.picture_url or "",
                    value.status_message or "",
                    value.language or "",
                )

        try:
            credentials = (await thread.run(lambda: channel_credentials(org_id, channel_id))).for_tokens
            async with asyncio.timeout(_PROFILE_SECONDS):
                await asyncio.gather(*(ask(credentials, each) for each in line_user_ids))
        except (TimeoutError, TokenUnavailableError, CannotOpen, ValueError) as error:
            log.warning("profiles_missing", channel=channel_id, error=type(error).__name__)
        return found
