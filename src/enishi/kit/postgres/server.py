"""One embedded server: where its data is goes in, connection URLs come out."""

import os
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

from enishi.kit.postgres.accounts import Account, server_account
from enishi.kit.postgres.binaries import Binaries, find_binaries
from enishi.kit.postgres.cluster import (
    APP_ROLE,
    OWNER_ROLE,
    check_version,
    create_cluster,
    prepare_database,
)
from enishi.kit.postgres.errors import PostgresError, explain_os_error
from enishi.kit.postgres.keeper import Keeper
from enishi.kit.postgres.layout import PORT, Layout
from enishi.kit.postgres.postmaster import clear_leftovers, live_postmaster
from enishi.kit.postgres.tuning import ACCESS_RULES, NOT_DURABLE, settings_text

__all__ = ["APP_ROLE", "DATABASE", "OWNER_ROLE", "EmbeddedPostgres"]

DATABASE = "enishi"
_OTHER_SERVER_PATIENCE_SECONDS = 60.0


class EmbeddedPostgres:
    """A PostgreSQL server on the files below ``data_dir / "postgres"``.

    ``settings`` override the server's defaults. With ``is_durable=False`` a power cut may lose everything,
    which makes throwaway servers fast. The object may be used from several threads, and started again after a
    stop.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        database: str = DATABASE,
        settings: Mapping[str, str] | None = None,
        is_durable: bool = True,
    ) -> None:
        self._layout = Layout(data_dir.expanduser().absolute())
        self._database = database
        self._settings = {**({} if is_durable else NOT_DURABLE), **(settings or {})}
        self._is_durable = is_durable
        self._keeper: Keeper | None = None
        self._guard = threading.Lock()

    def start(self) -> str:
        """Serve the data, made first if new, and return the application's URL.

        A server that another process runs on the same data is used as it is and not stopped by :meth:`stop`.
        A server of our own that dies later is started again under the same URL. Repeating the call changes
        nothing. Raises PostgresError, whose sentence names the mend.
        """
        with self._guard:
            if self._keeper is None:
                try:
                    self._serve()
                except OSError as error:
                    raise explain_os_error(error, self._layout.home) from error
        return self.dsn()

    def _serve(self) -> None:
        layout = self._layout
        layout.create_home()
        with layout.start_lock():
            account = server_account(layout.cluster)
            binaries = self._usable_binaries(account)
            if self._joins_other(binaries):
                return
            layout.create_server_directories(account)
            if not layout.cluster.exists():
                create_cluster(layout, binaries, account, is_durable=self._is_durable)
            check_version(layout, binaries)
            self._write_settings()
            clear_leftovers(layout.cluster, layout.socket_dir)
            keeper = Keeper(binaries, layout, account)
            keeper.start()
            try:
                keeper.wait_until_ready()
                prepare_database(layout, binaries, layout.socket_dir, self._database)
            except BaseException:
                keeper.stop()
                raise
            self._keeper = keeper

    def _usable_binaries(self, account: Account) -> Binaries:
        binaries = find_binaries()
        if binaries.usable_by(account) or not binaries.trees:
            return binaries
        return binaries.copied_to(self._layout.home)

    def _joins_other(self, binaries: Binaries) -> bool:
        """Whether a server of another process serves the data; one that is just ending is waited for."""
        deadline = time.monotonic() + _OTHER_SERVER_PATIENCE_SECONDS
        while (other := live_postmaster(self._layout.cluster)) is not None:
            if other.is_ready:
                try:
                    prepare_database(self._layout, binaries, other.socket_dir, self._database)
                    return True
                except PostgresError:
                    # Its owner may have died a moment ago: then it stops taking connections before it says
                    # so.
                    if time.monotonic() > deadline:
                        raise
            if time.monotonic() > deadline:
                raise PostgresError(
                    f"別のプロセス (pid {other.pid}) が {self._layout.cluster} を使用中です。"
                    "終了させてから起動してください。",
                    f"Another process (pid {other.pid}) holds {self._layout.cluster}: "
                    "end it and start again.",
                )
            time.sleep(0.05)
        return False

    def _write_settings(self) -> None:
        layout = self._layout
        for path, text in (
            (layout.settings_file, settings_text(layout, self._settings)),
            (layout.access_file, ACCESS_RULES),
        ):
            fresh = path.with_suffix(".new")
            fresh.write_text(text)
            fresh.chmod(0o644)
            os.replace(fresh, path)

    def stop(self) -> None:
        """Stop the server if this object started it; open transactions are rolled back. May be repeated."""
        with self._guard:
            keeper, self._keeper = self._keeper, None
        if keeper is not None:
            keeper.stop()

    def is_running(self) -> bool:
        """Whether a server, of this or another process, accepts connections to the data."""
        try:
            found = live_postmaster(self._layout.cluster)
        except OSError:
            return False
        return found is not None and found.is_ready

    def dsn(self, role: str = APP_ROLE, database: str | None = None) -> str:
        """The connection URL over the private socket; the same before, during and after the server's life."""
        where = quote(str(self._layout.socket_dir), safe="/")
        # The port is part of the socket's name and said here because libpq would take it from PGPORT
        # otherwise.
        return f"postgresql://{quote(role)}@/{quote(database or self._database)}?host={where}&port={PORT}"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
