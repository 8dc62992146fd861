"""A program that runs only once somebody wants it: two processes agree on that through files in one directory.

The *keeper* holds a lock as long as it lives, waits for the wish and becomes the program. The *asker* states the wish
and waits for the program's addresses. A wish stays: after a restart the keeper starts the program at once. Standard
library only, because a keeper that waits should cost little.
"""

import fcntl
import json
import os
import time
from collections.abc import Callable
from pathlib import Path

#: Below the data directory: where ``enishi up`` and the web process meet over the virtual platform.
PRACTICE_DIRECTORY = "practice"
_LOOK_SECONDS = 0.2


class NotKeptError(Exception):
    """Nobody would start the program, or it does not get ready."""


class OnDemand:
    """One such program; ``directory`` is its meeting place."""

    def __init__(self, directory: Path) -> None:
        self._lock = directory / "keeper.lock"
        self._wish = directory / "wanted"
        self.ready_file = directory / "ready.json"
        self.directory = directory

    @property
    def is_wanted(self) -> bool:
        return self._wish.exists()

    def want(self) -> None:
        """State the wish; it stays until the directory is removed. Idempotent."""
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._wish.touch(mode=0o600)

    @property
    def is_kept(self) -> bool:
        """Whether a keeper lives, or the program that it became."""
        try:
            descriptor = os.open(self._lock, os.O_RDWR)
        except OSError:
            return False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(descriptor)
        return False

    def ask(self, patience_seconds: float) -> dict[str, str]:
        """The running program's addresses, started first if need be; NotKeptError."""
        if not self.is_kept:
            raise NotKeptError
        self.want()
        until = time.monotonic() + patience_seconds
        while time.monotonic() < until:
            found = self.addresses()
            if found is not None:
                return found
            time.sleep(_LOOK_SECONDS)
        raise NotKeptError

    def addresses(self) -> dict[str, str] | None:
        """Where the program listens; None while it does not run."""
        try:
            told = json.loads(self.ready_file.read_text())
        except (OSError, ValueError):
            return None
        return {str(name): str(url) for name, url in told.items()}

    def keep(self, command: Callable[[], list[str]]) -> None:
        """Wait until the program is wanted, then become it: never returns. The lock is handed on to the program.

        ``command`` is asked at that moment.
        """
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self._lock, os.O_RDWR | os.O_CREAT, 0o600)
        os.set_inheritable(descriptor, True)
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                time.sleep(_LOOK_SECONDS)
        # What a program that was killed left behind is not where the next one will be.
        self.ready_file.unlink(missing_ok=True)
        while not self.is_wanted:
            time.sleep(_LOOK_SECONDS)
        argv = command()
        os.execvp(argv[0], argv)
