"""One child of a process tree: its process, its output cut into lines, and when it may be started again."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping

from enishi.kit.lifeline import tied_command

_FIRST_PAUSE_SECONDS = 0.25
_LONGEST_PAUSE_SECONDS = 30.0
# A child that lived this long is not in a crash loop.
_SETTLED_SECONDS = 60.0
# A child that prints without a line end must not fill the memory.
_LONGEST_LINE_BYTES = 64 * 1024


class Child:
    """A command, and the process that runs it at the moment, if any. Used by one thread."""

    def __init__(
        self,
        name: str,
        argv: list[str],
        env: Mapping[str, str],
        *,
        ready: Callable[[], bool] | None,
        restart: bool,
        ready_seconds: float,
    ) -> None:
        self.name = name
        self.restart = restart
        self.ready_seconds = ready_seconds
        self.restart_at: float | None = None
        self.started_at = 0.0
        self._argv = argv
        self._env = dict(env)
        self._ready = ready
        self._process: subprocess.Popen[bytes] | None = None
        self._rest = b""
        self._pause_seconds = _FIRST_PAUSE_SECONDS

    def start(self) -> int:
        """Start the process; returns the descriptor of its output, not blocking."""
        self.restart_at = None
        self.started_at = time.monotonic()
        self._process = subprocess.Popen(
            tied_command(self._argv, death_signal=signal.SIGTERM),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=self._env,
            start_new_session=True,
        )
        assert self._process.stdout is not None
        descriptor = self._process.stdout.fileno()
        os.set_blocking(descriptor, False)
        return descriptor

    @property
    def is_started(self) -> bool:
        return self._process is not None

    def exit_code(self) -> int | None:
        """The exit code of a process that has ended (negative: the signal that ended it), else None."""
        return self._process.poll() if self._process is not None else None

    def is_ready(self) -> bool:
        if self._ready is None:
            return True
        try:
            return self._ready()
        except OSError:
            return False

    def read_lines(self) -> list[str] | None:
        """Whole lines that have come since the last call; None when no more can come."""
        if self._process is None or self._process.stdout is None:
            return None
        try:
            data = os.read(self._process.stdout.fileno(), 65536)
        except BlockingIOError:
            return []
        if not data:
            return None
        *lines, self._rest = (self._rest + data).split(b"\n")
        if len(self._rest) > _LONGEST_LINE_BYTES:
            lines, self._rest = [*lines, self._rest], b""
        return [line.decode(errors="replace").rstrip("\r") for line in lines]

    def collect(self) -> str:
        """Forget the ended process and return the line that it left unfinished."""
        rest, self._rest = self._rest.decode(errors="replace"), b""
        if self._process is not None and self._process.stdout is not None:
            self._process.stdout.close()
        self._process = None
        return rest

    def terminate(self) -> None:
        """Ask the process to end; ending what it started itself is its own business."""
        if self._process is not None:
            self._process.terminate()

    def kill(self) -> None:
        """End the process and all that it started: they share its session."""
        if self._process is None:
            return
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return

    def plan_restart(self) -> float:
        """Decide when to start again, later after each quick death; returns the pause in seconds."""
        now = time.monotonic()
        if now - self.started_at > _SETTLED_SECONDS:
            self._pause_seconds = _FIRST_PAUSE_SECONDS
        pause_seconds = self._pause_seconds
        self._pause_seconds = min(pause_seconds * 2, _LONGEST_PAUSE_SECONDS)
        self.restart_at = now + pause_seconds
        return pause_seconds
