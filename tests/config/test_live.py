"""The stream of changes: who hears what, how often, and for how long."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import orjson
import psycopg
import pytest
from tests.api_client import ApiClient
from tests.factories import make_api_key

from enishi.accounts.models import Organisation, Role
from enishi.config import live as front
from enishi.config.settings import ENV
from enishi.kit import live
from enishi.kit.tenancy import org_scope

type Messages = asyncio.Queue[MutableMapping[str, Any]]


class Pages:
    """Stands for the application that is asked who calls; remembers what it was asked."""

    def __init__(self, status: int = 200, **access: Any) -> None:
        self.status = status
        self.access = {
            "caller": "user:1",
            "organisation_id": 1,
            "topics": ["talk", "typing", "friends"],
            "channel_ids": None,
            **access,
        }
        self.asked: list[MutableMapping[str, Any]] = []

    async def __call__(self, scope: front.Scope, receive: front.Receive, send: front.Send) -> None:
        self.asked.append(scope)
        await send({"type": "http.response.start", "status": self.status, "headers": [(b"x-from", b"pages")]})
        body = orjson.dumps(self.access if self.status == 200 else {"code": "unauthenticated"})
        await send({"type": "http.response.body", "body": body})


class Browser:
    """One open stream. ``reads`` false: what is sent to it stays on the way."""

    def __init__(self, app: front.LiveApp, query: str = "organisation=1", *, reads: bool = True) -> None:
        self.received: Messages = asyncio.Queue()
        self._gone = asyncio.Event()
        self._reads = reads
        scope = {
            "type": "http",
            "method": "GET",
            "path": front.PATH,
            "query_string": query.encode(),
            "headers": [(b"cookie", b"sessionid=abc"), (b"content-length", b"0")],
        }
        self.task = asyncio.create_task(app(scope, self._receive, self._send))

    async def _receive(self) -> MutableMapping[str, Any]:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: MutableMapping[str, Any]) -> None:
        self.received.put_nowait(message)
        if not self._reads and b"change" in message.get("body", b""):
            await asyncio.Event().wait()

    async def next(self) -> bytes:
        message = await asyncio.wait_for(self.received.get(), 10)
        return message["body"] if message["type"] == "http.response.body" else str(message["status"]).encode()

    async def opened(self) -> None:
        assert await self.next() == b"200"
        assert (await self.next()).endswith(b"event: hello\ndata: {}\n\n")

    async def leave(self) -> None:
        self._gone.set()
        await asyncio.wait_for(self.task, 10)


def hub() -> front.Hub:
    return front.Hub(ENV.database_dsn)


def change(**hint: Any) -> bytes:
    return b"event: change\ndata: " + orjson.dumps(hint) + b"\n\n"


def run(scene: Callable[[], Awaitable[None]]) -> None:
    async def timed() -> None:
        async with asyncio.timeout(30):
            await scene()

    asyncio.run(timed())


def test_a_hint_reaches_the_organisation_and_nobody_else() -> None:
    async def scene() -> None:
        heard = hub()
        ours = Browser(front.LiveApp(heard, Pages()))
        theirs = Browser(front.LiveApp(heard, Pages(organisation_id=2)))
        await ours.opened()
        await theirs.opened()
        heard.hear(live.hint_of("talk", 1, friend_id=5))
        assert await ours.next() == change(topic="talk", friend_id=5)
        assert theirs.received.empty()
        await ours.leave()
        await theirs.leave()
        heard.hear(live.hint_of("talk", 1, friend_id=5))
        assert ours.received.qsize() == 1  # The end of the answer.

    run(scene)


def test_nobody_hears_of_what_they_may_not_see() -> None:
    async def scene() -> None:
        heard = hub()
        browser = Browser(front.LiveApp(heard, Pages(topics=["talk"], channel_ids=[7])))
        await browser.opened()
        heard.hear(live.hint_of("deliveries", 1, id=1))
        heard.hear(live.hint_of("talk", 1, channel_id=8, friend_id=1))
        heard.hear(live.hint_of("talk", 1, channel_id=7, friend_id=2))
        assert await browser.next() == change(topic="talk", channel_id=7, friend_id=2)
        heard.hear(live.hint_of("talk", 1))
        assert await browser.next() == change(topic="talk")
        await browser.leave()

    run(scene)


def test_the_same_hint_goes_out_at_once_and_then_once_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front, "_QUIET_SECONDS", 0.05)

    async def scene() -> None:
        heard = hub()
        browser = Browser(front.LiveApp(heard, Pages()))
        await browser.opened()
        for _ in range(50):
            heard.hear(live.hint_of("friends", 1))
        assert browser.received.empty()
        assert [await browser.next(), await browser.next()] == [change(topic="friends")] * 2
        await asyncio.sleep(0.2)
        assert browser.received.empty()
        await browser.leave()

    run(scene)


def test_whom_the_application_refuses_gets_its_answer() -> None:
    async def scene() -> None:
        pages = Pages(status=401)
        browser = Browser(front.LiveApp(hub(), pages), "organisation=12")
        assert [await browser.next(), await browser.next()] == [b"401", b'{"code":"unauthenticated"}']
        await browser.task
        (asked,) = pages.asked
        assert asked["path"] == "/api/v1/live/access"
        assert asked["headers"] == [(b"cookie", b"sessionid=abc"), (b"x-enishi-organisation", b"12")]

    run(scene)


@pytest.mark.parametrize("changed", [{"status": 401}, {"access": {"topics": []}}])
def test_a_stream_ends_when_its_caller_may_hear_less(
    monkeypatch: pytest.MonkeyPatch, changed: dict[str, Any]
) -> None:
    monkeypatch.setattr(front, "_ACCESS_SECONDS", 0.02)

    async def scene() -> None:
        heard, pages = hub(), Pages()
        browser = Browser(front.LiveApp(heard, pages))
        await browser.opened()
        pages.status = changed.get("status", 200)
        pages.access |= changed.get("access", {})
        assert await browser.next() == b""
        await asyncio.wait_for(browser.task, 10)
        assert heard.count("user:1") == 0

    run(scene)


def test_a_stream_outlives_an_application_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front, "_ACCESS_SECONDS", 0.02)

    async def scene() -> None:
        heard, pages = hub(), Pages()
        browser = Browser(front.LiveApp(heard, pages))
        await browser.opened()
        pages.status = 503
        while len(pages.asked) < 4:
            await asyncio.sleep(0.01)
        heard.hear(live.hint_of("talk", 1))
        assert await browser.next() == change(topic="talk")
        await browser.leave()

    run(scene)


def test_a_browser_that_does_not_read_is_let_go_and_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front, "_LAST_WORDS_SECONDS", 0.05)

    async def scene() -> None:
        heard = hub()
        app = front.LiveApp(heard, Pages())
        deaf, keen = Browser(app, reads=False), Browser(app)
        await deaf.opened()
        await keen.opened()
        for number in range(front._BACKLOG + 2):
            heard.hear(live.hint_of("talk", 1, friend_id=number))
            assert await keen.next() == change(topic="talk", friend_id=number)
        await asyncio.wait_for(deaf.task, 10)
        assert heard.count("user:1") == 1
        await keen.leave()

    run(scene)


def test_one_caller_cannot_open_streams_without_end() -> None:
    async def scene() -> None:
        app = front.LiveApp(hub(), Pages())
        browsers = [Browser(app) for _ in range(20)]
        for browser in browsers:
            await browser.opened()
        assert await Browser(app).next() == b"429"
        for browser in browsers:
            await browser.leave()

    run(scene)


def test_a_quiet_stream_is_kept_open_with_comments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front, "_COMMENT_SECONDS", 0.02)

    async def scene() -> None:
        browser = Browser(front.LiveApp(hub(), Pages()))
        await browser.opened()
        assert (await browser.next()).startswith(b":")
        await browser.leave()

    run(scene)


def test_a_server_that_stops_ends_its_streams() -> None:
    async def scene() -> None:
        heard = hub()
        browser = Browser(front.LiveApp(heard, Pages()))
        await browser.opened()
        heard.end_all()
        assert await browser.next() == b""
        await asyncio.wait_for(browser.task, 10)

    run(scene)


def _tell(commit: bool, **keys: int) -> None:
    with psycopg.connect(ENV.database_dsn) as connection:
        connection.execute("SELECT pg_notify(%s, %s)", [live.CHANNEL, live.hint_of("talk", 1, **keys)])
        if not commit:
            connection.rollback()


def _cut_listeners() -> None:
    with psycopg.connect(ENV.database_dsn, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN %' "
            "AND datname = current_database() AND usename = current_user"
        )


@pytest.mark.django_db
def test_what_is_committed_is_heard_and_after_a_lost_connection_everybody_fetches_anew() -> None:
    async def scene() -> None:
        heard = hub()
        listening = asyncio.create_task(heard.run())
        await heard.is_listening.wait()
        browser = Browser(front.LiveApp(heard, Pages()))
        await browser.opened()
        await asyncio.to_thread(_tell, False, friend_id=1)
        await asyncio.to_thread(_tell, True, friend_id=2)
        assert await browser.next() == change(topic="talk", friend_id=2)

        await asyncio.to_thread(_cut_listeners)
        assert await browser.next() == b"event: hello\ndata: {}\n\n"
        await asyncio.to_thread(_tell, True, friend_id=3)
        assert await browser.next() == change(topic="talk", friend_id=3)
        await browser.leave()
        listening.cancel()

    run(scene)


@pytest.mark.django_db(transaction=True)
def test_tell_goes_out_once_however_often_it_is_called_in_one_transaction() -> None:
    with psycopg.connect(ENV.database_dsn, autocommit=True) as listener:
        listener.execute(f'LISTEN "{live.CHANNEL}"'.encode())
        with org_scope(1):
            for _ in range(3):
                live.tell("talk", org_id=1, friend_id=4)
            live.tell("typing", org_id=1, friend_id=4, by="佐藤 美香")
        told = [orjson.loads(notice.payload) for notice in listener.notifies(timeout=10, stop_after=2)]
    assert told == [
        {"org_id": 1, "topic": "talk", "friend_id": 4},
        {"org_id": 1, "topic": "typing", "friend_id": 4, "by": "佐藤 美香"},
    ]


def test_access_follows_the_permissions(org: Organisation, api: ApiClient) -> None:
    everything = api.get("/live/access").json
    assert everything["organisation_id"] == org.id
    assert {"friends", "talk", "customers"} <= set(everything["topics"])
    partner = ApiClient(make_api_key(org, role=Role.PARTNER)).get("/live/access").json
    assert {"talk", "typing", "friends", "deliveries"}.isdisjoint(partner["topics"])
