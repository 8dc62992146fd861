"""Wake-up calls between processes: PostgreSQL NOTIFY on commit, so an engine reacts within milliseconds.

A wake-up is a hint, never the truth: engines also look by themselves every second, so a lost one costs a second.
"""

import asyncio
from collections.abc import Sequence

import psycopg
from django.db import connection
from psycopg.conninfo import make_conninfo

INTAKE = "enishi_intake"
DELIVERY = "enishi_delivery"
SENDING = "enishi_sending"
SCENARIOS = "enishi_scenarios"
SEGMENTS = "enishi_segments"
OPERATIONS = "enishi_operations"

#: First half of the advisory lock that says "this worker is alive"; the second half is the worker's id.
WORKER_LOCK_CLASS = 0x456E


def notify(topic: str) -> None:
    """Wake the listeners of ``topic`` when the present transaction commits (once, however often it is called)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [topic])


def living_workers(dsn: str) -> int:
    """How many workers are alive; asked on a connection of its own."""
    with psycopg.connect(dsn, autocommit=True, connect_timeout=2) as asking:
        row = asking.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND granted "
            "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            [WORKER_LOCK_CLASS],
        ).fetchone()
    return int(row[0]) if row else 0


#: A machine that vanished without a word is noticed after half a minute, from either side.
_KEEP_ALIVE = {"keepalives_idle": "10", "keepalives_interval": "5", "keepalives_count": "4"}


class Listener:
    """Hears wake-ups on its own connection and passes them on to its subscribers; survives database restarts.

    With a ``worker_id`` the connection also carries the worker's sign of life: an advisory lock that PostgreSQL gives
    back the moment the process is gone.
    """

    def __init__(self, dsn: str, topics: Sequence[str], worker_id: int | None = None) -> None:
        self._dsn, self._worker_id = dsn, worker_id
        #: Set while the worker's sign of life is held; nothing may be claimed before.
        self.alive = asyncio.Event()
        self._subscribers: dict[str, list[asyncio.Event]] = {topic: [] for topic in topics}

    def subscribe(self, topic: str) -> "Wakeup":
        """A subscriber's own alarm clock: one that wakes does not silence the others."""
        event = asyncio.Event()
        self._subscribers[topic].append(event)
        return Wakeup(event)

    async def run(self) -> None:
        """Listen until cancelled."""
        while True:
            try:
                await self._listen()
            except psycopg.Error:
                self.alive.clear()
                await asyncio.sleep(0.5)

    async def _listen(self) -> None:
        async with await psycopg.AsyncConnection.connect(
            make_conninfo(self._dsn, **_KEEP_ALIVE), autocommit=True
        ) as connection:
            if self._worker_id is not None:
                # Waits if the lock is still held: that is our own dead connection, which the server drops soon.
                await connection.execute(
                    "SELECT pg_advisory_lock(%s, %s)", [WORKER_LOCK_CLASS, self._worker_id]
                )
            self.alive.set()
            for topic in self._subscribers:
                await connection.execute(f'LISTEN "{topic}"'.encode())
            for topic in self._subscribers:
                self._ring(topic)
            async for notice in connection.notifies():
                self._ring(notice.channel)

    def _ring(self, topic: str) -> None:
        for event in self._subscribers[topic]:
            event.set()


class Wakeup:
    """What one subscriber waits on."""

    def __init__(self, event: asyncio.Event) -> None:
        self._event = event

    def ring(self) -> None:
        """Wake the subscriber from within this process."""
        self._event.set()

    async def wait(self, seconds: float) -> None:
        """Return at the next wake-up, or after ``seconds``; a wake-up that came meanwhile counts."""
        try:
            await asyncio.wait_for(self._event.wait(), seconds)
        except TimeoutError:
            return
        finally:
            self._event.clear()
