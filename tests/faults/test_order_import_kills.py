"""kill -9 of workers in the middle of an import of orders: every order comes once, and an undo leaves nothing."""

from collections.abc import Callable

from tests.faults.imports import ImportInStorm
from tests.faults.stage import Stage
from tests.faults.storm import die_between

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


def _started(stage: Stage) -> ImportInStorm:
    return ImportInStorm(
        stage,
        desk="tests.faults.order_desk",
        trace="noted",
        small=SMALL,
        kills=_KILLS,
        users=list(stage.users),
        strangers=STRANGERS,
    )


def test_an_import_of_orders_outlives_its_workers_and_stores_nothing_twice(
    make_stage: Callable[..., Stage],
) -> None:
    stage = make_stage(FRIENDS, greets=False)
    found = _started(stage)

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
    found = _started(stage)

    die_between(stage, SMALL, "cursor_after_the_work", is_between=found.is_between)
    found.finish()

    assert found.standing() != ONCE
