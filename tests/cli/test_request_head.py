"""What a caller without a key may cost: a request's head is bounded in bytes, in headers and in time."""

import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn

from enishi.cli import request_head
from enishi.cli.request_head import BoundedHeads

GREETING = b"GET / HTTP/1.1\r\nHost: enishi\r\n"


async def _answers(scope: Any, receive: Any, send: Any) -> None:
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


@pytest.fixture
def address() -> Iterator[tuple[str, int]]:
    config = uvicorn.Config(_answers, http=BoundedHeads, lifespan="off", log_config=None)
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield listening.getsockname()
        finally:
            server.should_exit = True
            thread.join()


def _status_of(address: tuple[str, int], *parts: bytes) -> int:
    """What is answered to these bytes; 0 when the connection is closed without a word."""
    with socket.create_connection(address, timeout=30) as client:
        try:
            for part in parts:
                client.sendall(part)
            answer = client.recv(1000)
        except ConnectionError:
            return 400
    return int(answer.split()[1]) if answer else 0


def test_an_ordinary_request_is_answered_also_when_it_comes_byte_by_byte(address: tuple[str, int]) -> None:
    whole = GREETING + b"Authorization: Bearer ek_x\r\n\r\n"
    assert _status_of(address, whole) == 200
    assert _status_of(address, *(whole[at : at + 1] for at in range(len(whole)))) == 200


def test_a_long_body_is_none_of_its_business(address: tuple[str, int]) -> None:
    body = b"a" * (5 * request_head.MAX_HEAD_BYTES)
    assert _status_of(address, GREETING + b"Content-Length: %d\r\n\r\n" % len(body), body) == 200


@pytest.mark.parametrize("start", [b"GET /", GREETING + b"X-Long: ", b"\r\n" * 10])
def test_a_head_without_end_is_refused_before_it_fills_the_memory(
    address: tuple[str, int], start: bytes
) -> None:
    filler = b"\r\n" if start.startswith(b"\r\n") else b"aa"
    assert _status_of(address, start, *[filler * 65_536] * 80) == 400


def test_too_many_headers_are_refused(address: tuple[str, int]) -> None:
    headers = [b"X-%d: a\r\n" % number for number in range(request_head.MAX_HEADERS + 1)]
    assert _status_of(address, GREETING, *headers, b"\r\n") == 400


def test_half_a_head_does_not_hold_a_connection_for_ever(
    address: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request_head, "HEAD_SECONDS", 0.05)
    assert _status_of(address, GREETING) == 0
    assert _status_of(address, b"") == 0
