"""The values that travel between the stages of intake."""

from dataclasses import dataclass
from datetime import datetime

from enishi.line.webhook_events import RawEvent


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """A row that waits to be routed."""

    webhook_event_id: str
    occurred_at: datetime
    received_at: datetime
    raw: str


@dataclass(frozen=True, slots=True)
class ParsedEvent:
    """A stored event, read."""

    stored: StoredEvent
    event: RawEvent

    @property
    def is_personal(self) -> bool:
        """Whether it belongs to one friend's timeline: a one-to-one chat with a user whose id LINE tells."""
        return self.event.source_type == "user" and bool(self.event.line_user_id)
