"""Customers as staff make, find, change and name them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests.api_client import ApiClient
from tests.factories import NOW, make_channel, make_friend, make_member, rows
from tests.friends.shop import customer_of, make_customer, order, send, told

from enishi.accounts.models import AuditEntry, Organisation, Role
from enishi.friends.domain.orders import Person
from enishi.friends.models import Customer, CustomerExternalId, Field, Friend, IdentityKey
from enishi.friends.services.field_values import set_values
from enishi.kit.tenancy import limited_to_channels, org_scope
from enishi.line.models import Channel

pytestmark = pytest.mark.django_db


def make_field(org: Organisation, name: str, kind: str) -> Field:
    with org_scope(org.id):
        return Field.objects.create(org=org, name=name, type=kind, created_at=NOW, updated_at=NOW)


def give(field: Field, values: dict[Friend, object], *, days: int = 0, source: str = "staff:1") -> None:
    for friend, value in values.items():
        with org_scope(field.org_id):
            set_values(
                org_id=field.org_id,
                channel_id=friend.channel_id,
                field_id=field.id,
                values={friend.id: value},
                now=NOW + timedelta(days=days),
                source=source,
            )


def test_a_customer_is_made_with_all_that_is_known(api: ApiClient, aiko: Friend) -> None:
    reply = api.post(
        "/customers",
        {
            "name": "山田 花子",
            "birthday": "1990-04-12",
            "email": "hanako@example.com",
            "phone": "090-1234-5678",
            "external_ids": [{"system": "shop", "value": "C-1"}],
            "friend_ids": [aiko.id],
        },
    )

    assert reply.status == 201, reply
    assert (reply.json["name"], reply.json["birthday"]) == ("山田 花子", "1990-04-12")
    assert [(each["kind"], each["hint"]) for each in reply.json["keys"]] == [
        ("email", "h…@example.com"),
        ("name_birthday", "山田 花子"),
        ("phone", "…5678"),
    ]
    assert [friend["id"] for friend in reply.json["friends"]] == [aiko.id]


def test_an_address_is_nowhere_kept_as_it_is_written(api: ApiClient) -> None:
    api.post("/customers", {"name": "花子", "email": "hanako@example.com", "phone": "090-1234-5678"})

    kept = str([vars(key) for key in rows(IdentityKey)]) + str([vars(each) for each in rows(AuditEntry)])
    assert "hanako" not in kept
    assert "12345678" not in kept


def test_a_friend_is_one_customer_at_most(org: Organisation, api: ApiClient, aiko: Friend) -> None:
    first, second = make_customer(org, "一人目", aiko), make_customer(org, "二人目")

    reply = api.post(f"/customers/{second.id}/friends", {"friend_id": aiko.id})

    assert (reply.status, reply.json["code"]) == (409, "friend_is_another_customer")
    assert customer_of(aiko) == first.id


def test_an_outside_id_is_one_customers_only(org: Organisation, api: ApiClient) -> None:
    make_customer(org, "一人目", external_ids=(("shop", "C-1"),))
    second = make_customer(org, "二人目")

    reply = api.post(f"/customers/{second.id}/external-ids", {"system": "Shop", "value": "C-1"})

    assert (reply.status, reply.json["code"]) == (409, "external_id_taken")
    assert len(rows(CustomerExternalId)) == 1


@pytest.mark.parametrize(
    "search",
    [
        "hanako@example.com",
        "ＨＡＮＡＫＯ@example.com",
        "090-1234-5678",
        "+81 90 1234 5678",
        "C-1",
        "花子",
        "ヤマダ",
    ],
)
def test_a_customer_is_found_by_whatever_is_known(org: Organisation, api: ApiClient, search: str) -> None:
    wanted = make_customer(
        org,
        "山田 花子",
        kana="ヤマダ ハナコ",
        email="hanako@example.com",
        phone="09012345678",
        external_ids=(("shop", "C-1"),),
    )
    make_customer(org, "佐藤 次郎", email="jiro@example.com", external_ids=(("shop", "C-2"),))

    reply = api.get(f"/customers?q={search.replace('+', '%2B')}")

    assert [row["id"] for row in reply.json["items"]] == [wanted.id]


def test_a_friends_field_finds_their_customer(org: Organisation, api: ApiClient, aiko: Friend) -> None:
    wanted = make_customer(org, "愛子", aiko)
    give(make_field(org, "メール", "email"), {aiko: "aiko@example.com"})

    reply = api.get("/customers?q=aiko@example.com")

    assert [row["id"] for row in reply.json["items"]] == [wanted.id]


def test_customers_are_listed_by_their_last_order(org: Organisation, api: ApiClient) -> None:
    never, old, new = (make_customer(org, name) for name in ("未購入", "昔", "最近"))
    send(org, order("A-1", Person(customer_id=old.id), ordered_at=NOW - timedelta(days=90)))
    send(org, order("A-2", Person(customer_id=new.id)))

    pages = list(api.pages("/customers?order=bought", limit=1))

    assert [row["id"] for page in pages for row in page] == [new.id, old.id, never.id]


def test_a_value_that_two_accounts_dispute_is_chosen_by_rule(
    org: Organisation, api: ApiClient, aiko: Friend
) -> None:
    elsewhere = make_friend(make_channel(org, name="二号店"), "あいこ")
    customer = make_customer(org, "愛子", aiko, elsewhere)
    field = make_field(org, "足のサイズ", "number")
    give(field, {aiko: Decimal("23.5")}, source="staff:1")
    give(field, {elsewhere: Decimal("24")}, days=1, source="form:2")

    def holds(rule: str) -> str:
        settings = {"trust": ["staff", "form"], "rules": {f"field:{field.id}": rule}}
        assert api.put("/customer-settings", settings).status == 200
        (value,) = api.get(f"/customers/{customer.id}").json["values"]
        assert (value["is_disputed"], len(value["told"])) == (True, 2)
        return str(value["holds"]["text"])

    assert [holds(rule) for rule in ("newest", "trusted", "first")] == ["24", "23.5", "23.5"]


def test_staff_take_a_friend_off_and_the_orders_leave_their_timeline(
    org: Organisation, api: ApiClient, aiko: Friend, kenji: Friend
) -> None:
    customer = make_customer(org, "愛子", aiko)
    send(org, order(person=Person(customer_id=customer.id)))
    assert len(told(aiko)) == 1
    api.post(f"/customers/{customer.id}/friends", {"friend_id": kenji.id})

    api.delete(f"/customers/{customer.id}/friends/{aiko.id}")

    assert (told(aiko), len(told(kenji))) == ([], 1)


def test_what_staff_change_is_noted_with_its_source(org: Organisation, api: ApiClient) -> None:
    customer = make_customer(org, "花子")

    reply = api.patch(f"/customers/{customer.id}", {"name": "山田 花子", "birthday": "1990-04-12"})

    assert reply.status == 200, reply
    assert reply.json["sources"]["name"]["source"].startswith("api_key:")
    (row,) = rows(Customer)
    assert (row.name, row.birthday) == ("山田 花子", date(1990, 4, 12))
    entry = rows(AuditEntry, action="customer.changed")[-1]
    assert entry.after == {"changed": ["birthday", "name"]}


def test_a_corrected_name_identifies_anew(org: Organisation, api: ApiClient) -> None:
    customer = make_customer(org, "花子", birthday=date(1990, 4, 12))
    (before,) = rows(IdentityKey)

    api.patch(f"/customers/{customer.id}", {"name": "山田 花子"})

    (after,) = rows(IdentityKey)
    assert after.hash != before.hash


def test_an_archived_customer_is_listed_apart_and_comes_back(org: Organisation, api: ApiClient) -> None:
    customer = make_customer(org, "花子")

    api.patch(f"/customers/{customer.id}", {"is_archived": True})
    active, archived = api.get("/customers"), api.get("/customers?state=archived")
    api.patch(f"/customers/{customer.id}", {"is_archived": False})

    assert (active.json["items"], len(archived.json["items"])) == ([], 1)
    assert len(api.get("/customers").json["items"]) == 1


def test_a_friends_card_shows_the_customer_and_no_other_channels_friends(
    org: Organisation, channel: Channel, aiko: Friend
) -> None:
    from enishi.friends.selectors import customers as selectors

    elsewhere = make_friend(make_channel(org, name="二号店"), "あいこ")
    customer = make_customer(org, "愛子", aiko, elsewhere)

    with limited_to_channels([channel.id]), org_scope(org.id):
        found = selectors.customer_of_friend(org.id, aiko.id)
        friends = selectors.friends_of_customers(org.id, [customer.id])

    assert found is not None
    assert found.id == customer.id
    assert [friend.id for friend in friends[customer.id]] == [aiko.id]


def test_whoever_works_on_one_channel_does_not_list_customers(org: Organisation, channel: Channel) -> None:
    from enishi.accounts.permissions import member_permissions

    member = make_member(org, Role.OPERATOR, channel_ids=[channel.id])

    held = member_permissions(member.role, member.channel_ids)

    assert "friends.view" in held
    assert not {"customers.view", "customers.edit"} & held


@pytest.mark.parametrize(
    ("body", "path"), [({"email": "花子"}, "email"), ({"phone": "12"}, "phone"), ({}, "email")]
)
def test_what_identifies_nobody_is_refused(
    org: Organisation, api: ApiClient, body: dict[str, str], path: str
) -> None:
    customer = make_customer(org)

    reply = api.post(f"/customers/{customer.id}/keys", body)

    assert reply.status == 422, reply
    assert [error["path"] for error in reply.json["errors"]] == [path]
