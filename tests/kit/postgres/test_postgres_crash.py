"""Servers and starters that are killed: nothing is lost, nothing is left running."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from enishi.kit.postgres import OWNER_ROLE, EmbeddedPostgres
from enishi.kit.postgres.postmaster import read_postmaster

STARTER = """
import pathlib, sys, time
from enishi.kit.postgres import EmbeddedPostgres
print(EmbeddedPostgres(pathlib.Path(sys.argv[1])).start(), flush=True)
time.sleep(600)
"""


def _until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, "the awaited state never came"
        time.sleep(0.01)


def _server_pid(place: Path) -> int:
    found = read_postmaster(place / "postgres" / "data")
    assert found is not None
    return found.pid


def _processes_in(cluster: Path) -> list[str]:
    def works_there(entry: str) -> bool:
        try:
            return os.path.samefile(f"/proc/{entry}/cwd", cluster)
        except OSError:
            return False

    return [entry for entry in os.listdir("/proc") if entry.isdecimal() and works_there(entry)]


def _write_row(server: EmbeddedPostgres) -> None:
    with psycopg.connect(server.dsn(OWNER_ROLE), autocommit=True) as owner:
        owner.execute("CREATE TABLE kept (name text)")
        owner.execute("INSERT INTO kept VALUES ('aiko')")


def _rows(server: EmbeddedPostgres) -> list[tuple[str]]:
    with psycopg.connect(server.dsn()) as connection:
        return connection.execute("SELECT name FROM kept").fetchall()


def test_a_killed_server_comes_back_by_itself_with_its_data_under_the_same_url(place: Path) -> None:
    with EmbeddedPostgres(place) as server:
        url = server.dsn()
        _write_row(server)
        killed = _server_pid(place)
        os.kill(killed, signal.SIGKILL)
        _until(lambda: server.is_running() and _server_pid(place) != killed)
        assert server.dsn() == url
        assert _rows(server) == [("aiko",)]


def test_no_server_outlives_a_killed_starter_and_the_next_start_has_the_data(place: Path) -> None:
    server = EmbeddedPostgres(place)
    with subprocess.Popen(
        [sys.executable, "-c", STARTER, str(place)], stdout=subprocess.PIPE, text=True
    ) as starter:
        assert starter.stdout is not None
        assert starter.stdout.readline().strip() == server.dsn()
        _write_row(server)
        starter.kill()
    _until(lambda: not _processes_in(place / "postgres" / "data"))
    with server:
        assert _rows(server) == [("aiko",)]


def test_the_server_outlives_the_thread_that_asked_for_it(place: Path) -> None:
    server = EmbeddedPostgres(place, is_durable=False)
    thread = threading.Thread(target=server.start)
    thread.start()
    thread.join()
    with psycopg.connect(server.dsn()) as connection:
        # Long enough for the kernel to have sent the signal that must not come.
        assert connection.execute("SELECT 1 FROM pg_sleep(0.2)").fetchone() == (1,)
    assert server.is_running()
    server.stop()


@pytest.mark.parametrize("name", ["postgres/data/postmaster.pid", "postgres/run/.s.PGSQL.5432.lock"])
def test_a_lock_whose_pid_belongs_to_another_program_now_is_no_obstacle(place: Path, name: str) -> None:
    server = EmbeddedPostgres(place, is_durable=False)
    server.start()
    text = (place / "postgres/data/postmaster.pid").read_text()
    owner = (place / "postgres/data").stat()
    server.stop()
    with subprocess.Popen(
        ["sleep", "600"],
        user=owner.st_uid if os.geteuid() == 0 else None,
        group=owner.st_gid if os.geteuid() == 0 else None,
        extra_groups=[] if os.geteuid() == 0 else None,
    ) as stranger:
        lock = place / name
        lock.write_text("\n".join([str(stranger.pid), *text.split("\n")[1:]]))
        os.chown(lock, owner.st_uid, owner.st_gid)
        assert not server.is_running()
        with server:
            assert server.is_running()
        stranger.kill()


def test_an_interrupted_creation_is_begun_anew(place: Path) -> None:
    half = place / "postgres" / "data-partial"
    half.mkdir(parents=True)
    if os.geteuid() == 0:
        half.parent.chmod(0o711)
    (half / "PG_VERSION").write_text("18\n")
    with EmbeddedPostgres(place, is_durable=False) as server:
        assert server.is_running()
    assert not half.exists()
