"""The running simulator: the world's memory plus what cannot be written to a file.

Holds the agenda, the webhook sender and those who wait for messages; endpoints and the control API act on the
world through it. It never reads a socket: the listeners do that.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from line_simulator import rates
from line_simulator.agenda import Agenda
from line_simulator.channels import Channel
from line_simulator.clock import jst_date
from line_simulator.clock_file import ClockFile
from line_simulator.errors import RATE_LIMITED, ApiError
from line_simulator.exchanges import ExchangeLog
from line_simulator.knobs import Knobs
from line_simulator.records import Accepted, AccessToken, Friend, ReplyToken
from line_simulator.state import World, load_world, save_world
from line_simulator.webhooks import WebhookSender

DEFAULT_SCOPE: Final = "profile chat_message.write"


class Simulator:
    """One simulated LINE platform."""

    def __init__(
        self, *, state_path: Path | None = None, knobs: Knobs | None = None, clock_path: Path | None = None
    ) -> None:
        self.state_path = state_path
        if state_path is not None and state_path.exists():
            self.world = load_world(state_path)
        else:
            self.world = World(knobs=knobs or Knobs())
        self.urls: dict[str, str] = {}
        self.exchanges = ExchangeLog()
        # Grows with every change; begins with the time, so that another run never has the same numbers.
        self.revision = time.time_ns() // 1000
        self.clock_file = None if clock_path is None else ClockFile(clock_path, self.world.clock)
        if self.clock_file is not None:
            self.clock_file.catch_up()
        self.agenda_tasks: dict[str, Callable[..., None]] = {}
        self._waiters: list[tuple[Callable[[], bool], asyncio.Future[None]]] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self.agenda = Agenda(self.world.clock, self.world.agenda)
        self.webhooks = WebhookSender(self)

    def register(self, name: str, task: Callable[..., None]) -> None:
        """Name a task that the agenda may call; its first argument will be this simulator."""
        self.agenda_tasks[name] = task

        def run(*arguments: object) -> None:
            task(self, *arguments)
            self.touch()

        self.agenda.register(name, run)

    async def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.agenda.start(self._loop)
        await self.webhooks.start()

    async def stop(self) -> None:
        self.agenda.stop()
        await self.webhooks.stop()
        self.save()

    def save(self) -> None:
        if self.state_path is not None:
            save_world(self.world, self.state_path)

    def reset(self) -> None:
        """Forget everything, knobs and clock included, as after a first start."""
        self.agenda.stop()
        self.webhooks.forget()
        clock = self.world.clock
        self.world = World(knobs=Knobs())
        if self.clock_file is not None:
            # Those who follow it cannot go back.
            self.world.clock = clock
        self.exchanges.clear()
        self.agenda = Agenda(self.world.clock, self.world.agenda)
        for name, task in self.agenda_tasks.items():
            self.register(name, task)
        if self._loop is not None:
            self.agenda.start(self._loop)
        self.touch()

    # Sending
    def new_accepted(self, channel: Channel, endpoint: str, request_id: str, now: float) -> Accepted:
        return Accepted(channel.channel_id, endpoint, request_id, now)

    def publish(self, accepted: Accepted, channel: Channel, *, charged: int) -> None:
        """Enter an accepted send into ledger, statistics and sent log, and wake those who wait for it."""
        world = self.world
        # Numbered here, not at acceptance: a narrowcast is delivered later than it is accepted.
        world.sent_count += 1
        accepted.number = world.sent_count
        accepted.wall_ms = int(time.time() * 1000)
        channel.quota.charge(charged, accepted.at, world.knobs.consumption_lag_seconds)
        channel.accepted += 1
        channel.delivered += accepted.reached
        channel.deliveries[jst_date(accepted.at), accepted.endpoint] += accepted.reached
        if world.knobs.log_sent:
            world.sent.append(accepted)
        else:
            accepted.recipients, accepted.messages = [], []
        self.touch()

    def usable_reply_token(self, value: str, channel: Channel, now: float) -> ReplyToken | None:
        """An unused token of this channel, within a minute of its webhook and 20 minutes of its event."""
        token = self.world.reply_tokens.get(value)
        knobs = self.world.knobs
        if token is None or token.used or token.channel_id != channel.channel_id:
            return None
        is_fresh = now - token.sent_at <= knobs.reply_token_seconds
        return token if is_fresh and now - token.event_at <= knobs.reply_token_cap_seconds else None

    # Tokens
    def issue_token(
        self, channel: Channel, kind: str, life_seconds: float | None, scope: str = DEFAULT_SCOPE
    ) -> AccessToken:
        """A new access token; without end where `life_seconds` is None."""
        world = self.world
        now = world.clock.now()
        expires_at = None if life_seconds is None else now + life_seconds
        value = "eyJhbGciOiJIUzI1NiJ9." + world.ids.token(148)
        token = AccessToken(value, kind, channel.channel_id, now, expires_at, scope)
        world.tokens[value] = token
        return token

    def valid_tokens(self, channel: Channel, kind: str) -> list[AccessToken]:
        """The channel's valid tokens of a kind, oldest first."""
        now = self.world.clock.now()
        return [
            token
            for token in self.world.tokens.values()
            if token.channel_id == channel.channel_id and token.kind == kind and token.is_valid(now)
        ]

    def take_rate(self, channel: Channel, name: str, limit: rates.Limit, alias: str = "") -> None:
        """Spend one request of the channel's bucket. Raises ApiError 429 when it is empty."""
        knobs = self.world.knobs
        if not knobs.rate_limits:
            return
        if knobs.rate_limit_overrides:
            override = knobs.rate_limit_overrides.get(name) or knobs.rate_limit_overrides.get(alias)
            if override is not None:
                limit = (int(override[0]), override[1])
        if not rates.take(channel.buckets, name, limit, self.world.clock.rate_time()):
            raise ApiError(429, RATE_LIMITED)

    def sent_by_request(
        self, channel: Channel, request_id: object, endpoints: tuple[str, ...]
    ) -> Accepted | None:
        """The accepted send with this request id, if it went out by one of these endpoints."""
        for accepted in self.world.sent:
            if accepted.request_id == request_id and accepted.channel_id == channel.channel_id:
                return accepted if accepted.endpoint in endpoints else None
        return None

    def sent_with_unit(self, channel: Channel, unit: str) -> list[Accepted]:
        return [a for a in self.world.sent if a.unit == unit and a.channel_id == channel.channel_id]

    def friends_from(self, channel: Channel, number: int) -> Iterator[Friend]:
        """Friends in the order of their numbers, beginning with `number`."""
        # Numbers are given in order of insertion and users are never removed.
        return islice(channel.friends.values(), number, None)

    # Waiting
    def touch(self) -> None:
        """Something changed that a watcher may want to see."""
        self.revision += 1
        if self._waiters:
            self.notify()

    def notify(self) -> None:
        still_waiting = []
        for predicate, future in self._waiters:
            if future.done():
                continue
            if predicate():
                future.set_result(None)
            else:
                still_waiting.append((predicate, future))
        self._waiters = still_waiting

    async def wait_until(self, predicate: Callable[[], bool], timeout_seconds: float) -> bool:
        """True as soon as the predicate holds, False when the real time-out passed first."""
        if predicate():
            return True
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiters.append((predicate, future))
        try:
            await asyncio.wait_for(future, timeout_seconds)
        except TimeoutError:
            return predicate()
        return True
