"""Routes of file exports (書き出し)."""

from typing import Literal
from urllib.parse import quote

from django.http import FileResponse, HttpResponse
from ninja import Path, Query

from enishi.accounts.http import StaffRequest, StaffRouter
from enishi.accounts.schemas import Id
from enishi.friends.schemas.exports import (
    ExportColumnOut,
    ExportColumnQuery,
    ExportColumnsOut,
    ExportCountIn,
    ExportCountOut,
    ExportIn,
    ExportOut,
    ExportQuery,
    ExportsOut,
)
from enishi.friends.selectors import transfers as selectors
from enishi.friends.services import file_exports
from enishi.friends.transfers.columns import Column, offered_columns
from enishi.friends.transfers.exporting import MOST_XLSX_ROWS
from enishi.kit import clock

router = StaffRouter(tags=["transfers"])

_TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_FILE = {
    "responses": {
        200: {
            "content": {
                media_type: {"schema": {"type": "string", "format": "binary"}}
                for media_type in _TYPES.values()
            }
        }
    }
}


@router.get(
    "/exports/columns",
    permission="data.export",
    response=ExportColumnsOut,
    summary="書き出せる列 / The columns that an export may have",
)
def list_export_columns(request: StaffRequest, query: Query[ExportColumnQuery]) -> ExportColumnsOut:
    columns = offered_columns(request.principal.org_id, query.language)
    return ExportColumnsOut(
        items=[
            ExportColumnOut(name=column.name, header=column.header, group=_group(column))
            for column in columns
        ]
    )


def _group(column: Column) -> Literal["profile", "field", "tag"]:
    if column.field is not None:
        return "field"
    return "profile" if column.tag_id is None else "tag"


@router.post(
    "/exports/count",
    permission="data.export",
    response=ExportCountOut,
    summary="書き出しの人数 / How many friends an export would hold",
)
def count_export(request: StaffRequest, payload: ExportCountIn) -> ExportCountOut:
    number = file_exports.count_export(
        org_id=request.principal.org_id, who=payload.who.of(payload.channel_id), now=clock.now()
    )
    return ExportCountOut(
        number=number,
        is_direct=number <= file_exports.MOST_AT_ONCE,
        is_too_large_for_xlsx=number > MOST_XLSX_ROWS,
    )


@router.post(
    "/exports/direct",
    permission="data.export",
    response={200: None},
    summary="少人数をすぐに書き出す / Export a few friends at once",
    description=(
        "5,000 人まで。ファイルがそのまま返ります。見出し X-Replaced-Characters は文字コードに無く〓に置き換えた数。 / "
        "5,000 friends at most; the answer is the file. The header X-Replaced-Characters counts what became 〓."
    ),
    openapi_extra=_FILE,
)
def write_export(request: StaffRequest, payload: ExportIn) -> HttpResponse:
    written = file_exports.write_export(
        org_id=request.principal.org_id,
        who=payload.who.of(payload.channel_id),
        wanted=payload.wanted(),
        actor=request.principal.actor,
        now=clock.now(),
    )
    response = HttpResponse(written.content, content_type=_TYPES[payload.format])
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(written.name)}"
    response["X-Replaced-Characters"] = str(written.replaced)
    response["Cache-Control"] = "private, no-store"
    return response


@router.post(
    "/exports",
    permission="data.export",
    response={201: ExportOut},
    summary="書き出しを始める / Start an export",
    description=(
        "対象は今の時点で固定されます。終わったら POST /exports/{export_id}/file で受け取れます（3 日間）。 / "
        "Whom it holds is frozen now. When it is done, POST /exports/{export_id}/file (for 3 days)."
    ),
    idempotent=True,
)
def start_export(request: StaffRequest, payload: ExportIn) -> ExportOut:
    org_id = request.principal.org_id
    export = file_exports.start_export(
        org_id=org_id,
        who=payload.who.of(payload.channel_id),
        wanted=payload.wanted(),
        actor=request.principal.actor,
        now=clock.now(),
    )
    return ExportOut.of(export, selectors.operations_of(org_id, [export])[export.operation_id])


@router.get(
    "/exports",
    permission="data.export",
    response=ExportsOut,
    summary="書き出しの一覧 / The latest exports",
)
def list_exports(request: StaffRequest, query: Query[ExportQuery]) -> ExportsOut:
    org_id = request.principal.org_id
    rows = selectors.exports(org_id, query.channel_id, limit=30)
    work = selectors.operations_of(org_id, rows)
    return ExportsOut(items=[ExportOut.of(row, work[row.operation_id]) for row in rows])


@router.post(
    "/exports/{export_id}/file",
    permission="data.export",
    response={200: None},
    summary="書き出したファイルを受け取る / Fetch the file of an export",
    description="受け取りは監査ログに残ります。 / Each fetch is noted in the audit log.",
    openapi_extra=_FILE,
)
def fetch_export(request: StaffRequest, export_id: Path[Id]) -> FileResponse:
    export, path = file_exports.fetched_export(
        org_id=request.principal.org_id, export_id=export_id, actor=request.principal.actor, now=clock.now()
    )
    response = FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=export.name,
        content_type=_TYPES[export.name.rpartition(".")[2]],
    )
    response["Cache-Control"] = "private, no-store"
    return response
