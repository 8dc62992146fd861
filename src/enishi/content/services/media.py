"""Media that friends send: noted when the webhook is routed, fetched by a job before LINE forgets it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import transaction

from enishi.content.domain.media_types import HEAD_BYTES, shown_as
from enishi.content.models import Media, MediaState
from enishi.kit.errors import not_found
from enishi.kit.jobs import defer


def media_root() -> Path:
    """Where files lie; names are random, so a path tells nothing and cannot be guessed."""
    return Path(settings.ENISHI_DATA_DIR) / "media"


@dataclass(frozen=True, slots=True)
class NewMedia:
    """A message whose bytes lie at LINE; ``kind`` is the message's type."""

    friend_id: int
    message_id: str
    kind: str


def expect_media(*, org_id: int, channel_id: int, media: Sequence[NewMedia], now: datetime) -> None:
    """Fetch these messages' bytes soon. Idempotent."""
    if not media:
        return
    Media.objects.bulk_create(
        [
            Media(
                org_id=org_id,
                channel_id=channel_id,
                friend_id=each.friend_id,
                message_id=each.message_id[:40],
                kind=each.kind,
                next_attempt_at=now,
                created_at=now,
            )
            for each in media
        ],
        ignore_conflicts=True,
    )
    defer("content.fetch_media", once="content.fetch_media")


def forget_media(org_id: int, channel_id: int, message_ids: Sequence[str]) -> None:
    """The friend took the messages back: the bytes go, the row says so."""
    rows = Media.objects.filter(org_id=org_id, channel_id=channel_id, message_id__in=list(message_ids))
    paths = list(rows.exclude(path="").values_list("path", flat=True))
    rows.update(state=MediaState.DELETED, path="", size_bytes=0, sha256="")
    transaction.on_commit(lambda: _remove_files(paths))


def _remove_files(paths: Sequence[str]) -> None:
    for path in paths:
        (media_root() / path).unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class OpenedMedia:
    """A file ready to be read. ``content_type`` is None where it may only be downloaded."""

    content: BinaryIO
    content_type: str | None
    name: str


def open_media(media: Media) -> OpenedMedia:
    """Open a stored file; the caller closes it. ProblemError 404 when it is not on the disk any more."""
    try:
        content = (media_root() / media.path).open("rb")
    except OSError as error:
        raise not_found("ファイル", "The file") from error
    content_type = shown_as(content.read(HEAD_BYTES))
    content.seek(0)
    return OpenedMedia(
        content, content_type, f"{media.kind}-{media.id}{_ENDINGS.get(content_type or '', '')}"
    )


_ENDINGS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "video/mp4": ".mp4",
    "audio/mp4": ".m4a",
    "audio/mpeg": ".mp3",
    "audio/aac": ".aac",
    "audio/wav": ".wav",
}
