"""Rows of a CSV file, one by one.

In: a file in a known encoding. Out: records, with a flaw where a row cannot be read as it was meant. A broken quote or
an endless cell costs its own row and never the file: the reader goes on with the next line. Never holds more than one
row.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from enishi.friends.transfers import limits
from enishi.friends.transfers.records import Record

_ENDS = ("\n", "\r")
# What decoders put where the octets mean nothing in the encoding.
_UNREADABLE = "�"


def csv_records(path: Path, encoding: str, delimiter: str) -> Iterator[Record]:
    """Every record of the file, without empty lines; never raises for what the file holds."""
    # A mark at the beginning says which UTF-8 or UTF-16 it is; it is no part of the first header.
    codec = {"utf-8": "utf-8-sig"}.get(encoding, encoding)
    with path.open(encoding=codec, errors="replace", newline="") as file:
        lines = _Lines(file)
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        while True:
            start = reader.line_num + 1
            lines.is_cut = False
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield Record(start, [], _flaw_of(error))
                continue
            if cells and cells != [""]:
                flaw = "line_too_long" if lines.is_cut else flaw_of_cells(cells)
                yield Record(start, [] if flaw else list(cells), flaw)


class _Lines:
    """A file's lines, each cut at what a line may hold."""

    def __init__(self, file: TextIO) -> None:
        self._readline = file.readline
        self.is_cut = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._readline(limits.LINE_CHARACTERS)
        if not line:
            raise StopIteration
        if len(line) == limits.LINE_CHARACTERS and not line.endswith(_ENDS):
            self.is_cut = True
            self._pass_over_the_rest()
            return f"{line}\n"
        return line

    def _pass_over_the_rest(self) -> None:
        while rest := self._readline(limits.LINE_CHARACTERS):
            if rest.endswith(_ENDS):
                return


def _flaw_of(error: csv.Error) -> str:
    text = str(error)
    if "field limit" in text:
        return "cell_too_long"
    return "quote_not_closed" if "end of data" in text else "quote_misplaced"


def flaw_of_cells(cells: list[str]) -> str:
    """The code of what makes these texts unusable, or empty."""
    if len(cells) > limits.COLUMNS:
        return "too_many_columns"
    whole = "".join(cells)
    if "\x00" in whole:
        return "nul"
    if _UNREADABLE in whole:
        return "unreadable"
    if len(whole) > limits.CELL_CHARACTERS and any(len(cell) > limits.CELL_CHARACTERS for cell in cells):
        return "cell_too_long"
    return ""
