"""Segments for tests: made, filled and kept right as the worker does it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from tests.factories import NOW, rows

from enishi.accounts.permissions import COMMAND_LINE
from enishi.friends.models import Friend, Segment, SegmentMember, Tag, TimelineEvent
from enishi.friends.services import tags
from enishi.friends.services.segment_builds import build_due
from enishi.friends.services.segment_membership import look_again
from enishi.friends.services.segments import SegmentWish, change_segment, create_segment
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel


def tagged(*tag_list: Tag, match: str = "any") -> dict[str, Any]:
    return {"kind": "tag", "tag_ids": [tag.id for tag in tag_list], "match": match}


def untagged(tag: Tag) -> dict[str, Any]:
    return {"kind": "not", "of": tagged(tag)}


def inside(*segment_list: Segment, match: str = "any") -> dict[str, Any]:
    return {"kind": "segment", "segment_ids": [segment.id for segment in segment_list], "match": match}


def tree(root: dict[str, Any]) -> dict[str, Any]:
    return {"version": 1, "root": root}


def make_segment(
    channel: Channel, root: dict[str, Any], name: str = "会員", now: datetime = NOW, **wish: Any
) -> Segment:
    """Made and not yet filled."""
    with org_scope(channel.org_id):
        return create_segment(
            org_id=channel.org_id,
            channel_id=channel.id,
            wish=SegmentWish(name, tree(root), **wish),
            actor=COMMAND_LINE,
            now=now,
        )


def built(
    channel: Channel, root: dict[str, Any], name: str = "会員", now: datetime = NOW, **wish: Any
) -> Segment:
    """Made and filled."""
    made = make_segment(channel, root, name, now, **wish)
    work(now)
    return again(made)


def edit(segment: Segment, now: datetime = NOW, *, sets_off_rules: bool = False, **changes: Any) -> None:
    if "root" in changes:
        changes["tree"] = tree(changes.pop("root"))
    with org_scope(segment.org_id):
        change_segment(
            org_id=segment.org_id,
            segment_id=segment.id,
            changes=changes,
            sets_off_rules=sets_off_rules,
            actor=COMMAND_LINE,
            now=now,
        )


def work(now: datetime = NOW) -> None:
    """What the worker's two engines would do until nothing is left."""
    while build_due(now) or look_again(now):
        pass


def again(segment: Segment) -> Segment:
    return rows(Segment, id=segment.id)[0]


def members(segment: Segment) -> set[int]:
    return {row.friend_id for row in rows(SegmentMember, segment_id=segment.id)}


def put(tag: Tag, *friends: Friend, now: datetime = NOW, is_added: bool = True) -> None:
    """The tag goes on these friends, or comes off."""
    change = tags.add_tag if is_added else tags.remove_tag
    with org_scope(tag.org_id):
        change(
            org_id=tag.org_id,
            channel_id=friends[0].channel_id,
            tag_id=tag.id,
            friend_ids=[friend.id for friend in friends],
            now=now,
        )


def facts(*friends: Friend | int) -> list[str]:
    """The segments' facts of these friends in the order in which they were recorded."""
    ids = [friend if isinstance(friend, int) else friend.id for friend in friends]
    found = rows(TimelineEvent, ("id",), friend_id__in=ids, kind__startswith="segment.")
    return [row.kind.removeprefix("segment.") for row in found]


def ids(friends: Iterable[Friend]) -> set[int]:
    return {friend.id for friend in friends}
