"""What the API of long operations gives."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from enishi.accounts.schemas import Cursor, Id, InputSchema, Limit, OutputSchema
from enishi.friends.domain.operations import seconds_left
from enishi.friends.models import Operation, OperationState
from enishi.friends.services.operations import can_be_undone, changes_to_undo


class WordsOut(OutputSchema):
    """A text in both languages."""

    ja: str
    en: str


class OperationQuery(InputSchema):
    channel_id: Id | None = None
    kind: Annotated[str, Field(max_length=40, description="種類 / kind, e.g. bulk")] = ""
    is_active: Annotated[
        bool | None, Field(description="実行中のものだけ、または終わったものだけ / at work, or over")
    ] = None
    cursor: Cursor = None
    limit: Limit = 50


class OperationOut(OutputSchema):
    """``done`` of ``total`` were looked at, ``changed`` really changed, ``failed`` refused. ``undone`` of ``to_undo``
    while it is taken back; ``undoable`` is how many of the changes that would be. ``seconds_left`` is null where it
    cannot be told yet."""

    id: int
    channel_id: int | None
    kind: str
    title: WordsOut
    state: OperationState
    is_undoing: bool
    total: int
    done: int
    changed: int
    failed: int
    to_undo: int
    undone: int
    seconds_left: int | None
    can_undo: bool
    undoable: int
    undo_until: datetime | None
    error: WordsOut | None
    started_by: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    @classmethod
    def of(cls, operation: Operation, now: datetime) -> "OperationOut":
        return cls(**cls._values(operation, now))

    @classmethod
    def _values(cls, operation: Operation, now: datetime) -> dict[str, Any]:
        is_back = operation.state == OperationState.UNDOING
        done, total = (operation.undone, operation.to_undo) if is_back else (operation.done, operation.total)
        same = {
            name: getattr(operation, name)
            for name in OperationOut.model_fields
            if name not in ("title", "error", "can_undo", "started_by", "seconds_left", "undoable")
        }
        return {
            **same,
            "title": WordsOut(**operation.title),
            "error": WordsOut(**operation.error) if operation.error else None,
            "can_undo": can_be_undone(operation, now),
            "undoable": changes_to_undo(operation),
            "started_by": operation.actor_label,
            "seconds_left": seconds_left(done, total, operation.run_done, operation.run_at, now),
        }


class OperationPartOut(OutputSchema):
    """One of several things that an operation does. ``counts``: outcome → number of friends."""

    title: WordsOut
    can_undo: bool
    counts: dict[str, int]


class OperationDetailOut(OperationOut):
    """``counts``: outcome → number; ``failures`` are the first hundred, as their kind tells them. ``import_id``: the
    import whose dry run or run this is."""

    import_id: int | None
    parts: list[OperationPartOut]
    counts: dict[str, int]
    failures: list[dict[str, Any]]

    @classmethod
    def of(cls, operation: Operation, now: datetime) -> "OperationDetailOut":
        titles = operation.params.get("titles", [])
        counts: dict[str, int] = operation.report.get("counts", {})
        parts = [
            OperationPartOut(
                title=WordsOut(**title),
                can_undo=operation.params["can_undo"][index],
                counts=_of_part(counts, index),
            )
            for index, title in enumerate(titles)
        ]
        return cls(
            **cls._values(operation, now),
            import_id=operation.params.get("import_id"),
            parts=parts,
            counts=counts,
            failures=operation.report.get("failures", []),
        )


def _of_part(counts: dict[str, int], index: int) -> dict[str, int]:
    prefix = f"{index}."
    return {
        outcome.removeprefix(prefix): number
        for outcome, number in counts.items()
        if outcome.startswith(prefix)
    }


class OperationPageOut(OutputSchema):
    items: list[OperationOut]
    next_cursor: str | None
