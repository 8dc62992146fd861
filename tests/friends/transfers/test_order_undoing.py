"""An import of orders taken back: what it made is gone, what it changed stands as before."""

from datetime import timedelta

import pytest
from tests.factories import NOW, make_channel, make_friend, rows
from tests.friends.shop import SHAMPOO, customer_of, order, send, told
from tests.friends.transfers.order_stage import orders_file
from tests.friends.transfers.stage import done, undone

from enishi.accounts.models import Organisation
from enishi.friends.domain.orders import Person
from enishi.friends.models import (
    Customer,
    CustomerExternalId,
    CustomerLink,
    Friend,
    IdentityKey,
    MatchSuggestion,
    Order,
    OrderLine,
    Product,
    TimelineEvent,
)
from enishi.friends.selectors.engagement import scores_of_friends
from enishi.friends.transfers.orders import importing
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel

pytestmark = pytest.mark.django_db

COLUMNS = ["number", "ordered_at", "customer_id", "line_user_id", "email", "total", "status"]
AN_HOUR_AGO = NOW - timedelta(hours=1)
#: As an order of the shop's stage was ordered.
SAME_TIME = f"{AN_HOUR_AGO:%Y-%m-%d %H:%M:%S+00:00}"


@pytest.fixture
def channel(org: Organisation) -> Channel:
    return make_channel(org)


@pytest.fixture
def aiko(channel: Channel) -> Friend:
    return make_friend(channel, "愛子")


def _everything() -> list[object]:
    kinds = (
        Customer,
        CustomerExternalId,
        CustomerLink,
        IdentityKey,
        MatchSuggestion,
        Order,
        OrderLine,
        Product,
    )
    return [row for kind in kinds for row in rows(kind)]


def test_orders_customers_and_products_that_an_import_made_are_gone(
    channel: Channel, aiko: Friend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "CHUNK", 2)
    lines = [
        f"A-{number},2026-01-05,C-1,{aiko.line_user_id},a@example.com,SH-01,シャンプー,1,100"
        for number in range(5)
    ]
    lines.append("A-9,2026-01-05,C-9,,b@example.com,SC-01,はさみ,1,100")
    found = done(
        orders_file(
            channel,
            *lines,
            columns=[
                "number",
                "ordered_at",
                "customer_id",
                "line_user_id",
                "email",
                "product_code",
                "product_name",
                "quantity",
                "unit_price",
            ],
        )
    )
    assert len(told(aiko)) == 5

    back = undone(found)

    assert (back.state, back.report["counts"]["undone"], back.report["counts"]["kept"]) == ("undone", 6, 0)
    assert _everything() == []
    assert rows(TimelineEvent, kind__startswith="order.") == []


def test_an_order_that_an_import_changed_stands_as_before(
    org: Organisation, channel: Channel, aiko: Friend
) -> None:
    send(org, order("A-1", Person(line_user_id=aiko.line_user_id), items=(SHAMPOO,)))
    (before,) = rows(Order)
    columns = [*COLUMNS, "product_name", "unit_price", "quantity"]
    found = done(
        orders_file(channel, f"A-1,{SAME_TIME},,{aiko.line_user_id},,999,返金,水,333,3", columns=columns)
    )
    assert [kind for kind, _ in told(aiko)] == ["order.placed", "order.refunded"]
    assert [line.name for line in rows(OrderLine)] == ["水"]

    undone(found)

    (after,) = rows(Order)
    for name in ("status", "status_at", "total", "item_count", "told_as", "told_friend_id", "ordered_at"):
        assert getattr(after, name) == getattr(before, name)
    assert [(line.name, line.unit_price) for line in rows(OrderLine)] == [("シャンプー", 2_800)]
    assert told(aiko) == [("order.placed", AN_HOUR_AGO)]
    (customer,) = rows(Customer)
    assert (customer.order_count, customer.order_sum) == (1, 2_800)


def test_orders_that_were_taken_back_give_no_points(
    org: Organisation, channel: Channel, aiko: Friend
) -> None:
    def score() -> float:
        with org_scope(org.id):
            return scores_of_friends(org.id, channel.id, [aiko.id], NOW).get(aiko.id, 0.0)

    line = f"A-1,{NOW - timedelta(days=3):%Y-%m-%d},,{aiko.line_user_id},,500,"
    found = done(orders_file(channel, line, columns=COLUMNS))
    assert score() > 0

    undone(found)

    assert score() == 0


def test_what_the_shop_has_changed_since_stays(org: Organisation, channel: Channel) -> None:
    found = done(
        orders_file(
            channel,
            f"A-1,{SAME_TIME},C-1,,,2800,paid",
            f"A-2,{SAME_TIME},C-2,,,2800,paid",
            columns=COLUMNS,
        )
    )
    send(org, order("A-1", status="refunded", status_at=NOW))

    back = undone(found)

    assert (back.report["counts"]["undone"], back.report["counts"]["kept"]) == (1, 1)
    assert [(each.external_id, each.status) for each in rows(Order)] == [("A-1", "refunded")]
    assert [row.value for row in rows(CustomerExternalId)] == ["C-1"]
    assert len(rows(Customer)) == 1


def test_a_customer_who_was_known_before_keeps_what_was_known(
    org: Organisation, channel: Channel, aiko: Friend
) -> None:
    send(org, order("A-1", Person(system="shop", external_id="C-1", name="山田 花子")))
    found = done(
        orders_file(channel, f"A-2,2026-01-05,C-1,{aiko.line_user_id},a@example.com,500,", columns=COLUMNS)
    )
    assert customer_of(aiko) is not None
    assert len(told(aiko)) == 2

    undone(found)

    (customer,) = rows(Customer)
    assert (customer.name, customer.order_count) == ("山田 花子", 1)
    assert [row.value for row in rows(CustomerExternalId)] == ["C-1"]
    assert (customer_of(aiko), rows(IdentityKey), told(aiko)) == (None, [], [])


def test_after_an_undo_the_same_file_can_be_imported_again(channel: Channel) -> None:
    line = "A-1,2026-01-05,C-1,,a@example.com,500,"
    undone(done(orders_file(channel, line, columns=COLUMNS)))

    again = done(orders_file(channel, line, columns=COLUMNS))

    assert again.report["counts"]["new"] == 1
    assert (len(rows(Order)), len(rows(Customer))) == (1, 1)
