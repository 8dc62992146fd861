"""kill -9 of workers in the middle of an import of orders: every order comes once, and an undo leaves nothing."""

import time
from collections.abc import Callable
from typing import Any

from tests.faults.stage import Stage, until
from tests.faults.storm import Storm, die_between

FRIENDS, STRANGERS = 24, 10
ORDERS = FRIENDS + STRANGERS
SMALL = "order_imports_in_small_pieces"
#: On a machine that is too busy for a chunk between two kills, nothing would ever be over.
_KILLS = 300
#: What an import has left behind when every chunk was done exactly once.
ONCE = {
    "state": "done",
    "error": None,
    "done": ORDERS,
    "counts": {"new": ORDERS, "changed": 0, "unchanged": 0},
    "order": ORDERS,
    "orderline": 2 * ORDERS,
    "customer": ORDERS,
    "customerlink": FRIENDS,
    "customerexternalid": STRANGERS,
    "product": 2,
    "facts": FRIENDS,
    "bought": 200 * ORDERS,
    "noted": ORDERS,
}
TRACES = ("order", "orderline", "customer", "customerlink", "customerexternalid", "product", "facts")


class _Import:
    def __init__(self, stage: Stage) -> None:
        self.stage, self.org_id = stage, stage.salon["org_id"]
        self.id = stage.desk.call(
            "tests.faults.order_desk:start_import",
            org_id=self.org_id,
            channel_id=stage.salon["channel_id"],
            users=list(stage.users),
            strangers=STRANGERS,
        )

    def standing(self) -> dict[str, Any]:
        found: dict[str, Any] = self.stage.desk.call(
            "tests.faults.order_desk:standing", org_id=self.org_id, operation_id=self.id
        )
        return found

    def is_over(self) -> bool:
        return self.standing()["state"] in ("done", "undone", "failed")

    def survive(self) -> int:
        """Kill workers until it is over, or enough have died: the last one may live. Returns how many died."""
        storm = Storm(self.stage, _KILLS, (SMALL,), lanes=2)
        storm.rage(lambda: time.sleep(0.05), is_enough=self.is_over)
        self.finish()
        return storm.kills

    def finish(self) -> None:
        """Let a worker live until it is over."""
        worker = self.stage.start_worker(SMALL)
        until(self.is_over, "the import is over", patience=90)
        worker.kill()

    def is_between(self) -> bool:
        """Whether a chunk's work is committed, and its cursor is not."""
        standing = self.standing()
        return bool(standing["done"] == 0 and standing["noted"] > 0)


def test_an_import_of_orders_outlives_its_workers_and_stores_nothing_twice(
    make_stage: Callable[..., Stage],
) -> None:
    stage = make_stage(FRIENDS, greets=False)
    found = _Import(stage)

    kills = found.survive()

    stage.tell(f"{kills} kills in an import of {ORDERS} orders")
    assert kills >= 3
    assert found.standing() == ONCE

    stage.desk.call("tests.faults.order_desk:undo", org_id=found.org_id, operation_id=found.id)
    found.survive()
    standing = found.standing()
    assert {name: standing[name] for name in TRACES} == dict.fromkeys(TRACES, 0)
    assert standing["state"] == "undone"


def test_the_kills_would_show_orders_that_are_stored_twice(make_stage: Callable[..., Stage]) -> None:
    stage = make_stage(FRIENDS, greets=False)
    found = _Import(stage)

    die_between(stage, SMALL, "cursor_after_the_work", is_between=found.is_between)
    found.finish()

    assert found.standing() != ONCE
