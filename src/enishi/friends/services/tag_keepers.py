"""Whatever keeps documents that speak of tags: read all at once for the ledger, and rewritten when tags are merged.

Apps above register theirs in ``config.wiring``; what is a use here is one for ``conditions.references`` too.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from enishi.accounts.permissions import Actor
from enishi.friends.conditions.references import Use
from enishi.friends.domain.tag_references import replaced, tags_in
from enishi.friends.models import EngagementSettings, FriendView, Genre, Segment
from enishi.friends.services.segments import change_segment
from enishi.kit.wiring import wired
from enishi.line.selectors import channel_names


@dataclass(frozen=True, slots=True)
class Kept:
    """One document. ``is_use`` is False for what is rewritten but keeps nobody from archiving the tag."""

    id: int
    name: str
    channel_id: int | None
    document: dict[str, Any]
    is_use: bool = True


@dataclass(frozen=True, slots=True)
class TagKeeper:
    """``kept`` reads all documents of an organisation; ``write`` (org_id, id, document, actor, now) puts one back."""

    kind: str
    kept: Callable[[int], Iterable[Kept]]
    write: Callable[[int, int, dict[str, Any], Actor, datetime], None]


def keepers() -> list[TagKeeper]:
    """Everything that speaks of tags."""
    found: list[Any] = list(wired("ENISHI_TAG_KEEPERS"))
    return found


def uses_of_tags(org_id: int) -> dict[int, list[Use]]:
    """Tag id → where it is used, for all tags in one reading of each document."""
    found: dict[int, list[Use]] = defaultdict(list)
    for keeper in keepers():
        for kept in keeper.kept(org_id):
            if kept.is_use:
                for tag_id, place in dict.fromkeys(tags_in(kept.document)):
                    found[tag_id].append(Use(keeper.kind, kept.id, kept.name, kept.channel_id, place))
    return found


def replace_tags(
    org_id: int, old: Collection[int], new: int, actor: Actor, now: datetime
) -> list[dict[str, Any]]:
    """Speak of ``new`` wherever one of ``old`` was meant; returns what each document was and became."""
    journal = []
    for keeper in keepers():
        for kept in list(keeper.kept(org_id)):
            after = replaced(kept.document, old, new)
            if after != kept.document:
                keeper.write(org_id, kept.id, after, actor, now)
                entry = {"kind": keeper.kind, "id": kept.id, "name": kept.name}
                journal.append(entry | {"before": kept.document, "after": after})
    return journal


def put_back(
    org_id: int, journal: Iterable[dict[str, Any]], actor: Actor, now: datetime
) -> list[dict[str, Any]]:
    """Undo :func:`replace_tags` wherever nothing has changed since; returns the entries that stay as they are."""
    by_kind = {keeper.kind: keeper for keeper in keepers()}
    present = {(keeper.kind, kept.id): kept.document for keeper in keepers() for kept in keeper.kept(org_id)}
    left = []
    for entry in journal:
        keeper = by_kind.get(entry["kind"])
        if keeper is None or present.get((entry["kind"], entry["id"])) != entry["after"]:
            left.append(entry)
            continue
        keeper.write(org_id, entry["id"], entry["before"], actor, now)
    return left


def _segments(org_id: int) -> Iterable[Kept]:
    for row in Segment.objects.filter(org_id=org_id, archived_at=None).order_by("id"):
        yield Kept(row.id, row.name, row.channel_id, {"tree": row.tree})


def _write_segment(
    org_id: int, segment_id: int, document: dict[str, Any], actor: Actor, now: datetime
) -> None:
    change_segment(
        org_id=org_id, segment_id=segment_id, changes={"tree": document["tree"]}, actor=actor, now=now
    )


def _views(org_id: int) -> Iterable[Kept]:
    for row in FriendView.objects.filter(org_id=org_id, tree__isnull=False).order_by("id"):
        yield Kept(row.id, row.name, row.channel_id, {"condition": row.tree}, row.is_shared)


def _write_view(org_id: int, view_id: int, document: dict[str, Any], actor: Actor, now: datetime) -> None:
    FriendView.objects.filter(org_id=org_id, id=view_id).update(tree=document["condition"], updated_at=now)


def _genres(org_id: int) -> Iterable[Kept]:
    for row in Genre.objects.filter(org_id=org_id, archived_at=None).order_by("id"):
        yield Kept(row.id, row.name, None, {"sources": row.sources, "tag_id": row.tag_id})


def _write_genre(org_id: int, genre_id: int, document: dict[str, Any], actor: Actor, now: datetime) -> None:
    Genre.objects.filter(org_id=org_id, id=genre_id).update(
        sources=document["sources"], tag_id=document["tag_id"]
    )


def _graduations(org_id: int) -> Iterable[Kept]:
    rows = EngagementSettings.objects.filter(org_id=org_id, graduation__isnull=False)
    names = channel_names(org_id) if rows else {}
    for row in rows.order_by("channel_id"):
        yield Kept(
            row.channel_id, names.get(row.channel_id, ""), row.channel_id, {"condition": row.graduation}
        )


def _write_graduation(
    org_id: int, channel_id: int, document: dict[str, Any], actor: Actor, now: datetime
) -> None:
    EngagementSettings.objects.filter(org_id=org_id, channel_id=channel_id).update(
        graduation=document["condition"], changed_at=now
    )


def uses_in_genres(org_id: int, kind: str, object_ids: Collection[int]) -> list[tuple[int, Use]]:
    """The genres that one of the tags shows an interest in, or that put it on friends."""
    if kind != "tag":
        return []
    return [
        (tag_id, Use("genre", kept.id, kept.name, None, place))
        for kept in _genres(org_id)
        for tag_id, place in dict.fromkeys(tags_in(kept.document))
        if tag_id in object_ids
    ]


SEGMENTS = TagKeeper("segment", _segments, _write_segment)
VIEWS = TagKeeper("view", _views, _write_view)
GENRES = TagKeeper("genre", _genres, _write_genre)
GRADUATIONS = TagKeeper("engagement", _graduations, _write_graduation)
