"""Routes of sending (配信): dispatches, what became of each friend's message, a channel's sending, the emergency stop."""

from datetime import datetime
from typing import Protocol

from ninja import Path, Query

from enishi.accounts.http import StaffRequest, StaffRouter
from enishi.accounts.permissions import Actor
from enishi.accounts.schemas import Id, OrganisationOut
from enishi.content.schemas import as_written
from enishi.content.selectors import chosen_blocks, revision_messages
from enishi.delivery import services
from enishi.delivery.domain.values import Order
from enishi.delivery.models import Dispatch
from enishi.delivery.schemas.audiences import AudienceIn, AudienceOut
from enishi.delivery.schemas.dispatches import (
    ChannelSendingOut,
    DeliveryOut,
    DeliveryPageOut,
    DeliveryQuery,
    DispatchDeliveryQuery,
    DispatchDetailOut,
    DispatchIn,
    DispatchOut,
    DispatchPageOut,
    DispatchQuery,
    FriendDeliveryPageOut,
    ListedDispatchOut,
    MessageIn,
    PreviewOut,
    WaitingOut,
)
from enishi.delivery.selectors import audiences, dispatches, ledger, orders, sending
from enishi.friends import selectors as friend_selectors
from enishi.kit import clock
from enishi.kit.paging import decode_cursor
from enishi.line import selectors as line_selectors

router = StaffRouter(tags=["deliveries"])


def _order(request: StaffRequest, payload: DispatchIn) -> Order:
    blocks = chosen_blocks(request.principal.org_id, as_written(payload.blocks), payload.template_id)
    return Order(
        kind=payload.kind,
        channel_id=payload.channel_id,
        blocks=blocks,
        recipients=payload.recipients.as_recipients(),
        due_at=payload.due_at,
        expires_at=payload.expires_at,
    )


@router.post(
    "/dispatches",
    permission="deliveries.send",
    idempotent=True,
    response={201: DispatchOut},
    summary="配信する / Request a dispatch",
    description=(
        "内容は固定され、対象者は現在の時点で確定します。 / "
        "The content is frozen, and the audience is taken as it is now."
    ),
)
def create_dispatch(request: StaffRequest, payload: DispatchIn) -> DispatchOut:
    dispatch = services.order_dispatch(
        org_id=request.principal.org_id,
        order=_order(request, payload),
        actor=request.principal.actor,
        now=clock.now(),
    )
    return DispatchOut.of(dispatch)


@router.post(
    "/dispatches/preview",
    permission="deliveries.send",
    response=PreviewOut,
    summary="配信を試算する / Preview a dispatch",
    description="何も送らず、何も保存しません。 / Sends nothing and stores nothing.",
)
def preview_dispatch(request: StaffRequest, payload: DispatchIn) -> PreviewOut:
    preview = orders.preview(request.principal.org_id, _order(request, payload), clock.now())
    return PreviewOut.of(preview)


@router.post(
    "/dispatches/audience",
    permission="deliveries.send",
    response=AudienceOut,
    summary="配信先の人数 / Count an audience",
    description="選んだ人数から、除外・ブロックを順に引いた人数。 / From those chosen to those who can be reached.",
)
def count_audience(request: StaffRequest, payload: AudienceIn) -> AudienceOut:
    org_id, audience = request.principal.org_id, payload.as_audience()
    line_selectors.channel(org_id, payload.channel_id)
    orders.require_sound_recipients(org_id, payload.channel_id, audience)
    return AudienceOut.of(audiences.waterfall(org_id, payload.channel_id, audience, clock.now()))


@router.post(
    "/friends/{friend_id}/messages",
    permission="talk.reply",
    idempotent=True,
    response={201: DispatchOut},
    summary="友だちにメッセージを送る / Send a message to a friend",
)
def send_message(request: StaffRequest, friend_id: Path[Id], payload: MessageIn) -> DispatchOut:
    org_id = request.principal.org_id
    friend = friend_selectors.friend(org_id, friend_id)
    blocks = chosen_blocks(org_id, as_written(payload.blocks), payload.template_id)
    dispatch = services.order_dispatch(
        org_id=org_id,
        order=Order("staff", friend.channel_id, blocks, [friend_id]),
        actor=request.principal.actor,
        now=clock.now(),
    )
    return DispatchOut.of(dispatch)


