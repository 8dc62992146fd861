"""Pictures that staff upload: what is taken, what is left of it, and who may see it."""

import struct
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from PIL import ExifTags, Image
from tests.api_client import ApiClient, Form, Reply
from tests.factories import picture, rows

from enishi.accounts.models import AuditEntry, Organisation
from enishi.content.domain.pictures import MAX_BYTES, MAX_PREVIEW_BYTES, Crop, remake
from enishi.content.models import Upload
from enishi.content.services import uploads


def upload(api: ApiClient, content: bytes, name: str = "a.png", **fields: str) -> Reply:
    return api.post("/media", Form(content, name, fields))


def fetched(url: str) -> Any:
    assert url.startswith(f"{settings.ENISHI_PUBLIC_URL}/m/")
    return Client().get(url.removeprefix(settings.ENISHI_PUBLIC_URL))


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [("PNG", "image/jpeg"), ("JPEG", "image/jpeg"), ("GIF", "image/jpeg"), ("WEBP", "image/jpeg")],
)
def test_a_picture_of_four_kinds_is_made_anew_and_served(
    api: ApiClient, org: Organisation, kind: str, media_type: str
) -> None:
    reply = upload(api, picture(kind))

    response = fetched(reply.json["url"])
    assert (reply.status, reply.json["width"], reply.json["height"]) == (201, 40, 30)
    assert (reply.json["media_type"], response["Content-Type"]) == (media_type, media_type)
    assert opened(response.content).size == (40, 30)
    assert len(response.content) == reply.json["bytes"]
    assert opened(fetched(reply.json["preview_url"]).content).size == (40, 30)
    assert [entry.action for entry in rows(AuditEntry, org_id=org.id, object_kind="upload")] == [
        "media.uploaded"
    ]


def test_what_shines_through_stays_so(api: ApiClient) -> None:
    out = BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")

    reply = upload(api, out.getvalue())

    assert reply.json["media_type"] == "image/png"
    assert opened(fetched(reply.json["url"]).content).getpixel((5, 5)) == (0, 0, 0, 0)


def test_a_picture_is_public_harmless_and_kept_for_good(api: ApiClient) -> None:
    response = fetched(upload(api, picture()).json["url"])

    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    "name", ["nothing.png", "..%2fsecret_key", "a" * 26 + ".svg", "a" * 26, "%2e%2e.png", ""]
)
def test_nothing_but_uploaded_pictures_is_served(db: None, name: str) -> None:
    assert Client().get(f"/m/{name}").status_code == 404


def test_the_wanted_part_is_cut_out(api: ApiClient) -> None:
    reply = upload(api, picture(size=(200, 100)), x="0.5", y="0.25", width="0.25", height="0.5")

    assert (reply.json["width"], reply.json["height"]) == (50, 50)


@pytest.mark.parametrize("part", [{"x": "1.5"}, {"width": "0"}, {"height": "nan"}, {"y": "-0.1"}])
def test_a_part_that_is_none_is_refused_with_its_field(api: ApiClient, part: dict[str, str]) -> None:
    reply = upload(api, picture(), **part)

    assert reply.status == 422
    assert next(iter(part)) in reply.json["errors"][0]["path"]


def test_a_part_reaching_over_the_edge_ends_there_and_is_never_empty() -> None:
    assert Crop(0.9, 0.9, 1, 1).box((100, 100)) == (90, 90, 100, 100)
    assert Crop(1, 1, 0.001, 0.001).box((100, 100)) == (99, 99, 100, 100)


def test_where_a_photo_was_taken_does_not_stay_in_it(api: ApiClient) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Camera of Aiko"
    exif[ExifTags.IFD.GPSInfo] = {ExifTags.GPS.GPSLatitude: (35.0, 41.0, 22.0)}
    content = picture("JPEG", exif=exif)
    assert b"Camera of Aiko" in content

    served = fetched(upload(api, content).json["url"]).content

    assert b"Camera of Aiko" not in served
    assert dict(opened(served).getexif()) == {}


def test_a_photo_taken_sideways_stands_upright(api: ApiClient) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6

    reply = upload(api, picture("JPEG", (40, 30), exif=exif))

    assert (reply.json["width"], reply.json["height"]) == (30, 40)


def test_a_script_behind_a_gif_does_not_survive(api: ApiClient) -> None:
    polyglot = picture("GIF") + b"/*<script>alert(1)</script>*/"

    served = fetched(upload(api, polyglot, "a.js").json["url"])

    assert b"script" not in served.content
    assert served["Content-Type"] == "image/jpeg"


def _png(width: int, height: int) -> bytes:
    """A PNG that claims a size, with next to nothing in it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(1000)))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(65_000, 65_000), (5_001, 5_000), (2**31 - 1, 1)])
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(
    api: ApiClient, size: tuple[int, int]
) -> None:
    reply = upload(api, _png(*size))

    assert (reply.status, reply.json["errors"][0]["path"]) == (422, "file")
    assert "メガピクセル" in reply.json["detail"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<html><script>alert(1)</script></html>",
        b"BM" + bytes(100),
        b"%PDF-1.7",
        picture("JPEG", (400, 300))[:400],
        picture("PNG")[:60],
        b"GIF89a",
        _png(100, 100),
    ],
    ids=["nothing", "svg", "html", "bmp", "pdf", "cut jpeg", "cut png", "gif head", "png without pixels"],
)
def test_what_is_no_picture_is_refused(api: ApiClient, org: Organisation, content: bytes) -> None:
    reply = upload(api, content)

    assert reply.status == 422
    assert reply.json["errors"][0]["path"] == "file"
    assert rows(Upload, org_id=org.id) == []


def test_ten_megabytes_are_taken_and_one_byte_more_is_not(api: ApiClient) -> None:
    content = picture("JPEG")
    full = content + bytes(MAX_BYTES - len(content))

    assert upload(api, full).status == 201
    over = upload(api, full + b"x")
    assert (over.status, over.json["code"]) == (413, "too_large")
    assert "10MB" in over.json["detail"]


def test_a_body_far_too_large_is_not_even_read(api: ApiClient) -> None:
    reply = upload(api, bytes(MAX_BYTES + 200_000))

    assert (reply.status, reply.json["code"]) == (413, "too_large")


def test_a_request_without_a_file_says_so(api: ApiClient) -> None:
    reply = api.call("POST", "/media", b"", Content_Type="multipart/form-data; boundary=x")

    assert reply.status == 422
    assert reply.json["errors"][0]["path"] == "file"


def test_no_more_than_two_pictures_are_worked_on_at_once(
    api: ApiClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "_PATIENCE_SECONDS", 0)
    with uploads._TURNS, uploads._TURNS:
        busy = upload(api, picture())
    broken = [upload(api, b"no picture").status for _ in range(3)]

    assert (busy.status, busy.json["code"]) == (503, "uploads_busy")
    assert int(busy.headers["Retry-After"]) > 0
    assert broken == [422] * 3
    assert upload(api, picture()).status == 201


def test_a_large_photo_gets_a_small_preview() -> None:
    noise = Image.effect_noise((3000, 2000), 90).convert("RGB")
    out = BytesIO()
    noise.save(out, "JPEG", quality=85)

    whole, preview = remake(out.getvalue(), Crop())

    assert (whole.width, whole.height, preview.width) == (3000, 2000, 1024)
    assert len(preview.content) <= MAX_PREVIEW_BYTES


def test_no_other_user_of_the_machine_can_list_what_was_uploaded(api: ApiClient) -> None:
    upload(api, picture())

    assert Path(settings.ENISHI_DATA_DIR, "uploads").stat().st_mode & 0o077 == 0
