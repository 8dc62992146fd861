"""Stage 3, pure. In: stored events of one channel, in any order. Out: the same, read and sorted by the time at which
they happened. An event that cannot be read stays in the list as ``malformed``: it is kept, and stops no other.
"""

from enishi.intake.domain.values import ParsedEvent, StoredEvent
from enishi.line.webhook_events import parse_webhook


def parse(stored: list[StoredEvent]) -> list[ParsedEvent]:
    """Read all events in one pass."""
    body = b'{"events":[' + b",".join(each.raw.encode() for each in stored) + b"]}"
    events = parse_webhook(body).events
    parsed = [ParsedEvent(row, event) for row, event in zip(stored, events, strict=True)]
    return sorted(parsed, key=lambda each: (each.stored.occurred_at, each.stored.webhook_event_id))
