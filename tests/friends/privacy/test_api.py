"""Personal data over the API."""

import io
from zipfile import ZipFile

import pytest
from tests.api_client import ApiClient
from tests.factories import NOW, make_api_key, rows
from tests.friends.privacy.person import CANARY, plant

from enishi.accounts.models import AuditEntry, Notice, Organisation, Role
from enishi.friends.models import Erasure, Friend
from enishi.friends.selectors.privacy import erased_among
from enishi.friends.services.operation_engine import run_next_chunk
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel

pytestmark = pytest.mark.django_db


def test_one_persons_data_come_as_a_zip_which_is_logged_and_told(api: ApiClient, channel: Channel) -> None:
    friend = plant(channel)

    reply = api.post(f"/friends/{friend.id}/personal-data")

    assert reply.status == 200
    assert CANARY in ZipFile(io.BytesIO(reply.content)).read("data.json").decode()
    assert rows(AuditEntry, org_id=channel.org_id, action="friend.data_disclosed")
    assert [row.kind for row in rows(Notice, org_id=channel.org_id, kind="person_disclosed")]


def test_an_erasure_is_planned_confirmed_done_and_logged(api: ApiClient, channel: Channel) -> None:
    friend = plant(channel)

    plan = api.get(f"/friends/{friend.id}/erasure").json
    wrong = api.post(f"/friends/{friend.id}/erasure", {"name": "だれか"})
    right = api.post(f"/friends/{friend.id}/erasure", {"name": friend.display_name})
    twice = api.post(f"/friends/{friend.id}/erasure", {"name": friend.display_name})
    while run_next_chunk(NOW):
        pass

    assert plan["is_under_way"] is False
    assert {"friends_timelineevent", "delivery_batch"} <= {each["table"] for each in plan["tables"]}
    assert (wrong.status, right.status, twice.status) == (422, 201, 409)
    log = api.get(f"/erasures?channel_id={channel.id}").json["items"]
    assert len(log) == 1
    assert CANARY not in str(log)
    assert api.get(f"/friends/{friend.id}").status == 404


def test_nobody_without_the_permission_gets_or_erases_anything(
    org: Organisation, api: ApiClient, aiko: Friend
) -> None:
    other = ApiClient(make_api_key(org, role=Role.OPERATOR))

    replies = [
        other.post(f"/friends/{aiko.id}/personal-data"),
        other.get(f"/friends/{aiko.id}/erasure"),
        other.post(f"/friends/{aiko.id}/erasure", {"name": "愛子"}),
        other.get("/privacy"),
    ]

    assert [reply.status for reply in replies] == [403] * 4


def test_consents_are_recorded_and_seen(api: ApiClient, aiko: Friend) -> None:
    purpose = api.post("/consent-purposes", {"name": "お知らせ", "wording": "送ります。"}).json

    before = api.get(f"/friends/{aiko.id}/consents").json["items"]
    after = api.post(
        f"/friends/{aiko.id}/consents", {"purpose_id": purpose["id"], "is_given": True, "source": "店頭"}
    ).json["items"]
    api.put(f"/consent-purposes/{purpose['id']}", {"name": "お知らせ", "wording": "もっと送ります。"})
    later = api.get(f"/friends/{aiko.id}/consents").json["items"]

    assert [(one["is_given"], one["version"]) for one in before] == [(None, None)]
    assert [(one["is_given"], one["version"], one["is_outdated"]) for one in after] == [(True, 1, False)]
    assert [one["is_outdated"] for one in later] == [True]


def test_erased_line_users_are_known_to_imports_of_their_account_alone(
    api: ApiClient, channel: Channel, aiko: Friend
) -> None:
    api.post(f"/friends/{aiko.id}/erasure", {"name": "愛子"})
    while run_next_chunk(NOW):
        pass

    wanted = [aiko.line_user_id, f"U{'0' * 32}"]
    with org_scope(channel.org_id):
        assert erased_among(channel.org_id, channel.id, wanted) == {aiko.line_user_id}
        assert erased_among(channel.org_id, channel.id + 1, wanted) == set()
    assert aiko.line_user_id not in rows(Erasure, org_id=channel.org_id)[0].line_user_hash
