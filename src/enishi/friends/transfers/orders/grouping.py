"""The rows of a file, brought together by order: a shop may list one product a row, and another shop's rows in between.

In: records in the file's order. Out: a file of groups that can be read from any place, one JSON line each. Whatever
the size of the file, only a share of it is in memory at once: rows are first parted by a hash of their order's number.
"""

import os
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from typing import IO

import orjson

from enishi.friends.transfers.cells import text_of
from enishi.friends.transfers.records import Record
from enishi.friends.transfers.storage import parts_path

#: Rows of one order; more are no order but a column that was taken for the order's number.
MOST_LINES = 500
#: Octets of the uploaded file whose rows are brought together in memory at once.
_SHARE_BYTES = 16 * 1024 * 1024
_MOST_PARTS = 100


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one order. ``more`` counts those beyond the limit, which were not kept."""

    records: list[Record]
    more: int = 0


def keep_groups(path: Path, records: Iterable[Record], number: int, size_bytes: int) -> int:
    """Write the groups of ``records`` by their cell ``number`` to ``path``, which appears whole or not at all.

    ``size_bytes`` is how large the rows are about. Returns how many groups.
    """
    parts = min(1 + size_bytes // _SHARE_BYTES, _MOST_PARTS)
    draft = path.with_suffix(path.suffix + ".draft")
    written = 0
    # A name that is known beforehand: what a worker leaves there that was killed is found and removed.
    folder = parts_path(path)
    rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        with draft.open("wb") as file:
            for some in _parted(records, number, parts, folder):
                for group in _grouped(some, number):
                    rows = [[each.line, each.cells, each.flaw] for each in group.records]
                    file.write(orjson.dumps([rows, group.more]) + b"\n")
                    written += 1
        os.replace(draft, path)
    finally:
        rmtree(folder, ignore_errors=True)
    return written


def _parted(records: Iterable[Record], number: int, parts: int, folder: Path) -> Iterator[Iterable[Record]]:
    if parts == 1:
        yield records
        return
    paths = [folder / str(part) for part in range(parts)]
    with ExitStack() as stack:
        files: list[IO[bytes]] = [stack.enter_context(each.open("wb")) for each in paths]
        for record in records:
            part = zlib.crc32(_key(record, number).encode()) % parts
            files[part].write(orjson.dumps([record.line, record.cells, record.flaw]) + b"\n")
    for each in paths:
        yield _read(each)


def _read(path: Path) -> Iterator[Record]:
    with path.open("rb") as file:
        for raw in file:
            yield Record(*orjson.loads(raw))


def _grouped(records: Iterable[Record], number: int) -> list[Group]:
    """Rows without a number, and such as cannot be read, are groups of their own."""
    groups: dict[str, list[Record]] = {}
    more: dict[str, int] = {}
    for record in records:
        key = _key(record, number) or f"\x00{record.line}"
        rows = groups.setdefault(key, [])
        if len(rows) > MOST_LINES:
            more[key] = more.get(key, 0) + 1
        else:
            rows.append(record)
    return [Group(rows, more.get(key, 0)) for key, rows in groups.items()]


def _key(record: Record, number: int) -> str:
    return "" if record.flaw or number >= len(record.cells) else text_of(record.cells[number])


def kept_groups(path: Path, offset: int, limit: int) -> tuple[list[Group], int]:
    """Up to ``limit`` groups from an offset on, and the offset behind them."""
    found: list[Group] = []
    with path.open("rb") as file:
        file.seek(offset)
        while len(found) < limit and (raw := file.readline()):
            rows, more = orjson.loads(raw)
            found.append(Group([Record(*row) for row in rows], more))
        return found, file.tell()
