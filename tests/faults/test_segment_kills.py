"""kill -9 of workers while they let friends into a segment: everyone gets in once, and it is said once."""

import time
from collections.abc import Callable
from typing import Any

from tests.faults.stage import Stage, until
from tests.faults.storm import Storm

FRIENDS = 240
PIECE = 3
#: What is left behind when every friend was let in exactly once.
ONCE = {
    "is_built": True,
    "size": FRIENDS,
    "members": FRIENDS,
    "entered": FRIENDS,
    "left": 0,
    "touches": 0,
}


class _Filling:
    def __init__(self, stage: Stage) -> None:
        self.stage, self.org_id = stage, stage.salon["org_id"]
        self.id = stage.desk.call(
            "tests.faults.segment_desk:open_segment",
            org_id=self.org_id,
            channel_id=stage.salon["channel_id"],
            friend_ids=list(stage.salon["friend_ids"].values()),
            piece=PIECE,
        )

    def standing(self) -> dict[str, Any]:
        found: dict[str, Any] = self.stage.desk.call(
            "tests.faults.segment_desk:standing", org_id=self.org_id, segment_id=self.id
        )
        return found

    def is_over(self) -> bool:
        standing = self.standing()
        return bool(standing["is_built"]) and standing["touches"] == 0

    def survive(self, *mutants: str) -> int:
        """Kill workers until everyone is in; returns how many died."""
        storm = Storm(self.stage, 10_000, ("segments_in_small_pieces", *mutants), lanes=2)
        storm.rage(lambda: time.sleep(0.05), is_enough=self.is_over)
        until(self.is_over, "the segment is filled")
        return storm.kills


def test_a_segment_is_filled_however_often_its_workers_die(make_stage: Callable[..., Stage]) -> None:
    stage = make_stage(FRIENDS, greets=False)
    filling = _Filling(stage)

    kills = filling.survive()

    stage.tell(f"{kills} kills while {FRIENDS} friends came in, {PIECE} at a time: {filling.standing()}")
    assert kills >= 5
    assert filling.standing() == ONCE
    assert stage.defects() == []


def test_the_kills_would_show_facts_that_are_told_twice(make_stage: Callable[..., Stage]) -> None:
    stage = make_stage(FRIENDS, greets=False)
    filling = _Filling(stage)

    filling.survive("facts_before_members")

    assert filling.standing()["entered"] > FRIENDS
