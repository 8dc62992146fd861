"""Routes that find friends by a condition tree, which is too long for an address."""

from zoneinfo import ZoneInfo

from enishi.accounts.http import StaffRequest, StaffRouter
from enishi.friends import conditions, selectors
from enishi.friends.schemas.conditions import TreeCountOut
from enishi.friends.schemas.friends import Rows
from enishi.friends.schemas.search import FoundFriendOut, FoundFriendPageOut, FriendCountIn, FriendSearchIn
from enishi.friends.selectors.columns import columns_of_friends
from enishi.friends.selectors.search import search_count, search_page
from enishi.friends.services.view_checks import require_sound_view
from enishi.kit import clock
from enishi.kit.languages import preferred_language
from enishi.kit.paging import decode_cursor
from enishi.line import selectors as line_selectors

router = StaffRouter(tags=["friends"])


@router.post(
    "/friends/search",
    permission="friends.view",
    response=FoundFriendPageOut,
    summary="友だちを条件で探す / Find friends by a condition",
)
def search_friends(request: StaffRequest, payload: FriendSearchIn) -> FoundFriendPageOut:
    org_id, now = request.principal.org_id, clock.now()
    channel = line_selectors.channel(org_id, payload.channel_id)
    require_sound_view(org_id, channel.id, payload.tree, payload.columns)
    page = search_page(
        org_id,
        payload.as_search(),
        now,
        after=decode_cursor(payload.cursor),
        limit=payload.limit,
        order=payload.order,
    )
    ids = [friend.id for friend in page.items]
    listed = Rows(selectors.tags_of_friends(org_id, ids), selectors.marks_of_friends(org_id, ids))
    cells = columns_of_friends(
        org_id,
        channel.id,
        page.items,
        payload.columns,
        language=preferred_language(request.headers.get("Accept-Language", "")),
        zone=ZoneInfo(channel.timezone),
        now=now,
    )
    rows = [FoundFriendOut(**listed.facts_of(friend), cells=cells[friend.id]) for friend in page.items]
    return FoundFriendPageOut(items=rows, next_cursor=page.next_cursor)


@router.post(
    "/friends/search/count",
    permission="friends.view",
    response=TreeCountOut,
    summary="条件に合う友だちの人数 / Count friends by a condition",
    description="多いときは概算です（is_exact が false）。 / Of many, an estimate (is_exact is false).",
)
def count_found_friends(request: StaffRequest, payload: FriendCountIn) -> TreeCountOut:
    org_id = request.principal.org_id
    line_selectors.channel(org_id, payload.channel_id)
    if payload.tree is not None:
        conditions.require_sound_tree(org_id, payload.channel_id, payload.tree)
    return TreeCountOut.of_count(search_count(org_id, payload.as_search(), clock.now()))
