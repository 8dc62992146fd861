"""Carrying out a chunk of orders: stored as the API stores them, with a note of all that the undo needs.

In: a plan. Out: how many were new and changed. Set-wise, in the step's transaction. What is noted: of each order that
was touched how it stood before and how it stands now, whom it concerns, and products that did not exist before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from enishi.friends.domain.operations import Words
from enishi.friends.domain.orders import IncomingOrder
from enishi.friends.models import Operation, OperationChange, Product
from enishi.friends.services.orders import Receipt, store_orders
from enishi.friends.transfers.orders.planning import OrderPlan
from enishi.friends.transfers.orders.standing import Standing, standing_by_id
from enishi.friends.transfers.planning import Problem
from enishi.kit.pgarrays import texts

#: The deed as it is noted for the undo.
ORDERS = "orders"


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of a chunk's orders; problems are those that only storing them brought to light."""

    counts: dict[str, int]
    problems: list[Problem]


def store_plan(plan: OrderPlan, operation: Operation, source: str, now: datetime) -> Stored:
    """Store the plan's orders. Not idempotent by itself: the caller commits it together with its cursor.

    ``source`` is noted with customers, ids and keys that are new, and finds them again.
    """
    if not plan.orders:
        return Stored({}, [])
    known = _known_products(operation.org_id, plan.orders)
    receipt = store_orders(org_id=operation.org_id, orders=plan.orders, source=source, now=now)
    after = standing_by_id(operation.org_id, set(receipt.order_ids.values()))
    _note(operation, plan, receipt, after, known, now)
    return Stored(
        {
            "new": receipt.number("created"),
            "changed": receipt.number("changed"),
            "unchanged": receipt.number("unchanged"),
        },
        [
            Problem(plan.lines[each.index], Words(each.problem.ja, each.problem.en))
            for each in receipt.problems
        ],
    )


def _known_products(org_id: int, orders: Sequence[IncomingOrder]) -> dict[str, str]:
    """Code → category of the products that were there before."""
    codes = {item.sku for order in orders for item in order.items or () if item.sku}
    return dict(Product.objects.filter(org_id=org_id, sku__in=codes).values_list("sku", "category"))


def _note(
    operation: Operation,
    plan: OrderPlan,
    receipt: Receipt,
    after: dict[int, Standing],
    known: dict[str, str],
    now: datetime,
) -> None:
    orders = [
        _touched(plan.standing.get(plan.orders[index].external_id), after[receipt.order_ids[index]])
        for index, outcome in receipt.outcomes.items()
        if outcome != "unchanged"
    ]
    # Also an order that is not new may have told a further address of its customer.
    customers = sorted({each.customer_id for each in after.values()})
    made, filled = _products(operation.org_id, plan.orders, known)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(max(part) + 1, 0) FROM friends_operationchange WHERE org_id = %s AND operation_id = %s",
            [operation.org_id, operation.id],
        )
        part = cursor.fetchone()[0]
    assert operation.channel_id is not None
    OperationChange.objects.create(
        org_id=operation.org_id,
        operation_id=operation.id,
        part=part,
        channel_id=operation.channel_id,
        deed=ORDERS,
        params={},
        friend_ids=[],
        before={"orders": orders, "customers": customers, "products": made, "categories": filled},
        at=now,
    )


def _touched(before: Standing | None, after: Standing) -> dict[str, Any]:
    return {
        "id": after.id,
        "before": None if before is None else before.as_json(),
        "after": after.mark,
        "told_as": after.told_as,
    }


def _products(
    org_id: int, orders: Sequence[IncomingOrder], known: dict[str, str]
) -> tuple[list[int], dict[str, str]]:
    """Products that the chunk made, and those whose category it filled in: id → category."""
    codes = {item.sku for order in orders for item in order.items or () if item.sku}
    if not codes:
        return [], {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, sku, category FROM friends_product WHERE org_id = %s AND sku = ANY(%s::text[])",
            [org_id, texts(sorted(codes))],
        )
        rows = cursor.fetchall()
    made = [key for key, sku, _ in rows if sku not in known]
    return made, {str(key): category for key, sku, category in rows if known.get(sku, category) != category}
