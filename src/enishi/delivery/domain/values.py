"""The values that travel between the stages of delivery. Frozen: a stage cannot change another's work."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from enishi.delivery.domain.audiences import Audience as Audience
from enishi.line.client.outcomes import SendResult

REPLY, PUSH, MULTICAST = "reply", "push", "multicast"

#: What the ledger says of one friend and one intended message.
DeliveryState = Literal["sent", "held", "skipped", "failed", "unknown"]

#: A message that could not go out for so long is not sent any more, unless its author said otherwise.
DEFAULT_LIFE = timedelta(hours=72)


@dataclass(frozen=True, slots=True)
class Order:
    """What staff want sent: ``kind`` is broadcast, staff or test; without ``due_at`` at once, without ``expires_at``
    for as long as usual."""

    kind: str
    channel_id: int
    blocks: Sequence[Any]
    recipients: Sequence[int] | Audience
    due_at: datetime | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DispatchFacts:
    """What planning needs to know of a dispatch."""

    id: int
    org_id: int
    channel_id: int
    source: str
    revision_id: int
    priority: int
    due_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class CandidateSlice:
    """Some friends of a dispatch whose time has come. ``reply_tokens`` runs parallel to ``friend_ids``."""

    id: int
    dispatch: DispatchFacts
    friend_ids: list[int]
    reply_tokens: list[str] | None
    reply_until: datetime | None
    is_held: bool


@dataclass(frozen=True, slots=True)
class SliceFacts:
    """Everything that was read from the database about one slice, so that planning itself reads nothing."""

    #: friend id → (LINE user id, is following)
    friends: dict[int, tuple[str, bool]]
    #: friend id → reason code, for friends who left the dispatch's source
    withdrawn: dict[int, str]
    is_channel_active: bool
    quota_out_until: datetime | None
    #: friends to whom staff let nothing be sent
    muted: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Recipient:
    friend_id: int
    line_user_id: str
    reply_token: str = ""


@dataclass(frozen=True, slots=True)
class Skip:
    friend_id: int
    reason: str
    detail: str = ""
    is_failure: bool = False


@dataclass(frozen=True, slots=True)
class Hold:
    friend_ids: list[int]
    until: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What shall become of a slice: each friend is in exactly one of the three."""

    sends: list[Recipient]
    skips: list[Skip]
    holds: list[Hold]


@dataclass(frozen=True, slots=True)
class Variant:
    """Friends who get exactly the same messages (LINE message objects, serialised once)."""

    messages: bytes
    recipients: list[Recipient]


@dataclass(frozen=True, slots=True)
class Draft:
    """One HTTP call to be frozen: at most 500 recipients, one if it is a reply or a push."""

    endpoint: str
    messages: bytes
    recipients: Sequence[Recipient]


@dataclass(frozen=True, slots=True)
class ClaimedBatch:
    """A frozen batch that this worker alone may attempt now. ``start_at`` is its slot in the channel's pace."""

    id: UUID
    org_id: int
    channel_id: int
    dispatch_id: int
    endpoint: str
    friend_ids: list[int]
    line_user_ids: list[str]
    reply_token: str
    messages: bytes
    attempts: int
    first_attempt_at: datetime
    created_at: datetime
    expires_at: datetime
    #: An earlier attempt's answer was lost: LINE may have accepted it.
    is_in_doubt: bool
    delay_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class SentBatch:
    """A claimed batch and LINE's answer to it."""

    batch: ClaimedBatch
    result: SendResult
    answered_at: datetime
    #: When the credentials that went with it were read: a refusal says nothing about newer ones.
    credentials_read_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """A dry run: what a dispatch would do if it were due now."""

    planned: int
    sends: int
    requests: dict[str, int]
    skips: dict[str, int]
    holds: dict[str, int]
    samples: list[dict[str, Any]] = field(default_factory=list)
