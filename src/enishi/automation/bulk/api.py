"""Routes of bulk operations (まとめて操作): something done to many friends at once."""

from enishi.accounts.http import StaffRequest, StaffRouter
from enishi.automation.bulk import services
from enishi.automation.bulk.schemas import BulkForecastOut, BulkIn
from enishi.friends.schemas.operations import OperationOut
from enishi.kit import clock

router = StaffRouter(tags=["operations"])


@router.post(
    "/bulk/preview",
    permission="friends.view",
    response=BulkForecastOut,
    summary="まとめて操作の結果を先に見る / See what a bulk operation would do",
    description="何も変えません。 / Changes nothing.",
)
def preview_bulk(request: StaffRequest, payload: BulkIn) -> BulkForecastOut:
    forecast = services.foresee_bulk(
        org_id=request.principal.org_id,
        who=payload.who.of(payload.channel_id),
        actions=payload.actions,
        actor=request.principal.actor,
        now=clock.now(),
    )
    return BulkForecastOut.of(forecast)


@router.post(
    "/bulk",
    permission="friends.edit",
    response={202: OperationOut},
    idempotent=True,
    summary="まとめて操作を始める / Start a bulk operation",
    description=(
        "対象は開始時に固定され、裏で少しずつ進みます。進み具合は /operations で見られます。 / "
        "Whom it concerns is fixed now; it goes on in the background. /operations tells how far it is."
    ),
)
def start_bulk(request: StaffRequest, payload: BulkIn) -> OperationOut:
    now = clock.now()
    operation = services.start_bulk(
        org_id=request.principal.org_id,
        who=payload.who.of(payload.channel_id),
        actions=payload.actions,
        actor=request.principal.actor,
        now=now,
    )
    return OperationOut.of(operation, now)
