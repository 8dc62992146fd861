"""Customers as staff and programs make, change, archive and name them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from enishi.accounts.permissions import Actor
from enishi.accounts.services import record_audit
from enishi.friends.domain.customers import ATTRIBUTES
from enishi.friends.domain.identity import outside_id_hint
from enishi.friends.models import Customer, CustomerExternalId
from enishi.friends.selectors import customers as selectors
from enishi.friends.selectors.identity import Key, Keys
from enishi.friends.services.customer_links import link_friend, source_of
from enishi.friends.services.customer_totals import follow_customers
from enishi.friends.services.customer_turns import held_customer, take_turns
from enishi.friends.services.identity_keys import give_keys
from enishi.kit import live
from enishi.kit.errors import conflict, invalid_input


@dataclass(frozen=True, slots=True)
class NewCustomer:
    """What is known of somebody: ``external_ids`` are (system, id)."""

    name: str = ""
    kana: str = ""
    birthday: date | None = None
    note: str = ""
    email: str = ""
    phone: str = ""
    external_ids: tuple[tuple[str, str], ...] = ()
    friend_ids: tuple[int, ...] = ()


def create_customer(*, org_id: int, who: NewCustomer, actor: Actor, now: datetime) -> Customer:
    """A new customer. ProblemError 404 for a friend, 409 for an outside id or a friend that is another's, 422."""
    keys = _keys(who.email, who.phone)
    take_turns(org_id)
    source = source_of(actor)
    given = {"name": who.name, "kana": who.kana, "birthday": who.birthday}
    customer = Customer.objects.create(
        org_id=org_id,
        **given,
        note=who.note,
        source=source,
        created_at=now,
        sources={name: [source, now.isoformat()] for name, value in given.items() if value},
    )
    record_audit(
        org_id=org_id,
        actor=actor,
        action="customer.created",
        object_kind="customer",
        object_id=customer.id,
        now=now,
    )
    for system, value in who.external_ids:
        _add_external_id(org_id, customer.id, system, value, source, now)
    give_keys(org_id=org_id, keys=[(customer.id, key) for key in keys], source=source, now=now)
    _follow_name(org_id, customer, source, now)
    follow_customers(org_id=org_id, customer_ids=[customer.id], now=now)
    for friend_id in who.friend_ids:
        link_friend(org_id=org_id, customer_id=customer.id, friend_id=friend_id, actor=actor, now=now)
    customer.refresh_from_db()
    return customer


def _keys(email: str, phone: str) -> list[Key]:
    keys = Keys()
    if email and keys.email(email) is None:
        raise invalid_input(
            "email",
            "メールアドレスの形ではありません。例: hanako@example.com",
            "This is no e-mail address, such as hanako@example.com.",
        )
    if phone and keys.phone(phone) is None:
        raise invalid_input(
            "phone",
            "電話番号の形ではありません。市外局番から入力してください。例: 090-1234-5678",
            "This is no phone number: give it with its area code, such as 090-1234-5678.",
        )
    return keys.of(email, phone)


def _follow_name(org_id: int, customer: Customer, source: str, now: datetime) -> None:
    """A name with a birthday identifies; one that was corrected identifies anew."""
    present = Keys().name_birthday(customer.name, customer.birthday)
    rows = [key for key in selectors.keys_of(org_id, customer.id) if key.kind == "name_birthday"]
    for row in rows:
        if present is None or row.hash != present.hash:
            row.delete()
    if present is not None:
        give_keys(org_id=org_id, keys=[(customer.id, present)], source=source, now=now)


def change_customer(
    *, org_id: int, customer_id: int, changes: dict[str, Any], actor: Actor, now: datetime
) -> Customer:
    """Change what ``changes`` names: name, kana, birthday, note. ProblemError 404, 409 for a merged customer.

    The audit log tells what was changed and not to what: it must hold nothing that has to be erasable.
    """
    customer = held_customer(org_id, customer_id)
    changed = sorted(name for name, value in changes.items() if getattr(customer, name) != value)
    if not changed:
        return customer
    source = source_of(actor)
    for name in changed:
        setattr(customer, name, changes[name])
        if name in ATTRIBUTES:
            customer.sources[name] = [source, now.isoformat()]
    customer.save(update_fields=[*changed, "sources"])
    _follow_name(org_id, customer, source, now)
    follow_customers(org_id=org_id, customer_ids=[customer_id], now=now)
    _audit(org_id, actor, "customer.changed", customer_id, now, after={"changed": changed})
    return customer


