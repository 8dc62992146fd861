"""The wall clock, read at the edge and passed down as ``now``.

Stages and services take ``now`` as an argument; only entry points (a request, a job, an engine tick) call
:func:`now`. Two things move it. ``offset`` shifts this process alone: fault tests use it. A clock file shifts every
process that follows it: the virtual LINE platform writes into it how far its own clock was put forward, so that
"a day later" can be seen without waiting for a day. Without either it is real time.
"""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

#: Name of the clock file in the data directory. Only a virtual LINE platform that is told to writes it.
FILE_NAME = "clock-ahead"
#: Ten years: beyond that a number in the file is a mistake, not a wish.
_FURTHEST_SECONDS = 10 * 366 * 86_400.0

_offset = timedelta(0)


class _SharedClock:
    """How far the followed file says that time was put forward; it never goes back while the process lives."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, int] | None = None
        self._ahead = timedelta(0)

    def ahead(self) -> timedelta:
        try:
            status = os.stat(self._path)
        except OSError:
            return self._ahead
        seen = (status.st_mtime_ns, status.st_ino)
        if seen != self._seen:
            self._ahead = max(self._ahead, self._read())
            self._seen = seen
        return self._ahead

    def _read(self) -> timedelta:
        try:
            seconds = float(self._path.read_text("ascii"))
        except (OSError, ValueError):
            return timedelta(0)
        return timedelta(seconds=seconds) if 0 <= seconds <= _FURTHEST_SECONDS else timedelta(0)


_shared: _SharedClock | None = None


def now() -> datetime:
    """The current instant, aware, in UTC."""
    moment = datetime.now(UTC) + _offset
    return moment if _shared is None else moment + _shared.ahead()


def set_offset(offset: timedelta) -> None:
    """Shift :func:`now` of this process; a zero offset is real time."""
    global _offset
    _offset = offset


def follow(path: Path | None) -> None:
    """Shift :func:`now` by the seconds in the file at ``path`` from now on, as often as it changes; None stops that.

    A file that is missing, unreadable or holds no sensible number changes nothing, and a smaller number than before
    is ignored: what has happened has happened.
    """
    global _shared
    _shared = None if path is None else _SharedClock(path)
