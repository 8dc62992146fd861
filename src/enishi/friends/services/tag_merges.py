"""Tags that mean the same become one: their friends, their rules, their conditions. For 30 days it can be undone.

The merged tags are archived with their friends still on them, and that is all an undo needs: whoever got the target
only through the merge has it since the very moment of the merge.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from enishi.accounts.permissions import Actor
from enishi.friends import selectors
from enishi.friends.conditions.references import Use, in_use, uses_of_many
from enishi.friends.models import Friend, FriendTag, Tag, TagMerge
from enishi.friends.selectors.tag_ledger import tag_merge, tag_people
from enishi.friends.services.tag_keepers import put_back, replace_tags, uses_of_tags
from enishi.friends.services.tags import audit_tag
from enishi.friends.services.timeline import NewEvent, ReactionContext, record_events
from enishi.kit.errors import ProblemError, conflict, forbidden, invalid_input
from enishi.kit.pgarrays import integers
from enishi.kit.tenancy import channel_limit, limited_to_channels, org_scope

UNDO_FOR = timedelta(days=30)
MOST_SOURCES = 20

_GIVE = """
INSERT INTO friends_friendtag (org_id, tag_id, friend_id, added_at)
SELECT DISTINCT t.org_id, %(target_id)s, t.friend_id, %(now)s::timestamptz
  FROM friends_friendtag t
 WHERE t.org_id = %(org_id)s AND t.tag_id = ANY(%(source_ids)s::bigint[])
 ORDER BY 3
ON CONFLICT DO NOTHING
RETURNING friend_id
"""

_TAKE_BACK = """
DELETE FROM friends_friendtag t
 WHERE t.org_id = %(org_id)s AND t.tag_id = %(target_id)s AND t.added_at = %(merged_at)s
   AND t.friend_id = ANY(ARRAY(SELECT s.friend_id FROM friends_friendtag s
                                WHERE s.org_id = %(org_id)s AND s.tag_id = ANY(%(source_ids)s::bigint[])))
RETURNING t.friend_id
"""

_TOGETHER = """
SELECT count(DISTINCT friend_id) FROM friends_friendtag WHERE org_id = %s AND tag_id = ANY(%s::bigint[])
"""


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What merging would do: ``people`` have the target afterwards, ``gained`` of them do not have it yet."""

    target: Tag
    sources: list[Tag]
    people_by_tag: dict[int, int]
    people: int
    gained: int
    uses: dict[int, list[Use]]
    problems: list[ProblemError]


def preview_merge(*, org_id: int, source_ids: Sequence[int], target_id: int) -> MergePreview:
    """Say what :func:`merge_tags` would do, and what stands against it. Changes nothing."""
    target, sources = _chosen(org_id, source_ids, target_id)
    ids = [tag.id for tag in sources]
    by_tag = tag_people(org_id, [target_id, *ids])
    people = _together(org_id, [target_id, *ids])
    uses = uses_of_tags(org_id)
    problems = [problem for problem in (_over_capacity(target, ids), _beyond_reach(org_id, ids)) if problem]
    return MergePreview(
        target,
        sources,
        by_tag,
        people,
        people - by_tag[target_id],
        {tag_id: uses.get(tag_id, []) for tag_id in ids},
        problems,
    )


def merge_tags(
    *, org_id: int, source_ids: Sequence[int], target_id: int, actor: Actor, now: datetime
) -> TagMerge:
    """Friends of the sources get the target, whatever spoke of the sources speaks of it, and the sources are archived.

    No rule is set off: nothing happened to anybody. ProblemError 404, 409 where the target's capacity is too small or
    something speaks of a source that cannot be rewritten, 403 where friends or rules of channels are concerned that the
    caller does not work on, 422 for too many tags or archived ones.
    """
    _hold(org_id, [target_id, *source_ids])
    target, sources = _chosen(org_id, source_ids, target_id)
    ids = [tag.id for tag in sources]
    for problem in (_over_capacity(target, ids), _beyond_reach(org_id, ids)):
        if problem:
            raise problem
    merge = TagMerge.objects.create(
        org_id=org_id,
        target_id=target_id,
        source_ids=ids,
        source_names=[tag.name for tag in sources],
        people=0,
        actor=actor.label[:200],
        merged_at=now,
        undo_until=now + UNDO_FOR,
    )
    gained = _change(
        _GIVE, {"org_id": org_id, "target_id": target_id, "source_ids": integers(ids), "now": now}
    )
    _record(merge, target, "tag.added", gained, now)
    merge.people = len(gained)
    merge.rewritten = replace_tags(org_id, ids, target_id, actor, now)
    _require_forgotten(org_id, ids)
    Tag.objects.filter(org_id=org_id, id__in=ids).update(archived_at=now)
    Tag.objects.filter(org_id=org_id, id=target_id).update(last_used_at=now)
    merge.save(update_fields=["people", "rewritten"])
    after = {"name": target.name, "sources": merge.source_names, "friends": merge.people}
    audit_tag(org_id, actor, "tag.merged", "tag", target_id, now, after=after)
    return merge


@dataclass(frozen=True, slots=True)
class Unmerged:
    """``left`` are documents that were changed after the merge and stay as they are."""

    merge: TagMerge
    people: int
    left: list[dict[str, Any]]


