"""What a file really is, by its first bytes. Pure.

What LINE or a friend says about a file is not believed: a page with a script in it, called an image, must never run
in a member of staff's browser. Only what is recognised here may be shown; everything else is a download.
"""

#: How many bytes :func:`shown_as` needs to see.
HEAD_BYTES = 16

_BY_START: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xf3", "audio/mpeg"),
    (b"\xff\xf1", "audio/aac"),
    (b"\xff\xf9", "audio/aac"),
)
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav"}
_M4A = frozenset({b"M4A ", b"M4B "})


def shown_as(head: bytes) -> str | None:
    """The type as which a browser may show the file; None for whatever may only be downloaded."""
    if head[4:8] == b"ftyp":
        return "audio/mp4" if head[8:12] in _M4A else "video/mp4"
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12])
    return next((kind for start, kind in _BY_START if head.startswith(start)), None)
