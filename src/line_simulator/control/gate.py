"""Routing, parsing and errors of the control API.

A mistake in a request is answered with 400 (404 for something that does not exist) and one sentence in
`error`.
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from line_simulator.channels import Channel
from line_simulator.errors import ApiError
from line_simulator.gate import Answer, Router
from line_simulator.http import Request, Response
from line_simulator.records import Friend

if TYPE_CHECKING:
    from line_simulator.simulator import Simulator


class NotThereError(ValueError):
    """Something that the request names does not exist."""


class ControlCall:
    """One control request."""

    __slots__ = ("params", "query", "request", "sim")

    def __init__(self, sim: "Simulator", request: Request, params: tuple[str, ...]) -> None:
        self.sim = sim
        self.request = request
        self.params = params
        self.query = request.query()

    def body(self) -> dict[str, Any]:
        if not self.request.body:
            return {}
        parsed = orjson.loads(self.request.body)
        if not isinstance(parsed, dict):
            raise ValueError("The body must be a JSON object.")
        return parsed

    def number(self, name: str, default: int) -> int:
        raw = self.query.get(name)
        if raw is None:
            return default
        if not raw.isdecimal():
            raise ValueError(f"The parameter {name} must be a number.")
        return int(raw)

    def channel(self) -> Channel:
        return find_channel(self.sim, self.params[0])

    def friend(self) -> Friend:
        channel = self.channel()
        friend = channel.friends.get(self.params[1])
        if friend is None:
            raise NotThereError(f"There is no user {self.params[1]} at channel {channel.channel_id}.")
        return friend


ControlHandler = Callable[[ControlCall], Any]


def find_channel(sim: "Simulator", channel_id: str) -> Channel:
    channel = sim.world.channels.get(channel_id)
    if channel is None:
        raise NotThereError(f"There is no channel {channel_id}.")
    return channel


@dataclass(slots=True, frozen=True)
class ControlRoute:
    method: str
    template: str
    handler: ControlHandler


def control(method: str, template: str, handler: ControlHandler) -> ControlRoute:
    return ControlRoute(method, f"/control{template}", handler)


class ControlGate:
    """The application of the control listener."""

    def __init__(self, sim: "Simulator", routes: Iterable[ControlRoute]) -> None:
        self._sim = sim
        self._router = Router(routes)

    def __call__(self, request: Request) -> Answer:
        try:
            route, params = self._router.match(request.method, request.path)
        except ApiError as error:
            return _error(error.status, f"There is no {request.method} {request.path} here.")
        call = ControlCall(self._sim, request, params)
        try:
            result = route.handler(call)
        except ValueError as error:
            return _refusal(error)
        if request.method != "GET":
            self._sim.touch()
        if isinstance(result, Awaitable):
            return self._later(result)
        return _answer(result)

    async def _later(self, result: Awaitable[Any]) -> Response:
        try:
            return _answer(await result)
        except ValueError as error:
            return _refusal(error)


def _answer(result: Any) -> Response:
    if isinstance(result, Response):
        return result
    return Response(200, orjson.dumps({} if result is None else result, option=orjson.OPT_NON_STR_KEYS))


def _refusal(error: ValueError) -> Response:
    if isinstance(error, orjson.JSONDecodeError):
        return _error(400, "The body is not JSON.")
    return _error(404 if isinstance(error, NotThereError) else 400, str(error))


def _error(status: int, sentence: str) -> Response:
    return Response(status, orjson.dumps({"error": sentence}))
