"""LINE's rate limits as evenly spaced slots. Pure: offsets in seconds from now, no clock.

LINE does not say how it counts (window or bucket) and sends no remaining-quota header, so the client paces itself,
slightly below the published rate: requests that leave evenly may still arrive bunched.
"""

from dataclasses import dataclass

from enishi.line.limits import rate_limit_of

#: How far ahead one claim may reserve. Short, so that a reply that turns up is not kept waiting by a big broadcast.
LOOK_AHEAD_SECONDS = 1.0
_SHARE = 0.98


def rate_per_second(endpoint: str) -> float:
    """Requests a second that one channel may make to ``endpoint``."""
    return _RATES[endpoint]


@dataclass(frozen=True, slots=True)
class Grant:
    """``count`` requests, the first after ``start`` seconds, then one every ``step`` seconds."""

    count: int
    start: float
    step: float

    def delay_of(self, index: int) -> float:
        return self.start + index * self.step

    def next_free_after(self, used: int) -> float:
        return self.start + used * self.step


def slots(endpoint: str, next_free_in: float, wanted: int) -> Grant:
    """Slots for up to ``wanted`` requests within the look-ahead; ``next_free_in`` may lie in the past (negative)."""
    step = 1 / rate_per_second(endpoint)
    start = max(next_free_in, 0.0)
    available = int((LOOK_AHEAD_SECONDS - start) / step)
    return Grant(max(0, min(wanted, available)), start, step)


_RATES = {
    name: rate_limit_of("POST", f"/v2/bot/message/{name}").per_second * _SHARE
    for name in ("reply", "push", "multicast")
}
