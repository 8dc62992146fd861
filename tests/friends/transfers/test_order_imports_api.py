"""Imports of orders over HTTP, step by step as the screens take them."""

from typing import Any

import pytest
from tests.api_client import ApiClient, Form
from tests.factories import make_api_key, make_channel, make_friend, rows
from tests.friends.transfers.stage import work

from enishi.accounts.models import Organisation
from enishi.friends.models import Order
from enishi.line.models import Channel

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

CONTENT = (
    "注文番号,注文日時,会員番号,合計金額,ステータス\n"
    "A-1,2026-01-05 10:00,C-1,1200,支払い済み\n"
    "A-2,2026-01-05 11:00,C-2,だめ,支払い済み\n"
    "A-3,2026-01-05 12:00,C-1,300,要確認\n"
).encode()


@pytest.fixture
def channel(org: Organisation) -> Channel:
    return make_channel(org)


@pytest.fixture
def api(org: Organisation) -> ApiClient:
    return ApiClient(make_api_key(org))


def _sent(api: ApiClient, channel: Channel) -> dict[str, Any]:
    body = {"channel_id": channel.id, "name": "注文.csv", "size_bytes": len(CONTENT), "subject": "orders"}
    started = api.post("/imports", body)
    assert started.status == 201, started.json
    piece = Form(CONTENT, name="注文.csv", fields={"offset": "0"})
    sent = api.post(f"/imports/{started.json['id']}/pieces", piece)
    assert sent.status == 200, sent.json
    found: dict[str, Any] = sent.json
    return found


def test_a_shop_owner_goes_from_the_file_to_the_orders_and_back(api: ApiClient, channel: Channel) -> None:
    file = _sent(api, channel)
    assert (file["subject"], file["mapping"], file["origin"]) == ("orders", None, "guessed")
    assert file["order_mapping"] == {
        "columns": ["number", "ordered_at", "customer_id", "total", "status"],
        "source": "shop",
        "states": {"支払い済み": "paid"},
    }

    assert api.post(f"/imports/{file['id']}/check").status == 200
    work()
    check = api.get(f"/imports/{file['id']}").json["check"]
    assert (check["state"], check["total"], check["failed"]) == ("done", 3, 2)
    assert check["unknown_states"] == ["要確認"]
    problems = api.get(f"/imports/{file['id']}/problems").json["items"]
    assert [(each["line"], each["header"], each["value"]) for each in problems] == [
        (3, "合計金額", "だめ"),
        (4, "ステータス", "要確認"),
    ]

    mapping = {**file["order_mapping"], "states": {"要確認": "paid"}, "source": "Shop"}
    assert api.patch(f"/imports/{file['id']}", {"order_mapping": mapping}).status == 200
    api.post(f"/imports/{file['id']}/check")
    work()
    assert api.post(f"/imports/{file['id']}/run").status == 200
    work()
    run = api.get(f"/imports/{file['id']}").json["run"]
    assert (run["state"], run["counts"], run["can_undo"]) == (
        "done",
        {"new": 2, "changed": 0, "unchanged": 0},
        True,
    )
    assert {(row.source, row.external_id) for row in rows(Order)} == {("shop", "A-1"), ("shop", "A-3")}

    assert api.post(f"/operations/{run['operation_id']}/undo").status == 200
    work()
    assert rows(Order) == []


def test_a_mapping_of_friends_does_not_fit_a_file_of_orders(api: ApiClient, channel: Channel) -> None:
    file = _sent(api, channel)

    refused = api.patch(
        f"/imports/{file['id']}", {"mapping": {"columns": [{"to": "line_user_id"}] * 5, "key": 0}}
    )

    assert (refused.status, refused.json["errors"][0]["path"]) == (422, "mapping")


def test_a_source_with_odd_letters_is_refused_at_its_place(api: ApiClient, channel: Channel) -> None:
    file = _sent(api, channel)

    refused = api.patch(
        f"/imports/{file['id']}", {"order_mapping": {**file["order_mapping"], "source": "うちの店"}}
    )

    assert (refused.status, refused.json["errors"][0]["path"]) == (422, "order_mapping.source")


def test_the_list_tells_what_each_file_is_about(api: ApiClient, channel: Channel) -> None:
    make_friend(channel, "愛子")
    _sent(api, channel)

    (listed,) = api.get(f"/imports?channel_id={channel.id}").json["items"]

    assert listed["subject"] == "orders"


def test_whoever_may_not_change_customers_imports_no_orders(org: Organisation, channel: Channel) -> None:
    limited = ApiClient(make_api_key(org, ["data.import"]))

    refused = limited.post(
        "/imports", {"channel_id": channel.id, "name": "a.csv", "size_bytes": 3, "subject": "orders"}
    )

    assert refused.status == 403


def test_whoever_may_not_change_customers_sees_and_touches_no_import_of_orders(
    org: Organisation, api: ApiClient, channel: Channel
) -> None:
    limited = ApiClient(make_api_key(org, ["data.import"]))
    file = _sent(api, channel)
    waiting = api.post(
        "/imports", {"channel_id": channel.id, "name": "b.csv", "size_bytes": 3, "subject": "orders"}
    ).json
    own = limited.post("/imports", {"channel_id": channel.id, "name": "c.csv", "size_bytes": 3}).json
    at = f"/imports/{file['id']}"
    api.post(f"{at}/check")
    work()

    answers = [
        limited.get(at),
        limited.patch(at, {"shape": {"header": 0}}),
        limited.patch(at, {"order_mapping": file["order_mapping"]}),
        limited.post(f"{at}/check"),
        limited.post(f"{at}/run"),
        limited.get(f"{at}/problems"),
        limited.get(f"{at}/problems.csv"),
        limited.call("DELETE", at),
        limited.post(f"/imports/{waiting['id']}/pieces", Form(b"a,b", name="b.csv", fields={"offset": "0"})),
    ]

    assert [answer.status for answer in answers] == [403] * 9
    assert not any("A-2" in answer.content.decode() for answer in answers)
    assert [each["id"] for each in limited.get(f"/imports?channel_id={channel.id}").json["items"]] == [
        own["id"]
    ]
    assert limited.call("DELETE", f"/imports/{own['id']}").status == 204
    kept = api.get(at).json
    assert (kept["is_deleted"], kept["order_mapping"], kept["check"]["state"]) == (
        False,
        file["order_mapping"],
        "done",
    )