@router.get(
    "/dispatches",
    permission="deliveries.view",
    response=DispatchPageOut,
    summary="配信の一覧 / List dispatches",
)
def list_dispatches(request: StaffRequest, query: Query[DispatchQuery]) -> DispatchPageOut:
    org_id = request.principal.org_id
    page = dispatches.dispatch_page(
        org_id,
        query.as_filter(),
        after=decode_cursor(query.cursor),
        limit=query.limit,
    )
    outlines = dispatches.outlines(org_id, page.items, with_talk=request.principal.may("talk.view"))
    return DispatchPageOut(
        items=[ListedDispatchOut.with_outline(row, outlines.get(row.revision_id)) for row in page.items],
        next_cursor=page.next_cursor,
    )


@router.get(
    "/dispatches/{dispatch_id}",
    permission="deliveries.view",
    response=DispatchDetailOut,
    summary="配信を表示する / Show a dispatch",
)
def show_dispatch(request: StaffRequest, dispatch_id: Path[Id]) -> DispatchDetailOut:
    return _detail(request, dispatch_id)


def _detail(request: StaffRequest, dispatch_id: int) -> DispatchDetailOut:
    org_id = request.principal.org_id
    detail = dispatches.dispatch_detail(org_id, dispatch_id)
    is_legible = dispatches.is_legible(detail.dispatch, with_talk=request.principal.may("talk.view"))
    messages = revision_messages(org_id, detail.dispatch.revision_id) if is_legible else []
    return DispatchDetailOut.with_queues(detail, messages)


@router.post(
    "/dispatches/{dispatch_id}/pause",
    permission="deliveries.control",
    response=DispatchDetailOut,
    summary="配信を一時停止する / Pause a dispatch",
)
def pause_dispatch(request: StaffRequest, dispatch_id: Path[Id]) -> DispatchDetailOut:
    return _control(request, dispatch_id, services.pause_dispatch)


@router.post(
    "/dispatches/{dispatch_id}/resume",
    permission="deliveries.control",
    response=DispatchDetailOut,
    summary="配信を再開する / Resume a dispatch",
)
def resume_dispatch(request: StaffRequest, dispatch_id: Path[Id]) -> DispatchDetailOut:
    return _control(request, dispatch_id, services.resume_dispatch)


@router.post(
    "/dispatches/{dispatch_id}/cancel",
    permission="deliveries.control",
    response=DispatchDetailOut,
    summary="配信を中止する / Cancel a dispatch",
    description="まだ送っていない分を止めます。送った分は戻りません。 / Stops what was not tried yet.",
)
def cancel_dispatch(request: StaffRequest, dispatch_id: Path[Id]) -> DispatchDetailOut:
    return _control(request, dispatch_id, services.cancel_dispatch)


class _Control(Protocol):
    def __call__(self, *, org_id: int, dispatch_id: int, actor: Actor, now: datetime) -> Dispatch: ...


def _control(request: StaffRequest, dispatch_id: int, control: _Control) -> DispatchDetailOut:
    control(
        org_id=request.principal.org_id,
        dispatch_id=dispatch_id,
        actor=request.principal.actor,
        now=clock.now(),
    )
    return _detail(request, dispatch_id)


@router.get(
    "/dispatches/{dispatch_id}/deliveries",
    permission="deliveries.view",
    response=DeliveryPageOut,
    summary="配信の結果 / What became of a dispatch, friend by friend",
    description="まだ決まっていない友だちは含まれません。 / Friends who still wait are not among them.",
)
def list_deliveries(
    request: StaffRequest, dispatch_id: Path[Id], query: Query[DispatchDeliveryQuery]
) -> DeliveryPageOut:
    org_id = request.principal.org_id
    page = ledger.deliveries_of_dispatch(
        org_id,
        dispatches.dispatch(org_id, dispatch_id),
        state=query.state or "",
        reason=query.reason,
        after=decode_cursor(query.cursor),
        limit=query.limit,
    )
    return DeliveryPageOut(items=[DeliveryOut.of(row) for row in page.items], next_cursor=page.next_cursor)


