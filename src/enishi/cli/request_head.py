"""A bound on what a caller may send before anybody looks at it.

In: bytes of a connection. Out: requests whose line and headers are complete, small and came in time. Everything else
is refused here: uvicorn keeps a head of any size in memory and waits for its end for ever, and whoever sends one
needs no key. Never looks at what a head says.
"""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

#: Beyond the piece in which the head began. LINE's requests stay below 4 KiB, and proxies refuse more than 8 to 32.
MAX_HEAD_BYTES = 64 * 1024
#: A header costs more memory than its bytes.
MAX_HEADERS = 200
HEAD_SECONDS = 20.0


class TooManyHeadersError(Exception):
    """Makes the parser stop: uvicorn answers 400 and closes the connection."""


class BoundedHeads(HttpToolsProtocol):
    """uvicorn's protocol with a limit on a request's head in bytes, in headers and in time."""

    _heads = 0
    _head_bytes = 0
    #: Runs while a head is awaited.
    _head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        heads = self._heads
        super().data_received(data)
        # The parser tells of a header when it is whole, so one without end is seen only here.
        if self._head_timer is None or heads != self._heads or self.transport.is_closing():
            return
        self._head_bytes += len(data)
        if self._head_bytes > MAX_HEAD_BYTES:
            self.send_400_response("The request's head is too large.")

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._heads += 1
        self._head_bytes = 0
        self._await_head()

    def on_header(self, name: bytes, value: bytes) -> None:
        if len(self.headers) >= MAX_HEADERS:
            raise TooManyHeadersError
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._stop_waiting()
        super().on_headers_complete()

    def _await_head(self) -> None:
        self._stop_waiting()
        self._head_timer = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _stop_waiting(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _give_up(self) -> None:
        if self.cycle is not None and not self.cycle.response_complete:
            # An answer is still on its way to the same caller.
            self._await_head()
        elif not self.transport.is_closing():
            self.transport.close()
