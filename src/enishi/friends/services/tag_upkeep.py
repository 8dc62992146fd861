"""What happens to tags by itself: their counts are folded, and whoever answers for one hears that its time is over."""

from collections import defaultdict
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import connection

from enishi.accounts.notices import notify_staff
from enishi.friends.models import Tag
from enishi.kit.tenancy import system_scope
from enishi.line.models import Channel

# Days are kept for a hundred days, and months for ever: trends are drawn by day, and nobody looks back further so
# closely. Two who fold at once do not count twice, because a row is deleted by one of them only.
_FOLD = """
WITH folded AS (
    SELECT org_id, tag_id, channel_id, id,
           CASE WHEN on_date < %(day)s::date - 100 THEN date_trunc('month', on_date)::date ELSE on_date END AS on_date
      FROM friends_tagchange),
crowded AS (
    SELECT org_id, tag_id, channel_id, on_date FROM folded GROUP BY 1, 2, 3, 4 HAVING count(*) > 1),
gone AS (
    DELETE FROM friends_tagchange c USING folded f JOIN crowded USING (org_id, tag_id, channel_id, on_date)
     WHERE c.org_id = f.org_id AND c.id = f.id
    RETURNING c.org_id, c.tag_id, c.channel_id, f.on_date, c.added, c.removed)
INSERT INTO friends_tagchange (org_id, tag_id, channel_id, on_date, added, removed)
SELECT org_id, tag_id, channel_id, on_date, sum(added), sum(removed) FROM gone GROUP BY 1, 2, 3, 4
"""


def fold_tag_changes(now: datetime) -> int:
    """Make one row of all that happened to a tag on a day; returns how many were made. Changes no sum."""
    with system_scope(), connection.cursor() as cursor:
        cursor.execute(_FOLD, {"day": now.date()})
        return int(cursor.rowcount)


def tell_retirements(now: datetime) -> int:
    """Tell staff of tags whose retirement date has come, each once; returns how many. For the worker."""
    with system_scope():
        # The earth's earliest day is a day ahead: whose date has not come by their own clock is sorted out below.
        due = Tag.objects.filter(archived_at=None, retirement_told_at=None, retires_on__isnull=False)
        rows = list(due.select_related("owner__user").order_by("org_id", "retires_on", "id"))
        today = _todays({tag.org_id for tag in rows}, now)
        told = [tag for tag in rows if tag.retires_on and tag.retires_on <= today[tag.org_id]]
        by_org: dict[int, list[int]] = defaultdict(list)
        for tag in told:
            by_org[tag.org_id].append(tag.id)
            params = {
                "tag": tag.name,
                "tag_id": tag.id,
                "owner": tag.owner.user.name if tag.owner else "—",
                "on": tag.retires_on.isoformat() if tag.retires_on else "",
            }
            notify_staff(tag.org_id, "tag_retires", params, now, permission="tags.edit")
        for org_id, ids in by_org.items():
            Tag.objects.filter(org_id=org_id, id__in=ids).update(retirement_told_at=now)
    return len(told)


def _todays(org_ids: set[int], now: datetime) -> defaultdict[int, date]:
    zones = Channel.objects.filter(org_id__in=org_ids).order_by("-id").values_list("org_id", "timezone")
    today: defaultdict[int, date] = defaultdict(lambda: now.astimezone(ZoneInfo("Asia/Tokyo")).date())
    for org_id, zone in zones:
        today[org_id] = now.astimezone(ZoneInfo(zone)).date()
    return today
