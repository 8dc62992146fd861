"""How healthy the list of friends is: by the state of the relation, and how many block; now and a month before.

Few friends are counted as they are now. Of many, the last hourly count is read, so that no page waits for a million.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Sum

from enishi.analytics.domain.counting import BLOCKED, NEW, RETURNED, STATE_MEASURES
from enishi.analytics.models import DayCount
from enishi.friends.models import FriendTally
from enishi.friends.selectors import COUNTED_UP_TO, friend_tally
from enishi.friends.selectors.engagement import lifecycle_counts
from enishi.line import selectors as line_selectors

#: What "a month" means here: always as long as the one before it.
MONTH = timedelta(days=30)
#: How far from exactly a month before the count to compare with may lie.
_SLACK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Share:
    """``blocks`` in a month of the ``friends`` who were there in it."""

    blocks: int
    friends: int


@dataclass(frozen=True, slots=True)
class Health:
    """State → friends; ``before`` is the same a month ago, None where nobody counted then.

    ``counted_on`` is None for a count of this moment, and for friends whom nobody has counted yet: then there are no
    ``states``.
    """

    states: Mapping[str, int] | None
    before: Mapping[str, int] | None
    counted_on: date | None
    this_month: Share
    last_month: Share


def health(org_id: int, channel_id: int, now: datetime) -> Health:
    """The health of a channel's list. ProblemError 404."""
    channel = line_selectors.channel(org_id, channel_id)
    today = now.astimezone(ZoneInfo(channel.timezone)).date()
    tally = friend_tally(org_id, channel_id)
    counts = _counts(org_id, channel_id, today)
    counted_on: date | None = None
    states: Mapping[str, int] | None = None
    if tally.following + tally.blocked <= COUNTED_UP_TO:
        states = lifecycle_counts(org_id, channel_id)
    elif counts:
        counted_on = max(counts)
        states = counts[counted_on]
    earlier = [day for day in counts if today - MONTH - _SLACK < day <= today - MONTH]
    this_month, last_month = _shares(org_id, channel_id, today, tally)
    return Health(states, counts[max(earlier)] if earlier else None, counted_on, this_month, last_month)


def _counts(org_id: int, channel_id: int, today: date) -> dict[date, dict[str, int]]:
    """Day → state → friends at the day's last count."""
    states = {measure: state for state, measure in STATE_MEASURES.items()}
    rows = DayCount.objects.filter(
        org_id=org_id,
        channel_id=channel_id,
        measure__in=list(states),
        on_date__gt=today - MONTH - _SLACK,
        on_date__lte=today,
    )
    found: dict[date, dict[str, int]] = {}
    for measure, day, number in rows.values_list("measure", "on_date", "number"):
        found.setdefault(day, {})[states[measure]] = number
    return found


def _shares(org_id: int, channel_id: int, today: date, tally: FriendTally) -> tuple[Share, Share]:
    this = _sums(org_id, channel_id, today - MONTH, today)
    last = _sums(org_id, channel_id, today - 2 * MONTH, today - MONTH)
    blocked = this.get(BLOCKED, 0)
    # Who is there now, or was until they blocked.
    met = tally.following + blocked
    a_month_ago = max(met - this.get(NEW, 0) - this.get(RETURNED, 0), 0)
    blocked_before = last.get(BLOCKED, 0)
    return Share(blocked, met), Share(blocked_before, a_month_ago + blocked_before)


def _sums(org_id: int, channel_id: int, after: date, until: date) -> dict[str, int]:
    rows = DayCount.objects.filter(
        org_id=org_id,
        channel_id=channel_id,
        measure__in=[NEW, RETURNED, BLOCKED],
        on_date__gt=after,
        on_date__lte=until,
    )
    return dict(rows.values("measure").annotate(total=Sum("number")).values_list("measure", "total"))
