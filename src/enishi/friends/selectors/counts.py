"""Counts that may say "at least"."""

from dataclasses import dataclass

#: From here on a count says "at least".
COUNTED_UP_TO = 10_000


@dataclass(frozen=True, slots=True)
class Count:
    """``number`` of something, or "at least this many" where counting on would cost too much."""

    number: int
    is_exact: bool
