"""kill -9 of workers in the middle of a bulk operation: it goes on where it was, and does nothing twice."""

import time
from collections.abc import Callable
from typing import Any

from tests.faults.stage import Stage, until
from tests.faults.storm import Storm, die_between

FRIENDS = 120
CHUNK = 3
#: On a machine that is too busy for a chunk between two kills, nothing would ever be over.
_KILLS = 300
#: What a bulk operation has left behind when every chunk was done exactly once.
ONCE = {
    "state": "done",
    "error": None,
    "done": FRIENDS,
    "counts": {"0.changed": FRIENDS, "1.requested": FRIENDS},
    "tagged": FRIENDS,
    "facts": FRIENDS,
    "changes": FRIENDS,
    "dispatches": 1,
}


class _Bulk:
    def __init__(self, stage: Stage) -> None:
        self.stage, self.org_id = stage, stage.salon["org_id"]
        stage.note(stage.users, "お知らせ")
        self.id = stage.desk.call(
            "tests.faults.bulk_desk:tag_and_write",
            org_id=self.org_id,
            channel_id=stage.salon["channel_id"],
            label="お知らせ",
            chunk=CHUNK,
        )

    def standing(self) -> dict[str, Any]:
        found: dict[str, Any] = self.stage.desk.call(
            "tests.faults.bulk_desk:standing", org_id=self.org_id, operation_id=self.id
        )
        return found

    def is_over(self) -> bool:
        return self.standing()["state"] in ("done", "undone", "failed")

    def survive(self) -> int:
        """Kill workers until it is over, or enough have died: the last one may live. Returns how many died."""
        storm = Storm(self.stage, _KILLS, (), lanes=2)
        storm.rage(lambda: time.sleep(0.05), is_enough=self.is_over)
        self.finish()
        return storm.kills

    def finish(self) -> None:
        """Let a worker live until it is over."""
        worker = self.stage.start_worker()
        until(self.is_over, "the operation is over", patience=90)
        worker.kill()

    def is_between(self) -> bool:
        """Whether a chunk's work is committed, and its cursor is not."""
        standing = self.standing()
        return bool(standing["done"] == 0 and standing["changes"] > 0)


def test_a_bulk_operation_outlives_its_workers_and_does_nothing_twice(
    make_stage: Callable[..., Stage],
) -> None:
    stage = make_stage(FRIENDS, greets=False)
    bulk = _Bulk(stage)

    kills = bulk.survive()
    stage.start_worker()
    stage.finish()

    stage.tell(f"{kills} kills in a bulk operation of {FRIENDS // CHUNK} chunks")
    assert kills >= 5
    assert bulk.standing() == ONCE
    verdict = stage.verdict()
    assert verdict.is_sound, verdict
    assert stage.defects() == []


def test_an_undo_outlives_its_workers_too(make_stage: Callable[..., Stage]) -> None:
    stage = make_stage(FRIENDS, greets=False)
    bulk = _Bulk(stage)
    worker = stage.start_worker()
    until(bulk.is_over, "the operation is done")
    worker.kill()

    stage.desk.call("tests.faults.bulk_desk:undo", org_id=bulk.org_id, operation_id=bulk.id)
    bulk.survive()

    standing = bulk.standing()
    assert (standing["state"], standing["tagged"]) == ("undone", 0)
    assert standing["counts"]["0.undone"] == FRIENDS


def test_the_kills_would_show_chunks_that_are_done_twice(make_stage: Callable[..., Stage]) -> None:
    stage = make_stage(FRIENDS, greets=False)
    bulk = _Bulk(stage)

    die_between(stage, "cursor_after_the_work", is_between=bulk.is_between)
    bulk.finish()

    assert bulk.standing() != ONCE
