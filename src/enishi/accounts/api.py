"""Routes: who am I, the organisation, its members, API keys and audit log."""

from ninja import Path, Query

from enishi.accounts import selectors, services
from enishi.accounts.http import StaffRequest, StaffRouter
from enishi.accounts.schemas import (
    ApiKeyIn,
    ApiKeyOut,
    ApiKeysOut,
    AuditEntryOut,
    AuditPageOut,
    AuditQuery,
    Id,
    MemberIn,
    MemberOut,
    MembersOut,
    MeOut,
    NewApiKeyOut,
    OrganisationIn,
    OrganisationOut,
    RoleIn,
)
from enishi.kit import clock
from enishi.kit.paging import decode_cursor

router = StaffRouter(tags=["accounts"])


@router.get("/me", permission="me.view", response=MeOut, summary="自分を確認する / Who am I")
def show_me(request: StaffRequest) -> MeOut:
    principal = request.principal
    return MeOut.of(selectors.organisation(principal.org_id), principal.actor)


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


@router.post(
    "/members",
    permission="members.edit",
    response={201: MemberOut},
    summary="メンバーを加える / Add a member",
)
def add_member(request: StaffRequest, payload: MemberIn) -> MemberOut:
    member = services.add_member(
        org_id=request.principal.org_id,
        email=payload.email,
        name=payload.name,
        role=payload.role,
        ends_on=payload.ends_on,
        actor=request.principal.actor,
        now=clock.now(),
    )
    return MemberOut.of(member)


@router.patch(
    "/members/{member_id}",
    permission="members.edit",
    response=MemberOut,
    summary="メンバーの役割を変える / Change a member's role",
)
def change_role(request: StaffRequest, member_id: Path[Id], payload: RoleIn) -> MemberOut:
    member = services.change_role(
        org_id=request.principal.org_id,
        member_id=member_id,
        role=payload.role,
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
