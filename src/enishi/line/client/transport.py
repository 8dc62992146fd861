"""HTTP to LINE: one request in, one exchange out, over one pool of connections for the whole process.

The network is an edge that fails in two ways which must not be confused: before the first byte of a request
can have left (definite, nothing happened) and after (LINE may have accepted it). Nothing here retries,
follows a redirect, reads proxies from the environment, or raises for what the network or LINE does.
Cancellation passes through, and a cancelled request is as ambiguous as a time-out.
"""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Self

import aiohttp
from yarl import URL

from enishi.line.client.outcomes import Exchange

_HEADER_VALUE = re.compile(r"[\x21-\x7e]+")
_USER_AGENT = "Enishi"


@dataclass(frozen=True, slots=True)
class ClientSettings:
    """How the client treats the network; all durations in seconds.

    ``connect_seconds`` covers waiting for a free connection and establishing one. It must be shorter than
    ``total_seconds``: only then is a total time-out certain to have struck after the request began to leave.
    ``keepalive_seconds`` is short because a connection that the other side is just closing turns a request
    into an ambiguous one.
    """

    total_seconds: float = 10.0
    connect_seconds: float = 4.0
    content_seconds: float = 120.0
    keepalive_seconds: float = 15.0
    connections: int = 200
    max_answer_bytes: int = 4 * 1024 * 1024

    def __post_init__(self) -> None:
        if not 0 < self.connect_seconds < self.total_seconds:
            raise ValueError("connect_seconds must be positive and shorter than total_seconds")
        if self.connections < 1:
            raise ValueError("at least one connection is needed")


class Transport:
    """The pool. It belongs to the event loop of its first request and lives until :meth:`close`."""

    def __init__(self, settings: ClientSettings) -> None:
        self.settings = settings
        self._session: aiohttp.ClientSession | None = None
        self._content_timeout = aiohttp.ClientTimeout(
            total=settings.content_seconds, connect=settings.connect_seconds, sock_read=settings.total_seconds
        )

    async def close(self) -> None:
        """Close every connection; requests in flight fail. Safe to call twice."""
        if self._session is not None:
            await self._session.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self.close()

    def _open_session(self) -> aiohttp.ClientSession:
        settings = self.settings
        connector = aiohttp.TCPConnector(
            limit=settings.connections, keepalive_timeout=settings.keepalive_seconds, ttl_dns_cache=60
        )
        return aiohttp.ClientSession(
            connector=connector,
            timeout=aiohttp.ClientTimeout(total=settings.total_seconds, connect=settings.connect_seconds),
            headers={"User-Agent": _USER_AGENT, "Accept-Encoding": "identity"},
            cookie_jar=aiohttp.DummyCookieJar(),
            # With compression a small answer could unfold into any size.
            auto_decompress=False,
            trust_env=False,
        )

    async def exchange(self, method: str, url: URL, headers: dict[str, str], body: bytes | None) -> Exchange:
        """One attempt. A clear status survives an answer that breaks off: its body is then empty."""
        if self._session is None:
            self._session = self._open_session()
        try:
            response = await self._session.request(
                method, url, data=body, headers=headers, allow_redirects=False
            )
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            return Exchange(None, is_sent=False, failure=_failure_text(error))
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            return Exchange(None, failure=_failure_text(error))
        failure = None
        content = b""
        try:
            async with response:
                content = await _read_at_most(response, self.settings.max_answer_bytes)
        except _AnswerTooLargeError:
            failure = "the answer was too large to read"
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            failure = _failure_text(error)
        return _answered(response, content, failure)

    @asynccontextmanager
    async def open_stream(self, url: URL, headers: dict[str, str]) -> AsyncIterator[aiohttp.ClientResponse]:
        """A GET whose body the caller reads.

        Unlike :meth:`exchange` it lets aiohttp's errors and OSError out.
        """
        if self._session is None:
            self._session = self._open_session()
        async with self._session.get(
            url, headers=headers, allow_redirects=False, timeout=self._content_timeout
        ) as response:
            yield response


class _AnswerTooLargeError(Exception):
    """The answer's body passes the limit."""


async def _read_at_most(response: aiohttp.ClientResponse, limit: int) -> bytes:
    announced = response.content_length
    if announced is not None:
        if announced > limit:
            raise _AnswerTooLargeError
        return await response.read()
    chunks = bytearray()
    async for chunk in response.content.iter_any():
        chunks += chunk
        if len(chunks) > limit:
            raise _AnswerTooLargeError
    return bytes(chunks)


def _answered(response: aiohttp.ClientResponse, content: bytes, failure: str | None) -> Exchange:
    headers = response.headers
    return Exchange(
        status=response.status,
        body=content,
        request_id=headers.get("x-line-request-id"),
        accepted_request_id=headers.get("x-line-accepted-request-id"),
        retry_after_seconds=_seconds(headers.get("retry-after")),
        failure=failure,
    )


def _seconds(value: str | None) -> float | None:
    # LINE documents no Retry-After; what sits in front of it may send one. Its date form is not worth a clock
    # here.
    return float(value) if value is not None and value.isascii() and value.isdigit() else None


def _failure_text(error: Exception) -> str:
    # The text of some of these errors repeats the URL, which can hold a user's id.
    cause = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
    reason = cause.strerror if isinstance(cause, OSError) else None
    return f"{type(error).__name__}: {reason}" if reason else type(error).__name__


def bearer(access_token: str) -> str | None:
    """The Authorization header; None for a token that no header may carry, such as one with a line break."""
    return f"Bearer {access_token}" if _HEADER_VALUE.fullmatch(access_token) else None
