"""Things that the platform does later: narrowcasts that start, menus that get linked, webhooks sent again.

In: a due time on the simulated clock, the name of a task and its arguments. Out: the task is called once when
that time has come, whether by waiting or because the clock was moved. Entries are plain data, so they survive
in the state file.
"""

import asyncio
import heapq
from collections.abc import Callable
from typing import Any

from line_simulator.clock import Clock

Entry = tuple[float, int, str, tuple[Any, ...]]


class Agenda:
    """The entries (plain data) and, while running, one timer for the earliest of them."""

    def __init__(self, clock: Clock, entries: list[Entry]) -> None:
        self._clock = clock
        self._entries = entries
        self._sequence = max((entry[1] for entry in entries), default=0)
        self._tasks: dict[str, Callable[..., None]] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._moment: float | None = None

    @property
    def moment(self) -> float:
        """The time at which the running task was due: after a jump of the clock that is not now."""
        return self._clock.now() if self._moment is None else self._moment

    def register(self, name: str, task: Callable[..., None]) -> None:
        self._tasks[name] = task

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._arm()

    def stop(self) -> None:
        self._loop = None
        if self._timer is not None:
            self._timer.cancel()

    def add(self, due: float, name: str, *arguments: Any) -> None:
        self._sequence += 1
        heapq.heappush(self._entries, (due, self._sequence, name, arguments))
        if self._entries[0][1] == self._sequence:
            self._arm()

    def clear(self) -> None:
        self._entries.clear()

    def run_due(self) -> None:
        """Run all that is due, in order of time; also called whenever the clock was moved."""
        while self._entries and self._entries[0][0] <= self._clock.now():
            self._moment, _, name, arguments = heapq.heappop(self._entries)
            try:
                self._tasks[name](*arguments)
            finally:
                self._moment = None
        self._arm()

    def _arm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._loop is None or not self._entries:
            return
        wait = self._clock.real_seconds_until(self._entries[0][0])
        if wait is not None:
            self._timer = self._loop.call_later(wait, self.run_due)
