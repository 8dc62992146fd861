"""Reads of saved views."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from enishi.friends.conditions.references import Use, spoken_of
from enishi.friends.models import FriendView
from enishi.kit.errors import not_found


def friend_views(org_id: int, channel_id: int, member_id: int | None) -> QuerySet[FriendView]:
    """A member's own views of a channel and those shared with everybody; for a program, the shared ones."""
    rows = _visible(org_id, member_id).filter(channel_id=channel_id)
    return rows.order_by("name", "id")


def friend_view(org_id: int, view_id: int, member_id: int | None) -> FriendView:
    """One view that this member may see; ProblemError 404."""
    found = _visible(org_id, member_id).filter(id=view_id).first()
    if found is None:
        raise not_found("保存した表示", "The saved view")
    return found


def _visible(org_id: int, member_id: int | None) -> QuerySet[FriendView]:
    visible = Q(is_shared=True)
    if member_id is not None:
        visible |= Q(owner_id=member_id)
    return FriendView.objects.filter(visible, org_id=org_id)


def uses_in_views(org_id: int, kind: str, object_ids: Collection[int]) -> list[tuple[int, Use]]:
    """The shared views whose condition speaks of one of the objects.

    Not the private ones: nobody but their owner, who may have left, could take it out of them.
    """
    rows = FriendView.objects.filter(org_id=org_id, is_shared=True, tree__isnull=False).order_by("name", "id")
    return [
        (object_id, Use("view", view.id, view.name, view.channel_id, "condition"))
        for view in rows
        for object_id in sorted(spoken_of(view.tree, kind) & set(object_ids))
    ]
