"""Who serves a cluster right now, and what a killed server left behind.

Everything is read from ``postmaster.pid`` and ``/proc``; nothing here starts a server.
"""

import os
import signal
import socket
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from enishi.kit.postgres.errors import PostgresError
from enishi.kit.postgres.layout import SOCKET_NAME

_READY = ("ready", "standby")
# Signal 0 is a mere look: most backends see by themselves that their server is gone.
_STRAY_SIGNALS = ((0, 2.0), (signal.SIGQUIT, 3.0), (signal.SIGKILL, 5.0))


@dataclass(frozen=True, slots=True)
class Postmaster:
    """What ``postmaster.pid`` tells (its format: storage/miscadmin.h of PostgreSQL, LOCK_FILE_LINE_*)."""

    pid: int
    socket_dir: Path
    is_ready: bool


def read_postmaster(cluster: Path) -> Postmaster | None:
    """The server that wrote ``postmaster.pid``, dead or alive; None without a readable one."""
    try:
        lines = (cluster / "postmaster.pid").read_text().splitlines()
        # A stand-alone backend writes its pid negated.
        pid = abs(int(lines[0]))
    except (FileNotFoundError, IndexError, ValueError):
        return None
    socket_dir = Path(lines[4].strip()) if len(lines) > 4 else Path()
    return Postmaster(pid, socket_dir, len(lines) > 7 and lines[7].strip() in _READY)


def live_postmaster(cluster: Path) -> Postmaster | None:
    """The server that serves ``cluster`` now. A pid that another program has got since is not one."""
    found = read_postmaster(cluster)
    if found is None or not _serves(found, cluster):
        return None
    return found


def _serves(postmaster: Postmaster, cluster: Path) -> bool:
    if sys.platform == "linux":
        return _works_in(postmaster.pid, cluster)
    try:
        os.kill(postmaster.pid, 0)
        with socket.socket(socket.AF_UNIX) as probe:
            probe.connect(str(postmaster.socket_dir / SOCKET_NAME))
    except OSError:
        return False
    return True


def _works_in(pid: int, cluster: Path) -> bool:
    """Whether the process is a PostgreSQL one whose directory is ``cluster``: they all change into it."""
    try:
        program = os.readlink(f"/proc/{pid}/exe").removesuffix(" (deleted)")
        return Path(program).name == "postgres" and os.path.samefile(f"/proc/{pid}/cwd", cluster)
    except OSError:
        return False


def clear_leftovers(cluster: Path, socket_dir: Path) -> None:
    """Make a cluster without a live server startable after ``kill -9``; call it under the start lock.

    Backends that survived their server are waited for, then ended: a second server beside them would corrupt
    the data. Lock files are removed because PostgreSQL refuses them when their pid was given to another
    program.
    """
    for sent, patience_seconds in _STRAY_SIGNALS:
        strays = _strays(cluster)
        for pid in strays:
            _signal(pid, sent)
        deadline = time.monotonic() + patience_seconds
        while strays and time.monotonic() < deadline:
            time.sleep(0.02)
            strays = _strays(cluster)
        if not strays:
            break
    else:
        raise PostgresError(
            f"前回のデータベースのプロセス {strays} が終了しません。終了させてから起動してください。",
            f"Processes {strays} of the former database do not end: end them and start again.",
        )
    # Without /proc nobody can tell whether backends are left, so PostgreSQL's own check of the pid file has
    # to stay.
    locks = [cluster / "postmaster.pid"] if sys.platform == "linux" else []
    for lock in (*locks, socket_dir / f"{SOCKET_NAME}.lock", socket_dir / SOCKET_NAME):
        lock.unlink(missing_ok=True)


def _strays(cluster: Path) -> list[int]:
    if sys.platform != "linux":
        return []
    pids = [int(entry) for entry in os.listdir("/proc") if entry.isdecimal()]
    return [pid for pid in pids if _works_in(pid, cluster)]


def _signal(pid: int, sent: int) -> None:
    try:
        os.kill(pid, sent)
    except ProcessLookupError:
        return
