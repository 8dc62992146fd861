"""An import on a stage, and what became of it; called in a child of the nursery."""

from typing import Any

from django.db import connection

from enishi.accounts.permissions import COMMAND_LINE
from enishi.friends.domain.field_types import FieldSettings, FieldType
from enishi.friends.models import FileExport, Operation
from enishi.friends.selectors.who import Who
from enishi.friends.services import file_exports, file_imports, operations
from enishi.friends.services.fields import Shape, create_field
from enishi.friends.services.operation_engine import run_next_chunk
from enishi.friends.transfers.mapping import ColumnMapping
from enishi.friends.transfers.storage import export_path
from enishi.kit import clock
from enishi.kit.tenancy import org_scope


def start_import(*, org_id: int, channel_id: int, users: list[str], strangers: list[str]) -> int:
    """A number and a tag for everybody, and strangers who become friends; returns the operation's id."""
    now = clock.now()
    lines = [
        "ID,点,タグ",
        *(f"{user},{number},属性_取込_20260101" for number, user in enumerate(users + strangers)),
    ]
    content = "\n".join(lines).encode()
    with org_scope(org_id):
        shape = Shape(FieldType.NUMBER, FieldSettings(), None, None)
        field = create_field(org_id=org_id, name="点", shape=shape, actor=COMMAND_LINE, now=now)
        file = file_imports.start_import(
            org_id=org_id,
            channel_id=channel_id,
            name="a.csv",
            size_bytes=len(content),
            actor=COMMAND_LINE,
            now=now,
        )
        file_imports.take_piece(
            org_id=org_id, import_id=file.id, offset=0, content=content, actor=COMMAND_LINE, now=now
        )
        columns = [{"to": "line_user_id"}, {"to": "field", "field_id": field.id}, {"to": "tag_names"}]
        mapping = ColumnMapping.model_validate({"columns": columns, "key": 0, "creates_friends": True})
        file_imports.change_import(
            org_id=org_id, import_id=file.id, shape=None, mapping=mapping, actor=COMMAND_LINE, now=now
        )
        file_imports.check_import(org_id=org_id, import_id=file.id, actor=COMMAND_LINE, now=now)
    while run_next_chunk(now):
        pass
    with org_scope(org_id):
        started = file_imports.run_import(org_id=org_id, import_id=file.id, actor=COMMAND_LINE, now=now)
    assert started.run_id is not None
    return started.run_id


def undo(*, org_id: int, operation_id: int) -> None:
    """Take it back."""
    with org_scope(org_id):
        operations.undo_operation(
            org_id=org_id, operation_id=operation_id, actor=COMMAND_LINE, now=clock.now()
        )


def standing(*, org_id: int, operation_id: int) -> dict[str, Any]:
    """How far the import is, and every trace that it left."""
    with org_scope(org_id), connection.cursor() as cursor:
        found = Operation.objects.get(org_id=org_id, id=operation_id)
        cursor.execute(
            "SELECT (SELECT count(*) FROM friends_friend WHERE org_id = %(org)s AND origin = 'import' "
            "           AND display_name = ''), "
            "       (SELECT count(*) FROM friends_fieldvalue WHERE org_id = %(org)s), "
            "       (SELECT count(*) FROM friends_friendtag WHERE org_id = %(org)s), "
            "       (SELECT count(*) FROM friends_timelineevent WHERE org_id = %(org)s AND ref = %(ref)s), "
            "       (SELECT coalesce(sum(cardinality(friend_ids)), 0) FROM friends_operationchange "
            "         WHERE org_id = %(org)s AND operation_id = %(id)s)",
            {"org": org_id, "id": operation_id, "ref": f"operation:{operation_id}"},
        )
        made, values, tagged, facts, changes = (int(number) for number in cursor.fetchone())
    return {
        "state": str(found.state),
        "error": found.error,
        "done": found.done,
        "counts": found.report.get("counts", {}),
        "made": made,
        "values": values,
        "tagged": tagged,
        "facts": facts,
        "changes": changes,
    }


def start_export(*, org_id: int, channel_id: int, chunk: int) -> int:
    """Everybody's ids into a file; returns the operation's id."""
    operations.CHUNK = chunk
    with org_scope(org_id):
        export = file_exports.start_export(
            org_id=org_id,
            who=Who(channel_id),
            wanted=file_exports.Wanted(["line_user_id"], "csv", "utf-8", "en"),
            actor=COMMAND_LINE,
            now=clock.now(),
        )
        return export.operation_id


def exported(*, org_id: int, operation_id: int) -> dict[str, Any]:
    """How far the export is, and what its file holds."""
    with org_scope(org_id):
        found = Operation.objects.get(org_id=org_id, id=operation_id)
        export = FileExport.objects.get(org_id=org_id, operation_id=operation_id)
    path = export_path(export.stored_name)
    return {"state": str(found.state), "lines": path.read_text().split() if path.exists() else []}
