"""Times in conditions: absolute, or counted in the channel's calendar days from today.

A day is local. ``n`` days ago is the whole day whose date lies ``n`` before today's, so "at most 3 days ago" begins at
midnight three days back and ends with today, and "at least 3 days ago" is everything before the midnight after that
day. Intervals are half-open. Hours are exact: they count back from now.
"""

from datetime import date, datetime, timedelta
from typing import Annotated, Literal

from pydantic import Field, model_validator

from enishi.friends.conditions.registry import Context, Drift, Language, Params
from enishi.friends.domain.anniversaries import month_days

Days = Annotated[int, Field(ge=0, le=36_500)]
Hours = Annotated[int, Field(ge=1, le=8_760)]
CalendarDay = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2999, 12, 31))]


class DaysAgo(Params):
    """So many calendar days ago; ``at_most`` leaves out what lies ahead."""

    mode: Literal["days_ago"]
    test: Literal["at_most", "exactly", "at_least"] = "at_most"
    days: Days


class DaysAhead(Params):
    """So many calendar days ahead; today is 0."""

    mode: Literal["days_ahead"]
    test: Literal["at_most", "exactly", "at_least"] = "at_most"
    days: Days


class HoursAgo(Params):
    """So many hours before now."""

    mode: Literal["hours_ago"]
    test: Literal["at_most", "at_least"] = "at_most"
    hours: Hours


class Between(Params):
    """From the one day to the other, both included; either may be left open."""

    mode: Literal["between"]
    since: CalendarDay | None = None
    until: CalendarDay | None = None

    @model_validator(mode="after")
    def _has_an_edge_in_order(self) -> "Between":
        if self.since is None and self.until is None:
            raise ValueError("since, until or both")
        if self.since is not None and self.until is not None and self.since > self.until:
            raise ValueError("since must not lie after until")
        return self


class Anniversary(Params):
    """The day of the year comes round in so many days. 29 February counts as 28 February in other years."""

    mode: Literal["anniversary"]
    test: Literal["at_most", "exactly"] = "exactly"
    days: Annotated[int, Field(ge=0, le=364)]


class AnniversaryMonth(Params):
    """The month of the year: 1 to 12, this one (0) or the next (13)."""

    mode: Literal["month"]
    month: Annotated[int, Field(ge=0, le=13)]


class Known(Params):
    """There is such a time, or there is none."""

    mode: Literal["known", "unknown"]


#: When something happened.
When = Annotated[DaysAgo | HoursAgo | Between | Known, Field(discriminator="mode")]
#: A time that may also lie ahead or come round every year.
DateTimeWhen = Annotated[
    DaysAgo | DaysAhead | HoursAgo | Between | Anniversary | AnniversaryMonth | Known,
    Field(discriminator="mode"),
]
#: A stretch of time in which things are counted.
Period = Annotated[DaysAgo | HoursAgo | Between, Field(discriminator="mode")]
AnyWhen = DaysAgo | DaysAhead | HoursAgo | Between | Anniversary | AnniversaryMonth | Known


def drift_of(when: AnyWhen | None) -> Drift:
    """How soon time alone changes the answer."""
    if isinstance(when, HoursAgo):
        return "hourly"
    return "daily" if isinstance(when, DaysAgo | DaysAhead | Anniversary | AnniversaryMonth) else None


def time_condition(column: str, when: AnyWhen, ctx: Context) -> str:
    """A boolean, never NULL, over a column that holds instants."""
    if isinstance(when, Known):
        return f"{column} IS {'NOT ' if when.mode == 'known' else ''}NULL"
    if isinstance(when, Anniversary | AnniversaryMonth):
        local = f"({column} AT TIME ZONE {ctx.add(str(ctx.zone))})"
        month_day = f"(extract(month FROM {local}) * 100 + extract(day FROM {local}))::int"
        return _yearly(column, month_day, when, ctx)
    since, before = _instants(when, ctx)
    return _within(
        column, None if since is None else ctx.add(since), None if before is None else ctx.add(before)
    )


def date_condition(column: str, month_day: str, when: AnyWhen, ctx: Context) -> str:
    """A boolean, never NULL, over a column that holds plain dates and one that holds their month × 100 + day."""
    if isinstance(when, Known):
        return f"{column} IS {'NOT ' if when.mode == 'known' else ''}NULL"
    if isinstance(when, Anniversary | AnniversaryMonth):
        return _yearly(column, month_day, when, ctx)
    if isinstance(when, HoursAgo):
        raise ValueError("a date has no hours")
    since, before = _dates(when, ctx.today)
    return _within(
        column,
        None if since is None else f"{ctx.add(since)}::date",
        None if before is None else f"{ctx.add(before)}::date",
    )


def _within(column: str, since: str | None, before: str | None) -> str:
    parts = [f"{column} IS NOT NULL"]
    if since is not None:
        parts.append(f"{column} >= {since}")
    if before is not None:
        parts.append(f"{column} < {before}")
    return " AND ".join(parts)


def _instants(
    when: DaysAgo | DaysAhead | HoursAgo | Between, ctx: Context
) -> tuple[datetime | None, datetime | None]:
    if isinstance(when, HoursAgo):
        edge = ctx.now - timedelta(hours=when.hours)
        # Now itself is included, what lies ahead is not.
        after_now = ctx.now + timedelta(microseconds=1)
        return (edge, after_now) if when.test == "at_most" else (None, edge + timedelta(microseconds=1))
    since, before = _dates(when, ctx.today)
    return (
        None if since is None else ctx.start_of(since),
        None if before is None else ctx.start_of(before),
    )


