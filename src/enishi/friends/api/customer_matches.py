"""Routes of suggestions (同じ人かもしれない候補), settings and clearing away."""

from ninja import Path, Query

from enishi.accounts.http import StaffRequest, StaffRouter
from enishi.accounts.schemas import Id
from enishi.accounts.services import record_audit
from enishi.friends.schemas.customer_settings import (
    CustomerSettingsIn,
    CustomerSettingsOut,
    SuggestionCountOut,
)
from enishi.friends.schemas.customers import CustomerIdOut
from enishi.friends.schemas.matches import (
    AcceptIn,
    FoundOut,
    RestoredOut,
    StaleOut,
    StaleQuery,
    SuggestionOut,
    SuggestionPageOut,
    SuggestionQuery,
    SweepOut,
    SweepsOut,
)
from enishi.friends.selectors import customers as customer_selectors
from enishi.friends.selectors import matches
from enishi.friends.services import customer_decisions, customer_matches, customer_upkeep
from enishi.kit import clock
from enishi.kit.paging import decode_cursor

router = StaffRouter(tags=["customers"])


@router.get(
    "/customer-suggestions",
    permission="customers.view",
    response=SuggestionPageOut,
    summary="同じ人かもしれない候補 / Who may be one person",
)
def list_suggestions(request: StaffRequest, query: Query[SuggestionQuery]) -> SuggestionPageOut:
    page = matches.suggestion_page(
        request.principal.org_id,
        state=query.state,
        band=query.band,
        customer_id=query.customer_id,
        after=decode_cursor(query.cursor),
        limit=query.limit,
    )
    return SuggestionPageOut(
        items=[SuggestionOut.of(found) for found in page.items], next_cursor=page.next_cursor
    )


@router.get(
    "/customer-suggestions/count",
    permission="customers.view",
    response=SuggestionCountOut,
    summary="未確認の候補の数 / How many suggestions wait",
)
def count_suggestions(request: StaffRequest) -> SuggestionCountOut:
    return SuggestionCountOut.of(matches.suggestion_count(request.principal.org_id))


@router.post(
    "/customer-suggestions/find",
    permission="customers.edit",
    response=FoundOut,
    summary="候補を探し直す / Look for suggestions again",
)
def find_suggestions(request: StaffRequest) -> FoundOut:
    org_id, now = request.principal.org_id, clock.now()
    found = customer_matches.find_matches(org_id=org_id, now=now)
    record_audit(
        org_id=org_id,
        actor=request.principal.actor,
        action="customers.compared",
        object_kind="organisation",
        object_id=org_id,
        now=now,
        after={"found": found},
    )
    return FoundOut(found=found)


@router.post(
    "/customer-suggestions/{suggestion_id}/accept",
    permission="customers.edit",
    response=CustomerIdOut,
    summary="同じ人とする / Say that they are one person",
)
def accept_suggestion(request: StaffRequest, suggestion_id: Path[Id], payload: AcceptIn) -> CustomerIdOut:
    customer_id = customer_decisions.accept_suggestion(
        org_id=request.principal.org_id,
        suggestion_id=suggestion_id,
        kept_id=payload.kept_id,
        actor=request.principal.actor,
        now=clock.now(),
    )
    return CustomerIdOut(customer_id=customer_id)


@router.post(
    "/customer-suggestions/{suggestion_id}/dismiss",
    permission="customers.edit",
    response={204: None},
    summary="別の人とする / Say that they are two persons",
)
def dismiss_suggestion(request: StaffRequest, suggestion_id: Path[Id]) -> None:
    customer_decisions.dismiss_suggestion(
        org_id=request.principal.org_id,
        suggestion_id=suggestion_id,
        actor=request.principal.actor,
        now=clock.now(),
    )


@router.post(
    "/customer-suggestions/{suggestion_id}/reopen",
    permission="customers.edit",
    response={204: None},
    summary="「別の人」を取り消す / Take “two persons” back",
)
def reopen_suggestion(request: StaffRequest, suggestion_id: Path[Id]) -> None:
    customer_decisions.reopen_suggestion(
        org_id=request.principal.org_id,
        suggestion_id=suggestion_id,
        actor=request.principal.actor,
        now=clock.now(),
    )


@router.get(
    "/customer-settings",
    permission="customers.view",
    response=CustomerSettingsOut,
    summary="顧客のまとめ方の設定 / How customers are joined and kept",
)
def show_customer_settings(request: StaffRequest) -> CustomerSettingsOut:
    return CustomerSettingsOut.of(customer_selectors.merging(request.principal.org_id))


@router.put(
    "/customer-settings",
    permission="customers.edit",
    response=CustomerSettingsOut,
    summary="顧客のまとめ方を変える / Change how customers are joined and kept",
)
def change_customer_settings(request: StaffRequest, payload: CustomerSettingsIn) -> CustomerSettingsOut:
    settings = customer_upkeep.change_settings(
        org_id=request.principal.org_id,
        settings=payload.as_merging(),
        actor=request.principal.actor,
        now=clock.now(),
    )
    return CustomerSettingsOut.of(settings)


@router.get(
    "/customer-sweeps",
    permission="customers.view",
    response=SweepsOut,
    summary="古い顧客の整理の記録 / What was cleared away",
)
def list_sweeps(request: StaffRequest) -> SweepsOut:
    return SweepsOut(items=[SweepOut.of(row) for row in customer_selectors.sweeps(request.principal.org_id)])


@router.get(
    "/customer-sweeps/preview",
    permission="customers.view",
    response=StaleOut,
    summary="いま整理される顧客の数 / How many customers a rule would archive today",
)
def preview_sweep(request: StaffRequest, query: Query[StaleQuery]) -> StaleOut:
    number = customer_upkeep.stale_count(
        org_id=request.principal.org_id, months=query.months, now=clock.now()
    )
    return StaleOut(customers=number)


@router.post(
    "/customer-sweeps/{sweep_id}/undo",
    permission="customers.edit",
    response=RestoredOut,
    summary="整理を取り消す / Undo a clearing away",
    description="自動整理の設定もオフになります。 / The rule is switched off with it.",
)
def undo_sweep(request: StaffRequest, sweep_id: Path[Id]) -> RestoredOut:
    restored = customer_upkeep.undo_sweep(
        org_id=request.principal.org_id,
        sweep_id=sweep_id,
        actor=request.principal.actor,
        now=clock.now(),
    )
    return RestoredOut(restored=restored)
