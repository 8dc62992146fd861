"""What the API of dispatches, deliveries and a channel's sending takes and gives."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints

from enishi.accounts.schemas import Cursor, Id, InputSchema, Limit, Moment, OutputSchema
from enishi.content.domain.outline import Outline
from enishi.content.schemas import EXAMPLE_BLOCKS, Blocks
from enishi.delivery.domain.health import Code
from enishi.delivery.domain.reasons import REASONS, STATE_REASONS
from enishi.delivery.domain.values import DeliveryState
from enishi.delivery.models import Dispatch, DispatchKind, DispatchState
from enishi.delivery.schemas.audiences import RecipientsIn
from enishi.delivery.selectors.dispatches import DispatchDetail, DispatchFilter
from enishi.delivery.selectors.ledger import LedgerRow, Waiting
from enishi.delivery.selectors.orders import OrderPreview
from enishi.delivery.selectors.sending import ChannelSending


class MessageIn(InputSchema):
    """Either ``blocks`` or ``template_id``."""

    model_config = ConfigDict(json_schema_extra={"example": {"blocks": EXAMPLE_BLOCKS}})

    blocks: Blocks | None = None
    template_id: Id | None = None


class DispatchIn(MessageIn):
    """``due_at``: left out, at once. ``expires_at``: what could not go out by then is not sent any more; left out,
    72 hours after ``due_at``."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "kind": "broadcast",
                "channel_id": 1,
                "blocks": EXAMPLE_BLOCKS,
                "recipients": {"tag_id": 1},
                "due_at": "2026-10-16T10:00:00+09:00",
            }
        }
    )

    kind: Literal["broadcast", "staff", "test"] = "broadcast"
    channel_id: Id
    recipients: RecipientsIn
    due_at: Moment | None = None
    expires_at: Moment | None = None


class DispatchQuery(InputSchema):
    cursor: Cursor = None
    limit: Limit = 50
    channel_id: Id | None = None
    kind: DispatchKind | None = None
    state: DispatchState | None = None
    problem: Annotated[
        Literal["any", "failed", "unknown", "paused"] | None,
        Field(description="失敗・不明・一時停止のある配信だけ / only dispatches with this trouble"),
    ] = None
    due_from: Moment | None = None
    due_before: Moment | None = None

    def as_filter(self) -> DispatchFilter:
        return DispatchFilter(
            self.channel_id,
            self.kind or "",
            self.state or "",
            self.problem or "",
            self.due_from,
            self.due_before,
        )


class DispatchOut(OutputSchema):
    """``planned`` friends were meant; ``queued`` of them are not decided yet. The other counts say what became of
    the rest, so planned = sent + held + skipped + failed + unknown + queued at every moment."""

    id: int
    channel_id: int
    kind: DispatchKind
    source: str
    revision_id: int
    due_at: datetime
    expires_at: datetime
    state: DispatchState
    state_reason: str
    state_reason_ja: str
    state_reason_en: str
    planned: int
    queued: int
    sent: int
    held: int
    skipped: int
    failed: int
    unknown: int
    created_at: datetime
    created_by: str
    finished_at: datetime | None

    @classmethod
    def of(cls, dispatch: Dispatch) -> "DispatchOut":
        settled = dispatch.sent + dispatch.held + dispatch.skipped + dispatch.failed + dispatch.unknown
        why = STATE_REASONS.get(dispatch.state_reason)
        return cls(
            **{name: getattr(dispatch, name) for name in _PLAIN},
            queued=dispatch.planned - settled,
            state_reason_ja=why.ja if why else "",
            state_reason_en=why.en if why else "",
        )


_PLAIN = tuple(
    name for name in DispatchOut.model_fields if name not in ("queued", "state_reason_ja", "state_reason_en")
)


class OutlineOut(OutputSchema):
    """What is sent, in a few words: the first block's kind, the first words, and how many blocks there are."""

    kind: str
    text: str
    blocks: int


class ListedDispatchOut(DispatchOut):
    outline: OutlineOut | None

    @classmethod
    def with_outline(cls, dispatch: Dispatch, outline: Outline | None) -> "ListedDispatchOut":
        shown = OutlineOut.from_orm(outline) if outline else None
        return cls(**DispatchOut.of(dispatch).dict(), outline=shown)


class DispatchPageOut(OutputSchema):
    items: list[ListedDispatchOut]
    next_cursor: str | None


class TallyOut(OutputSchema):
    state: DeliveryState
    reason: str
    ja: str
    en: str
    number: int


class DispatchDetailOut(DispatchOut):
    """``to_plan`` and ``to_send`` were counted in the queues themselves; ``is_balanced`` says that they and the
    counters add up to ``planned``. ``reasons`` tells why messages did not go out; ``messages`` are LINE message
    objects with their placeholders still in them, none of a reply in a talk that the caller may not see."""

    to_plan: int
    to_send: int
    is_balanced: bool
    reasons: list[TallyOut]
    messages: list[dict[str, Any]]

    @classmethod
    def with_queues(cls, detail: DispatchDetail, messages: list[dict[str, Any]]) -> "DispatchDetailOut":
        plain = DispatchOut.of(detail.dispatch)
        return cls(
            **plain.dict(),
            to_plan=detail.to_plan,
            to_send=detail.to_send,
            is_balanced=plain.queued == detail.to_plan + detail.to_send,
            reasons=[
                TallyOut(state=row.state, reason=row.reason, number=row.number, **_texts(row.reason))
                for row in detail.tallies
            ],
            messages=messages,
        )


