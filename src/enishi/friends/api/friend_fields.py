"""Routes of what one friend has in fields, and of how it came to be."""

from ninja import Path, Query

from enishi.accounts.http import StaffRequest, StaffRouter
from enishi.accounts.schemas import Id
from enishi.friends import selectors
from enishi.friends.schemas.friend_fields import (
    FieldHistoryOut,
    FieldHistoryQuery,
    FriendFieldOut,
    FriendFieldsIn,
    FriendFieldsOut,
    PastChangeOut,
)
from enishi.friends.selectors import fields as field_selectors
from enishi.friends.selectors.value_sources import value_sources
from enishi.friends.services.friend_fields import write_fields
from enishi.kit import clock
from enishi.kit.paging import decode_cursor

router = StaffRouter(tags=["fields"])


@router.get(
    "/friends/{friend_id}/fields",
    permission="friends.view",
    response=FriendFieldsOut,
    summary="友だちの情報欄 / A friend's fields",
)
def list_friend_fields(request: StaffRequest, friend_id: Path[Id]) -> FriendFieldsOut:
    org_id = request.principal.org_id
    selectors.friend(org_id, friend_id)
    return FriendFieldsOut(items=fields_of_friend(org_id, friend_id))


@router.patch(
    "/friends/{friend_id}/fields",
    permission="friends.edit",
    response=FriendFieldsOut,
    summary="友だちの情報欄に入れる / Write a friend's fields",
    description="ひとつでも読み取れない値があれば、何も変えません。 / All of them, or none if one is unsound.",
)
def write_friend_fields(
    request: StaffRequest, friend_id: Path[Id], payload: FriendFieldsIn
) -> FriendFieldsOut:
    org_id = request.principal.org_id
    write_fields(
        org_id=org_id,
        friend_id=friend_id,
        values=payload.values,
        actor=request.principal.actor,
        now=clock.now(),
    )
    return FriendFieldsOut(items=fields_of_friend(org_id, friend_id))


@router.get(
    "/friends/{friend_id}/fields/{field_id}/history",
    permission="friends.view",
    response=FieldHistoryOut,
    summary="友だち情報の変更履歴 / How a friend's value came to be",
)
def show_field_history(
    request: StaffRequest, friend_id: Path[Id], field_id: Path[Id], query: Query[FieldHistoryQuery]
) -> FieldHistoryOut:
    org_id = request.principal.org_id
    selectors.friend(org_id, friend_id)
    field_selectors.field(org_id, field_id)
    page = field_selectors.field_history(
        org_id, friend_id, field_id, after=decode_cursor(query.cursor), limit=query.limit
    )
    sources = value_sources(org_id, [change.source for change in page.items])
    return FieldHistoryOut(
        items=[PastChangeOut.of(change, sources) for change in page.items], next_cursor=page.next_cursor
    )


def fields_of_friend(org_id: int, friend_id: int) -> list[FriendFieldOut]:
    """Every field in use, empty ones too, in staff's order: three statements."""
    rows = list(field_selectors.fields(org_id))
    specs = {row.id: row.spec for row in rows}
    stored = field_selectors.stored_values(org_id, specs, [friend_id]).get(friend_id, {})
    sources = value_sources(org_id, [each.source for each in stored.values()])
    return [
        FriendFieldOut.of(specs[row.id], row.folder, row.is_personal, stored.get(row.id), sources)
        for row in rows
    ]
