"""Whether an XLSX file, which is a ZIP archive, may be unpacked at all.

In: a file. Out: nothing, or FileProblemError. What an archive says about its own size is only a claim, so every entry is
unpacked once, block by block and into nothing, before anything is read from it: a workbook may name any of them as its
worksheet, whatever it is called.
"""

import zipfile
import zlib
from pathlib import Path

from enishi.friends.transfers import limits
from enishi.friends.transfers.records import FileProblemError

_BLOCK = 1024 * 1024
# Those that spreadsheets use. The others ask for as much memory as the archive says they need.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def require_sound_archive(path: Path) -> None:
    """FileProblemError for what is no workbook, is damaged, or would grow beyond the limits when unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            if len(entries) > limits.ARCHIVE_ENTRIES:
                raise FileProblemError("archive_suspicious")
            if any(entry.flag_bits & 1 for entry in entries):
                raise FileProblemError("file_old_office")
            if "xl/workbook.xml" not in archive.namelist():
                raise FileProblemError("file_unknown")
            if any(entry.compress_type not in _METHODS for entry in entries):
                raise FileProblemError("archive_damaged")
            _require_modest(archive, entries)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise FileProblemError("archive_damaged") from error


def _require_modest(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    if sum(entry.file_size for entry in entries) > limits.UNPACKED_BYTES:
        raise FileProblemError("archive_suspicious")
    unpacked = 0
    for entry in entries:
        size = 0
        with archive.open(entry) as part:
            while block := part.read(_BLOCK):
                size += len(block)
                unpacked += len(block)
                if _is_bomb(size, entry.compress_size) or unpacked > limits.UNPACKED_BYTES:
                    raise FileProblemError("archive_suspicious")


def _is_bomb(size: int, packed: int) -> bool:
    return size > limits.RATIO_FROM_BYTES and size > packed * limits.PACKING_RATIO
