"""Segments as others speak of them: their names, what uses an object, and which reads which."""

from collections.abc import Collection, Mapping, Sequence

from enishi.friends.conditions.references import Use, spoken_of
from enishi.friends.conditions.registry import Named
from enishi.friends.models import Segment


def names(org_id: int, ids: Sequence[int]) -> Mapping[int, Named]:
    """Segments, archived ones too."""
    rows = Segment.objects.filter(org_id=org_id, id__in=ids)
    columns = rows.values_list("id", "name", "archived_at", "channel_id")
    return {
        each: Named(name, archived_at is not None, channel) for each, name, archived_at, channel in columns
    }


def uses(org_id: int, kind: str, object_ids: Collection[int]) -> list[tuple[int, Use]]:
    """The segments whose condition speaks of one of the objects. Archived ones count not: they can be restored only when what
    they speak of is there."""
    rows = Segment.objects.filter(org_id=org_id, archived_at=None).order_by("id")
    if kind == "segment":
        rows = rows.filter(reads__overlap=list(object_ids))
    return [
        (object_id, Use("segment", row.id, row.name, row.channel_id, "tree"))
        for row in rows.only("id", "name", "channel_id", "tree")
        for object_id in sorted(spoken_of(row.tree, kind) & set(object_ids))
    ]
