"""Routes of events that could not be routed and were set aside."""

from typing import Annotated

from ninja import Path, Query
from pydantic import StringConstraints

from enishi.accounts.http import StaffRequest, StaffRouter
from enishi.intake import selectors, services
from enishi.intake.schemas import FailedEventOut, FailedPageOut, FailedQuery
from enishi.kit import clock
from enishi.kit.paging import decode_cursor

router = StaffRouter(tags=["intake"])

EventId = Annotated[str, StringConstraints(min_length=1, max_length=64)]


@router.get(
    "/intake/failed",
    permission="intake.view",
    response=FailedPageOut,
    summary="処理できなかったイベントの一覧 / List events set aside",
)
def list_failed_events(request: StaffRequest, query: Query[FailedQuery]) -> FailedPageOut:
    page = selectors.failed_page(
        request.principal.org_id, after=decode_cursor(query.cursor), limit=query.limit
    )
    return FailedPageOut(
        items=[FailedEventOut.of(event) for event in page.items], next_cursor=page.next_cursor
    )


@router.post(
    "/intake/failed/{webhook_event_id}/retry",
    permission="intake.retry",
    response={204: None},
    summary="処理できなかったイベントをもう一度処理する / Route an event again",
    description="原因を直したあとに使います。 / For when the cause was mended.",
)
def retry_event(request: StaffRequest, webhook_event_id: Path[EventId]) -> None:
    services.retry_event(
        org_id=request.principal.org_id,
        webhook_event_id=webhook_event_id,
        actor=request.principal.actor,
        now=clock.now(),
    )
