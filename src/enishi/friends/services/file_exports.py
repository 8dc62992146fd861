"""Exports of friends as staff make them: small ones at once, large ones by the worker into a file that expires.

Whoever takes people's data out of the house leaves an entry in the audit log, and the owners are told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from django.db import connection

from enishi.accounts.notices import notify_staff
from enishi.accounts.permissions import Actor
from enishi.accounts.services import record_audit
from enishi.friends.conditions.compiler import Sql
from enishi.friends.domain.operations import ACTIVE, Words
from enishi.friends.models import FileExport, Operation, OperationState
from enishi.friends.selectors import transfers as selectors
from enishi.friends.selectors.who import Who, friends_of, number_of, require_sound_who
from enishi.friends.services.operations import freeze_targets, start_operation
from enishi.friends.transfers.columns import chosen_columns, column_problems, rows_of
from enishi.friends.transfers.exporting import MOST_XLSX_ROWS, setting_of
from enishi.friends.transfers.storage import export_path, remove_files
from enishi.friends.transfers.writers import CsvEncoding, csv_mark, csv_piece, write_xlsx
from enishi.kit.errors import conflict, invalid_fields, invalid_input
from enishi.kit.ids import random_key
from enishi.kit.tenancy import system_scope
from enishi.line import selectors as line_selectors

#: Friends that are written while the caller waits.
MOST_AT_ONCE = 5_000
#: How long a file can be fetched.
KEPT_FOR = timedelta(days=3)
NEEDS = ("data.export",)

type FileFormat = Literal["csv", "xlsx"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which columns, and in what form."""

    columns: Sequence[str]
    format: FileFormat
    encoding: CsvEncoding
    language: Literal["ja", "en"]


@dataclass(frozen=True, slots=True)
class Written:
    """A file as it is sent. ``replaced``: characters that its encoding could not hold."""

    name: str
    content: bytes
    rows: int
    replaced: int


def count_export(*, org_id: int, who: Who, now: datetime) -> int:
    """How many friends an export would hold. ProblemError 404, 422."""
    return number_of(_friends(org_id, who, now))


def write_export(*, org_id: int, who: Who, wanted: Wanted, actor: Actor, now: datetime) -> Written:
    """The file itself, for a few friends. ProblemError 404, 422, 409 where they are too many for that."""
    _require_columns(org_id, wanted)
    friends = _friends(org_id, who, now)
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_ids(friends)} LIMIT %(export_limit)s", {**friends.params, "export_limit": MOST_AT_ONCE + 1}
        )
        friend_ids = [friend_id for (friend_id,) in cursor.fetchall()]
    if len(friend_ids) > MOST_AT_ONCE:
        raise conflict(
            "export_large",
            f"{MOST_AT_ONCE:,}人を超えるので、処理として書き出してください。",
            f"More than {MOST_AT_ONCE:,} friends: start an export instead.",
        )
    setting = setting_of(org_id, who.channel_id, wanted.language, now)
    columns = chosen_columns(org_id, wanted.columns, wanted.language)
    rows = rows_of(setting, columns, friend_ids)
    headers = [column.header for column in columns]
    if wanted.format == "xlsx":
        content, replaced = _workbook(headers, rows), 0
    else:
        content, replaced = csv_piece([headers, *rows], wanted.encoding)
        content = csv_mark(wanted.encoding) + content
    _tell(org_id, who.channel_id, len(rows), wanted, actor, now)
    return Written(_name(wanted, setting.now.astimezone(setting.zone)), content, len(rows), replaced)


def _ids(friends: Sql) -> str:
    return f"SELECT chosen.id FROM ({friends.text}) AS chosen (id) ORDER BY chosen.id"


def _workbook(headers: Sequence[str], rows: Sequence[Any]) -> bytes:
    with TemporaryDirectory(prefix="enishi-export-") as folder:
        path = Path(folder) / "friends.xlsx"
        write_xlsx(path, headers, rows)
        return BytesIO(path.read_bytes()).getvalue()


