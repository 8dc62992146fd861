"""The two operations of an import of orders: the dry run, which reports, and the run, which does.

As :mod:`enishi.friends.transfers.importing` for friends, with orders in place of rows: numbers are numbers of orders.
A chunk's effects, its report and the cursor are committed together.
"""

from datetime import datetime

from enishi.friends.domain.operations import Step
from enishi.friends.models import FileImport, Operation
from enishi.friends.services.customer_turns import take_turns
from enishi.friends.services.operation_engine import OperationKind
from enishi.friends.transfers.orders.applying import store_plan
from enishi.friends.transfers.orders.grouping import keep_groups, kept_groups
from enishi.friends.transfers.orders.mapping import OrderMapping
from enishi.friends.transfers.orders.planning import OrderFile, OrderPlan, plan_orders
from enishi.friends.transfers.orders.undoing import undo_orders
from enishi.friends.transfers.reading import FileShape, rows_below
from enishi.friends.transfers.records import FileProblemError
from enishi.friends.transfers.reporting import keep_problems
from enishi.friends.transfers.steps import file_of, refused, required
from enishi.friends.transfers.storage import import_path, records_path
from enishi.kit.errors import invalid_input

#: Orders in one transaction.
CHUNK = 1_000
#: An XLSX is packed: its rows are so many times larger than the file.
_UNPACKED = 8
#: Unknown words for states that the report keeps.
_MOST_WORDS = 50


def check_step(operation: Operation, now: datetime) -> Step:
    """Reads the file first, then reports chunk by chunk what the run would do."""
    file = file_of(operation)
    if not operation.cursor:
        return _read_file(file)
    plan, cursor, taken = _next_plan(operation, file, now)
    keep_problems(operation, file, plan.problems)
    effect = plan.effect(now)
    unknown = dict.fromkeys([*operation.report.get("unknown_states", []), *plan.unknown_states])
    return Step(
        cursor=cursor,
        is_last=taken == 0,
        done=taken,
        changed=effect["new"] + effect["changed"],
        failed=plan.failed,
        counts=effect,
        facts={"unknown_states": list(unknown)[:_MOST_WORDS]},
    )


def _read_file(file: FileImport) -> Step:
    """Bring the file into the form that a run reads: orders with their rows."""
    path = required(import_path(file.stored_name))
    shape = FileShape.of_json(file.shape)
    number = _mapping_of(file).place("number")
    if number is None:
        raise invalid_input(
            "order_mapping.number", "注文番号の列を選んでください。", "Choose the column of order numbers."
        )
    size = file.size_bytes * (_UNPACKED if shape.format == "xlsx" else 1)
    try:
        records = rows_below(path, shape, len(file.columns))
        found = keep_groups(records_path(file.stored_name), records, number, size)
    except FileProblemError as error:
        raise refused(error) from error
    if found == 0:
        raise refused(FileProblemError("no_rows"))
    return Step(cursor={"offset": 0}, total=found)


def run_step(operation: Operation, now: datetime) -> Step:
    """Does chunk by chunk what the rows say."""
    file = file_of(operation)
    if not operation.cursor:
        return Step(cursor={"offset": 0}, total=operation.total)
    take_turns(file.org_id)
    plan, cursor, taken = _next_plan(operation, file, now, is_locked=True)
    stored = store_plan(plan, operation, source_of(file), now)
    keep_problems(operation, file, [*plan.problems, *stored.problems])
    return Step(
        cursor=cursor,
        is_last=taken == 0,
        done=taken,
        changed=stored.counts.get("new", 0) + stored.counts.get("changed", 0),
        failed=plan.failed + len(stored.problems),
        counts=stored.counts,
    )


def undo_step(operation: Operation, now: datetime) -> Step:
    """Takes the run back, chunk by chunk."""
    take_turns(operation.org_id)
    return undo_orders(operation, f"import:{operation.params['import_id']}", now)


def source_of(file: FileImport) -> str:
    """What is noted with everything that this import brings."""
    return f"import:{file.id}"


def _next_plan(
    operation: Operation, file: FileImport, now: datetime, *, is_locked: bool = False
) -> tuple[OrderPlan, dict[str, int], int]:
    path = required(records_path(file.stored_name))
    groups, offset = kept_groups(path, int(operation.cursor["offset"]), CHUNK)
    whose = OrderFile(file.org_id, file.channel_id, _mapping_of(file), len(file.columns))
    return plan_orders(groups, whose, now, is_locked=is_locked), {"offset": offset}, len(groups)


def _mapping_of(file: FileImport) -> OrderMapping:
    return OrderMapping.model_validate(file.mapping)


CHECK = OperationKind(check_step)
RUN = OperationKind(run_step, undo_step)
