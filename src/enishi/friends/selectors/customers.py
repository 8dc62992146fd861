"""Reads of customers and of how an organisation keeps them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Coalesce

from enishi.friends.domain.customers import USUAL_TRUST, Merging
from enishi.friends.models import (
    NEVER,
    Customer,
    CustomerExternalId,
    CustomerLink,
    CustomerMove,
    CustomerSettings,
    CustomerSweep,
    Friend,
    IdentityKey,
    KeyKind,
)
from enishi.friends.selectors.identity import Keys
from enishi.kit.errors import conflict, not_found
from enishi.kit.paging import Page, Position, page_of

State = Literal["active", "archived"]


@dataclass(frozen=True, slots=True)
class _Order:
    key: str
    at: Callable[[Customer], datetime]


_BOUGHT_AT = Coalesce("last_order_at", Value(NEVER))
ORDERS = {
    "newest": _Order("created_at", lambda customer: customer.created_at),
    "bought": _Order("bought_at", lambda customer: customer.last_order_at or NEVER),
    "archived": _Order("archived_at", lambda customer: customer.archived_at or NEVER),
}


def customer(org_id: int, customer_id: int, *, lock: bool = False) -> Customer:
    """One customer, also an archived one; ``lock`` keeps the row until the transaction ends. ProblemError 404."""
    rows = Customer.objects.filter(org_id=org_id, id=customer_id)
    found = (rows.select_for_update() if lock else rows).first()
    if found is None:
        raise not_found("顧客", "The customer")
    return found


def living_customer(org_id: int, customer_id: int, *, lock: bool = False) -> Customer:
    """One customer, locked as by :func:`customer`; ProblemError 404, or 409 for one that was merged into another."""
    found = customer(org_id, customer_id, lock=lock)
    if found.merged_into_id is not None:
        raise conflict(
            "customer_merged",
            "この顧客は別の顧客に統合されています。統合先の顧客で操作してください。",
            "This customer was merged into another one: use that one.",
        )
    return found


def link_of(org_id: int, customer_id: int, friend_id: int) -> CustomerLink:
    """That a friend is this customer; ProblemError 404."""
    found = CustomerLink.objects.filter(org_id=org_id, customer_id=customer_id, friend_id=friend_id).first()
    if found is None:
        raise not_found("この顧客の友だち", "This friend of the customer")
    return found


def customer_of_friend(org_id: int, friend_id: int) -> Customer | None:
    """The customer that a friend is, if any."""
    link = CustomerLink.objects.filter(org_id=org_id, friend_id=friend_id).first()
    return Customer.objects.filter(org_id=org_id, id=link.customer_id).first() if link else None


def customer_page(
    org_id: int, *, search: str, state: State, order: str, after: Position | None, limit: int
) -> Page[Customer]:
    """Customers, newest first or who bought last first; archived ones by when that was.

    ``search`` is an e-mail address, a phone number or an outside id as a whole, or a part of the name.
    """
    chosen = ORDERS["archived" if state == "archived" else order]
    rows = Customer.objects.filter(org_id=org_id, archived_at__isnull=state == "active")
    rows = rows.alias(bought_at=_BOUGHT_AT) if chosen.key == "bought_at" else rows
    rows = _searched(org_id, rows, search).order_by(f"-{chosen.key}", "-id")
    if after is not None:
        rows = rows.filter(**{f"{chosen.key}__lte": after.at}).filter(
            Q(**{f"{chosen.key}__lt": after.at}) | Q(id__lt=after.tie)
        )
    return page_of(list(rows[: limit + 1]), limit, lambda row: Position(chosen.at(row), row.id))


def _searched(org_id: int, rows: QuerySet[Customer], search: str) -> QuerySet[Customer]:
    if not search:
        return rows
    identified = _identified(org_id, search)
    if identified:
        return rows.filter(id__in=identified)
    return rows.filter(Q(name__holds=search) | Q(kana__holds=search))


def _identified(org_id: int, search: str) -> set[int]:
    """The customers whom a text names as a whole, by an outside id, an address or a number."""
    found = set(
        CustomerExternalId.objects.filter(org_id=org_id, value=search).values_list("customer_id", flat=True)[
            :100
        ]
    )
    keys = Keys()
    for key in (keys.email(search), keys.phone(search)):
        if key is None:
            continue
        owners = IdentityKey.objects.filter(org_id=org_id, kind=key.kind, hash=key.hash)[:100]
        friends = [owner.friend_id for owner in owners if owner.friend_id is not None]
        found |= {owner.customer_id for owner in owners if owner.customer_id is not None}
        links = CustomerLink.objects.filter(org_id=org_id, friend_id__in=friends)
        found |= set(links.values_list("customer_id", flat=True))
    return found


def friends_of_customers(org_id: int, customer_ids: Sequence[int]) -> dict[int, list[Friend]]:
    """Customer id → their friends, who follows and reacted last first: the first one is the main account."""
    links = CustomerLink.objects.filter(org_id=org_id, customer_id__in=customer_ids)
    owner = {link.friend_id: link.customer_id for link in links}
    found: dict[int, list[Friend]] = {}
    for friend in Friend.objects.filter(org_id=org_id, id__in=owner):
        found.setdefault(owner[friend.id], []).append(friend)
    for friends in found.values():
        friends.sort(key=_main_first)
    return found


def _main_first(friend: Friend) -> tuple[bool, float, int]:
    reacted_at = friend.last_reaction_at or friend.first_seen_at
    return friend.status != "following", -reacted_at.timestamp(), friend.id


def external_ids(org_id: int, customer_ids: Sequence[int]) -> dict[int, list[CustomerExternalId]]:
    """Customer id → their names in other systems."""
    found: dict[int, list[CustomerExternalId]] = {}
    rows = CustomerExternalId.objects.filter(org_id=org_id, customer_id__in=customer_ids)
    for row in rows.order_by("system", "value"):
        found.setdefault(row.customer_id, []).append(row)
    return found


def external_id(org_id: int, customer_id: int, external_id_id: int) -> CustomerExternalId:
    """One outside id of a customer; ProblemError 404."""
    found = CustomerExternalId.objects.filter(
        org_id=org_id, customer_id=customer_id, id=external_id_id
    ).first()
    if found is None:
        raise not_found("外部 ID", "The external id")
    return found


def keys_of(org_id: int, customer_id: int) -> list[IdentityKey]:
    """The customer's own keys."""
    rows = IdentityKey.objects.filter(org_id=org_id, customer_id=customer_id)
    return list(rows.order_by("kind", "id"))


