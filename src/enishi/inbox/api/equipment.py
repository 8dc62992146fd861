"""Routes of what talks are equipped with: marks, canned replies, and who may answer."""

from ninja import Path, Query

from enishi.accounts.http import StaffRequest, StaffRouter
from enishi.accounts.schemas import Id
from enishi.content.schemas import as_written
from enishi.inbox.schemas import (
    CannedRepliesOut,
    CannedReplyChangeIn,
    CannedReplyIn,
    CannedReplyOut,
    CannedReplyQuery,
    MarkChangeIn,
    MarkIn,
    MarkOut,
    MarkQuery,
    MarksOut,
    ReplierOut,
    ReplierQuery,
    RepliersOut,
)
from enishi.inbox.selectors import lists
from enishi.inbox.services import canned_replies, marks
from enishi.kit import clock
from enishi.line import selectors as line_selectors

router = StaffRouter(tags=["talk"])


@router.get(
    "/talk/marks", permission="friends.view", response=MarksOut, summary="対応マークの一覧 / List marks"
)
def list_marks(request: StaffRequest, query: Query[MarkQuery]) -> MarksOut:
    rows = lists.marks(request.principal.org_id, with_archived=query.with_archived)
    return MarksOut(items=[MarkOut.of(mark) for mark in rows])


@router.post(
    "/talk/marks",
    permission="talk.reply",
    response={201: MarkOut},
    summary="対応マークを作る / Create a mark",
)
def create_mark(request: StaffRequest, payload: MarkIn) -> MarkOut:
    mark = marks.create_mark(
        org_id=request.principal.org_id,
        name=payload.name,
        colour=payload.colour,
        actor=request.principal.actor,
        now=clock.now(),
    )
    return MarkOut.of(mark)


@router.patch(
    "/talk/marks/{mark_id}",
    permission="talk.reply",
    response=MarkOut,
    summary="対応マークを変える、アーカイブする、戻す / Change, archive or restore a mark",
)
def change_mark(request: StaffRequest, mark_id: Path[Id], payload: MarkChangeIn) -> MarkOut:
    mark = marks.change_mark(
        org_id=request.principal.org_id,
        mark_id=mark_id,
        name=payload.name,
        colour=payload.colour,
        position=payload.position,
        is_archived=payload.is_archived,
        actor=request.principal.actor,
        now=clock.now(),
    )
    return MarkOut.of(mark)


@router.get(
    "/talk/canned-replies",
    permission="talk.view",
    response=CannedRepliesOut,
    summary="定型文の一覧 / List canned replies",
)
def list_canned_replies(request: StaffRequest, query: Query[CannedReplyQuery]) -> CannedRepliesOut:
    rows = lists.canned_replies(request.principal.org_id, with_archived=query.with_archived)
    return CannedRepliesOut(items=[CannedReplyOut.of(row) for row in rows])


@router.post(
    "/talk/canned-replies",
    permission="talk.reply",
    response={201: CannedReplyOut},
    summary="定型文を作る / Create a canned reply",
)
def create_canned_reply(request: StaffRequest, payload: CannedReplyIn) -> CannedReplyOut:
    made = canned_replies.create_canned_reply(
        org_id=request.principal.org_id,
        name=payload.name,
        folder=payload.folder,
        shortcut=payload.shortcut,
        blocks=as_written(payload.blocks) or [],
        actor=request.principal.actor,
        now=clock.now(),
    )
    return CannedReplyOut.of(made)


@router.patch(
    "/talk/canned-replies/{canned_reply_id}",
    permission="talk.reply",
    response=CannedReplyOut,
    summary="定型文を変える、アーカイブする、戻す / Change, archive or restore a canned reply",
)
def change_canned_reply(
    request: StaffRequest, canned_reply_id: Path[Id], payload: CannedReplyChangeIn
) -> CannedReplyOut:
    changes = payload.dict(exclude_none=True, exclude={"blocks"})
    if payload.blocks is not None:
        changes["blocks"] = as_written(payload.blocks)
    changed = canned_replies.change_canned_reply(
        org_id=request.principal.org_id,
        canned_reply_id=canned_reply_id,
        changes=changes,
        actor=request.principal.actor,
        now=clock.now(),
    )
    return CannedReplyOut.of(changed)


@router.get(
    "/talk/repliers",
    permission="talk.view",
    response=RepliersOut,
    summary="担当にできるメンバー / Members to whom a conversation can be assigned",
)
def list_repliers(request: StaffRequest, query: Query[ReplierQuery]) -> RepliersOut:
    org_id = request.principal.org_id
    line_selectors.channel(org_id, query.channel_id)
    rows = lists.repliers(org_id, query.channel_id, clock.now())
    return RepliersOut(items=[ReplierOut.of(member) for member in rows])