def archive_customer(
    *, org_id: int, customer_id: int, is_archived: bool, actor: Actor, now: datetime
) -> Customer:
    """Put a customer away, or bring one back. Nothing is lost. Idempotent. ProblemError 404, 409."""
    customer = held_customer(org_id, customer_id)
    if (customer.archived_at is not None) == is_archived:
        return customer
    customer.archived_at, customer.archived_in = (now if is_archived else None), None
    customer.save(update_fields=["archived_at", "archived_in"])
    follow_customers(org_id=org_id, customer_ids=[customer_id], now=now)
    _audit(org_id, actor, "customer.archived" if is_archived else "customer.restored", customer_id, now)
    return customer


def add_external_id(
    *, org_id: int, customer_id: int, system: str, value: str, actor: Actor, now: datetime
) -> None:
    """A customer's name in another system. Idempotent. ProblemError 404, 409 if it is another customer's."""
    held_customer(org_id, customer_id)
    _add_external_id(org_id, customer_id, system, value, source_of(actor), now)
    follow_customers(org_id=org_id, customer_ids=[customer_id], now=now)
    _audit(
        org_id,
        actor,
        "customer.id_added",
        customer_id,
        now,
        after={"system": system, "value": outside_id_hint(value)},
    )


def _add_external_id(
    org_id: int, customer_id: int, system: str, value: str, source: str, now: datetime
) -> None:
    try:
        with transaction.atomic():
            CustomerExternalId.objects.create(
                org_id=org_id,
                customer_id=customer_id,
                system=system,
                value=value,
                source=source,
                added_at=now,
            )
    except IntegrityError as error:
        owner = CustomerExternalId.objects.get(org_id=org_id, system=system, value=value).customer_id
        if owner == customer_id:
            return
        raise conflict(
            "external_id_taken",
            f"「{system}」の「{value}」は別の顧客の ID です。同じ人なら、2 人の顧客を統合してください。",
            f"{value} of {system} is another customer's. If they are one person, merge the two customers.",
        ) from error


def remove_external_id(
    *, org_id: int, customer_id: int, external_id_id: int, actor: Actor, now: datetime
) -> None:
    """The other system's name is not this customer's. Orders stay. ProblemError 404."""
    take_turns(org_id)
    row = selectors.external_id(org_id, customer_id, external_id_id)
    before = {"system": row.system, "value": outside_id_hint(row.value)}
    row.delete()
    follow_customers(org_id=org_id, customer_ids=[customer_id], now=now)
    _audit(org_id, actor, "customer.id_removed", customer_id, now, before=before)


def add_keys(*, org_id: int, customer_id: int, email: str, phone: str, actor: Actor, now: datetime) -> None:
    """The customer identifies by this address or number too; only hashes are kept. Idempotent. ProblemError 404,
    409, 422."""
    held_customer(org_id, customer_id)
    keys = _keys(email, phone)
    if not keys:
        raise invalid_input(
            "email",
            "メールアドレスか電話番号を入力してください。",
            "Give an e-mail address or a phone number.",
        )
    give_keys(org_id=org_id, keys=[(customer_id, key) for key in keys], source=source_of(actor), now=now)
    follow_customers(org_id=org_id, customer_ids=[customer_id], now=now)
    _audit(org_id, actor, "customer.key_added", customer_id, now, after={"hints": [key.hint for key in keys]})


def remove_key(*, org_id: int, customer_id: int, key_id: int, actor: Actor, now: datetime) -> None:
    """The address or number is not this customer's. ProblemError 404."""
    take_turns(org_id)
    row = selectors.key(org_id, customer_id, key_id)
    hint = row.hint
    row.delete()
    follow_customers(org_id=org_id, customer_ids=[customer_id], now=now)
    _audit(org_id, actor, "customer.key_removed", customer_id, now, before={"hints": [hint]})


def _audit(
    org_id: int,
    actor: Actor,
    action: str,
    customer_id: int,
    now: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    record_audit(
        org_id=org_id,
        actor=actor,
        action=action,
        object_kind="customer",
        object_id=customer_id,
        now=now,
        before=before,
        after=after,
    )
    live.tell("customers", org_id=org_id, id=customer_id)


def restore_customers(*, org_id: int, customer_ids: Sequence[int]) -> None:
    """Whoever was archived by a rule and buys or follows again is no longer stale. Idempotent."""
    stale = Customer.objects.filter(
        org_id=org_id, id__in=customer_ids, archived_in__isnull=False, merged_into_id=None
    )
    stale.update(archived_at=None, archived_in=None)
