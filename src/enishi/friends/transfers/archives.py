"""Whether an XLSX file, which is a ZIP archive, may be unpacked at all.

In: a file. Out: nothing, or FileProblemError. What an archive says about its own size is only a claim, so every part
that a spreadsheet is read from is unpacked once, block by block and into nothing, before anything is read from it.
"""

import zipfile
from pathlib import Path

from enishi.friends.transfers import limits
from enishi.friends.transfers.records import FileProblemError

_BLOCK = 1024 * 1024


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
            _require_modest(
                archive, [entry for entry in entries if entry.filename.endswith((".xml", ".rels"))]
            )
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise FileProblemError("archive_damaged") from error
    except Exception as error:
        if type(error).__module__ == "zlib":
            raise FileProblemError("archive_damaged") from error
        raise


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
