"""The tests' side of the nursery: children that are started, asked, killed and waited for."""

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).parents[2]
#: Far above what any answer takes; a child that is silent for so long is stuck, and the test says so.
_PATIENCE_SECONDS = 120.0


class ChildError(Exception):
    """A child's function raised; the message is its traceback."""


class Child:
    """One forked process. Its connection closes when it is gone, however it went."""

    def __init__(self, path: str, mutants: tuple[str, ...] = ()) -> None:
        self._mutants = list(mutants)
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(_PATIENCE_SECONDS)
        self._socket.connect(path)
        self._lines = self._socket.makefile()
        self.pid: int = self._heard()["pid"]
        self.is_gone = False

    def call(self, function: str, **arguments: Any) -> Any:
        """Run ``module:function`` in the child and return its result."""
        self._ask(function, arguments, runs=False)
        return self._heard()["result"]

    def run(self, function: str, **arguments: Any) -> None:
        """Start a program that says itself when it has begun to work; returns then."""
        self._ask(function, arguments, runs=True)
        self._heard()

    def is_alive(self) -> bool:
        """Whether the process is there: its end of the connection is open and silent."""
        readable, _, _ = select.select([self._socket], [], [], 0)
        return not self.is_gone and not readable

    def kill(self) -> None:
        """SIGKILL, and wait until it is gone."""
        # While the connection is open the process lives, so the number cannot be another's.
        if not self.is_gone:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            self._wait()

    def end(self) -> None:
        """SIGTERM, and wait until it has finished what was under way."""
        if not self.is_gone:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGTERM)
            self._socket.shutdown(socket.SHUT_WR)
            self._wait()

    def _wait(self) -> None:
        with contextlib.suppress(ConnectionResetError):
            while self._socket.recv(65_536):
                pass
        self.is_gone = True
        self._lines.close()
        self._socket.close()

    def _ask(self, function: str, arguments: dict[str, Any], *, runs: bool) -> None:
        request = {"call": function, "arguments": arguments, "runs": runs, "mutants": self._mutants}
        self._socket.sendall(json.dumps(request).encode() + b"\n")

    def _heard(self) -> dict[str, Any]:
        line = self._lines.readline()
        if not line:
            raise ChildError("the child died without an answer")
        message: dict[str, Any] = json.loads(line)
        if "error" in message:
            raise ChildError(message["error"])
        return message


class Nursery:
    """A running nursery. Children that a test leaves behind are killed by :meth:`clear`."""

    def __init__(self, path: str, log: Path) -> None:
        self._path = path
        self.log = log
        self._children: list[Child] = []

    def child(self, *mutants: str) -> Child:
        """A new child, with these protections switched off."""
        born = Child(self._path, mutants)
        self._children = [child for child in self._children if not child.is_gone] + [born]
        return born

    def clear(self) -> None:
        """Kill every child that is left."""
        for child in self._children:
            child.kill()
        self._children.clear()


@contextlib.contextmanager
def start_nursery(environment: Mapping[str, str]) -> Iterator[Nursery]:
    """A nursery whose product is configured by ``environment``; gone with the block, and its children with it."""
    with tempfile.TemporaryDirectory(prefix="enishi-nursery-") as directory:
        path, log = str(Path(directory, "socket")), Path(directory, "log")
        inherited = {key: value for key, value in os.environ.items() if not key.startswith("ENISHI_")}
        with log.open("wb") as errors:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.nursery", path],
                cwd=_ROOT,
                env={**inherited, **environment, "PYTHONPATH": str(_ROOT)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                start_new_session=True,
            )
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            if process.stdout.readline() != b"ready\n":
                raise RuntimeError(f"the nursery did not start:\n{log.read_text()}")
            yield Nursery(path, log)
        finally:
            process.stdin.close()
            process.wait(10)
            process.stdout.close()
