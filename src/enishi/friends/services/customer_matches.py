"""Who may be one person: pairs that share an address, a number, or a name with a birthday, suggested to staff.

In: identity keys. Out: open suggestions with their evidence. One statement over all keys, or over those that the
changed ones share; nothing here joins anybody, and a pair that staff called two persons is never suggested again,
even after the two were linked to or merged with others.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from enishi.friends.models import CustomerLink, IdentityKey, Subject
from enishi.friends.services.match_sql import DISMISSED, SUGGEST
from enishi.kit import live
from enishi.kit.jsontext import dumps_for_postgres

#: A number that more than this many have is a shop's own or made up: it tells nobody apart.
MOST_SHARING = 5
#: How sure one piece of evidence makes, in percent. Pieces add up: the doubts are multiplied.
CONFIDENCE = {"order": 95, "email": 90, "phone": 85, "name_birthday": 60}

#: Beyond so many friends it is cheaper to compare everybody.
_FEW = 20_000

type Pair = tuple[Subject, int, Subject, int]


def find_matches(
    *,
    org_id: int,
    now: datetime,
    customer_ids: Collection[int] | None = None,
    friend_ids: Collection[int] | None = None,
) -> int:
    """Suggest pairs, and drop open suggestions that nothing supports any more; returns how many are new.

    Looks at everybody, or at these customers and friends and whoever shares a key with them. Idempotent.
    """
    is_all = customer_ids is None and friend_ids is None
    concerned = set(customer_ids or ()) | _customers_of(org_id, friend_ids or ())
    parameters: dict[str, Any] = {
        "org_id": org_id,
        "now": now,
        "is_all": is_all,
        "customer_ids": sorted(concerned),
        "friend_ids": sorted(friend_ids or ()),
        "most": MOST_SHARING,
        "kinds": list(CONFIDENCE),
        "confidences": list(CONFIDENCE.values()),
    }
    with connection.cursor() as cursor:
        cursor.execute(SUGGEST, parameters)
        new = sum(1 for (is_new,) in cursor.fetchall() if is_new)
    if new:
        live.tell("customers", org_id=org_id)
    return new


def _customers_of(org_id: int, friend_ids: Collection[int]) -> set[int]:
    found = CustomerLink.objects.filter(org_id=org_id, friend_id__in=friend_ids) if friend_ids else ()
    return {link.customer_id for link in found}


def find_recent_matches(*, org_id: int, since: datetime, now: datetime) -> int:
    """Suggest pairs among whoever got a new key since then; returns how many are new. Idempotent."""
    recent = IdentityKey.objects.filter(org_id=org_id, seen_at__gte=since, friend_id__isnull=False)
    found = recent.values_list("friend_id", flat=True)[: _FEW + 1]
    friend_ids = {friend_id for friend_id in found if friend_id is not None}
    if len(friend_ids) > _FEW:
        return find_matches(org_id=org_id, now=now)
    return find_matches(org_id=org_id, now=now, friend_ids=friend_ids)


def ordered_pair(one: tuple[Subject, int], other: tuple[Subject, int]) -> Pair:
    """The pair as it is stored: a pair has no first and second."""
    left, right = sorted([one, other], key=lambda subject: (subject[0].value, subject[1]))
    return (*left, *right)


def suggest_by_orders(*, org_id: int, pairs: Sequence[tuple[Pair, str]], now: datetime) -> None:
    """An order named two known customers as its buyer: suggest that they are one. ``pairs`` come with a hint each.

    Idempotent; pairs that were dismissed are passed over.
    """
    if not pairs:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH RECURSIVE {DISMISSED}
            INSERT INTO friends_matchsuggestion AS s
                   (org_id, left_kind, left_id, right_kind, right_id, confidence, evidence, state, found_at)
            SELECT DISTINCT ON (p.left_kind, p.left_id, p.right_kind, p.right_id)
                   %(org_id)s::bigint, p.left_kind, p.left_id, p.right_kind, p.right_id,
                   %(confidence)s, p.evidence::jsonb, 'open', %(now)s
              FROM unnest(%(left_kinds)s::text[], %(left_ids)s::bigint[], %(right_kinds)s::text[],
                          %(right_ids)s::bigint[], %(evidence)s::text[])
                   AS p (left_kind, left_id, right_kind, right_id, evidence)
             WHERE (p.left_kind, p.left_id, p.right_kind, p.right_id) NOT IN (SELECT * FROM dismissed)
            ON CONFLICT (org_id, left_kind, left_id, right_kind, right_id) DO UPDATE
               SET evidence = excluded.evidence, confidence = greatest(s.confidence, excluded.confidence),
                   state = 'open', found_at = excluded.found_at, decided_at = NULL, decided_by = ''
             WHERE s.state = 'accepted'
            """,
            {
                "org_id": org_id,
                "now": now,
                "confidence": CONFIDENCE["order"],
                "left_kinds": [pair[0].value for pair, _ in pairs],
                "left_ids": [pair[1] for pair, _ in pairs],
                "right_kinds": [pair[2].value for pair, _ in pairs],
                "right_ids": [pair[3] for pair, _ in pairs],
                "evidence": [dumps_for_postgres([{"kind": "order", "hint": hint}]) for _, hint in pairs],
            },
        )
    live.tell("customers", org_id=org_id)
