"""What friends have in fields: written set-wise, with a fact on the timeline for every real change.

In: values that ``domain.fields.parse`` made. A call that changes nothing leaves no trace and triggers nothing. Who
writes a field holds its row against a change of its type, so a value never lands in the column of another type.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from enishi.accounts.permissions import Actor
from enishi.friends.domain.fields import FieldSpec, FieldType, Value, shown, to_json
from enishi.friends.models import Field
from enishi.friends.selectors.fields import CHANGED
from enishi.friends.services.timeline import NewEvent, ReactionContext, record_events
from enishi.kit.pgarrays import integers, texts

#: How each typed column is sent: the type of the array, and what makes the column's value of its element.
SENT_AS = {
    "text_value": ("text[]", "c.value"),
    "number_value": ("numeric[]", "c.value"),
    "date_value": ("date[]", "c.value"),
    "at_value": ("timestamptz[]", "c.value"),
    "boolean_value": ("boolean[]", "c.value"),
    # An array of arrays must be a rectangle, so each set of choices travels as its text.
    "choice_ids": ("text[]", "c.value::bigint[]"),
}

# Locks in one order (column, field, friend), so that two sets that overlap never wait for each other in a circle.
_BEFORE = """
SELECT v.field_id, v.friend_id, v.{column}
  FROM friends_fieldvalue v
  JOIN unnest(%(field_ids)s::bigint[], %(friend_ids)s::bigint[]) AS c (field_id, friend_id)
    ON v.field_id = c.field_id AND v.friend_id = c.friend_id
 WHERE v.org_id = %(org_id)s
 ORDER BY v.field_id, v.friend_id
   FOR UPDATE OF v
"""

_WRITE = """
INSERT INTO friends_fieldvalue AS v (org_id, field_id, friend_id, {column}, source, changed_at)
SELECT f.org_id, c.field_id, f.id, {value}, %(source)s, %(now)s
  FROM unnest(%(field_ids)s::bigint[], %(friend_ids)s::bigint[], %(values)s::{array})
       AS c (field_id, friend_id, value)
  JOIN friends_friend f ON f.org_id = %(org_id)s AND f.id = c.friend_id AND f.channel_id = %(channel_id)s
 ORDER BY c.field_id, f.id
ON CONFLICT (org_id, field_id, friend_id) DO UPDATE
   SET {column} = excluded.{column}, source = excluded.source, changed_at = excluded.changed_at
 WHERE v.{column} IS DISTINCT FROM excluded.{column}
RETURNING v.field_id, v.friend_id
"""

_CLEAR = """
DELETE FROM friends_fieldvalue v
 USING unnest(%(field_ids)s::bigint[], %(friend_ids)s::bigint[]) AS c (field_id, friend_id), friends_friend f
 WHERE v.org_id = %(org_id)s AND v.field_id = c.field_id AND v.friend_id = c.friend_id
   AND f.org_id = v.org_id AND f.id = v.friend_id AND f.channel_id = %(channel_id)s
RETURNING v.field_id, v.friend_id
"""

# From the value that is there when the row's turn comes: two who add at once both count.
_ADD = """
INSERT INTO friends_fieldvalue AS v (org_id, field_id, friend_id, number_value, source, changed_at)
SELECT f.org_id, %(field_id)s, f.id,
       least(greatest(%(start)s::numeric + %(amount)s::numeric, %(least)s::numeric), %(most)s::numeric),
       %(source)s, %(now)s
  FROM friends_friend f
 WHERE f.org_id = %(org_id)s AND f.channel_id = %(channel_id)s AND f.id = ANY(%(friend_ids)s)
 ORDER BY f.id
ON CONFLICT (org_id, field_id, friend_id) DO UPDATE
   SET number_value = least(greatest(v.number_value + %(amount)s::numeric, %(least)s::numeric), %(most)s::numeric),
       source = excluded.source, changed_at = excluded.changed_at
RETURNING v.friend_id, v.number_value
"""
_BOUND = Decimal("999999999999999")


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one friend's value."""

    spec: FieldSpec
    before: Value | None
    after: Value | None


type Pair = tuple[int, int]


