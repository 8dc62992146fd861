"""From whom another system means to a customer of ours, set-wise.

In: persons by any of their ids. Out: a customer for each, or what is wrong with it. Whoever is unknown becomes a new
customer; whoever says that a LINE friend and a number of theirs are one person is believed where the friend was
nobody's yet, and otherwise the contradiction becomes a suggestion to staff. An e-mail address or a phone number finds
a customer only where nothing else is known of the person, and only if exactly one has it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from enishi.friends.domain.orders import Person
from enishi.friends.models import Customer, CustomerExternalId, Subject
from enishi.friends.selectors.identity import Key, Keys
from enishi.friends.selectors.persons import Known, look_up
from enishi.friends.services.customer_links import link_friends, name_as_friends
from enishi.friends.services.customer_matches import Pair, ordered_pair, suggest_by_orders
from enishi.friends.services.customer_turns import take_turns
from enishi.friends.services.identity_keys import give_keys
from enishi.kit.errors import FieldProblem

type External = tuple[str, str]


@dataclass(slots=True)
class _Work:
    """What is found out while going through the persons; customers yet to be made have negative ids."""

    known: Known
    keys: Keys
    new: dict[int, str] = field(default_factory=dict)
    externals: dict[External, int] = field(default_factory=dict)
    links: dict[int, int] = field(default_factory=dict)
    given: list[tuple[int, Key]] = field(default_factory=list)
    named: dict[int, str] = field(default_factory=dict)
    contradictions: list[tuple[int, int, str]] = field(default_factory=list)


def customers_of(
    *, org_id: int, persons: Sequence[Person], source: str, now: datetime
) -> list[int | FieldProblem]:
    """The customer of each person, in their order; new customers, links, ids and keys are written on the way.

    ``source`` is noted with all of them. A constant number of statements. Idempotent: the same persons again are the
    same customers.
    """
    take_turns(org_id)
    keys = Keys()
    work = _Work(look_up(org_id, persons, keys), keys)
    chosen = [_customer(person, work) for person in persons]
    ids = _create(org_id, work, source, now)
    _write(org_id, work, ids, source, now)
    return [ids.get(found, found) if isinstance(found, int) else found for found in chosen]


def _customer(person: Person, work: _Work) -> int | FieldProblem:
    problem = _problem(person, work.known)
    if problem is not None:
        return problem
    friend_id = work.known.friend_of(person)
    by_id = work.known.customers.get(person.customer_id) if person.customer_id else None
    by_number = _by_external(person, work)
    by_friend = None
    if friend_id is not None:
        by_friend = work.links.get(friend_id) or work.known.links.get(friend_id)
    hashed = work.keys.of(person.email, person.phone)
    # Families share an address: whoever has a number or a friend of their own is suggested to staff, not joined.
    is_guest = not person.external_id and friend_id is None
    customer = by_id or by_number or by_friend or (_by_key(hashed, work) if is_guest else None)
    if customer is None:
        customer = -len(work.new) - 1
        work.new[customer] = person.name
    hint = f"{person.system} {person.external_id}".strip()
    for other in (by_number, by_friend):
        if other is not None and other != customer:
            work.contradictions.append((customer, other, hint))
    _learn(person, friend_id, customer, hashed, work)
    return customer


def _learn(person: Person, friend_id: int | None, customer: int, hashed: list[Key], work: _Work) -> None:
    if person.external_id and _by_external(person, work) is None:
        work.externals[person.system, person.external_id] = customer
    if friend_id is not None and friend_id not in work.known.links:
        work.links.setdefault(friend_id, customer)
    for key in hashed:
        work.given.append((customer, key))
        if not work.known.keys.get(key.hash):
            work.known.keys[key.hash] = {customer}
    if person.name:
        work.named.setdefault(customer, person.name)


def _problem(person: Person, known: Known) -> FieldProblem | None:
    if person.customer_id is not None and person.customer_id not in known.customers:
        return FieldProblem("customer.customer_id", "この顧客はいません。", "There is no such customer.")
    if person.friend_id is not None and person.friend_id not in known.friends:
        return FieldProblem("customer.friend_id", "この友だちはいません。", "There is no such friend.")
    if person.line_user_id and known.friend_of(person) is None and not _is_named_otherwise(person):
        return FieldProblem(
            "customer.line_user_id",
            "この LINE ユーザー ID の友だちはいません。external_id も送ると、あとから友だちと結び付けられます。",
            "No friend has this LINE user id. Send an external_id too: the order can be joined to a friend later.",
        )
    return None


def _is_named_otherwise(person: Person) -> bool:
    return bool(person.customer_id or person.external_id or person.email or person.phone)


def _by_external(person: Person, work: _Work) -> int | None:
    name = (person.system, person.external_id)
    return work.externals.get(name) or work.known.externals.get(name) if person.external_id else None


def _by_key(hashed: list[Key], work: _Work) -> int | None:
    for key in hashed:
        owners = work.known.keys.get(key.hash, set())
        if len(owners) == 1:
            return next(iter(owners))
    return None


def _create(org_id: int, work: _Work, source: str, now: datetime) -> dict[int, int]:
    """Provisional id → id of the new customer."""
    rows = [
        Customer(
            org_id=org_id,
            name=name,
            source=source,
            created_at=now,
            sources={"name": [source, now.isoformat()]} if name else {},
        )
        for name in work.new.values()
    ]
    made = Customer.objects.bulk_create(rows)
    return {provisional: row.id for provisional, row in zip(work.new, made, strict=True)}


def _write(org_id: int, work: _Work, ids: dict[int, int], source: str, now: datetime) -> None:
    CustomerExternalId.objects.bulk_create(
        [
            CustomerExternalId(
                org_id=org_id,
                customer_id=ids.get(customer, customer),
                system=system,
                value=value,
                source=source,
                added_at=now,
            )
            for (system, value), customer in sorted(work.externals.items())
        ]
    )
    give_keys(
        org_id=org_id, keys=[(ids.get(each, each), key) for each, key in work.given], source=source, now=now
    )
    link_friends(
        org_id=org_id,
        links={friend_id: ids.get(each, each) for friend_id, each in work.links.items()},
        source=source,
        now=now,
    )
    _name(org_id, {ids.get(each, each): name for each, name in work.named.items()}, source, now)
    name_as_friends(org_id=org_id, friend_ids=list(work.links), now=now)
    pairs: list[tuple[Pair, str]] = [
        (ordered_pair((Subject.CUSTOMER, ids.get(one, one)), (Subject.CUSTOMER, ids.get(other, other))), hint)
        for one, other, hint in work.contradictions
    ]
    suggest_by_orders(org_id=org_id, pairs=pairs, now=now)


def _name(org_id: int, names: dict[int, str], source: str, now: datetime) -> None:
    """Give a name to those who have none; what somebody knows already is not overwritten by an order."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE friends_customer c
               SET name = n.name, sources = c.sources || jsonb_build_object('name', jsonb_build_array(%s::text, %s::text))
              FROM unnest(%s::bigint[], %s::text[]) AS n (id, name)
             WHERE c.org_id = %s AND c.id = n.id AND c.name = ''
            """,
            [source, now.isoformat(), list(names), list(names.values()), org_id],
        )
