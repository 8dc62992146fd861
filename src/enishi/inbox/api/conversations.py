"""Routes of talks (個別トーク): the list, one conversation, its messages, and what staff do with it."""

from ninja import Path, Query

from enishi.accounts.http import StaffRequest, StaffRouter
from enishi.accounts.schemas import Id
from enishi.content.schemas import as_written
from enishi.content.selectors import chosen_blocks
from enishi.friends import selectors as friend_selectors
from enishi.inbox.schemas import (
    AssigneeIn,
    ConversationOut,
    ConversationPageOut,
    ConversationQuery,
    MarkChoiceIn,
    NoteIn,
    NoteOut,
    NotesOut,
    ReadIn,
    ScheduledRepliesOut,
    ScheduledReplyIn,
    ScheduledReplyOut,
    TalkCountsOut,
    TalkCountsQuery,
    TalkMessageOut,
    TalkMessagePageOut,
    TalkMessageQuery,
)
from enishi.inbox.selectors import conversations, lists, messages
from enishi.inbox.services import conversations as talks
from enishi.inbox.services import notes, scheduled_replies
from enishi.kit import clock
from enishi.kit.paging import decode_cursor

router = StaffRouter(tags=["talk"])


@router.get(
    "/talk/conversations",
    permission="talk.view",
    response=ConversationPageOut,
    summary="トークの一覧 / List conversations",
)
def list_conversations(request: StaffRequest, query: Query[ConversationQuery]) -> ConversationPageOut:
    org_id = request.principal.org_id
    page = conversations.talk_page(
        org_id,
        conversations.TalkFilter(
            channel_id=query.channel_id,
            mark_id=query.mark_id,
            assignee_id=lists.assignee_named(org_id, query.assignee, request.principal.actor),
            state=query.state,
            text=query.q,
        ),
        after=decode_cursor(query.cursor),
        limit=query.limit,
    )
    return ConversationPageOut(
        items=[ConversationOut.of(talk) for talk in page.items], next_cursor=page.next_cursor
    )


@router.get(
    "/talk/counts",
    permission="talk.view",
    response=TalkCountsOut,
    summary="未読と返信待ちの件数 / How many conversations need an answer",
)
def count_conversations(request: StaffRequest, query: Query[TalkCountsQuery]) -> TalkCountsOut:
    return TalkCountsOut.of(conversations.counts(request.principal.org_id, query.channel_id, clock.now()))


@router.get(
    "/talk/conversations/{friend_id}",
    permission="talk.view",
    response=ConversationOut,
    summary="トークを表示する / Show a conversation",
)
def show_conversation(request: StaffRequest, friend_id: Path[Id]) -> ConversationOut:
    return _shown(request, friend_id)


def _shown(request: StaffRequest, friend_id: int) -> ConversationOut:
    return ConversationOut.of(conversations.talk(request.principal.org_id, friend_id))


@router.get(
    "/talk/conversations/{friend_id}/messages",
    permission="talk.view",
    response=TalkMessagePageOut,
    summary="トークのメッセージ / The messages of a conversation",
)
def list_talk_messages(
    request: StaffRequest, friend_id: Path[Id], query: Query[TalkMessageQuery]
) -> TalkMessagePageOut:
    org_id = request.principal.org_id
    friend = friend_selectors.friend(org_id, friend_id)
    page = messages.message_page(org_id, friend, after=decode_cursor(query.cursor), limit=query.limit)
    return TalkMessagePageOut(
        items=[TalkMessageOut.of(entry) for entry in page.items], next_cursor=page.next_cursor
    )


@router.post(
    "/talk/conversations/{friend_id}/read",
    permission="talk.reply",
    response=ConversationOut,
    summary="既読にする / Note that a conversation was read",
)
def read_conversation(request: StaffRequest, friend_id: Path[Id], payload: ReadIn) -> ConversationOut:
    talks.note_read(
        org_id=request.principal.org_id, friend_id=friend_id, seen_at=payload.seen_at, now=clock.now()
    )
    return _shown(request, friend_id)


@router.put(
    "/talk/conversations/{friend_id}/mark",
    permission="talk.reply",
    response=ConversationOut,
    summary="対応マークを付ける / Put a mark on a conversation",
)
def mark_conversation(request: StaffRequest, friend_id: Path[Id], payload: MarkChoiceIn) -> ConversationOut:
    talks.set_mark(
        org_id=request.principal.org_id,
        friend_id=friend_id,
        mark_id=payload.mark_id,
        actor=request.principal.actor,
        now=clock.now(),
    )
    return _shown(request, friend_id)


