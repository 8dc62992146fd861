"""The two operations of an import: the dry run, which reports, and the run, which does.

In: an uploaded file with its mapping. Out: a report by row; from the run also changed friends. Both plan every chunk
with the same code. A chunk's effects, its report and the cursor are committed together, so that a worker which is
killed leaves a whole number of chunks.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from enishi.friends.domain.operations import Step
from enishi.friends.domain.text import folded
from enishi.friends.models import FileImport, Operation
from enishi.friends.services.operation_engine import OperationKind
from enishi.friends.transfers.applying import Job, apply_rows
from enishi.friends.transfers.comparing import effect_of
from enishi.friends.transfers.finding import Finder
from enishi.friends.transfers.mapping import ColumnMapping
from enishi.friends.transfers.planning import ChunkPlan, Planner, new_tags_in
from enishi.friends.transfers.preparing import (
    actor_of,
    given_for,
    make_fields_and_tags,
    mapping_of,
    require_few_new_tags,
    withdraw_made,
)
from enishi.friends.transfers.reading import FileShape, rows_below
from enishi.friends.transfers.records import (
    FileProblemError,
    Record,
    keep_places,
    keep_records,
    kept_records,
    put_in_places,
)
from enishi.friends.transfers.reporting import keep_problems
from enishi.friends.transfers.steps import file_of, refused, required
from enishi.friends.transfers.storage import import_path, parts_path, records_path
from enishi.friends.transfers.undoing import undo_step as _undo_step

#: Rows in one transaction: about a second, after which everybody else has their turn.
CHUNK = 10_000


def check_step(operation: Operation, now: datetime) -> Step:
    """Reads the file first, then reports chunk by chunk what the run would do."""
    file = file_of(operation)
    if not operation.cursor:
        return _read_file(operation, file)
    plan, cursor, read = _next_plan(operation, file)
    path = records_path(file.stored_name)
    if read:
        keep_places(_places_path(path), operation.done, plan.places)
    else:
        # By friend, a run writes to neighbouring pages of every index; in a customer list's own order it would be
        # other pages for each row.
        put_in_places(path, _places_path(path))
    keep_problems(operation, file, plan.problems)
    effect = effect_of(plan.rows, file.org_id, mapping_of(file))
    new_tags = {folded(name): name for name in operation.report.get("new_tags", [])} | new_tags_in(plan.rows)
    require_few_new_tags(new_tags)
    return Step(
        cursor=cursor,
        is_last=read == 0,
        done=read,
        changed=effect.new + effect.changed,
        failed=plan.failed,
        counts={"new": effect.new, "changed": effect.changed, "unchanged": effect.unchanged},
        facts={"new_tags": sorted(new_tags.values())},
    )


def _read_file(operation: Operation, file: FileImport) -> Step:
    """Bring the file into the form that a run reads, and find keys that come twice."""
    path = required(import_path(file.stored_name))
    shape = FileShape.of_json(file.shape)
    finder = given_for(file, mapping_of(file)).finder
    try:
        records = _without_repeated(rows_below(path, shape, len(file.columns)), mapping_of(file), finder)
        number = keep_records(records_path(file.stored_name), records)
    except FileProblemError as error:
        raise refused(error) from error
    if number == 0:
        raise refused(FileProblemError("no_rows"))
    return Step(cursor={"offset": 0}, total=number)


def _without_repeated(records: Iterator[Record], mapping: ColumnMapping, finder: Finder) -> Iterator[Record]:
    """The records, those flawed whose key came before. Of equal rows the first counts."""
    first: dict[str, int] = {}
    key = mapping.key
    assert key is not None
    for record in records:
        if not record.flaw and key < len(record.cells):
            value = finder.key_of(record.cells[key])
            if isinstance(value, str) and value:
                line = first.setdefault(value, record.line)
                if line != record.line:
                    record = replace(record, cells=[], flaw=f"key_repeated:{line}")
        yield record


def run_step(operation: Operation, now: datetime) -> Step:
    """Makes new fields and tags first, then does chunk by chunk what the rows say."""
    file = file_of(operation)
    if not operation.cursor:
        made = make_fields_and_tags(file, actor_of(operation), now)
        return Step(cursor={"offset": 0}, total=operation.total, facts=made)
    plan, cursor, read = _next_plan(operation, file)
    keep_problems(operation, file, plan.problems)
    job = Job(file.org_id, file.channel_id, file.id, operation, actor_of(operation), mapping_of(file))
    done = apply_rows(plan.rows, job, now)
    return Step(
        cursor=cursor,
        is_last=read == 0,
        done=read,
        changed=len(done.made) + len(done.changed),
        failed=plan.failed,
        counts={
            "new": len(done.made),
            "changed": len(done.changed),
            "unchanged": len(plan.rows) - len(done.made) - len(done.changed),
        },
        facts={"made_tag_ids": [*operation.report.get("made_tag_ids", []), *done.new_tag_ids]},
    )


def undo_step(operation: Operation, now: datetime) -> Step:
    """Takes the run back, and withdraws the fields and tags that it made."""
    step = _undo_step(operation, now)
    if not step.is_last:
        return step
    kept = withdraw_made(operation, actor_of(operation), now)
    return replace(step, facts={"kept_made": kept})


def _next_plan(operation: Operation, file: FileImport) -> tuple[ChunkPlan, dict[str, int], int]:
    path = required(records_path(file.stored_name))
    records, offset = kept_records(path, int(operation.cursor["offset"]), CHUNK)
    plan = Planner(given_for(file, mapping_of(file))).plan(records)
    return plan, {"offset": offset}, len(records)


def _places_path(path: Path) -> Path:
    return parts_path(path) / "places"


CHECK = OperationKind(check_step)
RUN = OperationKind(run_step, undo_step)
