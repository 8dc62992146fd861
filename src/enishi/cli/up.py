"""``enishi up``: database, web and worker (and the virtual LINE platform, once wanted) as one process tree."""

import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from enishi.cli import boot
from enishi.cli.processes import ProcessTree, ProcessTreeError
from enishi.cli.serve import require_free_port
from enishi.config.env import Settings
from enishi.kit import clock
from enishi.kit.errors import ProblemError
from enishi.kit.ondemand import PRACTICE_DIRECTORY, OnDemand
from enishi.kit.wakeup import living_workers

_LOOK_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class SimulatorUrls:
    """Where the virtual LINE platform listens."""

    api: str
    data: str
    access: str
    control: str

    @property
    def environment(self) -> dict[str, str]:
        """Settings that make Enishi take it for LINE itself."""
        return {
            "ENISHI_LINE_API_URL": self.api,
            "ENISHI_LINE_API_DATA_URL": self.data,
            "ENISHI_LINE_ACCESS_URL": self.access,
        }


def run_up(*, with_simulator: bool) -> int:
    """Run until Ctrl-C; returns the exit code."""
    with boot.database() as settings, boot.friendly():
        require_free_port(settings.host, settings.port)
        boot.migrate()
        if with_simulator:
            practice_room(settings).want()
        platform, tree = ProcessTree(), ProcessTree()
        add_simulator(platform, settings, follows_clock=with_simulator)
        with told(platform):
            urls = simulator_urls(settings) if with_simulator else None
            add_enishi(tree, settings, urls)
            with told(tree), practice_channels_followed(settings):
                boot.say(f"Enishi: {settings.public_url}  （Ctrl-Cで終了 / Ctrl-C to stop）")
                if link := link_of_first_start():
                    boot.say(f"はじめに開くページ / open this page first:\n  {link}")
                return tree.wait()
    return 0


def link_of_first_start() -> str | None:
    """Where the first owner is made; None once anybody has an account."""
    from enishi.accounts.services.setup import needs_owner, setup_link

    return setup_link() if needs_owner() else None


def practice_room(settings: Settings) -> OnDemand:
    """Where this process tree and its web process meet over the virtual LINE platform."""
    return OnDemand(settings.data_dir / PRACTICE_DIRECTORY)


@contextmanager
def practice_channels_followed(settings: Settings) -> Iterator[None]:
    """Inside, practice channels live where the virtual platform listens at the moment, also after it was restarted."""
    stop = threading.Event()
    thread = threading.Thread(
        target=_follow, args=(practice_room(settings), stop), name="practice", daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        stop.set()


def _follow(room: OnDemand, stop: threading.Event) -> None:
    from django.db import DatabaseError, connection

    from enishi.line.practice import move_practice_channels, platform_at

    told: dict[str, str] | None = None
    while not stop.wait(_LOOK_SECONDS):
        found = room.addresses()
        if found is None or found == told:
            continue
        try:
            move_practice_channels(platform_at(found))
            told = found
        except DatabaseError:
            # Away for a moment; the next look tries again.
            connection.close()


class told:  # noqa: N801 - reads as a phrase: ``with told(tree):``
    """Start a tree inside ``with``; a child that cannot start becomes one sentence."""

    def __init__(self, tree: ProcessTree) -> None:
        self._tree = tree

    def __enter__(self) -> ProcessTree:
        self._tree.__enter__()
        try:
            self._tree.start()
        except ProcessTreeError as error:
            self._tree.__exit__(None, None, None)
            raise ProblemError("cannot_start", error.ja, error.en) from error
        return self._tree

    def __exit__(self, *exc_info: object) -> bool:
        self._tree.__exit__(None, None, None)
        return exc_info[0] is KeyboardInterrupt


def add_simulator(tree: ProcessTree, settings: Settings, *, follows_clock: bool) -> None:
    """The virtual LINE platform as a child; its state survives restarts in the data directory.

    It starts when somebody first wants to practise, and once it was wanted, with every start. Enishi's time follows
    its clock only where that is asked for: nobody may put forward the time of an account that is real.
    """
    room = practice_room(settings)
    room.ready_file.unlink(missing_ok=True)
    argv = [program("line-simulator"), "--host", "127.0.0.1"]
    argv += ["--state", str(settings.data_dir / "simulator.json"), "--ready-file", str(room.ready_file)]
    if follows_clock:
        argv += ["--clock-file", str(settings.data_dir / clock.FILE_NAME)]
    waiting = [sys.executable, "-m", "enishi.cli.practice", str(room.directory)]
    # A platform that does not start must not keep the real accounts from working.
    ready = room.ready_file.exists if follows_clock else None
    tree.add("simulator", [*waiting, *argv], ready=ready)


def simulator_urls(settings: Settings) -> SimulatorUrls:
    """Where the virtual platform listens, once it runs."""
    urls = practice_room(settings).addresses() or {}
    return SimulatorUrls(urls["api_url"], urls["data_url"], urls["access_url"], urls["control_url"])


def add_enishi(tree: ProcessTree, settings: Settings, urls: SimulatorUrls | None) -> None:
    """Web and worker as children."""
    environment = urls.environment if urls else {}
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    health = f"http://{host}:{settings.port}/readyz"
    tree.add("web", [program("enishi"), "web"], environment, ready=lambda: answers(health))
    tree.add("worker", [program("enishi"), "worker"], environment, ready=lambda: has_worker(settings))


def program(name: str) -> str:
    """An installed command next to this interpreter."""
    found = Path(sys.executable).parent / name
    return str(found) if found.exists() else name


def answers(url: str) -> bool:
    """Whether a GET of ``url`` gives 200."""
    try:
        with urllib.request.urlopen(url, timeout=2) as response:  # noqa: S310 - our own address
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError, TimeoutError):
        return False


def has_worker(settings: Settings) -> bool:
    """Whether a worker is at work."""
    try:
        return living_workers(settings.database_dsn) > 0
    except psycopg.OperationalError:
        return False
