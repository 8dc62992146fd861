"""Reads of events that could not be routed and were set aside."""

from dataclasses import dataclass
from datetime import datetime

import orjson

from enishi.intake.models import InboundEvent
from enishi.kit.paging import Page, Position, encode_cursor


@dataclass(frozen=True, slots=True)
class FailedEvent:
    """An event set aside, without its content: that may be a friend's words."""

    webhook_event_id: str
    channel_id: int
    type: str
    occurred_at: datetime
    received_at: datetime
    processed_at: datetime
    error: str


def failed_page(org_id: int, *, after: Position | None, limit: int) -> Page[FailedEvent]:
    """Events set aside, the last received first.

    Many come in at the same moment, so the cursor counts how many of its time were shown.
    """
    rows = InboundEvent.objects.filter(org_id=org_id).exclude(error="").exclude(processed_at=None)
    if after is not None:
        rows = rows.filter(received_at__lte=after.at)
    skip = after.tie if after else 0
    found = list(rows.order_by("-received_at", "channel_id", "webhook_event_id")[skip : skip + limit + 1])
    shown = found[:limit]
    items = [_failed(row) for row in shown]
    if len(found) <= limit:
        return Page(items, None)
    last = shown[-1].received_at
    same_time = sum(row.received_at == last for row in shown)
    if after is not None and last == after.at:
        same_time += skip
    return Page(items, encode_cursor(Position(last, same_time)))


def _failed(row: InboundEvent) -> FailedEvent:
    assert row.processed_at is not None
    return FailedEvent(
        row.webhook_event_id,
        row.channel_id,
        _type_of(row.raw),
        row.occurred_at,
        row.received_at,
        row.processed_at,
        row.error,
    )


def _type_of(raw: str) -> str:
    try:
        event = orjson.loads(raw)
    except ValueError:
        return ""
    kind = event.get("type") if isinstance(event, dict) else None
    return kind if isinstance(kind, str) else ""
