"""When a step is due, counted from the moment a friend entered the scenario. Pure.

Three modes: at once; a duration after entry (24 hours are 86,400 seconds); on day n at HH:MM on the account's
calendar (day 0 is the day of entry there, whatever the hour).
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter


class _Spec(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AtOnce(_Spec):
    """As soon as the step before it is done."""

    mode: Literal["at_once"]


class AfterDuration(_Spec):
    """So many seconds after entry, at most a year."""

    mode: Literal["after"]
    seconds: int = Field(ge=0, le=366 * 86_400)


class OnDay(_Spec):
    """Day ``day`` after entry, at ``at`` (HH:MM) by the account's clock.

    ``if_past``: what happens when that moment has gone by on entry: leave the step out, or send it at once.
    """

    mode: Literal["on_day"]
    day: int = Field(ge=0, le=366)
    at: str = Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    if_past: Literal["skip", "send"] = "skip"


Timing = Annotated[AtOnce | AfterDuration | OnDay, Field(discriminator="mode")]


class Step(_Spec):
    """One message of a scenario, as staff write it and as a version keeps it."""

    name: str = Field(default="", max_length=100)
    timing: Timing
    blocks: list[dict[str, Any]]
    #: The frozen content; set when a version is published.
    revision_id: int | None = None


STEPS: TypeAdapter[list[Step]] = TypeAdapter(list[Step])


@dataclass(frozen=True, slots=True)
class NextStep:
    """Where a friend goes next, and when; the steps left out on the way are ``passed``."""

    position: int
    due_at: datetime
    passed: tuple[int, ...] = ()


def next_step(
    steps: list[Step], position: int, entered_at: datetime, now: datetime, zone: tzinfo
) -> NextStep | None:
    """The first step from ``position`` on that is still to be sent; None when the scenario is over."""
    passed: list[int] = []
    for index in range(position, len(steps)):
        timing = steps[index].timing
        due_at = due_time(timing, entered_at, now, zone)
        if isinstance(timing, OnDay) and timing.if_past == "skip" and due_at < now:
            passed.append(index)
            continue
        return NextStep(index, max(due_at, now), tuple(passed))
    return NextStep(len(steps), now, tuple(passed)) if passed else None


def due_time(
    timing: AtOnce | AfterDuration | OnDay, entered_at: datetime, now: datetime, zone: tzinfo
) -> datetime:
    """The moment that ``timing`` names for a friend who entered at ``entered_at``."""
    if isinstance(timing, AtOnce):
        return now
    if isinstance(timing, AfterDuration):
        return entered_at + timedelta(seconds=timing.seconds)
    day = entered_at.astimezone(zone).date() + timedelta(days=timing.day)
    hour, minute = (int(part) for part in timing.at.split(":"))
    return datetime.combine(day, time(hour, minute), zone).astimezone(entered_at.tzinfo)
