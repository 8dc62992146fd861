"""Routes of personal data (個人情報): one person's export and erasure, consent, and how long data are kept."""

from collections.abc import Callable
from tempfile import TemporaryFile
from typing import Any

from django.http import FileResponse
from ninja import Path, Query

from enishi.accounts.http import StaffRequest, StaffRouter
from enishi.accounts.schemas import Id
from enishi.friends import selectors
from enishi.friends.privacy.disclosing import disclose, disclose_customer
from enishi.friends.privacy.erasing import is_under_way, plan_erasure, request_erasure
from enishi.friends.privacy.erasing_customers import erase_customer
from enishi.friends.schemas.privacy import (
    ConsentIn,
    ConsentOut,
    ConsentsOut,
    CustomerErasureIn,
    ErasureIn,
    ErasureOut,
    ErasurePlanOut,
    ErasureQuery,
    ErasuresOut,
    ErasureStartedOut,
    HandlingOut,
    HandlingQuery,
    HandlingsOut,
    PlannedTableOut,
    PurposeIn,
    PurposeOut,
    PurposeQuery,
    PurposesOut,
    RetentionIn,
    RetentionOut,
    RetentionPreviewOut,
)
from enishi.friends.selectors import handling, privacy
from enishi.friends.services import consents, retention
from enishi.kit import clock

router = StaffRouter(tags=["privacy"])

_MOST_SHOWN = 100


