"""The home page of one channel: what staff must look at today, the numbers of the week, and what goes out next.

Reads counters, partial indexes and a week's rows; nothing here grows with the number of friends or messages.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Sum

from enishi.analytics.domain.counting import BLOCKED, NEW, REACTION, RETURNED
from enishi.analytics.models import DayCount
from enishi.content.domain.outline import Outline
from enishi.delivery.domain.health import SendingState
from enishi.delivery.models import Dispatch
from enishi.delivery.selectors import dispatches, sending
from enishi.friends.selectors import COUNTED_UP_TO, Count, friend_tally
from enishi.inbox.domain.talk import PATIENCE
from enishi.inbox.models import Conversation
from enishi.intake.models import InboundEvent
from enishi.line import selectors as line_selectors
from enishi.line.models import Channel
from enishi.scenarios.selectors import StepsDue, steps_due

#: A period of the numbers, and what the one before it has to be as long as.
PERIOD = timedelta(days=7)
_DAYS_AHEAD = 7
_MOST_DISPATCHES = 100


@dataclass(frozen=True, slots=True)
class Todo:
    """What needs somebody today."""

    unanswered: Count
    failed: int
    unknown: int
    paused: int
    failed_events: Count
    sending: SendingState


def todo(org_id: int, channel_id: int, now: datetime) -> Todo:
    """What waits at one channel; failures are those of the last seven days. ProblemError 404."""
    found = dispatches.troubles(org_id, channel_id, now - PERIOD)
    waiting = Conversation.objects.filter(
        org_id=org_id, channel_id=channel_id, waiting_since__lte=now - PATIENCE
    )
    broken = InboundEvent.objects.filter(org_id=org_id, channel_id=channel_id).exclude(error="")
    return Todo(
        unanswered=_counted(waiting[: COUNTED_UP_TO + 1].count()),
        failed=found.failed,
        unknown=found.unknown,
        paused=found.paused,
        failed_events=_counted(broken.exclude(processed_at=None)[: COUNTED_UP_TO + 1].count()),
        sending=sending.channel_sending(org_id, channel_id, now).state,
    )


def _counted(number: int) -> Count:
    return Count(min(number, COUNTED_UP_TO), number <= COUNTED_UP_TO)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of the last seven days (or, of active friends, now), the same of the seven days before, and of how
    many friends it speaks."""

    value: int
    previous: int
    n: int


@dataclass(frozen=True, slots=True)
class Numbers:
    active: Figure
    new: Figure
    reactions: Figure
    blocked: Figure


def numbers(org_id: int, channel_id: int, now: datetime) -> Numbers:
    """The numbers of the last seven days of the channel's calendar, today included. ProblemError 404."""
    today = _today(line_selectors.channel(org_id, channel_id), now)
    this = _sums(org_id, channel_id, today - PERIOD, today)
    last = _sums(org_id, channel_id, today - 2 * PERIOD, today - PERIOD)
    tally = friend_tally(org_id, channel_id)
    joined = this.get(NEW, 0) + this.get(RETURNED, 0)
    before = max(tally.following - joined + this.get(BLOCKED, 0), 0)
    n = tally.following
    return Numbers(
        active=Figure(n, before, n + tally.blocked),
        new=Figure(joined, last.get(NEW, 0) + last.get(RETURNED, 0), n),
        reactions=Figure(this.get(REACTION, 0), last.get(REACTION, 0), n),
        blocked=Figure(this.get(BLOCKED, 0), last.get(BLOCKED, 0), n + tally.blocked),
    )


def _sums(org_id: int, channel_id: int, after: date, until: date) -> Mapping[str, int]:
    rows = DayCount.objects.filter(
        org_id=org_id,
        channel_id=channel_id,
        measure__in=[NEW, RETURNED, BLOCKED, REACTION],
        on_date__gt=after,
        on_date__lte=until,
    )
    return dict(rows.values("measure").annotate(total=Sum("number")).values_list("measure", "total"))


@dataclass(frozen=True, slots=True)
class Day:
    """What goes out on one day as far as it is known now."""

    on_date: date
    dispatches: list[Dispatch]
    steps: list[StepsDue]


@dataclass(frozen=True, slots=True)
class Week:
    days: list[Day]
    outlines: Mapping[int, Outline]


def week(org_id: int, channel_id: int, now: datetime, *, with_talk: bool) -> Week:
    """Today and the six days that follow, on the channel's calendar. ProblemError 404."""
    channel = line_selectors.channel(org_id, channel_id)
    zone = ZoneInfo(channel.timezone)
    today = _today(channel, now)
    dates = [today + timedelta(days=ahead) for ahead in range(_DAYS_AHEAD + 1)]
    edges = [datetime.combine(day, time(), zone) for day in dates]
    waiting = dispatches.unfinished(org_id, channel_id, edges[0], edges[-1], _MOST_DISPATCHES)
    steps = steps_due(org_id, channel_id, edges, COUNTED_UP_TO)
    days = [
        Day(
            on_date=day,
            dispatches=[row for row in waiting if row.due_at.astimezone(zone).date() == day],
            steps=[step for step in steps if step.span == index],
        )
        for index, day in enumerate(dates[:-1])
    ]
    return Week(days, dispatches.outlines(org_id, waiting, with_talk=with_talk))


def _today(channel: Channel, now: datetime) -> date:
    return now.astimezone(ZoneInfo(channel.timezone)).date()
