"""Do 200 open browsers slow the sending? The same 20,000 personalised pushes without and with their streams open.

Each browser holds one stream of changes and hears of every hint that the dispatch gives. Limit: the messages a second of
the run without browsers, on a stage of its own.
"""

import argparse
import asyncio
import multiprocessing
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from bench.audience import befriend
from bench.dispatches import freeze, send_to_everyone
from bench.figures import Limit, report, require, say
from bench.processes import spent
from bench.stage import Stage, quiet_machine, stage

_STREAMS_PER_KEY = 20
_TEXT = "{{name}}さま、ご来店ありがとうございました。"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=20_000, help="friends")
    parser.add_argument("--streams", type=int, default=200, help="open browsers")
    parser.add_argument("--latency", type=float, default=0.05, help="seconds until LINE answers")
    options = parser.parse_args()
    quiet_machine()
    alone, _, _ = _alone(options.n, 0, options.latency)
    together, hints, web_mb = _alone(options.n, options.streams, options.latency)
    figures = {
        "messages_per_second": together,
        "without_streams_per_second": alone,
        "streams": options.streams,
        "hints_per_stream": hints / max(1, options.streams),
        "web_mb": web_mb,
    }
    for name, value in figures.items():
        say(f"{name:>28} {value:14,.2f}")
    limit = Limit("the same without streams, messages/s", alone)
    report("live", figures, n=options.n, limit=limit, ratio=together / alone)


def _alone(number: int, streams: int, latency_seconds: float) -> tuple[float, int, float]:
    """In a process of its own: a stage's settings last as long as its process."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_push, (number, streams, latency_seconds))


def _push(number: int, streams: int, latency_seconds: float) -> tuple[float, int, float]:
    """Messages a second, hints heard by all streams together, and the web process's megabytes."""
    with stage(latency_seconds=latency_seconds) as made:
        befriend(made, number)
        revision_id = freeze(made, _TEXT)
        with _audience(made, streams) as browsers:
            before = made.cpu_seconds()
            course = send_to_everyone(made, revision_id, number, timeout=300)
            say(f"{streams} streams: {spent(before, made.cpu_seconds())}")
            require(
                browsers.open_now == streams, f"{streams - browsers.open_now} streams ended before their time"
            )
            require(not streams or browsers.hints >= streams, "the streams heard nothing")
        return (
            number / (course.sent_at - course.first_sent_at),
            browsers.hints,
            made.web.peak_megabytes(),
        )


@dataclass(slots=True)
class _Browsers:
    """Streams on an event loop of their own; counts what they hear."""

    port: int
    keys: list[str]
    number: int
    open_now: int = 0
    hints: int = 0
    all_open: threading.Event = field(default_factory=threading.Event)

    def run(self, stopping: threading.Event) -> None:
        asyncio.run(self._watch(stopping))

    async def _watch(self, stopping: threading.Event) -> None:
        listening = [asyncio.create_task(self._listen(index)) for index in range(self.number)]
        await asyncio.to_thread(stopping.wait)
        for task in listening:
            task.cancel()
        await asyncio.gather(*listening, return_exceptions=True)

    async def _listen(self, index: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        key = self.keys[index // _STREAMS_PER_KEY]
        writer.write(
            f"GET /api/v1/live HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {key}\r\n\r\n".encode()
        )
        try:
            async for line in reader:
                if line.startswith(b"event: hello"):
                    self.open_now += 1
                    if self.open_now == self.number:
                        self.all_open.set()
                elif line.startswith(b"event: change"):
                    self.hints += 1
            self.open_now -= 1
        finally:
            writer.close()


@contextmanager
def _audience(made: Stage, number: int) -> Iterator[_Browsers]:
    """``number`` open streams, all of them greeted."""
    keys = [_key(made, index) for index in range(-(-number // _STREAMS_PER_KEY))]
    browsers, stopping = _Browsers(made.port, keys, number), threading.Event()
    thread = threading.Thread(target=browsers.run, args=[stopping])
    thread.start()
    try:
        require(number == 0 or browsers.all_open.wait(60), f"only {browsers.open_now} streams opened")
        yield browsers
    finally:
        stopping.set()
        thread.join()


def _key(made: Stage, index: int) -> str:
    from enishi.accounts.permissions import COMMAND_LINE
    from enishi.accounts.services import create_api_key
    from enishi.kit import clock
    from enishi.kit.tenancy import org_scope

    with org_scope(made.org_id):
        return create_api_key(
            org_id=made.org_id,
            name=f"browser {index}",
            scopes=["me.view", "deliveries.view", "talk.view"],
            actor=COMMAND_LINE,
            now=clock.now(),
        ).secret


if __name__ == "__main__":
    main()
