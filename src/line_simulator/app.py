"""The four listeners and which endpoints stand on which host."""

import asyncio
import errno
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from line_simulator.api import (
    account,
    audiences,
    chat,
    content,
    coupons,
    insight,
    liff,
    login,
    memberships,
    narrowcast,
    rich_menu_links,
    rich_menus,
    sending,
    statistics,
    tokens,
)
from line_simulator.control import channels as control_channels
from line_simulator.control import login as control_login
from line_simulator.control import logs as control_logs
from line_simulator.control import phones as control_phones
from line_simulator.control import platform as control_platform
from line_simulator.control import users as control_users
from line_simulator.control.door import Door
from line_simulator.control.gate import ControlGate
from line_simulator.control.page import PhonePage
from line_simulator.gate import Gate
from line_simulator.http import Application, HttpProtocol
from line_simulator.knobs import Knobs
from line_simulator.simulator import Simulator

API_ROUTES: Final = (
    *sending.ROUTES,
    *narrowcast.ROUTES,
    *account.ROUTES,
    *chat.ROUTES,
    *statistics.ROUTES,
    *rich_menus.ROUTES,
    *rich_menu_links.ROUTES,
    *audiences.ROUTES,
    *insight.ROUTES,
    *memberships.ROUTES,
    *coupons.ROUTES,
    *tokens.ROUTES,
    *login.ROUTES,
    *liff.ROUTES,
)
DATA_ROUTES: Final = (*content.DATA_ROUTES, *rich_menus.DATA_ROUTES, *audiences.DATA_ROUTES)
ACCESS_ROUTES: Final = login.ACCESS_ROUTES
CONTROL_ROUTES: Final = (
    *control_channels.ROUTES,
    *control_users.ROUTES,
    *control_login.ROUTES,
    *control_logs.ROUTES,
    *control_phones.ROUTES,
    *control_platform.ROUTES,
)
_MEGABYTE: Final = 1024 * 1024


class PortTakenError(Exception):
    """A port cannot be listened on; the message is one sentence for the user."""


@dataclass(frozen=True, slots=True)
class Urls:
    api_url: str
    data_url: str
    access_url: str
    control_url: str

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Ports:
    """Where to listen; 0 takes a free port."""

    api: int = 9100
    data: int = 9101
    access: int = 9102
    control: int = 9103


class SimulatorServer:
    """A simulator with its listeners, in the running event loop."""

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        ports: Ports | None = None,
        state_path: Path | None = None,
        knobs: Knobs | None = None,
        clock_path: Path | None = None,
    ) -> None:
        self.sim = Simulator(state_path=state_path, knobs=knobs, clock_path=clock_path)
        for name, task in (*narrowcast.TASKS.items(), *rich_menu_links.TASKS.items()):
            self.sim.register(name, task)
        self._host = host
        self._ports = ports or Ports()
        self._servers: list[asyncio.Server] = []
        self._connections: set[HttpProtocol] = set()

    async def start(self) -> Urls:
        """Listen on all four ports. Raises PortTakenError, leaving nothing open."""
        await self.sim.start()
        try:
            urls = Urls(
                api_url=await self._listen(Gate(self.sim, API_ROUTES), self._ports.api, 4),
                data_url=await self._listen(Gate(self.sim, DATA_ROUTES), self._ports.data, 64),
                access_url=await self._listen(Gate(self.sim, ACCESS_ROUTES), self._ports.access, 1),
                control_url=await self._listen(self._control(), self._ports.control, 512),
            )
        except PortTakenError:
            await self.stop()
            raise
        self.sim.urls = urls.as_dict()
        return urls

    def _control(self) -> Application:
        """The control API and the page of the virtual phones, behind one door."""
        gate, page = ControlGate(self.sim, CONTROL_ROUTES), PhonePage()
        return Door(self._host, lambda r: gate(r) if r.path.startswith("/control/") else page(r))

    async def _listen(self, app: Application, port: int, max_body_megabytes: int) -> str:
        loop = asyncio.get_running_loop()
        try:
            server = await loop.create_server(
                lambda: HttpProtocol(app, max_body_megabytes * _MEGABYTE, self._connections),
                self._host,
                port,
                backlog=1024,
            )
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise PortTakenError(f"Port {port} on {self._host} is taken by another program.") from error
            raise PortTakenError(
                f"Cannot listen on {self._host}:{port}: {error.strerror or error}."
            ) from error
        self._servers.append(server)
        bound = server.sockets[0].getsockname()[1]
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{bound}"

    async def stop(self) -> None:
        for server in self._servers:
            server.close()
        for connection in list(self._connections):
            connection.close()
        for server in self._servers:
            await server.wait_closed()
        await self.sim.stop()
