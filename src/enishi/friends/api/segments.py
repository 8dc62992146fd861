"""Routes of saved segments (セグメント)."""

from collections.abc import Sequence

from ninja import Path, Query

from enishi.accounts.http import StaffRequest, StaffRouter
from enishi.accounts.schemas import Id
from enishi.friends import selectors as friend_selectors
from enishi.friends.models import Segment
from enishi.friends.schemas.segments import (
    FriendSegmentOut,
    FriendSegmentsOut,
    HistoryQuery,
    MemberQuery,
    OverlapQuery,
    SegmentChangeIn,
    SegmentDayOut,
    SegmentDraftOut,
    SegmentDraftsOut,
    SegmentHistoryOut,
    SegmentIn,
    SegmentMemberOut,
    SegmentMembersOut,
    SegmentOut,
    SegmentOverlapOut,
    SegmentQuery,
    SegmentsOut,
)
from enishi.friends.selectors import segments as selectors
from enishi.friends.selectors.segment_drafts import drafts
from enishi.friends.selectors.segment_reports import no_reports, reports
from enishi.friends.services import segments
from enishi.kit import clock
from enishi.kit.paging import decode_cursor
from enishi.line import selectors as line_selectors

router = StaffRouter(tags=["segments"])

_TREND_DAYS = 30


def _shown(org_id: int, rows: Sequence[Segment], *, with_reports: bool = True) -> list[SegmentOut]:
    now = clock.now()
    about = reports(org_id, rows, now) if with_reports else no_reports(rows)
    histories = selectors.size_histories(org_id, rows, now, days=_TREND_DAYS)
    return [SegmentOut.of(row, about[row.id], histories[row.id]) for row in rows]


def _one(org_id: int, segment_id: int) -> SegmentOut:
    return _shown(org_id, [selectors.segment(org_id, segment_id)])[0]


@router.get(
    "/segments",
    permission="segments.view",
    response=SegmentsOut,
    summary="セグメントの一覧 / List segments",
)
def list_segments(request: StaffRequest, query: Query[SegmentQuery]) -> SegmentsOut:
    org_id = request.principal.org_id
    line_selectors.channel(org_id, query.channel_id)
    rows = selectors.segments(org_id, channel_id=query.channel_id, with_archived=query.with_archived)
    return SegmentsOut(items=_shown(org_id, list(rows), with_reports=query.with_reports))


@router.post(
    "/segments",
    permission="segments.edit",
    response={201: SegmentOut},
    summary="セグメントを作る / Create a segment",
)
def create_segment(request: StaffRequest, payload: SegmentIn) -> SegmentOut:
    org_id = request.principal.org_id
    made = segments.create_segment(
        org_id=org_id,
        channel_id=payload.channel_id,
        wish=payload.wish(),
        actor=request.principal.actor,
        now=clock.now(),
    )
    return _one(org_id, made.id)


@router.get(
    "/segments/drafts",
    permission="segments.view",
    response=SegmentDraftsOut,
    summary="すぐに使えるセグメントの例 / Ready conditions to begin with",
)
def list_segment_drafts(request: StaffRequest) -> SegmentDraftsOut:
    return SegmentDraftsOut(items=[SegmentDraftOut.of(draft) for draft in drafts(request.principal.org_id)])


@router.get(
    "/segments/{segment_id}",
    permission="segments.view",
    response=SegmentOut,
    summary="セグメント / Show a segment",
)
def show_segment(request: StaffRequest, segment_id: Path[Id]) -> SegmentOut:
    return _one(request.principal.org_id, segment_id)


@router.patch(
    "/segments/{segment_id}",
    permission="segments.edit",
    response=SegmentOut,
    summary="セグメントを変える / Change a segment",
)
def change_segment(request: StaffRequest, segment_id: Path[Id], payload: SegmentChangeIn) -> SegmentOut:
    org_id = request.principal.org_id
    segments.change_segment(
        org_id=org_id,
        segment_id=segment_id,
        changes=payload.changes(),
        sets_off_rules=payload.sets_off_rules,
        actor=request.principal.actor,
        now=clock.now(),
    )
    return _one(org_id, segment_id)


