"""The pipeline by hand: request, plan, claim and settle step by step, with answers that a test makes up."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from tests.factories import NOW, make_revision, rows

from enishi.accounts.models import Organisation
from enishi.delivery.domain.values import Audience, ClaimedBatch, SentBatch
from enishi.delivery.models import Batch, Candidates, ChannelHealth, Delivery, Dispatch
from enishi.delivery.pipeline import run
from enishi.delivery.services import request_dispatch
from enishi.friends.models import Friend
from enishi.friends.services.timeline import ReplyToken
from enishi.kit.tenancy import org_scope
from enishi.line.client import Outcome, SendResult
from enishi.line.models import Channel

ACCEPTED = SendResult(Outcome.ACCEPTED, status=200, request_id="r1", accepted_request_id="r1")
LOST = SendResult(Outcome.AMBIGUOUS, message="ServerDisconnectedError")
SERVER_ERROR = SendResult(Outcome.AMBIGUOUS, status=500, message="Internal Server Error")
RATE_LIMITED = SendResult(Outcome.RATE_LIMITED, status=429, message="The API rate limit has been exceeded.")
NO_QUOTA = SendResult(Outcome.QUOTA_EXHAUSTED, status=429, message="You have reached your monthly limit.")
UNAUTHORISED = SendResult(Outcome.UNAUTHORISED, status=401, message="Authentication failed.")
NOT_SENT = SendResult(Outcome.NOT_SENT, message="ClientConnectorError")
REFUSED = SendResult(Outcome.REFUSED, status=400, message="The request body has 1 error(s)")
DEAD_TOKEN = SendResult(Outcome.REFUSED, status=400, message="Invalid reply token")

_workers = count(1)


def refused_recipient(index: int) -> SendResult:
    return SendResult(
        Outcome.REFUSED,
        status=400,
        message=f"The property, to[{index}], in the request body is invalid (line: -, column: -)",
    )


def later(**duration: float) -> datetime:
    return NOW + timedelta(**duration)


class Desk:
    """One channel's sending, by hand. Worker ids are of workers that nobody else has."""

    def __init__(self, org: Organisation, channel: Channel) -> None:
        self.org, self.channel = org, channel
        self.worker_id = next(_workers)

    def request(
        self,
        friends: Sequence[Friend] | Audience,
        text: str = "こんにちは",
        *,
        kind: str = "broadcast",
        now: datetime = NOW,
        tokens: Mapping[int, ReplyToken] | None = None,
        **options: Any,
    ) -> Dispatch:
        recipients = friends if isinstance(friends, Audience) else [friend.id for friend in friends]
        revision_id = options.pop("revision_id", None) or make_revision(self.org, text)
        with org_scope(self.org.id):
            dispatch_id = request_dispatch(
                org_id=self.org.id,
                channel_id=self.channel.id,
                kind=kind,
                revision_id=revision_id,
                recipients=recipients,
                now=now,
                reply_tokens=tokens,
                **options,
            )
        return self.dispatch(dispatch_id)

    def plan(self, now: datetime = NOW) -> int:
        """Plan everything that is due; returns how many slices there were."""
        slices = 0
        while run.plan_next_slice(now):
            slices += 1
        return slices

    def claim(
        self, now: datetime = NOW, *, room: int = 100, worker_id: int | None = None
    ) -> list[ClaimedBatch]:
        return run.claim_to_send(self.worker_id if worker_id is None else worker_id, room, now)

    def settle(
        self,
        batches: Sequence[ClaimedBatch],
        result: SendResult = ACCEPTED,
        now: datetime = NOW,
        *,
        credentials_read_at: datetime | None = None,
    ) -> None:
        answers = [SentBatch(batch, result, now, credentials_read_at) for batch in batches]
        run.settle(self.worker_id, answers, now)

    def send(self, result: SendResult = ACCEPTED, now: datetime = NOW) -> list[ClaimedBatch]:
        """Plan, claim and settle everything that is due, all with the same answer."""
        self.plan(now)
        batches = self.claim(now)
        self.settle(batches, result, now)
        return batches

    def dispatch(self, dispatch_id: int) -> Dispatch:
        return rows(Dispatch, id=dispatch_id)[0]

    def batches(self, dispatch: Dispatch) -> list[Batch]:
        return rows(Batch, ("id",), dispatch_id=dispatch.id)

    def ledger(self, dispatch: Dispatch) -> dict[int, tuple[str, str]]:
        """Friend id → (state, reason)."""
        found = rows(Delivery, ("friend_id",), dispatch_id=dispatch.id)
        return {row.friend_id: (row.state, row.reason) for row in found}

    def health(self) -> ChannelHealth:
        return rows(ChannelHealth, channel_id=self.channel.id)[0]


def states(dispatch: Dispatch) -> dict[str, int]:
    """The counters that are not zero."""
    found = rows(Dispatch, id=dispatch.id)[0]
    names = ("sent", "held", "skipped", "failed", "unknown")
    return {name: getattr(found, name) for name in names if getattr(found, name)}


def assert_adds_up(dispatch_id: int) -> None:
    """planned = sent + held + skipped + failed + unknown + queued, and the ledger says the same as the counters."""
    dispatch = rows(Dispatch, id=dispatch_id)[0]
    waiting = rows(Candidates, dispatch_id=dispatch_id)
    queued = sum(len(row.friend_ids) for row in waiting if not row.is_held)
    held = sum(len(row.friend_ids) for row in waiting if row.is_held)
    queued += sum(
        len(row.friend_ids) for row in rows(Batch, dispatch_id=dispatch_id, state__in=["ready", "sending"])
    )
    settled = dispatch.sent + dispatch.skipped + dispatch.failed + dispatch.unknown
    assert held == dispatch.held, (held, dispatch.held)
    assert dispatch.planned == settled + held + queued, (dispatch.planned, settled, held, queued)
    ledger = [row.state for row in rows(Delivery, dispatch_id=dispatch_id)]
    for state in ("sent", "skipped", "failed", "unknown"):
        assert ledger.count(state) == getattr(dispatch, state), (state, ledger.count(state), dispatch.state)
    if dispatch.state == "done":
        assert queued == held == 0
        assert dispatch.finished_at is not None


def aged(batch: ClaimedBatch, **duration: float) -> ClaimedBatch:
    """The same batch, first attempted so long ago."""
    return replace(batch, first_attempt_at=batch.first_attempt_at - timedelta(**duration))
