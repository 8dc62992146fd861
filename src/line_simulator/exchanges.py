"""The latest requests to the LINE hosts with what was in them, for people who want to see what passed.

In: each request and its answer, as they were. Out: pages of plain dictionaries. Only the latest few hundred are
kept, their bodies cut, and nothing is written to the state file; access tokens in headers are never kept.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from line_simulator.http import Request, Response

KEPT: Final = 500
LONGEST_BODY: Final = 8_192
_TEXT: Final = ("application/json", "application/x-www-form-urlencoded", "text/")


@dataclass(slots=True, frozen=True)
class Exchange:
    """One request and its answer; status 0 where the connection was dropped."""

    number: int
    wall_ms: int
    at_ms: int
    operation: str
    channel_id: str | None
    request_id: str
    request: Request
    response: Response
    status: int

    def as_dict(self) -> dict[str, Any]:
        request, response = self.request, self.response
        return {
            "number": self.number,
            "wall_ms": self.wall_ms,
            "at_ms": self.at_ms,
            "operation": self.operation,
            "channel_id": self.channel_id,
            "request_id": self.request_id,
            "method": request.method,
            "path": request.path + (f"?{request.query_string}" if request.query_string else ""),
            "retry_key": request.header(b"x-line-retry-key"),
            "status": self.status,
            "request_body": _shown(request.body, request.content_type),
            "response_body": _shown(response.body, response.content_type) if self.status else "",
        }


def _shown(body: bytes, content_type: str) -> str:
    if not body:
        return ""
    if not content_type.startswith(_TEXT):
        return f"({content_type or '?'}, {len(body)} bytes)"
    text = body[:LONGEST_BODY].decode("utf-8", "replace")
    return text if len(body) <= LONGEST_BODY else text + " …"


class ExchangeLog:
    """The latest exchanges, oldest first."""

    def __init__(self) -> None:
        self._kept: deque[Exchange] = deque(maxlen=KEPT)
        self._count = 0

    def add(
        self,
        *,
        wall_ms: int,
        at_ms: int,
        operation: str,
        channel_id: str | None,
        request_id: str,
        request: Request,
        response: Response,
        status: int,
    ) -> None:
        self._count += 1
        if len(request.body) > LONGEST_BODY:
            # One byte more than is shown tells that there was more; 500 uploads must not stay in memory.
            request.body = request.body[: LONGEST_BODY + 1]
        self._kept.append(
            Exchange(
                self._count, wall_ms, at_ms, operation, channel_id, request_id, request, response, status
            )
        )

    def clear(self) -> None:
        self._kept.clear()

    def after(self, number: int) -> Iterator[Exchange]:
        return (exchange for exchange in self._kept if exchange.number > number)
