"""What changes hands when customers are merged or split, row by row, so that it can change hands back."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from django.db import connection

from enishi.friends.models import MatchSuggestion, Subject, SuggestionState
from enishi.friends.services.customer_matches import ordered_pair


@dataclass(frozen=True, slots=True)
class Moved:
    """Rows by their ids: friends' links, outside ids, keys and orders."""

    friend_ids: set[int] = field(default_factory=set)
    external_id_ids: set[int] = field(default_factory=set)
    key_ids: set[int] = field(default_factory=set)
    order_ids: set[int] = field(default_factory=set)

    def as_json(self) -> dict[str, list[int]]:
        return {name: sorted(getattr(self, name)) for name in _TABLES}

    @classmethod
    def of_json(cls, stored: dict[str, Any]) -> Self:
        return cls(**{name: set(stored[name]) for name in _TABLES})

    def is_within(self, other: "Moved") -> bool:
        return all(getattr(self, name) <= getattr(other, name) for name in _TABLES)


#: What of a customer can change hands: name here → table, its id.
_TABLES = {
    "friend_ids": ("friends_customerlink", "friend_id"),
    "external_id_ids": ("friends_customerexternalid", "id"),
    "key_ids": ("friends_identitykey", "id"),
    "order_ids": ("friends_order", "id"),
}

# A key that the other one has too stays where it is: once is enough, and an undo finds it where it was.
_NOT_THERE = """
AND NOT EXISTS (SELECT FROM friends_identitykey o WHERE o.org_id = r.org_id AND o.customer_id = %(to)s
                   AND o.kind = r.kind AND o.hash = r.hash)
"""


def hand_over(org_id: int, from_id: int, to_id: int, only: Moved | None = None) -> Moved:
    """Let ``to_id`` have what is ``from_id``'s, or ``only`` those rows; returns what really moved."""
    moved = {}
    for name, (table, key) in _TABLES.items():
        chosen = "" if only is None else f"AND r.{key} = ANY(%(only)s)"
        with connection.cursor() as cursor:
            cursor.execute(
                f"""
                UPDATE {table} r SET customer_id = %(to)s
                 WHERE r.org_id = %(org_id)s AND r.customer_id = %(from)s {chosen}
                       {_NOT_THERE if name == "key_ids" else ""}
                RETURNING r.{key}
                """,
                {
                    "org_id": org_id,
                    "from": from_id,
                    "to": to_id,
                    "only": [] if only is None else sorted(getattr(only, name)),
                },
            )
            moved[name] = {row[0] for row in cursor.fetchall()}
    return Moved(**moved)


def judge_apart(org_id: int, one_id: int, other_id: int, by: str, now: datetime) -> None:
    """Note that two customers are two persons, so that nobody is asked again. Idempotent."""
    pair = ordered_pair((Subject.CUSTOMER, one_id), (Subject.CUSTOMER, other_id))
    MatchSuggestion.objects.update_or_create(
        org_id=org_id,
        left_kind=pair[0],
        left_id=pair[1],
        right_kind=pair[2],
        right_id=pair[3],
        defaults={
            "state": SuggestionState.DISMISSED,
            "confidence": 0,
            "found_at": now,
            "decided_at": now,
            "decided_by": by[:200],
        },
    )


def forget_judgement(org_id: int, one_id: int, other_id: int) -> None:
    """They may be one person after all. Idempotent."""
    pair = ordered_pair((Subject.CUSTOMER, one_id), (Subject.CUSTOMER, other_id))
    MatchSuggestion.objects.filter(
        org_id=org_id,
        left_kind=pair[0],
        left_id=pair[1],
        right_kind=pair[2],
        right_id=pair[3],
        state=SuggestionState.DISMISSED,
    ).delete()
