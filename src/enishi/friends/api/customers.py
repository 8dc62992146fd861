"""Routes of customers (顧客): one person behind several friends and systems."""

from ninja import Path, Query

from enishi.accounts.http import StaffRequest, StaffRouter
from enishi.accounts.schemas import Id
from enishi.friends import selectors
from enishi.friends.models import Customer
from enishi.friends.schemas.customers import (
    CustomerCardOut,
    CustomerChangeIn,
    CustomerIn,
    CustomerKeysIn,
    CustomerLinkIn,
    CustomerOut,
    CustomerPageOut,
    CustomerQuery,
    ExternalIdIn,
    ListedCustomerOut,
    MergeIn,
    MergePreviewOut,
    MergePreviewQuery,
    MoveOut,
    SplitIn,
)
from enishi.friends.selectors import customers as customer_selectors
from enishi.friends.selectors import matches
from enishi.friends.selectors.customer_values import customer_values
from enishi.friends.services import customer_links, customer_merges, customers
from enishi.kit import clock
from enishi.kit.languages import preferred_language
from enishi.kit.paging import decode_cursor

router = StaffRouter(tags=["customers"])


def _listed(org_id: int, rows: list[Customer]) -> list[ListedCustomerOut]:
    ids = [row.id for row in rows]
    friends = customer_selectors.friends_of_customers(org_id, ids)
    named = customer_selectors.external_ids(org_id, ids)
    hints = customer_selectors.hints_of(org_id, ids)
    return [
        ListedCustomerOut.of(row, friends.get(row.id, []), named.get(row.id, []), hints.get(row.id, ""))
        for row in rows
    ]


def _whole(request: StaffRequest, customer_id: int) -> CustomerOut:
    org_id = request.principal.org_id
    row = customer_selectors.customer(org_id, customer_id)
    listed = _listed(org_id, [row])[0]
    moves = customer_selectors.moves_of(org_id, customer_id)
    ids = [each for move in moves for each in (move.kept_id, move.other_id)]
    names = customer_selectors.names_of_customers(org_id, ids)
    language = preferred_language(request.headers.get("Accept-Language", ""))
    values = customer_values(
        org_id, [friend.id for friend in listed.friends], customer_selectors.merging(org_id), language
    )
    return CustomerOut.with_all(
        listed,
        row,
        keys=customer_selectors.keys_of(org_id, customer_id),
        values=values,
        moves=[MoveOut.of(move, names) for move in moves],
        suggestions=matches.suggestion_count(org_id, customer_id=customer_id).number,
    )


@router.get(
    "/customers",
    permission="customers.view",
    response=CustomerPageOut,
    summary="顧客の一覧 / List customers",
)
def list_customers(request: StaffRequest, query: Query[CustomerQuery]) -> CustomerPageOut:
    org_id = request.principal.org_id
    page = customer_selectors.customer_page(
        org_id,
        search=query.q,
        state=query.state,
        order=query.order,
        after=decode_cursor(query.cursor),
        limit=query.limit,
    )
    return CustomerPageOut(items=_listed(org_id, page.items), next_cursor=page.next_cursor)


@router.post(
    "/customers",
    permission="customers.edit",
    response={201: CustomerOut},
    idempotent=True,
    summary="顧客を作る / Create a customer",
    description=(
        "メールアドレスと電話番号は、照合用の値だけを保存します。 / "
        "Of an e-mail address and a phone number only keyed hashes are kept."
    ),
)
def create_customer(request: StaffRequest, payload: CustomerIn) -> CustomerOut:
    made = customers.create_customer(
        org_id=request.principal.org_id,
        who=payload.as_new(),
        actor=request.principal.actor,
        now=clock.now(),
    )
    return _whole(request, made.id)


@router.get(
    "/customers/{customer_id}",
    permission="customers.view",
    response=CustomerOut,
    summary="顧客を表示する / Show a customer",
)
def show_customer(request: StaffRequest, customer_id: Path[Id]) -> CustomerOut:
    return _whole(request, customer_id)


@router.patch(
    "/customers/{customer_id}",
    permission="customers.edit",
    response=CustomerOut,
    summary="顧客を変える、アーカイブする、戻す / Change, archive or restore a customer",
)
def change_customer(request: StaffRequest, customer_id: Path[Id], payload: CustomerChangeIn) -> CustomerOut:
    now = clock.now()
    customers.change_customer(
        org_id=request.principal.org_id,
        customer_id=customer_id,
        changes=payload.changes(),
        actor=request.principal.actor,
        now=now,
    )
    if payload.is_archived is not None:
        customers.archive_customer(
            org_id=request.principal.org_id,
            customer_id=customer_id,
            is_archived=payload.is_archived,
            actor=request.principal.actor,
            now=now,
        )
    return _whole(request, customer_id)


@router.post(
    "/customers/{customer_id}/friends",
    permission="customers.edit",
    response=CustomerOut,
    summary="友だちを顧客に結び付ける / Say that a friend is this customer",
)
def link_friend(request: StaffRequest, customer_id: Path[Id], payload: CustomerLinkIn) -> CustomerOut:
    customer_links.link_friend(
        org_id=request.principal.org_id,
        customer_id=customer_id,
        friend_id=payload.friend_id,
        actor=request.principal.actor,
        now=clock.now(),
    )
    return _whole(request, customer_id)


