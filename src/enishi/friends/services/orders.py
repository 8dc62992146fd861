"""Orders that other systems tell: stored once by their source and number, however often they are told.

In: a batch of orders. Out: rows, the facts on timelines, and for each order what became of it. A repetition changes
nothing; a change of status, total or lines changes that. An order stays with its customer once it has one: staff may
have merged or split since. A constant number of statements a batch.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import connection

from enishi.accounts.permissions import Actor
from enishi.accounts.services import record_audit
from enishi.friends.domain.orders import IncomingOrder
from enishi.friends.models import Order, OrderStatus
from enishi.friends.services.customer_totals import follow_customers
from enishi.friends.services.customers import restore_customers
from enishi.friends.services.order_lines import write_lines
from enishi.friends.services.persons import customers_of
from enishi.kit.errors import FieldProblem

#: Orders in one request.
MOST_AT_ONCE = 1_000

Outcome = Literal["created", "changed", "unchanged"]
type Number = tuple[str, str]

_UPSERT = """
INSERT INTO friends_order AS o
       (org_id, source, external_id, customer_id, ordered_at, status, status_at, total, received_at)
SELECT %(org_id)s, n.source, n.external_id, n.customer_id, n.ordered_at, n.status, n.status_at, n.total, %(now)s
  FROM unnest(%(sources)s::text[], %(numbers)s::text[], %(customers)s::bigint[], %(ordered)s::timestamptz[],
              %(statuses)s::text[], %(status_ats)s::timestamptz[], %(totals)s::bigint[])
       AS n (source, external_id, customer_id, ordered_at, status, status_at, total)
 ORDER BY n.source, n.external_id
ON CONFLICT (org_id, source, external_id) DO UPDATE
   SET ordered_at = excluded.ordered_at, total = excluded.total, status = excluded.status,
       status_at = CASE WHEN o.status = excluded.status THEN o.status_at ELSE excluded.status_at END
 -- A message that was overtaken by a newer one brings old news.
 WHERE (o.status = excluded.status OR excluded.status_at >= o.status_at)
   AND (o.ordered_at, o.total, o.status) IS DISTINCT FROM (excluded.ordered_at, excluded.total, excluded.status)
RETURNING o.source, o.external_id, xmax = 0
"""


@dataclass(frozen=True, slots=True)
class ItemProblem:
    """What is wrong with one thing of a batch; the others are taken."""

    index: int
    problem: FieldProblem


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a batch. ``outcomes`` has an entry for each order that was taken, by its place."""

    outcomes: dict[int, Outcome]
    order_ids: dict[int, int]
    problems: list[ItemProblem]

    def number(self, outcome: Outcome) -> int:
        return sum(1 for each in self.outcomes.values() if each == outcome)


def receive_orders(*, org_id: int, orders: Sequence[IncomingOrder], actor: Actor, now: datetime) -> Receipt:
    """Store a batch and tell what is new on the timelines. Idempotent by source and number.

    Orders of unknown persons make new customers, and are told when those become somebody's friend. What is wrong is
    told by place; the rest is taken.
    """
    receipt = store_orders(org_id=org_id, orders=orders, source="order", now=now)
    record_audit(
        org_id=org_id,
        actor=actor,
        action="orders.received",
        object_kind="organisation",
        object_id=org_id,
        now=now,
        after={
            "orders": len(orders),
            "created": receipt.number("created"),
            "changed": receipt.number("changed"),
            "problems": len(receipt.problems),
        },
    )
    return receipt


def store_orders(*, org_id: int, orders: Sequence[IncomingOrder], source: str, now: datetime) -> Receipt:
    """:func:`receive_orders` without the audit entry: for an import, which has one of its own."""
    twice = _repeated(orders)
    fresh = {index: order for index, order in enumerate(orders) if index not in twice}
    found = customers_of(
        org_id=org_id, persons=[order.person for order in fresh.values()], source=source, now=now
    )
    owners = dict(zip(fresh, found, strict=True))
    problems = [ItemProblem(index, _TWICE) for index in twice]
    problems += [
        ItemProblem(index, owner) for index, owner in owners.items() if isinstance(owner, FieldProblem)
    ]
    taken = {index: orders[index] for index, owner in owners.items() if isinstance(owner, int)}
    if not taken:
        return Receipt({}, {}, sorted(problems, key=lambda each: each.index))
    customers = {index: owner for index, owner in owners.items() if isinstance(owner, int)}
    written = _write(org_id, taken, customers, now)
    rows = _stored(org_id, taken)
    relined = write_lines(
        org_id=org_id,
        lines={rows[index].id: order.items for index, order in taken.items() if order.items is not None},
        now=now,
    )
    outcomes = {
        index: written.get(index, "changed" if rows[index].id in relined else "unchanged") for index in taken
    }
    touched = {rows[index].customer_id for index, outcome in outcomes.items() if outcome != "unchanged"}
    # Who was only named anew, say by a further e-mail address, may have become findable too.
    touched |= set(customers.values())
    restore_customers(org_id=org_id, customer_ids=sorted(touched))
    follow_customers(org_id=org_id, customer_ids=touched, now=now)
    ids = {index: row.id for index, row in rows.items()}
    return Receipt(outcomes, ids, sorted(problems, key=lambda each: each.index))


_TWICE = FieldProblem(
    "external_id",
    "同じ注文番号が、この送信の中に 2 回あります。",
    "The same order number stands twice in this request.",
)


def _repeated(orders: Sequence[IncomingOrder]) -> list[int]:
    seen: set[Number] = set()
    repeated = []
    for index, order in enumerate(orders):
        number = (order.source, order.external_id)
        if number in seen:
            repeated.append(index)
        seen.add(number)
    return repeated


def _write(
    org_id: int, taken: Mapping[int, IncomingOrder], customers: Mapping[int, int], now: datetime
) -> dict[int, Outcome]:
    """Place → what happened to the order's row, where anything did."""
    orders = list(taken.values())
    with connection.cursor() as cursor:
        cursor.execute(
            _UPSERT,
            {
                "org_id": org_id,
                "now": now,
                "sources": [order.source for order in orders],
                "numbers": [order.external_id for order in orders],
                "customers": [customers[index] for index in taken],
                "ordered": [order.ordered_at for order in orders],
                "statuses": [order.status for order in orders],
                "status_ats": [_status_at(order, now) for order in orders],
                "totals": [order.total for order in orders],
            },
        )
        written = {(source, number): is_new for source, number, is_new in cursor.fetchall()}
    return {
        index: "created" if written[order.source, order.external_id] else "changed"
        for index, order in taken.items()
        if (order.source, order.external_id) in written
    }


def _status_at(order: IncomingOrder, now: datetime) -> datetime:
    if order.status_at is not None:
        return order.status_at
    return order.ordered_at if order.status == OrderStatus.PAID else now


def _stored(org_id: int, taken: Mapping[int, IncomingOrder]) -> dict[int, Order]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT n.place, o.id, o.customer_id
              FROM unnest(%s::int[], %s::text[], %s::text[]) AS n (place, source, external_id)
              JOIN friends_order o
                ON o.org_id = %s AND o.source = n.source AND o.external_id = n.external_id
            """,
            [
                list(taken),
                [order.source for order in taken.values()],
                [order.external_id for order in taken.values()],
                org_id,
            ],
        )
        return {
            place: Order(org_id=org_id, id=key, customer_id=customer_id)
            for place, key, customer_id in cursor.fetchall()
        }
