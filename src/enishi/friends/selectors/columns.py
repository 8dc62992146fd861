"""What further columns of a list of friends show, for a page of friends in one statement a source."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Any, Literal

from enishi.friends.domain.columns import field_of
from enishi.friends.domain.fields import shown
from enishi.friends.models import Friend
from enishi.friends.selectors.engagement import lifecycles_of_friends, scores_of_friends
from enishi.friends.selectors.fields import field_specs, values_of_friends

Cells = dict[str, Any]


def columns_of_friends(
    org_id: int,
    channel_id: int,
    friends: Sequence[Friend],
    columns: Sequence[str],
    *,
    language: Literal["ja", "en"],
    zone: tzinfo,
    now: datetime,
) -> dict[int, Cells]:
    """Friend id → column → what stands there, for those of ``columns`` that a friend's own row does not hold.

    A field's value is a text in ``language``, the score a number, ``lifecycle`` the state's name. Empty ones are left
    out.
    """
    ids = [friend.id for friend in friends]
    cells: dict[int, Cells] = {friend.id: {} for friend in friends}
    if "memo" in columns:
        for friend in friends:
            if friend.memo:
                cells[friend.id]["memo"] = friend.memo
    if "score" in columns:
        for friend_id, score in scores_of_friends(org_id, channel_id, ids, now).items():
            cells[friend_id]["score"] = score
    if "lifecycle" in columns:
        for friend_id, state in lifecycles_of_friends(org_id, ids).items():
            cells[friend_id]["lifecycle"] = state
    wanted = [field_id for column in columns if (field_id := field_of(column)) is not None]
    if wanted:
        specs = field_specs(org_id, wanted)
        for friend_id, values in values_of_friends(org_id, specs, ids).items():
            for field_id, value in values.items():
                cells[friend_id][f"field:{field_id}"] = shown(specs[field_id], value, language, zone)
    return cells
