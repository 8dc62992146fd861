"""kill -9 of workers while a field's values change their type: all of it happens or nothing, and it happens once."""

import time
from collections.abc import Callable
from typing import Any

from tests.faults.stage import Stage, until
from tests.faults.storm import Storm

FRIENDS = 200
#: The change is one transaction, which needs its time: after so many deaths a worker is let live.
KILLS = 10
#: What is left behind when every value was changed exactly once.
ONCE = {
    "state": "done",
    "error": None,
    "counts": {"converted": FRIENDS * 4 // 5, "cleared": FRIENDS // 5},
    "type": "number",
    "texts": 0,
    "numbers": FRIENDS * 4 // 5,
    "facts": FRIENDS // 5,
    "told": FRIENDS // 5,
}


class _Change:
    def __init__(self, stage: Stage) -> None:
        self.stage, self.org_id = stage, stage.salon["org_id"]
        self.ids = stage.desk.call(
            "tests.faults.field_desk:change_type",
            org_id=self.org_id,
            channel_id=stage.salon["channel_id"],
            friend_ids=list(stage.salon["friend_ids"].values()),
        )
        self.halves: list[dict[str, Any]] = []

    def standing(self) -> dict[str, Any]:
        found: dict[str, Any] = self.stage.desk.call(
            "tests.faults.field_desk:standing", org_id=self.org_id, **self.ids
        )
        return found

    def is_over(self) -> bool:
        standing = self.standing()
        if standing["texts"] and (standing["numbers"] or standing["type"] == "number"):
            self.halves.append(standing)
        return standing["state"] in ("done", "failed")

    def survive(self, *mutants: str) -> int:
        """Kill workers in the middle of it, and let the last one finish; returns how many died."""
        changes = ("field_values_in_small_pieces", *mutants)
        storm = Storm(self.stage, KILLS, changes, lanes=2)
        storm.rage(lambda: time.sleep(0.03), is_enough=self.is_over)
        self.stage.start_worker(*changes)
        until(self.is_over, "the type is changed")
        return storm.kills


def test_a_change_of_type_outlives_its_workers_and_is_never_seen_half_done(
    make_stage: Callable[..., Stage],
) -> None:
    stage = make_stage(FRIENDS, greets=False)
    change = _Change(stage)

    kills = change.survive()

    stage.tell(f"{kills} kills while {FRIENDS} values changed their type: {change.standing()}")
    assert kills >= 3
    assert change.halves == []
    assert change.standing() == ONCE


def test_the_kills_would_show_a_change_that_is_committed_in_pieces(
    make_stage: Callable[..., Stage],
) -> None:
    stage = make_stage(FRIENDS, greets=False)
    change = _Change(stage)

    change.survive("type_changed_piece_by_piece")

    assert change.halves or change.standing() != ONCE
