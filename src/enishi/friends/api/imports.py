"""Routes of file imports (取り込み)."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO

from django.http import HttpResponse
from ninja import File, Form, Path, Query
from ninja.files import UploadedFile

from enishi.accounts.http import StaffRequest, StaffRouter
from enishi.accounts.schemas import Id
from enishi.friends.models import ImportSubject
from enishi.friends.schemas.imports import (
    ImportChangeIn,
    ImportIn,
    ImportOut,
    ImportPageOut,
    ImportProblemOut,
    ImportProblemsOut,
    ImportQuery,
    ListedImportOut,
    PieceIn,
    ProblemQuery,
    ReportQuery,
)
from enishi.friends.selectors import transfers as selectors
from enishi.friends.services import file_imports
from enishi.friends.transfers.reporting import problem_rows
from enishi.kit import clock
from enishi.kit.errors import not_found
from enishi.kit.paging import decode_cursor

router = StaffRouter(tags=["transfers"])

_CSV = {
    "responses": {200: {"content": {"text/csv": {"schema": {"type": "string", "format": "binary"}}}}},
}


@router.get(
    "/imports",
    permission="data.import",
    response=ImportPageOut,
    summary="取り込みの一覧 / List imports",
)
def list_imports(request: StaffRequest, query: Query[ImportQuery]) -> ImportPageOut:
    page = selectors.imports(
        request.principal.org_id,
        query.channel_id,
        [subject for subject in ImportSubject if file_imports.may_import(request.principal.actor, subject)],
        after=decode_cursor(query.cursor),
        limit=query.limit,
    )
    now = clock.now()
    return ImportPageOut(
        items=[ListedImportOut.of(found, now) for found in page.items], next_cursor=page.next_cursor
    )


@router.post(
    "/imports",
    permission="data.import",
    response={201: ImportOut},
    summary="取り込みを始める / Start an import",
    description=(
        "続けて /imports/{import_id}/pieces でファイルを送ります（300 MB まで）。 / "
        "Then send the file by /imports/{import_id}/pieces (300 MB at most)."
    ),
)
def start_import(request: StaffRequest, payload: ImportIn) -> ImportOut:
    file = file_imports.start_import(
        org_id=request.principal.org_id,
        channel_id=payload.channel_id,
        name=payload.name,
        size_bytes=payload.size_bytes,
        subject=payload.subject,
        actor=request.principal.actor,
        now=clock.now(),
    )
    return ImportOut.of(selectors.with_work(file), clock.now())


@router.post(
    "/imports/{import_id}/pieces",
    permission="data.import",
    response=ImportOut,
    summary="ファイルの一部を送る / Send a piece of the file",
    description=(
        "8 MB までずつ、順番に。最後の 1 つで中身を読み取ります。同じ部分の再送は無害です。 / "
        "At most 8 MB each, in order. The last one opens the file. Repeating a piece is harmless."
    ),
)
def send_piece(
    request: StaffRequest, import_id: Path[Id], file: File[UploadedFile], piece: Form[PieceIn]
) -> ImportOut:
    taken = file_imports.take_piece(
        org_id=request.principal.org_id,
        import_id=import_id,
        offset=piece.offset,
        content=file.read(),
        actor=request.principal.actor,
        now=clock.now(),
    )
    return ImportOut.of(selectors.with_work(taken), clock.now())


@router.get(
    "/imports/{import_id}",
    permission="data.import",
    response=ImportOut,
    summary="取り込みを表示する / Show an import",
)
def show_import(request: StaffRequest, import_id: Path[Id]) -> ImportOut:
    return ImportOut.of(_seen(request, import_id), clock.now())


def _seen(request: StaffRequest, import_id: int) -> selectors.ImportWithWork:
    found = selectors.import_with_work(request.principal.org_id, import_id)
    file_imports.require_subject(request.principal.actor, found.file.subject)
    return found


@router.patch(
    "/imports/{import_id}",
    permission="data.import",
    response=ImportOut,
    summary="読み取り方や列の対応を変える / Change how the file is read or what its columns mean",
    description="前の試し取り込みは無効になります。 / A dry run of before is forgotten.",
)
def change_import(request: StaffRequest, import_id: Path[Id], payload: ImportChangeIn) -> ImportOut:
    file = file_imports.change_import(
        org_id=request.principal.org_id,
        import_id=import_id,
        shape=payload.shape.model_dump(exclude_none=True) if payload.shape else None,
        mapping=payload.mapping or payload.order_mapping,
        actor=request.principal.actor,
        now=clock.now(),
    )
    return ImportOut.of(selectors.with_work(file), clock.now())


@router.post(
    "/imports/{import_id}/check",
    permission="data.import",
    response=ImportOut,
    summary="試し取り込みをする / Try the import",
    description="何も書き込まず、行ごとの結果を報告します。 / Writes nothing and reports by row.",
)
def check_import(request: StaffRequest, import_id: Path[Id]) -> ImportOut:
    file = file_imports.check_import(
        org_id=request.principal.org_id, import_id=import_id, actor=request.principal.actor, now=clock.now()
    )
    return ImportOut.of(selectors.with_work(file), clock.now())


@router.post(
    "/imports/{import_id}/run",
    permission="data.import",
    response=ImportOut,
    summary="取り込む / Run the import",
    description=(
        "試し取り込みの後で。進み具合、中止、再開、取り消しは /operations で。 / "
        "After the dry run. Progress, cancel, resume and undo are at /operations."
    ),
)
def run_import(request: StaffRequest, import_id: Path[Id]) -> ImportOut:
    file = file_imports.run_import(
        org_id=request.principal.org_id, import_id=import_id, actor=request.principal.actor, now=clock.now()
    )
    return ImportOut.of(selectors.with_work(file), clock.now())


@router.delete(
    "/imports/{import_id}",
    permission="data.import",
    response={204: None},
    summary="アップロードしたファイルを削除する / Delete the uploaded file",
    description="取り込んだ内容は残ります。 / What was imported stays.",
)
def delete_import(request: StaffRequest, import_id: Path[Id]) -> None:
    file_imports.delete_import(
        org_id=request.principal.org_id, import_id=import_id, actor=request.principal.actor, now=clock.now()
    )


@router.get(
    "/imports/{import_id}/problems",
    permission="data.import",
    response=ImportProblemsOut,
    summary="取り込めない行の報告 / What was wrong, by row",
)
def list_problems(
    request: StaffRequest, import_id: Path[Id], query: Query[ProblemQuery]
) -> ImportProblemsOut:
    org_id = request.principal.org_id
    operation_id = _work_id(request, import_id, query.phase)
    if operation_id is None:
        return ImportProblemsOut(items=[], has_more=False)
    rows = selectors.import_problems(org_id, operation_id, after=query.place(), limit=query.limit)
    return ImportProblemsOut(
        items=[ImportProblemOut.of(row) for row in rows[: query.limit]], has_more=len(rows) > query.limit
    )


def _work_id(request: StaffRequest, import_id: int, phase: str) -> int | None:
    found = _seen(request, import_id).file
    return found.check_id if phase == "check" else found.run_id


@router.get(
    "/imports/{import_id}/problems.csv",
    permission="data.import",
    response={200: None},
    summary="報告をCSVで / The report as a CSV file",
    openapi_extra=_CSV,
)
def download_problems(request: StaffRequest, import_id: Path[Id], query: Query[ReportQuery]) -> HttpResponse:
    org_id = request.principal.org_id
    operation_id = _work_id(request, import_id, query.phase)
    if operation_id is None:
        raise not_found("報告", "The report")
    rows = problem_rows(org_id, operation_id, query.language)
    response = HttpResponse(
        "".join(_csv_lines(rows)).encode("utf-8-sig"), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="import-{import_id}-report.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


def _csv_lines(rows: Iterable[list[str]]) -> Iterator[str]:
    for row in rows:
        line = StringIO(newline="")
        csv.writer(line).writerow(row)
        yield line.getvalue()
