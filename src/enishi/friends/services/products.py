"""Products as staff make, change and archive them."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from enishi.accounts.permissions import Actor
from enishi.accounts.services import record_audit
from enishi.friends.models import Product
from enishi.friends.selectors import orders as selectors
from enishi.kit import live
from enishi.kit.errors import ProblemError, conflict


def create_product(
    *, org_id: int, sku: str, name: str, category: str, price: int | None, actor: Actor, now: datetime
) -> Product:
    """A new product; ProblemError 409 if the SKU is taken, also by an archived one."""
    try:
        with transaction.atomic():
            product = Product.objects.create(
                org_id=org_id,
                sku=sku,
                name=name,
                category=category,
                price=price,
                created_at=now,
                updated_at=now,
            )
    except IntegrityError as error:
        raise _sku_taken() from error
    _audit(org_id, actor, "product.created", product, now, None)
    return product


def change_product(
    *, org_id: int, product_id: int, changes: dict[str, Any], actor: Actor, now: datetime
) -> Product:
    """Change what ``changes`` names: name, category, price, is_archived. ProblemError 404."""
    product = selectors.product(org_id, product_id)
    before = _facts(product)
    is_archived = changes.get("is_archived")
    if is_archived is not None and is_archived != (product.archived_at is not None):
        product.archived_at = now if is_archived else None
    for name in ("name", "category", "price"):
        if name in changes:
            setattr(product, name, changes[name])
    product.updated_at = now
    product.save(update_fields=["name", "category", "price", "archived_at", "updated_at"])
    _audit(org_id, actor, "product.changed", product, now, before)
    return product


def _sku_taken() -> ProblemError:
    return conflict(
        "sku_taken",
        "同じ商品コードの商品があります（アーカイブ済みも含みます）。",
        "There is a product with this code already, perhaps an archived one.",
    )


def _facts(product: Product) -> dict[str, Any]:
    return {
        "sku": product.sku,
        "name": product.name,
        "category": product.category,
        "price": product.price,
        "is_archived": product.archived_at is not None,
    }


def _audit(
    org_id: int, actor: Actor, action: str, product: Product, now: datetime, before: dict[str, Any] | None
) -> None:
    record_audit(
        org_id=org_id,
        actor=actor,
        action=action,
        object_kind="product",
        object_id=product.id,
        now=now,
        before=before,
        after=_facts(product),
    )
    live.tell("customers", org_id=org_id)