def undo_merge(*, org_id: int, merge_id: int, actor: Actor, now: datetime) -> Unmerged:
    """Bring the merged tags back, and take the target off whoever got it by the merge alone. Sets off no rules.

    ProblemError 404, 409 after 30 days, a second time, or when one of the tags was deleted meanwhile.
    """
    merge = tag_merge(org_id, merge_id, lock=True)
    tags = _hold(org_id, [merge.target_id, *merge.source_ids])
    if merge.undone_at is not None or now > merge.undo_until or len(tags) <= len(merge.source_ids):
        raise conflict(
            "merge_final",
            "この統合は元に戻せません（取り消し済み、30日を過ぎた、またはタグが削除されています）。",
            "This merge cannot be undone: it was already, it is older than 30 days, or a tag was deleted.",
        )
    problem = _beyond_reach(org_id, merge.source_ids)
    if problem:
        raise problem
    values = {"org_id": org_id, "target_id": merge.target_id, "merged_at": merge.merged_at}
    lost = _change(_TAKE_BACK, values | {"source_ids": integers(merge.source_ids)})
    _record(merge, tags[merge.target_id], "tag.removed", lost, now)
    Tag.objects.filter(org_id=org_id, id__in=merge.source_ids).update(archived_at=None)
    left = put_back(org_id, merge.rewritten, actor, now)
    merge.undone_at = now
    merge.save(update_fields=["undone_at"])
    before = {"name": tags[merge.target_id].name, "sources": merge.source_names}
    audit_tag(org_id, actor, "tag.unmerged", "tag", merge.target_id, now, before=before)
    return Unmerged(merge, len(lost), left)


def _hold(org_id: int, tag_ids: Sequence[int]) -> dict[int, Tag]:
    """The tags, kept until the transaction ends: meanwhile nobody changes them, merges them or puts them on friends."""
    rows = Tag.objects.filter(org_id=org_id, id__in=tag_ids).order_by("id").select_for_update()
    return {tag.id: tag for tag in rows}


def _chosen(org_id: int, source_ids: Sequence[int], target_id: int) -> tuple[Tag, list[Tag]]:
    target = selectors.tag(org_id, target_id)
    wanted = list(dict.fromkeys(source_ids))
    sources = list(Tag.objects.filter(org_id=org_id, id__in=wanted, archived_at=None).order_by("name", "id"))
    if target.archived_at is not None or target_id in wanted:
        raise invalid_input(
            "target_id",
            "統合先には、統合元に含まれない使用中のタグを選んでください。",
            "Choose a tag in use that is not among those to be merged.",
        )
    if len(sources) != len(wanted) or not 1 <= len(wanted) <= MOST_SOURCES:
        raise invalid_input(
            "source_ids",
            f"統合元には、使用中のタグを1〜{MOST_SOURCES}個選んでください。",
            f"Choose 1 to {MOST_SOURCES} tags in use.",
        )
    return target, sources


def _together(org_id: int, tag_ids: Sequence[int]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_TOGETHER, [org_id, integers(tag_ids)])
        return int(cursor.fetchone()[0])


def _over_capacity(target: Tag, source_ids: Sequence[int]) -> ProblemError | None:
    if target.capacity is None:
        return None
    # A capacity holds in all channels, whatever the caller may see.
    with limited_to_channels(None), org_scope(target.org_id):
        people = _together(target.org_id, [target.id, *source_ids])
    if people <= target.capacity:
        return None
    return conflict(
        "tag_full",
        f"統合すると{people:,}人になり、「{target.name}」の定員（{target.capacity:,}人）を超えます。",
        f"There would be {people:,} friends, beyond the capacity of “{target.name}” ({target.capacity:,}).",
    )


def _beyond_reach(org_id: int, tag_ids: Sequence[int]) -> ProblemError | None:
    """The refusal for a caller who does not see all that would change."""
    if channel_limit() is None:
        return None
    seen = FriendTag.objects.filter(org_id=org_id, tag_id__in=tag_ids).count()
    seen_uses = sum(len(uses) for tag_id, uses in uses_of_tags(org_id).items() if tag_id in tag_ids)
    with limited_to_channels(None), org_scope(org_id):
        there = FriendTag.objects.filter(org_id=org_id, tag_id__in=tag_ids).count()
        all_uses = sum(len(uses) for tag_id, uses in uses_of_tags(org_id).items() if tag_id in tag_ids)
    if (seen, seen_uses) == (there, all_uses):
        return None
    return forbidden(
        "担当していない公式アカウントの友だちや設定にも関わるタグなので、統合できません。",
        "Friends or settings of official accounts that you do not work on are concerned, so you cannot merge these.",
    )


def _change(statement: str, values: dict[str, Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [row[0] for row in cursor.fetchall()]


def _record(merge: TagMerge, target: Tag, kind: str, friend_ids: list[int], now: datetime) -> None:
    by_channel: dict[int, list[int]] = defaultdict(list)
    rows = Friend.objects.filter(org_id=merge.org_id, id__in=friend_ids).order_by("id")
    for channel_id, friend_id in rows.values_list("channel_id", "id"):
        by_channel[channel_id].append(friend_id)
    data = {"tag_id": target.id, "name": target.name, "cause": f"tag_merge:{merge.id}"}
    for channel_id, chosen in sorted(by_channel.items()):
        record_events(
            org_id=merge.org_id,
            channel_id=channel_id,
            events=[NewEvent(friend_id, kind, now, data, f"tag_merge:{merge.id}") for friend_id in chosen],
            now=now,
            context=ReactionContext(is_history=True),
        )


def _require_forgotten(org_id: int, tag_ids: Sequence[int]) -> None:
    left = [use for uses in uses_of_many(org_id, "tag", tag_ids).values() for use in uses]
    if left:
        raise in_use(left)
