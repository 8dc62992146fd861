"""Media that friends sent: fetched from LINE into our store before LINE forgets it.

In: rows that wait. Out: files under random names and rows that say where. The network is used with no transaction
open. Idempotent: a file fetched twice replaces nothing that is referred to.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F

from enishi.content.models import Media, MediaState
from enishi.content.services.media import media_root
from enishi.kit.crypto import CannotOpen
from enishi.kit.errors import ProblemError
from enishi.kit.ids import random_key
from enishi.kit.tenancy import org_scope, system_scope
from enishi.line.client import ContentOutcome, ContentResult, LineClient
from enishi.line.selectors import channel_credentials
from enishi.line.sync import ask_line
from enishi.line.tokens import (
    ChannelTokens,
    StatelessTokens,
    TokenUnavailableError,
    issued_by,
    with_token,
)

CHUNK = 50
#: LINE's own ceiling for video.
MAX_BYTES = 200 * 1024 * 1024
#: Attempts, ten minutes apart in the end: about a day, so that an outage of LINE's costs nobody a picture.
_GIVE_UP_AFTER = 150


@dataclass(frozen=True, slots=True)
class Wanted:
    id: int
    org_id: int
    channel_id: int
    message_id: str
    attempts: int
    path: str


def fetch_waiting(now: datetime) -> int:
    """Fetch one chunk of waiting media; returns how many were tried."""
    wanted = _waiting(now)
    for each in wanted:
        _note(each, _fetch_if_allowed(each), now)
    return len(wanted)


def _waiting(now: datetime) -> Sequence[Wanted]:
    with system_scope():
        rows = Media.objects.filter(state=MediaState.WAITING, next_attempt_at__lte=now).order_by("id")[:CHUNK]
        return [
            Wanted(row.id, row.org_id, row.channel_id, row.message_id, row.attempts, random_key())
            for row in rows
        ]


def _fetch_if_allowed(wanted: Wanted) -> ContentResult:
    """One channel's wrong credentials or odd message must not keep the other channels' media waiting."""
    try:
        return _fetch(wanted)
    except ValueError:
        # An id that cannot stand in an address of LINE's: nothing can ever be fetched by it.
        return ContentResult(ContentOutcome.REFUSED)
    except (TokenUnavailableError, CannotOpen, ProblemError):
        return ContentResult(ContentOutcome.UNAUTHORISED)


def _fetch(wanted: Wanted) -> ContentResult:
    credentials = channel_credentials(wanted.org_id, wanted.channel_id).for_tokens
    target = media_root() / wanted.path
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)

    async def ask(client: LineClient) -> ContentResult:
        tokens = ChannelTokens(StatelessTokens(issued_by(client)))
        return await with_token(
            tokens,
            credentials,
            lambda token: client.at(credentials.hosts).get_content(
                token, wanted.message_id, target, MAX_BYTES
            ),
        )

    return ask_line(ask)


def _note(wanted: Wanted, result: ContentResult, now: datetime) -> None:
    with org_scope(wanted.org_id):
        row = Media.objects.filter(org_id=wanted.org_id, id=wanted.id, state=MediaState.WAITING)
        if result.outcome is ContentOutcome.STORED:
            changed = row.update(
                state=MediaState.STORED,
                path=wanted.path,
                content_type=(result.content_type or "")[:100],
                size_bytes=result.size or 0,
                sha256=result.sha256 or "",
            )
            if not changed:
                # Unsent by the friend while it was being fetched.
                (media_root() / wanted.path).unlink(missing_ok=True)
        elif (
            result.outcome in (ContentOutcome.GONE, ContentOutcome.TOO_LARGE, ContentOutcome.REFUSED)
            or wanted.attempts + 1 >= _GIVE_UP_AFTER
        ):
            row.update(state=MediaState.GONE)
        else:
            wait = timedelta(seconds=min(2**wanted.attempts, 600))
            row.update(attempts=F("attempts") + 1, next_attempt_at=now + wait)
