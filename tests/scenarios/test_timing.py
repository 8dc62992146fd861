"""When a step is due: three modes, counted from entry, on the account's own calendar; never early."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from tests.scenarios.plans import AT_ONCE, ENTERED, TIMINGS, after, on_day, steps

from enishi.scenarios.domain.timing import OnDay, due_time, next_step

TOKYO, NEW_YORK = ZoneInfo("Asia/Tokyo"), ZoneInfo("America/New_York")


def due(timing: dict[str, Any], entered_at: datetime = ENTERED, zone: ZoneInfo = TOKYO) -> datetime:
    return due_time(steps(timing)[0].timing, entered_at, entered_at, zone)


ZONES = st.sampled_from([TOKYO, NEW_YORK, ZoneInfo("Asia/Kolkata"), ZoneInfo("Pacific/Auckland")])
MOMENTS = st.integers(0, 400 * 86_400).map(lambda seconds: ENTERED + timedelta(seconds=seconds))


def test_a_day_is_86400_seconds_after_entry() -> None:
    assert due(after(86_400)) == ENTERED + timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "at", "expected"),
    [
        (0, "20:00", datetime(2026, 10, 15, 11, 0, tzinfo=UTC)),
        (1, "09:00", datetime(2026, 10, 16, 0, 0, tzinfo=UTC)),
        (1, "00:00", datetime(2026, 10, 15, 15, 0, tzinfo=UTC)),
        (3, "23:59", datetime(2026, 10, 18, 14, 59, tzinfo=UTC)),
    ],
)
def test_day_n_is_counted_on_the_calendar_of_the_account(day: int, at: str, expected: datetime) -> None:
    assert due(on_day(day, at)) == expected


def test_just_before_midnight_in_tokyo_day_one_is_a_minute_away() -> None:
    entered = datetime(2026, 10, 15, 14, 59, tzinfo=UTC)
    assert due(on_day(1, "00:00"), entered) == entered + timedelta(minutes=1)
    assert due(on_day(1, "00:00"), entered + timedelta(minutes=1)) == entered + timedelta(days=1, minutes=1)


def test_the_clock_of_the_account_is_kept_across_a_change_to_winter_time() -> None:
    entered = datetime(2026, 10, 31, 16, 0, tzinfo=UTC)  # noon in New York, the day before the change
    assert due(on_day(1, "09:00"), entered, NEW_YORK) == datetime(2026, 11, 1, 14, 0, tzinfo=UTC)


def test_a_time_that_a_change_to_summer_time_leaves_out_comes_after_the_gap() -> None:
    entered = datetime(2026, 3, 7, 17, 0, tzinfo=UTC)
    assert due(on_day(1, "02:30"), entered, NEW_YORK) == datetime(2026, 3, 8, 7, 30, tzinfo=UTC)


@given(st.lists(TIMINGS, max_size=6), ZONES, MOMENTS, st.integers(0, 6))
def test_a_step_is_never_early_never_in_the_past_and_none_is_lost(
    timings: list[dict[str, Any]], zone: ZoneInfo, now: datetime, position: int
) -> None:
    plan = steps(*timings)
    found = next_step(plan, position, ENTERED, now, zone)
    if found is None:
        assert position >= len(plan)
        return
    assert list(found.passed) == list(range(position, found.position))
    for index in found.passed:
        timing = plan[index].timing
        assert isinstance(timing, OnDay)
        assert timing.if_past == "skip"
        assert due_time(timing, ENTERED, now, zone) < now
    assert found.due_at >= now
    if found.position < len(plan):
        assert found.due_at == max(now, due_time(plan[found.position].timing, ENTERED, now, zone))


def test_a_moment_that_has_passed_is_left_out_or_made_up_for_as_the_step_says() -> None:
    evening = ENTERED + timedelta(hours=9)
    left_out = next_step(steps(on_day(0, "20:00"), AT_ONCE), 0, ENTERED, evening, TOKYO)
    made_up = next_step(steps(on_day(0, "20:00", "send"), AT_ONCE), 0, ENTERED, evening, TOKYO)
    assert left_out is not None
    assert made_up is not None
    assert (left_out.position, left_out.passed) == (1, (0,))
    assert (made_up.position, made_up.due_at, made_up.passed) == (0, evening, ())


def test_the_very_moment_has_not_passed() -> None:
    moment = datetime(2026, 10, 15, 11, 0, tzinfo=UTC)
    found = next_step(steps(on_day(0, "20:00")), 0, ENTERED, moment, TOKYO)
    assert found is not None
    assert (found.position, found.due_at) == (0, moment)


def test_when_all_that_is_left_has_passed_the_scenario_is_over() -> None:
    found = next_step(steps(on_day(0, "09:00"), on_day(0, "10:00")), 0, ENTERED, ENTERED, TOKYO)
    assert found is not None
    assert (found.position, found.passed) == (2, (0, 1))
    assert next_step(steps(AT_ONCE), 1, ENTERED, ENTERED, TOKYO) is None


@pytest.mark.parametrize(
    "timing",
    [
        {"mode": "tomorrow"},
        after(-1),
        after(367 * 86_400),
        on_day(-1, "10:00"),
        on_day(367, "10:00"),
        on_day(0, "24:00"),
        on_day(0, "9:00"),
        on_day(0, "10:60"),
        on_day(0, "10:00", "maybe"),
        {"mode": "at_once", "seconds": 1},
    ],
)
def test_what_is_no_timing_is_refused(timing: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        steps(timing)
