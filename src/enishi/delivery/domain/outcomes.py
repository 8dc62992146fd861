"""What LINE's answer means for a batch. Pure: an answer in, a verdict out.

The rule that everything else serves: a message whose fate is unknown is repeated only where LINE promises that the
repetition is recognised (push and multicast, same retry key, within 24 hours). A reply has no such key.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import StrEnum

from enishi.delivery.domain.values import REPLY, SentBatch
from enishi.line.client.outcomes import Outcome, SendResult

#: LINE keeps a retry key for 24 hours from its first use, then it would be new again and send twice.
KEY_LIFE = timedelta(hours=23)
_MAX_BACKOFF_SECONDS = 60.0
_JAPAN = timezone(timedelta(hours=9))


class Verdict(StrEnum):
    SENT = "sent"
    RETRY = "retry"
    #: Definitely not accepted: its friends go back to planning (without their reply tokens).
    RETURN = "return"
    #: The same, but one named recipient is set aside.
    RETURN_OTHERS = "return_others"
    FAILED = "failed"
    UNKNOWN = "unknown"


class RoadSign(StrEnum):
    """What the answer says about the channel as a whole."""

    FINE = "fine"
    TROUBLE = "trouble"
    SLOW_DOWN = "slow_down"
    NO_QUOTA = "no_quota"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Judgement:
    verdict: Verdict
    road: RoadSign
    not_before: datetime | None = None
    refused_index: int | None = None


def judge(sent: SentBatch) -> Judgement:
    """Decide what becomes of a batch after an attempt."""
    result, batch = sent.result, sent.batch
    match result.outcome:
        case Outcome.ACCEPTED:
            return Judgement(Verdict.SENT, RoadSign.FINE)
        case Outcome.QUOTA_EXHAUSTED:
            # After a lost answer this says nothing about that first attempt, which may have been accepted.
            verdict = Verdict.UNKNOWN if batch.is_in_doubt else Verdict.RETURN
            return Judgement(verdict, RoadSign.NO_QUOTA)
        case Outcome.RATE_LIMITED:
            return _again(sent, RoadSign.SLOW_DOWN)
        case Outcome.UNAUTHORISED:
            return _again(sent, RoadSign.REFUSED)
        case Outcome.NOT_SENT:
            return _again(sent, RoadSign.TROUBLE)
        case Outcome.REFUSED:
            return _refused(sent, result)
    if batch.endpoint == REPLY:
        return Judgement(Verdict.UNKNOWN, RoadSign.TROUBLE)
    return _again(sent, RoadSign.TROUBLE)


def _again(sent: SentBatch, road: RoadSign) -> Judgement:
    may_have_arrived = sent.batch.is_in_doubt or sent.result.outcome is Outcome.AMBIGUOUS
    if may_have_arrived and is_key_stale(sent.batch.first_attempt_at, sent.answered_at):
        return Judgement(Verdict.UNKNOWN, road)
    wait = sent.result.retry_after_seconds or backoff_seconds(sent.batch.attempts)
    return Judgement(Verdict.RETRY, road, sent.answered_at + timedelta(seconds=wait))


def _refused(sent: SentBatch, result: SendResult) -> Judgement:
    if sent.batch.endpoint == REPLY:
        # The token was dead (used, or too old). This was its first and only try, so nothing was accepted.
        if "reply token" in (result.message or "").lower():
            return Judgement(Verdict.RETURN, RoadSign.FINE)
        return Judgement(Verdict.FAILED, RoadSign.FINE)
    index = result.refused_recipient_index
    if index is not None and 0 <= index < len(sent.batch.friend_ids):
        return Judgement(Verdict.RETURN_OTHERS, RoadSign.FINE, refused_index=index)
    return Judgement(Verdict.FAILED, RoadSign.FINE)


def is_key_stale(first_attempt_at: datetime, now: datetime) -> bool:
    """Whether repeating a request under its retry key could send it twice."""
    return now - first_attempt_at >= KEY_LIFE


def backoff_seconds(attempts: int) -> float:
    """0.5, 1, 2, 4 … at most 60 seconds."""
    return min(0.25 * 2.0 ** min(attempts, 10), _MAX_BACKOFF_SECONDS)


def next_month_in_japan(now: datetime) -> datetime:
    """When LINE's monthly quota starts anew. LINE does not say in which zone; its statistics use UTC+9."""
    local = now.astimezone(_JAPAN)
    first = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return (first + timedelta(days=32)).replace(day=1).astimezone(now.tzinfo)


def should_pause(sent: int, failed: int) -> bool:
    """Whether a dispatch fails so often that someone should look before it goes on."""
    return failed >= 20 and failed * 10 > sent + failed


def breaker_open_seconds(failures: int) -> float:
    """How long the circuit stays open after this many failures in a row; 0 keeps it closed."""
    if failures < 5:
        return 0.0
    return float(min(2.0 ** min(failures - 5, 9), 300.0))
