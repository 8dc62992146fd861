"""The stages of delivery run by hand, with LINE's answers made up: for tests of what staff see between them."""

from datetime import datetime

from enishi.delivery.domain.values import ClaimedBatch, SentBatch
from enishi.delivery.pipeline import run
from enishi.line.client import Outcome, SendResult

WORKER = 7

ACCEPTED = SendResult(Outcome.ACCEPTED, status=200, request_id="line-request-1")
REFUSED = SendResult(
    Outcome.REFUSED, status=400, request_id="line-request-2", message="The property is invalid"
)
NO_QUOTA = SendResult(Outcome.QUOTA_EXHAUSTED, status=429, message="You have reached your monthly limit.")
UNAUTHORISED = SendResult(Outcome.UNAUTHORISED, status=401, message="Authentication failed")


def plan(now: datetime) -> None:
    """Plan everything that is due."""
    while run.plan_next_slice(now):
        pass


def claim(now: datetime) -> list[ClaimedBatch]:
    """Take what may be sent now."""
    return run.claim_to_send(WORKER, 100, now)


def answer(batches: list[ClaimedBatch], result: SendResult, now: datetime) -> None:
    """LINE answers all of them alike."""
    run.settle(WORKER, [SentBatch(batch, result, now) for batch in batches], now)


def send(now: datetime, result: SendResult = ACCEPTED) -> None:
    """Plan, claim and let LINE answer once."""
    plan(now)
    answer(claim(now), result, now)
