"""The whole of Enishi in one process: the public port, a worker and a simulated LINE, all talking HTTP.

In: nothing. Out: shops at the simulator whose webhooks come here, and words for what friends do and what is true
afterwards. Nothing is faked between the simulator's webhook and its record of what each friend received.
"""

import asyncio
import contextlib
import http.client
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import uvicorn
from django.db import connection, transaction
from django.test import override_settings
from tests.delivery.desk import assert_adds_up
from tests.factories import make_channel, make_organisation, make_revision, rows

from enishi.accounts.models import Organisation
from enishi.config.asgi import Front
from enishi.config.worker import run_worker
from enishi.delivery.domain.values import Audience
from enishi.delivery.models import Batch, Delivery, Dispatch
from enishi.delivery.services import request_dispatch
from enishi.friends.models import Friend, TimelineEvent
from enishi.intake.models import InboundEvent
from enishi.kit import clock
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel
from line_simulator.testing import RunningSimulator, SimulatorControl, start_simulator

PATIENCE_SECONDS = 30.0


def until(condition: Callable[[], bool], what: str) -> None:
    """Wait until ``condition`` holds; fails with ``what`` when patience ends."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain until {what}"
        time.sleep(0.02)


@contextlib.contextmanager
def serving() -> Iterator[str]:
    """The public port on a thread; its address."""
    config = uvicorn.Config(Front(), host="127.0.0.1", port=0, log_config=None, lifespan="on", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, name="web", daemon=True)
    thread.start()
    until(lambda: server.started, "the web server listens")
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(PATIENCE_SECONDS)


class Worker:
    """A worker on a thread; it can be stopped and started again."""

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None

    def start(self) -> None:
        running = threading.Event()

        async def work() -> None:
            self._loop, self._stopping = asyncio.get_running_loop(), asyncio.Event()
            running.set()
            await run_worker(stopping=self._stopping)

        self._thread = threading.Thread(target=lambda: asyncio.run(work()), name="worker", daemon=True)
        self._thread.start()
        running.wait(PATIENCE_SECONDS)

    def stop(self) -> None:
        """Let everything under way finish."""
        if self._thread is None or self._loop is None or self._stopping is None:
            return
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(PATIENCE_SECONDS)
        assert not self._thread.is_alive()
        self._thread = None


@dataclass(frozen=True, slots=True)
class Stage:
    """What all tests of a module share."""

    web_url: str
    line: RunningSimulator
    worker: Worker


@contextlib.contextmanager
def _short_connections() -> Iterator[None]:
    """Threads of requests and jobs give their connection back: they end without being told."""
    before = connection.settings_dict["CONN_MAX_AGE"]
    connection.settings_dict["CONN_MAX_AGE"] = 0
    try:
        yield
    finally:
        connection.settings_dict["CONN_MAX_AGE"] = before


@contextlib.contextmanager
def open_stage() -> Iterator[Stage]:
    """Simulator, web and worker; stopped in the reverse order."""
    with start_simulator(seed=1, webhook_concurrency=8) as line:
        urls = override_settings(
            ENISHI_LINE_API_URL=line.api_url,
            ENISHI_LINE_API_DATA_URL=line.data_url,
            ENISHI_LINE_ACCESS_URL=line.access_url,
        )
        with urls, _short_connections(), serving() as web_url:
            worker = Worker()
            worker.start()
            try:
                yield Stage(web_url, line, worker)
            finally:
                worker.stop()


@dataclass
class Shop:
    """One organisation with one account at the simulator, and everything a story needs to say about it."""

    stage: Stage
    org: Organisation
    channel: Channel
    cid: str
    secret: str
    dispatches: list[int] = field(default_factory=list)

    @property
    def control(self) -> SimulatorControl:
        return self.stage.line.control

    # What friends do
    def follow(self, name: str | None = "愛子", **values: Any) -> str:
        """Somebody new becomes a friend; her LINE id."""
        made = self.control.follow(self.cid, **({} if name is None else {"display_name": name}), **values)
        return str(made["user_id"])

    def say(self, user: str, text: str, **values: Any) -> str:
        """The id of the message."""
        return str(self.control.send_text(self.cid, user, text, **values)["event"]["message"]["id"])

    def friends_from_before(self, *names: str) -> list[Friend]:
        """Friends of the account whom we know already, without any event."""
        users = self.control.create_users(self.cid, users=[{"display_name": name} for name in names])
        with org_scope(self.org.id):
            return Friend.objects.bulk_create(
                [
                    Friend(
                        org_id=self.org.id,
                        channel_id=self.channel.id,
                        line_user_id=user,
                        display_name=name,
                        origin="import",
                        first_seen_at=clock.now(),
                        status_changed_at=clock.now(),
                        profile_synced_at=clock.now(),
                    )
                    for user, name in zip(users, names, strict=True)
                ]
            )

    # What staff do
    def broadcast(self, text: str, friends: list[Friend] | None = None, **options: Any) -> Dispatch:
        """To these friends, or to everyone."""
        revision_id = make_revision(self.org, text)
        with org_scope(self.org.id):
            dispatch_id = request_dispatch(
                org_id=self.org.id,
                channel_id=self.channel.id,
                kind="broadcast",
                revision_id=revision_id,
                recipients=Audience() if friends is None else [friend.id for friend in friends],
                now=clock.now(),
                **options,
            )
        return self.dispatch(dispatch_id)

    # What is true afterwards
    def friend(self, user: str) -> Friend:
        """The one row of this LINE user, as soon as there is one."""
        until(
            lambda: bool(rows(Friend, channel_id=self.channel.id, line_user_id=user)), "the friend is known"
        )
        (found,) = rows(Friend, channel_id=self.channel.id, line_user_id=user)
        return found

    def texts(self, user: str) -> list[str]:
        """What the simulator's phone of ``user`` shows, oldest first."""
        inbox = self.control.inbox(self.cid, user)
        return [message.get("text", message["type"]) for entry in inbox for message in entry["messages"]]

    def endpoints(self, user: str) -> list[str]:
        return [entry["endpoint"] for entry in self.control.inbox(self.cid, user)]

    def receives(self, user: str, *texts: str) -> None:
        """Wait until ``user`` has received exactly these, in this order, and nothing more once all is quiet."""
        until(lambda: len(self.texts(user)) >= len(texts), f"{texts} arrive, not {self.texts(user)}")
        self.settle()
        assert self.texts(user) == list(texts)

    def settle(self) -> None:
        """Wait until every webhook is routed and nothing is due."""
        assert self.control.wait_for_webhooks(timeout=PATIENCE_SECONDS)
        until(self._is_quiet, "all is quiet")
        self.adds_up()

    def _is_quiet(self) -> bool:
        if rows(InboundEvent, channel_id=self.channel.id, processed_at=None):
            return False
        if rows(Dispatch, org_id=self.org.id, state="open", due_at__lte=clock.now(), held=0):
            return False
        return not rows(Batch, org_id=self.org.id, state="sending")

    def dispatch(self, dispatch_id: int) -> Dispatch:
        return rows(Dispatch, id=dispatch_id)[0]

    def finished(self, dispatch: Dispatch) -> Dispatch:
        """The dispatch, as soon as nobody in it waits any more."""
        until(lambda: self.dispatch(dispatch.id).finished_at is not None, "the dispatch is finished")
        self.adds_up()
        return self.dispatch(dispatch.id)

    def outcome(self, dispatch: Dispatch) -> dict[tuple[str, str], int]:
        """(state, reason) → how many friends, by the ledger."""
        found: dict[tuple[str, str], int] = {}
        for row in rows(Delivery, dispatch_id=dispatch.id):
            found[row.state, row.reason] = found.get((row.state, row.reason), 0) + 1
        return found

    def ledger_of(self, user: str) -> list[tuple[str, str]]:
        """(state, reason) of everything that was meant for ``user``, in the order of asking."""
        friend = self.friend(user)
        found = rows(Delivery, ("dispatch_id",), org_id=self.org.id, friend_id=friend.id)
        return [(row.state, row.reason) for row in found]

    def timeline(self, user: str) -> list[TimelineEvent]:
        friend = self.friend(user)
        return rows(TimelineEvent, ("occurred_at", "id"), org_id=self.org.id, friend_id=friend.id)

    def kinds(self, user: str) -> list[str]:
        """What the friend did and got; what we conclude from it is told elsewhere."""
        return [row.kind for row in self.timeline(user) if not row.kind.startswith("lifecycle.")]

    def adds_up(self) -> None:
        """planned = sent + held + skipped + failed + unknown + queued, at this very moment, for every dispatch."""
        for dispatch in rows(Dispatch, org_id=self.org.id):
            with one_moment():
                assert_adds_up(dispatch.id)

    def got_it_once(self, *users: str, times: int = 1) -> None:
        """By the simulator's own count of what each friend received."""
        received = self.control.received(self.cid)
        assert {user: received.get(user, 0) for user in users} == dict.fromkeys(users, times)
        assert self.control.duplicates(self.cid) == {}

    def post(self, body: bytes, signature: str | None, key: str | None = None) -> int:
        """A webhook by hand over HTTP; the status."""
        where = urlsplit(self.stage.web_url)
        line = http.client.HTTPConnection(where.hostname or "", where.port, timeout=PATIENCE_SECONDS)
        headers = {"Content-Type": "application/json"}
        if signature is not None:
            headers["x-line-signature"] = signature
        try:
            path = f"/webhook/line/{self.channel.webhook_key if key is None else key}"
            line.request("POST", path, body, headers)
            return line.getresponse().status
        finally:
            line.close()


@contextlib.contextmanager
def one_moment() -> Iterator[None]:
    """All reads inside see the database as it is at one moment."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


@contextlib.contextmanager
def shifted(**duration: float) -> Iterator[None]:
    """Enishi's clock, not LINE's, stands elsewhere."""
    clock.set_offset(timedelta(**duration))
    try:
        yield
    finally:
        clock.set_offset(timedelta(0))


def open_shop(stage: Stage, **line_channel: Any) -> Shop:
    """A new organisation and a new account whose webhooks come here."""
    made = stage.line.control.create_channel(
        display_name="美容室はなえ", **{"quota": 100_000, **line_channel}
    )
    org = make_organisation()
    channel = make_channel(
        org, line_channel_id=made["channel_id"], secret=made["secret"], token=made["access_token"]
    )
    stage.line.control.update_channel(
        made["channel_id"], webhook_url=f"{stage.web_url}/webhook/line/{channel.webhook_key}"
    )
    return Shop(stage, org, channel, made["channel_id"], made["secret"])


def events_body(*events: dict[str, Any]) -> bytes:
    return json.dumps({"destination": "U" + "b" * 32, "events": list(events)}).encode()
