"""Pictures that staff upload for messages: made anew, and kept where LINE and friends can reach them.

The address is a name of 130 random bits below ``/m/``: whoever has it may look, as with any picture on a friend's
phone. Files are written before the row, so an address that was given out always leads somewhere.
"""

import os
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import BoundedSemaphore

from django.conf import settings

from enishi.accounts.permissions import Actor
from enishi.accounts.services import record_audit
from enishi.content.domain.pictures import (
    MAX_BYTES,
    MAX_PIXELS,
    Crop,
    NotAPictureError,
    Picture,
    TooManyPixelsError,
    remake,
)
from enishi.content.models import Upload
from enishi.kit.errors import FieldProblem, ProblemError, invalid_input
from enishi.kit.ids import random_key

_ENDINGS = {"image/png": ".png", "image/jpeg": ".jpg"}
_TYPES = {ending: media_type for media_type, ending in _ENDINGS.items()}
#: The worst picture takes 400 MB and a dozen seconds of a processor: a few at once would take the machine from everybody.
_TURNS = BoundedSemaphore(2)
_PATIENCE_SECONDS = 3.0
_NAME = re.compile(r"[A-Za-z0-9_-]{20,60}\.(?:png|jpg)")


def upload_root() -> Path:
    """Where uploaded pictures lie: apart from what friends sent, which nobody may fetch without a sign-in."""
    return Path(settings.ENISHI_DATA_DIR) / "uploads"


def upload_url(name: str) -> str:
    """The address that stands in messages."""
    return f"{settings.ENISHI_PUBLIC_URL}/m/{name}"


def keep_upload(*, org_id: int, content: bytes, crop: Crop, actor: Actor, now: datetime) -> Upload:
    """A picture for messages, made anew from ``content``, with its preview.

    ProblemError 413 above 10 MB, 422 for what is no picture or has too many pixels, 503 while others' pictures are made.
    """
    picture, preview = _remade(content, crop)
    row = Upload.objects.create(
        org_id=org_id,
        name=_kept(picture),
        preview_name=_kept(preview),
        media_type=picture.media_type,
        width=picture.width,
        height=picture.height,
        size_bytes=len(picture.content),
        created_at=now,
    )
    record_audit(
        org_id=org_id,
        actor=actor,
        action="media.uploaded",
        object_kind="upload",
        object_id=row.id,
        now=now,
        after={"media_type": row.media_type, "size_bytes": row.size_bytes},
    )
    return row


def _remade(content: bytes, crop: Crop) -> tuple[Picture, Picture]:
    if len(content) > MAX_BYTES:
        problem = FieldProblem(
            "file",
            "画像は10MBまでです。小さくしてから選び直してください。",
            "A picture may have 10 MB at most. Make it smaller and choose it again.",
        )
        raise ProblemError("too_large", problem.ja, problem.en, status=413, fields=[problem])
    if not _TURNS.acquire(timeout=_PATIENCE_SECONDS):
        raise _busy()
    try:
        return remake(content, crop)
    except TooManyPixelsError as error:
        raise invalid_input(
            "file",
            f"画像が大きすぎます（{MAX_PIXELS // 1_000_000}メガピクセルまで）。縮小してから選び直してください。",
            f"The picture has more than {MAX_PIXELS // 1_000_000} megapixels. Scale it down and choose it again.",
        ) from error
    except NotAPictureError as error:
        raise invalid_input(
            "file",
            "画像として読み取れません。PNG・JPEG・GIF・WebPの画像を選んでください。",
            "This cannot be read as a picture. Choose a PNG, JPEG, GIF or WebP.",
        ) from error
    finally:
        _TURNS.release()


def _busy() -> ProblemError:
    return ProblemError(
        "uploads_busy",
        "ほかの画像を処理しています。数秒待ってから、もう一度お試しください。",
        "Other pictures are being worked on. Wait a few seconds and try again.",
        status=503,
        retry_after_seconds=5,
    )


def _kept(picture: Picture) -> str:
    name = random_key() + _ENDINGS[picture.media_type]
    root = upload_root()
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = root / f".{name}"
    draft.write_bytes(picture.content)
    # Appears whole or not at all.
    os.replace(draft, root / name)
    return name


@dataclass(frozen=True, slots=True)
class OpenedUpload:
    """An uploaded picture as it is served."""

    content: bytes
    media_type: str


def open_upload(name: str) -> OpenedUpload | None:
    """The picture of that name; None if there is none."""
    if not _NAME.fullmatch(name):
        return None
    try:
        content = (upload_root() / name).read_bytes()
    except OSError:
        return None
    return OpenedUpload(content, _TYPES[Path(name).suffix])
