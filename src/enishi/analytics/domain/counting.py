"""What a fact counts as in the daily numbers. Pure: a timeline event in, a measure out."""

from collections.abc import Mapping
from typing import Any

from enishi.friends.domain.engagement import STATES

NEW, RETURNED, BLOCKED, REACTION = "new", "returned", "blocked", "reaction"
#: Not an addition but a standing: how many friends were in a state at the day's last count.
STATE_MEASURES: Mapping[str, str] = {state: f"state.{state}" for state in STATES}

_PLAIN = {
    "friend.discovered": NEW,
    "friend.blocked": BLOCKED,
    "message.received": REACTION,
    "postback.received": REACTION,
    "video.completed": REACTION,
}
#: Facts of other kinds count as nothing, whatever they say.
COUNTED = frozenset({*_PLAIN, "friend.followed"})
_FOLLOWS = {"new": NEW, "returning": RETURNED}


def measure_of(kind: str, data: Mapping[str, Any]) -> str:
    """The measure to which an event adds one; empty if to none.

    A follow or block that arrives after a later one changed nothing any more, so it counts as nothing.
    """
    if data.get("late"):
        return ""
    if kind == "friend.followed":
        return _FOLLOWS.get(str(data.get("case", "")), "")
    return _PLAIN.get(kind, "")
