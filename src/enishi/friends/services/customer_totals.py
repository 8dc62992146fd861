"""What customers' own rows say about their orders, and what must follow when customers or their orders change."""

from collections.abc import Collection
from datetime import datetime

from django.db import connection

from enishi.friends.services import customer_matches, order_facts
from enishi.friends.services.segment_queue import touch
from enishi.kit import live

_REFRESH = """
UPDATE friends_customer c
   SET order_count = t.number, order_sum = t.total, first_order_at = t.first_at, last_order_at = t.last_at
  FROM (SELECT wanted.id, count(o.id) AS number, coalesce(sum(o.total), 0) AS total,
               min(o.ordered_at) AS first_at, max(o.ordered_at) AS last_at
          FROM unnest(%(customer_ids)s::bigint[]) AS wanted (id)
          LEFT JOIN friends_order o
            ON o.org_id = %(org_id)s AND o.customer_id = wanted.id AND o.status = 'paid'
         GROUP BY wanted.id) t
 WHERE c.org_id = %(org_id)s AND c.id = t.id
   AND (c.order_count, c.order_sum, c.first_order_at, c.last_order_at)
       IS DISTINCT FROM (t.number, t.total, t.first_at, t.last_at)
"""

_FRIENDS = """
SELECT f.channel_id, array_agg(f.id ORDER BY f.id)
  FROM friends_customerlink l JOIN friends_friend f ON f.org_id = l.org_id AND f.id = l.friend_id
 WHERE l.org_id = %(org_id)s AND l.customer_id = ANY(%(customer_ids)s)
 GROUP BY f.channel_id ORDER BY f.channel_id
"""


def refresh_totals(org_id: int, customer_ids: Collection[int]) -> None:
    """Count these customers' paid orders anew; what was refunded or cancelled counts for nothing. Idempotent."""
    with connection.cursor() as cursor:
        cursor.execute(_REFRESH, {"org_id": org_id, "customer_ids": sorted(customer_ids)})


def follow_customers(*, org_id: int, customer_ids: Collection[int], now: datetime) -> None:
    """After customers' friends, keys or orders changed: totals, facts that can be told now, suggestions, segments.

    A constant number of statements for any number of customers. Idempotent.
    """
    if not customer_ids:
        return
    refresh_totals(org_id, customer_ids)
    order_facts.tell_orders(org_id=org_id, customer_ids=customer_ids, now=now)
    customer_matches.find_matches(org_id=org_id, now=now, customer_ids=customer_ids)
    touch_friends(org_id, customer_ids)
    live.tell("customers", org_id=org_id)


def touch_friends(org_id: int, customer_ids: Collection[int]) -> None:
    """Let segments look at all friends of these customers again: an order stands on one friend's timeline alone, but
    every account of the person has bought."""
    with connection.cursor() as cursor:
        cursor.execute(_FRIENDS, {"org_id": org_id, "customer_ids": sorted(customer_ids)})
        found = cursor.fetchall()
    for channel_id, friend_ids in found:
        touch(org_id=org_id, channel_id=channel_id, friend_ids=friend_ids, aspect="customer")
