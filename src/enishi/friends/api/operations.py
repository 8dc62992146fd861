"""Routes of long operations (処理状況): how far they are, stopping, resuming and undoing them."""

from ninja import Path, Query

from enishi.accounts.http import StaffRequest, StaffRouter
from enishi.accounts.schemas import Id
from enishi.friends.schemas.operations import (
    OperationDetailOut,
    OperationOut,
    OperationPageOut,
    OperationQuery,
)
from enishi.friends.selectors import operations as selectors
from enishi.friends.services import operations
from enishi.kit import clock
from enishi.kit.paging import decode_cursor

router = StaffRouter(tags=["operations"])


@router.get(
    "/operations",
    permission="friends.view",
    response=OperationPageOut,
    summary="処理の一覧 / List operations",
)
def list_operations(request: StaffRequest, query: Query[OperationQuery]) -> OperationPageOut:
    now = clock.now()
    page = selectors.operation_page(
        request.principal.org_id,
        channel_id=query.channel_id,
        kind=query.kind,
        is_active=query.is_active,
        after=decode_cursor(query.cursor),
        limit=query.limit,
    )
    return OperationPageOut(
        items=[OperationOut.of(operation, now) for operation in page.items], next_cursor=page.next_cursor
    )


@router.get(
    "/operations/{operation_id}",
    permission="friends.view",
    response=OperationDetailOut,
    summary="処理を表示する / Show an operation",
)
def show_operation(request: StaffRequest, operation_id: Path[Id]) -> OperationDetailOut:
    return OperationDetailOut.of(selectors.operation(request.principal.org_id, operation_id), clock.now())


@router.post(
    "/operations/{operation_id}/cancel",
    permission="friends.edit",
    response=OperationOut,
    summary="処理を中止する / Stop an operation",
    description="済んだ分はそのまま残ります。 / What is done stays.",
)
def cancel_operation(request: StaffRequest, operation_id: Path[Id]) -> OperationOut:
    return _turn(request, operation_id, operations.cancel_operation)


@router.post(
    "/operations/{operation_id}/resume",
    permission="friends.edit",
    response=OperationOut,
    summary="処理を再開する / Resume an operation",
    description="止まったところから続けます。 / Goes on from where it stopped.",
)
def resume_operation(request: StaffRequest, operation_id: Path[Id]) -> OperationOut:
    return _turn(request, operation_id, operations.resume_operation)


@router.post(
    "/operations/{operation_id}/undo",
    permission="friends.edit",
    response=OperationOut,
    summary="処理を取り消す / Undo an operation",
    description=(
        "終わってから 30 日以内。その後に変わった分はそのまま残します。 / "
        "Within 30 days of its end. What somebody has changed since is left alone."
    ),
)
def undo_operation(request: StaffRequest, operation_id: Path[Id]) -> OperationOut:
    return _turn(request, operation_id, operations.undo_operation)


def _turn(request: StaffRequest, operation_id: int, change: operations.Turn) -> OperationOut:
    now = clock.now()
    operation = change(
        org_id=request.principal.org_id, operation_id=operation_id, actor=request.principal.actor, now=now
    )
    return OperationOut.of(operation, now)
