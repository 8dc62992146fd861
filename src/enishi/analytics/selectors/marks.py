"""Which friends have which response mark: conversations know it, and lists of friends ask."""

from collections.abc import Sequence

from django.db.models import QuerySet

from enishi.inbox.models import Conversation


def conversations_with_mark(org_id: int, mark_id: int) -> QuerySet[Conversation]:
    """The conversations that have a mark, each with its ``friend_id``."""
    return Conversation.objects.filter(org_id=org_id, mark_id=mark_id)


def marks_of_friends(org_id: int, friend_ids: Sequence[int]) -> dict[int, int]:
    """Friend id → mark id, without friends who have none."""
    rows = Conversation.objects.filter(org_id=org_id, friend_id__in=list(friend_ids))
    return {friend_id: mark_id for friend_id, mark_id in rows.values_list("friend_id", "mark_id") if mark_id}
