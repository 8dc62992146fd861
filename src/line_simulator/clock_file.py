"""The file through which programs under test follow this platform's clock.

In: the platform's clock after it was moved. Out: a file with the number of seconds by which it is ahead of real
time, moved into place. At the next start the clock begins where the file says, so a jump outlives both a restart
and a killed process. With a file the clock only goes forward and at real speed: what follows it cannot undo what
it has done.
"""

import os
import time
from pathlib import Path

from line_simulator.clock import Clock


class ClockFile:
    """One clock and its file."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path = path
        self._clock = clock

    def catch_up(self) -> None:
        """At the start: the clock stands no earlier than the file says, and the file says where it stands."""
        self._clock.set_scale(1)
        behind = self._read() - self._ahead()
        if behind > 0:
            self._clock.advance(behind)
        elif self._ahead() < 0:
            self._clock.set(time.time())
        self.write()

    def write(self) -> None:
        temporary = self._path.with_name(self._path.name + ".tmp")
        temporary.write_text(f"{max(0.0, self._ahead()):.3f}\n")
        os.replace(temporary, self._path)

    def _ahead(self) -> float:
        return self._clock.now() - time.time()

    def _read(self) -> float:
        try:
            return float(self._path.read_text("ascii"))
        except (OSError, ValueError):
            return 0.0
