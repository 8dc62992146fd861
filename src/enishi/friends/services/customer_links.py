"""Which friend is which customer."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import connection

from enishi.accounts.permissions import Actor
from enishi.accounts.services import record_audit
from enishi.friends import selectors
from enishi.friends.models import CustomerLink
from enishi.friends.selectors import customers as customer_selectors
from enishi.friends.services.customer_totals import follow_customers, touch_friends
from enishi.friends.services.customer_turns import held_customer, take_turns
from enishi.friends.services.order_facts import untell_strangers
from enishi.kit.errors import conflict


def source_of(actor: Actor) -> str:
    """Who gave something, as it is noted beside values: ``staff:3``, ``api_key:5``."""
    kind = "staff" if actor.kind == "user" else actor.kind
    return f"{kind}:{actor.id}" if actor.id is not None else kind


def link_friends(*, org_id: int, links: Mapping[int, int], source: str, now: datetime) -> list[int]:
    """Friend id → customer id: those friends who are nobody's yet become this customer's; returns them. Idempotent.

    Does not look at what follows from it: call :func:`follow_customers` afterwards.
    """
    if not links:
        return []
    friends = sorted(links)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO friends_customerlink (org_id, friend_id, customer_id, source, linked_at)
            SELECT %s, l.friend_id, l.customer_id, %s, %s
              FROM unnest(%s::bigint[], %s::bigint[]) AS l (friend_id, customer_id)
             ORDER BY l.friend_id
            ON CONFLICT (org_id, friend_id) DO NOTHING
            RETURNING friend_id
            """,
            [org_id, source, now, friends, [links[friend_id] for friend_id in friends]],
        )
        return [row[0] for row in cursor.fetchall()]


def link_friend(*, org_id: int, customer_id: int, friend_id: int, actor: Actor, now: datetime) -> None:
    """Staff say that a friend is this customer. Idempotent. ProblemError 404, or 409 if they are another one's."""
    held_customer(org_id, customer_id)
    friend = selectors.friend(org_id, friend_id)
    linked = link_friends(org_id=org_id, links={friend.id: customer_id}, source=source_of(actor), now=now)
    if not linked:
        present = CustomerLink.objects.get(org_id=org_id, friend_id=friend_id)
        if present.customer_id != customer_id:
            raise conflict(
                "friend_is_another_customer",
                "この友だちは別の顧客に結び付いています。同じ人なら、2 人の顧客を統合してください。",
                "This friend is another customer already. If they are one person, merge the two customers.",
            )
        return
    name_as_friends(org_id=org_id, friend_ids=[friend.id], now=now)
    follow_customers(org_id=org_id, customer_ids=[customer_id], now=now)
    record_audit(
        org_id=org_id,
        actor=actor,
        action="customer.linked",
        object_kind="customer",
        object_id=customer_id,
        now=now,
        after={"friend_id": friend_id},
    )


def name_as_friends(*, org_id: int, friend_ids: Sequence[int], now: datetime) -> None:
    """Customers without a name are called as these friends of theirs call themselves; of several the first. Idempotent."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE friends_customer c
               SET name = n.name, sources = c.sources || jsonb_build_object('name', jsonb_build_array('friend', %s::text))
              FROM (SELECT DISTINCT ON (l.customer_id) l.customer_id, f.display_name AS name
                      FROM friends_customerlink l
                      JOIN friends_friend f ON f.org_id = l.org_id AND f.id = l.friend_id
                     WHERE l.org_id = %s AND l.friend_id = ANY(%s) AND f.display_name <> ''
                     ORDER BY l.customer_id, l.friend_id) AS n
             WHERE c.org_id = %s AND c.id = n.customer_id AND c.name = ''
            """,
            [now.isoformat(), org_id, sorted(friend_ids), org_id],
        )


def unlink_friend(*, org_id: int, customer_id: int, friend_id: int, actor: Actor, now: datetime) -> None:
    """Staff say that a friend is not this customer: the customer's orders leave the friend's timeline, and stand on
    another friend's of theirs if there is one. ProblemError 404."""
    take_turns(org_id)
    customer_selectors.customer(org_id, customer_id)
    link = customer_selectors.link_of(org_id, customer_id, friend_id)
    touch_friends(org_id, [customer_id])
    link.delete()
    untell_strangers(org_id, [customer_id])
    follow_customers(org_id=org_id, customer_ids=[customer_id], now=now)
    record_audit(
        org_id=org_id,
        actor=actor,
        action="customer.unlinked",
        object_kind="customer",
        object_id=customer_id,
        now=now,
        before={"friend_id": friend_id},
    )
