"""The export of one person holds everything that is known of them, and nothing of anybody else."""

import io
import json
from zipfile import ZipFile

import pytest
from tests.api_client import ApiClient
from tests.factories import NOW, make_channel, make_friend, rows
from tests.friends.privacy.person import CANARY, FILE_NAME, plant, residues

from enishi.accounts.models import AuditEntry, Notice, Organisation
from enishi.accounts.permissions import COMMAND_LINE
from enishi.friends.models import CustomerLink
from enishi.friends.privacy.catalogue import person_of, tables
from enishi.friends.privacy.disclosing import disclose_customer, write_subject
from enishi.kit.errors import ProblemError
from enishi.kit.tenancy import limited_to_channels, org_scope
from enishi.line.models import Channel

pytestmark = pytest.mark.django_db


def _written(channel: Channel, friend_id: int) -> ZipFile:
    target = io.BytesIO()
    with org_scope(channel.org_id):
        write_subject(person_of(channel.org_id, friend_id).subject, target, NOW)
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
    assert data["fields"] == {str(friend.id): {f"住所{friend.id}": f"{CANARY}町"}}


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


def test_a_customers_export_holds_their_friends_at_all_accounts_and_nobody_else(
    api: ApiClient, org: Organisation, channel: Channel
) -> None:
    friend = plant(channel)
    other_channel = make_channel(org, name="二号店")
    second = make_friend(other_channel, "愛子の別の番号", memo="二号店のメモ")
    stranger = make_friend(channel, "健二", memo="秘密のこと")
    with org_scope(channel.org_id):
        customer_id = CustomerLink.objects.get(friend_id=friend.id).customer_id
        CustomerLink.objects.create(
            org_id=channel.org_id,
            friend_id=second.id,
            customer_id=customer_id,
            source="staff:1",
            linked_at=NOW,
        )

    reply = api.post(f"/customers/{customer_id}/personal-data")

    archive = ZipFile(io.BytesIO(reply.content))
    data = archive.read("data.json").decode()
    assert CANARY in data
    assert {friend.line_user_id, second.line_user_id} <= set(data.split('"'))
    assert "二号店のメモ" in data
    assert "秘密のこと" not in data
    assert stranger.line_user_id not in data
    (entry,) = rows(AuditEntry, org_id=channel.org_id, action="customer.data_disclosed")
    assert entry.object_id == str(customer_id)
    assert rows(Notice, org_id=channel.org_id, kind="customer_disclosed") != []


def test_whoever_works_on_some_accounts_only_does_not_get_a_customer(channel: Channel) -> None:
    friend = plant(channel)
    with org_scope(channel.org_id):
        customer_id = CustomerLink.objects.get(friend_id=friend.id).customer_id

    with pytest.raises(ProblemError) as caught, limited_to_channels([channel.id]), org_scope(channel.org_id):
        disclose_customer(
            org_id=channel.org_id,
            customer_id=customer_id,
            target=io.BytesIO(),
            actor=COMMAND_LINE,
            now=NOW,
        )

    assert caught.value.status == 403
