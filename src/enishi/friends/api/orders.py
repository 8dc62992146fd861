"""Routes of orders (注文), products (商品) and other systems' events."""

from ninja import Path, Query

from enishi.accounts.http import StaffRequest, StaffRouter
from enishi.accounts.schemas import Id
from enishi.friends import selectors
from enishi.friends.models import Order
from enishi.friends.schemas.external_events import EventReceiptOut, EventsIn
from enishi.friends.schemas.orders import OrderOut, OrderPageOut, OrderQuery, OrdersIn, ReceiptOut
from enishi.friends.schemas.products import (
    ProductChangeIn,
    ProductIn,
    ProductOut,
    ProductPageOut,
    ProductQuery,
)
from enishi.friends.selectors import customers as customer_selectors
from enishi.friends.selectors import orders as order_selectors
from enishi.friends.selectors.orders import OrderFilter
from enishi.friends.services import external_events, orders, products
from enishi.kit import clock
from enishi.kit.languages import preferred_language
from enishi.kit.paging import decode_cursor

router = StaffRouter(tags=["orders"])

#: How many of a friend's orders their page shows at first.
_LATEST = 10


def _rows(org_id: int, rows: list[Order]) -> list[OrderOut]:
    lines = order_selectors.lines_of(org_id, [row.id for row in rows])
    names = customer_selectors.names_of_customers(org_id, [row.customer_id for row in rows])
    seen = order_selectors.friends_told(org_id, rows)
    return [
        OrderOut.of(row, names.get(row.customer_id, ""), lines.get(row.id, []), seen.get(row.id))
        for row in rows
    ]


@router.post(
    "/orders",
    permission="customers.edit",
    response=ReceiptOut,
    idempotent=True,
    summary="注文を送る / Send orders",
    description=(
        "source と external_id が同じ注文は 1 件です。何度送っても増えません。1 回に 1,000 件まで。"
        "注文は顧客の友だちの行動履歴に order.placed として載ります。友だちがまだいない顧客の注文は、"
        "友だちと結び付いたときに元の日時で載ります。 / "
        "Orders of one source and external_id are one order, however often they are sent. At most 1,000 at once. "
        "They stand on the timeline of one friend of the customer; those of a customer without a friend are "
        "told, with their own time, when a friend is linked."
    ),
)
def send_orders(request: StaffRequest, payload: OrdersIn) -> ReceiptOut:
    receipt = orders.receive_orders(
        org_id=request.principal.org_id,
        orders=payload.as_orders(),
        actor=request.principal.actor,
        now=clock.now(),
    )
    return ReceiptOut.of(receipt, preferred_language(request.headers.get("Accept-Language", "")))


@router.get(
    "/orders",
    permission="customers.view",
    response=OrderPageOut,
    summary="注文の一覧 / List orders",
)
def list_orders(request: StaffRequest, query: Query[OrderQuery]) -> OrderPageOut:
    org_id = request.principal.org_id
    wanted = OrderFilter(
        query.customer_id, query.status or "", query.product_id, query.number, query.since, query.until
    )
    page = order_selectors.order_page(org_id, wanted, after=decode_cursor(query.cursor), limit=query.limit)
    return OrderPageOut(items=_rows(org_id, page.items), next_cursor=page.next_cursor)


@router.get(
    "/orders/{order_id}",
    permission="customers.view",
    response=OrderOut,
    summary="注文を表示する / Show an order",
)
def show_order(request: StaffRequest, order_id: Path[Id]) -> OrderOut:
    org_id = request.principal.org_id
    return _rows(org_id, [order_selectors.order(org_id, order_id)])[0]


@router.get(
    "/friends/{friend_id}/orders",
    permission="friends.view",
    response=OrderPageOut,
    summary="友だちの注文（新しい順に 10 件） / A friend's latest ten orders",
    description="同じ顧客のほかの友だちの注文も含みます。 / Those of the person's other accounts are among them.",
)
def list_orders_of_friend(request: StaffRequest, friend_id: Path[Id]) -> OrderPageOut:
    org_id = request.principal.org_id
    selectors.friend(org_id, friend_id)
    customer = customer_selectors.customer_of_friend(org_id, friend_id)
    if customer is None:
        return OrderPageOut(items=[], next_cursor=None)
    wanted = OrderFilter(customer_id=customer.id)
    page = order_selectors.order_page(org_id, wanted, after=None, limit=_LATEST)
    return OrderPageOut(items=_rows(org_id, page.items), next_cursor=page.next_cursor)


@router.get(
    "/products",
    permission="customers.view",
    response=ProductPageOut,
    summary="商品の一覧 / List products",
)
def list_products(request: StaffRequest, query: Query[ProductQuery]) -> ProductPageOut:
    org_id = request.principal.org_id
    page = order_selectors.product_page(
        org_id,
        search=query.q,
        with_archived=query.with_archived,
        after=decode_cursor(query.cursor),
        limit=query.limit,
    )
    return ProductPageOut(
        items=[ProductOut.of(row) for row in page.items],
        next_cursor=page.next_cursor,
        categories=order_selectors.categories(org_id),
    )


@router.post(
    "/products",
    permission="customers.edit",
    response={201: ProductOut},
    summary="商品を作る / Create a product",
)
def create_product(request: StaffRequest, payload: ProductIn) -> ProductOut:
    product = products.create_product(
        org_id=request.principal.org_id,
        sku=payload.sku,
        name=payload.name,
        category=payload.category,
        price=payload.price,
        actor=request.principal.actor,
        now=clock.now(),
    )
    return ProductOut.of(product)


@router.patch(
    "/products/{product_id}",
    permission="customers.edit",
    response=ProductOut,
    summary="商品を変える、アーカイブする、戻す / Change, archive or restore a product",
)
def change_product(request: StaffRequest, product_id: Path[Id], payload: ProductChangeIn) -> ProductOut:
    product = products.change_product(
        org_id=request.principal.org_id,
        product_id=product_id,
        changes=payload.changes(),
        actor=request.principal.actor,
        now=clock.now(),
    )
    return ProductOut.of(product)


@router.post(
    "/events",
    permission="customers.edit",
    response=EventReceiptOut,
    summary="外部のできごとを送る / Send another system's events",
    description=(
        "友だちの行動履歴に載り、条件や自動化ルールで使えます。key が同じできごとは 1 度だけ記録します（90 日間）。"
        "1 回に 1,000 件まで。友だちの見つからない人は problems で返します。 / "
        "They stand on friends' timelines, for conditions and rules. An event's key is recorded once, for 90 days. "
        "At most 1,000 at once. Whoever is no friend is told in problems."
    ),
)
def send_events(request: StaffRequest, payload: EventsIn) -> EventReceiptOut:
    receipt = external_events.receive_events(
        org_id=request.principal.org_id,
        events=payload.as_events(),
        actor=request.principal.actor,
        now=clock.now(),
    )
    return EventReceiptOut.of(receipt, preferred_language(request.headers.get("Accept-Language", "")))
