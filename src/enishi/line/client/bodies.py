"""Request bodies from parts: a message variant is serialised once and only its recipients are spliced in.

For a multicast of 500 this costs about 2 microseconds instead of building the whole request again. The output
is JSON as bytes; nothing here validates messages (``enishi.line.messages`` does, when content is saved).
"""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from enishi.line.limits import MAX_MESSAGES_PER_REQUEST, MAX_MULTICAST_RECIPIENTS


def serialise_messages(messages: Sequence[Mapping[str, Any]]) -> bytes:
    """The JSON array of one to five message objects that the splicing functions take.

    Raises ValueError on another number, and TypeError on text with lone surrogates, which no JSON can carry.
    """
    if not 1 <= len(messages) <= MAX_MESSAGES_PER_REQUEST:
        raise ValueError(f"a request carries 1 to {MAX_MESSAGES_PER_REQUEST} messages, not {len(messages)}")
    return orjson.dumps(list(messages))


def _closed(parts: list[bytes], notification_disabled: bool, aggregation_unit: str | None) -> bytes:
    if notification_disabled:
        parts.append(b',"notificationDisabled":true')
    if aggregation_unit is not None:
        parts.append(b',"customAggregationUnits":' + orjson.dumps([aggregation_unit]))
    parts.append(b"}")
    return b"".join(parts)


def splice_recipients(
    messages_json: bytes,
    to: Sequence[str],
    *,
    notification_disabled: bool = False,
    aggregation_unit: str | None = None,
) -> bytes:
    """The body of a multicast.

    Raises ValueError unless there are 1 to 500 recipients: LINE refuses the whole.
    """
    if not 1 <= len(to) <= MAX_MULTICAST_RECIPIENTS:
        raise ValueError(f"a multicast has 1 to {MAX_MULTICAST_RECIPIENTS} recipients, not {len(to)}")
    recipients = orjson.dumps(to if isinstance(to, list) else list(to))
    parts = [b'{"to":', recipients, b',"messages":', messages_json]
    return _closed(parts, notification_disabled, aggregation_unit)


def splice_recipient(
    messages_json: bytes,
    to: str,
    *,
    notification_disabled: bool = False,
    aggregation_unit: str | None = None,
) -> bytes:
    """The body of a push to one user, group or room."""
    parts = [b'{"to":', orjson.dumps(to), b',"messages":', messages_json]
    return _closed(parts, notification_disabled, aggregation_unit)


def splice_reply_token(
    messages_json: bytes, reply_token: str, *, notification_disabled: bool = False
) -> bytes:
    """The body of a reply; aggregation units are not offered for replies."""
    parts = [
        b'{"replyToken":',
        orjson.dumps(reply_token),
        b',"messages":',
        messages_json,
    ]
    return _closed(parts, notification_disabled, None)


def broadcast_body(messages_json: bytes, *, notification_disabled: bool = False) -> bytes:
    """The body of a broadcast to every friend."""
    return _closed([b'{"messages":', messages_json], notification_disabled, None)


def validation_body(messages_json: bytes) -> bytes:
    """The body of the validation endpoints, which look at nothing but ``messages``."""
    return b'{"messages":' + messages_json + b"}"
