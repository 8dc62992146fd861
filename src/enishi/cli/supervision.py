"""The thread that owns the children of a process tree: starts, watches, restarts and stops them.

In go children in their order and requests to stop; out go their lines and, at the end, an exit code. Requests
are plain flags and a byte in a pipe, because a signal handler may make them at any moment.
"""

import os
import selectors
import threading
import time
from dataclasses import dataclass
from typing import TextIO

from enishi.cli.child import Child

_TICK_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class StartFailure:
    """Why the tree could not be started."""

    ja: str
    en: str


class Supervisor:
    """Runs the children in a thread of its own, which Linux also needs to tie their life to it."""

    def __init__(self, output: TextIO, grace_seconds: float) -> None:
        self.settled = threading.Event()
        self.ended = threading.Event()
        self.failure: StartFailure | None = None
        self.exit_code = 0
        self.is_started = False
        self.is_stopping = False
        self._is_killing = False
        self._output = output
        self._grace_seconds = grace_seconds
        self._children: list[Child] = []
        self._starting: Child | None = None
        self._selector = selectors.DefaultSelector()
        self._wake_reader, self._wake_writer = os.pipe()
        for descriptor in (self._wake_reader, self._wake_writer):
            os.set_blocking(descriptor, False)

    def add(self, child: Child) -> None:
        self._children.append(child)

    def start(self) -> None:
        """Begin; ``settled`` is set when all are ready or one failed, ``ended`` when none is left."""
        self.is_started = True
        threading.Thread(target=self._run, name="process-tree", daemon=True).start()

    def request_stop(self) -> None:
        self.is_stopping = True
        self._wake()

    def request_kill(self) -> None:
        self._is_killing = True
        self.request_stop()

    def _wake(self) -> None:
        try:
            os.write(self._wake_writer, b".")
        except BlockingIOError:
            return  # Full of wishes to wake up: one of them is enough.

    def _run(self) -> None:
        self._selector.register(self._wake_reader, selectors.EVENT_READ)
        try:
            self._start_in_order()
            self.settled.set()
            while not self.is_stopping:
                self._tick()
        finally:
            self.is_stopping = True
            try:
                for child in reversed(self._children):
                    self._stop(child)
            finally:
                self._selector.close()
                self.settled.set()
                self.ended.set()

    def _start_in_order(self) -> None:
        for child in self._children:
            self._starting = child
            self._start(child)
            deadline = time.monotonic() + child.ready_seconds
            while not self.is_stopping and not child.is_ready():
                self._tick()
                if not self.is_stopping and time.monotonic() > deadline:
                    self._fail(
                        f"{child.name} が {child.ready_seconds:.0f} 秒たっても準備できません。",
                        f"{child.name} was not ready after {child.ready_seconds:.0f} seconds.",
                    )
            self._starting = None
            if self.is_stopping:
                return

    def _start(self, child: Child) -> None:
        self._selector.register(child.start(), selectors.EVENT_READ, child)

    def _fail(self, ja: str, en: str) -> None:
        self.failure = StartFailure(ja, en)
        self.exit_code = 1
        self.is_stopping = True

    def _tick(self) -> None:
        """Pass output on for up to a tenth of a second, then see who ended and who is to be started again."""
        self._pass_output()
        for child in self._children:
            code = child.exit_code()
            if code is not None:
                self._collect(child)
                self._judge(child, code)
            elif (
                child.restart_at is not None and time.monotonic() >= child.restart_at and not self.is_stopping
            ):
                self._start(child)

    def _pass_output(self) -> None:
        for key, _ in self._selector.select(_TICK_SECONDS):
            if not isinstance(key.data, Child):
                os.read(self._wake_reader, 4096)
                continue
            lines = key.data.read_lines()
            if lines is None:
                self._selector.unregister(key.fileobj)
            for line in lines or ():
                self._say(key.data.name, line)

    def _collect(self, child: Child) -> None:
        """Read the last words of a child that has ended and sweep up what it left running."""
        child.kill()
        while lines := child.read_lines():
            for line in lines:
                self._say(child.name, line)
        for key in [key for key in self._selector.get_map().values() if key.data is child]:
            self._selector.unregister(key.fileobj)
        rest = child.collect()
        if rest:
            self._say(child.name, rest)

    def _judge(self, child: Child, code: int) -> None:
        if self.is_stopping:
            return
        if child is self._starting:
            self._fail(
                f"{child.name} が準備できる前に終了しました (終了コード {code})。"
                "上の出力を確認してください。",
                f"{child.name} ended with code {code} before it was ready: see its output above.",
            )
        elif child.restart:
            pause_seconds = child.plan_restart()
            self._say(child.name, f"ended with code {code}; starting again in {pause_seconds:g} s")
        else:
            self.exit_code = code if code >= 0 else 128 - code
            self.is_stopping = True

    def _stop(self, child: Child) -> None:
        child.restart_at = None
        if not child.is_started:
            return
        child.terminate()
        deadline = time.monotonic() + self._grace_seconds
        while child.is_started and not self._is_killing and time.monotonic() < deadline:
            self._tick()
        if child.is_started:
            child.kill()
        while child.is_started:
            self._tick()

    def _say(self, name: str, line: str) -> None:
        width = max(len(child.name) for child in self._children)
        encoding = self._output.encoding or "utf-8"
        text = f"{name:<{width}} | {line}\n".encode(encoding, "backslashreplace").decode(encoding)
        try:
            self._output.write(text)
            self._output.flush()
        except (OSError, ValueError):
            # Nobody reads any more, as after `enishi up | head`.
            self.is_stopping = True
