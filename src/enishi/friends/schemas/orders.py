"""What the API of orders, products and other systems' events takes and gives."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

import orjson
from pydantic import AwareDatetime, ConfigDict, Field, StringConstraints

from enishi.accounts.schemas import Cursor, Id, InputSchema, Limit, OutputSchema
from enishi.friends.domain.orders import IncomingOrder, OrderedItem, Person
from enishi.friends.models import Order, OrderLine, OrderStatus, Product
from enishi.friends.schemas.customers import ExternalValue, System, Text
from enishi.friends.services import external_events, orders
from enishi.friends.services.external_events import EventReceipt, ExternalEvent
from enishi.friends.services.orders import ItemProblem, Receipt
from enishi.kit.errors import invalid_input
from enishi.kit.languages import Language

#: Far beyond any price, and far within a bigint when a thousand of them are added up.
Yen = Annotated[int, Field(ge=0, le=10**12)]
Sku = Annotated[str, StringConstraints(min_length=1, max_length=100)]
ProductName = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Category = Annotated[str, StringConstraints(max_length=100)]


class PersonIn(InputSchema):
    """Whoever is meant, by any of these. ``system`` with ``external_id``: their number in another system."""

    customer_id: Id | None = None
    system: System | None = None
    external_id: ExternalValue | None = None
    friend_id: Id | None = None
    line_user_id: Annotated[str, Field(pattern=r"^U[0-9a-f]{32}$")] | None = None
    channel_id: Id | None = None
    email: Annotated[str, StringConstraints(max_length=254)] = ""
    phone: Annotated[str, StringConstraints(max_length=40)] = ""
    name: Text = ""

    def as_person(self, path: str) -> Person:
        """ProblemError 422 where nobody is named, or half an outside id."""
        if (self.system is None) != (self.external_id is None):
            raise invalid_input(
                f"{path}.external_id",
                "system と external_id は、両方そろえて指定してください。",
                "Give system and external_id together.",
            )
        if not (self.customer_id or self.external_id or self.friend_id or self.line_user_id):
            if not (self.email or self.phone):
                raise invalid_input(
                    path,
                    "誰なのかを、customer_id・external_id・friend_id・line_user_id・email・phone のどれかで指定してください。",
                    "Say who it is, by customer_id, external_id, friend_id, line_user_id, email or phone.",
                )
        return Person(
            self.customer_id,
            self.system or "",
            self.external_id or "",
            self.friend_id,
            self.line_user_id or "",
            self.channel_id,
            self.email,
            self.phone,
            self.name,
        )


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
    ordered_at: AwareDatetime
    customer: PersonIn
    status: OrderStatus = OrderStatus.PAID
    status_at: AwareDatetime | None = None
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


class ItemProblemOut(OutputSchema):
    """What is wrong with the thing at place ``index`` of the request; the others were taken."""

    index: int
    path: str
    detail: str

    @classmethod
    def of(cls, found: ItemProblem, language: Language) -> Self:
        problem = found.problem
        return cls(
            index=found.index, path=problem.path, detail=problem.ja if language == "ja" else problem.en
        )


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
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
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
    """``told_friend_id``: the friend on whose timeline the order stands; null while the customer is nobody's friend."""

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
    def of(cls, row: Order, customer_name: str, lines: list[OrderLine]) -> Self:
        own = [name for name in cls.model_fields if name not in ("customer_name", "lines")]
        return cls(
            **{name: getattr(row, name) for name in own},
            customer_name=customer_name,
            lines=[OrderLineOut.of(line) for line in lines],
        )


class OrderPageOut(OutputSchema):
    items: list[OrderOut]
    next_cursor: str | None


class ProductQuery(InputSchema):
    q: Annotated[str, StringConstraints(max_length=200)] = ""
    with_archived: bool = False
    cursor: Cursor = None
    limit: Limit = 50


class ProductOut(OutputSchema):
    id: int
    sku: str
    name: str
    category: str
    price: int | None
    created_at: datetime
    archived_at: datetime | None

    @classmethod
    def of(cls, row: Product) -> Self:
        return cls.from_orm(row)


class ProductPageOut(OutputSchema):
    items: list[ProductOut]
    next_cursor: str | None
    categories: list[str]


class ProductIn(InputSchema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {"sku": "SH-01", "name": "シャンプー", "category": "ヘアケア", "price": 2800}
        }
    )

    sku: Sku
    name: ProductName
    category: Category = ""
    price: Yen | None = None


class ProductChangeIn(InputSchema):
    """What is not given stays; ``price`` null is unknown."""

    model_config = ConfigDict(json_schema_extra={"example": {"category": "ヘアケア"}})

    name: ProductName | None = None
    category: Category | None = None
    price: Yen | None = None
    is_archived: bool | None = None

    def changes(self) -> dict[str, Any]:
        values = {name: getattr(self, name) for name in self.model_fields_set}
        return {name: value for name, value in values.items() if value is not None or name == "price"}


#: What a property may hold: enough for what a rule asks, too little to store documents.
_LARGEST_PROPERTIES = 4_000

type PropertyValue = str | int | float | bool | None | list[str]


class EventIn(InputSchema):
    """``key`` is the event's own: the same key again changes nothing, for 90 days."""

    key: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    kind: Annotated[
        str,
        StringConstraints(max_length=60, pattern=r"^external\.[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$"),
        Field(description="external. で始まる半角小文字 / lower case, beginning with external."),
    ]
    occurred_at: AwareDatetime
    person: PersonIn
    properties: Annotated[
        dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")], PropertyValue],
        Field(max_length=30),
    ] = {}

    def as_event(self, path: str) -> ExternalEvent:
        if len(orjson.dumps(self.properties)) > _LARGEST_PROPERTIES:
            raise invalid_input(
                f"{path}.properties",
                f"プロパティは、JSON で {_LARGEST_PROPERTIES:,} バイト以内にしてください。",
                f"The properties may have at most {_LARGEST_PROPERTIES:,} bytes of JSON.",
            )
        return ExternalEvent(
            self.key,
            self.kind,
            self.occurred_at,
            self.person.as_person(f"{path}.person"),
            dict(self.properties),
        )


class EventsIn(InputSchema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "events": [
                    {
                        "key": "cart-5512",
                        "kind": "external.cart_left",
                        "occurred_at": "2026-10-15T12:30:00+09:00",
                        "person": {"system": "shop", "external_id": "C-1024"},
                        "properties": {"items": 2, "total": 5600},
                    }
                ]
            }
        }
    )

    events: Annotated[list[EventIn], Field(min_length=1, max_length=external_events.MOST_AT_ONCE)]

    def as_events(self) -> list[ExternalEvent]:
        return [event.as_event(f"events.{place}") for place, event in enumerate(self.events)]


class EventReceiptOut(OutputSchema):
    """``recorded`` events are new, ``repeated`` were told before."""

    recorded: int
    repeated: int
    problems: list[ItemProblemOut]

    @classmethod
    def of(cls, receipt: EventReceipt, language: Language) -> Self:
        return cls(
            recorded=receipt.recorded,
            repeated=receipt.repeated,
            problems=[ItemProblemOut.of(each, language) for each in receipt.problems],
        )
