"""Making a new cluster, refusing one of another major version, and preparing its roles and database."""

import os
import shutil
from pathlib import Path

from enishi.kit.postgres.accounts import Account, run_program
from enishi.kit.postgres.binaries import Binaries, find_major
from enishi.kit.postgres.errors import PostgresError, explain
from enishi.kit.postgres.layout import PORT, Layout

OWNER_ROLE = "enishi_owner"
APP_ROLE = "enishi_app"
# The character class decides what pg_trgm takes for a letter: under plain C no Japanese would be found. Not
# every system has every name, so the next one is tried.
_CHARACTER_CLASSES = ("C.UTF-8", "en_US.UTF-8", "C")
_FIRST_WITH_BUILTIN_LOCALE = 17
_FIRST_WITH_CHECKSUMS_BY_DEFAULT = 18

# The application neither owns tables nor passes row-level security; what migrations create becomes usable for
# it.
_PREPARE = r"""
SELECT 'CREATE ROLE enishi_app LOGIN'
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'enishi_app') \gexec
SELECT format('CREATE DATABASE %I', :'database')
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \gexec
\connect :"database"
ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO enishi_app;
ALTER DEFAULT PRIVILEGES GRANT USAGE, SELECT ON SEQUENCES TO enishi_app;
"""


def check_version(layout: Layout, binaries: Binaries) -> None:
    """PostgresError with the way out if the cluster was made by another major version."""
    made_by = (layout.cluster / "PG_VERSION").read_text().strip()
    if made_by == str(binaries.major):
        return
    old = find_major(int(made_by)) if made_by.isdecimal() else None
    dump = str(old.bin_dir / "pg_dumpall") if old else f"pg_dumpall ({made_by})"
    raise PostgresError(
        f"{layout.cluster} は PostgreSQL {made_by} のデータで、今の PostgreSQL は {binaries.major} です。"
        f"PostgreSQL {made_by} で起動して {dump} で書き出し、{layout.home} を別名に移してから起動し直し、"
        "psql で読み込んでください。",
        f"{layout.cluster} holds data of PostgreSQL {made_by}, but this is PostgreSQL {binaries.major}: "
        f"serve it with PostgreSQL {made_by}, dump it with {dump}, move {layout.home} away, start again "
        "and restore the dump with psql.",
    )


def create_cluster(layout: Layout, binaries: Binaries, account: Account, *, is_durable: bool) -> None:
    """Make the cluster; an interrupted attempt leaves nothing that could be taken for one."""
    partial = layout.home / "data-partial"
    for character_class in _CHARACTER_CLASSES:
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(mode=0o700)
        if not account.is_ours:
            os.chown(partial, account.uid, account.gid)
        command = _initdb_command(binaries, partial, character_class, is_durable=is_durable)
        done = run_program(command, account=account)
        if done.returncode == 0:
            partial.rename(layout.cluster)
            return
        if "invalid locale" not in done.stderr:
            break
    shutil.rmtree(partial, ignore_errors=True)
    raise explain(done.stderr, layout.home, doing_ja="データベースの作成", doing_en="Creating the database")


def _initdb_command(binaries: Binaries, target: Path, character_class: str, *, is_durable: bool) -> list[str]:
    locale = ["--locale=C", f"--lc-ctype={character_class}"]
    if binaries.major >= _FIRST_WITH_BUILTIN_LOCALE:
        locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    checksums = [] if binaries.major >= _FIRST_WITH_CHECKSUMS_BY_DEFAULT else ["--data-checksums"]
    sync = [] if is_durable else ["--no-sync"]
    account = [f"--username={OWNER_ROLE}", "--auth-local=trust", "--auth-host=reject"]
    where = ["--pgdata", str(target), "--encoding=UTF8", "--no-instructions"]
    return [binaries.program("initdb"), *where, *account, *locale, *checksums, *sync]


def prepare_database(layout: Layout, binaries: Binaries, socket_dir: Path, database: str) -> None:
    """Make the application's role and the database if missing; PostgresError if the server refuses."""
    command = [binaries.program("psql"), "-X", "-q", "-A", "-t", "-f", "-"]
    command += ["-v", "ON_ERROR_STOP=1", "-v", f"database={database}"]
    command += ["-h", str(socket_dir), "-p", str(PORT), "-U", OWNER_ROLE, "-d", "postgres"]
    done = run_program(command, text=_PREPARE)
    if done.returncode != 0:
        raise explain(
            done.stderr, layout.home, doing_ja="データベースの準備", doing_en="Preparing the database"
        )
