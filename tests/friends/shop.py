"""What tests of customers and orders have in common: a shop that sends its orders."""

from datetime import datetime, timedelta
from typing import Any

from tests.factories import NOW, rows

from enishi.accounts.models import Organisation
from enishi.accounts.permissions import COMMAND_LINE
from enishi.friends.domain.orders import IncomingOrder, OrderedItem, Person
from enishi.friends.models import Customer, CustomerLink, Friend, Order, TimelineEvent
from enishi.friends.services.customers import NewCustomer, create_customer
from enishi.friends.services.orders import Receipt, receive_orders
from enishi.kit.tenancy import org_scope

SHAMPOO = OrderedItem("シャンプー", 1, 2_800, "SH-01", "ヘアケア")
SCISSORS = OrderedItem("はさみ", 2, 1_000, "SC-01", "道具")


def order(number: str = "A-1", person: Person | None = None, **columns: Any) -> IncomingOrder:
    """A paid order of an hour ago by the shop's customer C-1."""
    values: dict[str, Any] = {
        "source": "shop",
        "external_id": number,
        "ordered_at": NOW - timedelta(hours=1),
        "person": person or Person(system="shop", external_id="C-1"),
        "status": "paid",
        "total": 2_800,
        **columns,
    }
    return IncomingOrder(**values)


def send(org: Organisation, *orders: IncomingOrder, now: datetime = NOW) -> Receipt:
    """The shop sends orders."""
    with org_scope(org.id):
        return receive_orders(org_id=org.id, orders=orders, actor=COMMAND_LINE, now=now)


def make_customer(org: Organisation, name: str = "山田 花子", *friends: Friend, **known: Any) -> Customer:
    """A customer who is these friends."""
    who = NewCustomer(name=name, friend_ids=tuple(friend.id for friend in friends), **known)
    with org_scope(org.id):
        return create_customer(org_id=org.id, who=who, actor=COMMAND_LINE, now=NOW)


def told(friend: Friend) -> list[tuple[str, datetime]]:
    """What the friend's timeline says of orders, oldest first."""
    events = rows(TimelineEvent, ("occurred_at", "id"), friend_id=friend.id, kind__startswith="order.")
    return [(event.kind, event.occurred_at) for event in events]


def customer_of(friend: Friend) -> int | None:
    """The customer that a friend is."""
    links = rows(CustomerLink, friend_id=friend.id)
    return links[0].customer_id if links else None


def only_order() -> Order:
    """The one order that there is."""
    (found,) = rows(Order)
    return found
