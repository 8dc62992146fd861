"""Routes of friends (友だち), their timelines and memos."""

from ninja import Path, Query

from enishi.accounts.http import StaffRequest, StaffRouter
from enishi.accounts.schemas import Id
from enishi.friends import selectors
from enishi.friends.api.friend_fields import fields_of_friend
from enishi.friends.models import Friend
from enishi.friends.schemas.filters import CountOut, FriendFilterQuery
from enishi.friends.schemas.friends import (
    FriendDetailOut,
    FriendPageOut,
    FriendQuery,
    ImportRequestedOut,
    ListedFriendOut,
    MemoIn,
    Rows,
)
from enishi.friends.schemas.timeline import TimelineEntryOut, TimelinePageOut, TimelineQuery
from enishi.friends.services import imports, memos
from enishi.kit import clock
from enishi.kit.paging import decode_cursor

router = StaffRouter(tags=["friends"])


@router.get(
    "/friends",
    permission="friends.view",
    response=FriendPageOut,
    summary="友だちの一覧 / List friends",
)
def list_friends(request: StaffRequest, query: Query[FriendQuery]) -> FriendPageOut:
    org_id = request.principal.org_id
    page = selectors.friend_page(
        org_id,
        query.as_filter(),
        after=decode_cursor(query.cursor),
        limit=query.limit,
        order=query.order,
    )
    return FriendPageOut(items=_rows(org_id, page.items), next_cursor=page.next_cursor)


def _rows(org_id: int, friends: list[Friend]) -> list[ListedFriendOut]:
    ids = [friend.id for friend in friends]
    rows = Rows(selectors.tags_of_friends(org_id, ids), selectors.marks_of_friends(org_id, ids))
    return [ListedFriendOut(**rows.facts_of(friend)) for friend in friends]


@router.get(
    "/friends/count",
    permission="friends.view",
    response=CountOut,
    summary="友だちの人数 / Count friends",
    description="10,000人を超える絞り込みは「10,000人以上」まで数えます。 / A filter is counted up to 10,000.",
)
def count_friends(request: StaffRequest, query: Query[FriendFilterQuery]) -> CountOut:
    return CountOut.of(selectors.friend_count(request.principal.org_id, query.as_filter()))


@router.get(
    "/friends/{friend_id}",
    permission="friends.view",
    response=FriendDetailOut,
    summary="友だちを表示する / Show a friend",
)
def show_friend(request: StaffRequest, friend_id: Path[Id]) -> FriendDetailOut:
    org_id = request.principal.org_id
    return _detail(request, selectors.friend(org_id, friend_id))


def _detail(request: StaffRequest, friend: Friend) -> FriendDetailOut:
    org_id = request.principal.org_id
    fields = fields_of_friend(org_id, friend.id) if request.principal.may("fields.view") else []
    return FriendDetailOut.with_tags(friend, selectors.tags_of_friend(org_id, friend.id), fields)


@router.get(
    "/friends/{friend_id}/timeline",
    permission="friends.view",
    response=TimelinePageOut,
    summary="行動履歴 / A friend's timeline",
)
def show_timeline(request: StaffRequest, friend_id: Path[Id], query: Query[TimelineQuery]) -> TimelinePageOut:
    org_id = request.principal.org_id
    selectors.friend(org_id, friend_id)
    page = selectors.timeline_page(
        org_id, friend_id, after=decode_cursor(query.cursor), limit=query.limit, part=query.as_slice()
    )
    with_talk = request.principal.may("talk.view")
    return TimelinePageOut(
        items=[TimelineEntryOut.of(entry, with_talk=with_talk) for entry in page.items],
        next_cursor=page.next_cursor,
    )


@router.patch(
    "/friends/{friend_id}/memo",
    permission="friends.edit",
    response=FriendDetailOut,
    summary="メモを書く / Write the memo",
)
def write_memo(request: StaffRequest, friend_id: Path[Id], payload: MemoIn) -> FriendDetailOut:
    org_id = request.principal.org_id
    friend = memos.write_memo(
        org_id=org_id,
        friend_id=friend_id,
        memo=payload.memo,
        actor=request.principal.actor,
        now=clock.now(),
    )
    return _detail(request, friend)


@router.post(
    "/channels/{channel_id}/import-friends",
    permission="friends.edit",
    response=ImportRequestedOut,
    summary="既存の友だちを取り込む / Import the account's existing friends",
    description="LINE が友だちの一覧を出すのは認証済・プレミアムアカウントだけです。 / Verified accounts only.",
)
def import_friends(request: StaffRequest, channel_id: Path[Id]) -> ImportRequestedOut:
    is_new = imports.import_friends_soon(
        org_id=request.principal.org_id,
        channel_id=channel_id,
        actor=request.principal.actor,
        now=clock.now(),
    )
    return ImportRequestedOut(is_new=is_new)