_ZIP = {
    "responses": {200: {"content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}}}}
}


@router.post(
    "/friends/{friend_id}/personal-data",
    permission="privacy.edit",
    response={200: None},
    summary="一人分の個人情報を書き出す / Export everything about one person",
    description="ZIP（JSON・CSV・送られたファイル）。記録に残ります。 / A ZIP of JSON, CSV and files; it is audited.",
    openapi_extra=_ZIP,
)
def export_person(request: StaffRequest, friend_id: Path[Id]) -> FileResponse:
    principal = request.principal
    return _zip(
        f"personal-data-{friend_id}.zip",
        lambda target: disclose(
            org_id=principal.org_id,
            friend_id=friend_id,
            target=target,
            actor=principal.actor,
            now=clock.now(),
        ),
    )


@router.post(
    "/customers/{customer_id}/personal-data",
    permission="privacy.edit",
    response={200: None},
    summary="顧客一人分の個人情報を書き出す / Export everything about one customer",
    description=(
        "すべての公式アカウントの友だちと注文を含む ZIP。記録に残ります。 / "
        "A ZIP with their friends at all accounts and their orders; it is audited."
    ),
    openapi_extra=_ZIP,
)
def export_customer(request: StaffRequest, customer_id: Path[Id]) -> FileResponse:
    principal = request.principal
    return _zip(
        f"customer-data-{customer_id}.zip",
        lambda target: disclose_customer(
            org_id=principal.org_id,
            customer_id=customer_id,
            target=target,
            actor=principal.actor,
            now=clock.now(),
        ),
    )


def _zip(name: str, write: Callable[[Any], None]) -> FileResponse:
    # The response closes the file, where there is one.
    target = TemporaryFile(prefix="enishi-person-")  # noqa: SIM115
    try:
        write(target)
    except BaseException:
        target.close()
        raise
    target.seek(0)
    response = FileResponse(target, as_attachment=True, filename=name, content_type="application/zip")
    response["Cache-Control"] = "private, no-store"
    return response


@router.get(
    "/friends/{friend_id}/erasure",
    permission="privacy.edit",
    response=ErasurePlanOut,
    summary="消去すると何が消え、何が残るか / What an erasure would remove, and what stays",
)
def plan_person_erasure(request: StaffRequest, friend_id: Path[Id]) -> ErasurePlanOut:
    org_id = request.principal.org_id
    friend = selectors.friend(org_id, friend_id)
    planned = plan_erasure(org_id, friend_id, clock.now())
    return ErasurePlanOut(
        name=friend.display_name,
        is_under_way=is_under_way(org_id, friend_id),
        tables=[PlannedTableOut.of(each) for each in planned],
    )


@router.post(
    "/friends/{friend_id}/erasure",
    permission="privacy.edit",
    response={201: ErasureStartedOut},
    summary="個人情報を消去する / Erase a person's data",
    description=(
        "取り消せません。name に友だちの名前をそのまま入力します。 / Irreversible; `name` is the friend's name, typed."
    ),
    idempotent=True,
)
def erase_person(request: StaffRequest, friend_id: Path[Id], payload: ErasureIn) -> ErasureStartedOut:
    operation = request_erasure(
        org_id=request.principal.org_id,
        friend_id=friend_id,
        typed_name=payload.name,
        actor=request.principal.actor,
        now=clock.now(),
    )
    return ErasureStartedOut.of(operation)


@router.post(
    "/customers/{customer_id}/erasure",
    permission="privacy.edit",
    response={204: None},
    summary="友だちではない顧客の個人情報を消去する / Erase a customer who is nobody's friend",
    description=(
        "取り消せません。name に顧客の名前をそのまま入力します。友だちがいる顧客は 409：友だちを消去します。 / "
        "Irreversible; `name` is the customer's name, typed. 409 for one with friends: erase the friend."
    ),
)
def erase_customer_alone(request: StaffRequest, customer_id: Path[Id], payload: CustomerErasureIn) -> None:
    erase_customer(
        org_id=request.principal.org_id,
        customer_id=customer_id,
        typed_name=payload.name,
        actor=request.principal.actor,
        now=clock.now(),
    )


@router.get(
    "/erasures",
    permission="privacy.edit",
    response=ErasuresOut,
    summary="消去の記録 / The log of erasures",
)
def list_erasures(request: StaffRequest, query: Query[ErasureQuery]) -> ErasuresOut:
    rows = privacy.erasures(request.principal.org_id, query.channel_id, _MOST_SHOWN)
    return ErasuresOut(items=[ErasureOut.of(row) for row in rows])


@router.get(
    "/consent-purposes",
    permission="friends.view",
    response=PurposesOut,
    summary="利用目的の一覧 / List the purposes that people agree to",
)
def list_consent_purposes(request: StaffRequest, query: Query[PurposeQuery]) -> PurposesOut:
    rows = privacy.purposes(request.principal.org_id, with_archived=query.with_archived)
    return PurposesOut(items=[PurposeOut.of(row) for row in rows])


@router.post(
    "/consent-purposes",
    permission="privacy.edit",
    response={201: PurposeOut},
    summary="利用目的を作る / Create a purpose",
)
def create_consent_purpose(request: StaffRequest, payload: PurposeIn) -> PurposeOut:
    return _save(request, payload, None)


@router.put(
    "/consent-purposes/{purpose_id}",
    permission="privacy.edit",
    response=PurposeOut,
    summary="利用目的を変える、アーカイブする / Change or archive a purpose",
)
def replace_consent_purpose(request: StaffRequest, purpose_id: Path[Id], payload: PurposeIn) -> PurposeOut:
    return _save(request, payload, purpose_id)


def _save(request: StaffRequest, payload: PurposeIn, purpose_id: int | None) -> PurposeOut:
    made = consents.save_purpose(
        org_id=request.principal.org_id,
        name=payload.name,
        wording=payload.wording,
        is_archived=payload.is_archived,
        purpose_id=purpose_id,
        actor=request.principal.actor,
        now=clock.now(),
    )
    return PurposeOut.of(made)


@router.get(
    "/friends/{friend_id}/consents",
    permission="friends.view",
    response=ConsentsOut,
    summary="友だちの同意 / What a friend agreed to",
)
def list_consents_of_friend(request: StaffRequest, friend_id: Path[Id]) -> ConsentsOut:
    return _consents(request.principal.org_id, friend_id)


def _consents(org_id: int, friend_id: int) -> ConsentsOut:
    selectors.friend(org_id, friend_id)
    return ConsentsOut(items=[ConsentOut.of(one) for one in privacy.consents_of(org_id, friend_id)])


@router.post(
    "/friends/{friend_id}/consents",
    permission="friends.edit",
    response=ConsentsOut,
    summary="同意・撤回を記録する / Record that a friend agrees, or does not any more",
)
def record_consent_of_friend(request: StaffRequest, friend_id: Path[Id], payload: ConsentIn) -> ConsentsOut:
    consents.record_consent(
        org_id=request.principal.org_id,
        friend_id=friend_id,
        purpose_id=payload.purpose_id,
        is_given=payload.is_given,
        source=payload.source,
        actor=request.principal.actor,
        now=clock.now(),
    )
    return _consents(request.principal.org_id, friend_id)


@router.get(
    "/privacy",
    permission="privacy.edit",
    response=RetentionOut,
    summary="保存期間 / How long data are kept",
)
def show_retention(request: StaffRequest) -> RetentionOut:
    org_id = request.principal.org_id
    return _retention(org_id, retention.Rules.of(privacy.settings_of(org_id)))


def _retention(org_id: int, rules: retention.Rules) -> RetentionOut:
    return RetentionOut.of(rules, retention.preview(org_id, rules, clock.now()))


@router.post(
    "/privacy/preview",
    permission="privacy.edit",
    response=RetentionPreviewOut,
    summary="その保存期間だと今どれだけ消えるか / How much rules would let go now",
)
def preview_retention(request: StaffRequest, payload: RetentionIn) -> RetentionPreviewOut:
    found = retention.preview(request.principal.org_id, payload.rules(), clock.now())
    return RetentionPreviewOut(**found)


@router.put(
    "/privacy",
    permission="privacy.edit",
    response=RetentionOut,
    summary="保存期間を変える / Change how long data are kept",
)
def change_retention(request: StaffRequest, payload: RetentionIn) -> RetentionOut:
    org_id = request.principal.org_id
    retention.save_rules(org_id=org_id, rules=payload.rules(), actor=request.principal.actor, now=clock.now())
    return _retention(org_id, payload.rules())


@router.get(
    "/privacy/handling",
    permission="audit.view",
    response=HandlingsOut,
    summary="だれがいつ個人情報を書き出し、変え、消したか / Who exported, changed or erased personal data, and when",
    description=(
        "監査ログから抜き出します。画面で見ただけのことは記録されません。 / "
        "Taken from the audit log; looking at a screen is not noted."
    ),
)
def list_handling(request: StaffRequest, query: Query[HandlingQuery]) -> HandlingsOut:
    rows, is_cut = handling.handlings(request.principal.org_id, query.since, query.until)
    return HandlingsOut(items=[HandlingOut.of(row) for row in rows], is_cut=is_cut)
