"""Identifiers in LINE's shapes, from one seeded generator so that a run can be repeated."""

import re
from random import Random
from typing import Final

USER_ID: Final = re.compile(r"U[0-9a-f]{32}")
GROUP_ID: Final = re.compile(r"C[0-9a-f]{32}")
ROOM_ID: Final = re.compile(r"R[0-9a-f]{32}")
UUID: Final = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")
_CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS: Final = [a + b for a in _CROCKFORD for b in _CROCKFORD]
_ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


class IdFactory:
    """Makes ids; equal seeds make equal ids in equal order."""

    __slots__ = ("_message_number", "_random")

    def __init__(self, random: Random) -> None:
        self._random = random
        self._message_number = 500_000_000_000_000_000 + random.getrandbits(40)

    def hex(self, digits: int = 32) -> str:
        return f"{self._random.getrandbits(4 * digits):0{digits}x}"

    def user_id(self) -> str:
        return "U" + self.hex()

    def request_id(self) -> str:
        h = f"{self._random.getrandbits(128):032x}"
        return f"{h[:8]}-{h[8:12]}-4{h[13:16]}-a{h[17:20]}-{h[20:]}"

    def message_id(self) -> str:
        """18 digits in a string, as in LINE's examples; larger than a double holds exactly."""
        self._message_number += 1
        return str(self._message_number)

    def token(self, length: int) -> str:
        return "".join(self._random.choices(_ALPHABET, k=length))

    def digits(self, length: int) -> str:
        return str(self._random.randrange(10 ** (length - 1), 10**length))

    def ulid(self, epoch_ms: int) -> str:
        value = (epoch_ms << 80) | self._random.getrandbits(80)
        parts = []
        for _ in range(13):
            parts.append(_PAIRS[value & 1023])
            value >>= 10
        return "".join(reversed(parts))
