"""The webhook sender.

In: events of friends' acts. Out: signed POST requests to the channel's webhook URL, several at once, each
given two seconds; what was not answered with 2xx is sent again only where redelivery is on. Every attempt is
logged. Order is not promised, as on the real platform; with a concurrency of one it is kept.
"""

import asyncio
import time
from collections import deque
from typing import TYPE_CHECKING, Any, Final

import aiohttp

from line_simulator import webhook_body
from line_simulator.channels import Channel

if TYPE_CHECKING:
    from line_simulator.simulator import Simulator

_REORDER_WAIT_SECONDS: Final = 0.02
_UNKNOWN_TYPE: Final = "futureEvent"
Pending = tuple[dict[str, Any], int]


class WebhookSender:
    """Queues per channel and the workers that empty them; a worker lives while its queue has events."""

    def __init__(self, sim: "Simulator") -> None:
        self._sim = sim
        self._queues: dict[str, deque[Pending]] = {}
        self._workers: dict[str, int] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None
        self._number = 0
        sim.register("redeliver", _redeliver)

    async def start(self) -> None:
        # No proxy from the environment and no cookies: LINE's servers know neither.
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=60),
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
        )

    async def stop(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    def forget(self) -> None:
        """Drop what is queued or under way (a reset)."""
        self._queues.clear()
        for task in list(self._tasks):
            task.cancel()

    @property
    def is_idle(self) -> bool:
        """Nothing queued and nothing on the wire; redeliveries that wait for their time do not count."""
        return not any(self._queues.values()) and not any(self._workers.values())

    def send(self, channel: Channel, event: dict[str, Any], attempt: int = 1) -> bool:
        """Queue an event. False where the channel has no active webhook: the event is lost, as at LINE."""
        if channel.webhook_url is None or not channel.webhook_active:
            return False
        queue = self._queues.setdefault(channel.channel_id, deque())
        queue.append((event, attempt))
        knobs = self._sim.world.knobs
        if attempt == 1 and self._sim.world.random.random() < knobs.webhook_duplicate_probability:
            queue.append((event, attempt))
        if self._workers.get(channel.channel_id, 0) < max(1, knobs.webhook_concurrency):
            self._workers[channel.channel_id] = self._workers.get(channel.channel_id, 0) + 1
            task = asyncio.get_running_loop().create_task(self._work(channel, queue))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return True

    async def _work(self, channel: Channel, queue: deque[Pending]) -> None:
        try:
            while queue:
                knobs = self._sim.world.knobs
                if knobs.webhook_batch_wait_seconds > 0 and len(queue) < knobs.webhook_batch_size:
                    await asyncio.sleep(knobs.webhook_batch_wait_seconds)
                if knobs.webhook_reorder_window > 1:
                    await asyncio.sleep(_REORDER_WAIT_SECONDS)
                batch = self._take(queue)
                if batch:
                    await self.deliver(channel, batch)
        finally:
            self._workers[channel.channel_id] = max(0, self._workers.get(channel.channel_id, 0) - 1)
            if self.is_idle:
                self._sim.notify()

    def _take(self, queue: deque[Pending]) -> list[Pending]:
        knobs = self._sim.world.knobs
        batch: list[Pending] = []
        while queue and len(batch) < max(1, knobs.webhook_batch_size):
            if knobs.webhook_reorder_window > 1:
                index = self._sim.world.random.randrange(min(len(queue), knobs.webhook_reorder_window))
                batch.append(queue[index])
                del queue[index]
            else:
                batch.append(queue.popleft())
        return batch

    async def deliver(self, channel: Channel, batch: list[Pending], url: str | None = None) -> dict[str, Any]:
        """One request with these events (none: the verification ping). Returns its log entry."""
        body, headers = self._encode(channel, [event for event, _ in batch])
        url = url or channel.webhook_url or ""
        started = time.monotonic()
        status, reason, detail = await self._post(url, body, headers)
        world = self._sim.world
        attempt = max((attempt for _, attempt in batch), default=1)
        self._number += 1
        entry = {
            "number": self._number,
            "channel_id": channel.channel_id,
            "url": url,
            "at_ms": world.clock.now_ms(),
            "wall_ms": int(time.time() * 1000),
            "latency_ms": round((time.monotonic() - started) * 1000, 2),
            "attempt": attempt,
            "status": status,
            "reason": reason,
            "detail": detail,
            "event_ids": [event.get("webhookEventId") for event, _ in batch],
            "headers": headers,
            "body": body,
        }
        if world.knobs.log_webhooks:
            while len(world.webhooks) >= max(1, world.knobs.webhook_log_size):
                world.webhooks.popleft()
            world.webhooks.append(entry)
        if reason != "OK" and channel.redelivery and batch:
            self._schedule_again(channel, batch)
        self._sim.touch()
        return entry

    def _schedule_again(self, channel: Channel, batch: list[Pending]) -> None:
        knobs = self._sim.world.knobs
        due = self._sim.world.clock.now() + knobs.webhook_redelivery_interval_seconds
        for event, attempt in batch:
            if attempt <= knobs.webhook_redelivery_count:
                self._sim.agenda.add(due, "redeliver", channel.channel_id, event, attempt + 1)

    def _encode(self, channel: Channel, events: list[dict[str, Any]]) -> tuple[bytes, dict[str, str]]:
        world = self._sim.world
        knobs = world.knobs
        now = world.clock.now()
        for event in events:
            token = world.reply_tokens.get(event.get("replyToken") or "")
            if token is not None:
                token.sent_at = now
        if knobs.webhook_unknown_event_probability > world.random.random() and events:
            events = [self._unknown_event(), *events]
        content: dict[str, Any] = {"destination": channel.bot_user_id, "events": events}
        if knobs.webhook_unknown_properties:
            content["events"] = [webhook_body.with_unknown_properties(event) for event in events]
            content["futureTopLevel"] = "値"
        body = webhook_body.encode(content, knobs.webhook_body_style, world.random)
        header = webhook_body.signature_header(knobs.webhook_header_case, world.random)
        return body, {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "LineBotWebhook/2.0",
            header: webhook_body.signature(channel.secret, body),
        }

    def _unknown_event(self) -> dict[str, Any]:
        world = self._sim.world
        now_ms = world.clock.now_ms()
        return {
            "type": _UNKNOWN_TYPE,
            "timestamp": now_ms,
            "mode": "active",
            "webhookEventId": world.ids.ulid(now_ms),
            "deliveryContext": {"isRedelivery": False},
            "future": {"kind": "unheard-of"},
        }

    async def _post(self, url: str, body: bytes, headers: dict[str, str]) -> tuple[int, str, str]:
        """(status, LINE's reason, detail)."""
        if self._session is None:
            return 0, "COULD_NOT_CONNECT", "The simulator is stopping"
        timeout = aiohttp.ClientTimeout(total=self._sim.world.knobs.webhook_timeout_seconds)
        try:
            async with self._session.post(
                url, data=body, headers=headers, timeout=timeout, allow_redirects=False
            ) as response:
                await response.read()
                status = response.status
        except TimeoutError:
            return 0, "REQUEST_TIMEOUT", "Request timeout"
        except aiohttp.ClientConnectorError as error:
            return 0, "COULD_NOT_CONNECT", str(error.os_error.strerror or error.os_error)
        except (aiohttp.ClientError, ValueError, OSError) as error:
            return 0, "UNCLASSIFIED", type(error).__name__
        if 200 <= status < 300:
            return status, "OK", str(status)
        return status, "ERROR_STATUS_CODE", str(status)


def _redeliver(sim: "Simulator", channel_id: str, event: dict[str, Any], attempt: int) -> None:
    channel = sim.world.channels.get(channel_id)
    if channel is not None:
        # The event is the same in everything else, webhookEventId and replyToken included.
        sim.webhooks.send(channel, {**event, "deliveryContext": {"isRedelivery": True}}, attempt)
