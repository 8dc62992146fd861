"""The worker's engine for long operations: one chunk of one operation in one transaction.

In: the operation that has waited longest. Out: what its kind's step did, together with the cursor behind it, committed
at once; so a worker that is killed leaves the chunk undone, its row lock is gone with it, and the next worker begins
that very chunk anew. A step that fails is rolled back and tried again, three times in all; then the operation stops and
says why. Never holds two operations, never talks to LINE.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import connection

from enishi.accounts.notices import notify_staff
from enishi.friends.domain.operations import MOST_ATTEMPTS, Step, Words, rest_after, with_step
from enishi.friends.models import Operation, OperationState
from enishi.friends.services.operations import UNDO_FOR, tell_of
from enishi.kit.engines import DATABASE_AWAY
from enishi.kit.errors import ProblemError
from enishi.kit.tenancy import limited_to_channels, org_scope, system_scope
from enishi.kit.wiring import wired_by_name

log = structlog.get_logger("enishi.operations")

type StepFunction = Callable[[Operation, datetime], Step]


@dataclass(frozen=True, slots=True)
class OperationKind:
    """What one kind of operation does. Registered in ``config.wiring.OPERATIONS``.

    ``step`` does the chunk that ``operation.cursor`` (``{}`` at first) points to, set-wise, in the transaction in which
    it is called, and says where the next begins; it must not commit, nor touch ``operation``. ``undo_step`` does the
    same backwards from ``operation.undo_cursor``. ``finished`` runs in the transaction of the last step of either.
    """

    step: StepFunction
    undo_step: StepFunction | None = None
    finished: Callable[[Operation, datetime], None] | None = None


def run_next_chunk(now: datetime) -> bool:
    """Do one chunk of the operation that has waited longest; False when none is due."""
    with system_scope():
        operation = _claimed(now)
        if operation is None:
            return False
        try:
            with limited_to_channels(operation.limit), org_scope(operation.org_id):
                step = _step(operation, now)
                _advance(operation, step, now)
                if step.is_last:
                    _finish(operation, now)
        except Exception as error:
            if _is_database_away(error):
                raise
            operation.refresh_from_db()
            _note_failure(operation, error, now)
        tell_of(operation)
    return True


def _claimed(now: datetime) -> Operation | None:
    due = Operation.objects.filter(state__in=["queued", "running", "undoing"], due_at__lte=now)
    return due.order_by("due_at", "id").select_for_update(skip_locked=True).first()


def _kind(operation: Operation) -> OperationKind:
    found = wired_by_name("ENISHI_OPERATIONS").get(operation.kind)
    if not isinstance(found, OperationKind):
        raise LookupError(f"no operation kind {operation.kind}")
    return found


def _step(operation: Operation, now: datetime) -> Step:
    kind = _kind(operation)
    if operation.state != OperationState.UNDOING:
        return kind.step(operation, now)
    if kind.undo_step is None:
        raise LookupError(f"{operation.kind} cannot be undone")
    return kind.undo_step(operation, now)


def _advance(operation: Operation, step: Step, now: datetime) -> None:
    is_back = operation.state == OperationState.UNDOING
    if operation.run_at is None:
        operation.run_at = now
        operation.run_done = operation.undone if is_back else operation.done
    if is_back:
        operation.undo_cursor = dict(step.cursor)
        operation.undone += step.done
        operation.to_undo = operation.to_undo if step.total is None else step.total
    else:
        operation.state = OperationState.RUNNING
        operation.started_at = operation.started_at or now
        operation.cursor = dict(step.cursor)
        operation.done += step.done
        operation.changed += step.changed
        operation.failed += step.failed
        operation.total = operation.total if step.total is None else step.total
    operation.report = with_step(operation.report, step)
    operation.attempts, operation.error, operation.due_at = 0, None, now + step.rest
    operation.save()


def _finish(operation: Operation, now: datetime) -> None:
    is_back = operation.state == OperationState.UNDOING
    operation.state = OperationState.UNDONE if is_back else OperationState.DONE
    operation.finished_at = now
    operation.undo_until = now + UNDO_FOR if operation.can_undo and not is_back else None
    operation.save(update_fields=["state", "finished_at", "undo_until"])
    finished = _kind(operation).finished
    if finished is not None:
        finished(operation, now)
    log.info("operation_over", operation=operation.id, kind=operation.kind, state=operation.state)


def _note_failure(operation: Operation, error: Exception, now: datetime) -> None:
    operation.attempts += 1
    operation.due_at = now + rest_after(operation.attempts)
    operation.error = _words(error).as_json()
    log.warning(
        "operation_step_failed",
        operation=operation.id,
        kind=operation.kind,
        attempt=operation.attempts,
        exc_info=not isinstance(error, ProblemError),
    )
    if operation.attempts >= MOST_ATTEMPTS:
        operation.state, operation.finished_at = OperationState.FAILED, now
        if operation.can_undo and not operation.is_undoing:
            operation.undo_until = now + UNDO_FOR
        notify_staff(
            operation.org_id,
            "operation_failed",
            {"operation_id": operation.id},
            now,
            permission="friends.edit",
            channel_id=operation.channel_id,
        )
    operation.save()


def _words(error: Exception) -> Words:
    if isinstance(error, ProblemError):
        return Words(error.ja, error.en)
    name = type(error).__name__
    return Words(
        f"予期しない問題で止まりました（{name}）。「再開」すると、止まったところから続けます。",
        f"An unexpected problem stopped this ({name}). Resume it to go on from where it stopped.",
    )


def _is_database_away(error: Exception) -> bool:
    """Whether the connection, not the work, is at fault; a deadlock's victim simply tries again, too."""
    if not isinstance(error, DATABASE_AWAY):
        return False
    code = getattr(error.__cause__, "sqlstate", None) or getattr(error, "sqlstate", None)
    return code is None or code[:2] in ("08", "40", "57")


def forget_old_operations(now: datetime) -> int:
    """Drop what is only needed while an operation can go on or be undone, a month after its end; returns how many."""
    over = [OperationState.DONE, OperationState.UNDONE, OperationState.CANCELLED, OperationState.FAILED]
    with system_scope():
        dropped = 0
        with connection.cursor() as cursor:
            for table in ("friends_operationtarget", "friends_operationchange"):
                cursor.execute(
                    f"DELETE FROM {table} t USING friends_operation o "
                    "WHERE o.org_id = t.org_id AND o.id = t.operation_id AND o.state = ANY(%s) AND o.finished_at < %s",
                    [over, now - UNDO_FOR - timedelta(days=1)],
                )
                dropped += cursor.rowcount
            # The values that were written are nobody's business either, once they cannot be taken back.
            cursor.execute(
                "UPDATE friends_operation SET params = params || '{\"actions\": []}' "
                "WHERE kind = 'bulk' AND state = ANY(%s) AND finished_at < %s AND params->'actions' <> '[]'",
                [over, now - UNDO_FOR - timedelta(days=1)],
            )
    return dropped
