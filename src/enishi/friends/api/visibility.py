"""Route of 表示操作: a friend hidden from lists, or never written to."""

from ninja import Path

from enishi.accounts.http import StaffRequest, StaffRouter
from enishi.accounts.schemas import Id
from enishi.friends.schemas.visibility import VisibilityIn, VisibilityOut
from enishi.friends.services.visibility import choose_visibility
from enishi.kit import clock

router = StaffRouter(tags=["friends"])


@router.patch(
    "/friends/{friend_id}/visibility",
    permission="friends.edit",
    response=VisibilityOut,
    summary="友だちを非表示にする、配信を止める / Hide or mute a friend",
    description="LINE の側では何も変わりません。 / Nothing changes at LINE's end.",
)
def change_friend_visibility(
    request: StaffRequest, friend_id: Path[Id], payload: VisibilityIn
) -> VisibilityOut:
    friend = choose_visibility(
        org_id=request.principal.org_id,
        friend_id=friend_id,
        is_hidden=payload.is_hidden,
        is_muted=payload.is_muted,
        actor=request.principal.actor,
        now=clock.now(),
    )
    return VisibilityOut.from_orm(friend)
