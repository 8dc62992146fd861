"""Requests about customers, orders and other systems' events."""

from datetime import date
from typing import Any

from tests import factories
from tests.architecture.examples import Example
from tests.architecture.world import MARKER, World

from enishi.accounts.permissions import COMMAND_LINE
from enishi.friends.domain.orders import IncomingOrder, OrderedItem, Person
from enishi.friends.models import (
    Customer,
    CustomerExternalId,
    CustomerMove,
    CustomerSettings,
    CustomerSweep,
    IdentityKey,
    MatchSuggestion,
    Order,
    Product,
)
from enishi.friends.services.customer_merges import merge_customers
from enishi.friends.services.customers import NewCustomer, create_customer
from enishi.friends.services.orders import receive_orders


def _customer(w: World, name: str, **known: Any) -> Customer:
    def make() -> Customer:
        who = NewCustomer(name=f"{MARKER}{name}", note=MARKER, **known)
        return create_customer(org_id=w.org.id, who=who, actor=COMMAND_LINE, now=factories.NOW)

    return w.kept(name, make)


def _order(w: World) -> Order:
    def make() -> Order:
        customer = _customer(w, "本人", friend_ids=(w.friend.id,))
        item = OrderedItem(f"{MARKER}商品", 1, 100, f"{MARKER}-1", MARKER)
        order = IncomingOrder(
            "shop",
            f"{MARKER}-1",
            factories.NOW,
            Person(customer_id=customer.id),
            "paid",
            100,
            items=(item,),
        )
        receive_orders(org_id=w.org.id, orders=[order], actor=COMMAND_LINE, now=factories.NOW)
        return Order.objects.get(org_id=w.org.id)

    return w.kept("order", make)


def _suggestion(w: World, state: str) -> MatchSuggestion:
    """Two strangers of one birthday, and what was said of them."""

    def make() -> MatchSuggestion:
        day = date(1990, 1, 1 if state == "open" else 2)
        pair = [
            create_customer(
                org_id=w.org.id,
                who=NewCustomer(name=f"{MARKER}同名{state}", birthday=day),
                actor=COMMAND_LINE,
                now=factories.NOW,
            )
            for _ in range(2)
        ]
        found = MatchSuggestion.objects.get(org_id=w.org.id, left_id=pair[0].id)
        MatchSuggestion.objects.filter(org_id=w.org.id, id=found.id).update(state=state, decided_by=MARKER)
        return found

    return w.kept(f"suggestion {state}", make)


def _move(w: World) -> CustomerMove:
    kept, other = _customer(w, "残る人"), _customer(w, "移る人")
    return w.kept(
        "move",
        lambda: merge_customers(
            org_id=w.org.id, kept_id=kept.id, other_id=other.id, actor=COMMAND_LINE, now=factories.NOW
        ),
    )


def _sweep(w: World) -> CustomerSweep:
    def make() -> CustomerSweep:
        CustomerSettings.objects.create(org=w.org, archive_after_months=12)
        return CustomerSweep.objects.create(org=w.org, at=factories.NOW, archived=1)

    return w.kept("sweep", make)


def _product(w: World) -> Product:
    return w.kept("product", lambda: Product.objects.get(org_id=w.org.id, id=_product_id(w)))


def _product_id(w: World) -> int:
    _order(w)
    return Product.objects.values_list("id", flat=True).get(org_id=w.org.id)


def examples(w: World) -> dict[str, Example]:
    order, own = _order(w), _customer(w, "本人", friend_ids=(w.friend.id,))
    named = _customer(w, "会員", external_ids=(("shop", f"{MARKER}-9"),), email="naisho@example.com")
    stranger = w.kept("stranger", lambda: factories.make_friend(w.channel, f"{MARKER}別の友だち"))
    at = f"/customers/{own.id}"
    product = _product(w)
    external = w.kept("external", lambda: CustomerExternalId.objects.get(org_id=w.org.id))
    key = w.kept("key", lambda: IdentityKey.objects.get(org_id=w.org.id, customer_id=named.id))
    person = {"system": "shop", "external_id": "C-1"}
    when = factories.NOW.isoformat()
    return {
        "list_customers": Example("/customers"),
        "create_customer": Example("/customers", {"name": "山田 花子"}),
        "show_customer": Example(at),
        "change_customer": Example(at, {"name": "山田 花子"}),
        "link_friend": Example(f"{at}/friends", {"friend_id": stranger.id}),
        "unlink_friend": Example(f"{at}/friends/{w.friend.id}"),
        "add_external_id": Example(f"{at}/external-ids", {"system": "pos", "value": "7"}),
        "remove_external_id": Example(f"/customers/{named.id}/external-ids/{external.id}"),
        "add_customer_keys": Example(f"{at}/keys", {"phone": "090-1234-5678"}),
        "remove_customer_key": Example(f"/customers/{named.id}/keys/{key.id}"),
        "preview_merge": Example(f"{at}/merge-preview?other_id={named.id}"),
        "merge_customers": Example(f"{at}/merge", {"other_id": named.id}),
        "split_customer": Example(f"{at}/split", {"order_ids": [order.id]}),
        "undo_customer_move": Example(f"/customer-moves/{_move(w).id}/undo"),
        "show_customer_of_friend": Example(f"/friends/{w.friend.id}/customer"),
        "list_suggestions": Example("/customer-suggestions"),
        "count_suggestions": Example("/customer-suggestions/count"),
        "find_suggestions": Example("/customer-suggestions/find"),
        "accept_suggestion": Example(f"/customer-suggestions/{_suggestion(w, 'open').id}/accept", {}),
        "dismiss_suggestion": Example(f"/customer-suggestions/{_suggestion(w, 'open').id}/dismiss"),
        "reopen_suggestion": Example(f"/customer-suggestions/{_suggestion(w, 'dismissed').id}/reopen"),
        "show_customer_settings": Example("/customer-settings"),
        "change_customer_settings": Example("/customer-settings", {"trust": ["staff"]}),
        "list_sweeps": Example("/customer-sweeps"),
        "preview_sweep": Example("/customer-sweeps/preview?months=12"),
        "undo_sweep": Example(f"/customer-sweeps/{_sweep(w).id}/undo"),
        "send_orders": Example(
            "/orders",
            {
                "orders": [
                    {
                        "source": "shop",
                        "external_id": "A-9",
                        "ordered_at": when,
                        "customer": person,
                        "total": 1,
                    }
                ]
            },
        ),
        "list_orders": Example("/orders"),
        "show_order": Example(f"/orders/{order.id}"),
        "list_orders_of_friend": Example(f"/friends/{w.friend.id}/orders"),
        "list_products": Example("/products"),
        "create_product": Example("/products", {"sku": "SH-01", "name": "シャンプー"}),
        "change_product": Example(f"/products/{product.id}", {"name": "シャンプー"}),
        "send_events": Example(
            "/events",
            {"events": [{"key": "1", "kind": "external.cart_left", "occurred_at": when, "person": person}]},
        ),
    }
