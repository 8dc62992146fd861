"""Segments as staff keep them: made, changed, archived, brought back, deleted. Who belongs is the engine's work."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from enishi.accounts.models import Member
from enishi.accounts.permissions import Actor
from enishi.accounts.services import record_audit
from enishi.friends import conditions
from enishi.friends.conditions.references import require_unused
from enishi.friends.domain.segment_watching import words_of_condition
from enishi.friends.domain.segments import circle
from enishi.friends.models import Segment, SegmentMember, SegmentTouch
from enishi.friends.selectors import segments as selectors
from enishi.friends.services.segment_membership import tell_segment
from enishi.kit import wakeup
from enishi.kit.errors import conflict, invalid_input
from enishi.line import selectors as line_selectors

#: Each fact looks for the segments of its channel that watch it, so there cannot be any number of them.
MOST_IN_CHANNEL = 500
_LOCK_CLASS = 0x5345 << 48


@dataclass(frozen=True, slots=True)
class SegmentWish:
    """What staff decide about a segment. ``is_frozen``: whoever is in when it is built stays in, and nobody else
    comes."""

    name: str
    tree: Mapping[str, Any]
    folder: str = ""
    purpose: str = ""
    owner_id: int | None = None
    is_frozen: bool = False


def create_segment(
    *, org_id: int, channel_id: int, wish: SegmentWish, actor: Actor, now: datetime
) -> Segment:
    """Save a condition as a segment; the engine fills it within a second or two, without facts.

    ProblemError 404 for the channel, 409 for a name that is taken or too many segments, 422 for mistakes in the
    condition and an owner who is no member.
    """
    line_selectors.channel(org_id, channel_id)
    _take_turn(channel_id)
    if selectors.segments(org_id, channel_id=channel_id).count() >= MOST_IN_CHANNEL:
        raise conflict(
            "too_many_segments",
            f"セグメントは1つの公式アカウントに {MOST_IN_CHANNEL} 個までです。使っていないものをアーカイブしてください。",
            f"An account can have {MOST_IN_CHANNEL} segments: archive those that are not used.",
        )
    segment = Segment(org_id=org_id, channel_id=channel_id, created_at=now)
    _put(segment, wish)
    _put_tree(segment, wish.tree)
    segment.build_due_at, segment.updated_at = now, now
    _save(segment)
    _audit(segment, actor, "segment.created", now, None)
    wakeup.notify(wakeup.SEGMENTS)
    return segment


def change_segment(
    *,
    org_id: int,
    segment_id: int,
    changes: Mapping[str, Any],
    sets_off_rules: bool = False,
    actor: Actor,
    now: datetime,
) -> Segment:
    """Change what ``changes`` names (fields of :class:`SegmentWish`). Another condition is built anew by difference.

    Friends whom the new condition brings in or throws out set off rules only if ``sets_off_rules``. ProblemError 404,
    409 for a name that is taken, 422 for mistakes, a circle of segments or an owner who is no member.
    """
    segment = _held(org_id, segment_id)
    before, wish = _facts(segment), replace(_wish_of(segment), **changes)
    was_frozen, old_key = segment.is_frozen, segment.tree_key
    _put(segment, wish)
    if "tree" in changes:
        _put_tree(segment, wish.tree)
    if segment.tree_key != old_key or (was_frozen and not segment.is_frozen):
        _build_anew(segment, now, is_loud=sets_off_rules)
    segment.updated_at = now
    _save(segment)
    _audit(segment, actor, "segment.changed", now, before)
    return segment


def archive_segment(*, org_id: int, segment_id: int, actor: Actor, now: datetime) -> Segment:
    """Put a segment away; its members stay as they are. Idempotent. ProblemError 404, 409 while something uses it."""
    segment = _held(org_id, segment_id)
    if segment.archived_at is not None:
        return segment
    require_unused(org_id, "segment", segment_id)
    before = _facts(segment)
    segment.archived_at, segment.build_due_at, segment.settles_after = now, None, None
    _save(segment)
    _audit(segment, actor, "segment.archived", now, before)
    return segment


def restore_segment(*, org_id: int, segment_id: int, actor: Actor, now: datetime) -> Segment:
    """Bring an archived segment back and compare its members with today. Idempotent.

    ProblemError 404, 409 for a name that is taken by now, 422 if what its condition speaks of is gone.
    """
    segment = _held(org_id, segment_id)
    if segment.archived_at is None:
        return segment
    before = _facts(segment)
    segment.archived_at = None
    _put_tree(segment, segment.tree)
    _build_anew(segment, now, is_loud=False)
    _save(segment)
    _audit(segment, actor, "segment.restored", now, before)
    return segment


def delete_segment(*, org_id: int, segment_id: int, actor: Actor, now: datetime) -> None:
    """Remove an archived segment for ever, with its members and sizes. ProblemError 404, 409 unless it is archived and
    unused."""
    segment = _held(org_id, segment_id)
    if segment.archived_at is None:
        raise conflict("segment_in_use", "先にアーカイブしてください。", "Archive the segment first.")
    require_unused(org_id, "segment", segment_id)
    _audit(segment, actor, "segment.deleted", now, _facts(segment), is_gone=True)
    SegmentMember.objects.filter(org_id=org_id, segment_id=segment_id).delete()
    SegmentTouch.objects.filter(org_id=org_id, segment_id=segment_id).delete()
    tell_segment(segment)
    Segment.objects.filter(org_id=org_id, id=segment_id).delete()


def rebuild_segment(*, org_id: int, segment_id: int, actor: Actor, now: datetime) -> Segment:
    """Look at every friend again soon. ProblemError 404, 409 for an archived or a frozen segment."""
    segment = _held(org_id, segment_id)
    if segment.archived_at is not None or segment.is_frozen:
        raise conflict(
            "segment_not_followed",
            "アーカイブ済み、または固定したセグメントは更新されません。",
            "An archived or a frozen segment is not built again.",
        )
    segment.build_due_at = now
    segment.save(update_fields=["build_due_at"])
    _audit(segment, actor, "segment.rebuilt", now, None)
    wakeup.notify(wakeup.SEGMENTS)
    return segment


def note_sent(*, org_id: int, segment_ids: Sequence[int], at: datetime) -> None:
    """Remember that something was meant for these segments; never moves backwards."""
    rows = Segment.objects.filter(
        Q(last_sent_at=None) | Q(last_sent_at__lt=at), org_id=org_id, id__in=segment_ids
    )
    if segment_ids:
        rows.update(last_sent_at=at)


def _take_turn(channel_id: int) -> None:
    # Two edits at once could each be free of circles and make one together.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK_CLASS | channel_id])


def _held(org_id: int, segment_id: int) -> Segment:
    """The segment's row, so that no build runs into the edit and no edit into another."""
    _take_turn(selectors.segment(org_id, segment_id).channel_id)
    Segment.objects.select_for_update(no_key=True).filter(org_id=org_id, id=segment_id).first()
    return selectors.segment(org_id, segment_id)


