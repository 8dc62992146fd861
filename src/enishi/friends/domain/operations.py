"""What one step of a long operation tells, and what may be done with an operation in which state. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

#: How many failures a report keeps, as samples.
MOST_FAILURES = 100
#: A chunk that fails is tried so many times before the operation stops.
MOST_ATTEMPTS = 3

#: States in which an operation is at work, or waits for its turn.
ACTIVE = frozenset({"queued", "running", "undoing"})
#: States in which what was done can be taken back.
UNDOABLE = frozenset({"done", "cancelled", "failed"})


@dataclass(frozen=True, slots=True)
class Words:
    """A text in both languages."""

    ja: str
    en: str

    def as_json(self) -> dict[str, str]:
        return {"ja": self.ja, "en": self.en}


@dataclass(frozen=True, slots=True)
class Step:
    """What one chunk did. ``cursor`` is where the next begins; ``is_last``: there is none.

    Numbers are this chunk's own and are added up: ``done`` of the total looked at, ``changed`` really changed,
    ``failed`` refused. ``counts`` maps outcomes to numbers, ``failures`` are samples (JSON objects), ``facts`` replace
    what the report says under these names. ``total`` is set by a step that learns it.
    """

    cursor: Mapping[str, Any]
    is_last: bool = False
    done: int = 0
    changed: int = 0
    failed: int = 0
    total: int | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    failures: Sequence[Mapping[str, Any]] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    #: How long the next step waits, where this one found something that is still in use.
    rest: timedelta = timedelta(0)


def with_step(report: Mapping[str, Any], step: Step) -> dict[str, Any]:
    """The report after ``step``."""
    counts = dict(report.get("counts", {}))
    for outcome, number in step.counts.items():
        counts[outcome] = counts.get(outcome, 0) + number
    failures = [*report.get("failures", []), *step.failures][:MOST_FAILURES]
    return {**report, "counts": counts, "failures": failures, **step.facts}


def rest_after(attempts: int) -> timedelta:
    """How long to wait before a chunk that failed ``attempts`` times is tried again."""
    return timedelta(seconds=2 * 4 ** (attempts - 1))


def seconds_left(done: int, total: int, run_done: int, run_at: datetime | None, now: datetime) -> int | None:
    """How long the rest will take at the pace so far; None while that cannot be told."""
    if run_at is None or done <= run_done or total <= done:
        return None
    elapsed = (now - run_at).total_seconds()
    return max(1, round(elapsed / (done - run_done) * (total - done))) if elapsed >= 1 else None


def undoable(params: Mapping[str, Any], report: Mapping[str, Any], changed: int) -> int:
    """How many of the changes an undo would take back: of an operation in parts, those of the parts that allow it."""
    if "can_undo" not in params:
        return changed
    counts = report.get("counts", {})
    return sum(
        counts.get(f"{index}.changed", 0) for index, can_undo in enumerate(params["can_undo"]) if can_undo
    )
