"""The gate in front of every simulated endpoint.

In: a parsed HTTP request on one of LINE's hosts. Out: the answer, always with x-line-request-id. Order of
checks: exact path, method, access token, retry key where none is allowed, rate limit, faults before
acceptance, the endpoint itself, faults after acceptance. It never looks into message bodies.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from line_simulator import rates
from line_simulator.channels import LOGIN, MESSAGING, Channel
from line_simulator.errors import (
    AUTHENTICATION_FAILED,
    AUTHORIZATION_REQUIRED,
    ApiError,
    not_found,
)
from line_simulator.http import Request, Response
from line_simulator.ids import UUID
from line_simulator.records import AccessToken

if TYPE_CHECKING:
    from line_simulator.simulator import Simulator

PER_SECOND: Final = 1.0
PER_MINUTE: Final = 60.0
PER_HOUR: Final = 3_600.0
DEFAULT_LIMIT: Final[rates.Limit] = (2_000, PER_SECOND)
MAX_API_BODY: Final = 2 * 1024 * 1024

Answer = Response | Awaitable[Response]


class Call:
    """One request on its way through an endpoint."""

    __slots__ = ("channel", "now", "params", "request", "request_id", "sim", "token")

    def __init__(self, sim: "Simulator", request: Request, params: tuple[str, ...], request_id: str):
        self.sim = sim
        self.request = request
        self.params = params
        self.request_id = request_id
        self.now = sim.world.clock.now()
        self.channel: Channel = _NO_CHANNEL
        self.token: AccessToken | None = None


_NO_CHANNEL: Final = Channel("", "", "", "", "", "")
Handler = Callable[[Call], Answer]


@dataclass(slots=True, frozen=True)
class Route:
    """An endpoint: LINE's operation name, a short name for logs and faults, and how it is guarded."""

    method: str
    template: str
    name: str
    handler: Handler
    limit: rates.Limit | None = DEFAULT_LIMIT
    alias: str = ""
    retry_key: bool = False
    auth: str = MESSAGING
    max_body: int = MAX_API_BODY

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, self.alias or self.name, f"{self.method} {self.template}")


class Routable(Protocol):
    """What the router needs to know of a route."""

    @property
    def method(self) -> str: ...

    @property
    def template(self) -> str: ...


class _Node[R]:
    __slots__ = ("children", "routes", "wildcard")

    def __init__(self) -> None:
        self.children: dict[str, _Node[R]] = {}
        self.wildcard: _Node[R] | None = None
        self.routes: dict[str, R] = {}


class Router[R: Routable]:
    """Exact matching: no slash normalisation, a parameter is one non-empty segment."""

    def __init__(self, routes: Iterable[R]) -> None:
        self._root: _Node[R] = _Node()
        self._static: dict[tuple[str, str], R] = {}
        for route in routes:
            if "{" not in route.template:
                self._static[route.method, route.template] = route
            node = self._root
            for segment in route.template.split("/")[1:]:
                if segment.startswith("{"):
                    node.wildcard = node.wildcard or _Node()
                    node = node.wildcard
                else:
                    node = node.children.setdefault(segment, _Node())
            node.routes[route.method] = route

    def match(self, method: str, path: str) -> tuple[R, tuple[str, ...]]:
        """Raises ApiError 404 for an unknown path and 405 for a known path with another method."""
        static = self._static.get((method, path))
        if static is not None:
            return static, ()
        found = list(self._walk(self._root, path.split("/")[1:], ()))
        for node, params in found:
            if method in node.routes:
                return node.routes[method], params
        raise ApiError(405, "Method Not Allowed") if found else not_found()

    def _walk(
        self, node: _Node[R], segments: list[str], params: tuple[str, ...]
    ) -> Iterable[tuple[_Node[R], tuple[str, ...]]]:
        if not segments:
            if node.routes:
                yield node, params
            return
        child = node.children.get(segments[0])
        if child is not None:
            yield from self._walk(child, segments[1:], params)
        if node.wildcard is not None and segments[0]:
            yield from self._walk(node.wildcard, segments[1:], (*params, segments[0]))


