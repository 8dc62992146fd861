"""The XML inside a workbook, read as a stream and within bounds.

In: a part of an archive that was found sound. Out: calls of the handlers, with names free of their prefixes. What XML
may hold without end (names, depth, one endless tag) is bounded here, because the parser itself keeps all of it.
"""

import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO, Any
from xml.parsers import expat

from enishi.friends.transfers import limits
from enishi.friends.transfers.records import FileProblemError

type OnStart = Callable[[str, dict[str, str]], None]
type OnEnd = Callable[[str], None]
type OnText = Callable[[str], None]

_BLOCK = 256 * 1024
_BROKEN = (
    expat.ExpatError,
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    LookupError,
    ValueError,
    OverflowError,
    EOFError,
)


class reading:  # noqa: N801 - reads as a statement
    """Everything that a broken workbook may raise becomes one refusal."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        if isinstance(error, _BROKEN):
            raise FileProblemError("archive_damaged") from error


def parse(
    archive: zipfile.ZipFile,
    part: str,
    start: OnStart,
    end: OnEnd | None = None,
    text: OnText | None = None,
) -> None:
    """Read a whole part. FileProblemError for one beyond the bounds; :class:`reading` tells what is broken."""
    with archive.open(part) as file:
        read = 0
        for size in parsing(file, start, end, text):
            read += size
            if read > limits.XML_PART_BYTES:
                raise FileProblemError("archive_suspicious")


def parsing(
    file: IO[bytes], start: OnStart, end: OnEnd | None = None, text: OnText | None = None
) -> Iterator[int]:
    """Read a part block by block, for as long as one goes on, and tell each one's octets. The part may be of any size."""
    parser = _parser(start, end, text)
    fed = 0
    while block := file.read(_BLOCK):
        parser.Parse(block)
        fed += len(block)
        # Texts come in pieces; only a tag, with all its attributes, is held back until it is whole.
        if fed - parser.CurrentByteIndex > limits.XML_TAG_BYTES or len(parser.intern) > limits.XML_NAMES:
            raise FileProblemError("archive_suspicious")
        yield len(block)
    parser.Parse(b"", True)
    yield 0


def _refuse_doctype(*_: object) -> None:
    # No spreadsheet has one; entities are how small XML becomes large.
    raise FileProblemError("archive_suspicious")


def _parser(start: OnStart, end: OnEnd | None, text: OnText | None) -> Any:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    local: dict[str, str] = {}
    depth = 0

    def localised(name: str) -> str:
        found = local.get(name)
        if found is None:
            found = local[name] = name.rpartition(":")[2]
        return found

    def on_start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > limits.XML_DEPTH:
            raise FileProblemError("archive_suspicious")
        if ":" in "".join(attributes):
            attributes = {localised(key): value for key, value in attributes.items()}
        start(localised(name), attributes)

    def on_end(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end is not None:
            end(localised(name))

    parser.StartElementHandler = on_start
    parser.EndElementHandler = on_end
    if text is not None:
        parser.CharacterDataHandler = text
    return parser
