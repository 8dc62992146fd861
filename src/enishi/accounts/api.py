"""Routes: who am I, the organisation, its members, API keys and audit log."""

from ninja import Path, Query

from enishi.accounts import notices, selectors, services
from enishi.accounts.http import StaffRequest, StaffRouter
from enishi.accounts.models import Role, User
from enishi.accounts.notice_schemas import NoticesOut, NoticesReadIn
from enishi.accounts.schemas import (
    ApiKeyIn,
    ApiKeyOut,
    ApiKeysOut,
    AuditEntryOut,
    AuditPageOut,
    AuditQuery,
    Id,
    InvitationIn,
    InvitationOut,
    InvitationsOut,
    MemberChangeIn,
    MemberOut,
    MembersOut,
    MeOut,
    NewApiKeyOut,
    NewInvitationOut,
    OrganisationIn,
    OrganisationOut,
    PlaceOut,
    RolesOut,
    SecondFactorOut,
    UserOut,
)
from enishi.accounts.services import invitations
from enishi.accounts.services.members import Place
from enishi.accounts.signin.demands import asks_for_second_factor, second_factors
from enishi.accounts.signin.places import places_of
from enishi.kit import clock
from enishi.kit.paging import decode_cursor

router = StaffRouter(tags=["accounts"])


@router.get(
    "/me",
    permission="me.view",
    before_second_factor=True,
    response=MeOut,
    summary="自分を確認する / Who am I",
)
def show_me(request: StaffRequest) -> MeOut:
    principal = request.principal
    user = request.user if isinstance(request.user, User) and principal.role is not None else None
    places = places_of(user.pk, clock.now()) if user else []
    return MeOut(
        kind=principal.actor.kind,
        label=principal.actor.label,
        user=UserOut.from_orm(user) if user else None,
        organisation=OrganisationOut.from_orm(selectors.organisation(principal.org_id)),
        organisations=[PlaceOut(id=one.org_id, name=one.org.name, role=Role(one.role)) for one in places],
        role=Role(principal.role) if principal.role else None,
        permissions=sorted(principal.actor.permissions),
        channel_ids=None if principal.channels is None else list(principal.channels),
        second_factor=SecondFactorOut(
            required=user is not None and asks_for_second_factor(principal.actor.permissions),
            satisfied=not principal.lacks_second_factor,
            methods=second_factors(user.pk) if user else [],
        ),
    )


@router.get(
    "/organisation",
    permission="organisation.view",
    response=OrganisationOut,
    summary="組織を表示する / Show the organisation",
)
def show_organisation(request: StaffRequest) -> OrganisationOut:
    return OrganisationOut.from_orm(selectors.organisation(request.principal.org_id))


@router.patch(
    "/organisation",
    permission="organisation.edit",
    response=OrganisationOut,
    summary="組織名を変える / Rename the organisation",
)
def rename_organisation(request: StaffRequest, payload: OrganisationIn) -> OrganisationOut:
    org = services.rename_organisation(
        org_id=request.principal.org_id,
        name=payload.name,
        actor=request.principal.actor,
        now=clock.now(),
    )
    return OrganisationOut.from_orm(org)


@router.get(
    "/members",
    permission="members.view",
    response=MembersOut,
    summary="メンバーの一覧 / List members",
)
def list_members(request: StaffRequest) -> MembersOut:
    rows = selectors.members(request.principal.org_id)
    return MembersOut(items=[MemberOut.of(member) for member in rows])


@router.patch(
    "/members/{member_id}",
    permission="members.edit",
    response=MemberOut,
    summary="メンバーの役割・担当・期限を変える / Change a member's role, channels or last day",
    description="省いた項目は変わりません。 / What is left out stays as it is.",
)
def change_member(request: StaffRequest, member_id: Path[Id], payload: MemberChangeIn) -> MemberOut:
    present = MemberOut.of(selectors.member(request.principal.org_id, member_id))
    member = services.change_member(
        org_id=request.principal.org_id,
        member_id=member_id,
        place=payload.applied_to(present),
        actor=request.principal.actor,
        now=clock.now(),
    )
    return MemberOut.of(member)


@router.delete(
    "/members/{member_id}",
    permission="members.edit",
    response={204: None},
    summary="メンバーを外す / Remove a member",
)
def remove_member(request: StaffRequest, member_id: Path[Id]) -> None:
    services.remove_member(
        org_id=request.principal.org_id,
        member_id=member_id,
        actor=request.principal.actor,
        now=clock.now(),
    )


@router.get(
    "/roles",
    permission="me.view",
    response=RolesOut,
    summary="役割と権限の表 / Roles and what they may do",
)
def list_roles(request: StaffRequest) -> RolesOut:
    return RolesOut.table()