def set_values(
    *,
    org_id: int,
    channel_id: int,
    field_id: int,
    values: Mapping[int, Any | None],
    now: datetime,
    source: str,
    context: ReactionContext | None = None,
    ref: str = "",
) -> list[int]:
    """Set one field for friends of one channel, None clears; the ids of those whose value changed. Idempotent.

    Unknown or archived fields, and friends of other channels, are passed over. ``source`` is kept with the value, e.g.
    ``rule:12``; ``ref`` finds the facts again, e.g. ``operation:12``.
    """
    by_friend = {friend_id: {field_id: value} for friend_id, value in values.items()}
    return set_many(
        org_id=org_id,
        channel_id=channel_id,
        values=by_friend,
        now=now,
        source=source,
        context=context,
        ref=ref,
    )


def set_many(
    *,
    org_id: int,
    channel_id: int,
    values: Mapping[int, Mapping[int, Any | None]],
    now: datetime,
    source: str,
    context: ReactionContext | None = None,
    ref: str = "",
) -> list[int]:
    """Friend id → field id → value, None clears: like :func:`set_values`, one fact a friend for all its fields.

    A few statements for each typed column that is written, however many friends and fields there are.
    """
    specs = _held_specs(org_id, {field_id for given in values.values() for field_id in given})
    writing: dict[str, dict[Pair, Value]] = {}
    clearing: dict[str, list[Pair]] = {}
    for friend_id, given in values.items():
        for field_id, value in given.items():
            spec = specs.get(field_id)
            if spec is None:
                continue
            if value is None:
                clearing.setdefault(spec.column, []).append((field_id, friend_id))
            else:
                writing.setdefault(spec.column, {})[field_id, friend_id] = value
    common = {"org_id": org_id, "channel_id": channel_id, "source": source[:60], "now": now}
    changes: dict[Pair, Change] = {}
    # In the columns' own order, for the locks' sake.
    for column in SENT_AS:
        changes |= _write_column(column, specs, writing.get(column, {}), clearing.get(column, []), common)
    return _tell(org_id, channel_id, changes, now, source, context, ref)


def add_number(
    *,
    org_id: int,
    channel_id: int,
    field_id: int,
    friend_ids: Sequence[int],
    amount: Decimal,
    now: datetime,
    source: str,
    context: ReactionContext | None = None,
    ref: str = "",
) -> list[int]:
    """Add ``amount``, which may be negative, for friends of one channel; the ids of those whose value changed.

    NOT idempotent. An empty value counts as the field's default, or 0. The sum stops at the field's limits. Fields that
    are no numbers, unknown or archived are passed over.
    """
    spec = _held_specs(org_id, [field_id]).get(field_id)
    if spec is None or spec.type != FieldType.NUMBER or not friend_ids or amount == 0:
        return []
    parameters = _bounds(spec) | {
        "org_id": org_id,
        "channel_id": channel_id,
        "field_id": field_id,
        "friend_ids": list(friend_ids),
        "amount": amount,
        "source": source[:60],
        "now": now,
    }
    pairs = [(field_id, friend_id) for friend_id in sorted(set(friend_ids))]
    with connection.cursor() as cursor:
        before = _locked(cursor, "number_value", pairs, org_id)
        cursor.execute(_ADD, parameters)
        after: list[tuple[int, Decimal]] = cursor.fetchall()
    changes = {}
    for friend_id, value in after:
        was = before.get((field_id, friend_id))
        if value != was:
            changes[field_id, friend_id] = Change(spec, was, value)
    return _tell(org_id, channel_id, changes, now, source, context, ref)


def _bounds(spec: FieldSpec) -> dict[str, Any]:
    least, most = spec.settings.min, spec.settings.max
    return {
        "start": Decimal(str(spec.default or 0)),
        "least": -_BOUND if least is None else Decimal(str(least)),
        "most": _BOUND if most is None else Decimal(str(most)),
    }


def _held_specs(org_id: int, field_ids: Iterable[int]) -> dict[int, FieldSpec]:
    """The usable ones of these fields, read while no change of type can come in between."""
    wanted = sorted(set(field_ids))
    if not wanted:
        return {}
    rows = Field.objects.raw(
        "SELECT * FROM friends_field WHERE org_id = %s AND id = ANY(%s) AND archived_at IS NULL ORDER BY id "
        "FOR KEY SHARE",
        [org_id, wanted],
    )
    return {row.id: row.spec for row in rows}


