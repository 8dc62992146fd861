"""The monthly ledger of one channel: recipients reached, per calendar month in UTC+9."""

from collections import deque

from line_simulator.clock import jst_month


class QuotaLedger:
    """Counts recipients, not message objects. Reservations are a narrowcast's until it settles."""

    __slots__ = ("_recent", "limit", "reserved", "usage")

    def __init__(self, limit: int | None) -> None:
        self.limit = limit
        self.usage: dict[str, int] = {}
        self.reserved = 0
        self._recent: deque[tuple[float, int]] = deque()

    def used(self, now: float) -> int:
        return self.usage.get(jst_month(now), 0)

    def remaining(self, now: float) -> int | None:
        """Recipients left this month; None without a limit."""
        if self.limit is None:
            return None
        return max(0, self.limit - self.used(now) - self.reserved)

    def admits(self, count: int, now: float) -> bool:
        """All or nothing: a multicast of 500 with 499 left is refused as a whole."""
        remaining = self.remaining(now)
        return remaining is None or count <= remaining

    def charge(self, count: int, now: float, lag: float) -> None:
        if count == 0:
            return
        month = jst_month(now)
        self.usage[month] = self.usage.get(month, 0) + count
        if lag > 0:
            self._recent.append((now, count))

    def reported(self, now: float, lag: float) -> int:
        """What the consumption endpoint tells: what was charged in the last `lag` seconds is missing."""
        recent = self._recent
        while recent and recent[0][0] <= now - lag:
            recent.popleft()
        return max(0, self.used(now) - sum(count for _, count in recent))
