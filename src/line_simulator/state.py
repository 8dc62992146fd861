"""Everything that the simulator remembers, as plain data, and its optional file.

The file is a pickle read by an unpickler that admits only this package's own classes and a few plain
containers, so that a state file from elsewhere cannot run code.
"""

import io
import os
import pickle
from collections import Counter, deque
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Final

from line_simulator.agenda import Entry
from line_simulator.channels import Channel
from line_simulator.clock import Clock
from line_simulator.entities import Content
from line_simulator.faults import FaultBook
from line_simulator.ids import IdFactory
from line_simulator.knobs import Knobs
from line_simulator.records import Accepted, AccessToken, ReplyToken

_VERSION: Final = 1
_PLAIN: Final = {
    ("collections", "deque"),
    ("collections", "Counter"),
    ("random", "Random"),
    ("builtins", "set"),
}


@dataclass(slots=True)
class World:
    """The platform's memory. Holds no tasks, sockets or functions: it can be written to a file."""

    clock: Clock = field(default_factory=Clock)
    knobs: Knobs = field(default_factory=Knobs)
    random: Random = field(init=False)
    ids: IdFactory = field(init=False)
    faults: FaultBook = field(default_factory=FaultBook)
    channels: dict[str, Channel] = field(default_factory=dict)
    tokens: dict[str, AccessToken] = field(default_factory=dict)
    reply_tokens: dict[str, ReplyToken] = field(default_factory=dict)
    contents: dict[str, Content] = field(default_factory=dict)
    sent: list[Accepted] = field(default_factory=list)
    sent_count: int = 0
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    requests: deque[tuple[int, str, str, int, str, str | None]] = field(default_factory=deque)
    webhooks: deque[dict[str, Any]] = field(default_factory=deque)
    agenda: list[Entry] = field(default_factory=list)
    login_codes: dict[str, dict[str, Any]] = field(default_factory=dict)
    visitors: dict[str, dict[str, Any]] = field(default_factory=dict)
    refresh_tokens: dict[str, AccessToken] = field(default_factory=dict)
    login_key_pem: bytes = b""
    login_key_id: str = ""

    def __post_init__(self) -> None:
        # Without a seed every run has its own ids: a receiver's database outlives the simulator.
        self.random = Random(self.knobs.seed or None)
        self.ids = IdFactory(self.random)

    def channel_of_bot(self, bot_user_id: str) -> Channel | None:
        return next((c for c in self.channels.values() if c.bot_user_id == bot_user_id), None)


class StateFileError(Exception):
    """The state file cannot be read or written; the message is one sentence for the user."""


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if module.startswith("line_simulator.") and "." not in name:
            found = super().find_class(module, name)
            if isinstance(found, type):
                return found
        elif (module, name) in _PLAIN:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is not part of a state file")


def save_world(world: World, path: Path) -> None:
    """Write the state beside the file and move it into place, so that a crash leaves the old one."""
    temporary = path.with_name(path.name + ".tmp")
    try:
        temporary.write_bytes(pickle.dumps((_VERSION, world), protocol=5))
        os.replace(temporary, path)
    except OSError as error:
        raise StateFileError(f"The state file {path} cannot be written: {error.strerror}.") from error


def load_world(path: Path) -> World:
    try:
        version, world = _Unpickler(io.BytesIO(path.read_bytes())).load()
    except OSError as error:
        raise StateFileError(f"The state file {path} cannot be read: {error.strerror}.") from error
    except (pickle.UnpicklingError, EOFError, AttributeError, ValueError, TypeError, ImportError) as error:
        raise StateFileError(f"The state file {path} was not written by this simulator.") from error
    if version != _VERSION or not isinstance(world, World):
        raise StateFileError(f"The state file {path} was written by another version of the simulator.")
    for channel in world.channels.values():
        # Buckets hold times of the old process's own clock, which mean nothing in this one.
        channel.buckets.clear()
        if not hasattr(channel, "said"):
            # Written before chats were remembered.
            channel.said = {}
    return world
