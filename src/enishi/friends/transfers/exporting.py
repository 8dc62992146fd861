"""The operation of an export: a file, written chunk by chunk.

In: friends who were frozen when it was started, and chosen columns. Out: a CSV file whose length is part of the cursor,
so that a worker which is killed leaves a file that the next one cuts back and goes on with; or a workbook, which is
made in one step and therefore smaller.
"""

import os
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from enishi.friends.domain.operations import Step
from enishi.friends.models import FileExport, Operation, OperationTarget
from enishi.friends.services.operation_engine import OperationKind
from enishi.friends.transfers.columns import Column, Setting, chosen_columns, rows_of
from enishi.friends.transfers.storage import export_path
from enishi.friends.transfers.writers import OutCell, csv_mark, csv_piece, write_xlsx
from enishi.line import selectors as line_selectors

#: A workbook is written in one step, and nothing else goes on meanwhile.
MOST_XLSX_ROWS = 100_000
#: Chunks of the frozen set that one step writes.
_CHUNKS = 2


def export_step(operation: Operation, now: datetime) -> Step:
    """Write the next friends, or the whole workbook."""
    export = FileExport.objects.get(org_id=operation.org_id, operation_id=operation.id)
    setting = setting_of(operation.org_id, export.channel_id, operation.params["language"], now)
    columns = chosen_columns(operation.org_id, operation.params["columns"], setting.language)
    path = export_path(export.stored_name)
    if operation.params["format"] == "xlsx":
        return _write_workbook(operation, path, setting, columns)
    return _write_piece(operation, path, setting, columns)


def setting_of(org_id: int, channel_id: int, language: str, now: datetime) -> Setting:
    """How an export of a channel tells times and words."""
    zone = ZoneInfo(line_selectors.channel(org_id, channel_id).timezone)
    return Setting(org_id, channel_id, zone, language, now)


def _write_piece(operation: Operation, path: Path, setting: Setting, columns: Sequence[Column]) -> Step:
    encoding = operation.params["encoding"]
    chunk, length = operation.cursor.get("chunk", 0), operation.cursor.get("length", 0)
    lost, rows = operation.cursor.get("lost", 0), operation.cursor.get("rows", 0)
    targets = list(_targets(operation)[chunk : chunk + _CHUNKS])
    with path.open("r+b" if length else "wb") as file:
        # What a step wrote that was never committed.
        file.truncate(length)
        file.seek(length)
        if length == 0:
            headers, _ = csv_piece([[column.header for column in columns]], encoding)
            file.write(csv_mark(encoding) + headers)
        for target in targets:
            cells = rows_of(setting, columns, target.friend_ids)
            piece, replaced = csv_piece(cells, encoding)
            file.write(piece)
            lost += replaced
            rows += len(cells)
        file.flush()
        os.fsync(file.fileno())
        length = file.tell()
    return Step(
        cursor={"chunk": chunk + len(targets), "length": length, "lost": lost, "rows": rows},
        is_last=len(targets) < _CHUNKS,
        done=sum(len(target.friend_ids) for target in targets),
        facts={"replaced": lost, "rows": rows},
    )


def _targets(operation: Operation) -> Any:
    return OperationTarget.objects.filter(org_id=operation.org_id, operation_id=operation.id).order_by(
        "chunk"
    )


def _write_workbook(operation: Operation, path: Path, setting: Setting, columns: Sequence[Column]) -> Step:
    def rows() -> Iterator[list[OutCell]]:
        for target in _targets(operation).iterator(chunk_size=1):
            yield from rows_of(setting, columns, target.friend_ids)

    draft = path.with_suffix(".draft")
    number = write_xlsx(draft, [column.header for column in columns], rows())
    os.replace(draft, path)
    return Step(
        cursor={"chunk": -1}, is_last=True, done=operation.total, facts={"replaced": 0, "rows": number}
    )


def note_finished(operation: Operation, now: datetime) -> None:
    """Let the file be fetched."""
    export = FileExport.objects.get(org_id=operation.org_id, operation_id=operation.id)
    export.rows = operation.report.get("rows", 0)
    export.size_bytes = export_path(export.stored_name).stat().st_size
    export.facts = {"replaced": operation.report.get("replaced", 0)}
    export.save(update_fields=["rows", "size_bytes", "facts"])


EXPORT = OperationKind(export_step, finished=note_finished)
