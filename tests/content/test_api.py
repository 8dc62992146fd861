"""Templates, content checks and friends' files over HTTP."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from tests.api_client import ApiClient
from tests.factories import make_friend, rows, text_block

from enishi.accounts.models import AuditEntry, Organisation
from enishi.content.domain.media_types import shown_as
from enishi.content.models import Media, MediaState, Template
from enishi.friends.models import Friend
from enishi.kit.ids import random_key
from enishi.kit.tenancy import org_scope

BLOCKS = [text_block("ご来店ありがとうございました。")]
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20


def test_a_template_is_made_changed_and_archived(api: ApiClient, org: Organisation) -> None:
    made = api.post("/templates", {"name": "お礼", "blocks": BLOCKS})
    at = f"/templates/{made.json['id']}"

    changed = api.patch(at, {"name": "来店のお礼", "blocks": [text_block("またどうぞ")]}).json
    archived = api.patch(at, {"is_archived": True}).json

    assert (made.status, made.json["blocks"][0]["text"]) == (201, BLOCKS[0]["text"])
    assert (changed["name"], changed["blocks"][0]["text"]) == ("来店のお礼", "またどうぞ")
    assert archived["archived_at"] is not None
    assert api.get("/templates").json["items"] == []
    assert [row["id"] for row in api.get("/templates?with_archived=true").json["items"]] == [made.json["id"]]
    assert api.patch(at, {"is_archived": False}).json["archived_at"] is None
    assert api.get(at).json["name"] == "来店のお礼"
    entries = rows(AuditEntry, org_id=org.id, object_kind="template")
    assert [entry.action for entry in entries] == ["template.created"] + ["template.changed"] * 3


def test_a_template_is_stored_as_it_was_written(api: ApiClient, org: Organisation) -> None:
    api.post("/templates", {"name": "お礼", "blocks": [text_block("  行頭の空白も ")]})

    assert rows(Template, org_id=org.id)[0].blocks == [{"kind": "text", "text": "  行頭の空白も "}]


def test_a_template_name_is_given_once(api: ApiClient) -> None:
    first = api.post("/templates", {"name": "お礼", "blocks": BLOCKS}).json
    second = api.post("/templates", {"name": "案内", "blocks": BLOCKS}).json
    api.patch(f"/templates/{first['id']}", {"is_archived": True})

    made = api.post("/templates", {"name": "お礼", "blocks": BLOCKS})
    renamed = api.patch(f"/templates/{second['id']}", {"name": "お礼"})

    assert (made.json["code"], renamed.json["code"]) == ("template_name_taken", "template_name_taken")


def test_a_template_that_could_not_be_sent_is_refused(api: ApiClient, org: Organisation) -> None:
    reply = api.post("/templates", {"name": "お礼", "blocks": [text_block("{{name"), text_block("")]})

    assert [error["path"] for error in reply.json["errors"]] == ["blocks.0", "blocks.1.text"]
    assert rows(Template, org_id=org.id) == []


@pytest.mark.parametrize(
    ("blocks", "places"),
    [
        (BLOCKS, []),
        ([], ["blocks"]),
        ("text", ["blocks"]),
        (None, ["blocks"]),
        ([None], ["blocks.0"]),
        ([{"kind": "text"}], ["blocks.0.text"]),
        ([{"kind": "text", "text": "a", "color": "red"}], ["blocks.0.color"]),
        ([{"kind": "buttons", "alt_text": "a", "text": "b", "actions": [{"kind": "uri"}]}],
         ["blocks.0.actions.0.uri"]),
        ([text_block("{{nickname}}"), {"kind": "image", "url": "http://example.com/a.jpg"}],
         ["blocks.0", "blocks.1.url", "blocks.1.preview_url"]),
    ],
    ids=str,
)  # fmt: skip
def test_content_is_checked_in_both_languages(api: ApiClient, blocks: Any, places: list[str]) -> None:
    reply = api.post("/content/check", {"blocks": blocks})

    assert reply.status == 200, reply
    assert reply.json["is_fit"] == (not places)
    assert [problem["path"] for problem in reply.json["problems"]] == places
    assert all(problem["ja"] and problem["en"] for problem in reply.json["problems"])


def keep(friend: Friend, content: bytes, now: datetime, **columns: Any) -> Media:
    """A file that a friend sent, in our store."""
    path = random_key()
    file = Path(settings.ENISHI_DATA_DIR) / "media" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    values = {"kind": "image", "state": MediaState.STORED, "content_type": "image/png", **columns}
    with org_scope(friend.org_id):
        return Media.objects.create(
            org_id=friend.org_id,
            channel_id=friend.channel_id,
            friend_id=friend.id,
            message_id=random_key(18),
            path=path,
            size_bytes=len(content),
            next_attempt_at=now,
            created_at=now,
            **values,
        )


def test_a_picture_comes_as_a_picture(api: ApiClient, aiko: Friend, now: datetime) -> None:
    media = keep(aiko, PNG, now)

    reply = api.get(f"/media/{media.id}")

    assert (reply.status, reply.content) == (200, PNG)
    assert reply.headers["Content-Type"] == "image/png"
    assert reply.headers["Content-Disposition"] == f'inline; filename="image-{media.id}.png"'
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["Cache-Control"] == "private, no-store"


def test_a_page_that_calls_itself_a_picture_is_only_a_download(
    api: ApiClient, aiko: Friend, now: datetime
) -> None:
    media = keep(aiko, b"<html><script>alert(1)</script>", now)

    reply = api.get(f"/media/{media.id}")

    assert reply.headers["Content-Type"] == "application/octet-stream"
    assert reply.headers["Content-Disposition"].startswith("attachment")
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in reply.headers["Content-Security-Policy"]


@pytest.mark.parametrize("state", [MediaState.WAITING, MediaState.GONE, MediaState.DELETED])
def test_what_is_not_in_our_store_is_not_found(
    api: ApiClient, aiko: Friend, now: datetime, state: MediaState
) -> None:
    media = keep(aiko, PNG, now, state=state)

    assert api.get(f"/media/{media.id}").json["code"] == "not_found"


def test_a_file_that_is_missing_on_the_disk_is_not_found(api: ApiClient, aiko: Friend, now: datetime) -> None:
    media = keep(aiko, PNG, now)
    (Path(settings.ENISHI_DATA_DIR) / "media" / media.path).unlink()

    assert api.get(f"/media/{media.id}").status == 404


def test_a_friends_files_are_listed_page_by_page(api: ApiClient, aiko: Friend, now: datetime) -> None:
    made = [keep(aiko, PNG, now).id for _ in range(3)]
    keep(make_friend(aiko.channel), PNG, now)

    pages = [[row["id"] for row in page] for page in api.pages(f"/friends/{aiko.id}/media", 2)]

    assert pages == [[made[2], made[1]], [made[0]]]


def test_whoever_may_not_read_talks_sees_no_files(
    viewer_api: ApiClient, api: ApiClient, aiko: Friend, now: datetime
) -> None:
    media = keep(aiko, PNG, now)

    assert viewer_api.get(f"/media/{media.id}").status == 403
    assert viewer_api.get(f"/friends/{aiko.id}/media").status == 403


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (PNG, "image/png"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"\x00\x00\x00\x18ftypmp42", "video/mp4"),
        (b"\x00\x00\x00\x18ftypM4A ", "audio/mp4"),
        (b"ID3\x04", "audio/mpeg"),
        (b"<svg xmlns", None),
        (b"%PDF-1.7", None),
        (b"RIFF\x00\x00\x00\x00AVI ", None),
        (b"", None),
    ],
)
def test_files_are_known_by_their_first_bytes(head: bytes, kind: str | None) -> None:
    assert shown_as(head) == kind
