"""Identifiers made in Python, so that no table depends on a global sequence for anything but its own rows."""

import os
import secrets
import threading
import time
import uuid

_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"


_uuid_lock = threading.Lock()
_last_uuid_prefix = 0


def uuid7() -> uuid.UUID:
    """A time-ordered UUID (RFC 9562 version 7), strictly growing within this process.

    New rows land at the right edge of their index, and ordering by id is ordering by creation: the twelve bits after
    the milliseconds count up instead of being random.
    """
    global _last_uuid_prefix
    with _uuid_lock:
        prefix = (time.time_ns() // 1_000_000) << 12
        _last_uuid_prefix = prefix if prefix > _last_uuid_prefix else _last_uuid_prefix + 1
        prefix = _last_uuid_prefix
    milliseconds, counter = prefix >> 12, prefix & 0xFFF
    random_bits = int.from_bytes(os.urandom(8)) & ((1 << 62) - 1)
    return uuid.UUID(int=milliseconds << 80 | 0x7 << 76 | counter << 64 | 0b10 << 62 | random_bits)


def random_key(length: int = 26) -> str:
    """An unguessable lower-case key without look-alike characters; 26 characters hold 130 bits."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))
