"""Stage 1. In: a channel key, raw bytes and a signature. Out: whose webhook it is, or a refusal. The signature is
checked over the bytes as they came, in constant time, before anything is parsed. Never stores anything.
"""

import asyncio
import re
import time
from dataclasses import dataclass

from psycopg_pool import AsyncConnectionPool

from enishi.kit.crypto import CannotOpen, unseal
from enishi.line.selectors import PURPOSE
from enishi.line.signature import is_signed

#: A channel's secrets are read anew this often, so that a rotated secret works within seconds.
_FRESH_SECONDS = 5.0
_REMEMBERED_UNKNOWN = 10_000
_KEY = re.compile(r"[A-Za-z0-9]{1,40}")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """The channel behind a webhook address, with the secrets that may sign for it."""

    org_id: int
    channel_id: int
    secrets: tuple[str, ...]


class Mailboxes:
    """Webhook key → mailbox, kept in memory for a few seconds; unknown keys are remembered too."""

    def __init__(self, pool: AsyncConnectionPool) -> None:
        self._pool = pool
        self._known: dict[str, tuple[float, Mailbox | None]] = {}
        self._asked: dict[str, asyncio.Task[Mailbox | None]] = {}
        # Whoever guesses keys gets one connection among them: the others are for storing what LINE sends.
        self._for_strangers = asyncio.Semaphore(1)

    async def find(self, key: str) -> Mailbox | None:
        if not _KEY.fullmatch(key):
            # Never ours, and some of it (U+0000) would be an error to the database.
            return None
        held = self._known.get(key)
        if held is not None and held[0] > time.monotonic():
            return held[1]
        # Requests that come while the answer is under way share it, instead of taking the pool from the store.
        task = self._asked.get(key)
        if task is None:
            task = self._asked[key] = asyncio.create_task(self._learn(key))
            task.add_done_callback(lambda _: self._asked.pop(key))
        return await asyncio.shield(task)

    async def _learn(self, key: str) -> Mailbox | None:
        held = self._known.get(key)
        if held is not None and held[1] is not None:
            found = await self._read(key)
        else:
            async with self._for_strangers:
                found = await self._read(key)
        if len(self._known) > _REMEMBERED_UNKNOWN:
            self._known = {known: each for known, each in self._known.items() if each[1] is not None}
        self._known[key] = (time.monotonic() + _FRESH_SECONDS, found)
        return found

    async def _read(self, key: str) -> Mailbox | None:
        async with self._pool.connection() as connection, connection.transaction():
            await connection.execute("SELECT set_config('enishi.org', '*', true)")
            cursor = await connection.execute(
                "SELECT org_id, id, secret_sealed, previous_secret_sealed FROM line_channel "
                "WHERE webhook_key = %s AND is_active",
                [key],
            )
            row = await cursor.fetchone()
        if row is None:
            return None
        org_id, channel_id, *sealed = row
        return Mailbox(org_id, channel_id, tuple(_opened(each) for each in sealed if each))


def _opened(sealed: str) -> str:
    try:
        return unseal(sealed, PURPOSE)
    except CannotOpen:
        # The installation's key was changed: no signature can be right until the channel is connected anew.
        return ""


def is_genuine(mailbox: Mailbox, body: bytes, signature: bytes | None) -> bool:
    """Whether LINE signed exactly these bytes for this channel."""
    return is_signed(body, signature, [secret for secret in mailbox.secrets if secret])
