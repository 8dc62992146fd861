"""A PostgreSQL that may be killed, and comes back on the same files."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from tests.faults.stage import until

from enishi.kit.postgres import OWNER_ROLE, EmbeddedPostgres
from enishi.kit.postgres.postmaster import read_postmaster

# Not flushed to the disk, which only a power cut would tell; but a commit has left the server before it is told.
_SETTINGS = {"synchronous_commit": "on", "max_connections": "300"}


class Postgres:
    """The server, and how to end it without a word."""

    def __init__(self, directory: Path, server: EmbeddedPostgres) -> None:
        self._cluster = directory / "postgres" / "data"
        self._server = server
        self.dsn = server.dsn

    def stop_at_once(self, number: signal.Signals) -> None:
        """SIGKILL, or SIGQUIT for PostgreSQL's "immediate" shutdown; returns when it takes connections again."""
        old = read_postmaster(self._cluster)
        assert old is not None
        os.kill(old.pid, number)
        # It would come back by itself, but after many ends in a row only after a pause.
        self._server.stop()
        self._server.start()
        until(self._answers, "PostgreSQL is back", 60)

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.dsn(OWNER_ROLE, "postgres")).close()
        except psycopg.OperationalError:
            return False
        return True


@contextmanager
def start_postgres() -> Iterator[Postgres]:
    """A server in a directory of its own; both are gone with the block."""
    directory = Path(tempfile.mkdtemp(prefix="enishi-faults-"))
    # Started by root, the server runs as somebody else, who has to get through.
    directory.chmod(0o711)
    server = EmbeddedPostgres(directory, settings=_SETTINGS, is_durable=False)
    try:
        server.start()
        yield Postgres(directory, server)
    finally:
        server.stop()
        shutil.rmtree(directory, ignore_errors=True)
