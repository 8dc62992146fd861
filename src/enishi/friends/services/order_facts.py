"""Orders as facts on a timeline.

In: orders of customers. Out: ``order.placed``, ``order.refunded`` and ``order.cancelled`` with the orders' own times.
A customer may be several friends; an order is told to one of them, the one who follows and reacted last, so that a
rule answers a person once. An order of somebody who is nobody's friend waits until they are.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from enishi.friends.models import OrderStatus
from enishi.friends.services.timeline import NewEvent, ReactionContext, record_events

#: What happened longer ago is history: it is told, but no rule thanks for an order of last year.
FRESH_FOR = timedelta(days=1)

#: The one friend of a customer whom facts are told to; also "the main account" of conditions.
MAIN_FRIEND = """
SELECT DISTINCT ON (l.customer_id) l.customer_id, f.id AS friend_id, f.channel_id
  FROM friends_customerlink l JOIN friends_friend f ON f.org_id = l.org_id AND f.id = l.friend_id
 WHERE l.org_id = {org} AND l.customer_id = ANY({customers})
 ORDER BY l.customer_id, (f.status = 'following') DESC, coalesce(f.last_reaction_at, f.first_seen_at) DESC, f.id
"""

_UNTOLD = f"""
SELECT o.id, o.source, o.external_id, o.ordered_at, o.status, o.status_at, o.total, o.item_count, o.told_as,
       coalesce(told.id, main.friend_id), coalesce(told.channel_id, main.channel_id)
  FROM friends_order o
  JOIN ({MAIN_FRIEND.format(org="%(org_id)s", customers="%(customer_ids)s")}) main ON main.customer_id = o.customer_id
  LEFT JOIN friends_customerlink tl
    ON tl.org_id = o.org_id AND tl.friend_id = o.told_friend_id AND tl.customer_id = o.customer_id
  LEFT JOIN friends_friend told ON told.org_id = o.org_id AND told.id = tl.friend_id
 WHERE o.org_id = %(org_id)s AND o.customer_id = ANY(%(customer_ids)s) AND o.told_as <> o.status
 ORDER BY o.ordered_at, o.id
   FOR UPDATE OF o
"""

_TELL = """
UPDATE friends_order o SET told_friend_id = t.friend_id, told_as = o.status
  FROM unnest(%(order_ids)s::bigint[], %(friend_ids)s::bigint[]) AS t (order_id, friend_id)
 WHERE o.org_id = %(org_id)s AND o.id = t.order_id
"""

_BOUGHT = """
SELECT l.order_id, array_agg(DISTINCT l.product_id) FILTER (WHERE l.product_id IS NOT NULL),
       array_agg(DISTINCT p.category) FILTER (WHERE p.category <> ''), (array_agg(l.name ORDER BY l.position))[1:3]
  FROM friends_orderline l LEFT JOIN friends_product p ON p.org_id = l.org_id AND p.id = l.product_id
 WHERE l.org_id = %(org_id)s AND l.order_id = ANY(%(order_ids)s)
 GROUP BY l.order_id
"""


@dataclass(frozen=True, slots=True)
class _Untold:
    id: int
    source: str
    number: str
    ordered_at: datetime
    status: str
    status_at: datetime
    total: int
    items: int
    told_as: str
    friend_id: int
    channel_id: int


def tell_orders(*, org_id: int, customer_ids: Collection[int], now: datetime) -> int:
    """Put on timelines what these customers' timelines do not say yet; returns how many orders. Idempotent."""
    parameters: dict[str, Any] = {"org_id": org_id, "customer_ids": sorted(customer_ids)}
    with connection.cursor() as cursor:
        cursor.execute(_UNTOLD, parameters)
        untold = [_Untold(*row) for row in cursor.fetchall()]
        if not untold:
            return 0
        ids = [order.id for order in untold]
        cursor.execute(
            _TELL,
            {"org_id": org_id, "order_ids": ids, "friend_ids": [order.friend_id for order in untold]},
        )
        cursor.execute(_BOUGHT, {"org_id": org_id, "order_ids": ids})
        bought = {row[0]: row[1:] for row in cursor.fetchall()}
    for channel_id in sorted({order.channel_id for order in untold}):
        events = [
            event
            for order in untold
            if order.channel_id == channel_id
            for event in _events(order, _data(order, bought.get(order.id)))
        ]
        _record(org_id, channel_id, events, now)
    return len(untold)


def _record(org_id: int, channel_id: int, events: Sequence[NewEvent], now: datetime) -> None:
    fresh = [event for event in events if now - event.occurred_at <= FRESH_FOR]
    history = [event for event in events if now - event.occurred_at > FRESH_FOR]
    for some, is_history in ((history, True), (fresh, False)):
        record_events(
            org_id=org_id,
            channel_id=channel_id,
            events=some,
            now=now,
            context=ReactionContext(is_history=is_history),
        )


def _data(order: _Untold, bought: tuple[Any, ...] | None) -> dict[str, Any]:
    product_ids, categories, names = bought or (None, None, None)
    return {
        "order_id": order.id,
        "source": order.source,
        "number": order.number,
        "total": order.total,
        "items": order.items,
        "product_ids": product_ids or [],
        "categories": categories or [],
        "names": names or [],
    }


def _events(order: _Untold, data: dict[str, Any]) -> list[NewEvent]:
    """What is new to the timeline. A correction back to "paid" is no fact: the person did nothing."""
    ref = f"order:{order.id}"
    events = []
    if not order.told_as and order.status != OrderStatus.CANCELLED:
        events.append(NewEvent(order.friend_id, "order.placed", order.ordered_at, data, ref))
    if order.status == OrderStatus.REFUNDED:
        events.append(NewEvent(order.friend_id, "order.refunded", order.status_at, data, ref))
    if order.status == OrderStatus.CANCELLED and order.told_as:
        events.append(NewEvent(order.friend_id, "order.cancelled", order.status_at, data, ref))
    return events


def untell_strangers(org_id: int, customer_ids: Collection[int]) -> None:
    """Take these customers' orders off the timelines of friends who are not theirs, or not any more. Idempotent."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH strange AS (
              UPDATE friends_order o SET told_friend_id = NULL, told_as = ''
               WHERE o.org_id = %(org_id)s AND o.customer_id = ANY(%(customer_ids)s) AND o.told_friend_id IS NOT NULL
                 AND NOT EXISTS (SELECT FROM friends_customerlink l
                                  WHERE l.org_id = o.org_id AND l.friend_id = o.told_friend_id
                                    AND l.customer_id = o.customer_id)
              RETURNING 'order:' || o.id AS ref
            )
            DELETE FROM friends_timelineevent e USING strange s WHERE e.org_id = %(org_id)s AND e.ref = s.ref
            """,
            {"org_id": org_id, "customer_ids": sorted(customer_ids)},
        )
