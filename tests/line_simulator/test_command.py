"""`line-simulator` as a command: ready line and file, taken port, clean ends, state between runs."""

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from line_simulator.testing import SimulatorControl, start_simulator_process

COMMAND = [sys.executable, "-m", "line_simulator.cli"]
FREE = [word for name in ("api", "data", "access", "control") for word in (f"--{name}-port", "0")]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_urls_are_printed_and_a_signal_ends_it_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    ready, state = tmp_path / "ready.json", tmp_path / "state"
    command = [*COMMAND, *FREE, "--ready-file", str(ready), "--state", str(state)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        urls = json.loads(process.stdout.readline())
        assert json.loads(ready.read_text()) == urls
        control = SimulatorControl(urls["control_url"])
        assert control.health()["status"] == "ok"
        control.close()
        process.send_signal(number)
        output, errors = process.communicate(timeout=10)
    assert (process.returncode, output, errors) == (0, "", "")
    assert not ready.exists()
    assert state.exists()


def test_a_taken_port_is_one_clear_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        command = [*COMMAND, *FREE, "--data-port", str(port)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    assert done.returncode == 1
    assert done.stderr == f"line-simulator: Port {port} on 127.0.0.1 is taken by another program.\n"
    assert done.stdout == ""


def test_a_process_of_its_own_keeps_its_state_between_runs(tmp_path: Path) -> None:
    state = tmp_path / "state"
    with start_simulator_process(state=state, seed=5) as sim:
        assert sim.pid is not None
        channel = sim.control.create_channel()
    with start_simulator_process(state=state) as sim:
        assert [one["channel_id"] for one in sim.control.channels()] == [channel["channel_id"]]


def test_it_ends_with_a_parent_that_was_killed(tmp_path: Path) -> None:
    ready = tmp_path / "ready.json"
    starter = (
        "import subprocess, sys, time\n"
        "subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)\n"
        "time.sleep(60)\n"
    )
    command = [sys.executable, "-c", starter, *COMMAND, *FREE, "--with-parent", "--ready-file", str(ready)]
    with subprocess.Popen(command) as parent:
        _wait_until(ready.exists)
        parent.kill()
    _wait_until(lambda: not ready.exists())


def _wait_until(condition: Callable[[], bool]) -> None:
    for _ in range(400):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("it did not happen within 20 seconds")