def _texts(reason: str) -> dict[str, str]:
    known = REASONS.get(reason)
    return {"ja": known.ja if known else "", "en": known.en if known else ""}


class SampleOut(OutputSchema):
    """What one friend would read: LINE message objects."""

    friend_id: int
    messages: list[dict[str, Any]]


class PreviewOut(OutputSchema):
    """``planned`` friends are meant; of a very large audience only ``examined`` were looked at, and ``sends``,
    ``cost``, ``requests``, ``skips`` and ``holds`` speak of those. ``cost`` is in messages of the month's quota."""

    planned: int
    examined: int
    sends: int
    cost: int
    requests: dict[str, int]
    skips: list[TallyOut]
    holds: list[TallyOut]
    samples: list[SampleOut]
    quota_limit: int | None
    quota_used: int | None

    @classmethod
    def of(cls, preview: OrderPreview) -> "PreviewOut":
        return cls(
            **{name: getattr(preview, name) for name in _PREVIEW_PLAIN},
            requests=dict(preview.requests),
            skips=_tallies("skipped", preview.skips),
            holds=_tallies("held", preview.holds),
            samples=[SampleOut(**sample) for sample in preview.samples],
        )


_PREVIEW_PLAIN = ("planned", "examined", "sends", "cost", "quota_limit", "quota_used")


def _tallies(state: DeliveryState, counts: dict[str, int]) -> list[TallyOut]:
    return [
        TallyOut(state=state, reason=reason, number=number, **_texts(reason))
        for reason, number in sorted(counts.items())
    ]


class DeliveryQuery(InputSchema):
    cursor: Cursor = None
    limit: Limit = 50


class DispatchDeliveryQuery(DeliveryQuery):
    state: DeliveryState | None = None
    reason: Annotated[str, StringConstraints(max_length=40)] = ""


class DeliveryOut(OutputSchema):
    """One friend and one intended message. ``request_id`` is LINE's, for questions to LINE; ``friend_name`` is the
    friend's own words."""

    dispatch_id: int
    kind: DispatchKind
    source: str
    channel_id: int
    friend_id: int
    friend_name: str
    state: DeliveryState
    reason: str
    reason_ja: str
    reason_en: str
    detail: str
    endpoint: str
    due_at: datetime
    decided_at: datetime
    batch_id: UUID | None
    request_id: str

    @classmethod
    def of(cls, row: LedgerRow) -> "DeliveryOut":
        texts = _texts(row.reason)
        return cls(
            **{name: getattr(row, name) for name in _LEDGER_PLAIN},
            reason_ja=texts["ja"],
            reason_en=texts["en"],
        )


_LEDGER_PLAIN = tuple(name for name in DeliveryOut.model_fields if name not in ("reason_ja", "reason_en"))


class DeliveryPageOut(OutputSchema):
    items: list[DeliveryOut]
    next_cursor: str | None


class WaitingOut(OutputSchema):
    """A message on its way that has no outcome yet. ``stage``: planning, ready or sending; it goes on while
    ``dispatch_state`` is open."""

    dispatch_id: int
    kind: DispatchKind
    source: str
    stage: Literal["planning", "ready", "sending"]
    due_at: datetime
    not_before: datetime
    attempts: int
    dispatch_state: DispatchState
    dispatch_reason: str

    @classmethod
    def of(cls, row: Waiting) -> "WaitingOut":
        return cls.from_orm(row)


class FriendDeliveryPageOut(DeliveryPageOut):
    """``waiting`` comes with the first page only."""

    waiting: list[WaitingOut]


class PendingOut(OutputSchema):
    """In friends: not yet planned, held until later, frozen, and at LINE this moment."""

    to_plan: int
    held: int
    ready: int
    sending: int


class ChannelSendingOut(OutputSchema):
    """``state`` is the most serious thing that stands in the way; ``fine`` if nothing does."""

    channel_id: int
    state: Code
    ja: str
    en: str
    failures: int
    open_until: datetime | None
    refused_at: datetime | None
    refused_reason: str
    quota_out_until: datetime | None
    quota_limit: int | None
    quota_used: int | None
    quota_checked_at: datetime | None
    pending: PendingOut

    @classmethod
    def of(cls, sending: ChannelSending) -> "ChannelSendingOut":
        health, channel = sending.health, sending.channel
        return cls(
            channel_id=channel.id,
            state=sending.state.code,
            ja=sending.state.ja,
            en=sending.state.en,
            failures=health.failures,
            open_until=health.open_until,
            refused_at=health.refused_at,
            refused_reason=health.refused_reason,
            quota_out_until=health.quota_out_until,
            quota_limit=channel.quota_limit,
            quota_used=channel.quota_used,
            quota_checked_at=channel.quota_checked_at,
            pending=PendingOut.from_orm(sending.pending),
        )
