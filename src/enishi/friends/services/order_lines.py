"""Lines of orders, and the products that they name."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import connection

from enishi.friends.domain.orders import OrderedItem
from enishi.friends.models import OrderLine

type Line = tuple[int | None, str, int, int]

# What staff have written about a product stays; an order fills in what is missing.
_PRODUCTS = """
INSERT INTO friends_product AS p (org_id, sku, name, category, price, created_at, updated_at)
SELECT %(org_id)s, n.sku, n.name, n.category, n.price, %(now)s, %(now)s
  FROM unnest(%(skus)s::text[], %(names)s::text[], %(categories)s::text[], %(prices)s::bigint[])
       AS n (sku, name, category, price)
 ORDER BY n.sku
ON CONFLICT (org_id, sku) DO UPDATE SET category = excluded.category, updated_at = excluded.updated_at
 WHERE p.category = '' AND excluded.category <> ''
"""


def write_lines(*, org_id: int, lines: Mapping[int, Sequence[OrderedItem]], now: datetime) -> set[int]:
    """Order id → what was bought: replaces the lines that differ; returns the orders of which any did. Idempotent."""
    if not lines:
        return set()
    products = _products(org_id, [item for items in lines.values() for item in items], now)
    wanted: dict[int, list[Line]] = {
        order_id: [(products.get(item.sku), item.name, item.quantity, item.unit_price) for item in items]
        for order_id, items in lines.items()
    }
    present: dict[int, list[Line]] = {order_id: [] for order_id in wanted}
    rows = OrderLine.objects.filter(org_id=org_id, order_id__in=wanted).order_by("order_id", "position")
    for row in rows:
        present[row.order_id].append((row.product_id, row.name, row.quantity, row.unit_price))
    differing = {order_id for order_id in wanted if wanted[order_id] != present[order_id]}
    OrderLine.objects.filter(org_id=org_id, order_id__in=differing).delete()
    OrderLine.objects.bulk_create(
        OrderLine(
            org_id=org_id,
            order_id=order_id,
            position=position,
            product_id=line[0],
            name=line[1],
            quantity=line[2],
            unit_price=line[3],
        )
        for order_id in sorted(differing)
        for position, line in enumerate(wanted[order_id])
    )
    _count(org_id, {order_id: sum(line[2] for line in wanted[order_id]) for order_id in differing})
    return differing


def _count(org_id: int, numbers: Mapping[int, int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE friends_order o SET item_count = n.number FROM unnest(%s::bigint[], %s::int[]) AS n (id, number) "
            "WHERE o.org_id = %s AND o.id = n.id",
            [list(numbers), list(numbers.values()), org_id],
        )


def _products(org_id: int, items: Sequence[OrderedItem], now: datetime) -> dict[str, int]:
    """SKU → product; unknown ones are made."""
    by_sku = {item.sku: item for item in reversed(items) if item.sku}
    if not by_sku:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            _PRODUCTS,
            {
                "org_id": org_id,
                "now": now,
                "skus": list(by_sku),
                "names": [item.name for item in by_sku.values()],
                "categories": [item.category for item in by_sku.values()],
                "prices": [item.unit_price for item in by_sku.values()],
            },
        )
        cursor.execute(
            "SELECT sku, id FROM friends_product WHERE org_id = %s AND sku = ANY(%s)", [org_id, list(by_sku)]
        )
        return dict(cursor.fetchall())
