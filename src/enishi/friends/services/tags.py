"""Tags as staff keep them: made, renamed, described, archived; put on chosen friends and taken off.

The set-wise putting on and taking off that everybody shares is in :mod:`enishi.friends.services.tagging`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from enishi.accounts.models import Member
from enishi.accounts.permissions import Actor
from enishi.accounts.services import record_audit
from enishi.friends import selectors
from enishi.friends.conditions.references import Use, require_unused, uses_of_many
from enishi.friends.domain.tag_names import KindName
from enishi.friends.models import Tag, TagKind
from enishi.friends.selectors.tagging import tag_counts
from enishi.friends.services.tag_naming import accepted_name
from enishi.friends.services.tagging import add_tag, add_within_capacity, remove_tag
from enishi.kit.errors import ProblemError, conflict, forbidden, invalid_input
from enishi.kit.tenancy import channel_limit, limited_to_channels, org_scope

__all__ = [
    "MOST_AT_ONCE",
    "Tagging",
    "add_tag",
    "archive_tags",
    "change_tag",
    "create_tag",
    "remove_tag",
    "tag_chosen",
    "tag_friend",
    "untag_friend",
]

#: Friends whose tags staff change in one go: what their rules do about it has to fit into one request.
MOST_AT_ONCE = 10_000

#: What the ledger says of a tag, beside its name.
FACTS = ("folder", "kind", "genre", "meaning", "purpose", "owner_id", "retires_on", "capacity")


def tag_friend(*, org_id: int, friend_id: int, tag_id: int, actor: Actor, now: datetime) -> None:
    """Staff put a tag on one friend. Idempotent. ProblemError 404, or 409 for an archived tag or a full one."""
    friend = selectors.friend(org_id, friend_id)
    tag = selectors.tag(org_id, tag_id)
    if tag.archived_at is not None:
        raise _archived()
    added = add_within_capacity(
        org_id=org_id,
        channel_id=friend.channel_id,
        tag_id=tag_id,
        friend_ids=[friend_id],
        now=now,
        cause=cause_of(actor),
    )
    if added.refused:
        raise conflict(
            "tag_full",
            f"タグ「{tag.name}」は定員（{tag.capacity:,}人）に達しています。",
            f"The tag “{tag.name}” has reached its capacity of {tag.capacity:,}.",
        )
    if added.changed:
        audit_tag(org_id, actor, "friend.tagged", "friend", friend_id, now, after={"tag_id": tag_id})


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
        cause=cause_of(actor),
    )
    if changed:
        audit_tag(org_id, actor, "friend.untagged", "friend", friend_id, now, before={"tag_id": tag_id})


@dataclass(frozen=True, slots=True)
class Tagging:
    """How many friends were meant, of how many the tag really changed, and for how many there was no room."""

    chosen: int
    changed: int
    refused: int = 0


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
    changed = refused = 0
    for channel_id, friend_ids in sorted(by_channel.items()):
        told: dict[str, Any] = {"org_id": org_id, "channel_id": channel_id, "tag_id": tag_id, "now": now}
        told |= {"friend_ids": friend_ids, "cause": cause_of(actor)}
        if is_added:
            added = add_within_capacity(**told)
            changed, refused = changed + len(added.changed), refused + len(added.refused)
        else:
            changed += len(remove_tag(**told))
    number = sum(map(len, by_channel.values()))
    action = "tag.added_to_friends" if is_added else "tag.removed_from_friends"
    after = {"chosen": number, "changed": changed} | ({"refused": refused} if refused else {})
    audit_tag(org_id, actor, action, "tag", tag_id, now, after=after)
    return Tagging(number, changed, refused)


def create_tag(
    *,
    org_id: int,
    name: str,
    actor: Actor,
    now: datetime,
    facts: Mapping[str, Any] | None = None,
    is_corrected: bool = False,
) -> Tag:
    """A new tag; ``facts`` is what the ledger says of it. Without a kind it has the one of its category.

    ``is_corrected`` takes the likeliest correction of a name that does not follow the naming rule, in place of a refusal.
    ProblemError 422 for such a name (with ``corrections``), 409 if the name is taken, also by an archived tag.
    """
    known = dict(facts or {})
    kind: KindName = known.get("kind") or ""
    verdict = accepted_name(org_id=org_id, name=name, kind=kind, now=now, is_corrected=is_corrected)
    tag = Tag(org_id=org_id, name=verdict.name, kind=verdict.kind, created_at=now, creator=actor.label[:200])
    _put(tag, known)
    _check_facts(tag)
    _write(tag, None)
    audit_tag(org_id, actor, "tag.created", "tag", tag.id, now, after={"name": tag.name, **known_facts(tag)})
    return tag


def change_tag(
    *,
    org_id: int,
    tag_id: int,
    actor: Actor,
    now: datetime,
    name: str | None = None,
    is_archived: bool | None = None,
    facts: Mapping[str, Any] | None = None,
) -> Tag:
    """Rename, describe, archive or restore. An archived tag stays on its friends but is neither shown nor added.

    ProblemError 409 for a name that is taken, or for archiving a tag that something uses (with the list of uses), 422
    for a name against the rule.
    """
    tag = selectors.tag(org_id, tag_id, lock=True)
    before = _facts(tag)
    if name is not None and name != tag.name:
        kind: KindName = (facts or {}).get("kind") or tag.kind  # type: ignore[assignment]
        tag.name = accepted_name(
            org_id=org_id, name=name, kind=kind, now=now, tag_id=tag_id, is_corrected=False
        ).name
    if is_archived is not None and is_archived != (tag.archived_at is not None):
        require_nobody_elsewhere(org_id, [tag.id])
        if is_archived:
            require_no_uses(org_id, tag_id)
        tag.archived_at = now if is_archived else None
    _put(tag, facts or {})
    _check_facts(tag)
    _write(tag, ["name", "archived_at", *FACTS, "retirement_told_at"])
    after = _facts(tag)
    told = {key for key in after if after[key] != before[key]} | {"name"}
    _audit_change(tag, actor, now, {key: before[key] for key in told}, {key: after[key] for key in told})
    return tag


def _audit_change(
    tag: Tag, actor: Actor, now: datetime, before: dict[str, Any], after: dict[str, Any]
) -> None:
    audit_tag(tag.org_id, actor, "tag.changed", "tag", tag.id, now, before=before, after=after)


@dataclass(frozen=True, slots=True)
class Archived:
    """Tags that were archived or restored now, and those that stay, with what uses each."""

    changed: list[int]
    kept: dict[int, list[Use]]


def archive_tags(
    *, org_id: int, tag_ids: Sequence[int], is_archived: bool, actor: Actor, now: datetime
) -> Archived:
    """Archive many tags, or restore them. Idempotent; those in use stay, and it is told by what.

    ProblemError 403 while friends whom the caller does not see have one of them.
    """
    require_nobody_elsewhere(org_id, tag_ids)
    rows = list(
        Tag.objects.filter(org_id=org_id, id__in=tag_ids, archived_at__isnull=is_archived)
        .order_by("id")
        .select_for_update()
    )
    used = _all_uses(org_id, [tag.id for tag in rows]) if is_archived else {}
    in_use = [tag_id for tag_id, uses in used.items() if uses]
    kept = uses_of_many(org_id, "tag", in_use)
    changed = [tag.id for tag in rows if tag.id not in kept]
    Tag.objects.filter(org_id=org_id, id__in=changed).update(archived_at=now if is_archived else None)
    names = [tag.name for tag in rows if tag.id in set(changed)]
    if changed:
        after = {"is_archived": is_archived, "names": names}
        audit_tag(
            org_id, actor, "tag.archived_many", "tag", ",".join(map(str, changed[:20])), now, after=after
        )
    return Archived(changed, kept)


def require_nobody_elsewhere(org_id: int, tag_ids: Sequence[int]) -> None:
    """ProblemError 403 while friends whom the caller does not see have one of these tags."""
    if channel_limit() is None:
        return
    visible = tag_counts(org_id, tag_ids)
    with limited_to_channels(None), org_scope(org_id):
        everywhere = tag_counts(org_id, tag_ids)
    if everywhere != visible:
        raise forbidden(
            "担当していない公式アカウントの友だちにも付いているタグなので、変更できません。",
            "Friends of official accounts that you do not work on have this tag too, so you cannot change it.",
        )


def require_no_uses(org_id: int, tag_id: int) -> None:
    """ProblemError 409 with the list of uses; 403 where only accounts that the caller does not work on use it."""
    require_unused(org_id, "tag", tag_id)
    if _all_uses(org_id, [tag_id])[tag_id]:
        raise forbidden(
            "担当していない公式アカウントで使われているタグなので、変更できません。",
            "Official accounts that you do not work on use this tag, so you cannot do this.",
        )


def _all_uses(org_id: int, tag_ids: Sequence[int]) -> dict[int, list[Use]]:
    with limited_to_channels(None), org_scope(org_id):
        return uses_of_many(org_id, "tag", tag_ids)


def _put(tag: Tag, facts: Mapping[str, Any]) -> None:
    for column in FACTS:
        if column in facts:
            setattr(tag, column, facts[column])
    if "retires_on" in facts:
        tag.retirement_told_at = None
    if tag.kind != TagKind.INTEREST:
        tag.genre = ""


def _check_facts(tag: Tag) -> None:
    if tag.owner_id is not None and not Member.objects.filter(org_id=tag.org_id, id=tag.owner_id).exists():
        raise invalid_input("owner_id", "このメンバーはいません。", "There is no such member.")


def _write(tag: Tag, columns: list[str] | None) -> None:
    try:
        with transaction.atomic():
            tag.save(update_fields=columns)
    except IntegrityError as error:
        raise conflict(
            "tag_name_taken",
            "同じ名前のタグがあります（アーカイブ済みも含みます）。",
            "A tag of this name exists, perhaps archived.",
        ) from error


def known_facts(tag: Tag) -> dict[str, Any]:
    """What the ledger says of a tag and is not empty, as JSON."""
    values = {column: getattr(tag, column) for column in FACTS}
    values["retires_on"] = tag.retires_on.isoformat() if tag.retires_on else None
    return {column: value for column, value in values.items() if value not in (None, "")}


def _facts(tag: Tag) -> dict[str, Any]:
    facts: dict[str, Any] = {"name": tag.name, "is_archived": tag.archived_at is not None}
    return facts | dict.fromkeys(FACTS) | known_facts(tag)


def _archived() -> ProblemError:
    return conflict(
        "tag_archived",
        "アーカイブ済みのタグは付けられません。",
        "An archived tag cannot be added: restore it first.",
    )


def cause_of(actor: Actor) -> str:
    """How the timeline names who did it."""
    return f"{actor.kind}:{actor.id}" if actor.id is not None else actor.kind


def audit_tag(
    org_id: int,
    actor: Actor,
    action: str,
    object_kind: str,
    object_id: object,
    now: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """One entry in the audit log about a tag, or about a friend's tags."""
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
