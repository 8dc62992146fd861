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
from enishi.delivery.pipeline import run
from enishi.kit import clock

#: A worker that finds nothing to do says that it has begun after this long.
_IDLE_SECONDS = 0.4


def worker(ready: Callable[[], None], clock_file: str, begins: str = "engine") -> None:
    """The real worker without the job queue.

    ``begins`` says when ``ready`` is called: when the first engine begins to look for work (``engine``), when the
    worker has the first batch in its hands (``batch``), or when it has recorded the first outcomes (``outcome``).
    """
    begin = _Once(ready)
    watch = Watch(Path(clock_file), begin if begins == "engine" else lambda: None)
    if begins != "engine":
        _tell_of(begins, begin)
        timer = threading.Timer(_IDLE_SECONDS, begin)
        timer.daemon = True
        timer.start()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(run_worker(runs_jobs=False, now=watch.now))


def _tell_of(moment: str, begin: Callable[[], None]) -> None:
    sender, pipeline = _replaceable(engine), _replaceable(run)
    send_batch, settle = sender.send_batch, pipeline.settle

    async def send_and_tell(*arguments: Any) -> Any:
        begin()
        return await send_batch(*arguments)

    def settle_and_tell(*arguments: Any) -> None:
        settle(*arguments)
        begin()

    if moment == "batch":
        sender.send_batch = send_and_tell
    else:
        pipeline.settle = settle_and_tell


def _replaceable(module: Any) -> Any:
    return module


class _Once:
    """Calls a function the first time only, from whichever thread."""

    def __init__(self, function: Callable[[], None]) -> None:
        self._function, self._guard, self._is_done = function, threading.Lock(), False

    def __call__(self) -> None:
        with self._guard:
            if not self._is_done:
                self._is_done = True
                self._function()


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
