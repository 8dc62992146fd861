"""The wall clock, read at the edge and passed down as ``now``.

Stages and services take ``now`` as an argument; only entry points (a request, a job, an engine tick) call
:func:`now`. ``offset_seconds`` exists for the time machine and for fault tests that move the clock.
"""

from datetime import UTC, datetime, timedelta

_offset = timedelta(0)


def now() -> datetime:
    """The current instant, aware, in UTC."""
    return datetime.now(UTC) + _offset


def set_offset(offset: timedelta) -> None:
    """Shift :func:`now` of this process; a zero offset is real time."""
    global _offset
    _offset = offset
