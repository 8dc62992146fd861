"""What kind of file came in: recognised by its octets, never by its name.

In: a file. Out: its format and, for CSV, the encoding and the delimiter that fit. Staff may choose others.
"""

import codecs
import csv
import io
import zipfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from enishi.friends.transfers.records import FileProblemError

type Format = Literal["csv", "xlsx"]
type Encoding = Literal["utf-8", "cp932", "utf-16", "utf-16-le", "utf-16-be"]
type Delimiter = Literal[",", "\t", ";"]

DELIMITERS: tuple[Delimiter, ...] = (",", "\t", ";")
_BLOCK = 1024 * 1024
_SAMPLE_CHARACTERS = 64 * 1024
_SAMPLE_ROWS = 30
# Excel before 2007, and any office file that has a password.
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")


@dataclass(frozen=True, slots=True)
class Shape:
    """How a file is to be read; ``encoding`` and ``delimiter`` mean nothing for XLSX."""

    format: Format
    encoding: Encoding = "utf-8"
    delimiter: Delimiter = ","


def shape_of(path: Path) -> Shape:
    """The file's shape; FileProblemError for what is neither CSV nor XLSX."""
    with path.open("rb") as file:
        head = file.read(4096)
    if not head.strip():
        raise FileProblemError("file_empty")
    if head.startswith(_OLE):
        raise FileProblemError("file_old_office")
    if zipfile.is_zipfile(path) and head.startswith(b"PK"):
        return Shape("xlsx")
    if head.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"Rar!", b"7z\xbc")):
        raise FileProblemError("file_unknown")
    encoding = encoding_of(path, head)
    return Shape("csv", encoding, delimiter_of(path, encoding))


def encoding_of(path: Path, head: bytes) -> Encoding:
    """The first encoding in which the whole file makes sense; where none does, the one that fails last."""
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    # Nearly every second octet of delimiters, digits and Latin letters is zero in UTF-16, none in anything else.
    zeros = (head[0::2].count(0), head[1::2].count(0))
    if max(zeros) > len(head) // 8:
        return "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"
    utf8 = _readable_until(path, "utf-8")
    if utf8 is None:
        return "utf-8"
    cp932 = _readable_until(path, "cp932")
    return "cp932" if cp932 is None or cp932 > utf8 else "utf-8"


def _readable_until(path: Path, encoding: str) -> int | None:
    """The octet from which on the file is not in this encoding; None if it is to the end."""
    decoder = codecs.getincrementaldecoder(encoding)()
    read = 0
    with path.open("rb") as file:
        while True:
            block = file.read(_BLOCK)
            try:
                decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                return read + error.start
            if not block:
                return None
            read += len(block)


def delimiter_of(path: Path, encoding: Encoding) -> Delimiter:
    """The delimiter that cuts the first rows most evenly into most columns."""
    codec = {"utf-8": "utf-8-sig"}.get(encoding, encoding)
    with path.open(encoding=codec, errors="replace", newline="") as file:
        sample = file.read(_SAMPLE_CHARACTERS)
    return max(DELIMITERS, key=lambda delimiter: _evenness(sample, delimiter))


def _evenness(sample: str, delimiter: str) -> tuple[int, int]:
    widths: list[int] = []
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            if row:
                widths.append(len(row))
            if len(widths) == _SAMPLE_ROWS:
                break
    except csv.Error:
        pass
    if not widths:
        return 0, 0
    width, times = Counter(widths).most_common(1)[0]
    return (times, width) if width > 1 else (0, 1)
