"""Taking an import back: its notes are read from the last to the first, and each deed is undone set-wise.

What somebody has changed since stays as they left it, and is counted. A friend whom the import made goes only if
nothing else ever happened to them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.apps import apps
from django.db import connection

from enishi.friends.domain.fields import FieldSpec, Value, from_json
from enishi.friends.domain.operations import Step
from enishi.friends.models import Operation, OperationChange
from enishi.friends.selectors.fields import field_specs, values_of_friends
from enishi.friends.services.field_values import set_many
from enishi.friends.services.tagging import add_tag, remove_tag
from enishi.friends.services.timeline import ReactionContext
from enishi.friends.transfers.applying import MADE, MEMO, TAG_OFF, TAG_ON, VALUES

#: Notes are taken together until they concern so many friends.
_FRIENDS_A_STEP = 10_000
_NOTES_A_STEP = 50


@dataclass(frozen=True, slots=True)
class _Undone:
    """How many friends a note was taken back for, and for how many it was not, because somebody changed it since."""

    back: int = 0
    kept: int = 0


def undo_step(operation: Operation, now: datetime) -> Step:
    """Take back the next notes of an import."""
    before = operation.undo_cursor.get("before")
    notes = OperationChange.objects.filter(org_id=operation.org_id, operation_id=operation.id).order_by(
        "-part"
    )
    total = (notes.values_list("part", flat=True).first() or 0) + 1 if before is None else None
    if before is not None:
        notes = notes.filter(part__lt=before)
    taken, friends = 0, 0
    counts = {"undone": 0, "kept": 0}
    part = before
    for note in notes[:_NOTES_A_STEP]:
        if friends >= _FRIENDS_A_STEP:
            break
        undone = _DEEDS[note.deed](operation, note, now)
        counts["undone"] += undone.back
        counts["kept"] += undone.kept
        friends += len(note.friend_ids)
        taken, part = taken + 1, note.part
    is_last = part is None or part == 0 or taken == 0
    return Step(cursor={"before": part}, is_last=is_last, done=taken, total=total, counts=counts)


def _undo_values(operation: Operation, note: OperationChange, now: datetime) -> _Undone:
    written = _written(operation, note.friend_ids)
    specs = field_specs(operation.org_id, {field_id for given in written.values() for field_id in given})
    present = values_of_friends(operation.org_id, specs, list(written))
    back: dict[int, dict[int, Value | None]] = {}
    kept: set[int] = set()
    for friend_id, changes in written.items():
        for field_id, (before, after) in changes.items():
            spec = specs.get(field_id)
            if spec is not None and _is_still(spec, present.get(friend_id, {}).get(field_id), after):
                back.setdefault(friend_id, {})[field_id] = from_json(spec, before)
            else:
                kept.add(friend_id)
    changed = set_many(
        org_id=operation.org_id,
        channel_id=note.channel_id,
        values=back,
        now=now,
        source=f"undo:{operation.id}",
        context=_quietly(),
        ref=_ref(operation),
    )
    return _Undone(len(changed), len(kept))


def _is_still(spec: FieldSpec, present: Value | None, after: Any) -> bool:
    return present == from_json(spec, after)


def _written(operation: Operation, friend_ids: list[int]) -> dict[int, dict[int, tuple[Any, Any]]]:
    """Friend → field → (before, after), as the timeline tells it."""
    found: dict[int, dict[int, tuple[Any, Any]]] = {}
    with connection.cursor() as cursor:
        # By the friends, not by the reference: millions of facts may bear that.
        cursor.execute(
            """
            SELECT friend_id, data FROM friends_timelineevent
             WHERE org_id = %s AND friend_id = ANY(%s::bigint[]) AND kind = 'field.changed'
               AND (ref = %s) IS TRUE AND occurred_at >= %s
            """,
            [
                operation.org_id,
                friend_ids,
                f"operation:{operation.id}",
                operation.started_at or operation.created_at,
            ],
        )
        for friend_id, data in cursor.fetchall():
            for change in orjson.loads(data)["changes"]:
                found.setdefault(friend_id, {})[change["field_id"]] = (change["before"], change["after"])
    return found


def _undo_tag_on(operation: Operation, note: OperationChange, now: datetime) -> _Undone:
    return _retag(remove_tag, operation, note, now)


def _undo_tag_off(operation: Operation, note: OperationChange, now: datetime) -> _Undone:
    return _retag(add_tag, operation, note, now)


def _retag(
    change: Callable[..., list[int]], operation: Operation, note: OperationChange, now: datetime
) -> _Undone:
    changed = change(
        org_id=operation.org_id,
        channel_id=note.channel_id,
        tag_id=note.params["tag_id"],
        friend_ids=note.friend_ids,
        now=now,
        context=_quietly(),
        cause=f"undo:{operation.id}",
        ref=_ref(operation),
    )
    return _Undone(len(changed), len(note.friend_ids) - len(changed))


def _undo_memo(operation: Operation, note: OperationChange, now: datetime) -> _Undone:
    pairs = {int(friend_id): pair for friend_id, pair in note.before.items()}
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE friends_friend f SET memo = n.before "
            "FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS n (id, before, after) "
            "WHERE f.org_id = %s AND f.id = n.id AND f.memo = n.after",
            [
                list(pairs),
                [before for before, _ in pairs.values()],
                [after for _, after in pairs.values()],
                operation.org_id,
            ],
        )
        back = cursor.rowcount
    return _Undone(back, len(pairs) - back)


_UNTOUCHED = """
SELECT f.id FROM friends_friend f
 WHERE f.org_id = %(org_id)s AND f.id = ANY(%(ids)s::bigint[]) AND f.origin = 'import' AND f.last_reaction_at IS NULL
   AND f.memo = ''
   AND NOT EXISTS (SELECT FROM friends_friendtag t WHERE t.org_id = f.org_id AND t.friend_id = f.id
                    AND t.tag_id = ANY(%(tag_ids)s::bigint[]))
   AND NOT EXISTS (SELECT FROM friends_fieldvalue v WHERE v.org_id = f.org_id AND v.friend_id = f.id
                    AND v.field_id = ANY(%(field_ids)s::bigint[]))
   AND NOT EXISTS (SELECT FROM friends_timelineevent e WHERE e.org_id = f.org_id AND e.friend_id = f.id
                    AND e.ref <> ALL(%(refs)s) AND e.kind NOT LIKE 'segment.%%')
   FOR UPDATE OF f
