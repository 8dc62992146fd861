"""What identifies friends and customers, kept up to date as keyed hashes.

In: values of fields that hold an e-mail address, a phone number or a birthday, and what customers are given directly.
Out: identity keys. The values themselves stay where they are.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from enishi.friends.selectors.identity import Key, Keys
from enishi.friends.services.customer_matches import find_matches
from enishi.friends.services.timeline import NewEvent, ReactionContext
from enishi.kit.jobs import defer
from enishi.kit.pgarrays import integers, texts

#: A yearly date may be a wedding's; only what is called so is a birthday.
_BIRTHDAY = re.compile(r"誕生日|生年月日|バースデー|birth", re.IGNORECASE)
_NAME = re.compile(r"(お|ご)?(氏名|名前|本名)|full[ _]?name|name", re.IGNORECASE)

_FIELDS = """
SELECT id, type, name FROM friends_field
 WHERE org_id = %s AND archived_at IS NULL AND type IN ('email', 'phone', 'date', 'text')
"""

# One probe of the key for each pair, whatever the planner thinks of a table that is just being filled: it would read a
# field's every value for each of the friends.
_VALUES = """
SELECT c.friend_id, d.field_id, v.text_value, v.date_value, f.display_name
  FROM unnest(%(friend_ids)s::bigint[]) AS c (friend_id)
 CROSS JOIN unnest(%(field_ids)s::bigint[]) AS d (field_id)
 CROSS JOIN LATERAL (SELECT text_value, date_value FROM friends_fieldvalue
                      WHERE org_id = %(org_id)s AND field_id = d.field_id AND friend_id = c.friend_id OFFSET 0) AS v
 CROSS JOIN LATERAL (SELECT display_name FROM friends_friend
                      WHERE org_id = %(org_id)s AND id = c.friend_id OFFSET 0) AS f
"""

_FORGET = """
DELETE FROM friends_identitykey k
 WHERE k.org_id = %(org_id)s AND k.friend_id = ANY(%(friend_ids)s::bigint[])
   AND NOT EXISTS (SELECT FROM unnest(%(owners)s::bigint[], %(fields)s::bigint[]) AS n (friend_id, field_id)
                    WHERE n.friend_id = k.friend_id AND n.field_id = k.field_id)
"""

_KEEP = """
INSERT INTO friends_identitykey AS k (org_id, kind, hash, hint, friend_id, field_id, source, seen_at)
SELECT %(org_id)s, n.kind, n.hash, n.hint, n.friend_id, n.field_id, 'friend', %(now)s
  FROM unnest(%(kinds)s::text[], %(hashes)s::text[], %(hints)s::text[], %(owners)s::bigint[], %(fields)s::bigint[])
       AS n (kind, hash, hint, friend_id, field_id)
 ORDER BY n.friend_id, n.field_id
ON CONFLICT (org_id, friend_id, field_id) WHERE friend_id IS NOT NULL DO UPDATE
   SET kind = excluded.kind, hash = excluded.hash, hint = excluded.hint, seen_at = excluded.seen_at
 WHERE (k.kind, k.hash) IS DISTINCT FROM (excluded.kind, excluded.hash)
"""

_GIVE = """
INSERT INTO friends_identitykey AS k (org_id, kind, hash, hint, customer_id, source, seen_at)
SELECT DISTINCT ON (n.customer_id, n.kind, n.hash)
       %(org_id)s, n.kind, n.hash, n.hint, n.customer_id, %(source)s, %(now)s
  FROM unnest(%(kinds)s::text[], %(hashes)s::text[], %(hints)s::text[], %(owners)s::bigint[])
       AS n (kind, hash, hint, customer_id)
 ORDER BY n.customer_id, n.kind, n.hash
ON CONFLICT (org_id, customer_id, kind, hash) WHERE customer_id IS NOT NULL DO NOTHING
"""


def follow_fields(
    *, org_id: int, channel_id: int, events: Sequence[NewEvent], now: datetime, context: ReactionContext
) -> None:
    """Timeline subscriber: whoever's fields changed identifies by their new values."""
    changed = [event for event in events if event.kind == "field.changed"]
    if not changed:
        return
    fields = _Fields.of(org_id)
    watched = fields.all
    concerned = {
        event.friend_id
        for event in changed
        if watched and any(each["field_id"] in watched for each in event.data.get("changes", ()))
    }
    if concerned and refresh_friend_keys(org_id, concerned, now, fields):
        defer(
            "friends.find_matches",
            once=f"friends.find_matches:{org_id}",
            org_id=org_id,
            since=now.isoformat(),
        )


