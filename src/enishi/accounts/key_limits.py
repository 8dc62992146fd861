"""How often one API key may call: a bucket of tokens that fills evenly.

In: a key's id. Out: nothing, or a ProblemError 429 that says when to come back. Each web process counts for itself,
so with several processes a key gets so many times the limit: enough to keep a program that runs in circles from
taking the database away from people, and free of writes.
"""

import math
import threading
import time
from dataclasses import dataclass

from enishi.kit.errors import ProblemError

#: So many buckets are kept; beyond that, those that are full again are forgotten.
_MOST_BUCKETS = 10_000


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


class Throttle:
    """``per_minute`` calls a minute for each key, all of which may come at once. Zero is no limit."""

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute
        self._buckets: dict[int, _Bucket] = {}
        self._lock = threading.Lock()

    def wait_seconds(self, key_id: int, at: float) -> int:
        """Take one token at the monotonic time ``at``; how long to wait instead if there is none, else 0."""
        if self._per_minute <= 0:
            return 0
        with self._lock:
            bucket = self._buckets.get(key_id)
            if bucket is None:
                self._forget_full_ones(at)
                bucket = self._buckets[key_id] = _Bucket(self._per_minute, at)
            bucket.tokens = self._filled(bucket, at)
            bucket.at = at
            if bucket.tokens >= 1:
                bucket.tokens -= 1
                return 0
            # Sums of fractions end a hair above whole seconds.
            return max(1, math.ceil(round((1 - bucket.tokens) * 60 / self._per_minute, 3)))

    def require_turn(self, key_id: int) -> None:
        """ProblemError 429, with the seconds to wait, once the bucket is empty."""
        seconds = self.wait_seconds(key_id, time.monotonic())
        if seconds:
            raise ProblemError(
                "too_many_requests",
                f"この API キーの呼び出しが多すぎます。{seconds} 秒待ってからやり直してください"
                f"（1 分に {self._per_minute} 回まで）。",
                f"Too many calls with this API key: wait {seconds} s (at most {self._per_minute} a minute).",
                status=429,
                retry_after_seconds=seconds,
            )

    def _filled(self, bucket: _Bucket, at: float) -> float:
        return min(self._per_minute, bucket.tokens + (at - bucket.at) * self._per_minute / 60)

    def _forget_full_ones(self, at: float) -> None:
        if len(self._buckets) >= _MOST_BUCKETS:
            kept = {
                key: bucket
                for key, bucket in self._buckets.items()
                if self._filled(bucket, at) < self._per_minute
            }
            self._buckets = kept