@router.put(
    "/talk/conversations/{friend_id}/assignee",
    permission="talk.reply",
    response=ConversationOut,
    summary="担当者を決める / Assign a conversation",
)
def assign_conversation(request: StaffRequest, friend_id: Path[Id], payload: AssigneeIn) -> ConversationOut:
    talks.assign(
        org_id=request.principal.org_id,
        friend_id=friend_id,
        member_id=payload.member_id,
        actor=request.principal.actor,
        now=clock.now(),
    )
    return _shown(request, friend_id)


@router.post(
    "/talk/conversations/{friend_id}/typing",
    permission="talk.reply",
    response={204: None},
    summary="入力中であることを伝える / Tell colleagues that one is typing",
)
def tell_typing(request: StaffRequest, friend_id: Path[Id]) -> None:
    talks.tell_typing(org_id=request.principal.org_id, friend_id=friend_id, actor=request.principal.actor)


@router.get(
    "/talk/conversations/{friend_id}/notes",
    permission="talk.view",
    response=NotesOut,
    summary="ノートの一覧 / List the notes on a conversation",
)
def list_notes(request: StaffRequest, friend_id: Path[Id]) -> NotesOut:
    org_id, actor = request.principal.org_id, request.principal.actor
    friend_selectors.friend(org_id, friend_id)
    return NotesOut(items=[NoteOut.of(note, actor) for note in lists.notes(org_id, friend_id)])


@router.post(
    "/talk/conversations/{friend_id}/notes",
    permission="talk.reply",
    response={201: NoteOut},
    summary="ノートを書く / Write a note",
)
def write_note(request: StaffRequest, friend_id: Path[Id], payload: NoteIn) -> NoteOut:
    actor = request.principal.actor
    note = notes.write_note(
        org_id=request.principal.org_id,
        friend_id=friend_id,
        body=payload.body,
        actor=actor,
        now=clock.now(),
    )
    return NoteOut.of(note, actor)


@router.delete(
    "/talk/conversations/{friend_id}/notes/{note_id}",
    permission="talk.reply",
    response={204: None},
    summary="自分のノートを削除する / Delete one's own note",
)
def delete_note(request: StaffRequest, friend_id: Path[Id], note_id: Path[Id]) -> None:
    notes.delete_note(
        org_id=request.principal.org_id,
        friend_id=friend_id,
        note_id=note_id,
        actor=request.principal.actor,
        now=clock.now(),
    )


@router.get(
    "/talk/conversations/{friend_id}/scheduled",
    permission="talk.view",
    response=ScheduledRepliesOut,
    summary="予約した返信の一覧 / List the scheduled replies",
)
def list_scheduled_replies(request: StaffRequest, friend_id: Path[Id]) -> ScheduledRepliesOut:
    return _scheduled(request, friend_id)


def _scheduled(request: StaffRequest, friend_id: int) -> ScheduledRepliesOut:
    org_id = request.principal.org_id
    friend_selectors.friend(org_id, friend_id)
    return ScheduledRepliesOut(
        items=[ScheduledReplyOut.of(each) for each in lists.scheduled_replies(org_id, friend_id)]
    )


@router.post(
    "/talk/conversations/{friend_id}/scheduled",
    permission="talk.reply",
    idempotent=True,
    response={201: ScheduledRepliesOut},
    summary="返信を予約する / Schedule a reply",
)
def schedule_reply(
    request: StaffRequest, friend_id: Path[Id], payload: ScheduledReplyIn
) -> ScheduledRepliesOut:
    org_id = request.principal.org_id
    scheduled_replies.schedule_reply(
        org_id=org_id,
        friend_id=friend_id,
        blocks=chosen_blocks(org_id, as_written(payload.blocks), payload.template_id),
        due_at=payload.due_at,
        actor=request.principal.actor,
        now=clock.now(),
    )
    return _scheduled(request, friend_id)


@router.delete(
    "/talk/conversations/{friend_id}/scheduled/{scheduled_id}",
    permission="talk.reply",
    response={204: None},
    summary="予約した返信を取り消す / Cancel a scheduled reply",
)
def cancel_scheduled_reply(request: StaffRequest, friend_id: Path[Id], scheduled_id: Path[Id]) -> None:
    scheduled_replies.cancel_scheduled_reply(
        org_id=request.principal.org_id,
        friend_id=friend_id,
        scheduled_id=scheduled_id,
        actor=request.principal.actor,
        now=clock.now(),
    )