def _wish_of(segment: Segment) -> SegmentWish:
    return SegmentWish(
        segment.name, segment.tree, segment.folder, segment.purpose, segment.owner_id, segment.is_frozen
    )


def _put(segment: Segment, wish: SegmentWish) -> None:
    if not _may_own(segment, wish.owner_id):
        raise invalid_input(
            "owner_id",
            "担当者はこの組織のメンバーから選んでください。",
            "Choose an owner among the organisation's members.",
        )
    segment.name, segment.folder, segment.purpose = wish.name, wish.folder, wish.purpose
    segment.owner_id, segment.is_frozen = wish.owner_id, wish.is_frozen


def _may_own(segment: Segment, user_id: int | None) -> bool:
    if user_id is None or user_id == segment.owner_id:
        return True
    return Member.objects.filter(org_id=segment.org_id, user_id=user_id).exists()


def _put_tree(segment: Segment, document: Mapping[str, Any]) -> None:
    tree = conditions.require_sound_tree(segment.org_id, segment.channel_id, document)
    segment.reads = sorted({found.id for found in tree.references() if found.kind == "segment"})
    _require_no_circle(segment)
    words: set[str] = set()
    for leaf in tree.leaves():
        references = [(found.kind, found.id) for found in leaf.kind.references(leaf.params)]
        words |= words_of_condition(leaf.kind.watches_of(leaf.params), references)
    segment.tree, segment.watches = dict(document), sorted(words)
    segment.drifts = conditions.drifts(tree) or ""
    segment.tree_key = tree_key(tree)


def tree_key(document: conditions.Document) -> str:
    """Equal for trees that say the same in another order."""
    return hashlib.sha256(conditions.normal_form(document).encode()).hexdigest()


def _require_no_circle(segment: Segment) -> None:
    if segment.id is None or not segment.reads:
        return
    others = Segment.objects.filter(org_id=segment.org_id, channel_id=segment.channel_id, archived_at=None)
    graph = dict(others.exclude(id=segment.id).values_list("id", "reads"))
    way = circle(segment.id, segment.reads, graph)
    if way:
        called = dict(others.values_list("id", "name")) | {segment.id: segment.name}
        path = " → ".join(f"「{called[each]}」" for each in way)
        raise invalid_input(
            "tree",
            f"セグメントが自分自身を含む形になります：{path}。どれか1つの条件から外してください。",
            f"The segment would contain itself: {path}. Take one of these out of the next one's condition.",
        )


def _build_anew(segment: Segment, now: datetime, *, is_loud: bool) -> None:
    segment.version += 1
    segment.is_edit_loud = is_loud
    segment.build_due_at, segment.settles_after, segment.build_error = now, None, ""
    wakeup.notify(wakeup.SEGMENTS)


#: The engine's own columns are not staff's to write: a build that ends meanwhile would be undone.
_STAFFS = (
    "name", "folder", "purpose", "owner", "tree", "tree_key", "version", "watches", "reads", "drifts", "is_frozen",
    "is_edit_loud", "build_due_at", "settles_after", "build_error", "updated_at", "archived_at",
)  # fmt: skip


def _save(segment: Segment) -> None:
    try:
        with transaction.atomic():
            segment.save(update_fields=None if segment.id is None else _STAFFS)
    except IntegrityError as error:
        raise conflict(
            "segment_name_taken",
            "同じ名前のセグメントがあります。別の名前にしてください。",
            "There is a segment of this name: choose another.",
        ) from error
    tell_segment(segment)


def _facts(segment: Segment) -> dict[str, Any]:
    return asdict(_wish_of(segment)) | {
        "channel_id": segment.channel_id,
        "is_archived": segment.archived_at is not None,
    }


def _audit(
    segment: Segment,
    actor: Actor,
    action: str,
    now: datetime,
    before: dict[str, Any] | None,
    *,
    is_gone: bool = False,
) -> None:
    record_audit(
        org_id=segment.org_id,
        actor=actor,
        action=action,
        object_kind="segment",
        object_id=segment.id,
        now=now,
        before=before,
        after=None if is_gone else _facts(segment),
    )
