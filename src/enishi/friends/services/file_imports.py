"""Imports of files as staff make them: upload, say what the columns mean, try, run.

The file waits below the data directory; reading and writing rows are operations, which the worker does. Nothing is
imported that was not tried with the same file and the same mapping before.
"""

import hashlib
from collections.abc import Mapping as Keyed
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from enishi.accounts.permissions import Actor
from enishi.accounts.services import record_audit
from enishi.friends.domain.operations import ACTIVE, Words
from enishi.friends.models import (
    FileImport,
    ImportMapping,
    ImportState,
    ImportSubject,
    Operation,
    OperationState,
)
from enishi.friends.privacy.files import forget_quotes
from enishi.friends.selectors import transfers as selectors
from enishi.friends.services.operations import cancel_operation, start_operation
from enishi.friends.transfers import limits
from enishi.friends.transfers.reading import FileShape, Opening, detected_shape, opening, shape_at_first
from enishi.friends.transfers.records import Cell, FileProblemError
from enishi.friends.transfers.storage import (
    import_path,
    records_path,
    remove_files,
    require_file,
    write_piece,
)
from enishi.friends.transfers.subjects import KINDS, AnyMapping, kind_of
from enishi.friends.transfers.texts import words
from enishi.kit.errors import conflict, forbidden, invalid_fields, invalid_input
from enishi.kit.ids import random_key
from enishi.kit.tenancy import system_scope
from enishi.line import selectors as line_selectors

#: How long an uploaded file is kept: long enough to mend a mapping, short for what holds people's data.
KEPT_FOR = timedelta(days=7)
_SAMPLE_CHARACTERS = 100


def start_import(
    *,
    org_id: int,
    channel_id: int,
    name: str,
    size_bytes: int,
    actor: Actor,
    now: datetime,
    subject: str = ImportSubject.FRIENDS,
) -> FileImport:
    """A new import that waits for its file, piece by piece.

    ProblemError 404, 403 without what its subject takes, 422 above the limit.
    """
    line_selectors.channel(org_id, channel_id)
    require_subject(actor, subject)
    if size_bytes > limits.FILE_BYTES:
        megabytes = limits.FILE_BYTES // 1024 // 1024
        raise invalid_input(
            "size_bytes",
            f"ファイルは{megabytes}MBまでです。分けてから取り込んでください。",
            f"A file may have {megabytes} MB at most. Split it.",
        )
    file = FileImport.objects.create(
        org_id=org_id,
        channel_id=channel_id,
        subject=subject,
        name=name,
        stored_name=random_key(),
        size_bytes=size_bytes,
        state=ImportState.UPLOADING,
        actor_label=actor.label[:200],
        created_at=now,
        expires_at=now + KEPT_FOR,
    )
    _audit(file, actor, "import.started", now, {"name": name, "size_bytes": size_bytes})
    return file


def may_import(actor: Actor, subject: str) -> bool:
    """Whether ``actor`` may make and see imports of a subject."""
    return actor.holds(KINDS[subject].needs)


def require_subject(actor: Actor, subject: str) -> None:
    """ProblemError 403 without what the subject takes, which its samples and reports take too."""
    if not may_import(actor, subject):
        raise forbidden(
            "この種類の取り込みは、すべての公式アカウントを担当するオーナーと管理者だけができます。",
            "Only owners and administrators of all accounts can import this.",
        )


def _held(org_id: int, import_id: int, actor: Actor) -> FileImport:
    file = selectors.locked_import(org_id, import_id)
    require_subject(actor, file.subject)
    return file


def take_piece(
    *, org_id: int, import_id: int, offset: int, content: bytes, actor: Actor, now: datetime
) -> FileImport:
    """Write one piece of the file; the last one opens it. Repeating the piece that came last changes nothing.

    ProblemError 404, 403, 409 for a piece that is not the next, 422 for one that is too large.
    """
    file = _held(org_id, import_id, actor)
    if len(content) > limits.PIECE_BYTES or offset + len(content) > file.size_bytes or not content:
        raise invalid_input(
            "file",
            "ファイルの大きさが合いません。もう一度選んでください。",
            "The piece is too large, or empty.",
        )
    if offset + len(content) == file.received_bytes:
        return file
    if file.state != ImportState.UPLOADING or offset != file.received_bytes:
        raise conflict(
            "piece_out_of_order",
            "アップロードが途中でずれました。最初からやり直してください。",
            f"The next piece begins at {file.received_bytes}.",
        )
    write_piece(import_path(file.stored_name), offset, content)
    file.received_bytes += len(content)
    if file.received_bytes == file.size_bytes:
        _open(file, None)
        _audit(file, actor, "import.uploaded", now, {"name": file.name, "state": file.state})
    file.save()
    return file


