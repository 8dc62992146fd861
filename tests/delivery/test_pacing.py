"""LINE's rates as evenly spaced slots."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enishi.delivery.domain.pacing import LOOK_AHEAD_SECONDS, rate_per_second, slots

ENDPOINTS = st.sampled_from(["reply", "push", "multicast"])


@pytest.mark.parametrize(("endpoint", "published"), [("reply", 2000), ("push", 2000), ("multicast", 200)])
def test_we_stay_a_little_below_the_published_rate(endpoint: str, published: float) -> None:
    assert 0.9 * published < rate_per_second(endpoint) < published


@given(ENDPOINTS, st.floats(-1e6, 10), st.integers(0, 5_000))
def test_slots_lie_within_the_look_ahead_and_one_step_apart(
    endpoint: str, next_free_in: float, wanted: int
) -> None:
    grant = slots(endpoint, next_free_in, wanted)
    assert 0 <= grant.count <= wanted
    if grant.count:
        delays = [grant.delay_of(index) for index in range(grant.count)]
        assert delays[0] >= max(next_free_in, 0)
        assert delays[-1] < LOOK_AHEAD_SECONDS
        assert grant.step == pytest.approx(1 / rate_per_second(endpoint))
        assert grant.next_free_after(grant.count) >= delays[-1] + grant.step * 0.999


@given(ENDPOINTS, st.lists(st.tuples(st.floats(0, 0.3), st.integers(0, 3_000)), min_size=1, max_size=40))
def test_any_chain_of_claims_stays_below_the_rate(endpoint: str, claims: list[tuple[float, int]]) -> None:
    clock = next_at = 0.0
    starts: list[float] = []
    for pause, wanted in claims:
        clock += pause
        grant = slots(endpoint, next_at - clock, wanted)
        starts += [clock + grant.delay_of(index) for index in range(grant.count)]
        if grant.count:
            next_at = clock + grant.next_free_after(grant.count)
    gaps = [after - before for before, after in pairwise(starts)]
    assert all(gap >= 0.999 / rate_per_second(endpoint) for gap in gaps)


def test_a_road_that_is_booked_for_longer_than_the_look_ahead_grants_nothing() -> None:
    assert slots("push", LOOK_AHEAD_SECONDS + 0.1, 100).count == 0


def test_a_pause_is_not_saved_up() -> None:
    assert slots("multicast", -3_600, 10_000).count <= rate_per_second("multicast") * LOOK_AHEAD_SECONDS
