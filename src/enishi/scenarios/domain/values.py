"""The values that travel between the stages of a scenario."""

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from enishi.scenarios.domain.timing import Step


@dataclass(frozen=True, slots=True)
class Version:
    """One published version with everything that stepping needs."""

    id: int
    org_id: int
    scenario_id: int
    channel_id: int
    zone: ZoneInfo
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class DueEnrolment:
    id: int
    friend_id: int
    position: int
    entered_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class DueSet:
    version: Version
    enrolments: list[DueEnrolment]


@dataclass(frozen=True, slots=True)
class Moved:
    """An enrolment's new place; ``due_at`` None means that the scenario is over for this friend."""

    enrolment_id: int
    position: int
    due_at: datetime | None


@dataclass(slots=True)
class Steps:
    """``sends`` and ``passed`` by step position, each a list of friends."""

    sends: dict[int, list[int]] = field(default_factory=dict)
    passed: dict[int, list[int]] = field(default_factory=dict)
    moved: list[Moved] = field(default_factory=list)
