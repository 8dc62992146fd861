"""The shapes of LINE's identifiers: what may go into a request, and how an id may appear in a log.

A user id is scoped to a provider: the same person has another id under another provider, so an id means
nothing without its channel. Source of the patterns: Messaging API reference, "Webhook event objects" (source
objects).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_USER_ID = re.compile(r"U[0-9a-f]{32}")
_PATH_SEGMENT = re.compile(r"[A-Za-z0-9_-]{1,128}")


@dataclass(frozen=True, slots=True)
class SortedIds:
    """Recipients fit for one request after another, and those that LINE would refuse by their shape."""

    good: list[str]
    malformed: list[str]


def is_user_id(value: str) -> bool:
    """Whether LINE accepts the value as a user id by its shape; says nothing of whether the user exists."""
    return _USER_ID.fullmatch(value) is not None


def sort_user_ids(values: Iterable[str]) -> SortedIds:
    """Drop repeats and set malformed ids aside, keeping the order.

    One malformed id makes LINE refuse a whole multicast, and how it treats a repeated id is not documented.
    """
    sorted_ids = SortedIds([], [])
    for value in dict.fromkeys(values):
        (sorted_ids.good if is_user_id(value) else sorted_ids.malformed).append(value)
    return sorted_ids


def path_segment(value: str) -> str:
    """The value, if it can stand in a URL path as it is.

    Raises ValueError otherwise: a stray slash or ``..`` would turn a request for one thing into one for
    another.
    """
    if _PATH_SEGMENT.fullmatch(value) is None:
        raise ValueError("an identifier for a LINE URL holds only letters, digits, '_' and '-'")
    return value


def masked(value: str) -> str:
    """The id as it may appear in a log: enough to tell two apart by eye, too little to address anyone."""
    return f"{value[:5]}…" if len(value) > 8 else "…"
