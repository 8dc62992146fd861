"""What children run: the product's own web and worker, told the time by the test."""

import asyncio
import os
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import uvloop

from enishi.config.worker import run_worker
from enishi.delivery import engine
from enishi.kit import clock

#: A worker that finds nothing to send says that it has begun after this long.
_IDLE_SECONDS = 0.3


def worker(ready: Callable[[], None], clock_file: str, begins: str = "engine") -> None:
    """The real worker without the job queue.

    ``ready`` is called when its first engine begins to look for work, or (``begins="batch"``) when it has the first
    batch in its hands, which is some 50 ms later.
    """
    begin = _Once(ready)
    if begins == "batch":
        watch = Watch(Path(clock_file), lambda: None)
        _report_batches(begin)
        timer = threading.Timer(_IDLE_SECONDS, begin)
        timer.daemon = True
        timer.start()
    else:
        watch = Watch(Path(clock_file), begin)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(run_worker(runs_jobs=False, now=watch.now))


class _Once:
    """Calls a function the first time only, from whichever thread."""

    def __init__(self, function: Callable[[], None]) -> None:
        self._function, self._guard, self._is_done = function, threading.Lock(), False

    def __call__(self) -> None:
        with self._guard:
            if not self._is_done:
                self._is_done = True
                self._function()


def _report_batches(begin: Callable[[], None]) -> None:
    send_batch = engine.send_batch

    async def reported(*arguments: Any) -> Any:
        begin()
        return await send_batch(*arguments)

    engine.send_batch = reported


class Watch:
    """The clock of a worker: the wall clock plus the hours that the test wrote into a file."""

    def __init__(self, file: Path, asked: Callable[[], None]) -> None:
        self._file, self._asked = file, asked

    def now(self) -> datetime:
        # The engines ask for the time as they begin a piece of work, not earlier.
        self._asked()
        try:
            ahead = float(self._file.read_text())
        except (FileNotFoundError, ValueError):
            ahead = 0.0
        return clock.now() + timedelta(hours=ahead)


def web(ready: Callable[[], None], port: int) -> None:
    """The real web process; whoever waits for it has to knock at the port."""
    from enishi.cli.serve import run_web

    os.environ["ENISHI_PORT"] = str(port)
    ready()
    run_web()