@router.get(
    "/friends/{friend_id}/deliveries",
    permission="deliveries.view",
    response=FriendDeliveryPageOut,
    summary="友だちへの配信結果 / What a friend got, or why not",
)
def list_deliveries_of_friend(
    request: StaffRequest, friend_id: Path[Id], query: Query[DeliveryQuery]
) -> FriendDeliveryPageOut:
    org_id = request.principal.org_id
    friend = friend_selectors.friend(org_id, friend_id)
    after = decode_cursor(query.cursor)
    page = ledger.deliveries_of_friend(org_id, friend_id, after=after, limit=query.limit)
    waiting = [] if after else ledger.waiting_for_friend(org_id, friend.channel_id, friend_id)
    return FriendDeliveryPageOut(
        items=[DeliveryOut.of(row) for row in page.items],
        next_cursor=page.next_cursor,
        waiting=[WaitingOut.of(row) for row in waiting],
    )


@router.get(
    "/deliveries/unknown",
    permission="deliveries.view",
    response=DeliveryPageOut,
    summary="届いたか分からない配信 / Deliveries in doubt",
    description=(
        "LINE の応答が失われ、二重送信を避けるため再送していないもの。 / "
        "LINE's answer was lost, and they are not sent again lest they arrive twice."
    ),
)
def list_unknown(request: StaffRequest, query: Query[DeliveryQuery]) -> DeliveryPageOut:
    page = ledger.unknown_deliveries(
        request.principal.org_id, after=decode_cursor(query.cursor), limit=query.limit
    )
    return DeliveryPageOut(items=[DeliveryOut.of(row) for row in page.items], next_cursor=page.next_cursor)


@router.get(
    "/channels/{channel_id}/sending",
    permission="deliveries.view",
    response=ChannelSendingOut,
    summary="公式アカウントの配信状態 / How a channel's sending stands",
)
def show_sending(request: StaffRequest, channel_id: Path[Id]) -> ChannelSendingOut:
    return _sending(request, channel_id)


def _sending(request: StaffRequest, channel_id: int) -> ChannelSendingOut:
    return ChannelSendingOut.of(sending.channel_sending(request.principal.org_id, channel_id, clock.now()))


@router.post(
    "/channels/{channel_id}/sending/retry",
    permission="deliveries.control",
    response=ChannelSendingOut,
    summary="配信をもう一度試す / Try sending again",
    description="原因を直したあとに使います。 / For when what stopped the channel was mended.",
)
def retry_sending(request: StaffRequest, channel_id: Path[Id]) -> ChannelSendingOut:
    services.try_channel_again(
        org_id=request.principal.org_id,
        channel_id=channel_id,
        actor=request.principal.actor,
        now=clock.now(),
    )
    return _sending(request, channel_id)


@router.post(
    "/organisation/hold-sending",
    permission="deliveries.control",
    response=OrganisationOut,
    summary="すべての配信を緊急停止する / Hold all sending",
)
def hold_sending(request: StaffRequest) -> OrganisationOut:
    return _hold(request, is_held=True)


@router.post(
    "/organisation/release-sending",
    permission="deliveries.control",
    response=OrganisationOut,
    summary="緊急停止を解除する / Release sending",
)
def release_sending(request: StaffRequest) -> OrganisationOut:
    return _hold(request, is_held=False)


def _hold(request: StaffRequest, *, is_held: bool) -> OrganisationOut:
    org = services.hold_sending(
        org_id=request.principal.org_id,
        is_held=is_held,
        actor=request.principal.actor,
        now=clock.now(),
    )
    return OrganisationOut.from_orm(org)
