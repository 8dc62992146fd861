"""One process tree: children started in order, kept alive, and stopped in reverse order.

In go commands; out come their lines, each with its child's name, and one exit code. A thread owns all
children: it forks them (Linux ties their life to that thread), passes their output on, and restarts what
crashed. It knows nothing of what the children do.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from types import FrameType, TracebackType
from typing import Self, TextIO

from enishi.cli.child import Child
from enishi.cli.supervision import Supervisor

__all__ = ["ProcessTree", "ProcessTreeError"]

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class ProcessTreeError(Exception):
    """The tree could not be started; ``ja`` and ``en`` say which child and why."""

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(ja, en)
        self.ja = ja
        self.en = en

    def __str__(self) -> str:
        return f"{self.ja} / {self.en}"


class ProcessTree:
    """Children that live and end together.

    Either ``tree.run()``, which lasts until a signal or the end of an essential child, or::

        with tree:
            tree.start()
            ...                # the children are ready; their output is passed on meanwhile
            code = tree.wait()

    Within ``with`` (and ``run``), in the main thread, the first SIGINT or SIGTERM begins to stop the tree and
    raises KeyboardInterrupt here; a second one kills what is left. Children lead sessions of their own, so
    Ctrl-C reaches them only through the tree, in order.
    """

    def __init__(self, *, output: TextIO | None = None, grace_seconds: float = 10.0) -> None:
        self._supervisor = Supervisor(output or sys.stdout, grace_seconds)
        self._before: dict[signal.Signals, Callable[[int, FrameType | None], object] | int | None] = {}

    def add(
        self,
        name: str,
        argv: list[str],
        env: Mapping[str, str] | None = None,
        *,
        ready: Callable[[], bool] | None = None,
        restart: bool = True,
        ready_seconds: float = 60.0,
    ) -> None:
        """Add a child; ``env`` is laid over this process's environment.

        ``ready`` is asked every tenth of a second until it is true, at most for ``ready_seconds``, before the
        next child starts; it must answer quickly, and an OSError counts as not yet. A child with ``restart``
        is started again when it ends; the end of one without ends the tree with its exit code.
        """
        environment = {**os.environ, "PYTHONUNBUFFERED": "1", **(env or {})}
        self._supervisor.add(
            Child(name, argv, environment, ready=ready, restart=restart, ready_seconds=ready_seconds)
        )

    def start(self) -> None:
        """Start all and return when all are ready; ProcessTreeError, with the tree stopped, if one fails."""
        self._supervisor.start()
        self._supervisor.settled.wait()
        failure = self._supervisor.failure
        if failure is not None:
            self.stop()
            raise ProcessTreeError(failure.ja, failure.en)

    def wait(self) -> int:
        """Block until the tree has ended and return its exit code: 0 when it was told to stop."""
        self._supervisor.ended.wait()
        return self._supervisor.exit_code

    def stop(self) -> None:
        """Stop all, the last one first: SIGTERM, SIGKILL after the grace; returns when all are gone."""
        self._supervisor.request_stop()
        if self._supervisor.is_started:
            self._supervisor.ended.wait()

    def run(self) -> int:
        """Start, wait and stop; return the exit code. ProcessTreeError if the tree cannot be started."""
        try:
            with self:
                self.start()
                return self.wait()
        except KeyboardInterrupt:
            return 0

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            self._before = {number: signal.signal(number, self._on_signal) for number in _SIGNALS}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.stop()
        finally:
            for number, handler in self._before.items():
                signal.signal(number, handler)
            self._before = {}

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if self._supervisor.is_stopping:
            self._supervisor.request_kill()
            return
        self._supervisor.request_stop()
        raise KeyboardInterrupt
