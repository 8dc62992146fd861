"""``enishi up``: database, web and worker (and the virtual LINE platform, if asked for) as one process tree."""

import sys
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import psycopg

from enishi.cli import boot
from enishi.cli.processes import ProcessTree, ProcessTreeError
from enishi.cli.serve import require_free_port
from enishi.config.env import Settings
from enishi.kit.errors import ProblemError
from enishi.kit.wakeup import living_workers


@dataclass(frozen=True, slots=True)
class SimulatorUrls:
    """Where the virtual LINE platform listens."""

    api: str
    data: str
    access: str
    control: str

    @property
    def environment(self) -> dict[str, str]:
        """Settings that make Enishi talk to it: nothing else differs from the real LINE."""
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
        tree = ProcessTree()
        urls = add_simulator(tree, settings) if with_simulator else None
        add_enishi(tree, settings, urls)
        with told(tree):
            boot.say(f"Enishi: {settings.public_url}  （Ctrl-Cで終了 / Ctrl-C to stop）")
            return tree.wait()
    return 0


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


def simulator_ports(base: int) -> list[int]:
    """API, data, access and control port, next to each other."""
    return [base, base + 1, base + 2, base + 3]


def add_simulator(tree: ProcessTree, settings: Settings, base_port: int = 9100) -> SimulatorUrls:
    """The virtual LINE platform as a child; its state survives restarts in the data directory."""
    ports = simulator_ports(base_port)
    for port in ports:
        require_free_simulator_port(port)
    ready_file = settings.data_dir / "simulator-ready.json"
    ready_file.unlink(missing_ok=True)
    names = ["--api-port", "--data-port", "--access-port", "--control-port"]
    argv = [program("line-simulator"), "--host", "127.0.0.1"]
    argv += [part for name, port in zip(names, ports, strict=True) for part in (name, str(port))]
    argv += ["--state", str(settings.data_dir / "simulator.json"), "--ready-file", str(ready_file)]
    tree.add("simulator", argv, ready=ready_file.exists)
    api, data, access, control = (f"http://127.0.0.1:{port}" for port in ports)
    return SimulatorUrls(api, data, access, control)


def require_free_simulator_port(port: int) -> None:
    """A taken port of the virtual LINE platform, in one sentence."""
    try:
        require_free_port("127.0.0.1", port)
    except ProblemError as error:
        raise ProblemError(
            "port_taken",
            f"仮想LINEのポート{port}は使われています。使っているプログラムを終了してください。",
            f"Port {port} of the virtual LINE is in use. Stop the program that uses it.",
        ) from error


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
