"""The operation of an export: a file, written chunk by chunk.

In: friends who were frozen when it was started, and chosen columns. Out: a CSV file or a workbook. The length of what
is written is part of the cursor, so that a worker which is killed leaves a file that the next one cuts back and goes on
with. A workbook grows as the XML of its sheet, and is packed in a last step.
"""

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from enishi.friends.domain.operations import Step
from enishi.friends.models import FileExport, Operation, OperationTarget
from enishi.friends.services.operation_engine import OperationKind
from enishi.friends.transfers.cells import OutCell
from enishi.friends.transfers.columns import Column, Setting, chosen_columns, rows_of
from enishi.friends.transfers.storage import export_path
from enishi.friends.transfers.workbooks import MOST_ROWS, pack, sheet_piece, sheet_start
from enishi.friends.transfers.writers import CsvEncoding, csv_mark, csv_piece
from enishi.kit.errors import conflict
from enishi.line import selectors as line_selectors

#: Friends in a workbook: a sheet's rows below the headers.
MOST_XLSX_ROWS = MOST_ROWS - 1
#: Chunks of the frozen set that one step writes.
_CHUNKS = 2


def export_step(operation: Operation, now: datetime) -> Step:
    """Write the next friends, or the whole workbook."""
    export = FileExport.objects.get(org_id=operation.org_id, operation_id=operation.id)
    if export.deleted_at is not None:
        raise conflict(
            "export_gone",
            "個人情報の消去のため、このファイルは削除されました。もう一度書き出してください。",
            "This file was removed because personal data were erased: export again.",
        )
    setting = setting_of(operation.org_id, export.channel_id, operation.params["language"], now)
    columns = chosen_columns(operation.org_id, operation.params["columns"], setting.language)
    path = export_path(export.stored_name)
    if operation.params["format"] == "csv":
        return _write_piece(operation, path, setting, columns)
    draft = path.with_suffix(path.suffix + ".draft")
    if operation.cursor.get("is_written"):
        return _pack(operation, draft, path)
    step = _write_piece(operation, draft, setting, columns)
    return replace(step, is_last=False, cursor={**step.cursor, "is_written": step.is_last})


def setting_of(org_id: int, channel_id: int, language: str, now: datetime) -> Setting:
    """How an export of a channel tells times and words."""
    zone = ZoneInfo(line_selectors.channel(org_id, channel_id).timezone)
    return Setting(org_id, channel_id, zone, language, now)


def _write_piece(operation: Operation, path: Path, setting: Setting, columns: Sequence[Column]) -> Step:
    writer = _Csv(operation.params["encoding"]) if operation.params["format"] == "csv" else _Sheet()
    chunk, length = operation.cursor.get("chunk", 0), operation.cursor.get("length", 0)
    lost, rows = operation.cursor.get("lost", 0), operation.cursor.get("rows", 0)
    targets = list(_targets(operation)[chunk : chunk + _CHUNKS])
    with path.open("r+b" if length else "wb") as file:
        # What a step wrote that was never committed.
        file.truncate(length)
        file.seek(length)
        if length == 0:
            file.write(writer.start([column.header for column in columns]))
        for target in targets:
            cells = rows_of(setting, columns, target.friend_ids)
            piece, replaced = writer.piece(cells, rows)
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


class _Csv:
    """Writes pieces of a CSV file. Both writers' pieces come with how many characters could not be held."""

    def __init__(self, encoding: CsvEncoding) -> None:
        self._encoding = encoding

    def start(self, headers: Sequence[str]) -> bytes:
        return csv_mark(self._encoding) + csv_piece([headers], self._encoding)[0]

    def piece(self, rows: Sequence[Sequence[OutCell]], written: int) -> tuple[bytes, int]:
        return csv_piece(rows, self._encoding)


class _Sheet:
    """Writes pieces of a workbook's sheet."""

    def start(self, headers: Sequence[str]) -> bytes:
        return sheet_start(headers)

    def piece(self, rows: Sequence[Sequence[OutCell]], written: int) -> tuple[bytes, int]:
        # The headers are row 1.
        return sheet_piece(rows, written + 2), 0


def _targets(operation: Operation) -> Any:
    return OperationTarget.objects.filter(org_id=operation.org_id, operation_id=operation.id).order_by(
        "chunk"
    )


def _pack(operation: Operation, sheet: Path, path: Path) -> Step:
    # The sheet goes when the workbook is whole, so without it there is nothing left to do.
    if sheet.exists():
        with sheet.open("r+b") as file:
            # A worker that died while it packed has left the sheet's end behind.
            file.truncate(operation.cursor["length"])
        pack(sheet, path)
        sheet.unlink()
    return Step(cursor=operation.cursor, is_last=True)


def note_finished(operation: Operation, now: datetime) -> None:
    """Let the file be fetched."""
    export = FileExport.objects.get(org_id=operation.org_id, operation_id=operation.id)
    export.rows = operation.report.get("rows", 0)
    export.size_bytes = export_path(export.stored_name).stat().st_size
    export.facts = {"replaced": operation.report.get("replaced", 0)}
    export.save(update_fields=["rows", "size_bytes", "facts"])


EXPORT = OperationKind(export_step, finished=note_finished)
