"""What an import brought beside the orders themselves, taken away again: customers, their ids, and products.

Set-wise, and only what still bears the import's own mark and nothing else has come to depend on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from enishi.friends.conditions.references import uses_of
from enishi.friends.services.customer_totals import follow_customers, touch_friends
from enishi.friends.services.order_facts import untell_strangers

#: Products of one note whose uses are looked at; a catalogue that is larger keeps what is beyond.
_MOST_PRODUCTS = 500


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Customers whom an import concerned, those among them with an order that stays, and the import's mark."""

    org_id: int
    source: str
    customer_ids: Sequence[int]
    kept: Sequence[int]


# An order of the same shop that came otherwise still goes by the number.
_IDS = """
DELETE FROM friends_customerexternalid e
 WHERE e.org_id = %(org_id)s AND e.customer_id = ANY(%(loose)s::bigint[]) AND e.source = %(source)s
   AND NOT EXISTS (SELECT FROM friends_order o
                    WHERE o.org_id = e.org_id AND o.customer_id = e.customer_id AND o.source = e.system)
"""
_KEYS = """
DELETE FROM friends_identitykey
 WHERE org_id = %(org_id)s AND customer_id = ANY(%(loose)s::bigint[]) AND source = %(source)s
"""
_LINKS = """
DELETE FROM friends_customerlink
 WHERE org_id = %(org_id)s AND customer_id = ANY(%(loose)s::bigint[]) AND source = %(source)s
"""
_NAMES = """
UPDATE friends_customer SET name = '', sources = sources - 'name'
 WHERE org_id = %(org_id)s AND id = ANY(%(loose)s::bigint[]) AND sources -> 'name' ->> 0 = %(source)s
   AND source <> %(source)s
"""
# A name that a friend lent goes with the link to the friend.
_BARE = """
SELECT c.id FROM friends_customer c
 WHERE c.org_id = %(org_id)s AND c.id = ANY(%(loose)s::bigint[]) AND c.source = %(source)s
   AND c.note = '' AND c.kana = '' AND c.birthday IS NULL AND c.merged_into_id IS NULL
   AND (c.sources - 'name') = '{}' AND coalesce(c.sources -> 'name' ->> 0, %(source)s) IN (%(source)s, 'friend')
   AND NOT EXISTS (SELECT FROM friends_order o WHERE o.org_id = c.org_id AND o.customer_id = c.id)
   AND NOT EXISTS (SELECT FROM friends_customerlink l WHERE l.org_id = c.org_id AND l.customer_id = c.id)
   AND NOT EXISTS (SELECT FROM friends_customerexternalid e WHERE e.org_id = c.org_id AND e.customer_id = c.id)
   AND NOT EXISTS (SELECT FROM friends_identitykey k WHERE k.org_id = c.org_id AND k.customer_id = c.id)
   AND NOT EXISTS (SELECT FROM friends_customermove m WHERE m.org_id = c.org_id AND m.kept_id = c.id)
   AND NOT EXISTS (SELECT FROM friends_customermove m WHERE m.org_id = c.org_id AND m.other_id = c.id)
   FOR UPDATE OF c
"""
_SUGGESTIONS = """
DELETE FROM friends_matchsuggestion
 WHERE org_id = %(org_id)s AND (left_kind = 'customer' AND left_id = ANY(%(bare)s::bigint[])
                                OR right_kind = 'customer' AND right_id = ANY(%(bare)s::bigint[]))
"""
_CUSTOMERS = "DELETE FROM friends_customer WHERE org_id = %(org_id)s AND id = ANY(%(bare)s::bigint[])"


def withdraw_customers(what: Withdrawal, now: datetime) -> None:
    """Take away whom the import made, and what it told of others; then follow what changed for those who stay."""
    loose = sorted(set(what.customer_ids) - set(what.kept))
    parameters: dict[str, Any] = {"org_id": what.org_id, "source": what.source, "loose": loose}
    # Before they are nobody's any more: whoever was this customer has bought nothing now.
    touch_friends(what.org_id, what.customer_ids)
    with connection.cursor() as cursor:
        for statement in (_IDS, _KEYS, _LINKS, _NAMES):
            cursor.execute(statement, parameters)
        cursor.execute(_BARE, parameters)
        bare = [row[0] for row in cursor.fetchall()]
        for statement in (_SUGGESTIONS, _CUSTOMERS):
            cursor.execute(statement, parameters | {"bare": bare})
    staying = sorted(set(what.customer_ids) - set(bare))
    untell_strangers(what.org_id, staying)
    follow_customers(org_id=what.org_id, customer_ids=staying, now=now)


def withdraw_products(org_id: int, product_ids: Sequence[int], categories: Mapping[str, str]) -> None:
    """Delete products that no order and no condition names, and empty categories that the import filled in."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE friends_product p SET category = '' FROM unnest(%s::bigint[], %s::text[]) AS n (id, category) "
            "WHERE p.org_id = %s AND p.id = n.id AND p.category = n.category",
            [[int(each) for each in categories], list(categories.values()), org_id],
        )
        cursor.execute(
            """
            SELECT p.id FROM friends_product p
             WHERE p.org_id = %s AND p.id = ANY(%s::bigint[]) AND p.archived_at IS NULL
               AND p.updated_at = p.created_at
               AND NOT EXISTS (SELECT FROM friends_orderline l WHERE l.org_id = p.org_id AND l.product_id = p.id)
             ORDER BY p.id LIMIT %s
            """,
            [org_id, list(product_ids), _MOST_PRODUCTS],
        )
        unused = [row[0] for row in cursor.fetchall() if not uses_of(org_id, "product", row[0])]
        cursor.execute(
            "DELETE FROM friends_product WHERE org_id = %s AND id = ANY(%s::bigint[])", [org_id, unused]
        )
