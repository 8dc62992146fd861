"""Media that friends send: noted when the webhook is routed, fetched by a job before LINE forgets it."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from enishi.content.models import Media, MediaState
from enishi.kit.jobs import defer


def media_root() -> Path:
    """Where files lie; names are random, so a path tells nothing and cannot be guessed."""
    return Path(settings.ENISHI_DATA_DIR) / "media"


def expect_media(
    org_id: int, channel_id: int, friend_id: int, message_id: str, kind: str, now: datetime
) -> None:
    """Fetch this message's bytes soon. Idempotent."""
    Media.objects.bulk_create(
        [
            Media(
                org_id=org_id,
                channel_id=channel_id,
                friend_id=friend_id,
                message_id=message_id[:40],
                kind=kind,
                next_attempt_at=now,
                created_at=now,
            )
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
