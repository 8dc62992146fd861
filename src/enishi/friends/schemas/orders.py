"""What the API of orders takes and gives."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, StringConstraints

from enishi.accounts.schemas import Cursor, Id, InputSchema, Limit, Moment, OutputSchema
from enishi.friends.domain.orders import IncomingOrder, OrderedItem
from enishi.friends.models import Order, OrderLine, OrderStatus
from enishi.friends.schemas.customers import ExternalValue, System
from enishi.friends.schemas.persons import ItemProblemOut, PersonIn
from enishi.friends.schemas.products import Category, ProductName, Sku, Yen
from enishi.friends.services import orders
from enishi.friends.services.orders import Receipt
from enishi.kit.errors import invalid_input
from enishi.kit.languages import Language


class OrderItemIn(InputSchema):
    sku: Sku | None = None
    name: ProductName
    category: Category = ""
    quantity: Annotated[int, Field(ge=1, le=100_000)] = 1
    unit_price: Yen = 0


class OrderIn(InputSchema):
    """``total`` in yen; without it the sum of ``items``. Sent again, an order changes what differs and nothing else."""

    source: System
    external_id: ExternalValue
    ordered_at: Moment
    customer: PersonIn
    status: OrderStatus = OrderStatus.PAID
    status_at: Moment | None = None
    currency: Literal["JPY"] = "JPY"
    total: Yen | None = None
    items: Annotated[list[OrderItemIn], Field(max_length=500)] | None = None

    def as_order(self, path: str) -> IncomingOrder:
        items = (
            None
            if self.items is None
            else tuple(
                OrderedItem(item.name, item.quantity, item.unit_price, item.sku or "", item.category)
                for item in self.items
            )
        )
        total = self.total
        if total is None:
            if items is None:
                raise invalid_input(
                    f"{path}.total",
                    "合計金額（total）か明細（items）を指定してください。",
                    "Give the total, or the items.",
                )
            total = sum(item.quantity * item.unit_price for item in items)
        return IncomingOrder(
            self.source,
            self.external_id,
            self.ordered_at,
            self.customer.as_person(f"{path}.customer"),
            self.status,
            total,
            self.status_at,
            items,
        )


class OrdersIn(InputSchema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "orders": [
                    {
                        "source": "shop",
                        "external_id": "A-20261015-001",
                        "ordered_at": "2026-10-15T12:30:00+09:00",
                        "customer": {
                            "system": "shop",
                            "external_id": "C-1024",
                            "email": "hanako@example.com",
                        },
                        "items": [
                            {"sku": "SH-01", "name": "シャンプー", "category": "ヘアケア", "unit_price": 2800}
                        ],
                    }
                ]
            }
        }
    )

    orders: Annotated[list[OrderIn], Field(min_length=1, max_length=orders.MOST_AT_ONCE)]

    def as_orders(self) -> list[IncomingOrder]:
        return [order.as_order(f"orders.{place}") for place, order in enumerate(self.orders)]


class OrderOutcomeOut(OutputSchema):
    index: int
    order_id: int
    outcome: Literal["created", "changed", "unchanged"]


class ReceiptOut(OutputSchema):
    created: int
    changed: int
    unchanged: int
    orders: list[OrderOutcomeOut]
    problems: list[ItemProblemOut]

    @classmethod
    def of(cls, receipt: Receipt, language: Language) -> Self:
        return cls(
            created=receipt.number("created"),
            changed=receipt.number("changed"),
            unchanged=receipt.number("unchanged"),
            orders=[
                OrderOutcomeOut(index=index, order_id=receipt.order_ids[index], outcome=outcome)
                for index, outcome in sorted(receipt.outcomes.items())
            ],
            problems=[ItemProblemOut.of(each, language) for each in receipt.problems],
        )


class OrderQuery(InputSchema):
    customer_id: Id | None = None
    status: OrderStatus | None = None
    product_id: Id | None = None
    number: Annotated[
        str, StringConstraints(max_length=200), Field(description="注文番号 / order number")
    ] = ""
    since: Moment | None = None
    until: Moment | None = None
    cursor: Cursor = None
    limit: Limit = 50


class OrderLineOut(OutputSchema):
    product_id: int | None
    name: str
    quantity: int
    unit_price: int

    @classmethod
    def of(cls, line: OrderLine) -> Self:
        return cls.from_orm(line)


class OrderOut(OutputSchema):
    """``told_friend_id``: the friend on whose timeline the order stands; null while the customer is nobody's friend, or
    that of an account that the caller does not work on."""

    id: int
    source: str
    external_id: str
    customer_id: int
    customer_name: str
    ordered_at: datetime
    status: OrderStatus
    status_at: datetime
    currency: str
    total: int
    item_count: int
    told_friend_id: int | None
    lines: list[OrderLineOut]

    @classmethod
    def of(cls, row: Order, customer_name: str, lines: list[OrderLine], told_friend_id: int | None) -> Self:
        own = [name for name in cls.model_fields if name not in ("customer_name", "lines", "told_friend_id")]
        return cls(
            **{name: getattr(row, name) for name in own},
            customer_name=customer_name,
            told_friend_id=told_friend_id,
            lines=[OrderLineOut.of(line) for line in lines],
        )


class OrderPageOut(OutputSchema):
    items: list[OrderOut]
    next_cursor: str | None
