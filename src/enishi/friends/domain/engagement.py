"""反応スコアと関係の段階: how much a friend has reacted lately, and how the relation stands. Pure.

A score is the sum of points of a friend's own acts, each halved every half-life. LINE tells nobody who opened a
message, so openings give no points. What is stored is not the score, which would have to be written anew every
day, but its *level*: the base-two logarithm of the score as it would be at :data:`EPOCH`. Levels of two friends
compare as their scores do at any moment, an index orders them for ever, and a late fact adds up to the same.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from math import exp2, log2
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from enishi.friends.domain.text import folded

EPOCH = datetime(2025, 1, 1, tzinfo=UTC)
_DAY = 86_400.0

#: Points of one act until an organisation sets its own. A kind that ends in ``.*`` stands for all of its family.
POINTS: dict[str, float] = {
    "message.received": 2,
    "postback.received": 2,
    "video.completed": 2,
    "link.clicked": 3,
    "form.submitted": 5,
    "booking.made": 8,
    "order.placed": 10,
    "external.*": 1,
}

States = Literal["new", "active", "cooling", "dormant", "lost", "graduated"]
STATES: tuple[States, ...] = ("new", "active", "cooling", "dormant", "lost", "graduated")


#: An interest outlives a single reaction.
INTEREST_HALF_LIFE_DAYS = 60

#: How the reference of a fact begins that an undo wrote, and that of one written when tags were merged.
UNDO, MERGE = "undo:", "tag_merge:"


def is_taking_back(ref: str) -> bool:
    """Whether a fact with this reference only tidies up, and so is no act that could count."""
    return ref.startswith((UNDO, MERGE))


def undone_ref(ref: str) -> str:
    """The reference of the facts that the facts with ``ref`` (``undo:12``) undo: ``operation:12``."""
    return f"operation:{ref.removeprefix(UNDO)}"


def half_lives(at: datetime, half_life_days: float) -> float:
    """How many half-lives lie between the epoch and ``at``."""
    return (at - EPOCH).total_seconds() / _DAY / half_life_days


def level_of(score: float, at: datetime, half_life_days: float) -> float:
    """The level of a score that is above zero at ``at``."""
    return log2(score) + half_lives(at, half_life_days)


def score_at(level: float | None, at: datetime, half_life_days: float) -> float:
    """The score that a level means at ``at``; 0 for who never did anything."""
    if level is None:
        return 0.0
    return exp2(level - half_lives(at, half_life_days))


def points_of(kind: str, points: Mapping[str, float]) -> float:
    """What an act of this kind is worth: its own points, else those of its family, else nothing."""
    return points.get(kind, points.get(f"{kind.partition('.')[0]}.*", 0.0))


class _Source(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TagSource(_Source):
    """The friend is given a tag."""

    kind: Literal["tag"]
    tag_id: int

    def hits(self, event_kind: str, data: Mapping[str, Any]) -> bool:
        return event_kind == "tag.added" and data.get("tag_id") == self.tag_id


class WordSource(_Source):
    """The friend writes one of these words; width and case do not matter."""

    kind: Literal["words"]
    words: list[Annotated[str, Field(pattern=r"\S", max_length=50)]] = Field(min_length=1, max_length=50)

    def hits(self, event_kind: str, data: Mapping[str, Any]) -> bool:
        if event_kind != "message.received" or data.get("type") != "text":
            return False
        text = folded(str(data.get("text", "")))
        return any(folded(word) in text for word in self.words)


class TapSource(_Source):
    """The friend taps a button whose data contain this."""

    kind: Literal["tap"]
    data: str = Field(min_length=1, max_length=300)

    def hits(self, event_kind: str, data: Mapping[str, Any]) -> bool:
        return event_kind == "postback.received" and self.data in str(data.get("data", ""))


class FactSource(_Source):
    """Any fact of this kind of which one property is, or in a list contains, a value: an order's category, say."""

    kind: Literal["fact"]
    event: str = Field(pattern=r"^[a-z][a-z0-9_]*\.[a-z0-9_.]+$", max_length=60)
    key: str = Field(default="", max_length=60)
    value: str = Field(default="", max_length=200)

    def hits(self, event_kind: str, data: Mapping[str, Any]) -> bool:
        if event_kind != self.event:
            return False
        if not self.key:
            return True
        found = data.get(self.key)
        values = found if isinstance(found, list) else [found]
        return any(folded(str(value)) == folded(self.value) for value in values if value is not None)


Source = Annotated[TagSource | WordSource | TapSource | FactSource, Field(discriminator="kind")]
SOURCE: TypeAdapter[Source] = TypeAdapter(Source)
#: Points of interest that one hit gives.
HIT_POINTS = {"tag": 3.0, "words": 1.0, "tap": 1.0, "fact": 3.0}

Degree = Literal["high", "middle", "low"]
#: The least score of interest for each degree, the highest first. Below the last, interest has faded.
DEGREES: dict[Degree, float] = {"high": 5.0, "middle": 2.0, "low": 0.25}


def degree_of(score: float) -> Degree | None:
    """How strong an interest of this score is; None once it has faded."""
    return next((degree for degree, least in DEGREES.items() if score >= least), None)