def _write_column(
    column: str,
    specs: Mapping[int, FieldSpec],
    writing: Mapping[Pair, Value],
    clearing: Sequence[Pair],
    common: dict[str, Any],
) -> dict[Pair, Change]:
    if not writing and not clearing:
        return {}
    array, value = SENT_AS[column]
    with connection.cursor() as cursor:
        before = _locked(cursor, column, [*writing, *clearing], common["org_id"])
        changed: list[Pair] = []
        # Whoever has the value already is not sent again.
        new = [(pair, sent) for pair, given in writing.items() if (sent := _sent(given)) != before.get(pair)]
        if new:
            statement = _WRITE.format(column=column, value=value, array=array)
            values = {"values": texts(_as_text(sent) for _, sent in new)}
            cursor.execute(statement, common | _pairs(pair for pair, _ in new) | values)
            changed += cursor.fetchall()
        if clearing:
            cursor.execute(_CLEAR, common | _pairs(clearing))
            changed += cursor.fetchall()
    return {
        pair: Change(specs[pair[0]], _value(specs[pair[0]], before.get(pair)), writing.get(pair))
        for pair in changed
    }


def _locked(cursor: Any, column: str, pairs: Sequence[Pair], org_id: int) -> dict[Pair, Any]:
    cursor.execute(_BEFORE.format(column=column), {"org_id": org_id} | _pairs(pairs))
    return {(field_id, friend_id): value for field_id, friend_id, value in cursor.fetchall()}


def _pairs(pairs: Iterable[Pair]) -> dict[str, Any]:
    listed = list(pairs)
    return {
        "field_ids": integers(pair[0] for pair in listed),
        "friend_ids": integers(pair[1] for pair in listed),
    }


def _sent(value: Value) -> Any:
    """The value as its column holds it."""
    if isinstance(value, tuple):
        return list(value)
    return [value] if isinstance(value, int) and not isinstance(value, bool) else value


def as_sent(value: Value) -> str:
    """The value as text, as an element of an array of :data:`SENT_AS` carries it to the database."""
    return _as_text(_sent(value))


def value_source(actor: Actor) -> str:
    """What is kept with a value that somebody wrote by hand or by program: ``staff:3``, ``api_key:5``."""
    kind = "staff" if actor.kind == "user" else actor.kind
    return kind if actor.id is None else f"{kind}:{actor.id}"


def _as_text(held: Any) -> str:
    if isinstance(held, list):
        return integers(held)
    return held.isoformat() if isinstance(held, date) else str(held)


def _value(spec: FieldSpec, stored: Any) -> Value | None:
    if isinstance(stored, list):
        return tuple(stored) if spec.type == FieldType.CHOICES else stored[0] if stored else None
    value: Value | None = stored
    return value


def _tell(
    org_id: int,
    channel_id: int,
    changes: Mapping[Pair, Change],
    now: datetime,
    source: str,
    context: ReactionContext | None,
    ref: str,
) -> list[int]:
    by_friend: dict[int, list[Change]] = {}
    for (_, friend_id), change in sorted(changes.items(), key=lambda item: item[0]):
        by_friend.setdefault(friend_id, []).append(change)
    # Whoever underwent the same shares one text, which is written once for all of them.
    made: dict[tuple[Any, ...], dict[str, Any]] = {}
    events = []
    for friend_id, undergone in sorted(by_friend.items(), key=lambda item: item[0]):
        key = tuple((change.spec.id, change.before, change.after) for change in undergone)
        if key not in made:
            made[key] = {"source": source, "changes": [told(change) for change in undergone]}
        events.append(NewEvent(friend_id, CHANGED, now, made[key], ref))
    record_events(org_id=org_id, channel_id=channel_id, events=events, now=now, context=context)
    return sorted(by_friend)


def told(change: Change) -> dict[str, Any]:
    """What the timeline keeps of a change."""
    spec = change.spec
    words = {
        "field_id": spec.id,
        "name": spec.name,
        "before": to_json(spec, change.before),
        "after": to_json(spec, change.after),
    }
    if spec.column == "choice_ids":
        # A label may be changed later; the timeline tells the words of its time.
        words |= {"before_text": shown(spec, change.before), "after_text": shown(spec, change.after)}
    return words
