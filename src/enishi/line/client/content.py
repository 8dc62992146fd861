"""Friends' media, from LINE's data host into a file: bounded in size, complete or not there at all.

In: a stream and a path. Out: what became of it. LINE deletes content after a time that it does not publish,
so the file is on the disk, synced, before the result says stored.
"""

import asyncio
import hashlib
import os
import secrets
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

import aiohttp
from yarl import URL

from enishi.line.client.transport import Transport

_WRITE_BYTES = 1024 * 1024


class ContentOutcome(StrEnum):
    """What became of a download; ``PREPARING`` and ``RETRY_LATER`` are worth another try."""

    STORED = "stored"
    PREPARING = "preparing"
    GONE = "gone"
    TOO_LARGE = "too_large"
    REFUSED = "refused"
    UNAUTHORISED = "unauthorised"
    RETRY_LATER = "retry_later"


@dataclass(frozen=True, slots=True)
class ContentResult:
    """The outcome; type, size and digest are there when the file is."""

    outcome: ContentOutcome
    status: int | None = None
    request_id: str | None = None
    content_type: str | None = None
    size: int = 0
    sha256: str | None = None


def _outcome_of_status(status: int) -> ContentOutcome:
    # 202: LINE is still converting a large video or sound: come back later.
    if status == 202:
        return ContentOutcome.PREPARING
    if status in (404, 410):
        return ContentOutcome.GONE
    if status in (401, 403):
        return ContentOutcome.UNAUTHORISED
    if status == 429 or not 400 <= status < 500:
        return ContentOutcome.RETRY_LATER
    return ContentOutcome.REFUSED


async def download(
    transport: Transport, url: URL, headers: dict[str, str], path: Path, max_bytes: int
) -> ContentResult:
    """Stream one content to ``path``, replacing what is there. The directory must exist.

    Raises OSError when the local disk fails; LINE's answers and the network never raise. On any other outcome
    than stored nothing is left behind.
    """
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    try:
        async with transport.open_stream(url, headers) as response:
            if response.status != 200:
                return _result(_outcome_of_status(response.status), response)
            if (response.content_length or 0) > max_bytes:
                return _result(ContentOutcome.TOO_LARGE, response)
            size, digest = await _copy(response, part, max_bytes)
            if digest is None:
                return _result(ContentOutcome.TOO_LARGE, response)
            await asyncio.to_thread(os.replace, part, path)
            return _result(ContentOutcome.STORED, response, size, digest)
    except (aiohttp.ClientError, ConnectionError, TimeoutError):
        return ContentResult(ContentOutcome.RETRY_LATER)
    finally:
        await asyncio.to_thread(part.unlink, missing_ok=True)


def _result(
    outcome: ContentOutcome, response: aiohttp.ClientResponse, size: int = 0, sha256: str | None = None
) -> ContentResult:
    return ContentResult(
        outcome=outcome,
        status=response.status,
        request_id=response.headers.get("x-line-request-id"),
        content_type=response.headers.get("content-type") if sha256 else None,
        size=size,
        sha256=sha256,
    )


async def _copy(response: aiohttp.ClientResponse, part: Path, max_bytes: int) -> tuple[int, str | None]:
    """The size and digest of what was written; no digest where the limit was passed."""
    digest = hashlib.sha256()
    size = 0
    waiting = bytearray()
    file = await asyncio.to_thread(_new_private_file, part)
    try:
        async for chunk in response.content.iter_any():
            size += len(chunk)
            if size > max_bytes:
                return size, None
            digest.update(chunk)
            waiting += chunk
            if len(waiting) >= _WRITE_BYTES:
                await asyncio.to_thread(file.write, bytes(waiting))
                waiting.clear()
        await asyncio.to_thread(_finish, file, bytes(waiting))
        return size, digest.hexdigest()
    finally:
        file.close()


def _new_private_file(path: Path) -> BinaryIO:
    """What friends send is for nobody else on the machine, whatever the process's umask lets through."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _finish(file: BinaryIO, rest: bytes) -> None:
    file.write(rest)
    file.flush()
    os.fsync(file.fileno())
