"""Files of imports and exports, and what was noted of their content.

In: a person who is erased, or files whose time is over. Out: the files gone, and with them the samples and the reports
that quote them. An export says whom it holds. An import does not before it has run: it may name anybody by anything,
so all uploads of the person's account go. Files that are being read or written are left, and counted.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from enishi.accounts.permissions import SYSTEM
from enishi.accounts.services import record_audit
from enishi.friends.domain.operations import ACTIVE
from enishi.friends.models import (
    FileExport,
    FileImport,
    ImportProblem,
    ImportState,
    Operation,
    OperationTarget,
)
from enishi.friends.transfers.storage import export_path, import_path, records_path, remove_files
from enishi.kit.privacy import Keeper, Whom


def forget_quotes(files: Iterable[FileImport]) -> None:
    """Blank what was quoted from these files: samples of their columns, and the cells in reports. Idempotent."""
    files = list(files)
    work = {each for file in files for each in (file.check_id, file.run_id) if each is not None}
    orgs = {file.org_id for file in files}
    ImportProblem.objects.filter(org_id__in=orgs, operation_id__in=work).delete()
    for file in files:
        file.columns = [{**column, "samples": []} for column in file.columns]
    FileImport.objects.bulk_update(files, ["columns"], batch_size=500)


def count_files(whom: Whom) -> int:
    """How many files hold the person, or may."""
    return _imports(whom).count() + _exports(whom).count()


def clear_files(whom: Whom, now: datetime) -> int:
    """Remove them; returns how many are in use. Audited where something was removed."""
    imports, exports = list(_imports(whom)), list(_exports(whom))
    busy = _busy(
        whom, [each for file in imports for each in (file.check_id, file.run_id) if each is not None]
    )
    busy |= _busy(whom, [export.operation_id for export in exports])
    free = [file for file in imports if not busy & {file.check_id, file.run_id}]
    unused = [export for export in exports if export.operation_id not in busy]
    _drop_imports(free, now)
    _drop_exports(unused, now)
    # Reports of files that went long ago.
    over = Operation.objects.filter(org_id=whom.org_id, state__in=ACTIVE).values("id")
    ImportProblem.objects.filter(org_id=whom.org_id, channel_id=whom.channel_id).exclude(
        operation_id__in=over
    ).delete()
    if free or unused:
        record_audit(
            org_id=whom.org_id,
            actor=SYSTEM,
            action="privacy.files_removed",
            object_kind="channel",
            object_id=whom.channel_id,
            now=now,
            after={"imports": len(free), "exports": len(unused)},
        )
    return len(imports) + len(exports) - len(free) - len(unused)


def _imports(whom: Whom) -> QuerySet[FileImport]:
    return FileImport.objects.filter(org_id=whom.org_id, channel_id=whom.channel_id, deleted_at=None)


def _exports(whom: Whom) -> QuerySet[FileExport]:
    holding = OperationTarget.objects.filter(
        org_id=whom.org_id, channel_id=whom.channel_id, friend_ids__contains=[whom.friend_id]
    )
    return FileExport.objects.filter(
        Q(operation_id__in=holding.values("operation_id")),
        org_id=whom.org_id,
        channel_id=whom.channel_id,
        deleted_at=None,
    )


def _busy(whom: Whom, operation_ids: Collection[int]) -> set[int]:
    running = Operation.objects.filter(org_id=whom.org_id, id__in=operation_ids, state__in=ACTIVE)
    return set(running.values_list("id", flat=True))


def _drop_imports(files: list[FileImport], now: datetime) -> None:
    for file in files:
        remove_files(import_path(file.stored_name), records_path(file.stored_name))
        file.deleted_at = now
        if file.state == ImportState.UPLOADING:
            # The pieces that are still to come find no file that they belong to.
            file.state = ImportState.REFUSED
    FileImport.objects.bulk_update(files, ["deleted_at", "state"], batch_size=500)
    forget_quotes(files)


def _drop_exports(exports: list[FileExport], now: datetime) -> None:
    for export in exports:
        remove_files(export_path(export.stored_name))
    FileExport.objects.filter(id__in=[export.id for export in exports]).update(deleted_at=now)


FILES = Keeper("friends_files", count_files, clear_files)
