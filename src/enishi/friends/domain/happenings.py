"""The groups by which the facts on a timeline are shown or left out. Pure."""

from collections.abc import Collection, Mapping
from typing import Literal

Group = Literal["talk", "sending", "data", "shop", "outside", "state"]

#: Group → the first words of its facts. Whatever has another first word came from outside, as LINE's new events do.
FIRST_WORDS: Mapping[Group, tuple[str, ...]] = {
    "talk": ("message", "postback", "video"),
    "sending": ("scenario",),
    "data": ("tag", "field"),
    "shop": ("order",),
    "state": ("friend", "visibility", "segment", "lifecycle", "consent"),
}

ALL_WORDS = tuple(word for words in FIRST_WORDS.values() for word in words)


def first_words(groups: Collection[Group]) -> tuple[str, ...]:
    """The first words of the facts that these groups name; nothing for those from outside."""
    return tuple(word for group, words in FIRST_WORDS.items() if group in groups for word in words)
