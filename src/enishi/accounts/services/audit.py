"""The audit log: the one function by which every change leaves its entry."""

from datetime import datetime
from typing import Any

from enishi.accounts.models import AuditEntry
from enishi.accounts.permissions import Actor
from enishi.kit import live

#: What open browsers are told when staff change something; what is missing here is told by whoever changes it, and
#: more exactly.
_TOPICS: dict[str, live.Topic] = {
    "channel": "settings",
    "field": "friends",
    "friend": "friends",
    "organisation": "settings",
    "rule": "rules",
    "scenario": "scenarios",
    "tag": "friends",
    "tag_naming": "friends",
    "template": "settings",
}


def record_audit(
    *,
    org_id: int,
    actor: Actor,
    action: str,
    object_kind: str,
    object_id: object,
    now: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Add one entry to the audit log, in the caller's transaction: no change without its entry, and the
    reverse.

    ``before`` and ``after`` hold what changed; secrets, passwords and tokens never belong in them.
    """
    AuditEntry.objects.create(
        org_id=org_id,
        at=now,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_label=actor.label[:200],
        action=action,
        object_kind=object_kind,
        object_id=str(object_id),
        before=before,
        after=after,
        address=actor.address,
        request_id=actor.request_id,
    )
    topic = _TOPICS.get(object_kind)
    if topic is not None:
        live.tell(topic, org_id=org_id)
