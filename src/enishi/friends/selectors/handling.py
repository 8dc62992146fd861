"""What members and API keys did with personal data, as the audit log tells: exported, changed, erased.

For the day on which somebody asks what may have leaked. Looking at a screen is not noted, and so is not told here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db.models import Q

from enishi.accounts.models import AuditEntry
from enishi.friends.models import Operation

type Deed = Literal["exported", "changed", "erased"]

#: Entries that one answer holds.
MOST = 5_000
_EXPORTS = frozenset(
    {
        "friends.exported",
        "export.fetched",
        "friend.data_disclosed",
        "customer.data_disclosed",
        "tag_backup.downloaded",
    }
)
_ERASURES = frozenset({"friend.erasure_requested", "customer.erased"})
_ARRIVALS = frozenset({"orders.received", "events.received"})
_STARTED = "operation.started"
_WORK = ("bulk", "import")
_PERSONS = ("friend", "customer")


@dataclass(frozen=True, slots=True)
class Handling:
    """One entry of the audit log. ``people`` is None where the entry does not say of how many."""

    id: int
    at: datetime
    actor_kind: str
    actor_id: int | None
    actor_label: str
    address: str | None
    action: str
    deed: Deed
    people: int | None


def handlings(org_id: int, since: datetime, until: datetime) -> tuple[list[Handling], bool]:
    """The entries from ``since`` until just before ``until``, newest first, and whether there are more than fit."""
    rows = AuditEntry.objects.filter(
        Q(action__in=[*_EXPORTS, *_ARRIVALS])
        | Q(object_kind__in=_PERSONS)
        | Q(action=_STARTED, after__kind__in=_WORK),
        org_id=org_id,
        at__gte=since,
        at__lt=until,
    ).exclude(actor_kind="system")
    entries = list(rows.order_by("-at", "-id")[: MOST + 1])
    sizes = _sizes(org_id, entries)
    return [_handling(entry, sizes) for entry in entries[:MOST]], len(entries) > MOST


def _sizes(org_id: int, entries: Sequence[AuditEntry]) -> Mapping[str, int]:
    """Of how many friends the operations were."""
    ids = [int(entry.object_id) for entry in entries if entry.action == _STARTED]
    found = Operation.objects.filter(org_id=org_id, id__in=ids).values_list("id", "total")
    return {str(operation_id): total for operation_id, total in found}


def _handling(entry: AuditEntry, sizes: Mapping[str, int]) -> Handling:
    return Handling(
        entry.id,
        entry.at,
        entry.actor_kind,
        entry.actor_id,
        entry.actor_label,
        entry.address,
        entry.action,
        _deed(entry.action),
        _people(entry, sizes),
    )


def _deed(action: str) -> Deed:
    if action in _EXPORTS:
        return "exported"
    return "erased" if action in _ERASURES else "changed"


def _people(entry: AuditEntry, sizes: Mapping[str, int]) -> int | None:
    if entry.action == _STARTED:
        return sizes.get(entry.object_id)
    after: dict[str, Any] = entry.after or {}
    if isinstance(after.get("friends"), int):
        return int(after["friends"])
    return 1 if entry.object_kind in _PERSONS else None
