"""Reads of imports and exports of files."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from enishi.friends.domain.fields import FieldSpec
from enishi.friends.models import FileExport, FileImport, ImportProblem, Operation, Tag
from enishi.friends.selectors.fields import field_specs
from enishi.kit.errors import not_found
from enishi.kit.paging import Page, Position, page_of


@dataclass(frozen=True, slots=True)
class ImportWithWork:
    """An import with the operations that tried and did it."""

    file: FileImport
    check: Operation | None
    run: Operation | None


def imports(
    org_id: int, channel_id: int, subjects: Collection[str], *, after: Position | None, limit: int
) -> Page[ImportWithWork]:
    """A channel's imports of these subjects, newest first."""
    found = FileImport.objects.filter(org_id=org_id, channel_id=channel_id, subject__in=subjects)
    rows = found.order_by("-created_at", "-id")
    if after is not None:
        rows = rows.filter(created_at__lte=after.at).exclude(created_at=after.at, id__gte=after.tie)
    page = page_of(list(rows[: limit + 1]), limit, lambda row: Position(row.created_at, row.id))
    return Page(_with_work(org_id, page.items), page.next_cursor)


def import_with_work(org_id: int, import_id: int) -> ImportWithWork:
    """One import; ProblemError 404."""
    found = FileImport.objects.filter(org_id=org_id, id=import_id).first()
    if found is None:
        raise not_found("取り込み", "The import")
    return _with_work(org_id, [found])[0]


def with_work(file: FileImport) -> ImportWithWork:
    """The same for a row that is at hand."""
    return _with_work(file.org_id, [file])[0]


def _with_work(org_id: int, files: list[FileImport]) -> list[ImportWithWork]:
    ids = {each for file in files for each in (file.check_id, file.run_id) if each is not None}
    work: dict[int | None, Operation] = {
        each.id: each for each in Operation.objects.filter(org_id=org_id, id__in=ids)
    }
    return [ImportWithWork(file, work.get(file.check_id), work.get(file.run_id)) for file in files]


def locked_import(org_id: int, import_id: int) -> FileImport:
    """One import, held against others until the transaction ends; ProblemError 404."""
    found = FileImport.objects.select_for_update().filter(org_id=org_id, id=import_id).first()
    if found is None:
        raise not_found("取り込み", "The import")
    return found


def import_problems(
    org_id: int, operation_id: int, *, after: tuple[int, int] | None, limit: int
) -> list[ImportProblem]:
    """One more than ``limit`` of a report's problems, in the file's order."""
    return list(problems_after(org_id, operation_id, after or (0, 0))[: limit + 1])


def problems_after(org_id: int, operation_id: int, last: tuple[int, int]) -> QuerySet[ImportProblem]:
    """Problems behind a place (line, id) in the report, in the file's order."""
    rows = ImportProblem.objects.filter(org_id=org_id, operation_id=operation_id).order_by("line", "id")
    return rows.filter(Q(line__gt=last[0]) | Q(line=last[0], id__gt=last[1]))


def usable_fields(org_id: int) -> Mapping[int, FieldSpec]:
    """Fields by id, without archived ones."""
    return field_specs(org_id)


def usable_tags(org_id: int) -> Mapping[int, str]:
    """Tags' names by id, without archived ones."""
    return dict(Tag.objects.filter(org_id=org_id, archived_at=None).values_list("id", "name"))


def exports(org_id: int, channel_id: int, *, limit: int) -> list[FileExport]:
    """A channel's latest exports."""
    rows = FileExport.objects.filter(org_id=org_id, channel_id=channel_id)
    return list(rows.order_by("-created_at", "-id")[:limit])


def export(org_id: int, export_id: int) -> FileExport:
    """One export; ProblemError 404."""
    found = FileExport.objects.filter(org_id=org_id, id=export_id).first()
    if found is None:
        raise not_found("書き出し", "The export")
    return found


def operations_of(org_id: int, rows: Sequence[FileExport]) -> dict[int, Operation]:
    """The exports' operations, by id."""
    ids = [row.operation_id for row in rows]
    return {each.id: each for each in Operation.objects.filter(org_id=org_id, id__in=ids)}
