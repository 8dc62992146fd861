"""All tables that the apps have declared, and one person as their conditions ask for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from enishi.friends.models import Customer, CustomerLink, Friend
from enishi.friends.selectors import customers as customer_selectors
from enishi.friends.selectors import friend as friend_of
from enishi.kit.privacy import Keeper, Table, Whom
from enishi.kit.tenancy import limited_to_channels, org_scope
from enishi.kit.wiring import wired


@cache
def tables() -> tuple[Table, ...]:
    """Every table, the friend's own row last."""
    # Wired values are functions elsewhere; here they are plain tuples.
    return tuple(table for listed in wired("ENISHI_PERSONAL_DATA") for table in _of(listed))


@cache
def keepers() -> tuple[Keeper, ...]:
    """What has to be emptied before the tables are."""
    found: tuple[Any, ...] = wired("ENISHI_PERSONAL_DATA_KEEPERS")
    return found


def _of(listed: Any) -> Sequence[Table]:
    found: Sequence[Table] = listed
    return found


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom the tables are asked about: friends by their numbers and LINE ids, and customers."""

    org_id: int
    friend_ids: tuple[int, ...]
    line_user_ids: tuple[str, ...]
    customer_ids: tuple[int, ...]

    def parameters(self, now: datetime) -> dict[str, Any]:
        """What the tables' conditions name."""
        return {
            "org_id": self.org_id,
            "now": now,
            "friend_ids": list(self.friend_ids),
            "friend_texts": [str(friend_id) for friend_id in self.friend_ids],
            "line_user_ids": list(self.line_user_ids),
            "line_user_patterns": [f"%{line_user_id}%" for line_user_id in self.line_user_ids],
            "customer_ids": list(self.customer_ids),
        }


@dataclass(frozen=True, slots=True)
class Person:
    """One friend, with the customer whom nobody but this friend is."""

    org_id: int
    channel_id: int
    friend_id: int
    line_user_id: str
    customer_ids: tuple[int, ...]

    @property
    def whom(self) -> Whom:
        return Whom(self.org_id, self.channel_id, self.friend_id)

    @property
    def subject(self) -> Subject:
        return Subject(self.org_id, (self.friend_id,), (self.line_user_id,), self.customer_ids)

    def parameters(self, now: datetime) -> dict[str, Any]:
        """The subject's, and what an erasure writes with."""
        return self.subject.parameters(now) | {
            "friend_id": self.friend_id,
            "friend_text": str(self.friend_id),
            "line_user_id": self.line_user_id,
        }


def subject_of_customer(org_id: int, customer_id: int) -> Subject:
    """Everybody whom a customer is, at every account, with the customers that were merged into it; ProblemError 404."""
    customer = customer_selectors.customer(org_id, customer_id)
    customer_ids = with_merged(org_id, [customer.id])
    linked = CustomerLink.objects.filter(org_id=org_id, customer_id__in=customer_ids).values("friend_id")
    friends = Friend.objects.filter(org_id=org_id, id__in=linked).order_by("id")
    found = list(friends.values_list("id", "line_user_id"))
    return Subject(org_id, tuple(each for each, _ in found), tuple(each for _, each in found), customer_ids)


def with_merged(org_id: int, customer_ids: Sequence[int]) -> tuple[int, ...]:
    """These customers, and all that were merged into them, or into those."""
    found = list(dict.fromkeys(customer_ids))
    newest = found
    while newest:
        merged = Customer.objects.filter(org_id=org_id, merged_into_id__in=newest).exclude(id__in=found)
        newest = list(merged.order_by("id").values_list("id", flat=True))
        found = [*found, *newest]
    return tuple(found)


def person_of(org_id: int, friend_id: int) -> Person:
    """The person behind a friend; ProblemError 404."""
    friend: Friend = friend_of(org_id, friend_id)
    return Person(org_id, friend.channel_id, friend_id, friend.line_user_id, own_customers(org_id, friend_id))


def own_customers(org_id: int, friend_id: int, known: Sequence[int] = ()) -> tuple[int, ...]:
    """The customers who are this friend and nobody else, at any account, with those that were merged into them.

    ``known`` are customers who were this friend's before: those whom nobody else has become since stay theirs. Looks
    at all accounts, whatever the caller is limited to: a friend whom they may not see has the same right to be kept.
    """
    with limited_to_channels(None), org_scope(org_id):
        links = CustomerLink.objects.filter(org_id=org_id)
        mine = links.filter(friend_id=friend_id).values_list("customer_id", flat=True)
        candidates = with_merged(org_id, [*known, *mine])
        others = links.exclude(friend_id=friend_id)
        return tuple(
            each
            for each in candidates
            if not others.filter(customer_id__in=_and_above(org_id, each)).exists()
        )


def _and_above(org_id: int, customer_id: int) -> list[int]:
    """A customer, the one that they were merged into, and so on."""
    found: list[int] = []
    at: int | None = customer_id
    while at is not None and at not in found:
        found.append(at)
        at = Customer.objects.filter(org_id=org_id, id=at).values_list("merged_into_id", flat=True).first()
    return found
