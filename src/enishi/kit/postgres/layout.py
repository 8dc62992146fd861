"""Where the files of one embedded server lie, and who owns which.

``postgres/`` belongs to whoever starts the server and holds what that person writes (settings, lock, a copy
of the programs); ``data/``, ``log/`` and the socket's directory belong to the server's account. Root never
writes into a directory of another account: a link planted there would turn such a write against any file of
the machine.
"""

import fcntl
import hashlib
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from enishi.kit.postgres.accounts import Account, can_use
from enishi.kit.postgres.errors import PostgresError

PORT = 5432
SOCKET_NAME = f".s.PGSQL.{PORT}"
# sockaddr_un: 108 bytes on Linux and 104 on the BSDs and macOS, one of them the closing zero.
SOCKET_PATH_LIMIT = 107 if sys.platform == "linux" else 103


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths of one server; they follow from the data directory, so every process finds the same."""

    data_dir: Path

    @property
    def home(self) -> Path:
        return self.data_dir / "postgres"

    @property
    def cluster(self) -> Path:
        return self.home / "data"

    @property
    def log_dir(self) -> Path:
        return self.home / "log"

    @property
    def startup_log(self) -> Path:
        return self.home / "startup.log"

    @property
    def settings_file(self) -> Path:
        return self.home / "postgresql.conf"

    @property
    def access_file(self) -> Path:
        return self.home / "pg_hba.conf"

    @property
    def socket_dir(self) -> Path:
        """Beside the data, or in a short stable place where the path would be too long for a unix socket."""
        beside = self.home / "run"
        if len(os.fsencode(beside / SOCKET_NAME)) <= SOCKET_PATH_LIMIT:
            return beside
        name = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:16]
        short = Path("/run") if os.geteuid() == 0 and os.access("/run", os.W_OK) else Path("/tmp")
        return short / f"enishi-{name}"

    def create_home(self) -> None:
        """Make the directories that belong to the starter."""
        create_private_directory(self.data_dir)
        create_private_directory(self.home)

    def create_server_directories(self, account: Account) -> None:
        """Make the directories that belong to the server; PostgresError if it could not reach them."""
        if not can_use(account, self.home, os.X_OK):
            raise PostgresError(
                f"root で起動するとデータベースは権限の低いユーザー (uid {account.uid}) で動きますが、"
                f"そのユーザーは {self.home} に届きません。"
                "ENISHI_DATA_DIR を /var/lib/enishi などにしてください。",
                f"Started by root, the database runs as uid {account.uid}, which cannot reach {self.home}: "
                "set ENISHI_DATA_DIR to a place such as /var/lib/enishi.",
            )
        for directory in (self.log_dir, self.socket_dir):
            _create_owned_directory(directory, account)

    @contextmanager
    def start_lock(self) -> Iterator[None]:
        """Only one process at a time decides whether a server has to be started here."""
        with (self.home / "start.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def create_private_directory(path: Path) -> None:
    """Make ``path`` and what is missing above it; what exists keeps its mode.

    New directories are the user's alone. Those of root may be passed through (not listed) by the server's
    account.
    """
    if path.is_dir():
        return
    create_private_directory(path.parent)
    path.mkdir(exist_ok=True)
    path.chmod(0o711 if os.geteuid() == 0 else 0o700)


def _create_owned_directory(path: Path, account: Account) -> None:
    try:
        path.mkdir(mode=0o700)
        if not account.is_ours:
            os.chown(path, account.uid, account.gid)
    except FileExistsError:
        status = path.lstat()
        # A name in a public place such as /tmp may have been taken by somebody who wants to be our database.
        if not stat.S_ISDIR(status.st_mode) or status.st_uid != account.uid or status.st_mode & 0o022:
            raise PostgresError(
                f"{path} が別のユーザーのものか、他人に書き込めます。削除してから起動してください。",
                f"{path} belongs to somebody else or is open to others: remove it and start again.",
            ) from None