def _open(file: FileImport, shape: FileShape | None) -> None:
    """Read the file's beginning and find a mapping to begin with; a file that cannot be read is refused in words."""
    path = import_path(file.stored_name)
    try:
        require_file(path)
        # To look for bombs and encodings takes the whole file, and was done when it came in.
        detected = shape or detected_shape(path)
        found = opening(path, detected)
        remembered = _remembered(file, found.headers) if shape is None else None
        if shape is None and remembered is not None:
            header = FileShape.of_json(remembered.shape).header
            shape = FileShape.of_json({**detected.as_json(), "header": header})
        shape = shape or detected
        found = found if shape == detected else opening(path, shape)
    except FileProblemError as error:
        told = words(error.code, **error.particulars)
        file.state, file.error = ImportState.REFUSED, told.as_json()
        return
    file.state, file.error, file.shape = ImportState.READY, None, shape.as_json()
    _suggest(file, found, remembered)


def _suggest(file: FileImport, found: Opening, remembered: ImportMapping | None) -> None:
    rows = [record.cells for record in found.rows if not record.flaw]
    kind = kind_of(file)
    guess = kind.suggest(file, found)
    file.columns = [
        {
            "header": header,
            "samples": [_sample(row, number) for row in rows],
            "reason": guess.reasons[number].as_json(),
        }
        for number, header in enumerate(found.headers)
    ]
    file.mapping, file.origin = guess.mapping.model_dump(mode="json"), guess.preset or "guessed"
    if remembered is not None and len(remembered.mapping.get("columns", [])) == len(found.headers):
        mapping = kind.mapping.model_validate(remembered.mapping)
        if not kind.problems(file.org_id, mapping, len(found.headers)):
            file.mapping, file.origin = remembered.mapping, "remembered"


def _sample(row: Sequence[Cell], number: int) -> str:
    return str(row[number])[:_SAMPLE_CHARACTERS] if number < len(row) else ""


def _headers_key(file: FileImport, headers: Sequence[str]) -> str:
    # The same headers may be of a list of friends and of one of orders.
    subject = [] if file.subject == ImportSubject.FRIENDS else [f"\x1f{file.subject}"]
    return hashlib.sha256("\x1f".join([*subject, *headers]).encode()).hexdigest()


def _remembered(file: FileImport, headers: Sequence[str]) -> ImportMapping | None:
    return ImportMapping.objects.filter(
        org_id=file.org_id, channel_id=file.channel_id, headers_key=_headers_key(file, headers)
    ).first()


def change_import(
    *,
    org_id: int,
    import_id: int,
    shape: Keyed[str, Any] | None,
    mapping: AnyMapping | None,
    actor: Actor,
    now: datetime,
) -> FileImport:
    """Read the file in another way (``shape`` replaces what it names), or say what its columns mean.

    A dry run of before is forgotten. ProblemError 404, 403, 409 once the import has run, 422 for a mapping that does
    not fit the file.
    """
    file = _open_import(org_id, import_id, actor)
    if shape is not None:
        _open(file, FileShape.of_json({**file.shape, **shape}))
        if file.state == ImportState.REFUSED:
            told = file.error or {}
            file.refresh_from_db()
            raise invalid_input("shape", told.get("ja", ""), told.get("en", ""))
    if mapping is not None:
        if not isinstance(mapping, kind_of(file).mapping):
            raise invalid_input(
                "mapping",
                "この取り込みの種類の列の対応ではありません。画面を開き直してください。",
                "This mapping is of another kind of import: open the screen anew.",
            )
        if len(mapping.columns) != len(file.columns):
            raise invalid_input(
                "mapping.columns",
                f"列の数がファイル（{len(file.columns)}列）と合いません。",
                f"The file has {len(file.columns)} columns.",
            )
        file.mapping, file.origin = mapping.model_dump(mode="json"), "staff"
    _forget_check(file, actor, now)
    file.save()
    return file


def _open_import(org_id: int, import_id: int, actor: Actor) -> FileImport:
    file = _held(org_id, import_id, actor)
    if file.state != ImportState.READY or file.deleted_at is not None:
        raise conflict(
            "import_not_open",
            "このファイルは取り込めません。もう一度アップロードしてください。",
            "This file cannot be imported. Upload it again.",
        )
    if file.run_id is not None:
        raise conflict(
            "import_has_run",
            "このファイルはすでに取り込みました。もう一度取り込むには、アップロードし直してください。",
            "This file was imported already. Upload it again to repeat it.",
        )
    return file


def _forget_check(file: FileImport, actor: Actor, now: datetime) -> None:
    check = _operation(file, file.check_id)
    if check is not None and check.state in ACTIVE:
        cancel_operation(org_id=file.org_id, operation_id=check.id, actor=actor, now=now)
    file.check_id = None


