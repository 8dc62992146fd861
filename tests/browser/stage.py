"""The whole of Enishi as its own processes, beside a simulated LINE, for people who sit at a browser.

In: the tests' database, which this process has migrated and may arrange rows in. Out: web and worker on free ports,
a simulator whose clock all of them follow, and shops with members. Nothing is faked between a click and its row.
"""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from tests.factories import make_member, make_organisation, rows

from enishi.accounts.models import Member, Organisation, Role
from enishi.accounts.permissions import COMMAND_LINE
from enishi.accounts.signin.links import create_sign_in_link
from enishi.kit import clock
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel, TokenKind
from enishi.line.services import NewCredentials, Platform, connect_channel
from line_simulator.testing import RunningSimulator, SimulatorControl, start_simulator_process

PATIENCE_SECONDS = 60.0
MONTH = timedelta(days=30)


def until(condition: Callable[[], bool], what: str) -> None:
    """Wait until ``condition`` holds; fails with ``what`` when patience ends."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain until {what}"
        time.sleep(0.05)


@dataclass(frozen=True, slots=True)
class Stage:
    """What all browser tests share."""

    url: str
    line: RunningSimulator
    web: "Program"

    def restart_web(self) -> None:
        """Web stops and starts again, as with an upgrade; workers go on."""
        self.web.stop()
        self.web.start()
        until(lambda: _answers(f"{self.url}/readyz"), "web is back")

    def now(self) -> datetime:
        """The time that everybody on the stage believes it is."""
        return datetime.fromtimestamp(self.line.control.clock()["now_ms"] / 1000, UTC)


@contextlib.contextmanager
def open_stage(directory: Path) -> Iterator[Stage]:
    """Simulator, web and worker; stopped in the reverse order. ``directory`` is their own."""
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        "ENISHI_DATA_DIR": str(directory),
        "ENISHI_PORT": str(port),
        "ENISHI_PUBLIC_URL": url,
        "ENISHI_LOG_LEVEL": "WARNING",
    }
    with (
        start_simulator_process(clock_file=directory / clock.FILE_NAME) as line,
        Program("web", environment, directory) as web,
        Program("worker", environment, directory),
    ):
        until(lambda: _answers(f"{url}/readyz"), f"web and worker are ready; see {directory}/*.log")
        yield Stage(url, line, web)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@dataclass
class Program:
    """One of Enishi's own processes."""

    name: str
    environment: dict[str, str]
    directory: Path
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        with (self.directory / f"{self.name}.log").open("ab") as log:
            command = [str(Path(sys.executable).parent / "enishi"), self.name]
            self.process = subprocess.Popen(
                command, env=self.environment, stdout=log, stderr=subprocess.STDOUT
            )

    def stop(self) -> None:
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def __enter__(self) -> "Program":
        self.start()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.stop()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return bool(response.status == 200)
    except OSError:
        return False


@dataclass
class Shop:
    """One organisation with one account at the simulator, and its members by role."""

    stage: Stage
    org: Organisation
    channel: Channel
    members: dict[Role, Member] = field(default_factory=dict)

    @property
    def control(self) -> SimulatorControl:
        return self.stage.line.control

    @property
    def line_channel_id(self) -> str:
        return self.channel.line_channel_id

    def member(self, role: Role) -> Member:
        """The shop's person with this role."""
        if role not in self.members:
            is_partner = role == Role.PARTNER
            self.members[role] = make_member(
                self.org,
                role,
                channel_ids=[self.channel.id] if is_partner else None,
                ends_on=(self.stage.now() + MONTH).date() if is_partner else None,
            )
        return self.members[role]

    def sign_in_path(self, role: Role) -> str:
        """A page that signs this person in once, second factor included."""
        link = create_sign_in_link(email=self.member(role).user.email, now=datetime.now(UTC))
        parts = urlsplit(link)
        return f"{parts.path}#{parts.fragment}"


def open_shop(stage: Stage, name: str = "美容室はなえ") -> Shop:
    """A new organisation with an owner and a new account whose webhooks come to this stage."""
    made = stage.line.control.create_channel(display_name=name, quota=5_000)
    org = make_organisation(name)
    owner = rows(Member, org_id=org.id, role=Role.OWNER)[0]
    credentials = NewCredentials(secret=made["secret"], token_kind=TokenKind.STATELESS)
    line = stage.line
    with org_scope(org.id):
        channel = connect_channel(
            org_id=org.id,
            name=name,
            line_channel_id=made["channel_id"],
            credentials=credentials,
            platform=Platform(line.api_url, line.data_url, line.control_url),
            actor=COMMAND_LINE,
            now=stage.now(),
        )
    stage.line.control.update_channel(
        made["channel_id"], webhook_url=f"{stage.url}/webhook/line/{channel.webhook_key}"
    )
    return Shop(stage, org, channel, {Role.OWNER: owner})
