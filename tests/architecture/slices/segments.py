"""Saved segments."""

from datetime import timedelta

from tests.architecture.examples import Example
from tests.architecture.world import MARKER, World
from tests.factories import NOW

from enishi.accounts.permissions import COMMAND_LINE
from enishi.friends.models import Segment
from enishi.friends.services import segments
from enishi.friends.services.segment_membership import fill


def _segment(w: World, name: str) -> Segment:
    # Its only member is our friend, so that whoever sees it sees something of ours.
    root = {"kind": "friends", "friend_ids": [w.friend.id]}
    made = segments.create_segment(
        org_id=w.org.id,
        channel_id=w.friend.channel_id,
        wish=segments.SegmentWish(
            f"{MARKER}{name}", {"version": 1, "root": root}, f"{MARKER}フォルダ", f"{MARKER}目的"
        ),
        actor=COMMAND_LINE,
        now=NOW - timedelta(days=1),
    )
    fill(made, NOW)
    return made


def _archived(w: World) -> Segment:
    made = _segment(w, "古いセグメント")
    return segments.archive_segment(org_id=w.org.id, segment_id=made.id, actor=COMMAND_LINE, now=NOW)


def examples(w: World) -> dict[str, Example]:
    friend = w.friend
    kept = w.kept("segment", lambda: _segment(w, "セグメント"))
    other = w.kept("other_segment", lambda: _segment(w, "別のセグメント"))
    gone = w.kept("archived_segment", lambda: _archived(w))
    at = f"/segments/{kept.id}"
    tree = {"version": 1, "root": {"kind": "all", "of": []}}
    return {
        "list_segments": Example(f"/segments?channel_id={friend.channel_id}"),
        "create_segment": Example(
            "/segments", {"channel_id": friend.channel_id, "name": "全員", "tree": tree}
        ),
        "list_segment_drafts": Example("/segments/drafts"),
        "show_segment": Example(at),
        "change_segment": Example(at, {"purpose": "先行案内", "tree": tree}),
        "archive_segment": Example(f"/segments/{other.id}/archive"),
        "restore_segment": Example(f"/segments/{gone.id}/restore"),
        "delete_segment": Example(f"/segments/{gone.id}"),
        "rebuild_segment": Example(f"{at}/rebuild"),
        "list_segment_members": Example(f"{at}/members"),
        "show_segment_history": Example(f"{at}/history"),
        "show_segment_overlap": Example(f"{at}/overlap?other_id={other.id}"),
        "list_friend_segments": Example(f"/friends/{friend.id}/segments"),
    }
