"""Tags: made, renamed, archived by staff; put on and taken off friends by staff, rules and imports, set-wise.

Adding and removing change any number of friends in one statement and record a fact for those, and only those,
whose tags really changed: repeating a call changes nothing and triggers nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from enishi.accounts.permissions import Actor
from enishi.accounts.services import record_audit
from enishi.friends import selectors
from enishi.friends.models import FriendTag, Tag
from enishi.friends.services.timeline import NewEvent, ReactionContext, record_events
from enishi.kit.errors import ProblemError, conflict, forbidden
from enishi.kit.tenancy import limited_to_channels, org_scope

#: Friends whose tags staff change in one go: what their rules do about it has to fit into one request.
MOST_AT_ONCE = 10_000

# Ordered by friend, so that two sets that overlap lock their common rows in the same order.
_ADD = """
INSERT INTO friends_friendtag (org_id, tag_id, friend_id, added_at)
SELECT f.org_id, t.id, f.id, %(now)s
  FROM friends_friend f
  JOIN friends_tag t ON t.org_id = f.org_id AND t.id = %(tag_id)s AND t.archived_at IS NULL
 WHERE f.org_id = %(org_id)s AND f.channel_id = %(channel_id)s AND f.id = ANY(%(friend_ids)s)
 ORDER BY f.id
ON CONFLICT DO NOTHING
RETURNING friend_id
"""

_REMOVE = """
DELETE FROM friends_friendtag ft
 USING friends_friend f
 WHERE ft.org_id = %(org_id)s AND ft.tag_id = %(tag_id)s AND ft.friend_id = ANY(%(friend_ids)s)
   AND f.org_id = ft.org_id AND f.id = ft.friend_id AND f.channel_id = %(channel_id)s
