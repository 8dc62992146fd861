"""The tests' PostgreSQL: one throwaway server a run, one migrated template, one copy of it a worker.

In: nothing, or ``TEST_DATABASE_URL``: the owner's address on a server of one's own, which must also have the
role ``enishi_app``. Out: an address that connects as ``enishi_app``, which owns nothing, so that row-level
security is real in every test.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from enishi.kit.postgres import APP_ROLE, OWNER_ROLE, EmbeddedPostgres

TEMPLATE = "enishi_test_template"


def address(owner_url: str, database: str, role: str | None = None) -> str:
    """The same server, another database and perhaps another role."""
    parts = urlsplit(owner_url)
    where = parts.netloc.rpartition("@")[2]
    netloc = f"{role}@{where}" if role else parts.netloc
    return urlunsplit(parts._replace(netloc=netloc, path=f"/{database}"))


class Server:
    """The server of one test run.

    Its address is known before it runs, so a run without a database starts none.
    """

    def __init__(self) -> None:
        self.directory = Path(tempfile.mkdtemp(prefix="enishi-tests-"))
        # Started by root, the server runs as somebody else, who has to get through.
        self.directory.chmod(0o711)
        self._own: EmbeddedPostgres | None = None
        self.owner_url = os.environ.get("TEST_DATABASE_URL", "")
        if not self.owner_url:
            settings = {"max_connections": "300"}
            self._own = EmbeddedPostgres(self.directory, settings=settings, is_durable=False)
            self.owner_url = self._own.dsn(OWNER_ROLE, "postgres")

    def start(self) -> None:
        """Start it, unless one was given. A second call changes nothing."""
        if self._own is not None:
            self._own.start()

    def stop(self) -> None:
        if self._own is not None:
            self._own.stop()
        shutil.rmtree(self.directory, ignore_errors=True)


@contextmanager
def _exclusive(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def create_database(owner_url: str, directory: Path, name: str) -> None:
    """Make ``name`` as a copy of the template, which the first process to come migrates."""
    with _exclusive(directory / "template.lock"):
        made = directory / "template.made"
        if not made.exists():
            _create_template(owner_url)
            made.touch()
        with psycopg.connect(owner_url, autocommit=True) as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                    sql.Identifier(name), sql.Identifier(TEMPLATE)
                )
            )


def _create_template(owner_url: str) -> None:
    from enishi.config.database import migrate_database

    template = sql.Identifier(TEMPLATE)
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(template))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(template))
    owner_of_template = address(owner_url, TEMPLATE)
    migrate_database(owner_of_template, APP_ROLE)
    with psycopg.connect(owner_of_template, autocommit=True) as connection:
        # Only tests empty tables; the application itself cannot.
        connection.execute(
            sql.SQL("GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO {}").format(sql.Identifier(APP_ROLE))
        )
