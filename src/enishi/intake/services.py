"""Events set aside, tried again by staff once the cause is mended."""

from datetime import datetime

from enishi.accounts.permissions import Actor
from enishi.accounts.services import record_audit
from enishi.intake.models import InboundEvent
from enishi.kit import wakeup
from enishi.kit.errors import not_found


def retry_event(*, org_id: int, webhook_event_id: str, actor: Actor, now: datetime) -> None:
    """Route an event again that was set aside. It counts at its own time, as if it had been late.

    ProblemError 404 unless it is set aside; so a second call before it was routed changes nothing.
    """
    rows = InboundEvent.objects.filter(org_id=org_id, webhook_event_id=webhook_event_id).exclude(error="")
    before = rows.values_list("error", flat=True).first()
    if before is None:
        raise not_found("イベント", "The event")
    rows.update(processed_at=None, error="")
    record_audit(
        org_id=org_id,
        actor=actor,
        action="event.retried",
        object_kind="event",
        object_id=webhook_event_id[:60],
        now=now,
        before={"error": before},
    )
    wakeup.notify(wakeup.INTAKE)
