"""Routes of channels (公式アカウント)."""

from ninja import Path

from enishi.accounts.http import StaffRequest, StaffRouter
from enishi.accounts.schemas import Id
from enishi.kit import clock
from enishi.line import practice, selectors, services, sync
from enishi.line.schemas import (
    ChannelChangeIn,
    ChannelIn,
    ChannelOut,
    ChannelsOut,
    CheckOut,
    CredentialsIn,
    FindingOut,
    PracticeIn,
    WebhookAddressOut,
)

router = StaffRouter(tags=["channels"])


@router.get(
    "/channels",
    permission="channels.view",
    response=ChannelsOut,
    summary="公式アカウントの一覧 / List channels",
)
def list_channels(request: StaffRequest) -> ChannelsOut:
    rows = selectors.channels(request.principal.org_id)
    return ChannelsOut(items=[ChannelOut.of(channel) for channel in rows])


@router.post(
    "/channels",
    permission="channels.edit",
    response={201: ChannelOut},
    summary="公式アカウントを接続する / Connect a channel",
)
def connect_channel(request: StaffRequest, payload: ChannelIn) -> ChannelOut:
    channel = services.connect_channel(
        org_id=request.principal.org_id,
        name=payload.name,
        line_channel_id=payload.line_channel_id,
        credentials=payload.as_new(),
        timezone=payload.timezone,
        actor=request.principal.actor,
        now=clock.now(),
    )
    return ChannelOut.of(channel)


@router.post(
    "/channels/practice",
    permission="channels.edit",
    own_scope=True,
    response={201: ChannelOut},
    summary="練習用アカウントを用意する / Open a practice channel",
    description=(
        "LINE の代わりに、この機械で動く仮想 LINE につながるアカウントです。組織に 1 つで、2 回目からは同じものを返します。 / "
        "A channel on the virtual LINE of this machine. One an organisation: calls after the first return the same."
    ),
)
def open_practice_channel(request: StaffRequest, payload: PracticeIn) -> ChannelOut:
    channel = practice.open_practice_channel(
        org_id=request.principal.org_id,
        name=payload.name,
        actor=request.principal.actor,
        now=clock.now(),
    )
    return ChannelOut.of(channel)


@router.get(
    "/channels/{channel_id}",
    permission="channels.view",
    response=ChannelOut,
    summary="公式アカウントを表示する / Show a channel",
)
def show_channel(request: StaffRequest, channel_id: Path[Id]) -> ChannelOut:
    return ChannelOut.of(selectors.channel(request.principal.org_id, channel_id))


@router.patch(
    "/channels/{channel_id}",
    permission="channels.edit",
    response=ChannelOut,
    summary="名前と利用状態を変える / Rename, stop or start a channel",
)
def change_channel(request: StaffRequest, channel_id: Path[Id], payload: ChannelChangeIn) -> ChannelOut:
    channel = services.rename_channel(
        org_id=request.principal.org_id,
        channel_id=channel_id,
        name=payload.name,
        is_active=payload.is_active,
        actor=request.principal.actor,
        now=clock.now(),
    )
    return ChannelOut.of(channel)


@router.put(
    "/channels/{channel_id}/credentials",
    permission="channels.edit",
    response=ChannelOut,
    summary="認証情報を更新する / Update the credentials",
    description=(
        "シークレットを変えても、finish-rotation までは古いシークレットの署名も受け付けます。 / "
        "The former secret keeps signing until finish-rotation."
    ),
)
def update_credentials(request: StaffRequest, channel_id: Path[Id], payload: CredentialsIn) -> ChannelOut:
    channel = services.update_credentials(
        org_id=request.principal.org_id,
        channel_id=channel_id,
        credentials=payload.as_new(),
        actor=request.principal.actor,
        now=clock.now(),
    )
    return ChannelOut.of(channel)


@router.post(
    "/channels/{channel_id}/finish-rotation",
    permission="channels.edit",
    response=ChannelOut,
    summary="古いシークレットを破棄する / Forget the former secret",
)
def finish_secret_rotation(request: StaffRequest, channel_id: Path[Id]) -> ChannelOut:
    channel = services.finish_secret_rotation(
        org_id=request.principal.org_id,
        channel_id=channel_id,
        actor=request.principal.actor,
        now=clock.now(),
    )
    return ChannelOut.of(channel)


@router.post(
    "/channels/{channel_id}/check",
    permission="channels.edit",
    own_scope=True,
    response=CheckOut,
    summary="接続を確認する / Check a channel",
    description="LINE に問い合わせます（Webhook の検証は 1 時間に 60 回まで）。 / Asks LINE.",
)
def check_channel(request: StaffRequest, channel_id: Path[Id]) -> CheckOut:
    findings = sync.check_channel(
        org_id=request.principal.org_id,
        channel_id=channel_id,
        actor=request.principal.actor,
        now=clock.now(),
    )
    return CheckOut(
        is_ok=all(finding.is_ok for finding in findings),
        findings=[FindingOut.of(finding) for finding in findings],
    )


@router.post(
    "/channels/{channel_id}/set-webhook-address",
    permission="channels.edit",
    own_scope=True,
    response=WebhookAddressOut,
    summary="Webhook URL を LINE に設定する / Set the webhook address at LINE",
)
def set_webhook_address(request: StaffRequest, channel_id: Path[Id]) -> WebhookAddressOut:
    address = sync.set_webhook_address(
        org_id=request.principal.org_id,
        channel_id=channel_id,
        actor=request.principal.actor,
        now=clock.now(),
    )
    return WebhookAddressOut(webhook_address=address)
