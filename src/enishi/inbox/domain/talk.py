"""What a message looks like in one line, and what a set of facts means for each friend's conversation. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

#: A friend who waits longer than this has been let down.
PATIENCE = timedelta(hours=24)
_LONGEST_LINE = 200


@dataclass(frozen=True, slots=True)
class Line:
    """A message in one line: its type, and its text where it has one."""

    kind: str
    text: str = ""


def line_of_received(data: Mapping[str, Any]) -> Line:
    """One line for a friend's message as the timeline keeps it; a message taken back shows nothing of itself."""
    if data.get("is_unsent") is True:
        return Line("unsent")
    kind = str(data.get("type", ""))[:20]
    text = data.get("text") if kind == "text" else data.get("file_name", "")
    return Line(kind, _flat(text))


def line_of_sent(messages: Sequence[Mapping[str, Any]]) -> Line:
    """One line for LINE message objects of ours: the first that says something in words, else the first."""
    lines = [
        Line(str(message.get("type", ""))[:20], _flat(message.get("text") or message.get("altText")))
        for message in messages
    ]
    return next((line for line in lines if line.text), lines[0] if lines else Line(""))


def _flat(text: object) -> str:
    return " ".join(text.split())[:_LONGEST_LINE] if isinstance(text, str) else ""


@dataclass(frozen=True, slots=True)
class Heard:
    """What one friend said within one set of facts. ``line`` and ``ref`` are those of the newest message."""

    friend_id: int
    number: int
    oldest_at: datetime
    newest_at: datetime
    line: Line
    ref: str


@dataclass(frozen=True, slots=True)
class Said:
    """A message of a friend's, as a fact tells it."""

    friend_id: int
    at: datetime
    ref: str
    data: Mapping[str, Any]


def heard(messages: Sequence[Said]) -> list[Heard]:
    """Per friend, in the order of friends: a message that is told twice counts once, whatever the order of arrival."""
    once = {(each.friend_id, each.ref or index): each for index, each in enumerate(messages)}
    by_friend: dict[int, list[Said]] = {}
    for each in once.values():
        by_friend.setdefault(each.friend_id, []).append(each)
    return [_summed(friend_id, by_friend[friend_id]) for friend_id in sorted(by_friend)]


def _summed(friend_id: int, said: Sequence[Said]) -> Heard:
    newest = max(said, key=lambda each: each.at)
    return Heard(
        friend_id,
        len(said),
        min(each.at for each in said),
        newest.at,
        line_of_received(newest.data),
        newest.ref,
    )