@dataclass(frozen=True, slots=True)
class _Fields:
    """The organisation's fields that identify, by what they hold."""

    emails: frozenset[int]
    phones: frozenset[int]
    birthdays: frozenset[int]
    names: frozenset[int]

    @property
    def all(self) -> frozenset[int]:
        return self.emails | self.phones | self.birthdays | self.names

    @classmethod
    def of(cls, org_id: int) -> "_Fields":
        with connection.cursor() as cursor:
            cursor.execute(_FIELDS, [org_id])
            rows = cursor.fetchall()
        return cls(
            emails=frozenset(key for key, kind, _ in rows if kind == "email"),
            phones=frozenset(key for key, kind, _ in rows if kind == "phone"),
            birthdays=frozenset(key for key, kind, name in rows if kind == "date" and _BIRTHDAY.search(name)),
            names=frozenset(key for key, kind, name in rows if kind == "text" and _NAME.fullmatch(name)),
        )


def refresh_friend_keys(
    org_id: int, friend_ids: Collection[int], now: datetime, fields: _Fields | None = None
) -> int:
    """Make these friends' keys those of their fields' present values; returns how many are new. Idempotent."""
    fields = fields or _Fields.of(org_id)
    chosen = sorted(friend_ids)
    with connection.cursor() as cursor:
        wanted: dict[str, Any] = {"field_ids": integers(sorted(fields.all)), "friend_ids": integers(chosen)}
        cursor.execute(_VALUES, wanted | {"org_id": org_id})
        made = _keys_of(cursor.fetchall(), fields)
        parameters = _columns(made) | wanted | {"org_id": org_id, "now": now}
        parameters["fields"] = integers(field_id for _, field_id, _ in made)
        cursor.execute(_FORGET, parameters)
        gone = cursor.rowcount
        cursor.execute(_KEEP, parameters)
        changed = int(cursor.rowcount)
    if gone:
        # The job finds them by their keys: of whom none is left would be overlooked.
        find_matches(org_id=org_id, now=now, friend_ids=chosen)
    return changed


def _keys_of(
    rows: Sequence[tuple[int, int, str | None, date | None, str]], fields: _Fields
) -> list[tuple[int, int, Key]]:
    """(friend, field, key) of whatever identifies. A name that somebody wrote counts more than a nickname."""
    keys = Keys()
    names = {friend_id: text for friend_id, field_id, text, _, _ in rows if field_id in fields.names and text}
    made: list[tuple[int, int, Key | None]] = []
    for friend_id, field_id, text, day, nickname in rows:
        if field_id in fields.emails:
            made.append((friend_id, field_id, keys.email(text or "")))
        elif field_id in fields.phones:
            made.append((friend_id, field_id, keys.phone(text or "")))
        elif field_id in fields.birthdays:
            made.append((friend_id, field_id, keys.name_birthday(names.get(friend_id, nickname), day)))
    return [(friend_id, field_id, key) for friend_id, field_id, key in made if key is not None]


def _columns(made: Sequence[tuple[int, int, Key]]) -> dict[str, Any]:
    return {
        "owners": integers(owner for owner, _, _ in made),
        "kinds": texts(key.kind.value for _, _, key in made),
        "hashes": texts(key.hash for _, _, key in made),
        "hints": texts(key.hint for _, _, key in made),
    }


def give_keys(*, org_id: int, keys: Iterable[tuple[int, Key]], source: str, now: datetime) -> None:
    """Customers identify by these keys too: (customer id, key). Idempotent."""
    made = [(customer_id, 0, key) for customer_id, key in keys]
    if not made:
        return
    with connection.cursor() as cursor:
        cursor.execute(_GIVE, _columns(made) | {"org_id": org_id, "source": source, "now": now})
