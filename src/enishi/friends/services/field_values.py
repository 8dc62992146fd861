"""What friends have in fields: written set-wise, with a fact on the timeline for every real change.

In: values that ``domain.fields.parse`` made. A call that changes nothing leaves no trace and triggers nothing. Who
writes a field holds its row against a change of its type, so a value never lands in the column of another type.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
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

# One probe of the key for each pair, in the pairs' order: whatever the planner thinks of a table that is just being
# filled (it would read all of an organisation's values), and so that two sets that overlap never wait for each other in
# a circle.
_BEFORE = """
SELECT c.field_id, c.friend_id, v.*
  FROM unnest(%(field_ids)s::bigint[], %(friend_ids)s::bigint[]) AS c (field_id, friend_id)
 CROSS JOIN LATERAL (SELECT {columns} FROM friends_fieldvalue
                      WHERE org_id = %(org_id)s AND field_id = c.field_id AND friend_id = c.friend_id
                        FOR UPDATE) AS v
"""

# Held, so that an erasure's last step waits for what is written here, and removes it too.
_OF_CHANNEL = """
SELECT id FROM friends_friend WHERE org_id = %s AND channel_id = %s AND id = ANY(%s::bigint[])
 ORDER BY id FOR KEY SHARE
"""

_WRITE = """
INSERT INTO friends_fieldvalue AS v (org_id, field_id, friend_id, {column}, source, changed_at)
SELECT %(org_id)s, c.field_id, c.friend_id, {value}, %(source)s, %(now)s
  FROM unnest(%(field_ids)s::bigint[], %(friend_ids)s::bigint[], %(values)s::{array})
       AS c (field_id, friend_id, value)
ON CONFLICT (org_id, field_id, friend_id) DO UPDATE
   SET {column} = excluded.{column}, source = excluded.source, changed_at = excluded.changed_at
 WHERE v.{column} IS DISTINCT FROM excluded.{column}
RETURNING v.field_id, v.friend_id
"""

_CLEAR = """
DELETE FROM friends_fieldvalue v
 WHERE v.org_id = %(org_id)s AND v.field_id = %(field_id)s AND v.friend_id = ANY(%(friend_ids)s::bigint[])
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
    events = write_many(org_id=org_id, channel_id=channel_id, values=values, now=now, source=source, ref=ref)
    record_events(org_id=org_id, channel_id=channel_id, events=events, now=now, context=context)
    return [event.friend_id for event in events]


def write_many(
    *,
    org_id: int,
    channel_id: int,
    values: Mapping[int, Mapping[int, Any | None]],
    now: datetime,
    source: str,
    ref: str = "",
) -> list[NewEvent]:
    """As :func:`set_many`, except that the caller records the facts, which come by friend, in the same transaction."""
    specs = _held_specs(org_id, {field_id for given in values.values() for field_id in given})
    if not specs:
        return []
    by_field = _by_field(specs, values, _of_channel(org_id, channel_id, values))
    common = {"org_id": org_id, "source": source[:60], "now": now}
    undergone: dict[int, list[dict[str, Any]]] = {}
    with connection.cursor() as cursor:
        before = _locked(cursor, by_field, specs, org_id)
        changed = {
            column: _write_column(cursor, column, specs, by_field, before, common) for column in SENT_AS
        }
    for field_id, given in by_field.items():
        spec, was = specs[field_id], before.get(field_id, {})
        told_of: dict[tuple[Value | None, Value | None], dict[str, Any]] = {}
        for friend_id in changed[spec.column].get(field_id, ()):
            pair = (_value(spec, was.get(friend_id)) if was else None, given[friend_id])
            words = told_of.get(pair)
            if words is None:
                words = told_of[pair] = told(Change(spec, *pair))
            if friend_id in undergone:
                undergone[friend_id].append(words)
            else:
                undergone[friend_id] = [words]
    return _facts(undergone, now, source, ref)


def _of_channel(org_id: int, channel_id: int, friend_ids: Iterable[int]) -> list[int]:
    """Those of the friends who are the channel's, in the order in which everybody writes."""
    with connection.cursor() as cursor:
        cursor.execute(_OF_CHANNEL, [org_id, channel_id, integers(friend_ids)])
        return sorted(friend_id for (friend_id,) in cursor.fetchall())


def _by_field(
    specs: Mapping[int, FieldSpec], values: Mapping[int, Mapping[int, Any | None]], friend_ids: Sequence[int]
) -> dict[int, dict[int, Any | None]]:
    """Field id → friend id → value, both in order."""
    found: dict[int, dict[int, Any | None]] = {field_id: {} for field_id in sorted(specs)}
    for friend_id in friend_ids:
        for field_id, value in values[friend_id].items():
            if field_id in found:
                found[field_id][friend_id] = value
    return found


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
    common = {"org_id": org_id, "channel_id": channel_id, "source": source[:60], "now": now}
    undergone = _add(spec, amount, sorted(set(friend_ids)), common)
    events = _facts(undergone, now, source, ref)
    record_events(org_id=org_id, channel_id=channel_id, events=events, now=now, context=context)
    return [event.friend_id for event in events]


