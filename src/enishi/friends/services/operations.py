"""Long work that staff start, stop, take up again and take back: what screens and other services call.

An operation is a row. The worker's engine (:mod:`enishi.friends.services.operation_engine`) does it chunk by chunk;
nothing here waits for it. Its kind, which says what a chunk does, is registered in ``config.wiring.OPERATIONS``.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.db import connection

from enishi.accounts.permissions import Actor
from enishi.accounts.services import record_audit
from enishi.friends.domain.operations import ACTIVE, UNDOABLE, Words, undoable
from enishi.friends.models import Operation, OperationState
from enishi.kit import live, wakeup
from enishi.kit.errors import ProblemError, conflict, forbidden, not_found
from enishi.kit.jsontext import dumps_for_postgres
from enishi.kit.pgarrays import integers
from enishi.kit.tenancy import channel_limit

#: How long what an operation did can be taken back.
UNDO_FOR = timedelta(days=30)
#: Friends in one chunk: one short transaction, between which everybody else has their turn.
CHUNK = 4_000


class Turn(Protocol):
    """Stopping, resuming or undoing an operation."""

    def __call__(self, *, org_id: int, operation_id: int, actor: Actor, now: datetime) -> Operation: ...


def start_operation(
    *,
    org_id: int,
    channel_id: int | None,
    kind: str,
    title: Words,
    params: Mapping[str, Any],
    actor: Actor,
    needs: Sequence[str],
    now: datetime,
    total: int = 0,
    can_undo: bool = False,
    is_draft: bool = False,
) -> Operation:
    """A new operation, which the worker begins when this transaction commits; a draft waits for :func:`begin`.

    ``needs`` are the permissions that whoever stops, resumes or undoes it must hold, and the starter too: ProblemError
    403. It runs limited to the caller's channels. Not idempotent.
    """
    _require(actor, needs)
    limit = channel_limit()
    operation = Operation.objects.create(
        org_id=org_id,
        channel_id=channel_id,
        kind=kind,
        title=title.as_json(),
        params=dict(params),
        state=OperationState.DRAFT if is_draft else OperationState.QUEUED,
        needs=sorted(needs),
        limit=None if limit is None else list(limit),
        can_undo=can_undo,
        total=total,
        created_at=now,
        due_at=now,
        **_starter(actor),
    )
    if not is_draft:
        _begun(operation, actor, now)
    return operation


def _starter(actor: Actor) -> dict[str, Any]:
    return {"actor_kind": actor.kind, "actor_id": actor.id, "actor_label": actor.label[:200]}


def begin(*, org_id: int, operation_id: int, actor: Actor, now: datetime) -> Operation:
    """A draft is started. ProblemError 404, 403, 409 unless it is a draft."""
    operation = _locked(org_id, operation_id)
    _require(actor, operation.needs)
    if operation.state != OperationState.DRAFT:
        raise _not_now()
    operation.state, operation.due_at = OperationState.QUEUED, now
    operation.save(update_fields=["state", "due_at"])
    _begun(operation, actor, now)
    return operation


def freeze_targets(operation: Operation, friends: str, params: Mapping[str, Any]) -> int:
    """Write down whom the operation concerns, once, in chunks; returns how many and sets ``total``.

    ``friends`` is a SELECT of friend ids in psycopg's named style, of the operation's channel alone. One statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH members AS (
                SELECT chosen.id, (row_number() OVER (ORDER BY chosen.id) - 1) / %(chunk_size)s AS part
                  FROM ({friends}) AS chosen (id)
            ), chunks AS (
                INSERT INTO friends_operationtarget (org_id, operation_id, chunk, channel_id, friend_ids)
                SELECT %(target_org)s, %(operation_id)s, part, %(target_channel)s, array_agg(id ORDER BY id)
                  FROM members GROUP BY part ORDER BY part
                RETURNING cardinality(friend_ids) AS number
            )
            SELECT coalesce(sum(number), 0)::int FROM chunks
            """,
            {
                **params,
                "chunk_size": CHUNK,
                "target_org": operation.org_id,
                "operation_id": operation.id,
                "target_channel": operation.channel_id,
            },
        )
        operation.total = int(cursor.fetchone()[0])
    operation.save(update_fields=["total"])
    return operation.total


def note_change(
    operation: Operation,
    *,
    deed: str,
    params: Mapping[str, Any],
    friend_ids: Sequence[int],
    now: datetime,
    before: Mapping[str, Any] | None = None,
) -> None:
    """What a step really changed, for the undo. Called in the step's transaction; an empty set leaves no row."""
    if not friend_ids:
        return
    assert operation.channel_id is not None
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO friends_operationchange
                   (org_id, operation_id, part, channel_id, deed, params, friend_ids, before, at)
            SELECT %(org_id)s, %(operation_id)s, coalesce(max(part) + 1, 0), %(channel_id)s, %(deed)s, %(params)s::jsonb,
                   %(friend_ids)s::bigint[], %(before)s::jsonb, %(now)s
              FROM friends_operationchange WHERE org_id = %(org_id)s AND operation_id = %(operation_id)s
            """,
            {
                "org_id": operation.org_id,
                "operation_id": operation.id,
                "channel_id": operation.channel_id,
                "deed": deed,
                "params": dumps_for_postgres(dict(params)),
                "friend_ids": integers(friend_ids),
                "before": dumps_for_postgres(dict(before or {})),
                "now": now,
            },
        )


def cancel_operation(*, org_id: int, operation_id: int, actor: Actor, now: datetime) -> Operation:
    """No further chunk is begun; what is done stays. Idempotent. ProblemError 404, 403, 409 when it is over.

    Waits for the chunk under way.
    """
    operation = _locked(org_id, operation_id)
    _require(actor, operation.needs)
    if operation.state == OperationState.CANCELLED:
        return operation
    if operation.is_undoing or operation.state not in {*ACTIVE, OperationState.FAILED, OperationState.DRAFT}:
        raise _not_now()
    operation.state, operation.finished_at = OperationState.CANCELLED, now
    operation.undo_until = now + UNDO_FOR if operation.can_undo else None
    operation.save(update_fields=["state", "finished_at", "undo_until"])
    _audit(operation, actor, "operation.cancelled", now)
    return operation


def resume_operation(*, org_id: int, operation_id: int, actor: Actor, now: datetime) -> Operation:
    """Go on where a failed or cancelled operation, or its undo, stopped. ProblemError 404, 403, 409 otherwise."""
    operation = _locked(org_id, operation_id)
    _require(actor, operation.needs)
    if operation.state not in (OperationState.FAILED, OperationState.CANCELLED):
        raise _not_now()
    operation.state = OperationState.UNDOING if operation.is_undoing else OperationState.QUEUED
    operation.error, operation.attempts, operation.due_at = None, 0, now
    operation.finished_at = operation.run_at = None
    operation.save(update_fields=["state", "error", "attempts", "due_at", "finished_at", "run_at"])
    _audit(operation, actor, "operation.resumed", now)
    wakeup.notify(wakeup.OPERATIONS)
    return operation


def undo_operation(*, org_id: int, operation_id: int, actor: Actor, now: datetime) -> Operation:
    """Take back what the operation did, chunk by chunk, except where somebody has changed it since.

    ProblemError 404, 403, 409 where it cannot be undone, or not any more.
    """
    operation = _locked(org_id, operation_id)
    _require(actor, operation.needs)
    if not can_be_undone(operation, now):
        raise conflict(
            "cannot_undo",
            "この処理は取り消せません（対象外の操作か、期限を過ぎています）。",
            "This cannot be undone: it is of a kind that cannot, or it is too late.",
        )
    operation.state, operation.is_undoing = OperationState.UNDOING, True
    operation.error, operation.attempts, operation.due_at = None, 0, now
    operation.to_undo, operation.undone = changes_to_undo(operation), 0
    operation.finished_at = operation.run_at = None
    operation.save()
    _audit(operation, actor, "operation.undone", now)
    wakeup.notify(wakeup.OPERATIONS)
    return operation


def can_be_undone(operation: Operation, now: datetime) -> bool:
    """Whether :func:`undo_operation` would take it."""
    if not operation.can_undo or operation.is_undoing or operation.state not in UNDOABLE:
        return False
    is_in_time = operation.undo_until is None or now < operation.undo_until
    return is_in_time and changes_to_undo(operation) > 0


def changes_to_undo(operation: Operation) -> int:
    """How many changes an undo would take back."""
    return undoable(operation.params, operation.report, operation.changed)


def _locked(org_id: int, operation_id: int) -> Operation:
    found = Operation.objects.select_for_update().filter(org_id=org_id, id=operation_id).first()
    if found is None:
        raise not_found("処理", "The operation")
    return found


def _require(actor: Actor, needs: Sequence[str]) -> None:
    if not actor.holds(needs):
        missing = "、".join(sorted(set(needs) - actor.permissions))
        raise forbidden(
            f"この処理には権限「{missing}」が必要です。",
            f"This needs the permission {missing}.",
        )


def _not_now() -> ProblemError:
    return conflict(
        "operation_state",
        "処理の状態が変わったため、この操作はできません。画面を更新してください。",
        "The operation is in another state by now: refresh and look again.",
    )


def _begun(operation: Operation, actor: Actor, now: datetime) -> None:
    _audit(operation, actor, "operation.started", now)
    wakeup.notify(wakeup.OPERATIONS)


def _audit(operation: Operation, actor: Actor, action: str, now: datetime) -> None:
    record_audit(
        org_id=operation.org_id,
        actor=actor,
        action=action,
        object_kind="operation",
        object_id=operation.id,
        now=now,
        after={"kind": operation.kind, "title": operation.title, "done": operation.done},
    )
    tell_of(operation)


def tell_of(operation: Operation) -> None:
    """Tell open browsers that this operation went on."""
    keys = {} if operation.channel_id is None else {"channel_id": operation.channel_id}
    live.tell("operations", org_id=operation.org_id, id=operation.id, **keys)
