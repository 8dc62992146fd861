"""Orders that a shop sends: once each, on the right timeline, at their own time."""

from datetime import timedelta
from typing import Any

import pytest
from tests.api_client import ApiClient
from tests.factories import NOW, make_channel, make_friend, make_rule, make_tag, rows
from tests.friends.shop import SCISSORS, SHAMPOO, customer_of, make_customer, only_order, order, send, told

from enishi.accounts.models import Organisation
from enishi.accounts.permissions import COMMAND_LINE
from enishi.friends.domain.orders import Person
from enishi.friends.models import (
    Customer,
    CustomerExternalId,
    Friend,
    FriendTag,
    MatchSuggestion,
    Order,
    OrderLine,
    Product,
    TimelineEvent,
)
from enishi.friends.services.customer_links import link_friend
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel

pytestmark = pytest.mark.django_db

AN_HOUR_AGO = NOW - timedelta(hours=1)


def test_an_order_of_a_friend_stands_on_their_timeline_at_its_own_time(
    org: Organisation, aiko: Friend
) -> None:
    send(org, order(person=Person(friend_id=aiko.id), items=(SHAMPOO, SCISSORS), total=4_800))

    (event,) = rows(TimelineEvent, kind="order.placed")
    product_ids = {product.sku: product.id for product in rows(Product)}
    assert (event.friend_id, event.occurred_at) == (aiko.id, AN_HOUR_AGO)
    assert event.data == {
        "order_id": only_order().id,
        "source": "shop",
        "number": "A-1",
        "total": 4_800,
        "items": 3,
        "product_ids": sorted(product_ids.values()),
        "categories": ["ヘアケア", "道具"],
        "names": ["シャンプー", "はさみ"],
    }


def test_an_order_that_is_sent_again_changes_nothing(org: Organisation, aiko: Friend) -> None:
    same = order(person=Person(friend_id=aiko.id), items=(SHAMPOO,))

    first = send(org, same)
    second = send(org, same)

    assert (first.number("created"), second.number("unchanged")) == (1, 1)
    assert first.order_ids == second.order_ids
    assert len(rows(Order)) == len(rows(OrderLine)) == len(told(aiko)) == 1


def test_a_refund_is_a_fact_of_its_own_and_counts_no_more(org: Organisation, aiko: Friend) -> None:
    person = Person(friend_id=aiko.id)
    send(org, order(person=person))

    receipt = send(org, order(person=person, status="refunded", status_at=NOW))

    assert receipt.number("changed") == 1
    assert told(aiko) == [("order.placed", AN_HOUR_AGO), ("order.refunded", NOW)]
    (customer,) = rows(Customer)
    assert (customer.order_count, customer.order_sum, customer.last_order_at) == (0, 0, None)


def test_old_news_of_an_order_do_not_undo_its_refund(org: Organisation, aiko: Friend) -> None:
    person = Person(friend_id=aiko.id)
    send(org, order(person=person))
    send(org, order(person=person, status="refunded", status_at=NOW))

    receipt = send(org, order(person=person))

    assert receipt.number("unchanged") == 1
    assert only_order().status == "refunded"
    assert len(told(aiko)) == 2


def test_an_order_that_was_cancelled_before_we_heard_of_it_is_no_fact(
    org: Organisation, aiko: Friend
) -> None:
    send(org, order(person=Person(friend_id=aiko.id), status="cancelled"))

    assert told(aiko) == []


def test_orders_of_somebody_unknown_wait_and_are_told_when_they_become_a_friend(
    org: Organisation, aiko: Friend
) -> None:
    send(org, order(ordered_at=NOW - timedelta(days=40)))
    (customer,) = rows(Customer)
    assert only_order().told_friend_id is None

    with org_scope(org.id):
        link_friend(org_id=org.id, customer_id=customer.id, friend_id=aiko.id, actor=COMMAND_LINE, now=NOW)

    assert told(aiko) == [("order.placed", NOW - timedelta(days=40))]
    assert only_order().told_friend_id == aiko.id


def test_rules_thank_for_an_order_of_today_and_not_for_one_of_last_month(
    org: Organisation, channel: Channel, aiko: Friend, kenji: Friend, monkeypatch: pytest.MonkeyPatch
) -> None:
    from enishi.automation import services

    heard: list[int] = []

    def overheard(**arguments: Any) -> None:
        if not arguments["context"].is_history:
            heard.extend(event.friend_id for event in arguments["events"])

    tag = make_tag(org, "購入者")
    make_rule(channel, {"kind": "follow", "case": "new"}, {"do": "add_tag", "tag_id": tag.id})
    monkeypatch.setattr("enishi.friends.services.timeline.wired", lambda setting: (overheard, services.react))

    send(
        org,
        order("A-1", Person(friend_id=aiko.id)),
        order("A-2", Person(friend_id=kenji.id), ordered_at=NOW - timedelta(days=30)),
    )

    assert heard == [aiko.id]
    assert rows(FriendTag) == []
    assert len(told(kenji)) == 1


