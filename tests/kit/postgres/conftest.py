"""A place for data that the server's account can reach, which pytest's own directories are not for root."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def place() -> Iterator[Path]:
    directory = Path(tempfile.mkdtemp(prefix="enishi-test-", dir="/tmp"))
    if os.geteuid() == 0:
        directory.chmod(0o711)
    yield directory
    shutil.rmtree(directory, ignore_errors=True)
