"""Tags are deleted with a net: what they were and who had them is kept for a while, to be read and to be restored."""

from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction

from enishi.accounts.models import Member
from enishi.accounts.permissions import Actor
from enishi.friends import selectors
from enishi.friends.models import FriendTag, Tag, TagBackup, TagBackupPart, TagChange
from enishi.friends.selectors.tag_ledger import tag_backup
from enishi.friends.services.tags import FACTS, audit_tag, known_facts, require_no_uses
from enishi.kit.errors import conflict, forbidden
from enishi.kit.tenancy import limited_to_channels, org_scope, system_scope

#: How long a deleted tag can be had back.
BACKUPS_KEPT_FOR = timedelta(days=90)

_KEEP = """
INSERT INTO friends_tagbackuppart (org_id, backup_id, channel_id, friend_ids, added_at)
SELECT %(org_id)s, %(backup_id)s, k.channel_id, array_agg(k.friend_id ORDER BY k.friend_id),
       array_agg(k.added_at ORDER BY k.friend_id)
  FROM (SELECT f.channel_id, t.friend_id, t.added_at,
               row_number() OVER (PARTITION BY f.channel_id ORDER BY t.friend_id) / 20000 AS part
          FROM friends_friendtag t
          JOIN friends_friend f ON f.org_id = t.org_id AND f.id = t.friend_id
         WHERE t.org_id = %(org_id)s AND t.tag_id = %(tag_id)s) k
 GROUP BY k.channel_id, k.part
"""

_GIVE_BACK = """
INSERT INTO friends_friendtag (org_id, tag_id, friend_id, added_at)
SELECT f.org_id, %(tag_id)s, f.id, k.added_at
  FROM friends_tagbackuppart p
 CROSS JOIN LATERAL unnest(p.friend_ids, p.added_at) AS k (friend_id, added_at)
  JOIN friends_friend f ON f.org_id = p.org_id AND f.id = k.friend_id
 WHERE p.org_id = %(org_id)s AND p.backup_id = %(backup_id)s
 ORDER BY f.id
ON CONFLICT DO NOTHING
"""


def delete_tag(*, org_id: int, tag_id: int, actor: Actor, now: datetime) -> TagBackup:
    """Delete an archived tag and take it off every friend; what it was is kept for 90 days.

    ProblemError 409 unless it is archived and nothing uses it, 403 while friends of channels that the caller does not
    work on have it.
    """
    tag = selectors.tag(org_id, tag_id, lock=True)
    if tag.archived_at is None:
        raise conflict(
            "tag_in_use",
            "削除する前にタグをアーカイブしてください。",
            "Archive the tag before deleting it.",
        )
    require_no_uses(org_id, tag_id)
    backup = TagBackup.objects.create(
        org_id=org_id,
        tag_id=tag_id,
        name=tag.name,
        facts=known_facts(tag) | {"created_at": tag.created_at.isoformat(), "creator": tag.creator},
        people=0,
        actor=actor.label[:200],
        made_at=now,
    )
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, {"org_id": org_id, "backup_id": backup.id, "tag_id": tag_id})
        cursor.execute("DELETE FROM friends_friendtag WHERE org_id = %s AND tag_id = %s", [org_id, tag_id])
        backup.people = cursor.rowcount
    _require_on_nobody(org_id, tag_id)
    backup.save(update_fields=["people"])
    TagChange.objects.filter(org_id=org_id, tag_id=tag_id).delete()
    before = {"name": tag.name, "friends": backup.people}
    audit_tag(org_id, actor, "tag.deleted", "tag", tag_id, now, before=before)
    tag.delete()
    return backup


def _require_on_nobody(org_id: int, tag_id: int) -> None:
    # The tag's own deletion goes on to every friend who has it, past the limit to channels.
    with limited_to_channels(None), org_scope(org_id):
        is_elsewhere = FriendTag.objects.filter(org_id=org_id, tag_id=tag_id).exists()
    if is_elsewhere:
        raise forbidden(
            "担当していない公式アカウントの友だちにも付いているタグなので、削除できません。",
            "Friends of official accounts that you do not work on have this tag too, so you cannot delete it.",
        )


def restore_tag(*, org_id: int, backup_id: int, actor: Actor, now: datetime) -> Tag:
    """Bring a deleted tag back, on all who had it and are still there, since when they had it. Sets off no rules.

    ProblemError 404, 409 if it is back already or another tag has its name.
    """
    backup = tag_backup(org_id, backup_id)
    tag = Tag(org_id=org_id, id=backup.tag_id, name=backup.name, created_at=backup.facts["created_at"])
    tag.creator = backup.facts.get("creator", "")
    for column in FACTS:
        if column in backup.facts:
            setattr(tag, column, backup.facts[column])
    if tag.owner_id and not Member.objects.filter(org_id=org_id, id=tag.owner_id).exists():
        tag.owner_id = None
    try:
        with transaction.atomic():
            tag.save(force_insert=True)
    except IntegrityError as error:
        raise conflict(
            "tag_name_taken",
            f"「{backup.name}」はすでに戻したか、同じ名前のタグが作られています。",
            f"“{backup.name}” is back already, or another tag has its name.",
        ) from error
    with connection.cursor() as cursor:
        cursor.execute(_GIVE_BACK, {"org_id": org_id, "backup_id": backup_id, "tag_id": tag.id})
        people = cursor.rowcount
    TagBackup.objects.filter(org_id=org_id, id=backup_id).update(restored_at=now)
    audit_tag(org_id, actor, "tag.restored", "tag", tag.id, now, after={"name": tag.name, "friends": people})
    return selectors.tag(org_id, tag.id)


def forget_tag_backups(now: datetime) -> int:
    """Drop backups of tags deleted more than 90 days ago; returns how many. For the worker: over all organisations."""
    with system_scope():
        old = TagBackup.objects.filter(made_at__lt=now - BACKUPS_KEPT_FOR)
        TagBackupPart.objects.filter(backup__in=old).delete()
        return old.delete()[0]