def _add(
    spec: FieldSpec, amount: Decimal, friend_ids: list[int], common: dict[str, Any]
) -> dict[int, list[dict[str, Any]]]:
    """Friend id → what is told of the change, of those whose value changed."""
    given = common | _bounds(spec) | {"field_id": spec.id, "friend_ids": friend_ids, "amount": amount}
    with connection.cursor() as cursor:
        before = _locked(cursor, {spec.id: dict.fromkeys(friend_ids)}, {spec.id: spec}, common["org_id"])
        was = before.get(spec.id, {})
        cursor.execute(_ADD, given)
        after: list[tuple[int, Decimal]] = cursor.fetchall()
    return {
        friend_id: [told(Change(spec, was.get(friend_id), value))]
        for friend_id, value in sorted(after)
        if value != was.get(friend_id)
    }


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
    cursor: Any,
    column: str,
    specs: Mapping[int, FieldSpec],
    by_field: Mapping[int, Mapping[int, Any | None]],
    before: Mapping[int, Mapping[int, Any]],
    common: dict[str, Any],
) -> dict[int, list[int]]:
    """Write and clear the fields of one typed column; field id → friends whose value changed."""
    array, value = SENT_AS[column]
    changed: dict[int, list[int]] = {}
    writing: dict[int, list[int]] = {}
    sent: list[str] = []
    for field_id, given in by_field.items():
        if specs[field_id].column != column:
            continue
        was = before.get(field_id)
        if was is None:
            new = {friend_id: value for friend_id, value in given.items() if value is not None}
        else:
            new = _unlike(given, was)
            cleared = [friend_id for friend_id in was if given[friend_id] is None]
            if cleared:
                cursor.execute(_CLEAR, common | {"field_id": field_id, "friend_ids": integers(cleared)})
                changed[field_id] = [friend_id for _, friend_id in cursor.fetchall()]
        writing[field_id] = list(new)
        sent += map(_AS_TEXT.get(column, str), new.values())
    if sent:
        statement = _WRITE.format(column=column, value=value, array=array)
        cursor.execute(statement, common | _pairs(writing) | {"values": texts(sent)})
        if cursor.rowcount < len(sent):
            # Somebody else wrote the same value meanwhile.
            writing = {field_id: [] for field_id in writing}
            for field_id, friend_id in cursor.fetchall():
                writing[field_id].append(friend_id)
        for field_id, friend_ids in writing.items():
            changed.setdefault(field_id, []).extend(friend_ids)
    return changed


def _unlike(given: Mapping[int, Any | None], was: Mapping[int, Any]) -> dict[int, Any]:
    """Whoever has the value already is not sent again."""
    return {
        friend_id: value
        for friend_id, value in given.items()
        if value is not None and _sent(value) != was.get(friend_id)
    }


def _locked(
    cursor: Any,
    by_field: Mapping[int, Mapping[int, Any]],
    specs: Mapping[int, FieldSpec],
    org_id: int,
) -> dict[int, dict[int, Any]]:
    """Field id → friend id → what the field's column holds, of the rows that are there, which nobody else changes now."""
    columns = sorted({spec.column for spec in specs.values()})
    places = {field_id: columns.index(spec.column) + 2 for field_id, spec in specs.items()}
    cursor.execute(_BEFORE.format(columns=", ".join(columns)), {"org_id": org_id} | _pairs(by_field))
    found: dict[int, dict[int, Any]] = {}
    for row in cursor.fetchall():
        found.setdefault(row[0], {})[row[1]] = row[places[row[0]]]
    return found


def _pairs(by_field: Mapping[int, Collection[int]]) -> dict[str, Any]:
    fields: list[int] = []
    friends: list[int] = []
    for field_id, friend_ids in by_field.items():
        fields += [field_id] * len(friend_ids)
        friends += friend_ids
    return {"field_ids": integers(fields), "friend_ids": integers(friends)}


def _sent(value: Value) -> Any:
    """The value as its column holds it."""
    if isinstance(value, tuple):
        return list(value)
    return [value] if isinstance(value, int) and not isinstance(value, bool) else value


def as_sent(value: Value) -> str:
    """The value as text, as an element of an array of :data:`SENT_AS` carries it to the database."""
    held = _sent(value)
    if isinstance(held, list):
        return integers(held)
    return held.isoformat() if isinstance(held, date) else str(held)


#: The columns whose values are not written as Python writes them.
_AS_TEXT: Mapping[str, Callable[[Any], str]] = {
    "date_value": date.isoformat,
    "at_value": datetime.isoformat,
    "choice_ids": as_sent,
}


def value_source(actor: Actor) -> str:
    """What is kept with a value that somebody wrote by hand or by program: ``staff:3``, ``api_key:5``."""
    kind = "staff" if actor.kind == "user" else actor.kind
    return kind if actor.id is None else f"{kind}:{actor.id}"


def _value(spec: FieldSpec, stored: Any) -> Value | None:
    if isinstance(stored, list):
        return tuple(stored) if spec.type == FieldType.CHOICES else stored[0] if stored else None
    value: Value | None = stored
    return value


def _facts(
    undergone: Mapping[int, Sequence[dict[str, Any]]], now: datetime, source: str, ref: str
) -> list[NewEvent]:
    """One fact for each friend; whoever underwent the same shares one text, which is written once for all of them."""
    made: dict[tuple[int, ...], dict[str, Any]] = {}
    events = []
    for friend_id in sorted(undergone):
        changes = undergone[friend_id]
        key = tuple(map(id, changes))
        data = made.get(key)
        if data is None:
            data = made[key] = {"source": source, "changes": changes}
        events.append(NewEvent(friend_id, CHANGED, now, data, ref))
    return events


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