@router.get(
    "/invitations",
    permission="members.view",
    response=InvitationsOut,
    summary="招待の一覧 / List open invitations",
)
def list_invitations(request: StaffRequest) -> InvitationsOut:
    rows = selectors.open_invitations(request.principal.org_id)
    return InvitationsOut(items=[InvitationOut.of(row) for row in rows])


@router.post(
    "/invitations",
    permission="members.edit",
    response={201: NewInvitationOut},
    summary="メンバーを招待する / Invite somebody",
    description=(
        "`link` はこの応答でだけ返ります。7 日間、1 回だけ使えます。 / "
        "`link` is told in this answer only; it works once, within 7 days."
    ),
)
def invite_member(request: StaffRequest, payload: InvitationIn) -> NewInvitationOut:
    made = invitations.invite(
        org_id=request.principal.org_id,
        email=payload.email,
        place=Place(payload.role, payload.channel_ids, payload.ends_on),
        actor=request.principal.actor,
        now=clock.now(),
    )
    return NewInvitationOut.made(made)


@router.post(
    "/invitations/{invitation_id}/renew",
    permission="members.edit",
    response=NewInvitationOut,
    summary="招待のリンクを作り直す / Make an invitation's link anew",
    description="前のリンクは使えなくなります。 / The link before it works no more.",
)
def renew_invitation(request: StaffRequest, invitation_id: Path[Id]) -> NewInvitationOut:
    made = invitations.renew_invitation(
        org_id=request.principal.org_id,
        invitation_id=invitation_id,
        actor=request.principal.actor,
        now=clock.now(),
    )
    return NewInvitationOut.made(made)


@router.delete(
    "/invitations/{invitation_id}",
    permission="members.edit",
    response={204: None},
    summary="招待を取り消す / Revoke an invitation",
)
def revoke_invitation(request: StaffRequest, invitation_id: Path[Id]) -> None:
    invitations.revoke_invitation(
        org_id=request.principal.org_id,
        invitation_id=invitation_id,
        actor=request.principal.actor,
        now=clock.now(),
    )


@router.get(
    "/notices",
    permission="me.view",
    response=NoticesOut,
    summary="お知らせ / Notices to staff",
    description="自分の権限と担当に関わるものだけ、新しい順に 50 件まで。 / The newest 50 that concern the caller.",
)
def list_notices(request: StaffRequest) -> NoticesOut:
    principal = request.principal
    return NoticesOut.of(notices.latest_notices(principal.org_id, principal.actor))


@router.post(
    "/notices/read",
    permission="me.view",
    response=NoticesOut,
    summary="お知らせを既読にする / Mark notices as read",
)
def read_notices(request: StaffRequest, payload: NoticesReadIn) -> NoticesOut:
    principal = request.principal
    notices.read_notices(principal.org_id, principal.actor, min(payload.until, clock.now()))
    return NoticesOut.of(notices.latest_notices(principal.org_id, principal.actor))


@router.get(
    "/api-keys",
    permission="api_keys.view",
    response=ApiKeysOut,
    summary="API キーの一覧 / List API keys",
)
def list_api_keys(request: StaffRequest) -> ApiKeysOut:
    rows = selectors.api_keys(request.principal.org_id)
    return ApiKeysOut(items=[ApiKeyOut.of(key) for key in rows])


@router.post(
    "/api-keys",
    permission="api_keys.edit",
    response={201: NewApiKeyOut},
    summary="API キーを作る / Create an API key",
    description="`key` はこの応答でだけ返ります。 / `key` is told in this answer only.",
)
def create_api_key(request: StaffRequest, payload: ApiKeyIn) -> NewApiKeyOut:
    made = services.create_api_key(
        org_id=request.principal.org_id,
        name=payload.name,
        scopes=payload.scopes,
        expires_at=payload.expires_at,
        actor=request.principal.actor,
        now=clock.now(),
    )
    return NewApiKeyOut(**ApiKeyOut.of(made.key).dict(), key=made.secret)


@router.post(
    "/api-keys/{key_id}/revoke",
    permission="api_keys.edit",
    response=ApiKeyOut,
    summary="API キーを無効にする / Revoke an API key",
)
def revoke_api_key(request: StaffRequest, key_id: Path[Id]) -> ApiKeyOut:
    key = services.revoke_api_key(
        org_id=request.principal.org_id,
        key_id=key_id,
        actor=request.principal.actor,
        now=clock.now(),
    )
    return ApiKeyOut.of(key)


@router.get(
    "/audit",
    permission="audit.view",
    response=AuditPageOut,
    summary="操作の記録 / The audit log",
)
def list_audit(request: StaffRequest, query: Query[AuditQuery]) -> AuditPageOut:
    page = selectors.audit_page(
        request.principal.org_id,
        after=decode_cursor(query.cursor),
        limit=query.limit,
        action=query.action,
        object_kind=query.object_kind,
        object_id=query.object_id,
        since=query.since,
    )
    return AuditPageOut(items=[AuditEntryOut.of(entry) for entry in page.items], next_cursor=page.next_cursor)
