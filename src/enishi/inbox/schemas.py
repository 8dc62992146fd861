"""What the API of talks takes and gives."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, StringConstraints

from enishi.accounts.models import Member
from enishi.accounts.permissions import Actor
from enishi.accounts.schemas import Cursor, Id, InputSchema, Limit, Moment, OutputSchema
from enishi.content.domain.blocks import Block
from enishi.content.schemas import EXAMPLE_BLOCKS, Blocks
from enishi.delivery.schemas.dispatches import MessageIn
from enishi.friends.models import FriendStatus
from enishi.inbox.models import CannedReply, Mark, MarkRole, Note, Sender
from enishi.inbox.selectors.conversations import Talk, TalkCounts
from enishi.inbox.selectors.lists import Scheduled
from enishi.inbox.selectors.messages import Entry
from enishi.inbox.services.notes import is_own


class ConversationQuery(InputSchema):
    """``assignee``: ``me``, ``none`` or a member's id. With ``state`` waiting the longest wait comes first."""

    cursor: Cursor = None
    limit: Limit = 50
    channel_id: Id | None = None
    mark_id: Id | None = None
    assignee: Annotated[str, StringConstraints(pattern=r"^(me|none|[1-9][0-9]{0,17})?$")] = ""
    state: Literal["all", "unread", "waiting"] = "all"
    q: Annotated[
        str,
        StringConstraints(max_length=100),
        Field(description="名前か最後のメッセージの一部 / part of the name or of the last message"),
    ] = ""


class ConversationOut(OutputSchema):
    """``last_text`` and the friend's name are the friend's own words: escape them wherever they are shown."""

    friend_id: int
    channel_id: int
    display_name: str
    picture_url: str
    status: FriendStatus
    last_at: datetime
    last_sender: Sender
    last_kind: str
    last_text: str
    last_heard_at: datetime | None
    unread_count: int
    waiting_since: datetime | None
    mark_id: int | None
    assignee_id: int | None
    last_reply_at: datetime | None
    last_reply_by: str

    @classmethod
    def of(cls, talk: Talk) -> "ConversationOut":
        row, friend = talk.conversation, talk.friend
        return cls(
            display_name=friend.display_name,
            picture_url=friend.picture_url,
            status=FriendStatus(friend.status),
            **{name: getattr(row, name) for name in _OF_ROW},
        )


_OF_ROW = tuple(
    name for name in ConversationOut.model_fields if name not in ("display_name", "picture_url", "status")
)


class ConversationPageOut(OutputSchema):
    items: list[ConversationOut]
    next_cursor: str | None


class TalkMessageQuery(InputSchema):
    cursor: Cursor = None
    limit: Limit = 50


class TalkMessageOut(OutputSchema):
    """One line of a talk. ``messages`` are LINE message objects, of the friend's or of ours; ``sender`` is ``friend``
    or what sent it. ``state`` says what became of ours: sent, failed, skipped, held, unknown, or waiting."""

    key: str
    at: datetime
    kind: Literal["message", "postback", "followed", "blocked"]
    sender: Literal["friend", "staff", "rule", "scenario", "broadcast", "test"]
    messages: list[dict[str, Any]]
    by: str
    source: str
    state: Literal["", "sent", "failed", "skipped", "held", "unknown", "waiting"]
    reason: str
    reason_ja: str
    reason_en: str
    detail: str
    dispatch_id: int | None
    is_unsent: bool
    is_edited: bool

    @classmethod
    def of(cls, entry: Entry) -> "TalkMessageOut":
        return cls.from_orm(entry)


class TalkMessagePageOut(OutputSchema):
    """Newest first; what LINE has not taken yet comes with the first page."""

    items: list[TalkMessageOut]
    next_cursor: str | None


class ReadIn(InputSchema):
    """``seen_at``: the time of the newest message that was on the screen."""

    model_config = ConfigDict(json_schema_extra={"example": {"seen_at": "2026-10-16T10:00:00+09:00"}})

    seen_at: Moment


class MarkChoiceIn(InputSchema):
    model_config = ConfigDict(json_schema_extra={"example": {"mark_id": 1}})

    mark_id: Id


class AssigneeIn(InputSchema):
    """``member_id`` null: nobody's."""

    model_config = ConfigDict(json_schema_extra={"example": {"member_id": 1}})

    member_id: Id | None


class NoteIn(InputSchema):
    model_config = ConfigDict(json_schema_extra={"example": {"body": "次回の予約を確認する。"}})

    body: Annotated[str, StringConstraints(min_length=1, max_length=5000)]