@router.delete(
    "/customers/{customer_id}/friends/{friend_id}",
    permission="customers.edit",
    response=CustomerOut,
    summary="友だちを顧客から外す / Say that a friend is not this customer",
)
def unlink_friend(request: StaffRequest, customer_id: Path[Id], friend_id: Path[Id]) -> CustomerOut:
    customer_links.unlink_friend(
        org_id=request.principal.org_id,
        customer_id=customer_id,
        friend_id=friend_id,
        actor=request.principal.actor,
        now=clock.now(),
    )
    return _whole(request, customer_id)


@router.post(
    "/customers/{customer_id}/external-ids",
    permission="customers.edit",
    response=CustomerOut,
    summary="外部 ID を加える / Add an outside id",
)
def add_external_id(request: StaffRequest, customer_id: Path[Id], payload: ExternalIdIn) -> CustomerOut:
    customers.add_external_id(
        org_id=request.principal.org_id,
        customer_id=customer_id,
        system=payload.system,
        value=payload.value,
        actor=request.principal.actor,
        now=clock.now(),
    )
    return _whole(request, customer_id)


@router.delete(
    "/customers/{customer_id}/external-ids/{external_id_id}",
    permission="customers.edit",
    response=CustomerOut,
    summary="外部 ID を外す / Remove an outside id",
)
def remove_external_id(request: StaffRequest, customer_id: Path[Id], external_id_id: Path[Id]) -> CustomerOut:
    customers.remove_external_id(
        org_id=request.principal.org_id,
        customer_id=customer_id,
        external_id_id=external_id_id,
        actor=request.principal.actor,
        now=clock.now(),
    )
    return _whole(request, customer_id)


@router.post(
    "/customers/{customer_id}/keys",
    permission="customers.edit",
    response=CustomerOut,
    summary="メールアドレスか電話番号を加える / Add an e-mail address or a phone number",
)
def add_customer_keys(request: StaffRequest, customer_id: Path[Id], payload: CustomerKeysIn) -> CustomerOut:
    customers.add_keys(
        org_id=request.principal.org_id,
        customer_id=customer_id,
        email=payload.email,
        phone=payload.phone,
        actor=request.principal.actor,
        now=clock.now(),
    )
    return _whole(request, customer_id)


@router.delete(
    "/customers/{customer_id}/keys/{key_id}",
    permission="customers.edit",
    response=CustomerOut,
    summary="メールアドレスか電話番号を外す / Remove an e-mail address or a phone number",
)
def remove_customer_key(request: StaffRequest, customer_id: Path[Id], key_id: Path[Id]) -> CustomerOut:
    customers.remove_key(
        org_id=request.principal.org_id,
        customer_id=customer_id,
        key_id=key_id,
        actor=request.principal.actor,
        now=clock.now(),
    )
    return _whole(request, customer_id)


@router.get(
    "/customers/{customer_id}/merge-preview",
    permission="customers.view",
    response=MergePreviewOut,
    summary="統合した場合の値 / What a merge would make of the attributes",
)
def preview_merge(
    request: StaffRequest, customer_id: Path[Id], query: Query[MergePreviewQuery]
) -> MergePreviewOut:
    found = customer_merges.merged_attributes(request.principal.org_id, customer_id, query.other_id)
    return MergePreviewOut(**found)


@router.post(
    "/customers/{customer_id}/merge",
    permission="customers.edit",
    response=CustomerOut,
    summary="別の顧客を統合する / Merge another customer into this one",
    description="90 日以内なら完全に元に戻せます。 / It can be undone completely within 90 days.",
)
def merge_customers(request: StaffRequest, customer_id: Path[Id], payload: MergeIn) -> CustomerOut:
    customer_merges.merge_customers(
        org_id=request.principal.org_id,
        kept_id=customer_id,
        other_id=payload.other_id,
        actor=request.principal.actor,
        now=clock.now(),
    )
    return _whole(request, customer_id)


@router.post(
    "/customers/{customer_id}/split",
    permission="customers.edit",
    response={201: CustomerOut},
    summary="顧客を 2 人に分ける / Split a customer in two",
    description="新しくできた顧客を返します。90 日以内なら元に戻せます。 / Answers with the new customer.",
)
def split_customer(request: StaffRequest, customer_id: Path[Id], payload: SplitIn) -> CustomerOut:
    move = customer_merges.split_customer(
        org_id=request.principal.org_id,
        customer_id=customer_id,
        part=payload.as_part(),
        actor=request.principal.actor,
        now=clock.now(),
    )
    return _whole(request, move.other_id)


@router.post(
    "/customer-moves/{move_id}/undo",
    permission="customers.edit",
    response=CustomerOut,
    summary="統合・分割を取り消す / Undo a merge or a split",
)
def undo_customer_move(request: StaffRequest, move_id: Path[Id]) -> CustomerOut:
    move = customer_merges.undo_move(
        org_id=request.principal.org_id,
        move_id=move_id,
        actor=request.principal.actor,
        now=clock.now(),
    )
    return _whole(request, move.kept_id)


@router.get(
    "/friends/{friend_id}/customer",
    permission="friends.view",
    response=CustomerCardOut,
    summary="友だちにあたる顧客 / The customer that a friend is",
)
def show_customer_of_friend(request: StaffRequest, friend_id: Path[Id]) -> CustomerCardOut:
    org_id = request.principal.org_id
    selectors.friend(org_id, friend_id)
    row = customer_selectors.customer_of_friend(org_id, friend_id)
    return CustomerCardOut(customer=_listed(org_id, [row])[0] if row else None)
