"""What is known of persons that another system speaks of: reads only, a constant number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from enishi.friends.domain.orders import Person
from enishi.friends.models import Customer, CustomerLink, Friend
from enishi.friends.selectors.identity import Keys


@dataclass(slots=True)
class Known:
    """``customers`` maps an id to the customer that it stands for today: one that was merged is its successor."""

    customers: dict[int, int]
    externals: dict[tuple[str, str], int]
    friends: set[int]
    line_ids: dict[str, dict[int, int]]
    links: dict[int, int]
    keys: dict[str, set[int]]

    def friend_of(self, person: Person) -> int | None:
        """The friend whom the person is; None unless exactly one can be meant."""
        if person.friend_id is not None:
            return person.friend_id
        by_channel = self.line_ids.get(person.line_user_id, {}) if person.line_user_id else {}
        if person.channel_id is not None:
            return by_channel.get(person.channel_id)
        return next(iter(by_channel.values())) if len(by_channel) == 1 else None


def look_up(org_id: int, persons: Sequence[Person], keys: Keys) -> Known:
    """Everything known of these persons."""
    friends, line_ids = _friends(org_id, persons)
    links = CustomerLink.objects.filter(org_id=org_id, friend_id__in=friends)
    return Known(
        customers=_customers(org_id, persons),
        externals=_externals(org_id, persons),
        friends=friends,
        line_ids=line_ids,
        links={link.friend_id: link.customer_id for link in links},
        keys=_keys(org_id, persons, keys),
    )


def _customers(org_id: int, persons: Sequence[Person]) -> dict[int, int]:
    wanted = {person.customer_id for person in persons if person.customer_id is not None}
    found: dict[int, int] = {}
    pending = {each: {each} for each in wanted}
    # A customer may have been merged into one that was merged itself; chains are as short as staff's patience.
    while pending:
        rows = Customer.objects.filter(org_id=org_id, id__in=pending).values_list("id", "merged_into_id")
        asked, pending = pending, {}
        for row_id, successor in rows:
            if successor is None:
                found |= dict.fromkeys(asked[row_id], row_id)
            else:
                pending.setdefault(successor, set()).update(asked[row_id])
    return found


def _externals(org_id: int, persons: Sequence[Person]) -> dict[tuple[str, str], int]:
    wanted = sorted({(person.system, person.external_id) for person in persons if person.external_id})
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT e.system, e.value, e.customer_id
              FROM unnest(%s::text[], %s::text[]) AS w (system, value)
              JOIN friends_customerexternalid e ON e.org_id = %s AND e.system = w.system AND e.value = w.value
            """,
            [[system for system, _ in wanted], [value for _, value in wanted], org_id],
        )
        return {(system, value): customer_id for system, value, customer_id in cursor.fetchall()}


def _friends(org_id: int, persons: Sequence[Person]) -> tuple[set[int], dict[str, dict[int, int]]]:
    ids = {person.friend_id for person in persons if person.friend_id is not None}
    friends = (
        set(Friend.objects.filter(org_id=org_id, id__in=ids).values_list("id", flat=True)) if ids else set()
    )
    names = sorted({person.line_user_id for person in persons if person.line_user_id})
    line_ids: dict[str, dict[int, int]] = {}
    if names:
        with connection.cursor() as cursor:
            # Channel by channel, because the index that knows LINE's ids begins with the channel.
            cursor.execute(
                """
                SELECT f.line_user_id, f.channel_id, f.id
                  FROM line_channel c
                  JOIN friends_friend f
                    ON f.org_id = c.org_id AND f.channel_id = c.id AND f.line_user_id = ANY(%s)
                 WHERE c.org_id = %s
                """,
                [names, org_id],
            )
            for name, channel_id, friend_id in cursor.fetchall():
                line_ids.setdefault(name, {})[channel_id] = friend_id
                friends.add(friend_id)
    return friends, line_ids


def _keys(org_id: int, persons: Sequence[Person], keys: Keys) -> dict[str, set[int]]:
    """Hash → the living customers who identify by it, themselves or through a friend."""
    hashes = sorted({key.hash for person in persons for key in keys.of(person.email, person.phone)})
    if not hashes:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT DISTINCT k.hash, c.id
              FROM friends_identitykey k
              LEFT JOIN friends_customerlink l ON l.org_id = k.org_id AND l.friend_id = k.friend_id
              JOIN friends_customer c ON c.org_id = k.org_id AND c.id = coalesce(k.customer_id, l.customer_id)
             WHERE k.org_id = %s AND k.kind IN ('email', 'phone') AND k.hash = ANY(%s)
               AND c.merged_into_id IS NULL
            """,
            [org_id, hashes],
        )
        found: dict[str, set[int]] = {}
        for hashed, customer_id in cursor.fetchall():
            found.setdefault(hashed, set()).add(customer_id)
    return found
