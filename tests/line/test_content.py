"""Friends' media: complete in its file, or no file at all."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web

from enishi.line.client import ContentOutcome, ContentResult, LineClient

PICTURE = bytes(range(256)) * 9_000


@dataclass
class DataHost:
    """A host that answers every download alike."""

    client: LineClient
    directory: Path
    status: int = 200
    body: bytes = PICTURE
    is_announced: bool = True
    missing_bytes: int = 0
    asked: str = ""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.asked = request.raw_path
        response = web.StreamResponse(status=self.status, headers={"Content-Type": "image/jpeg"})
        if self.is_announced:
            response.content_length = len(self.body) + self.missing_bytes
        else:
            response.enable_chunked_encoding()
        await response.prepare(request)
        await response.write(self.body)
        if self.missing_bytes and request.transport is not None:
            request.transport.close()
        return response

    async def download(self, max_bytes: int) -> ContentResult:
        return await self.client.get_content("token", "123", self.directory / "picture", max_bytes)


@pytest_asyncio.fixture
async def host(tmp_path: Path) -> AsyncIterator[DataHost]:
    hosts: list[DataHost] = []

    async def handle(request: web.Request) -> web.StreamResponse:
        return await hosts[0].handle(request)

    app = web.Application()
    app.router.add_get("/{tail:.*}", handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    # The first address must not be used: content has a host of its own.
    async with LineClient("http://127.0.0.1:9", url) as client:
        hosts.append(DataHost(client, tmp_path))
        yield hosts[0]
    await runner.cleanup()


@pytest.mark.parametrize("is_announced", [True, False])
async def test_content_is_stored_whole(host: DataHost, is_announced: bool) -> None:
    host.is_announced = is_announced
    result = await host.download(10_000_000)
    assert (result.outcome, result.size) == (ContentOutcome.STORED, len(PICTURE))
    assert result.content_type == "image/jpeg"
    assert [path.name for path in host.directory.iterdir()] == ["picture"]
    assert (host.directory / "picture").read_bytes() == PICTURE
    assert host.asked == "/v2/bot/message/123/content"


async def test_content_of_exactly_the_limit_is_stored(host: DataHost) -> None:
    assert (await host.download(len(PICTURE))).outcome is ContentOutcome.STORED


@pytest.mark.parametrize("is_announced", [True, False])
async def test_content_over_the_limit_leaves_no_file(host: DataHost, is_announced: bool) -> None:
    host.is_announced = is_announced
    assert (await host.download(len(PICTURE) - 1)).outcome is ContentOutcome.TOO_LARGE
    assert list(host.directory.iterdir()) == []


async def test_content_that_breaks_off_leaves_no_file(host: DataHost) -> None:
    host.missing_bytes = 1
    assert (await host.download(10_000_000)).outcome is ContentOutcome.RETRY_LATER
    assert list(host.directory.iterdir()) == []


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (202, ContentOutcome.PREPARING),
        (404, ContentOutcome.GONE),
        (410, ContentOutcome.GONE),
        (401, ContentOutcome.UNAUTHORISED),
        (400, ContentOutcome.REFUSED),
        (429, ContentOutcome.RETRY_LATER),
        (500, ContentOutcome.RETRY_LATER),
    ],
)
async def test_content_that_is_not_there_leaves_no_file(
    host: DataHost, status: int, outcome: ContentOutcome
) -> None:
    host.status, host.body = status, b"{}"
    result = await host.client.get_content_preview("token", "123", host.directory / "preview", 1_000)
    assert result.outcome is outcome
    assert list(host.directory.iterdir()) == []


async def test_a_later_download_replaces_the_earlier(host: DataHost) -> None:
    await host.download(10_000_000)
    host.body = b"new"
    await host.download(10_000_000)
    assert (host.directory / "picture").read_bytes() == b"new"


async def test_a_local_disk_that_fails_is_an_error_of_ours(host: DataHost) -> None:
    host.directory = host.directory / "no directory"
    with pytest.raises(FileNotFoundError):
        await host.download(10_000_000)


async def test_a_bad_token_downloads_nothing(host: DataHost) -> None:
    result = await host.client.get_content("to ken", "123", host.directory / "a", 10)
    assert result.outcome is ContentOutcome.UNAUTHORISED
    assert host.asked == ""