@router.post(
    "/segments/{segment_id}/archive",
    permission="segments.edit",
    response=SegmentOut,
    summary="セグメントをアーカイブする / Archive a segment",
)
def archive_segment(request: StaffRequest, segment_id: Path[Id]) -> SegmentOut:
    org_id, actor = request.principal.org_id, request.principal.actor
    segments.archive_segment(org_id=org_id, segment_id=segment_id, actor=actor, now=clock.now())
    return _one(org_id, segment_id)


@router.post(
    "/segments/{segment_id}/restore",
    permission="segments.edit",
    response=SegmentOut,
    summary="アーカイブしたセグメントを戻す / Bring an archived segment back",
)
def restore_segment(request: StaffRequest, segment_id: Path[Id]) -> SegmentOut:
    org_id, actor = request.principal.org_id, request.principal.actor
    segments.restore_segment(org_id=org_id, segment_id=segment_id, actor=actor, now=clock.now())
    return _one(org_id, segment_id)


@router.delete(
    "/segments/{segment_id}",
    permission="segments.edit",
    response={204: None},
    summary="アーカイブ済みのセグメントを削除する / Delete an archived segment",
)
def delete_segment(request: StaffRequest, segment_id: Path[Id]) -> None:
    segments.delete_segment(
        org_id=request.principal.org_id,
        segment_id=segment_id,
        actor=request.principal.actor,
        now=clock.now(),
    )


@router.post(
    "/segments/{segment_id}/rebuild",
    permission="segments.edit",
    response=SegmentOut,
    summary="全員を今すぐ判定し直す / Look at every friend again now",
)
def rebuild_segment(request: StaffRequest, segment_id: Path[Id]) -> SegmentOut:
    org_id, actor = request.principal.org_id, request.principal.actor
    segments.rebuild_segment(org_id=org_id, segment_id=segment_id, actor=actor, now=clock.now())
    return _one(org_id, segment_id)


@router.get(
    "/segments/{segment_id}/members",
    permission="segments.view",
    response=SegmentMembersOut,
    summary="セグメントの友だち / The friends in a segment",
)
def list_segment_members(
    request: StaffRequest, segment_id: Path[Id], query: Query[MemberQuery]
) -> SegmentMembersOut:
    org_id = request.principal.org_id
    selectors.segment(org_id, segment_id)
    page = selectors.member_page(org_id, segment_id, after=decode_cursor(query.cursor), limit=query.limit)
    return SegmentMembersOut(
        items=[SegmentMemberOut.of(member) for member in page.items], next_cursor=page.next_cursor
    )


@router.get(
    "/segments/{segment_id}/history",
    permission="segments.view",
    response=SegmentHistoryOut,
    summary="人数の推移 / How the size changed",
)
def show_segment_history(
    request: StaffRequest, segment_id: Path[Id], query: Query[HistoryQuery]
) -> SegmentHistoryOut:
    org_id = request.principal.org_id
    row = selectors.segment(org_id, segment_id)
    days = selectors.size_histories(org_id, [row], clock.now(), days=query.days)[row.id]
    return SegmentHistoryOut(items=[SegmentDayOut.of(day) for day in days])


@router.get(
    "/segments/{segment_id}/overlap",
    permission="segments.view",
    response=SegmentOverlapOut,
    summary="2つのセグメントの重なり / How two segments overlap",
)
def show_segment_overlap(
    request: StaffRequest, segment_id: Path[Id], query: Query[OverlapQuery]
) -> SegmentOverlapOut:
    org_id = request.principal.org_id
    one, other = selectors.segment(org_id, segment_id), selectors.segment(org_id, query.other_id)
    return SegmentOverlapOut.of(selectors.member_overlap(org_id, one.id, other.id))


@router.get(
    "/friends/{friend_id}/segments",
    permission="segments.view",
    response=FriendSegmentsOut,
    summary="友だちが入っているセグメント / The segments that a friend is in",
)
def list_friend_segments(request: StaffRequest, friend_id: Path[Id]) -> FriendSegmentsOut:
    org_id = request.principal.org_id
    friend = friend_selectors.friend(org_id, friend_id)
    return FriendSegmentsOut(
        items=[
            FriendSegmentOut(id=row.id, name=row.name, folder=row.folder, entered_at=entered_at)
            for row, entered_at in selectors.segments_of_friend(org_id, friend)
        ]
    )
