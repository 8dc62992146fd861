"""Rate buckets per channel and route.

LINE publishes limits but not its algorithm. This is a token bucket (as GCRA: one float a bucket) whose
capacity is one whole period's limit: evenly paced traffic at the ceiling always passes, a burst may spend one
period's allowance at once, and what exceeds it is refused with 429. Refused requests cost nothing.
"""

Limit = tuple[int, float]


def take(buckets: dict[str, float], name: str, limit: Limit, now: float) -> bool:
    """Spend one request from the bucket `name`; False when it is empty. `now` is the clock's rate time."""
    count, period = limit
    interval = period / count
    # The bucket's state is the time at which it will be full again.
    full_at = buckets.get(name, 0.0)
    if full_at < now:
        full_at = now
    if full_at + interval > now + period + 1e-9:
        return False
    buckets[name] = full_at + interval
    return True
