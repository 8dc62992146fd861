"""A content in a few words, for lists: pure, blocks in, the first words out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from enishi.content.domain.placeholders import without_values

_LONGEST = 80
_LONGEST_NAME = 24
_WORDS = ("text", "alt_text", "title")


@dataclass(frozen=True, slots=True)
class Outline:
    """``kind`` is the first block's; ``text`` are the first words found in any of ``blocks`` blocks."""

    kind: str
    text: str
    blocks: int


def outline_of(blocks: Sequence[Mapping[str, Any]]) -> Outline:
    """What a list shows of a content; placeholders stay as they are written."""
    words = (str(block.get(name) or "") for block in blocks for name in _WORDS)
    text = " ".join(next(filter(None, words), "").split())
    kind = str(blocks[0].get("kind", "")) if blocks else ""
    return Outline(kind, text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…", len(blocks))


def named_by(outline: Outline) -> str:
    """What a content without a name is called in a sentence: its first words; empty where it has none."""
    text = " ".join(without_values(outline.text).split())
    return text if len(text) <= _LONGEST_NAME else f"{text[: _LONGEST_NAME - 1]}…"
