"""What stands in front of Django's threads."""

import asyncio
from collections.abc import MutableMapping
from typing import Any

import pytest

from enishi.config import asgi


def test_a_body_that_comes_drop_by_drop_ends_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asgi, "_BODY_SECONDS", 0.05)

    async def drops() -> MutableMapping[str, Any]:
        await asyncio.sleep(0.001)
        return {"type": "http.request", "body": b" ", "more_body": True}

    async def read() -> MutableMapping[str, Any]:
        receive = asgi.in_time(drops)
        message = await receive()
        assert message["more_body"]
        while message.get("more_body"):
            message = await receive()
        return message

    assert asyncio.run(read()) == {"type": "http.disconnect"}


def test_a_body_that_comes_at_once_is_passed_on_as_it_is() -> None:
    sent = {"type": "http.request", "body": b"{}", "more_body": False}

    async def receive() -> MutableMapping[str, Any]:
        return sent

    assert asyncio.run(asgi.in_time(receive)()) is sent  # type: ignore[arg-type]