def _operation(file: FileImport, operation_id: int | None) -> Operation | None:
    if operation_id is None:
        return None
    return Operation.objects.filter(org_id=file.org_id, id=operation_id).first()


def check_import(*, org_id: int, import_id: int, actor: Actor, now: datetime) -> FileImport:
    """Try the import: a report by row, and nothing else. ProblemError 404, 403, 409, 422 for a mapping with
    mistakes."""
    file = _open_import(org_id, import_id, actor)
    kind = kind_of(file)
    problems = kind.problems(org_id, kind.mapping.model_validate(file.mapping), len(file.columns))
    if problems:
        raise invalid_fields(problems)
    _forget_check(file, actor, now)
    operation = start_operation(
        org_id=org_id,
        channel_id=file.channel_id,
        kind=kind.check,
        title=_titled(kind.check_title, file),
        params={"import_id": file.id},
        actor=actor,
        needs=kind.needs,
        now=now,
    )
    file.check_id = operation.id
    file.save(update_fields=["check_id"])
    _remember(file, now)
    return file


def _titled(words: Words, file: FileImport) -> Words:
    return Words(f"{words.ja}：{file.name}", f"{words.en}: {file.name}")


def _remember(file: FileImport, now: datetime) -> None:
    try:
        path = require_file(import_path(file.stored_name))
        headers = opening(path, shape_at_first(path, FileShape.of_json(file.shape)), rows=1).headers
    except FileProblemError:
        return
    ImportMapping.objects.update_or_create(
        org_id=file.org_id,
        channel_id=file.channel_id,
        headers_key=_headers_key(file, headers),
        defaults={"shape": file.shape, "mapping": file.mapping, "used_at": now},
    )


def run_import(*, org_id: int, import_id: int, actor: Actor, now: datetime) -> FileImport:
    """Carry out what was tried. ProblemError 404, 403, 409 unless the dry run of this very mapping is done."""
    file = _open_import(org_id, import_id, actor)
    check = _operation(file, file.check_id)
    if check is None or check.state != OperationState.DONE:
        raise conflict(
            "import_not_tried",
            "先に試し取り込みをしてください。",
            "Try the import first.",
        )
    if check.total <= check.failed:
        raise conflict(
            "import_nothing",
            "取り込める行がありません。報告を見て、ファイルか列の対応を直してください。",
            "No row can be imported. Read the report, then mend the file or the mapping.",
        )
    kind = kind_of(file)
    operation = start_operation(
        org_id=org_id,
        channel_id=file.channel_id,
        kind=kind.run,
        title=_titled(kind.run_title, file),
        params={"import_id": file.id},
        actor=actor,
        needs=kind.needs,
        now=now,
        total=check.total,
        can_undo=True,
    )
    file.run_id = operation.id
    file.save(update_fields=["run_id"])
    return file


def delete_import(*, org_id: int, import_id: int, actor: Actor, now: datetime) -> None:
    """Remove the uploaded file at once, and what was quoted from it; what was imported stays, and so do its numbers.

    Idempotent.

    ProblemError 404, 403, 409 while it is being imported.
    """
    file = _held(org_id, import_id, actor)
    if file.deleted_at is not None:
        return
    for operation_id in (file.check_id, file.run_id):
        operation = _operation(file, operation_id)
        if operation is not None and operation.state in ACTIVE and operation_id == file.run_id:
            raise conflict(
                "import_running",
                "取り込みの最中です。中止するか、終わってから削除してください。",
                "It is being imported. Cancel it first, or wait.",
            )
    forget_quotes([file])
    _forget_check(file, actor, now)
    file.deleted_at = now
    file.save(update_fields=["deleted_at", "check_id"])
    _audit(file, actor, "import.deleted", now, {"name": file.name})
    remove_files(import_path(file.stored_name), records_path(file.stored_name))


def forget_old_files(now: datetime) -> int:
    """Remove files whose time is over, and what never became whole; returns how many."""
    with system_scope():
        kinds = [kind.run for kind in KINDS.values()]
        running = Operation.objects.filter(kind__in=kinds, state__in=[*ACTIVE, OperationState.FAILED]).values(
            "id"
        )
        old = FileImport.objects.filter(expires_at__lt=now, deleted_at=None).exclude(run_id__in=running)
        for file in old:
            remove_files(import_path(file.stored_name), records_path(file.stored_name))
        forget_quotes(old)
        return old.update(deleted_at=now)


def _audit(file: FileImport, actor: Actor, action: str, now: datetime, after: dict[str, Any]) -> None:
    record_audit(
        org_id=file.org_id,
        actor=actor,
        action=action,
        object_kind="import",
        object_id=file.id,
        now=now,
        after=after,
    )
