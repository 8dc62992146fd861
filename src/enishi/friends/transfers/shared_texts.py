"""A workbook's table of texts, to which its cells point by number.

In: the part that holds them. Out: a text by its number, read no further than to the highest number asked for: the
beginning of a sheet needs the beginning of the table only.
"""

import re
from array import array
from collections.abc import Iterator
from typing import IO

from enishi.friends.transfers import limits
from enishi.friends.transfers.records import FileProblemError
from enishi.friends.transfers.workbook_xml import parsing

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class CellError(Exception):
    """One cell cannot be read; ``code`` is one of the texts. It costs its row and never the file."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class SharedTexts:
    """Texts by number: octets in one piece, because a million text objects take four times as much."""

    def __init__(self, part: IO[bytes] | None) -> None:
        self._steps: Iterator[int] = (
            iter(()) if part is None else parsing(part, self._start, self._end, self._text)
        )
        self._octets = bytearray()
        self._ends = array("Q")
        self._too_long: set[int] = set()
        self._parts: list[str] = []
        self._length = 0
        self._is_text = False
        self._is_reading_aid = False

    def __getitem__(self, number: int) -> str:
        """CellError for a number that no text has, and for a text that is too long."""
        while number >= len(self._ends) and next(self._steps, None) is not None:
            pass
        if not 0 <= number < len(self._ends):
            raise CellError("cell_damaged")
        if number in self._too_long:
            raise CellError("cell_too_long")
        start = self._ends[number - 1] if number else 0
        return unescaped(self._octets[start : self._ends[number]].decode())

    def _start(self, tag: str, _: dict[str, str]) -> None:
        if tag == "si":
            self._parts, self._length = [], 0
        elif tag == "rPh":
            # Furigana that Excel keeps for a name: no part of the name.
            self._is_reading_aid = True
        self._is_text = tag == "t" and not self._is_reading_aid

    def _text(self, text: str) -> None:
        if self._is_text:
            self._length += len(text)
            if self._length <= limits.CELL_CHARACTERS:
                self._parts.append(text)

    def _end(self, tag: str) -> None:
        self._is_text = False
        if tag == "rPh":
            self._is_reading_aid = False
        elif tag == "si":
            self._keep()

    def _keep(self) -> None:
        if self._length > limits.CELL_CHARACTERS:
            self._too_long.add(len(self._ends))
        else:
            self._octets += "".join(self._parts).encode()
        self._ends.append(len(self._octets))
        if len(self._octets) + len(self._ends) * self._ends.itemsize > limits.SHARED_TEXT_BYTES:
            raise FileProblemError("archive_suspicious")


def unescaped(text: str) -> str:
    """Excel writes characters that XML cannot hold as ``_x000D_``.

    Half a character, which such writing allows, can neither be stored nor be shown: it becomes U+FFFD.
    """
    if "_x" not in text:
        return text
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
