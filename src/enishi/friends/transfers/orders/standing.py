"""What is known of orders before and after an import touches them: reads alone, two statements for any number."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

import orjson
from django.db import connection

from enishi.friends.domain.orders import IncomingOrder, OrderedItem

#: Product, product code, name, quantity, price.
type Line = tuple[int | None, str, str, int, int]

_ORDERS = """
SELECT o.id, o.external_id, o.customer_id, o.ordered_at, o.status, o.status_at, o.total, o.item_count, o.told_as
  FROM friends_order o
 WHERE o.org_id = %s AND {which}
 ORDER BY o.id
"""
_LINES = """
SELECT l.order_id, l.product_id, coalesce(p.sku, ''), l.name, l.quantity, l.unit_price
  FROM friends_orderline l LEFT JOIN friends_product p ON p.org_id = l.org_id AND p.id = l.product_id
 WHERE l.org_id = %s AND l.order_id = ANY(%s)
 ORDER BY l.order_id, l.position
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """An order as it stands."""

    id: int
    number: str
    customer_id: int
    ordered_at: datetime
    status: str
    status_at: datetime
    total: int
    item_count: int
    told_as: str
    lines: tuple[Line, ...] = ()

    def would_change(self, order: IncomingOrder, status_at: datetime) -> bool:
        """Whether storing ``order`` would change anything: by the rules of :func:`store_orders`."""
        is_news = self.status == order.status or status_at >= self.status_at
        row = (self.ordered_at, self.total, self.status) != (order.ordered_at, order.total, order.status)
        return (is_news and row) or (order.items is not None and self._lines_differ(order.items))

    def _lines_differ(self, items: Sequence[OrderedItem]) -> bool:
        wanted = [(item.sku, item.name, item.quantity, item.unit_price) for item in items]
        return wanted != [line[1:] for line in self.lines]

    def as_json(self) -> dict[str, Any]:
        """All of it, to be brought back."""
        found = asdict(self)
        for name in ("ordered_at", "status_at"):
            found[name] = found[name].isoformat()
        return found

    @property
    def mark(self) -> str:
        """Equal for equal orders: by it an undo sees whether somebody has changed the order since."""
        facts = [self.ordered_at, self.status, self.status_at, self.total, [line[2:] for line in self.lines]]
        return hashlib.sha256(orjson.dumps(facts)).hexdigest()[:16]


def standing_by_number(
    org_id: int, source: str, numbers: Collection[str], *, is_locked: bool = False
) -> dict[str, Standing]:
    """A system's orders by their numbers; ``is_locked`` holds them until the transaction ends."""
    which = "o.source = %s AND o.external_id = ANY(%s)"
    found = _read(org_id, which, [source, sorted(numbers)], is_locked) if numbers else []
    return {each.number: each for each in found}


def standing_by_id(
    org_id: int, order_ids: Collection[int], *, is_locked: bool = False
) -> dict[int, Standing]:
    """Orders by id."""
    found = _read(org_id, "o.id = ANY(%s)", [sorted(order_ids)], is_locked) if order_ids else []
    return {each.id: each for each in found}


def _read(org_id: int, which: str, values: list[Any], is_locked: bool) -> list[Standing]:
    with connection.cursor() as cursor:
        cursor.execute(_ORDERS.format(which=which) + (" FOR UPDATE" if is_locked else ""), [org_id, *values])
        rows = cursor.fetchall()
    lines = _lines(org_id, [row[0] for row in rows])
    return [replace(Standing(*row), lines=tuple(lines.get(row[0], ()))) for row in rows]


def _lines(org_id: int, order_ids: list[int]) -> Mapping[int, list[Line]]:
    found: dict[int, list[Line]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_LINES, [org_id, order_ids])
        for order_id, *line in cursor.fetchall():
            found.setdefault(order_id, []).append(tuple(line))
    return found
