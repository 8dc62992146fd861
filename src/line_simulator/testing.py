"""The simulator for tests: in a thread of the test process, or as a process of its own."""

import asyncio
import contextlib
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from line_simulator.app import Ports, SimulatorServer, Urls
from line_simulator.control_client import ControlError, SimulatorControl
from line_simulator.knobs import Knobs

__all__ = [
    "ControlError",
    "RunningSimulator",
    "SimulatorControl",
    "start_simulator",
    "start_simulator_process",
]
_FREE_PORTS = Ports(0, 0, 0, 0)
_START_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class RunningSimulator:
    """Where a running simulator listens, and a client of its control API."""

    api_url: str
    data_url: str
    access_url: str
    control_url: str
    control: SimulatorControl
    pid: int | None = None


def _running(urls: Urls, pid: int | None = None) -> RunningSimulator:
    return RunningSimulator(**urls.as_dict(), control=SimulatorControl(urls.control_url), pid=pid)


@contextlib.contextmanager
def start_simulator(
    *,
    state: Path | None = None,
    ports: Ports = _FREE_PORTS,
    clock_file: Path | None = None,
    **knobs: object,
) -> Iterator[RunningSimulator]:
    """A simulator in a thread of this process, on free ports; keywords are knobs. Stops with the block.

    Raises PortTakenError or StateFileError as the command would, ValueError for a wrong knob.
    """
    settings = Knobs()
    settings.patch(dict(knobs))
    started = _Handover()
    thread = threading.Thread(
        target=_run_in_thread,
        args=(started, state, ports, settings, clock_file),
        name="line-simulator",
        daemon=True,
    )
    thread.start()
    urls = started.wait()
    running = _running(urls)
    try:
        yield running
    finally:
        running.control.close()
        started.stop()
        thread.join()


class _Handover:
    """What passes between the test's thread and the simulator's."""

    def __init__(self) -> None:
        self._ready = threading.Event()
        self._urls: Urls | None = None
        self._error: BaseException | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None

    def succeed(self, urls: Urls, loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
        self._urls, self._loop, self._stop = urls, loop, stop
        self._ready.set()

    def fail(self, error: BaseException) -> None:
        self._error = error
        self._ready.set()

    def wait(self) -> Urls:
        self._ready.wait()
        if self._urls is None:
            raise self._error or RuntimeError("line-simulator did not start")
        return self._urls

    def stop(self) -> None:
        if self._loop is not None and self._stop is not None:
            self._loop.call_soon_threadsafe(self._stop.set)


def _run_in_thread(
    handover: _Handover, state: Path | None, ports: Ports, knobs: Knobs, clock_file: Path | None
) -> None:
    async def serve() -> None:
        server = SimulatorServer(ports=ports, state_path=state, knobs=knobs, clock_path=clock_file)
        urls = await server.start()
        stop = asyncio.Event()
        handover.succeed(urls, asyncio.get_running_loop(), stop)
        try:
            await stop.wait()
        finally:
            await server.stop()

    try:
        asyncio.run(serve())
    except BaseException as error:
        handover.fail(error)


@contextlib.contextmanager
def start_simulator_process(
    *, state: Path | None = None, clock_file: Path | None = None, **knobs: object
) -> Iterator[RunningSimulator]:
    """A simulator as a process of its own (its CPU and memory can be measured); stops with the block."""
    with tempfile.TemporaryDirectory(prefix="line-simulator-") as directory:
        ready_file = Path(directory) / "ready.json"
        command = [
            sys.executable,
            "-m",
            "line_simulator.cli",
            "--with-parent",
            "--ready-file",
            str(ready_file),
        ]
        for name in ("api", "data", "access", "control"):
            command += [f"--{name}-port", "0"]
        if state is not None:
            command += ["--state", str(state)]
        if clock_file is not None:
            command += ["--clock-file", str(clock_file)]
        # The command is this interpreter with this package.
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        try:
            urls = _wait_for_urls(process, ready_file)
            running = _running(urls, process.pid)
            if knobs:
                running.control.set_knobs(**knobs)
            yield running
            running.control.close()
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if process.stderr is not None:
                process.stderr.close()


def _wait_for_urls(process: "subprocess.Popen[str]", ready_file: Path) -> Urls:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if ready_file.exists():
            return Urls(**json.loads(ready_file.read_text()))
        if process.poll() is not None:
            _, error = process.communicate()
            raise RuntimeError(error.strip() or f"line-simulator ended with status {process.returncode}")
        time.sleep(0.02)
    raise RuntimeError("line-simulator did not get ready in time")