class NoteOut(OutputSchema):
    id: int
    body: str
    author: str
    is_own: bool
    created_at: datetime

    @classmethod
    def of(cls, note: Note, actor: Actor) -> "NoteOut":
        return cls(
            id=note.id,
            body=note.body,
            author=note.author_label,
            is_own=is_own(note, actor),
            created_at=note.created_at,
        )


class NotesOut(OutputSchema):
    items: list[NoteOut]


class ScheduledReplyIn(MessageIn):
    model_config = ConfigDict(
        json_schema_extra={"example": {"blocks": EXAMPLE_BLOCKS, "due_at": "2026-10-16T10:00:00+09:00"}}
    )

    due_at: Moment


class ScheduledReplyOut(OutputSchema):
    """``friend_wrote_since``: the friend has said something that its author could not know."""

    id: int
    dispatch_id: int
    due_at: datetime
    blocks: list[Block]
    created_at: datetime
    created_by: str
    is_paused: bool
    friend_wrote_since: bool

    @classmethod
    def of(cls, scheduled: Scheduled) -> "ScheduledReplyOut":
        return cls.from_orm(scheduled)


class ScheduledRepliesOut(OutputSchema):
    items: list[ScheduledReplyOut]


Colour = Literal["gray", "red", "orange", "yellow", "green", "teal", "blue", "violet", "pink"]
MarkName = Annotated[str, StringConstraints(min_length=1, max_length=40)]


class MarkIn(InputSchema):
    model_config = ConfigDict(json_schema_extra={"example": {"name": "折り返し待ち", "colour": "orange"}})

    name: MarkName
    colour: Colour = "gray"


class MarkChangeIn(InputSchema):
    """Whatever is left out stays as it is."""

    model_config = ConfigDict(json_schema_extra={"example": {"colour": "green"}})

    name: MarkName | None = None
    colour: Colour | None = None
    position: Annotated[int, Field(ge=0, le=1000)] | None = None
    is_archived: bool | None = None


class MarkQuery(InputSchema):
    with_archived: bool = False


class MarkOut(OutputSchema):
    """``role`` open: set when a friend writes. ``role`` done: ends the wait."""

    id: int
    name: str
    colour: Colour
    position: int
    role: MarkRole
    archived_at: datetime | None

    @classmethod
    def of(cls, mark: Mark) -> "MarkOut":
        return cls.from_orm(mark)


class MarksOut(OutputSchema):
    items: list[MarkOut]


CannedName = Annotated[str, StringConstraints(min_length=1, max_length=100)]
Folder = Annotated[str, StringConstraints(max_length=100)]
Shortcut = Annotated[str, StringConstraints(max_length=30)]


class CannedReplyIn(InputSchema):
    model_config = ConfigDict(
        json_schema_extra={"example": {"name": "営業時間", "shortcut": "eigyo", "blocks": EXAMPLE_BLOCKS}}
    )

    name: CannedName
    folder: Folder = ""
    shortcut: Shortcut = ""
    blocks: Blocks


class CannedReplyChangeIn(InputSchema):
    """Whatever is left out stays as it is."""

    model_config = ConfigDict(json_schema_extra={"example": {"is_archived": True}})

    name: CannedName | None = None
    folder: Folder | None = None
    shortcut: Shortcut | None = None
    blocks: Blocks | None = None
    is_archived: bool | None = None


class CannedReplyQuery(InputSchema):
    with_archived: bool = False


class CannedReplyOut(OutputSchema):
    id: int
    name: str
    folder: str
    shortcut: str
    blocks: list[Block]
    updated_at: datetime
    archived_at: datetime | None

    @classmethod
    def of(cls, canned: CannedReply) -> "CannedReplyOut":
        return cls.from_orm(canned)


class CannedRepliesOut(OutputSchema):
    items: list[CannedReplyOut]


class TalkCountsQuery(InputSchema):
    channel_id: Id | None = None


class TalkCountsOut(OutputSchema):
    """Conversations; each count ends at 1000. ``overdue``: waiting for more than 24 hours."""

    unread: int
    waiting: int
    overdue: int

    @classmethod
    def of(cls, counts: TalkCounts) -> "TalkCountsOut":
        return cls.from_orm(counts)


class ReplierQuery(InputSchema):
    channel_id: Id


class ReplierOut(OutputSchema):
    """A member to whom a conversation can be assigned."""

    member_id: int
    user_id: int
    name: str

    @classmethod
    def of(cls, member: Member) -> "ReplierOut":
        return cls(member_id=member.id, user_id=member.user_id, name=member.user.name)


class RepliersOut(OutputSchema):
    items: list[ReplierOut]
