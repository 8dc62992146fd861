"""Reads of tags."""

from collections.abc import Sequence

from django.db.models import QuerySet, Sum

from enishi.friends.models import FriendTag, Tag, TagChange
from enishi.friends.selectors.counts import Count
from enishi.kit.errors import invalid_input, not_found


def require_tag(org_id: int, tag_id: int, path: str) -> None:
    """Raise a refusal unless this tag can be used."""
    if not tags(org_id).filter(id=tag_id).exists():
        raise invalid_input(path, "このタグはありません。", "There is no such tag.")


def tags(org_id: int, *, with_archived: bool = False) -> QuerySet[Tag]:
    """The organisation's tags by name."""
    rows = Tag.objects.filter(org_id=org_id).order_by("name", "id")
    return rows if with_archived else rows.filter(archived_at=None)


def tag(org_id: int, tag_id: int, *, lock: bool = False) -> Tag:
    """One tag, archived or not; ``lock`` keeps the row until the transaction ends. ProblemError 404."""
    rows = Tag.objects.filter(org_id=org_id, id=tag_id)
    found = (rows.select_for_update() if lock else rows).first()
    if found is None:
        raise not_found("タグ", "The tag")
    return found


def tags_of_friend(org_id: int, friend_id: int) -> list[Tag]:
    """The tags on one friend by name, with their owners, without archived ones."""
    return _on_friends(tags(org_id).select_related("owner__user"), org_id, [friend_id]).get(friend_id, [])


def tags_of_friends(org_id: int, friend_ids: Sequence[int]) -> dict[int, list[Tag]]:
    """Friend id → tags (no more than their names) by name, without archived ones, in two statements for a whole page
    of friends."""
    return _on_friends(tags(org_id).only("id", "name"), org_id, friend_ids)


def _on_friends(candidates: QuerySet[Tag], org_id: int, friend_ids: Sequence[int]) -> dict[int, list[Tag]]:
    # One probe of the primary key a tag and friend: that index is the only one, so that tagging a hundred thousand stays
    # cheap.
    known = {tag.id: tag for tag in candidates}
    pairs = FriendTag.objects.filter(org_id=org_id, tag_id__in=list(known), friend_id__in=list(friend_ids))
    found: dict[int, list[Tag]] = {}
    for friend_id, tag_id in pairs.values_list("friend_id", "tag_id"):
        found.setdefault(friend_id, []).append(known[tag_id])
    return {friend_id: sorted(on, key=lambda tag: (tag.name, tag.id)) for friend_id, on in found.items()}


def tag_counts(org_id: int, tag_ids: Sequence[int], *, channel_id: int | None = None) -> dict[int, Count]:
    """Tag id → how many friends have it, exactly, as kept by a trigger; in one channel, or in all that one may see."""
    rows = TagChange.objects.filter(org_id=org_id, tag_id__in=list(tag_ids))
    if channel_id is not None:
        rows = rows.filter(channel_id=channel_id)
    sums = dict(
        rows.values("tag_id").annotate(people=Sum("added") - Sum("removed")).values_list("tag_id", "people")
    )
    return {tag_id: Count(sums.get(tag_id, 0), True) for tag_id in tag_ids}
