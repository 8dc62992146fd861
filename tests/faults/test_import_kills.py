"""kill -9 of workers in the middle of an import or an export: it goes on where it was, and does nothing twice."""

import time
from collections.abc import Callable
from typing import Any

from tests.factories import line_user_id
from tests.faults.imports import ImportInStorm
from tests.faults.stage import Stage, until
from tests.faults.storm import Storm, die_between

FRIENDS, STRANGERS = 30, 10
ROWS = FRIENDS + STRANGERS
SMALL = "imports_in_small_pieces"
#: On a machine that is too busy for a chunk between two kills, nothing would ever be over.
_KILLS = 300
#: What an import has left behind when every chunk was done exactly once.
ONCE = {
    "state": "done",
    "error": None,
    "done": ROWS,
    "counts": {"new": STRANGERS, "changed": FRIENDS, "unchanged": 0},
    "made": STRANGERS,
    "values": ROWS,
    "tagged": ROWS,
    "facts": 2 * ROWS + STRANGERS,
    "changes": 2 * ROWS + STRANGERS,
}


def _started(stage: Stage) -> ImportInStorm:
    return ImportInStorm(
        stage,
        desk="tests.faults.import_desk",
        trace="changes",
        small=SMALL,
        kills=_KILLS,
        users=list(stage.users),
        strangers=[line_user_id(700_000 + number) for number in range(STRANGERS)],
    )


def test_an_import_outlives_its_workers_and_imports_nothing_twice(make_stage: Callable[..., Stage]) -> None:
    stage = make_stage(FRIENDS, greets=False)
    found = _started(stage)

    kills = found.survive()

    stage.tell(f"{kills} kills in an import of {ROWS} rows")
    assert kills >= 3
    assert found.standing() == ONCE

    stage.desk.call("tests.faults.import_desk:undo", org_id=found.org_id, operation_id=found.id)
    found.survive()
    standing = found.standing()
    assert (standing["state"], standing["made"], standing["values"], standing["tagged"]) == (
        "undone",
        0,
        0,
        0,
    )


def test_the_kills_would_show_rows_that_are_imported_twice(make_stage: Callable[..., Stage]) -> None:
    stage = make_stage(FRIENDS, greets=False)
    found = _started(stage)

    die_between(stage, SMALL, "cursor_after_the_work", is_between=found.is_between)
    found.finish()

    assert found.standing() != ONCE


def test_an_export_outlives_its_workers_and_holds_everybody_once(make_stage: Callable[..., Stage]) -> None:
    stage = make_stage(FRIENDS, greets=False)
    org_id = stage.salon["org_id"]
    export = stage.desk.call(
        "tests.faults.import_desk:start_export",
        org_id=org_id,
        channel_id=stage.salon["channel_id"],
        chunk=3,
    )

    def written() -> dict[str, Any]:
        found: dict[str, Any] = stage.desk.call(
            "tests.faults.import_desk:exported", org_id=org_id, operation_id=export
        )
        return found

    storm = Storm(stage, _KILLS, (), lanes=2)
    storm.rage(lambda: time.sleep(0.05), is_enough=lambda: written()["state"] == "done")
    stage.start_worker()
    until(lambda: written()["state"] == "done", "the export is done")

    stage.tell(f"{storm.kills} kills in an export of {FRIENDS} friends")
    lines = written()["lines"]
    assert sorted(lines[lines.index("id") + 1 :]) == sorted(stage.users)
