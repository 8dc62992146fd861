"""Timings and steps as short words."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from enishi.scenarios.domain.timing import STEPS, Step

ENTERED = datetime(2026, 10, 15, 3, 0, tzinfo=UTC)  # noon in Tokyo

AT_ONCE = {"mode": "at_once"}


def after(seconds: int) -> dict[str, Any]:
    return {"mode": "after", "seconds": seconds}


def on_day(day: int, at: str, if_past: str = "skip") -> dict[str, Any]:
    return {"mode": "on_day", "day": day, "at": at, "if_past": if_past}


def steps(*timings: dict[str, Any]) -> list[Step]:
    return STEPS.validate_python([{"timing": timing, "blocks": []} for timing in timings])


TIMINGS = st.one_of(
    st.just(AT_ONCE),
    st.integers(0, 400_000).map(after),
    st.builds(
        on_day,
        st.integers(0, 5),
        st.times().map(lambda at: f"{at:%H:%M}"),
        st.sampled_from(["skip", "send"]),
    ),
)