class Gate:
    """The application of one listener that stands for a LINE host."""

    def __init__(self, sim: "Simulator", routes: Iterable[Route]) -> None:
        self._sim = sim
        self._router = Router(routes)

    def __call__(self, request: Request) -> Answer:
        sim = self._sim
        request_id = sim.world.ids.request_id()
        try:
            route, params = self._router.match(request.method, request.path)
        except ApiError as error:
            return self._finish(error.response(), request, request_id, None)
        call = Call(sim, request, params, request_id)
        try:
            self._admit(call, route)
        except ApiError as error:
            return self._finish(error.response(), request, request_id, call, route)
        fault = sim.world.faults.find("before", route.names, call.channel.channel_id)
        if fault is not None:
            if fault.action != "delay":
                return self._finish(fault.spoil(Response()), request, request_id, call, route)
            return self._later(call, route, fault.delay_seconds)
        return self._run(call, route)

    async def _later(self, call: Call, route: Route, delay_seconds: float) -> Response:
        # The request is worked on even when the client has gone: a late acceptance, as over a slow network.
        await asyncio.sleep(delay_seconds)
        call.now = self._sim.world.clock.now()
        answer = self._run(call, route)
        return answer if isinstance(answer, Response) else await answer

    def _run(self, call: Call, route: Route) -> Answer:
        try:
            answer = route.handler(call)
        except ApiError as error:
            answer = error.response()
        if isinstance(answer, Response):
            return self._complete(answer, call, route)
        return self._await(answer, call, route)

    async def _await(self, answer: Awaitable[Response], call: Call, route: Route) -> Response:
        try:
            response = await answer
        except ApiError as error:
            response = error.response()
        return self._complete(response, call, route)

    def _complete(self, response: Response, call: Call, route: Route) -> Response:
        world = self._sim.world
        if response.status < 300:
            fault = world.faults.find("after", route.names, call.channel.channel_id)
            if fault is not None:
                response = fault.spoil(response)
        response.delay_seconds += world.knobs.latency_seconds
        return self._finish(response, call.request, call.request_id, call, route)

    def _finish(
        self,
        response: Response,
        request: Request,
        request_id: str,
        call: Call | None,
        route: Route | None = None,
    ) -> Response:
        response.headers = (("x-line-request-id", request_id), *response.headers)
        world = self._sim.world
        status = response.status if response.drop is None else 0
        if route is not None:
            world.statuses[route.alias or route.name, status] += 1
        if world.knobs.log_requests:
            if len(world.requests) >= world.knobs.request_log_size:
                world.requests.popleft()
            channel_id = (call.channel.channel_id or None) if call is not None else None
            wall_ms = int(time.time() * 1000)
            world.requests.append((wall_ms, request.method, request.path, status, request_id, channel_id))
            self._sim.exchanges.add(
                wall_ms=wall_ms,
                at_ms=world.clock.now_ms(),
                operation=route.alias or route.name if route is not None else "",
                channel_id=channel_id,
                request_id=request_id,
                request=request,
                response=response,
                status=status,
            )
        self._sim.touch()
        return response

    def _admit(self, call: Call, route: Route) -> None:
        request = call.request
        if len(request.body) > route.max_body:
            raise ApiError(413, "Request Entity Too Large")
        if route.auth:
            self._authenticate(call, route.auth)
        key = request.headers.get(b"x-line-retry-key")
        if key is not None:
            if not route.retry_key:
                raise ApiError(400, "The request header 'X-Line-Retry-Key' is not supported by this API")
            if not UUID.fullmatch(key.decode("latin-1")):
                raise ApiError(400, "The value for the 'X-Line-Retry-Key' header is invalid")
        if route.limit is not None and call.channel is not _NO_CHANNEL:
            self._sim.take_rate(call.channel, route.name, route.limit, route.alias)

    def _authenticate(self, call: Call, kind: str) -> None:
        header = call.request.headers.get(b"authorization")
        if header is None or not header.startswith(b"Bearer "):
            raise ApiError(401, AUTHORIZATION_REQUIRED)
        world = self._sim.world
        token = world.tokens.get(header[7:].decode("latin-1"))
        if token is None or not token.is_valid(call.now):
            raise ApiError(401, AUTHENTICATION_FAILED)
        channel = world.channels.get(token.channel_id)
        is_user_token = token.user_id is not None
        if channel is None or is_user_token != (kind == "user"):
            raise ApiError(401, AUTHENTICATION_FAILED)
        if kind == LOGIN and channel.kind != LOGIN:
            raise ApiError(403, "Access to this API is not available for your account")
        if kind == MESSAGING and channel.kind != MESSAGING:
            raise ApiError(403, "Access to this API is not available for your account")
        call.token = token
        call.channel = channel
