"""What an exchange with LINE amounts to: a raw exchange goes in, one of seven outcomes comes out.

The line that matters runs between *definite* and *ambiguous*: whoever resends after an ambiguous outcome
without a retry key may send twice, and whoever gives up may lose a message. This module decides, it never
sends.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import orjson

from enishi.line.client.endpoints import Endpoint

# The two kinds of 429 share a status and have no code: only the text tells them apart ("Send push message",
# errors).
_MONTHLY_LIMIT = "monthly limit"
_REFUSED_RECIPIENT = re.compile(r"\bto\[(\d+)\]")


class Outcome(StrEnum):
    """How a request ended; ``AMBIGUOUS`` alone leaves open whether LINE accepted it."""

    ACCEPTED = "accepted"
    RATE_LIMITED = "rate_limited"
    QUOTA_EXHAUSTED = "quota_exhausted"
    REFUSED = "refused"
    UNAUTHORISED = "unauthorised"
    AMBIGUOUS = "ambiguous"
    NOT_SENT = "not_sent"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One attempt as the network saw it.

    ``status`` is None where no answer arrived; ``is_sent`` then says whether a byte of the request may have
    left.
    """

    status: int | None
    body: bytes = b""
    request_id: str | None = None
    accepted_request_id: str | None = None
    retry_after_seconds: float | None = None
    is_sent: bool = True
    failure: str | None = None


@dataclass(frozen=True, slots=True)
class ErrorDetail:
    """One entry of LINE's ``details``: what is wrong, and at which JSON path of the request."""

    message: str
    property: str


@dataclass(frozen=True, slots=True)
class SendResult:
    """What became of one request that sends.

    ``request_id`` names this attempt; ``accepted_request_id`` names the attempt that LINE accepted, which on
    a 409 is an earlier one. ``message`` is LINE's own text or the network's failure, fit for a log: it holds
    no content.
    """

    outcome: Outcome
    status: int | None = None
    request_id: str | None = None
    accepted_request_id: str | None = None
    sent_message_ids: tuple[str, ...] = ()
    message: str | None = None
    details: tuple[ErrorDetail, ...] = ()
    retry_after_seconds: float | None = None

    @property
    def is_accepted(self) -> bool:
        """Whether LINE took the request, now or at an earlier attempt with the same retry key."""
        return self.outcome is Outcome.ACCEPTED

    @property
    def refused_recipient_index(self) -> int | None:
        """The position in ``to`` that made LINE refuse a whole multicast, where its answer names one.

        Nobody in that request got the message: set this one aside and send the others under a new retry key.
        """
        if self.outcome is not Outcome.REFUSED:
            return None
        for text in (self.message or "", *(detail.property for detail in self.details)):
            if match := _REFUSED_RECIPIENT.search(text):
                return int(match[1])
        return None


@dataclass(frozen=True, slots=True)
class Answer[T]:
    """What became of one request that reads or sets; ``value`` is there when it succeeded and had one."""

    outcome: Outcome
    value: T | None = None
    status: int | None = None
    request_id: str | None = None
    message: str | None = None
    details: tuple[ErrorDetail, ...] = ()
    retry_after_seconds: float | None = None

    @property
    def is_ok(self) -> bool:
        """Whether ``value`` can be used."""
        return self.outcome is Outcome.ACCEPTED

    @property
    def is_missing(self) -> bool:
        """LINE says that there is no such thing: for a profile also one who has blocked the account."""
        return self.status in (404, 410)


def outcome_of(exchange: Exchange, message: str | None, *, is_retried: bool = False) -> Outcome:
    """Classify an exchange; ``is_retried`` says that a retry key went with it, so that 409 means accepted.

    401 and 403 stand apart from other refusals because the mend is in the channel's settings, not in the
    message. 408 and whatever is neither 2xx nor 4xx can come from something between LINE and us that does not
    know whether LINE accepted. Source: Messaging API reference, "Status codes"; documentation, "Retry failed
    API requests".
    """
    status = exchange.status
    if status is None:
        return Outcome.AMBIGUOUS if exchange.is_sent else Outcome.NOT_SENT
    if 200 <= status < 300 or (status == 409 and is_retried):
        return Outcome.ACCEPTED
    if status == 429:
        is_monthly = message is not None and _MONTHLY_LIMIT in message.lower()
        return Outcome.QUOTA_EXHAUSTED if is_monthly else Outcome.RATE_LIMITED
    if status in (401, 403):
        return Outcome.UNAUTHORISED
    if 400 <= status < 500 and status != 408:
        return Outcome.REFUSED
    return Outcome.AMBIGUOUS


def read_object(body: bytes) -> dict[str, Any]:
    """The JSON object in the body, or an empty one: an unreadable body never hides a clear status."""
    if not body:
        return {}
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return value if isinstance(value, dict) else {}


def error_message(exchange: Exchange, body: dict[str, Any]) -> str | None:
    """LINE's explanation in either of its two forms, or the network's failure."""
    if exchange.failure is not None:
        return exchange.failure
    for key in ("message", "error_description", "error"):
        text = body.get(key)
        if isinstance(text, str) and text:
            return text
    return None


def error_details(body: dict[str, Any]) -> tuple[ErrorDetail, ...]:
    """LINE's ``details``; entries of another shape are left out."""
    details = body.get("details")
    if not isinstance(details, list):
        return ()
    return tuple(
        ErrorDetail(str(entry.get("message") or ""), str(entry.get("property") or ""))
        for entry in details
        if isinstance(entry, dict)
    )


def send_result(endpoint: Endpoint, exchange: Exchange, *, has_retry_key: bool) -> SendResult:
    """The outcome of an exchange with a sending endpoint."""
    body = read_object(exchange.body)
    message = error_message(exchange, body)
    outcome = outcome_of(exchange, message, is_retried=has_retry_key and endpoint.takes_retry_key)
    is_accepted = outcome is Outcome.ACCEPTED
    accepted_id = exchange.accepted_request_id or exchange.request_id
    return SendResult(
        outcome=outcome,
        status=exchange.status,
        request_id=exchange.request_id,
        accepted_request_id=accepted_id if is_accepted else None,
        sent_message_ids=_sent_message_ids(body) if is_accepted else (),
        message=message,
        details=() if is_accepted else error_details(body),
        retry_after_seconds=exchange.retry_after_seconds,
    )


def _sent_message_ids(body: dict[str, Any]) -> tuple[str, ...]:
    sent = body.get("sentMessages")
    if not isinstance(sent, list):
        return ()
    # The prose calls the id a number and the schema a string; as a number it would not survive a JavaScript
    # reader.
    return tuple(str(entry["id"]) for entry in sent if isinstance(entry, dict) and "id" in entry)