def test_an_order_is_told_to_one_account_of_a_person_and_counts_for_the_person(
    org: Organisation, aiko: Friend
) -> None:
    elsewhere = make_friend(
        make_channel(org, name="二号店"), "あいこ", last_reaction_at=NOW + timedelta(minutes=1)
    )
    customer = make_customer(org, "愛子", aiko, elsewhere)

    send(org, order(person=Person(customer_id=customer.id)))

    assert (told(elsewhere), told(aiko)) == ([("order.placed", AN_HOUR_AGO)], [])
    (row,) = rows(Customer)
    assert (row.order_count, row.order_sum, row.first_order_at) == (1, 2_800, AN_HOUR_AGO)


def test_a_new_number_with_a_line_id_makes_the_friend_a_customer(org: Organisation, aiko: Friend) -> None:
    person = Person(system="shop", external_id="C-1", line_user_id=aiko.line_user_id, name="山田 愛子")

    send(org, order(person=person))

    (named,) = rows(CustomerExternalId)
    assert (named.system, named.value, named.customer_id) == ("shop", "C-1", customer_of(aiko))
    assert [customer.name for customer in rows(Customer)] == ["山田 愛子"]


def test_an_order_without_a_name_is_of_somebody_called_as_the_friend_is(
    org: Organisation, aiko: Friend
) -> None:
    send(org, order(person=Person(system="shop", external_id="C-1", friend_id=aiko.id)))

    (customer,) = rows(Customer)
    assert (customer.name, customer.sources["name"][0]) == (aiko.display_name, "friend")


def test_the_name_on_an_order_comes_before_what_the_friend_calls_themselves(
    org: Organisation, aiko: Friend
) -> None:
    send(org, order(person=Person(friend_id=aiko.id, name="山田 花子")))

    assert [customer.name for customer in rows(Customer)] == ["山田 花子"]


def test_customers_without_a_name_are_told_apart_by_their_address(org: Organisation, api: ApiClient) -> None:
    buyers = [Person(email="hanako@example.com", phone="090-1234-5678"), Person(phone="080-9876-5432")]
    send(org, *[order(f"A-{nth}", buyer) for nth, buyer in enumerate(buyers)])

    listed = api.get("/customers").json["items"]

    assert [one["name"] for one in listed] == ["", ""]
    assert [one["hint"] for one in reversed(listed)] == ["h…@example.com", "…5432"]


def test_one_batch_makes_one_customer_of_one_new_number(org: Organisation) -> None:
    receipt = send(org, order("A-1"), order("A-2"), order("A-3", Person(system="shop", external_id="C-2")))

    assert receipt.number("created") == 3
    assert sorted(customer.order_count for customer in rows(Customer)) == [1, 2]


def test_a_guest_is_known_again_by_their_address_however_it_is_written(org: Organisation) -> None:
    send(org, order("A-1", Person(email="Hanako@Example.com")))
    send(org, order("A-2", Person(email=" ｈａｎａｋｏ＠example.com")))

    (customer,) = rows(Customer)
    assert customer.order_count == 2


def test_a_new_number_with_a_known_address_is_suggested_and_not_joined(org: Organisation) -> None:
    send(org, order("A-1", Person(system="shop", external_id="C-1", email="family@example.com")))
    send(org, order("A-2", Person(system="shop", external_id="C-2", email="family@example.com")))

    assert [customer.order_count for customer in rows(Customer)] == [1, 1]
    (pair,) = rows(MatchSuggestion)
    assert [each["kind"] for each in pair.evidence] == ["email"]


def test_a_number_and_a_friend_of_two_customers_become_a_suggestion_not_a_merge(
    org: Organisation, aiko: Friend
) -> None:
    shop = make_customer(org, "花子", external_ids=(("shop", "C-1"),))
    own = make_customer(org, "愛子", aiko)

    send(org, order(person=Person(system="shop", external_id="C-1", friend_id=aiko.id)))

    assert only_order().customer_id == shop.id
    assert customer_of(aiko) == own.id
    (pair,) = rows(MatchSuggestion)
    assert (pair.left_id, pair.right_id, pair.evidence) == (
        shop.id,
        own.id,
        [{"kind": "order", "hint": "shop C-1"}],
    )


