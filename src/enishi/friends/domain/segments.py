"""Decisions about segments. Pure: when one is due again, what reads what in a circle, what to warn of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from math import sqrt
from typing import Any, Literal
from zoneinfo import ZoneInfo

#: Below this LINE shows no statistics of a message.
FEW = 20
#: A part of all friends above which leaving the segment out would change nothing worth mentioning.
NEARLY_ALL = 0.95
#: A build that takes longer shows a condition that is too dear.
SLOW_BUILD_MS = 30_000
#: A segment that nothing was sent to for so long is perhaps not needed any more.
QUIET_AFTER = timedelta(days=30)
#: Responses fall when a fifth of the rate is gone and chance would do that less than once in forty times.
_FALL = 0.8
_SIGNIFICANT = 1.96


def next_build_at(drifts: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    """When the clock may have changed who belongs: at the next full hour, or at the channel's next midnight."""
    if drifts == "hourly":
        return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    if drifts == "daily":
        tomorrow = now.astimezone(zone).date() + timedelta(days=1)
        return datetime.combine(tomorrow, time(0), zone).astimezone(now.tzinfo)
    return None


def circle(segment_id: int, reads: Sequence[int], graph: Mapping[int, Sequence[int]]) -> list[int]:
    """The way on which ``segment_id`` would come back to itself if it read ``reads``; empty if it does not."""
    stack = [[read] for read in reads]
    seen: set[int] = set()
    while stack:
        way = stack.pop()
        if way[-1] == segment_id:
            return [segment_id, *way]
        if way[-1] not in seen:
            seen.add(way[-1])
            stack += [[*way, read] for read in graph.get(way[-1], ())]
    return []


@dataclass(frozen=True, slots=True)
class Response:
    """Of ``sample`` members, how many reacted in the last 28 days and in the 28 days before."""

    sample: int
    now: int
    before: int

    @property
    def is_falling(self) -> bool:
        """Fewer by a fifth at least, and by more than chance explains (two proportions of one sample size)."""
        if self.sample < FEW or self.now >= self.before * _FALL:
            return False
        both = (self.now + self.before) / (2 * self.sample)
        deviation = sqrt(2 * both * (1 - both) / self.sample)
        return deviation > 0 and (self.before - self.now) / self.sample / deviation > _SIGNIFICANT


@dataclass(frozen=True, slots=True)
class SegmentFacts:
    """What warnings are drawn from. ``friends`` are all of the channel's."""

    size: int
    friends: int
    is_built: bool
    build_ms: int | None
    has_failed: bool
    equal_tree: Sequence[str]
    equal_members: Sequence[str]
    uses: int
    created_at: datetime
    last_sent_at: datetime | None
    response: Response | None


CautionCode = Literal[
    "build_failed",
    "nobody",
    "too_small",
    "nearly_everybody",
    "same_condition",
    "same_members",
    "response_falling",
    "unused",
    "not_messaged",
    "slow_build",
]


@dataclass(frozen=True, slots=True)
class Caution:
    """``code`` says what; ``values`` are the figures and names for its sentence."""

    code: CautionCode
    values: dict[str, Any]


def warnings_of(facts: SegmentFacts, now: datetime) -> list[Caution]:
    """Everything that staff should know before they rely on a segment."""
    found = []
    if facts.has_failed:
        found.append(Caution("build_failed", {}))
    if facts.is_built and facts.size < FEW:
        found.append(
            Caution("nobody" if facts.size == 0 else "too_small", {"size": facts.size, "limit": FEW})
        )
    if facts.is_built and facts.friends >= FEW and facts.size > facts.friends * NEARLY_ALL:
        found.append(Caution("nearly_everybody", {"size": facts.size, "friends": facts.friends}))
    if facts.equal_tree:
        found.append(Caution("same_condition", {"names": list(facts.equal_tree)}))
    elif facts.equal_members:
        found.append(Caution("same_members", {"names": list(facts.equal_members)}))
    if facts.response is not None and facts.response.is_falling:
        response = facts.response
        values = {"sample": response.sample, "now": response.now, "before": response.before}
        found.append(Caution("response_falling", values))
    quiet_since = facts.last_sent_at or facts.created_at
    if facts.uses == 0 and facts.last_sent_at is None:
        found.append(Caution("unused", {}))
    elif now - quiet_since > QUIET_AFTER:
        found.append(Caution("not_messaged", {"days": (now - quiet_since).days}))
    if facts.build_ms is not None and facts.build_ms > SLOW_BUILD_MS:
        found.append(Caution("slow_build", {"seconds": round(facts.build_ms / 1000)}))
    return found