def _dates(when: DaysAgo | DaysAhead | Between, today: date) -> tuple[date | None, date | None]:
    """The first day and the day after the last; None where there is no such edge."""
    day = timedelta(days=1)
    if isinstance(when, Between):
        return when.since, None if when.until is None else when.until + day
    if isinstance(when, DaysAgo):
        there = today - timedelta(days=when.days)
        return {
            "at_most": (there, today + day),
            "exactly": (there, there + day),
            "at_least": (None, there + day),
        }[when.test]
    there = today + timedelta(days=when.days)
    return {"at_most": (today, there + day), "exactly": (there, there + day), "at_least": (there, None)}[
        when.test
    ]


def days_of_year(today: date, when: Anniversary) -> list[int]:
    """The days of the year, as month × 100 + day, whose return the test means."""
    last = today + timedelta(days=when.days)
    return month_days(today if when.test == "at_most" else last, last)


def month_of(today: date, when: AnniversaryMonth) -> int:
    """1 to 12."""
    if when.month == 0:
        return today.month
    return today.month % 12 + 1 if when.month == 13 else when.month


def _yearly(column: str, month_day: str, when: Anniversary | AnniversaryMonth, ctx: Context) -> str:
    """``month_day`` is the column's, as month × 100 + day."""
    known = f"{column} IS NOT NULL"
    if isinstance(when, AnniversaryMonth):
        first = month_of(ctx.today, when) * 100
        return f"{known} AND {month_day} >= {ctx.add(first + 1)} AND {month_day} <= {ctx.add(first + 31)}"
    return f"{known} AND {month_day} = ANY({ctx.add(days_of_year(ctx.today, when))}::int[])"


def when_clause(subject: str, when: AnyWhen, language: Language) -> str:
    """``subject`` and what is said of it: a clause as :class:`ConditionKind` wants it."""
    if isinstance(when, Known):
        if language == "ja":
            return f"{subject}が{'ある' if when.mode == 'known' else 'ない'}"
        return f"{subject} is {'known' if when.mode == 'known' else 'not known'}"
    if language == "ja":
        return f"{subject}が{_ja(when)}である"
    return f"{subject} is {_en(when)}"


def _ja(when: AnyWhen) -> str:
    if isinstance(when, HoursAgo):
        return f"{when.hours}時間{'以内' if when.test == 'at_most' else '以上前'}"
    if isinstance(when, Between):
        return span(when, "ja")
    if isinstance(when, AnniversaryMonth):
        month = {0: "今月", 13: "来月"}.get(when.month, f"{when.month}月")
        return f"{month}（年は問わない）"
    if isinstance(when, Anniversary):
        within = f"今日から{when.days}日以内" if when.days else "今日"
        exactly = f"ちょうど{when.days}日後" if when.days else "今日"
        return f"{within if when.test == 'at_most' else exactly}（年は問わない）"
    assert isinstance(when, DaysAgo | DaysAhead)
    if when.days == 0 and when.test != "at_least":
        return "今日"
    if isinstance(when, DaysAgo):
        return {
            "at_most": f"{when.days}日以内",
            "exactly": f"ちょうど{when.days}日前",
            "at_least": f"{when.days}日以上前",
        }[when.test]
    return {
        "at_most": f"今日から{when.days}日以内",
        "exactly": f"ちょうど{when.days}日後",
        "at_least": f"{when.days}日以上先",
    }[when.test]


def _en(when: AnyWhen) -> str:
    if isinstance(when, HoursAgo):
        return f"{'at most' if when.test == 'at_most' else 'at least'} {_hours(when.hours)} ago"
    if isinstance(when, Between):
        return span(when, "en")
    if isinstance(when, AnniversaryMonth):
        return {0: "in this month", 13: "in next month"}.get(when.month, f"in {_MONTHS[when.month % 12]}") + (
            " (of any year)"
        )
    if isinstance(when, Anniversary):
        if when.days == 0:
            return "today (of any year)"
        within = (
            f"within {_days(when.days)} from today" if when.test == "at_most" else f"in {_days(when.days)}"
        )
        return f"{within} (of any year)"
    assert isinstance(when, DaysAgo | DaysAhead)
    if when.days == 0 and when.test != "at_least":
        return "today"
    amount = {"at_most": "at most ", "exactly": "exactly ", "at_least": "at least "}[when.test]
    return f"{amount}{_days(when.days)} {'ago' if isinstance(when, DaysAgo) else 'ahead'}"


_MONTHS = [
    "December",
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
]


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"


def _hours(number: int) -> str:
    return "1 hour" if number == 1 else f"{number} hours"


def said_date(day: date, language: Language) -> str:
    """A date as one says it."""
    return f"{day.year}年{day.month}月{day.day}日" if language == "ja" else day.isoformat()


def span(when: Between, language: Language) -> str:
    """The span in words."""
    since = None if when.since is None else said_date(when.since, language)
    until = None if when.until is None else said_date(when.until, language)
    if language == "ja":
        if since is None or until is None:
            return f"{until}以前" if since is None else f"{since}以降"
        return f"{since}から{until}まで"
    if since is None or until is None:
        return f"on or before {until}" if since is None else f"on or after {since}"
    return f"from {since} to {until}"


def period_words(period: AnyWhen | None, language: Language) -> str:
    """When something happened: a noun in Japanese (「30日以内」), with a blank before it in English; empty for ever."""
    if period is None:
        return ""
    if language == "ja":
        return _ja(period)
    if isinstance(period, DaysAgo | HoursAgo) and period.test == "at_most":
        if isinstance(period, DaysAgo):
            return f" within {_days(period.days)}" if period.days else " today"
        return f" within {_hours(period.hours)}"
    return f" {_en(period)}"
