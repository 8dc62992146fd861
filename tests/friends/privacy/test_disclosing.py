"""The export of one person holds everything that is known of them, and nothing of anybody else."""

import io
import json
from zipfile import ZipFile

import pytest
from tests.factories import NOW, make_friend
from tests.friends.privacy.person import CANARY, FILE_NAME, plant, residues

from enishi.friends.privacy.catalogue import person_of, tables
from enishi.friends.privacy.disclosing import write_person
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel

pytestmark = pytest.mark.django_db


def _written(channel: Channel, friend_id: int) -> ZipFile:
    target = io.BytesIO()
    with org_scope(channel.org_id):
        write_person(person_of(channel.org_id, friend_id), target, NOW)
    return ZipFile(target)


def test_the_export_holds_what_every_table_knows_of_the_person(channel: Channel) -> None:
    friend = plant(channel)
    personal = {table.name for table in tables() if table.rows and "personal" in table.labels.values()}

    archive = _written(channel, friend.id)

    data = json.loads(archive.read("data.json"))
    found = {name for name, part in data.items() if CANARY in json.dumps(part, ensure_ascii=False)}
    planted = set(residues(channel.org_id, friend)) & personal
    # The ledger's own remark, and where LINE keeps a picture, are no words of or about the person.
    assert planted - found <= {"content_media"}
    assert f"files/{FILE_NAME}" in archive.namelist()
    assert archive.read("files/" + FILE_NAME) == b"a picture"
    assert data["fields"] == {f"住所{friend.id}": f"{CANARY}町"}


def test_every_table_is_a_sheet_that_excel_can_read(channel: Channel) -> None:
    friend = plant(channel)

    archive = _written(channel, friend.id)

    sheet = archive.read("csv/friends_friend.csv").decode("utf-8")
    assert sheet.startswith("\ufeff")
    assert CANARY in sheet


def test_nobody_else_is_in_the_export(channel: Channel) -> None:
    friend = plant(channel)
    other = make_friend(channel, "健二", memo="秘密のこと")

    archive = _written(channel, friend.id)

    text = b"".join(archive.read(name) for name in archive.namelist()).decode("utf-8", "replace")
    assert "秘密のこと" not in text
    assert other.line_user_id not in text
