"""The routes of imports and exports: a whole import over HTTP, and whom they refuse."""

from typing import Any

import pytest
from tests.api_client import ApiClient, Form
from tests.factories import make_api_key, make_channel, make_field, make_friend, make_friends, rows
from tests.friends.transfers.stage import work

from enishi.accounts.models import Organisation, Role
from enishi.friends.domain.fields import FieldType
from enishi.friends.models import FieldValue, Friend
from enishi.line.models import Channel

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def channel(org: Organisation) -> Channel:
    return make_channel(org)


@pytest.fixture
def aiko(channel: Channel) -> Friend:
    return make_friend(channel, "愛子")


@pytest.fixture
def api(org: Organisation) -> ApiClient:
    return ApiClient(make_api_key(org))


def _upload(api: ApiClient, channel: Channel, content: bytes, piece: int = 1_000) -> dict[str, Any]:
    started = api.post(
        "/imports", {"channel_id": channel.id, "name": "顧客.csv", "size_bytes": len(content)}
    ).json
    for offset in range(0, len(content), piece):
        form = Form(content[offset : offset + piece], name="piece", fields={"offset": str(offset)})
        reply = api.post(f"/imports/{started['id']}/pieces", form)
        assert reply.status == 200, reply
    return reply.json  # type: ignore[no-any-return]


def test_a_file_is_imported_from_upload_to_report(
    org: Organisation, api: ApiClient, channel: Channel, aiko: Friend
) -> None:
    born = make_field(org, "誕生日", FieldType.DATE)
    content = f"LINE ID,誕生日\n{aiko.line_user_id},令和6年1月5日\nU9,2024/1/5\n".encode("cp932")

    file = _upload(api, channel, content, piece=20)
    assert (file["state"], file["shape"]["encoding"], file["origin"]) == ("ready", "cp932", "guessed")
    assert file["mapping"]["columns"] == [{"to": "line_user_id"}, {"to": "field", "field_id": born.id}]
    assert file["columns"][1]["samples"] == ["令和6年1月5日", "2024/1/5"]

    at = f"/imports/{file['id']}"
    assert api.post(f"{at}/run").json["code"] == "import_not_tried"
    assert api.post(f"{at}/check").json["check"]["state"] == "queued"
    work()
    checked = api.get(at).json["check"]
    assert (checked["state"], checked["counts"]["changed"], checked["failed"]) == ("done", 1, 1)
    problems = api.get(f"{at}/problems?limit=1").json
    assert [(each["line"], each["header"], each["value"]) for each in problems["items"]] == [
        (3, "LINE ID", "U9")
    ]
    operation = api.get(f"/operations/{checked['operation_id']}").json
    assert (operation["import_id"], operation["counts"]["changed"], operation["failed"]) == (file["id"], 1, 1)
    report = api.get(f"{at}/problems.csv?language=en").content.decode("utf-8-sig")
    assert report.splitlines()[0] == "Line,Column,Header,Value,Problem,Kind"

    assert api.post(f"{at}/run").json["run"]["can_undo"] is False
    work()
    ran = api.get(at).json["run"]
    assert (ran["state"], ran["counts"]["changed"], ran["can_undo"]) == ("done", 1, True)
    assert [value.friend_id for value in rows(FieldValue)] == [aiko.id]
    assert [each["id"] for each in api.get(f"/imports?channel_id={channel.id}").json["items"]] == [file["id"]]


def test_another_encoding_can_be_chosen(api: ApiClient, channel: Channel) -> None:
    file = _upload(api, channel, "番号,氏名\n1,髙橋\n".encode("cp932"))

    wrong = api.call("PATCH", f"/imports/{file['id']}", {"shape": {"encoding": "utf-8"}})

    assert (wrong.status, "文字コード" in wrong.json["detail"]) == (422, True)
    back = api.call("PATCH", f"/imports/{file['id']}", {"shape": {"encoding": "cp932", "header": 0}}).json
    assert [column["header"] for column in back["columns"]] == ["A", "B"]


def test_a_shape_that_leaves_nothing_is_refused_and_changes_nothing(api: ApiClient, channel: Channel) -> None:
    file = _upload(api, channel, "番号,氏名\n1,髙橋\n".encode())

    reply = api.call("PATCH", f"/imports/{file['id']}", {"shape": {"header": 2}})

    assert reply.status == 422
    assert "見出しの下にデータの行がありません" in reply.json["detail"]
    assert api.get(f"/imports/{file['id']}").json["state"] == "ready"


def test_a_file_beyond_the_limit_is_refused_before_it_is_sent(api: ApiClient, channel: Channel) -> None:
    reply = api.post("/imports", {"channel_id": channel.id, "name": "a.csv", "size_bytes": 400 * 1024 * 1024})

    assert reply.status == 422


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.RESPONDER, Role.ANALYST, Role.PARTNER])
def test_who_may_not_move_data_is_refused(org: Organisation, channel: Channel, role: Role) -> None:
    api = ApiClient(make_api_key(org, role=role))

    assert api.get(f"/imports?channel_id={channel.id}").status == 403
    assert api.post("/exports/direct", {"channel_id": channel.id, "columns": ["id"]}).status == 403


def test_a_few_friends_are_exported_at_once(api: ApiClient, channel: Channel, aiko: Friend) -> None:
    count = api.post("/exports/count", {"channel_id": channel.id}).json
    reply = api.post(
        "/exports/direct", {"channel_id": channel.id, "columns": ["name", "name"], "encoding": "utf-8"}
    )

    assert count == {"number": 1, "is_direct": True, "is_too_large_for_xlsx": False}
    assert reply.content.decode() == "LINE登録名\r\n愛子\r\n"
    assert reply.headers["X-Replaced-Characters"] == "0"


def test_many_friends_are_exported_by_the_worker(api: ApiClient, channel: Channel) -> None:
    make_friends(channel, 20)

    started = api.post("/exports", {"channel_id": channel.id, "columns": ["id"]}, Idempotency_Key="k1")
    again = api.post("/exports", {"channel_id": channel.id, "columns": ["id"]}, Idempotency_Key="k1")
    assert started.json["id"] == again.json["id"]
    assert api.post(f"/exports/{started.json['id']}/file").status == 409
    work()

    listed = api.get(f"/exports?channel_id={channel.id}").json["items"]
    assert [(each["rows"], each["state"]) for each in listed] == [(20, "done")]
    assert api.post(f"/exports/{started.json['id']}/file").content.count(b"\r\n") == 21


def test_columns_are_offered_by_group(org: Organisation, api: ApiClient) -> None:
    field = make_field(org, "市")

    items = api.get("/exports/columns?language=en").json["items"]

    assert {"name": f"field:{field.id}", "header": "市", "group": "field"} in items
    assert {"name": "memo", "header": "memo", "group": "profile"} in items
