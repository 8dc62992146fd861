"""The simulator's clock: real time, moved by jumps and stretched by a scale."""

import time
from datetime import UTC, datetime, timedelta, timezone

JST = timezone(timedelta(hours=9), "JST")


class Clock:
    """Simulated time in epoch seconds.

    `rate_time` is apart: rate buckets follow real seconds (a test that scales time must not get a thousand
    times LINE's ceiling) and only forward jumps move them, so that an hourly limit can be waited out.
    """

    __slots__ = ("_base_real", "_base_simulated", "_jumped", "_scale")

    def __init__(self) -> None:
        self._base_simulated = time.time()
        self._base_real = time.monotonic()
        self._scale = 1.0
        self._jumped = 0.0

    @property
    def scale(self) -> float:
        return self._scale

    def now(self) -> float:
        return self._base_simulated + (time.monotonic() - self._base_real) * self._scale

    def now_ms(self) -> int:
        return int(self.now() * 1000)

    def rate_time(self) -> float:
        return time.monotonic() + self._jumped

    def set(self, epoch_seconds: float) -> None:
        self._jumped += max(0.0, epoch_seconds - self.now())
        self._base_simulated = epoch_seconds
        self._base_real = time.monotonic()

    def advance(self, seconds: float) -> None:
        self.set(self.now() + seconds)

    def set_scale(self, scale: float) -> None:
        """Run `scale` simulated seconds per real second from now on; 0 stops the clock."""
        self._base_simulated = self.now()
        self._base_real = time.monotonic()
        self._scale = scale

    def real_seconds_until(self, epoch_seconds: float) -> float | None:
        """Real seconds until a simulated moment; None when a stopped clock never gets there."""
        remaining = epoch_seconds - self.now()
        if remaining <= 0:
            return 0.0
        return remaining / self._scale if self._scale > 0 else None

    def __getstate__(self) -> dict[str, float]:
        return {"simulated": self.now(), "wall": time.time(), "scale": self._scale}

    def __setstate__(self, state: dict[str, float]) -> None:
        self._scale = state["scale"]
        self._base_simulated = state["simulated"] + max(0.0, time.time() - state["wall"]) * self._scale
        self._base_real = time.monotonic()
        self._jumped = 0.0


def iso_utc(epoch_seconds: float) -> str:
    """ISO 8601 with milliseconds, as in LINE's narrowcast and batch progress."""
    moment = datetime.fromtimestamp(epoch_seconds, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


def jst_date(epoch_seconds: float) -> str:
    """yyyyMMdd in UTC+9, the day on which LINE's statistics are kept."""
    return datetime.fromtimestamp(epoch_seconds, JST).strftime("%Y%m%d")


def jst_month(epoch_seconds: float) -> str:
    return jst_date(epoch_seconds)[:6]
