"""Rows of a file in one form, whatever the file was, and a file of them that can be read from any place.

A kept record is one line of JSON, ``[line, cells, flaw]``: so that a run which was killed goes on from an offset in
octets, and neither the encoding nor a quoted line break of the original matters any more.
"""

import os
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import orjson

_PLACE_OCTETS = array("q").itemsize

#: Numbers come from spreadsheets alone: whether one is a date is known only when its column's field is.
type Cell = str | int | float


# Not frozen, though nobody changes one: there are millions, and a frozen one takes three times as long to make.
@dataclass(slots=True)
class Record:
    """One row. ``line`` is where it begins in the file, as an editor or a spreadsheet counts. ``flaw`` is the code of
    why the row cannot be used (see :mod:`enishi.friends.transfers.texts`), empty if it can."""

    line: int
    cells: list[Cell]
    flaw: str = ""


class FileProblemError(Exception):
    """The file as a whole cannot be read; ``code`` is one of the texts."""

    def __init__(self, code: str, **particulars: object) -> None:
        super().__init__(code)
        self.code = code
        self.particulars = particulars


def keep_records(path: Path, records: Iterable[Record]) -> int:
    """Write ``records`` to ``path``, which appears whole or not at all; returns how many."""
    draft = path.with_suffix(path.suffix + ".draft")
    number = 0
    with draft.open("wb") as file:
        for record in records:
            file.write(orjson.dumps([record.line, record.cells, record.flaw]) + b"\n")
            number += 1
    os.replace(draft, path)
    return number


def keep_places(path: Path, first: int, places: Iterable[int]) -> None:
    """Write down where records belong, the first of them being number ``first``; repeating it changes nothing."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    octets = array("q", places).tobytes()
    with path.open("r+b" if path.exists() else "wb") as file:
        file.seek(first * _PLACE_OCTETS)
        file.write(octets)


def put_in_places(path: Path, places_path: Path) -> None:
    """Bring kept records into the order of their places; equal ones keep theirs. The file changes at once or not at all.

    Holds the places of all records in memory, and one record.
    """
    places = array("q", places_path.read_bytes())
    starts = array("q", [0])
    with path.open("rb") as file:
        for raw in file:
            starts.append(starts[-1] + len(raw))
        if len(places) != len(starts) - 1:
            # Some are not known, and no record may be lost for the sake of order.
            return
        draft = path.with_suffix(path.suffix + ".draft")
        with draft.open("wb") as ordered:
            for number in sorted(range(len(places)), key=places.__getitem__):
                ordered.write(os.pread(file.fileno(), starts[number + 1] - starts[number], starts[number]))
    os.replace(draft, path)


def kept_records(path: Path, offset: int, limit: int) -> tuple[list[Record], int]:
    """Up to ``limit`` records from an offset on, and the offset behind them."""
    found: list[Record] = []
    with path.open("rb") as file:
        file.seek(offset)
        while len(found) < limit and (raw := file.readline()):
            found.append(Record(*orjson.loads(raw)))
        return found, file.tell()