"""


def _undo_made(operation: Operation, note: OperationChange, now: datetime) -> _Undone:
    with connection.cursor() as cursor:
        cursor.execute(
            _UNTOUCHED,
            {
                "org_id": operation.org_id,
                "ids": note.friend_ids,
                "tag_ids": _ids_of(cursor, "friends_tag", operation.org_id),
                "field_ids": _ids_of(cursor, "friends_field", operation.org_id),
                "refs": [f"operation:{operation.id}", _ref(operation)],
            },
        )
        untouched = [friend_id for (friend_id,) in cursor.fetchall()]
        for table in _tables_of_friends() if untouched else ():
            cursor.execute(
                f"DELETE FROM {table} WHERE org_id = %s AND friend_id = ANY(%s::bigint[])",
                [operation.org_id, untouched],
            )
        cursor.execute(
            "DELETE FROM friends_friend WHERE org_id = %s AND id = ANY(%s::bigint[])",
            [operation.org_id, untouched],
        )
    return _Undone(len(untouched), len(note.friend_ids) - len(untouched))


def _tables_of_friends() -> list[str]:
    """The tables of this app that say something of a friend. Those of other apps only follow facts, of which there are
    none."""
    models = apps.get_app_config("friends").get_models()
    named = [model for model in models if "friend_id" in {field.name for field in model._meta.fields}]
    return sorted(
        model._meta.db_table
        for model in named
        if model._meta.db_table not in ("friends_friendtag", "friends_fieldvalue")
    )


def _ids_of(cursor: Any, table: str, org_id: int) -> list[int]:
    # Tags and values are found by their own key alone, which begins with the tag or the field.
    cursor.execute(f"SELECT id FROM {table} WHERE org_id = %s", [org_id])
    return [row[0] for row in cursor.fetchall()]


def _ref(operation: Operation) -> str:
    return f"undo:{operation.id}"


def _quietly() -> ReactionContext:
    return ReactionContext(is_history=True)


_DEEDS: Mapping[str, Callable[[Operation, OperationChange, datetime], _Undone]] = {
    MADE: _undo_made,
    VALUES: _undo_values,
    TAG_ON: _undo_tag_on,
    TAG_OFF: _undo_tag_off,
    MEMO: _undo_memo,
}
