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
    merged = Customer.objects.filter(org_id=org_id, merged_into_id=customer.id).order_by("id")
    customer_ids = (customer.id, *merged.values_list("id", flat=True))
    linked = CustomerLink.objects.filter(org_id=org_id, customer_id__in=customer_ids).values("friend_id")
    friends = Friend.objects.filter(org_id=org_id, id__in=linked).order_by("id")
    found = list(friends.values_list("id", "line_user_id"))
    return Subject(org_id, tuple(each for each, _ in found), tuple(each for _, each in found), customer_ids)


def person_of(org_id: int, friend_id: int) -> Person:
    """The person behind a friend; ProblemError 404."""
    friend: Friend = friend_of(org_id, friend_id)
    customers = CustomerLink.objects.filter(org_id=org_id, friend_id=friend_id)
    own = tuple(
        customer_id
        for customer_id in customers.values_list("customer_id", flat=True)
        if not CustomerLink.objects.filter(org_id=org_id, customer_id=customer_id)
        .exclude(friend_id=friend_id)
        .exists()
    )
    return Person(org_id, friend.channel_id, friend_id, friend.line_user_id, own)
