"""Pictures that staff upload, made anew: bytes in, bytes out, and nothing of the original but its look. Pure.

What arrives may be anything that calls itself a picture. It is measured before it is decoded, decoded by one of four
named formats, and written again: places and names in EXIF, scripts behind the end of a GIF and other guests do not
survive that. Sources of the limits: LINE's image message (10 MB, preview 1 MB).
"""

import struct
import zlib
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 25_000_000
MAX_PREVIEW_BYTES = 1024 * 1024
#: More than any phone shows; larger pictures would only load longer.
_LONGEST_SIDE = 4096
_PREVIEW_SIDE = 1024
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
_QUALITIES = (88, 80, 70, 55, 40)
# Pixels are counted here, before decoding; Pillow's own alarm is a mere warning at first.
Image.MAX_IMAGE_PIXELS = None
#: What decoders raise at damaged or malicious input.
_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    IndexError,
    KeyError,
    TypeError,
    struct.error,
    zlib.error,
)


class NotAPictureError(Exception):
    """None of the four formats, or damaged."""


class TooManyPixelsError(Exception):
    """It would take more memory to decode than anybody may ask for."""


@dataclass(frozen=True, slots=True)
class Crop:
    """The part that is wanted, as fractions of width and height from the upper left corner."""

    x: float = 0.0
    y: float = 0.0
    width: float = 1.0
    height: float = 1.0

    def box(self, size: tuple[int, int]) -> tuple[int, int, int, int]:
        """The same in whole pixels: inside the picture, and never empty."""
        left = min(int(self.x * size[0]), size[0] - 1)
        top = min(int(self.y * size[1]), size[1] - 1)
        right = min(max(round((self.x + self.width) * size[0]), left + 1), size[0])
        bottom = min(max(round((self.y + self.height) * size[1]), top + 1), size[1])
        return left, top, right, bottom


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture made anew."""

    content: bytes
    media_type: str
    width: int
    height: int


def remake(content: bytes, crop: Crop) -> tuple[Picture, Picture]:
    """The picture and its preview. NotAPictureError, TooManyPixelsError."""
    decoded = _decoded(content)
    box = crop.box(decoded.size)
    whole = decoded if box == (0, 0, *decoded.size) else decoded.crop(box)
    del decoded
    whole.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    preview = whole.copy()
    preview.thumbnail((_PREVIEW_SIDE, _PREVIEW_SIDE))
    return _encoded(whole, MAX_BYTES), _encoded(preview, MAX_PREVIEW_BYTES)


def _decoded(content: bytes) -> Image.Image:
    """The first frame, upright, in RGB or RGBA."""
    try:
        with Image.open(BytesIO(content), formats=_FORMATS) as image:
            if image.width * image.height > MAX_PIXELS:
                raise TooManyPixelsError
            # A copy costs a hundred megabytes, so none is made without need.
            ImageOps.exif_transpose(image, in_place=True)
            image.load()
            is_see_through = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
            mode = "RGBA" if is_see_through else "RGB"
            return image if image.mode == mode else image.convert(mode)
    except _BROKEN as error:
        raise NotAPictureError from error


def _encoded(image: Image.Image, max_bytes: int) -> Picture:
    """PNG where something shines through, else JPEG; as JPEG too where PNG would be too large."""
    if image.mode == "RGBA":
        content = _saved(image, "PNG")
        if len(content) <= max_bytes:
            return Picture(content, "image/png", *image.size)
        white = Image.new("RGB", image.size, "white")
        white.paste(image, mask=image.getchannel("A"))
        image = white
    content = b""
    for quality in _QUALITIES:
        content = _saved(image, "JPEG", quality=quality, optimize=True, progressive=True)
        if len(content) <= max_bytes:
            break
    return Picture(content, "image/jpeg", *image.size)


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    # A fresh image carries no text, profile or EXIF of the old one.
    clean = Image.new(image.mode, image.size)
    clean.paste(image)
    out = BytesIO()
    clean.save(out, kind, **options)
    return out.getvalue()
