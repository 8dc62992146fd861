"""The stage that every benchmark plays on: PostgreSQL with production settings on a disk, the virtual LINE platform,
web and worker as the processes that operators run, one organisation with one channel. All of it is made afresh and
taken down at the end; the benchmark's own process only watches and asks.
"""

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from bench.figures import require, say
from bench.processes import Process, cpu_seconds_of, machine_seconds
from bench.statements import SETTINGS, list_statements, reset_statements
from enishi.kit.lifeline import tied_command
from enishi.kit.postgres import EmbeddedPostgres
from line_simulator.testing import RunningSimulator, start_simulator_process

_START_SECONDS = 60.0


@dataclass(slots=True)
class Stage:
    """Where everything is. ``line_channel_id`` is the channel's id at LINE, ``channel_id`` ours."""

    directory: Path
    server: EmbeddedPostgres
    simulator: RunningSimulator
    port: int
    org_id: int = 0
    channel_id: int = 0
    webhook_path: str = ""
    line: dict[str, Any] = field(default_factory=dict)
    processes: dict[str, Process] = field(default_factory=dict)

    @property
    def line_channel_id(self) -> str:
        return str(self.line["channel_id"])

    def cpu_seconds(self) -> dict[str, float]:
        """Processor time so far, of everyone who plays: on two cores nobody can have more than two a second."""
        times = {name: process.cpu_seconds() for name, process in self.processes.items()}
        times["simulator"] = cpu_seconds_of(self.simulator.pid or 0)
        times["database"] = self._database_cpu_seconds()
        times["bench and load"] = sum(os.times()[:4])
        times["machine"] = machine_seconds()
        return times

    def _database_cpu_seconds(self) -> float:
        """The postmaster's children that have ended, and those that live."""
        postmaster = int((self.directory / "data/postgres/data/postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        return sum(cpu_seconds_of(int(pid)) for pid in children) + cpu_seconds_of(postmaster, children=True)

    @property
    def worker(self) -> Process:
        return self.processes["worker"]

    @property
    def web(self) -> Process:
        return self.processes["web"]

    def start(self, name: str) -> None:
        """``web`` or ``worker``; returns when it works."""
        output = self.directory / f"{name}.log"
        command = tied_command([sys.executable, "-m", "enishi.cli.main", name], death_signal=signal.SIGTERM)
        with output.open("wb") as sink:
            environment = {**os.environ, "ENISHI_LOG_LEVEL": "INFO"}
            popen = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=sink, stderr=sink, env=environment
            )
        self.processes[name] = Process(name, popen, output)
        deadline = time.monotonic() + _START_SECONDS
        while not self._works(name):
            if popen.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"✗ {name} did not start:\n{output.read_text()[-2000:]}")
            time.sleep(0.05)

    def _works(self, name: str) -> bool:
        if name == "worker":
            return b"worker_started" in self.processes[name].output.read_bytes()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=2) as response:
                return bool(response.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def complaints(self) -> str:
        """What web and worker warned of, for a benchmark that did not come to its end."""
        lines = [
            f"{name}: {line}"
            for name, process in self.processes.items()
            for line in process.output.read_text().splitlines()
            if "warning" in line or "error" in line
        ]
        return "\n".join(lines[-20:])


@contextlib.contextmanager
def stage(*, web: bool = True, worker: bool = True, **knobs: Any) -> Iterator[Stage]:
    """A stage with everything started; ``knobs`` are the simulator's."""
    directory = Path(tempfile.mkdtemp(prefix="enishi-bench-"))
    # Started by root, the database runs as somebody else, who has to get through.
    directory.chmod(0o711)
    server = EmbeddedPostgres(directory / "data", settings=SETTINGS)
    try:
        with start_simulator_process(**knobs) as simulator:
            made = Stage(directory, server, simulator, free_port())
            os.environ.update(_environment(made))
            server.start()
            try:
                _furnish(made)
                for name in [name for name, wanted in (("web", web), ("worker", worker)) if wanted]:
                    made.start(name)
                reset_statements()
                yield made
                list_statements()
            finally:
                _strike(made)
    finally:
        server.stop()
        shutil.rmtree(directory, ignore_errors=True)


def _strike(made: Stage) -> None:
    from django.db import connections

    connections.close_all()
    for process in reversed(made.processes.values()):
        process.stop()


def _environment(made: Stage) -> dict[str, str]:
    # Nothing that the caller has set may leak in: every run has the same settings.
    for name in [name for name in os.environ if name.startswith("ENISHI_")]:
        del os.environ[name]
    return {
        "ENISHI_DATA_DIR": str(made.directory / "data"),
        "ENISHI_SECRET_KEY": secrets.token_urlsafe(48),
        "ENISHI_PORT": str(made.port),
        "ENISHI_PUBLIC_URL": f"http://127.0.0.1:{made.port}",
        "ENISHI_LINE_API_URL": made.simulator.api_url,
        "ENISHI_LINE_API_DATA_URL": made.simulator.data_url,
        "ENISHI_LINE_ACCESS_URL": made.simulator.access_url,
        # One key asks for everything here; the limit is not what is measured.
        "ENISHI_API_CALLS_PER_MINUTE": "0",
        "ENISHI_LOG_FORMAT": "json",
        "ENISHI_LOG_LEVEL": "WARNING",
    }


def _furnish(made: Stage) -> None:
    from enishi.cli import boot

    boot.set_up_django()
    boot.migrate()
    from enishi.accounts.permissions import COMMAND_LINE
    from enishi.accounts.services import create_organisation
    from enishi.kit import clock
    from enishi.kit.tenancy import org_scope
    from enishi.line.services import NewCredentials, connect_channel

    now = clock.now()
    # An unverified account: LINE gives no list of its friends, so nothing is imported behind the benchmark.
    made.line = made.simulator.control.create_channel(display_name="美容室はなえ", account_class="unverified")
    org, _ = create_organisation(
        name="美容室はなえ",
        owner_email="owner@example.com",
        owner_name="花江 優子",
        owner_password=secrets.token_urlsafe(16),
        actor=COMMAND_LINE,
        now=now,
    )
    credentials = NewCredentials(made.line["secret"], "long_lived", made.line["access_token"])
    with org_scope(org.id):
        channel = connect_channel(
            org_id=org.id,
            name="美容室はなえ",
            line_channel_id=made.line_channel_id,
            credentials=credentials,
            actor=COMMAND_LINE,
            now=now,
        )
    made.org_id, made.channel_id = org.id, channel.id
    made.webhook_path = f"/webhook/line/{channel.webhook_key}"
    made.simulator.control.update_channel(
        made.line_channel_id, webhook_url=f"http://127.0.0.1:{made.port}{made.webhook_path}"
    )


def run_load(made: Stage, spec: dict[str, Any]) -> dict[str, Any]:
    """Let the load generator send what ``spec`` says; every request must be answered with 200."""
    command = [sys.executable, "-m", "bench.load"]
    done = subprocess.run(command, input=orjson.dumps(spec), stdout=subprocess.PIPE, check=True)
    told: dict[str, Any] = orjson.loads(done.stdout)
    unanswered = int(spec["count"]) - len(told["latencies_ms"])
    require(
        told["refused"] == 0 and unanswered == 0,
        f"{told['refused']} requests were refused, {unanswered} not answered.\n{made.complaints()}",
    )
    return told


def free_port() -> int:
    """A port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def quiet_machine() -> None:
    """Say how busy the machine was before: other people's work is this benchmark's noise."""
    load = os.getloadavg()[0]
    say(f"{os.cpu_count()} cores, load {load:.2f}" + ("  (noisy: something else runs)" if load > 0.7 else ""))
