"""What children run: the product's own web and worker, told the time by the test."""

import asyncio
import os
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import uvloop

from enishi.config.worker import run_worker
from enishi.kit import clock


def worker(ready: Callable[[], None], clock_file: str) -> None:
    """The real worker without the job queue; ``ready`` is called when its first engine begins to work."""
    watch = Watch(ready, Path(clock_file))
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(run_worker(runs_jobs=False, now=watch.now))


class Watch:
    """The clock of a worker: the wall clock plus the hours that the test wrote into a file."""

    def __init__(self, ready: Callable[[], None], file: Path) -> None:
        self._ready, self._file = ready, file
        self._guard, self._is_working = threading.Lock(), False

    def now(self) -> datetime:
        # The engines ask for the time as they begin their first piece of work, not earlier.
        with self._guard:
            if not self._is_working:
                self._is_working = True
                self._ready()
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