RETURNING ft.friend_id
"""


def add_tag(
    *,
    org_id: int,
    channel_id: int,
    tag_id: int,
    friend_ids: Sequence[int],
    now: datetime,
    context: ReactionContext | None = None,
    cause: str = "",
) -> list[int]:
    """Put a tag on friends of one channel; returns those who did not have it. Idempotent.

    Unknown or archived tags, and friends of other channels, are passed over. ``cause`` says in the timeline
    what did it, for example ``rule:12`` or ``api_key:3``.
    """
    return _change(_ADD, "tag.added", org_id, channel_id, tag_id, friend_ids, now, context, cause)


def remove_tag(
    *,
    org_id: int,
    channel_id: int,
    tag_id: int,
    friend_ids: Sequence[int],
    now: datetime,
    context: ReactionContext | None = None,
    cause: str = "",
) -> list[int]:
    """Take a tag off friends of one channel; returns those who had it. Idempotent."""
    return _change(_REMOVE, "tag.removed", org_id, channel_id, tag_id, friend_ids, now, context, cause)


def _change(
    statement: str,
    kind: str,
    org_id: int,
    channel_id: int,
    tag_id: int,
    friend_ids: Sequence[int],
    now: datetime,
    context: ReactionContext | None,
    cause: str,
) -> list[int]:
    if not friend_ids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            {
                "org_id": org_id,
                "channel_id": channel_id,
                "tag_id": tag_id,
                "friend_ids": list(friend_ids),
                "now": now,
            },
        )
        changed = sorted(row[0] for row in cursor.fetchall())
    if not changed:
        return []
    name = Tag.objects.filter(org_id=org_id, id=tag_id).values_list("name", flat=True).first() or ""
    data = {"tag_id": tag_id, "name": name} | ({"cause": cause} if cause else {})
    record_events(
        org_id=org_id,
        channel_id=channel_id,
        events=[NewEvent(friend_id, kind, now, data) for friend_id in changed],
        now=now,
        context=context,
    )
    return changed


def tag_friend(*, org_id: int, friend_id: int, tag_id: int, actor: Actor, now: datetime) -> None:
    """Staff put a tag on one friend. Idempotent. ProblemError 404, or 409 for an archived tag."""
    friend = selectors.friend(org_id, friend_id)
    tag = selectors.tag(org_id, tag_id)
    if tag.archived_at is not None:
        raise _archived()
    changed = add_tag(
        org_id=org_id,
        channel_id=friend.channel_id,
        tag_id=tag_id,
        friend_ids=[friend_id],
        now=now,
        cause=_cause(actor),
    )
    if changed:
        _audit(org_id, actor, "friend.tagged", "friend", friend_id, now, after={"tag_id": tag_id})


def untag_friend(*, org_id: int, friend_id: int, tag_id: int, actor: Actor, now: datetime) -> None:
    """Staff take a tag off one friend. Idempotent. ProblemError 404."""
    friend = selectors.friend(org_id, friend_id)
    selectors.tag(org_id, tag_id)
    changed = remove_tag(
        org_id=org_id,
        channel_id=friend.channel_id,
        tag_id=tag_id,
        friend_ids=[friend_id],
        now=now,
        cause=_cause(actor),
    )
    if changed:
        _audit(org_id, actor, "friend.untagged", "friend", friend_id, now, before={"tag_id": tag_id})


@dataclass(frozen=True, slots=True)
class Tagging:
    """How many friends were meant, and of how many the tag really changed."""

    chosen: int
    changed: int


def tag_chosen(
    *,
    org_id: int,
    tag_id: int,
    is_added: bool,
    chosen: Sequence[int] | selectors.FriendFilter,
    actor: Actor,
    now: datetime,
) -> Tagging:
    """Staff put a tag on many friends, or take it off: those named, or all that a filter finds now. Idempotent.

    ProblemError 404, 409 for an archived tag, 422 for more than 10,000 friends or for ids that are nobody's.
    """
    tag = selectors.tag(org_id, tag_id)
    if is_added and tag.archived_at is not None:
        raise _archived()
    by_channel = selectors.chosen_by_channel(org_id, chosen, MOST_AT_ONCE)
    change = add_tag if is_added else remove_tag
    changed = 0
    for channel_id, friend_ids in sorted(by_channel.items()):
        changed += len(
            change(
                org_id=org_id,
                channel_id=channel_id,
                tag_id=tag_id,
                friend_ids=friend_ids,
                now=now,
                cause=_cause(actor),
            )
        )
    number = sum(map(len, by_channel.values()))
    action = "tag.added_to_friends" if is_added else "tag.removed_from_friends"
    _audit(org_id, actor, action, "tag", tag_id, now, after={"chosen": number, "changed": changed})
    return Tagging(number, changed)


def _archived() -> ProblemError:
    return conflict(
        "tag_archived",
        "アーカイブ済みのタグは付けられません。",
        "An archived tag cannot be added: restore it first.",
    )


def _cause(actor: Actor) -> str:
    return f"{actor.kind}:{actor.id}" if actor.id is not None else actor.kind


def create_tag(*, org_id: int, name: str, actor: Actor, now: datetime) -> Tag:
    """A new tag; ProblemError 409 if the name is taken, also by an archived tag."""
    try:
        with transaction.atomic():
            tag = Tag.objects.create(org_id=org_id, name=name, created_at=now)
    except IntegrityError as error:
        raise _name_taken() from error
    _audit(org_id, actor, "tag.created", "tag", tag.id, now, after={"name": name})
    return tag


def change_tag(
    *, org_id: int, tag_id: int, name: str | None, is_archived: bool | None, actor: Actor, now: datetime
) -> Tag:
    """Rename, archive or restore. An archived tag stays on its friends but is neither shown nor added."""
    tag = selectors.tag(org_id, tag_id)
    before = {"name": tag.name, "is_archived": tag.archived_at is not None}
    if name is not None:
        tag.name = name
    if is_archived is not None and is_archived != before["is_archived"]:
        tag.archived_at = now if is_archived else None
    try:
        with transaction.atomic():
            tag.save(update_fields=["name", "archived_at"])
    except IntegrityError as error:
        raise _name_taken() from error
    after = {"name": tag.name, "is_archived": tag.archived_at is not None}
    _audit(org_id, actor, "tag.changed", "tag", tag_id, now, before=before, after=after)
    return tag


def delete_tag(*, org_id: int, tag_id: int, actor: Actor, now: datetime) -> None:
    """Remove an archived tag for ever, with its place on every friend.

    ProblemError 409 unless it is archived, 403 while friends of channels that the caller does not work on have it.
    """
    tag = selectors.tag(org_id, tag_id)
    if tag.archived_at is None:
        raise conflict(
            "tag_in_use",
            "削除する前にタグをアーカイブしてください。",
            "Archive the tag before deleting it.",
        )
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM friends_friendtag WHERE org_id = %s AND tag_id = %s", [org_id, tag_id])
        friends = cursor.rowcount
    _require_on_nobody(org_id, tag_id)
    _audit(org_id, actor, "tag.deleted", "tag", tag_id, now, before={"name": tag.name, "friends": friends})
    tag.delete()


def _require_on_nobody(org_id: int, tag_id: int) -> None:
    # The tag's own deletion goes on to every friend who has it, past the limit to channels.
    with limited_to_channels(None), org_scope(org_id):
        is_elsewhere = FriendTag.objects.filter(org_id=org_id, tag_id=tag_id).exists()
    if is_elsewhere:
        raise forbidden(
            "担当していない公式アカウントの友だちにも付いているタグなので、削除できません。",
            "Friends of official accounts that you do not work on have this tag too, so you cannot delete it.",
        )


def _name_taken() -> ProblemError:
    return conflict(
        "tag_name_taken",
        "同じ名前のタグがあります（アーカイブ済みも含みます）。",
        "A tag of this name exists, perhaps archived.",
    )


def _audit(
    org_id: int,
    actor: Actor,
    action: str,
    object_kind: str,
    object_id: int,
    now: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    record_audit(
        org_id=org_id,
        actor=actor,
        action=action,
        object_kind=object_kind,
        object_id=object_id,
        now=now,
        before=before,
        after=after,
    )
