"""A segment on a stage, and what became of it; called in a child of the nursery."""

from typing import Any

from django.db import connection

from enishi.accounts.permissions import COMMAND_LINE
from enishi.friends.models import Segment, Tag
from enishi.friends.services import segment_queue, segments
from enishi.friends.services.segment_builds import build_due
from enishi.friends.services.tags import add_tag
from enishi.kit import clock
from enishi.kit.tenancy import org_scope


def _tagged(tag_id: int) -> dict[str, Any]:
    return {"version": 1, "root": {"kind": "tag", "tag_ids": [tag_id]}}


def open_segment(*, org_id: int, channel_id: int, friend_ids: list[int], piece: int) -> int:
    """A segment that is filled with nobody; then one half of the friends touches it, in small pieces, and an edit lets
    the other half in. Returns its id."""
    segment_queue.FRIENDS_IN_ROW = piece
    now, half = clock.now(), len(friend_ids) // 2
    with org_scope(org_id):
        one, other = (
            Tag.objects.create(org_id=org_id, name=name, created_at=now) for name in ("前半", "後半")
        )
        wish = segments.SegmentWish("会員", _tagged(one.id))
        made = segments.create_segment(
            org_id=org_id, channel_id=channel_id, wish=wish, actor=COMMAND_LINE, now=now
        )
        _add(org_id, channel_id, other.id, friend_ids[half:])
    while build_due(clock.now()):
        pass
    with org_scope(org_id):
        _add(org_id, channel_id, one.id, friend_ids[:half])
        segments.change_segment(
            org_id=org_id,
            segment_id=made.id,
            changes={
                "tree": {
                    "version": 1,
                    "root": {"kind": "tag", "tag_ids": [one.id, other.id], "match": "any"},
                }
            },
            sets_off_rules=True,
            actor=COMMAND_LINE,
            now=clock.now(),
        )
    return made.id


def _add(org_id: int, channel_id: int, tag_id: int, friend_ids: list[int]) -> None:
    add_tag(org_id=org_id, channel_id=channel_id, tag_id=tag_id, friend_ids=friend_ids, now=clock.now())


def standing(*, org_id: int, segment_id: int) -> dict[str, Any]:
    """Members, the size that the segment says it has, and the facts that were recorded."""
    with org_scope(org_id), connection.cursor() as cursor:
        segment = Segment.objects.get(org_id=org_id, id=segment_id)
        cursor.execute(
            "SELECT (SELECT count(*) FROM friends_segmentmember WHERE org_id = %(org)s AND segment_id = %(id)s), "
            "  (SELECT count(*) FROM friends_timelineevent WHERE org_id = %(org)s AND kind = 'segment.entered'), "
            "  (SELECT count(*) FROM friends_timelineevent WHERE org_id = %(org)s AND kind = 'segment.left'), "
            "  (SELECT count(*) FROM friends_segmenttouch WHERE org_id = %(org)s)",
            {"org": org_id, "id": segment_id},
        )
        members, entered, left, touches = (int(number) for number in cursor.fetchone())
    return {
        "is_built": segment.built_version == segment.version and segment.build_due_at is None,
        "size": segment.size,
        "members": members,
        "entered": entered,
        "left": left,
        "touches": touches,
    }
