"""Which facts may change who belongs to a segment. Pure: words on the one side, words on the other.

A condition watches kinds of facts (``tag.added``), whole families (``order.``) or aspects that change without a fact
(``mark``). Where a condition names the very tag, field, scenario or segment that it reads, the word is narrowed to it
(``tag.added:12``), so that a tag concerns only those segments that ask for it.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

#: Everyone new, back or gone concerns every segment: even one of all friends.
EVERY_SEGMENT = frozenset({"friend.discovered", "friend.followed", "friend.blocked"})

#: The family of facts → where their data names what they are about.
_OBJECTS = {"tag": "tag_id", "scenario": "scenario_id", "segment": "segment_id", "field": "field_id"}


def _family(word: str) -> str:
    return word.partition(".")[0]


def words_of_condition(watches: Iterable[str], references: Sequence[tuple[str, int]]) -> set[str]:
    """What one condition listens for, narrowed to the objects that it reads."""
    words = set()
    for word in watches:
        family = _family(word)
        ids = [object_id for kind, object_id in references if kind == family] if family in _OBJECTS else []
        words |= {f"{word}:{object_id}" for object_id in ids} or {word}
    return words


def words_of_fact(kind: str, data: dict[str, Any]) -> Iterator[str]:
    """Every word by which a condition may have asked for this fact."""
    family = _family(kind)
    ids = _object_ids(family, data)
    for word in (kind, f"{family}."):
        yield word
        for object_id in ids:
            yield f"{word}:{object_id}"


def _object_ids(family: str, data: dict[str, Any]) -> list[Any]:
    key = _OBJECTS.get(family)
    if key is None:
        return []
    found = [change.get(key) for change in data.get("changes", ()) if isinstance(change, dict)]
    return [object_id for object_id in (data.get(key), *found) if object_id is not None]
