"""Reads of the ledger of tags: each with its people and uses, how their number went, merges and backups."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import QuerySet, Sum

from enishi.friends.models import Friend, TagBackup, TagBackupPart, TagChange, TagMerge
from enishi.friends.selectors.tagging import tag_counts
from enishi.kit.errors import not_found
from enishi.kit.tenancy import limited_to_channels, org_scope
from enishi.line.selectors import channel_names


def tag_people(org_id: int, tag_ids: list[int], channel_id: int | None = None) -> dict[int, int]:
    """Tag id → how many friends have it, exactly."""
    return {key: count.number for key, count in tag_counts(org_id, tag_ids, channel_id=channel_id).items()}


def tag_trend(
    org_id: int, tag_id: int, *, until: date, days: int, channel_id: int | None = None
) -> list[tuple[date, int]]:
    """How many friends had the tag at the end of each day, the oldest first."""
    rows = TagChange.objects.filter(org_id=org_id, tag_id=tag_id)
    if channel_id is not None:
        rows = rows.filter(channel_id=channel_id)
    first = until - timedelta(days=days - 1)
    before = rows.filter(on_date__lt=first).aggregate(n=Sum("added", default=0) - Sum("removed", default=0))[
        "n"
    ]
    inside = rows.filter(on_date__gte=first).values("on_date").annotate(n=Sum("added") - Sum("removed"))
    by_day = dict(inside.values_list("on_date", "n"))
    trend = []
    for offset in range(days):
        day = first + timedelta(days=offset)
        before += by_day.get(day, 0)
        trend.append((day, before))
    return trend


def tag_merges(org_id: int) -> QuerySet[TagMerge]:
    """Merges, the newest first."""
    return TagMerge.objects.filter(org_id=org_id).order_by("-id")


def tag_merge(org_id: int, merge_id: int, *, lock: bool = False) -> TagMerge:
    """One merge; ``lock`` keeps the row until the transaction ends. ProblemError 404."""
    rows = TagMerge.objects.filter(org_id=org_id, id=merge_id)
    found = (rows.select_for_update() if lock else rows).first()
    if found is None:
        raise not_found("タグの統合", "The merge")
    return found


def tag_backups(org_id: int) -> QuerySet[TagBackup]:
    """Deleted tags that can be had back, the latest first."""
    return TagBackup.objects.filter(org_id=org_id).order_by("-id")


def tag_backup(org_id: int, backup_id: int) -> TagBackup:
    """One backup; ProblemError 404."""
    found = TagBackup.objects.filter(org_id=org_id, id=backup_id).first()
    if found is None:
        raise not_found("タグのバックアップ", "The backup")
    return found


def backup_rows(
    org_id: int, backup_id: int, channels: tuple[int, ...] | None
) -> Iterator[list[tuple[int, str, str, datetime]]]:
    """Who had a deleted tag and is still there: (friend, LINE's user id, account, since), 20,000 at most at a time.

    Opens a transaction of its own for each, because a download goes on after the request's has ended.
    """
    with limited_to_channels(channels), org_scope(org_id):
        accounts = channel_names(org_id)
        parts = TagBackupPart.objects.filter(org_id=org_id, backup_id=backup_id)
        ids = list(parts.order_by("channel_id", "id").values_list("id", flat=True))
    for part_id in ids:
        with limited_to_channels(channels), org_scope(org_id):
            part = TagBackupPart.objects.get(org_id=org_id, id=part_id)
            there = Friend.objects.filter(org_id=org_id, channel_id=part.channel_id, id__in=part.friend_ids)
            line_ids = dict(there.values_list("id", "line_user_id"))
            yield [
                (friend_id, line_ids[friend_id], accounts.get(part.channel_id, ""), added_at)
                for friend_id, added_at in zip(part.friend_ids, part.added_at, strict=True)
                if friend_id in line_ids
            ]
