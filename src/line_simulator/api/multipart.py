"""The little of multipart/form-data that audience uploads need."""

import re
from typing import Final

from line_simulator.errors import ApiError
from line_simulator.http import Request

_BOUNDARY: Final = re.compile(r'boundary="?([^";]{1,70})"?')
_NAME: Final = re.compile(rb'[; ]name="([^"]*)"')


def parse_form(request: Request) -> dict[str, bytes]:
    """Field name to content; a file field gives the file's bytes. Raises ApiError 415 or 400."""
    if request.content_type != "multipart/form-data":
        raise ApiError(415, f"The content type, {request.content_type or 'null'}, is not supported")
    found = _BOUNDARY.search(request.header(b"content-type") or "")
    if found is None:
        raise ApiError(400, "The multipart boundary is missing")
    delimiter = b"--" + found.group(1).encode()
    fields: dict[str, bytes] = {}
    for part in request.body.split(delimiter)[1:-1]:
        head, _, content = part.partition(b"\r\n\r\n")
        name = _NAME.search(head)
        if name is not None:
            fields[name.group(1).decode()] = content.removesuffix(b"\r\n")
    return fields
