"""Where a JSON document speaks of tags: under the keys ``tag_id`` and ``tag_ids``, however deep. Pure."""

from collections.abc import Collection, Iterator
from typing import Any


def tags_in(document: Any, place: str = "") -> Iterator[tuple[int, str]]:
    """Each tag that the document speaks of, and where: the first two steps of the way, as in ``actions.0``."""
    if isinstance(document, dict):
        for key, value in document.items():
            if key == "tag_id" and isinstance(value, int):
                yield value, _short(place or key)
            elif key == "tag_ids" and isinstance(value, list):
                yield from ((each, _short(place or key)) for each in value if isinstance(each, int))
            else:
                yield from tags_in(value, f"{place}.{key}" if place else key)
    elif isinstance(document, list):
        for index, value in enumerate(document):
            yield from tags_in(value, f"{place}.{index}")


def replaced(document: Any, old: Collection[int], new: int) -> Any:
    """The document with ``new`` wherever it spoke of one of ``old``; in a list of tags once."""
    if isinstance(document, dict):
        return {key: _value(key, value, old, new) for key, value in document.items()}
    if isinstance(document, list):
        return [replaced(each, old, new) for each in document]
    return document


def _value(key: str, value: Any, old: Collection[int], new: int) -> Any:
    if key == "tag_id":
        return new if value in old else value
    if key == "tag_ids" and isinstance(value, list):
        return list(dict.fromkeys(new if each in old else each for each in value))
    return replaced(value, old, new)


def _short(place: str) -> str:
    steps = place.split(".")
    return ".".join(steps[:2]) if len(steps) > 1 and steps[1].isdigit() else steps[0]
