"""Routes of saved views of the list of friends (保存した表示)."""

from ninja import Path, Query

from enishi.accounts.http import StaffRequest, StaffRouter
from enishi.accounts.schemas import Id
from enishi.friends.schemas.views import (
    FriendViewChangeIn,
    FriendViewIn,
    FriendViewOut,
    FriendViewQuery,
    FriendViewsOut,
)
from enishi.friends.selectors.views import friend_views
from enishi.friends.services import views
from enishi.kit import clock
from enishi.line import selectors as line_selectors

router = StaffRouter(tags=["friends"])


@router.get(
    "/friend-views",
    permission="friends.view",
    response=FriendViewsOut,
    summary="保存した表示の一覧 / List saved views",
    description="自分のものと、共有されたもの。 / One's own and those that are shared.",
)
def list_friend_views(request: StaffRequest, query: Query[FriendViewQuery]) -> FriendViewsOut:
    principal = request.principal
    line_selectors.channel(principal.org_id, query.channel_id)
    rows = friend_views(principal.org_id, query.channel_id, principal.member_id)
    return FriendViewsOut(items=[FriendViewOut.of(row, principal.member_id) for row in rows])


@router.post(
    "/friend-views",
    permission="friends.view",
    response={201: FriendViewOut},
    summary="表示を保存する / Save a view",
    description="共有には friends.edit が要ります。 / Sharing needs friends.edit.",
)
def save_friend_view(request: StaffRequest, payload: FriendViewIn) -> FriendViewOut:
    principal = request.principal
    made = views.save_friend_view(
        org_id=principal.org_id,
        channel_id=payload.channel_id,
        wanted=payload.wanted(),
        member_id=principal.member_id,
        actor=principal.actor,
        now=clock.now(),
    )
    return FriendViewOut.of(made, principal.member_id)


@router.patch(
    "/friend-views/{view_id}",
    permission="friends.view",
    response=FriendViewOut,
    summary="保存した表示を変える / Change a saved view",
    description="ほかの人が共有した表示を変えるには friends.edit が要ります。 / Another's needs friends.edit.",
)
def change_friend_view(
    request: StaffRequest, view_id: Path[Id], payload: FriendViewChangeIn
) -> FriendViewOut:
    principal = request.principal
    view = views.change_friend_view(
        org_id=principal.org_id,
        view_id=view_id,
        changes=payload.changes(),
        member_id=principal.member_id,
        actor=principal.actor,
        now=clock.now(),
    )
    return FriendViewOut.of(view, principal.member_id)


@router.delete(
    "/friend-views/{view_id}",
    permission="friends.view",
    response={204: None},
    summary="保存した表示を削除する / Delete a saved view",
)
def delete_friend_view(request: StaffRequest, view_id: Path[Id]) -> None:
    principal = request.principal
    views.delete_friend_view(
        org_id=principal.org_id,
        view_id=view_id,
        member_id=principal.member_id,
        actor=principal.actor,
        now=clock.now(),
    )
