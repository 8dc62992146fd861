"""What every engine of the worker needs: database work on a thread of its own, and a loop that outlives restarts.

Django's connections belong to threads, so each engine keeps one thread and thereby one connection. An engine whose
database goes away waits and goes on; what it had not committed is still due.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import psycopg
import structlog
from django.db import InterfaceError, OperationalError, connection

from enishi.kit.wakeup import Wakeup

log = structlog.get_logger("enishi.engine")

#: Errors that mean "the database is away", not "this work is wrong".
DATABASE_AWAY = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)
IDLE_SECONDS = 0.5
_REST_SECONDS = 0.5


class DatabaseThread:
    """Runs functions one after another on one thread with one database connection."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._executor = ThreadPoolExecutor(1, thread_name_prefix=name)

    async def run[T](self, function: Callable[[], T]) -> T:
        """Run ``function`` once; database errors come through."""
        return await asyncio.get_running_loop().run_in_executor(self._executor, self._guarded, function)

    @staticmethod
    def _guarded[T](function: Callable[[], T]) -> T:
        try:
            return function()
        except DATABASE_AWAY:
            connection.close()
            raise

    async def run_until_done[T](self, function: Callable[[], T]) -> T:
        """Run ``function``, again and again while the database is away. For what must not be lost."""
        while True:
            try:
                return await self.run(function)
            except DATABASE_AWAY as error:
                log.warning("database_away", engine=self.name, error=type(error).__name__)
                await asyncio.sleep(_REST_SECONDS)

    async def close(self) -> None:
        """Finish what runs and give the connection back."""
        await asyncio.get_running_loop().run_in_executor(self._executor, lambda: connection.close())
        self._executor.shutdown(wait=True)


class SetEngine:
    """Calls ``work`` until it says that nothing is due, then sleeps until a wake-up, or for half a second."""

    def __init__(self, name: str, wakeup: Wakeup, work: Callable[[], bool]) -> None:
        self._wakeup, self._work = wakeup, work
        self._thread = DatabaseThread(name)
        self._name = name

    async def run(self, stopping: asyncio.Event) -> None:
        """Until ``stopping`` is set; the unit of work in progress is finished first."""
        while not stopping.is_set():
            try:
                busy = await self._thread.run(self._work)
            except DATABASE_AWAY as error:
                log.warning("database_away", engine=self._name, error=type(error).__name__)
                await asyncio.sleep(_REST_SECONDS)
                continue
            except Exception:
                # A defect in one piece of work must not stop the engine; the piece stays due and is seen here.
                log.exception("engine_failed", engine=self._name)
                await asyncio.sleep(IDLE_SECONDS)
                continue
            if not busy:
                await self._wakeup.wait(IDLE_SECONDS)
        await self._thread.close()
