"""The operation kind ``bulk``: the chosen actions over the frozen friends, a chunk in a step; and back again.

In: an operation with its targets. Out: what the actions do, and a note of every real change for the undo. Actions that
concern all friends together (a message) come last, in one step of their own, so that a stopped operation has sent
nothing.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from enishi.automation.registry import Action, ActionCall, Effect, UndoCall, action_named
from enishi.friends.domain.operations import Step
from enishi.friends.models import Operation, OperationChange, OperationTarget
from enishi.friends.services.operation_engine import OperationKind
from enishi.friends.services.operations import note_change
from enishi.friends.services.timeline import ReactionContext


def ref_of(operation: Operation) -> str:
    """By which the timeline and the ledger name an operation."""
    return f"operation:{operation.id}"


def _action(spec: dict[str, Any]) -> tuple[Action, BaseModel]:
    action = action_named(spec["do"])
    if action is None:
        raise LookupError(f"no action {spec['do']}")
    return action, action.params.model_validate({key: value for key, value in spec.items() if key != "do"})


def _call(operation: Operation, friend_ids: Sequence[int], now: datetime) -> ActionCall:
    assert operation.channel_id is not None
    return ActionCall(
        operation.org_id,
        operation.channel_id,
        friend_ids,
        now,
        ReactionContext(),
        ref_of(operation),
        ref=ref_of(operation),
        started_by=operation.actor_label,
    )


def step(operation: Operation, now: datetime) -> Step:
    """One chunk of friends through all actions; after the last chunk, what is done once for all."""
    chunk = operation.cursor.get("chunk", 0)
    target = OperationTarget.objects.filter(
        org_id=operation.org_id, operation_id=operation.id, chunk=chunk
    ).first()
    if target is None:
        return _once(operation, chunk, now)
    counts: dict[str, int] = {}
    changed = failed = 0
    for index, spec in enumerate(operation.params["actions"]):
        action, params = _action(spec)
        if action.bulk is not None and action.bulk.once is not None:
            continue
        effect = action.run(_call(operation, target.friend_ids, now), params) or Effect(target.friend_ids)
        note_change(
            operation,
            deed=spec["do"],
            params={"index": index, **spec},
            friend_ids=effect.changed,
            before=effect.before,
            now=now,
        )
        refused = sum(effect.refused.values())
        counts |= _counts(index, effect, len(target.friend_ids) - len(effect.changed) - refused)
        changed, failed = changed + len(effect.changed), failed + refused
    return Step(
        {"chunk": chunk + 1}, done=len(target.friend_ids), changed=changed, failed=failed, counts=counts
    )


def _counts(index: int, effect: Effect, unchanged: int) -> dict[str, int]:
    named = {"changed": len(effect.changed), "unchanged": unchanged, **effect.refused}
    return {f"{index}.{outcome}": number for outcome, number in named.items() if number}


def _once(operation: Operation, chunk: int, now: datetime) -> Step:
    """Every friend as frozen, even those whose tags changed on the way."""
    counts: dict[str, int] = {}
    everyone: list[int] | None = None
    for index, spec in enumerate(operation.params["actions"]):
        action, params = _action(spec)
        if action.bulk is None or action.bulk.once is None:
            continue
        if everyone is None:
            everyone = _everyone(operation)
        effect = action.bulk.once(_call(operation, everyone, now), params)
        # What becomes of it is not known yet, and is told elsewhere: each message has its row in the ledger.
        counts[f"{index}.requested"] = len(effect.changed)
    return Step({"chunk": chunk}, is_last=True, counts=counts)


def _everyone(operation: Operation) -> list[int]:
    chunks = OperationTarget.objects.filter(org_id=operation.org_id, operation_id=operation.id)
    return [
        friend_id
        for friend_ids in chunks.order_by("chunk").values_list("friend_ids", flat=True)
        for friend_id in friend_ids
    ]


def undo_step(operation: Operation, now: datetime) -> Step:
    """The latest change that is not taken back yet: later deeds first, as they may rest on earlier ones."""
    changes = OperationChange.objects.filter(org_id=operation.org_id, operation_id=operation.id)
    last = operation.undo_cursor.get("part")
    change = (changes if last is None else changes.filter(part__lt=last)).order_by("-part").first()
    if change is None:
        return Step({"part": 0}, is_last=True)
    spec = {name: value for name, value in change.params.items() if name != "index"}
    action, params = _action(spec)
    taken_back: Sequence[int] = ()
    if action.bulk is not None and action.bulk.undo is not None:
        call = UndoCall(
            operation.org_id,
            change.channel_id,
            change.friend_ids,
            change.before,
            change.at,
            now,
            ref_of(operation),
        )
        taken_back = action.bulk.undo(call, params)
    index = change.params["index"]
    named = {"undone": len(taken_back), "kept": len(change.friend_ids) - len(taken_back)}
    counts = {f"{index}.{outcome}": number for outcome, number in named.items() if number}
    return Step({"part": change.part}, done=len(change.friend_ids), counts=counts)


BULK = OperationKind(step, undo_step)