def hints_of(org_id: int, customer_ids: Sequence[int]) -> dict[int, str]:
    """Customer id → an address or else a number of their own, as far as it may be shown."""
    kinds = (KeyKind.PHONE, KeyKind.EMAIL)
    rows = IdentityKey.objects.filter(org_id=org_id, customer_id__in=customer_ids, kind__in=kinds)
    # The last one wins: addresses after numbers.
    return {row.customer_id: row.hint for row in rows.order_by("-kind", "-id") if row.customer_id is not None}


def key(org_id: int, customer_id: int, key_id: int) -> IdentityKey:
    """One key of a customer's own; ProblemError 404."""
    found = IdentityKey.objects.filter(org_id=org_id, customer_id=customer_id, id=key_id).first()
    if found is None:
        raise not_found("手がかり", "The key")
    return found


def moves_of(org_id: int, customer_id: int) -> list[CustomerMove]:
    """Merges and splits that concern a customer, newest first."""
    rows = CustomerMove.objects.filter(org_id=org_id).filter(Q(kept_id=customer_id) | Q(other_id=customer_id))
    return list(rows.order_by("-at", "-id")[:50])


def names_of_customers(org_id: int, customer_ids: Sequence[int]) -> dict[int, str]:
    """Customer id → name."""
    rows = Customer.objects.filter(org_id=org_id, id__in=set(customer_ids))
    return dict(rows.values_list("id", "name"))


def merging(org_id: int) -> Merging:
    """How the organisation joins and keeps customers."""
    row = CustomerSettings.objects.filter(org_id=org_id).first()
    if row is None:
        return Merging()
    return Merging(
        row.is_automatic, tuple(row.trust) or USUAL_TRUST, dict(row.rules), row.archive_after_months
    )


def sweeps(org_id: int) -> list[CustomerSweep]:
    """The latest times that stale customers were cleared away."""
    return list(CustomerSweep.objects.filter(org_id=org_id).order_by("-at", "-id")[:50])
