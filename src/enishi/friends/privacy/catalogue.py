"""All tables that the apps have declared, and one person as their conditions ask for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from enishi.friends.models import CustomerLink, Friend
from enishi.friends.selectors import friend as friend_of
from enishi.kit.privacy import Table
from enishi.kit.wiring import wired


@cache
def tables() -> tuple[Table, ...]:
    """Every table, the friend's own row last."""
    # Wired values are functions elsewhere; here they are plain tuples.
    return tuple(table for listed in wired("ENISHI_PERSONAL_DATA") for table in _of(listed))


def _of(listed: Any) -> Sequence[Table]:
    found: Sequence[Table] = listed
    return found


@dataclass(frozen=True, slots=True)
class Person:
    """One friend, with the customer whom nobody but this friend is."""

    org_id: int
    channel_id: int
    friend_id: int
    line_user_id: str
    customer_ids: tuple[int, ...]

    def parameters(self, now: datetime) -> dict[str, Any]:
        """What the tables' conditions name."""
        return {
            "org_id": self.org_id,
            "now": now,
            "friend_id": self.friend_id,
            "friend_text": str(self.friend_id),
            "friend_ids": [self.friend_id],
            "friend_texts": [str(self.friend_id)],
            "line_user_id": self.line_user_id,
            "line_user_ids": [self.line_user_id],
            "line_user_patterns": [f"%{self.line_user_id}%"],
            "customer_ids": list(self.customer_ids),
        }


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
