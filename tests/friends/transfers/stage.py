"""An organisation that imports files: from the octets to the rows, as the screens and the worker do it."""

from datetime import datetime
from typing import Any

from tests.factories import NOW, rows

from enishi.accounts.permissions import COMMAND_LINE, Actor
from enishi.friends.models import Field, FieldValue, FileImport, FriendTag, ImportProblem, Operation, Tag
from enishi.friends.selectors import transfers as selectors
from enishi.friends.services import file_imports, operations
from enishi.friends.services.operation_engine import run_next_chunk
from enishi.friends.transfers.mapping import ColumnMapping
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel

LINE_ID = {"to": "line_user_id"}
IGNORE = {"to": "ignore"}


def to_field(field: Field) -> dict[str, Any]:
    """What maps a column to a field."""
    return {"to": "field", "field_id": field.id}


def values_in(field: Field) -> dict[int, Any]:
    """Friend id → what they have in a field."""
    return {row.friend_id: getattr(row, field.spec.column) for row in rows(FieldValue, field_id=field.id)}


def tagged_with(tag: Tag) -> set[int]:
    """Ids of the friends who have a tag."""
    return {row.friend_id for row in rows(FriendTag, tag_id=tag.id)}


def uploaded(
    channel: Channel, content: bytes | str, *, name: str = "friends.csv", now: datetime = NOW
) -> FileImport:
    """A file that has come in and was opened."""
    octets = content.encode() if isinstance(content, str) else content
    with org_scope(channel.org_id):
        file = file_imports.start_import(
            org_id=channel.org_id,
            channel_id=channel.id,
            name=name,
            size_bytes=len(octets),
            actor=COMMAND_LINE,
            now=now,
        )
        return file_imports.take_piece(
            org_id=channel.org_id, import_id=file.id, offset=0, content=octets, actor=COMMAND_LINE, now=now
        )


def mapped(file: FileImport, *columns: dict[str, Any], key: int | None = 0, **options: Any) -> FileImport:
    """Say what the columns mean."""
    mapping = ColumnMapping.model_validate({"columns": columns, "key": key, **options})
    with org_scope(file.org_id):
        return file_imports.change_import(
            org_id=file.org_id, import_id=file.id, shape=None, mapping=mapping, actor=COMMAND_LINE, now=NOW
        )


def tried(file: FileImport, *, now: datetime = NOW) -> Operation:
    """The dry run, done."""
    with org_scope(file.org_id):
        started = file_imports.check_import(
            org_id=file.org_id, import_id=file.id, actor=COMMAND_LINE, now=now
        )
    work(now)
    return operation(started, started.check_id)


def done(file: FileImport, *, now: datetime = NOW, actor: Actor = COMMAND_LINE) -> Operation:
    """The run after its dry run, done."""
    tried(file, now=now)
    with org_scope(file.org_id):
        started = file_imports.run_import(org_id=file.org_id, import_id=file.id, actor=actor, now=now)
    work(now)
    return operation(started, started.run_id)


def undone(found: Operation, *, now: datetime = NOW) -> Operation:
    """The run, taken back."""
    with org_scope(found.org_id):
        operations.undo_operation(org_id=found.org_id, operation_id=found.id, actor=COMMAND_LINE, now=now)
    work(now)
    with org_scope(found.org_id):
        return Operation.objects.get(org_id=found.org_id, id=found.id)


def work(now: datetime = NOW) -> int:
    """Whatever operations there are to do; returns how many chunks that took."""
    chunks = 0
    while run_next_chunk(now):
        chunks += 1
    return chunks


def operation(file: FileImport, operation_id: int | None) -> Operation:
    """An import's operation as it is now."""
    assert operation_id is not None
    with org_scope(file.org_id):
        return Operation.objects.get(org_id=file.org_id, id=operation_id)


def problems(found: Operation) -> list[tuple[int, int | None, str]]:
    """The report: line, column, words."""
    with org_scope(found.org_id):
        rows: list[ImportProblem] = selectors.import_problems(found.org_id, found.id, after=None, limit=1_000)
        return [(row.line, row.column, row.ja) for row in rows]


def counts(found: Operation) -> dict[str, int]:
    """Rows by what became of them, without zeros."""
    told = {**found.report.get("counts", {}), "failed": found.failed}
    return {name: number for name, number in told.items() if number}
