"""A throwaway server for tests and benchmarks."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from enishi.kit.postgres.accounts import can_use, server_account
from enishi.kit.postgres.server import EmbeddedPostgres


@contextmanager
def scratch_postgres(*, settings: Mapping[str, str] | None = None) -> Iterator[EmbeddedPostgres]:
    """A started server in a temporary directory, not durable and therefore fast; both are gone afterwards."""
    directory = Path(tempfile.mkdtemp(prefix="enishi-scratch-", dir=_reachable_temporary_directory()))
    if os.geteuid() == 0:
        directory.chmod(0o711)
    server = EmbeddedPostgres(directory, settings=settings, is_durable=False)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(directory, ignore_errors=True)


def _reachable_temporary_directory() -> Path:
    """The usual place, unless it is closed to the server's account."""
    usual = Path(tempfile.gettempdir())
    account = server_account(usual / "no-cluster-yet")
    places = (usual, Path("/tmp"), Path("/var/tmp"))
    return next((place for place in places if can_use(account, place, os.X_OK)), usual)
