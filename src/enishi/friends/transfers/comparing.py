"""What a plan would change, told without changing anything: for the dry run."""

from collections.abc import Sequence
from dataclasses import dataclass

from enishi.friends.models import Friend, FriendTag
from enishi.friends.selectors.fields import field_specs, values_of_friends
from enishi.friends.transfers.mapping import ColumnMapping
from enishi.friends.transfers.planning import RowPlan


@dataclass(frozen=True, slots=True)
class Effect:
    """Rows by what they would do."""

    new: int
    changed: int
    unchanged: int


def effect_of(rows: Sequence[RowPlan], org_id: int, mapping: ColumnMapping) -> Effect:
    """How many friends would be made, changed, or stay as they are. Three statements a chunk."""
    known = [row for row in rows if row.friend_id is not None]
    ids = [row.friend_id for row in known if row.friend_id is not None]
    specs = field_specs(org_id, {field_id for row in known for field_id in row.values})
    values = values_of_friends(org_id, specs, ids) if specs else {}
    tags = {tag for row in known for tag in (*row.tags, *row.tags_off) if isinstance(tag, int)}
    pairs = FriendTag.objects.filter(org_id=org_id, tag_id__in=list(tags), friend_id__in=ids)
    tagged = set(pairs.values_list("friend_id", "tag_id")) if tags else set()
    with_memo = [row.friend_id or 0 for row in known if row.memo is not None]
    memos = dict(Friend.objects.filter(org_id=org_id, id__in=with_memo).values_list("id", "memo"))
    only_empty = mapping.conflict == "only_empty"
    changed = 0
    for row in known:
        friend_id = row.friend_id or 0
        present = values.get(friend_id, {})
        changed += (
            any(
                value != present.get(field_id) and not (only_empty and field_id in present)
                for field_id, value in row.values.items()
            )
            or any(isinstance(tag, str) or (friend_id, tag) not in tagged for tag in row.tags)
            or any((friend_id, tag) in tagged for tag in row.tags_off)
            or (
                row.memo is not None
                and memos.get(friend_id) != row.memo
                and not (only_empty and memos.get(friend_id))
            )
        )
    return Effect(len(rows) - len(known), changed, len(known) - changed)
