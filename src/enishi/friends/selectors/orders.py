"""Reads of orders and products."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from enishi.friends.models import Friend, Order, OrderLine, Product
from enishi.kit.errors import not_found
from enishi.kit.paging import Page, Position, page_of


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """Which orders to list; what is None or empty does not filter."""

    customer_id: int | None = None
    status: str = ""
    product_id: int | None = None
    number: str = ""
    since: datetime | None = None
    until: datetime | None = None


def order(org_id: int, order_id: int) -> Order:
    """One order; ProblemError 404."""
    found = Order.objects.filter(org_id=org_id, id=order_id).first()
    if found is None:
        raise not_found("注文", "The order")
    return found


def order_page(org_id: int, wanted: OrderFilter, *, after: Position | None, limit: int) -> Page[Order]:
    """Orders, the latest first."""
    rows = _matching(org_id, wanted).order_by("-ordered_at", "-id")
    if after is not None:
        rows = rows.filter(ordered_at__lte=after.at).filter(Q(ordered_at__lt=after.at) | Q(id__lt=after.tie))
    return page_of(list(rows[: limit + 1]), limit, lambda row: Position(row.ordered_at, row.id))


def _matching(org_id: int, wanted: OrderFilter) -> QuerySet[Order]:
    rows = Order.objects.filter(org_id=org_id)
    if wanted.customer_id is not None:
        rows = rows.filter(customer_id=wanted.customer_id)
    if wanted.status:
        rows = rows.filter(status=wanted.status)
    if wanted.number:
        rows = rows.filter(external_id=wanted.number)
    if wanted.product_id is not None:
        lines = OrderLine.objects.filter(org_id=org_id, product_id=wanted.product_id, order_id=OuterRef("id"))
        rows = rows.filter(Exists(lines))
    if wanted.since is not None:
        rows = rows.filter(ordered_at__gte=wanted.since)
    if wanted.until is not None:
        rows = rows.filter(ordered_at__lt=wanted.until)
    return rows


def lines_of(org_id: int, order_ids: Sequence[int]) -> dict[int, list[OrderLine]]:
    """Order id → its lines in their order."""
    found: dict[int, list[OrderLine]] = {}
    rows = OrderLine.objects.filter(org_id=org_id, order_id__in=order_ids)
    for line in rows.order_by("order_id", "position"):
        found.setdefault(line.order_id, []).append(line)
    return found


def product_page(
    org_id: int, *, search: str, with_archived: bool, after: Position | None, limit: int
) -> Page[Product]:
    """Products, the newest first; ``search`` is a part of the name or of the category, or a SKU as a whole."""
    rows = Product.objects.filter(org_id=org_id)
    if not with_archived:
        rows = rows.filter(archived_at=None)
    if search:
        rows = rows.filter(Q(sku=search) | Q(name__holds=search) | Q(category__holds=search))
    rows = rows.order_by("-created_at", "-id")
    if after is not None:
        rows = rows.filter(created_at__lte=after.at).filter(Q(created_at__lt=after.at) | Q(id__lt=after.tie))
    return page_of(list(rows[: limit + 1]), limit, lambda row: Position(row.created_at, row.id))


def product(org_id: int, product_id: int) -> Product:
    """One product, archived or not; ProblemError 404."""
    found = Product.objects.filter(org_id=org_id, id=product_id).first()
    if found is None:
        raise not_found("商品", "The product")
    return found


def categories(org_id: int) -> list[str]:
    """The categories in use, by name."""
    rows = Product.objects.filter(org_id=org_id).exclude(category="")
    return list(rows.values_list("category", flat=True).distinct().order_by("category"))


def friends_told(org_id: int, orders: Sequence[Order]) -> dict[int, int]:
    """Order id → the friend on whose timeline it stands, as far as the caller sees that friend."""
    told = {order.id: order.told_friend_id for order in orders if order.told_friend_id is not None}
    seen = set(Friend.objects.filter(org_id=org_id, id__in=told.values()).values_list("id", flat=True))
    return {order_id: friend_id for order_id, friend_id in told.items() if friend_id in seen}
