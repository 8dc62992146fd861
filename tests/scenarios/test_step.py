"""Stepping: pure; each friend moves on through what is due, gets every step once and is never stuck."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from tests.scenarios.plans import AT_ONCE, ENTERED, TIMINGS, after, on_day, steps

from enishi.scenarios.domain.timing import due_time, next_step
from enishi.scenarios.domain.values import DueEnrolment, DueSet, Steps, Version
from enishi.scenarios.pipeline.step import step

TOKYO = ZoneInfo("Asia/Tokyo")


def stepped(timings: list[dict[str, Any]], *enrolments: DueEnrolment, now: datetime = ENTERED) -> Steps:
    version = Version(1, 1, 1, 1, TOKYO, tuple(steps(*timings)))
    return step(DueSet(version, list(enrolments)), now)


def waiting(friend_id: int, position: int = 0, due_at: datetime = ENTERED) -> DueEnrolment:
    return DueEnrolment(100 + friend_id, friend_id, position, ENTERED, due_at)


def test_friends_at_different_places_each_get_their_own_step() -> None:
    result = stepped([AT_ONCE, after(60), after(120)], waiting(1), waiting(2, 1), waiting(3, 2))
    assert result.sends == {0: [1], 1: [2], 2: [3]}
    assert [(each.enrolment_id, each.position) for each in result.moved] == [(101, 1), (102, 2), (103, 3)]
    assert result.moved[0].due_at == ENTERED + timedelta(seconds=60)
    assert result.moved[2].due_at is None


def test_a_step_that_was_waited_for_is_sent_however_late() -> None:
    late = ENTERED + timedelta(days=2)
    result = stepped([on_day(0, "20:00"), on_day(5, "09:00")], waiting(1), now=late)
    assert result.sends == {0: [1]}
    assert result.passed == {}
    assert result.moved[0].position == 1


def test_steps_that_passed_by_while_one_was_late_are_left_out_with_a_row() -> None:
    late = ENTERED + timedelta(days=2)
    timings = [on_day(0, "20:00"), on_day(1, "09:00"), on_day(5, "09:00")]
    result = stepped(timings, waiting(1), now=late)
    assert (result.sends, result.passed) == ({0: [1]}, {1: [1]})
    assert result.moved[0].position == 2


def test_durations_missed_in_an_outage_are_made_up_for_in_order() -> None:
    result = stepped([AT_ONCE, after(60), after(120)], waiting(1), now=ENTERED + timedelta(days=1))
    assert list(result.sends) == [0, 1, 2]
    assert result.moved[0].due_at is None


@given(st.lists(TIMINGS, min_size=1, max_size=6), st.lists(st.integers(1, 400_000), max_size=30))
def test_whenever_the_worker_looks_each_friend_gets_each_step_once_in_order_and_never_early(
    timings: list[dict[str, Any]], pauses: list[int]
) -> None:
    plan = steps(*timings)
    first = next_step(plan, 0, ENTERED, ENTERED, TOKYO)
    assert first is not None
    now, enrolment = ENTERED, waiting(1, first.position, first.due_at)
    done = list(first.passed)
    for pause in [*pauses, *[400_000] * 10]:
        if enrolment.position < len(plan) and enrolment.due_at <= now:
            result = stepped(timings, enrolment, now=now)
            for position in sorted([*result.sends, *result.passed]):
                done.append(position)
                if position in result.sends:
                    assert due_time(plan[position].timing, ENTERED, now, TOKYO) <= now
            (moved,) = result.moved
            if moved.due_at is None:
                break
            assert moved.due_at > now
            enrolment = waiting(1, moved.position, moved.due_at)
        now += timedelta(seconds=pause)
    assert done == list(range(len(plan)))
