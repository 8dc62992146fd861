"""How files come in: in memory, and none that is too large even begins to be read."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import MemoryFileUploadHandler

from enishi.content.domain.pictures import MAX_BYTES

#: What a form puts around a file.
_FRAME_BYTES = 64 * 1024


class BoundedUploadHandler(MemoryFileUploadHandler):
    """Takes requests of one file of the largest size; RequestDataTooBig for any larger, before their body is read."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803 - the name is Django's
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        if content_length > MAX_BYTES + _FRAME_BYTES:
            raise RequestDataTooBig
        self.activated = True