def test_what_is_wrong_is_told_by_place_and_the_rest_is_taken(org: Organisation, aiko: Friend) -> None:
    receipt = send(
        org,
        order("A-1", Person(friend_id=aiko.id)),
        order("A-2", Person(friend_id=aiko.id + 1_000)),
        order("A-1", Person(friend_id=aiko.id)),
        order("A-3", Person(line_user_id="U" + "f" * 32)),
    )

    assert receipt.outcomes == {0: "created"}
    assert [(each.index, each.problem.path) for each in receipt.problems] == [
        (1, "customer.friend_id"),
        (2, "external_id"),
        (3, "customer.line_user_id"),
    ]


def test_lines_are_replaced_by_newer_ones(org: Organisation, aiko: Friend) -> None:
    person = Person(friend_id=aiko.id)
    send(org, order(person=person, items=(SHAMPOO, SCISSORS), total=4_800))

    receipt = send(org, order(person=person, items=(SCISSORS,), total=4_800))

    assert receipt.number("changed") == 1
    assert [(line.name, line.quantity) for line in rows(OrderLine)] == [("はさみ", 2)]
    assert only_order().item_count == 2


def test_an_order_does_not_rename_what_staff_have_named(org: Organisation, api: ApiClient) -> None:
    made = api.post("/products", {"sku": "SH-01", "name": "つやシャンプー", "price": 3000})
    assert made.status == 201, made

    send(org, order(items=(SHAMPOO,)))

    (product,) = rows(Product)
    assert (product.name, product.price, product.category) == ("つやシャンプー", 3000, "ヘアケア")


def _body(**columns: Any) -> dict[str, Any]:
    customer = {"system": "shop", "external_id": "C-1"}
    one = {
        "source": "shop",
        "external_id": "A-1",
        "ordered_at": AN_HOUR_AGO.isoformat(),
        "customer": customer,
    }
    return {"orders": [{**one, "total": 100, **columns}]}


def test_orders_are_listed_newest_first_page_by_page(org: Organisation, api: ApiClient) -> None:
    send(org, *(order(f"A-{n}", ordered_at=NOW - timedelta(days=n)) for n in range(5)))

    pages = list(api.pages("/orders", limit=2))

    assert [[row["external_id"] for row in page] for page in pages] == [
        ["A-0", "A-1"],
        ["A-2", "A-3"],
        ["A-4"],
    ]


def test_without_a_total_the_lines_are_added_up(api: ApiClient) -> None:
    items = [
        {"name": "カット", "quantity": 1, "unit_price": 5000},
        {"name": "飴", "quantity": 3, "unit_price": 100},
    ]

    reply = api.post("/orders", _body(total=None, items=items))

    assert reply.status == 200, reply
    assert only_order().total == 5_300


@pytest.mark.parametrize(
    ("columns", "path"),
    [
        ({"customer": {}}, "orders.0.customer"),
        ({"customer": {"system": "shop"}}, "orders.0.customer.external_id"),
        ({"total": None}, "orders.0.total"),
        ({"total": -1}, "orders.0.total"),
        ({"currency": "USD"}, "orders.0.currency"),
        ({"source": "お店"}, "orders.0.source"),
        ({"ordered_at": "2026-10-15T12:30:00"}, "orders.0.ordered_at"),
        # The database could keep these, and nobody could read them again.
        ({"ordered_at": "9999-12-31T23:59:59-14:00"}, "orders.0.ordered_at"),
        ({"status_at": "0001-01-01T00:00:00+14:00"}, "orders.0.status_at"),
    ],
)
def test_a_request_that_cannot_be_understood_names_the_place(
    api: ApiClient, columns: dict[str, Any], path: str
) -> None:
    reply = api.post("/orders", _body(**columns))

    assert reply.status == 422, reply
    assert path in [problem["path"] for problem in reply.json["errors"]], reply
    assert rows(Order) == []


def test_problems_are_told_in_the_readers_language(api: ApiClient, aiko: Friend) -> None:
    reply = api.post("/orders", _body(customer={"friend_id": aiko.id + 99}), Accept_Language="en")

    (problem,) = reply.json["problems"]
    assert problem == {"index": 0, "path": "customer.friend_id", "detail": "There is no such friend."}


def test_a_friends_orders_are_those_of_all_their_accounts(
    org: Organisation, api: ApiClient, aiko: Friend
) -> None:
    elsewhere = make_friend(make_channel(org, name="二号店"), "あいこ")
    customer = make_customer(org, "愛子", aiko, elsewhere)
    send(org, order(person=Person(customer_id=customer.id)))

    for friend in (aiko, elsewhere):
        reply = api.get(f"/friends/{friend.id}/orders")
        assert [row["external_id"] for row in reply.json["items"]] == ["A-1"]
