"""The placeholders that friends offer to message texts: name → value for each of a set of friends.

A friend without a value is left out of the answer; the text's own fallback then applies.
"""

from collections.abc import Sequence

from enishi.friends.models import Friend


def display_names(org_id: int, friend_ids: Sequence[int]) -> dict[int, str]:
    """LINE's display name."""
    rows = Friend.objects.filter(org_id=org_id, id__in=list(friend_ids)).exclude(display_name="")
    return dict(rows.values_list("id", "display_name"))


def channel_names(org_id: int, friend_ids: Sequence[int]) -> dict[int, str]:
    """The name of the account that the friend belongs to."""
    rows = Friend.objects.filter(org_id=org_id, id__in=list(friend_ids))
    return dict(rows.values_list("id", "channel__name"))
