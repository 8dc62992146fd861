"""Where files wait: below the data directory, apart from what anybody may fetch, under names that nobody can guess."""

import os
from pathlib import Path
from shutil import rmtree

from django.conf import settings

from enishi.friends.transfers.records import FileProblemError


def import_path(stored_name: str) -> Path:
    """An uploaded file; its directory is there."""
    return _path("imports", stored_name)


def records_path(stored_name: str) -> Path:
    """The same file's records, in the form in which a run reads them."""
    return _path("imports", f"{stored_name}.records")


def export_path(stored_name: str) -> Path:
    """A file that was written for somebody to fetch."""
    return _path("exports", stored_name)


def _path(folder: str, name: str) -> Path:
    root = Path(settings.ENISHI_DATA_DIR) / folder
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    return root / name


def require_file(path: Path) -> Path:
    """``path``; FileProblemError once the file has gone."""
    if not path.is_file():
        raise FileProblemError("file_gone")
    return path


def write_piece(path: Path, offset: int, content: bytes) -> None:
    """Put a piece of an upload in its place; repeating a piece changes nothing."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        done = 0
        while done < len(content):
            done += os.pwrite(descriptor, content[done:], offset + done)
    finally:
        os.close(descriptor)


def parts_path(path: Path) -> Path:
    """The folder in which pieces of ``path`` lie while it is being written."""
    return path.with_suffix(path.suffix + ".parts")


def remove_files(*paths: Path) -> None:
    """Remove what is there. Idempotent."""
    for path in paths:
        path.unlink(missing_ok=True)
        path.with_suffix(path.suffix + ".draft").unlink(missing_ok=True)
        rmtree(parts_path(path), ignore_errors=True)
