"""The thread that owns a server process: it forks it, waits for it, and starts it again if it was killed.

A thread of its own because Linux delivers the parent-death signal when the forking *thread* ends: this one
lives exactly as long as the server may.
"""

import logging
import signal
import subprocess
import threading
import time
from pathlib import Path

from enishi.kit.lifeline import tied_command
from enishi.kit.postgres.accounts import Account, plain_environment
from enishi.kit.postgres.binaries import Binaries
from enishi.kit.postgres.errors import PostgresError, explain
from enishi.kit.postgres.layout import Layout
from enishi.kit.postgres.postmaster import clear_leftovers, read_postmaster

log = logging.getLogger(__name__)

_LONGEST_PAUSE_SECONDS = 30.0
# Recovery after a crash replays at most max_wal_size, which takes a slow disk a few minutes.
_READY_PATIENCE_SECONDS = 600.0
_POLL_SECONDS = 0.01
# Fast shutdown first; immediate costs a recovery at the next start; SIGKILL is the last resort.
_STOP_SIGNALS = ((signal.SIGINT, 30.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 10.0))


class Keeper(threading.Thread):
    """Keeps one server alive until :meth:`stop`; before it was ready once, an early death is final."""

    def __init__(self, binaries: Binaries, layout: Layout, account: Account) -> None:
        # A daemon, so that a program that forgets to stop it still ends, and the server with it.
        super().__init__(name="postgres-keeper", daemon=True)
        self._binaries = binaries
        self._layout = layout
        self._account = account
        self._guard = threading.Lock()
        self._stopping = threading.Event()
        self._ended = threading.Event()
        self._was_ready = False
        self._process: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        pause_seconds = 0.1
        while True:
            started_at = time.monotonic()
            if not self._serve_once() or not self._was_ready or self._stopping.is_set():
                break
            if time.monotonic() - started_at > _LONGEST_PAUSE_SECONDS:
                pause_seconds = 0.1
            log.warning("The embedded PostgreSQL ended unexpectedly; starting it again.")
            if self._stopping.wait(pause_seconds):
                break
            pause_seconds = min(pause_seconds * 2, _LONGEST_PAUSE_SECONDS)
            self._clear()
        self._ended.set()

    def _serve_once(self) -> bool:
        with self._guard:
            if self._stopping.is_set():
                return False
            try:
                self._process = self._spawn()
            except OSError as error:
                self._layout.startup_log.write_text(f"error: {error}\n")
                return self._was_ready
        self._process.wait()
        return True

    def _spawn(self) -> subprocess.Popen[bytes]:
        options = ["-D", str(self._layout.cluster), "-c", f"config_file={self._layout.settings_file}"]
        who = {} if self._account.is_ours else {"uid": self._account.uid, "gid": self._account.gid}
        command = tied_command(
            [self._binaries.program("postgres"), *options], death_signal=signal.SIGINT, **who
        )
        with self._layout.startup_log.open("wb") as output:
            # A session of its own keeps the terminal's Ctrl-C away: the server must outlive its clients' last
            # words.
            return subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd="/",
                env=plain_environment(),
                start_new_session=True,
            )

    def _clear(self) -> None:
        try:
            with self._layout.start_lock():
                clear_leftovers(self._layout.cluster, self._layout.socket_dir)
        except (OSError, PostgresError) as error:
            log.warning("The embedded PostgreSQL cannot be started again yet: %s", error)

    def wait_until_ready(self) -> None:
        """Return when the server accepts connections; PostgresError if it ends or does not get there."""
        deadline = time.monotonic() + _READY_PATIENCE_SECONDS
        while not self._is_ready():
            if self._ended.is_set() or time.monotonic() > deadline:
                raise explain(
                    self._last_words(),
                    self._layout.home,
                    doing_ja="データベースの起動",
                    doing_en="Starting the database",
                )
            time.sleep(_POLL_SECONDS)
        self._was_ready = True

    def _is_ready(self) -> bool:
        told = read_postmaster(self._layout.cluster)
        process = self._process
        return told is not None and process is not None and told.pid == process.pid and told.is_ready

    def _last_words(self) -> str:
        logs = sorted(self._layout.log_dir.glob("*.log"), key=lambda path: path.stat().st_mtime)
        files: list[Path] = [*logs[-1:], self._layout.startup_log]
        return "\n".join(_tail(path) for path in files if path.exists())

    def stop(self) -> None:
        """End the server in order, harder if it does not listen; returns when it is gone. May be repeated."""
        self._stopping.set()
        with self._guard:
            process = self._process
        for sent, patience_seconds in _STOP_SIGNALS:
            if process is not None and process.poll() is None:
                process.send_signal(sent)
            if self._ended.wait(patience_seconds):
                break
        self.join(timeout=1)


def _tail(path: Path, size: int = 4000) -> str:
    return path.read_bytes()[-size:].decode(errors="replace")