def start_export(*, org_id: int, who: Who, wanted: Wanted, actor: Actor, now: datetime) -> FileExport:
    """An export by the worker, of whoever is meant now. ProblemError 404, 422."""
    _require_columns(org_id, wanted)
    friends = _friends(org_id, who, now)
    setting = setting_of(org_id, who.channel_id, wanted.language, now)
    name = _name(wanted, now.astimezone(setting.zone))
    operation = start_operation(
        org_id=org_id,
        channel_id=who.channel_id,
        kind="export",
        title=Words(f"書き出し：{name}", f"Export: {name}"),
        params={
            "columns": list(wanted.columns),
            "format": wanted.format,
            "encoding": wanted.encoding,
            "language": wanted.language,
        },
        actor=actor,
        needs=NEEDS,
        now=now,
    )
    number = freeze_targets(operation, friends.text, friends.params)
    _require_some(number, wanted)
    export = FileExport.objects.create(
        org_id=org_id,
        channel_id=who.channel_id,
        operation_id=operation.id,
        name=name,
        stored_name=random_key(),
        actor_label=actor.label[:200],
        created_at=now,
        expires_at=now + KEPT_FOR,
    )
    _tell(org_id, who.channel_id, number, wanted, actor, now)
    return export


def _require_some(number: int, wanted: Wanted) -> None:
    if number == 0:
        raise invalid_input(
            "who", "対象の友だちがいません。条件を見直してください。", "This is nobody: widen the filter."
        )
    if wanted.format == "xlsx" and number > MOST_XLSX_ROWS:
        raise invalid_input(
            "format",
            f"Excel形式は{MOST_XLSX_ROWS:,}人までです。CSVを選んでください。",
            f"A workbook holds {MOST_XLSX_ROWS:,} friends at most. Choose CSV.",
        )


def _friends(org_id: int, who: Who, now: datetime) -> Sql:
    line_selectors.channel(org_id, who.channel_id)
    require_sound_who(org_id, who)
    return friends_of(org_id, who, now)


def _require_columns(org_id: int, wanted: Wanted) -> None:
    problems = column_problems(org_id, wanted.columns)
    if problems:
        raise invalid_fields(problems)


def _name(wanted: Wanted, at: datetime) -> str:
    word = "友だち" if wanted.language == "ja" else "friends"
    return f"{word}_{at:%Y%m%d_%H%M}.{wanted.format}"


def _tell(org_id: int, channel_id: int, number: int, wanted: Wanted, actor: Actor, now: datetime) -> None:
    record_audit(
        org_id=org_id,
        actor=actor,
        action="friends.exported",
        object_kind="channel",
        object_id=channel_id,
        now=now,
        after={"friends": number, "columns": list(wanted.columns), "format": wanted.format},
    )
    notify_staff(
        org_id,
        "data_exported",
        {"name": actor.label, "number": number},
        now,
        permission="organisation.edit",
        channel_id=channel_id,
    )


def fetched_export(*, org_id: int, export_id: int, actor: Actor, now: datetime) -> tuple[FileExport, Path]:
    """The file of an export that is done. ProblemError 404 once it has gone, 409 while it is being written."""
    export = selectors.export(org_id, export_id)
    path = export_path(export.stored_name)
    if (
        export.deleted_at is not None
        or export.expires_at <= now
        or (export.rows is not None and not path.is_file())
    ):
        raise conflict(
            "export_gone",
            "ファイルは、保存期限が過ぎたか、個人情報の消去のために削除されました。もう一度書き出してください。",
            "The file is gone, as its time was over or personal data were erased: export it again.",
        )
    if export.rows is None:
        raise conflict("export_not_done", "まだ書き出しが終わっていません。", "The export is not done yet.")
    record_audit(
        org_id=org_id,
        actor=actor,
        action="export.fetched",
        object_kind="export",
        object_id=export.id,
        now=now,
        after={"name": export.name, "friends": export.rows},
    )
    return export, path


def forget_old_exports(now: datetime) -> int:
    """Remove files whose time is over; returns how many."""
    with system_scope():
        running = Operation.objects.filter(kind="export", state__in=[*ACTIVE, OperationState.FAILED]).values(
            "id"
        )
        old = FileExport.objects.filter(expires_at__lt=now, deleted_at=None).exclude(operation_id__in=running)
        for export in old:
            remove_files(export_path(export.stored_name))
        return old.update(deleted_at=now)
