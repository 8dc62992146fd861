"""A field changes its type with values in it: first a report, then the change, which does exactly what the report said.

The change is one transaction that holds the field's row. Whoever writes the field waits that long, so no value can slip
in between, and a process that is killed leaves everything as it was. Where there are many values the worker does it, as
an operation.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from django.db import connection

from enishi.accounts.permissions import SYSTEM, Actor
from enishi.accounts.services import record_audit
from enishi.friends.conditions.references import in_use, uses_of
from enishi.friends.domain.field_changes import converted
from enishi.friends.domain.fields import FieldSpec, Value, shown
from enishi.friends.domain.operations import Step, Words
from enishi.friends.models import Field, FieldValue, Friend, Operation
from enishi.friends.selectors import fields as selectors
from enishi.friends.selectors.fields import CHANGED
from enishi.friends.services.field_values import SENT_AS, Change, as_sent, told, value_source
from enishi.friends.services.fields import Shape, checked_shape, facts, require_nobody_elsewhere
from enishi.friends.services.operation_engine import OperationKind
from enishi.friends.services.operations import start_operation
from enishi.friends.services.timeline import NewEvent, record_events
from enishi.kit.errors import FieldProblem, ProblemError, conflict
from enishi.kit.pgarrays import integers, texts

#: So many values are changed within a request; beyond, the worker does it.
AT_ONCE = 20_000
#: The report's own limit: it reads so many values and says when there were more.
REPORTED = 100_000
_CHUNK = 10_000
_SAMPLES = 5
_WORST = 20
_TEXTS = ("blocks", "steps")

type OnFailure = Literal["refuse", "clear"]


@dataclass(slots=True)
class Loss:
    """A value that the new type cannot hold, how many friends have it, and why."""

    value: str
    number: int
    problem: FieldProblem


@dataclass(slots=True)
class TypeReport:
    """What would become of the values. ``is_complete`` is False where there are more than were looked at."""

    converts: int = 0
    fails: int = 0
    is_complete: bool = True
    samples: list[tuple[str, str]] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TypeChange:
    """What was done; with an ``operation_id`` the worker is still to do it."""

    field: Field
    converted: int
    cleared: int
    operation_id: int | None = None


def type_report(*, org_id: int, field_id: int, shape: Shape) -> TypeReport:
    """What :func:`change_type` would do to the values; changes nothing. ProblemError 404, 422 by field."""
    row = selectors.field(org_id, field_id)
    old, new = row.spec, _new_spec(row, shape)
    report = TypeReport()
    lost: Counter[str] = Counter()
    problems: dict[str, FieldProblem] = {}
    for chunk in _chunks(row):
        if report.converts + report.fails >= REPORTED:
            report.is_complete = False
            break
        for _, value in chunk:
            found = converted(old, new, value)
            if isinstance(found, FieldProblem):
                text = shown(old, value)
                lost[text] += 1
                problems.setdefault(text, found)
                report.fails += 1
                continue
            report.converts += 1
            sample = (shown(old, value), shown(new, found))
            if len(report.samples) < _SAMPLES and sample not in report.samples:
                report.samples.append(sample)
    report.losses = [Loss(text, number, problems[text]) for text, number in lost.most_common(_WORST)]
    return report


def change_type(
    *, org_id: int, field_id: int, shape: Shape, on_failure: OnFailure, actor: Actor, now: datetime
) -> TypeChange:
    """Change type and settings, and every value with them.

    Values that the new type cannot hold refuse the whole (409) or, with ``clear``, are emptied; the timeline keeps them.
    ProblemError 404, 422 by field, 409 where a condition or an action names the field, since it would no longer fit.
    """
    row = selectors.field(org_id, field_id)
    new = _new_spec(row, shape)
    if row.archived_at is not None:
        raise conflict(
            "field_archived",
            "アーカイブ済みの情報欄は変更できません。先に元に戻してください。",
            "An archived field cannot be changed: restore it first.",
        )
    if new.type != row.type:
        _require_no_condition(org_id, field_id)
    require_nobody_elsewhere(org_id, field_id)
    values = FieldValue.objects.filter(org_id=org_id, field_id=field_id)
    if values[: AT_ONCE + 1].count() <= AT_ONCE:
        return _changed(row, new, on_failure, value_source(actor), "", actor, now)
    params = {"field_id": field_id, "new": _as_json(new), "on_failure": on_failure}
    operation = start_operation(
        org_id=org_id,
        channel_id=None,
        kind="field_type",
        title=Words(f"友だち情報欄「{row.name}」の種類の変更", f"Change of type of the field “{row.name}”"),
        params=params,
        actor=actor,
        needs=["fields.edit"],
        now=now,
        total=values.count(),
    )
    return TypeChange(row, 0, 0, operation.id)


def _step(operation: Operation, now: datetime) -> Step:
    """The whole change: half of it must never be seen, and a kill leaves nothing behind."""
    row = selectors.field(operation.org_id, operation.params["field_id"])
    new = _of_json(row, operation.params["new"])
    source = f"staff:{operation.actor_id}" if operation.actor_kind == "user" else f"operation:{operation.id}"
    ref = f"operation:{operation.id}"
    done = _changed(row, new, operation.params["on_failure"], source, ref, SYSTEM, now)
    return Step(
        cursor={},
        is_last=True,
        done=done.converted + done.cleared,
        changed=done.converted,
        failed=done.cleared,
        counts={"converted": done.converted, "cleared": done.cleared},
    )


FIELD_TYPE = OperationKind(step=_step)


def _new_spec(row: Field, shape: Shape) -> FieldSpec:
    return checked_shape(row.name, shape, row.spec.settings.choices, row.id)


def _require_no_condition(org_id: int, field_id: int) -> None:
    # A text that names the field stays right whatever the type: it shows the value in words.
    uses = [use for use in uses_of(org_id, "field", field_id) if not use.place.startswith(_TEXTS)]
    if uses:
        raise in_use(uses)


def _chunks(row: Field) -> Iterator[list[tuple[int, Value]]]:
    """Friends of the field with their values, by key; each chunk is read when it is asked for."""
    spec, last = row.spec, 0
    rows = FieldValue.objects.filter(org_id=row.org_id, field_id=row.id).order_by("friend_id")
    while True:
        page = list(rows.filter(friend_id__gt=last).values("friend_id", spec.column)[:_CHUNK])
        if not page:
            return
        last = page[-1]["friend_id"]
        values = ((each["friend_id"], selectors.value_of_row(spec, each)) for each in page)
        yield [(friend_id, value) for friend_id, value in values if value is not None]


def _changed(
    row: Field, new: FieldSpec, on_failure: OnFailure, source: str, ref: str, actor: Actor, now: datetime
) -> TypeChange:
    locked = Field.objects.select_for_update().get(org_id=row.org_id, id=row.id)
    old, before = locked.spec, facts(locked)
    done = cleared = 0
    for chunk in _chunks(locked):
        kept: list[tuple[int, Value]] = []
        lost: list[tuple[int, Value]] = []
        for friend_id, value in chunk:
            found = converted(old, new, value)
            if found is None or isinstance(found, FieldProblem):
                lost.append((friend_id, value))
            else:
                kept.append((friend_id, found))
        if lost and on_failure == "refuse":
            raise _does_not_fit(old, lost)
        _move(locked, old, new, kept)
        _empty(locked, old, lost, source, ref, now)
        done, cleared = done + len(kept), cleared + len(lost)
    locked.type, locked.settings = new.type, _as_json(new)["settings"]
    locked.default_value, locked.updated_at = new.default, now
    locked.save()
    record_audit(
        org_id=row.org_id,
        actor=actor,
        action="field.type_changed",
        object_kind="field",
        object_id=row.id,
        now=now,
        before=before,
        after={**facts(locked), "converted": done, "cleared": cleared},
    )
    return TypeChange(locked, done, cleared)


def _does_not_fit(old: FieldSpec, lost: Sequence[tuple[int, Value]]) -> ProblemError:
    sample = shown(old, lost[0][1])[:50]
    return conflict(
        "values_do_not_fit",
        f"新しい種類にできない値があります（例：{sample}）。値を直すか、空にして進むことを選んでください。",
        f"Some values do not fit the new type (for example {sample}): mend them, or choose to empty them.",
    )


def _move(row: Field, old: FieldSpec, new: FieldSpec, kept: Sequence[tuple[int, Value]]) -> None:
    if not kept or (old.column == new.column == "choice_ids"):
        # The ids of choices stay what they are.
        return
    array, value = SENT_AS[new.column]
    emptied = "" if old.column == new.column else f"{old.column} = NULL,"
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE friends_fieldvalue v SET {emptied} {new.column} = {value} "
            f"FROM unnest(%s::bigint[], %s::{array}) AS c (friend_id, value) "
            "WHERE v.org_id = %s AND v.field_id = %s AND v.friend_id = c.friend_id "
            f"AND v.{new.column} IS DISTINCT FROM {value}",
            [
                integers(each for each, _ in kept),
                texts(as_sent(each) for _, each in kept),
                row.org_id,
                row.id,
            ],
        )


def _empty(
    row: Field, old: FieldSpec, lost: Sequence[tuple[int, Value]], source: str, ref: str, now: datetime
) -> None:
    if not lost:
        return
    before = dict(lost)
    FieldValue.objects.filter(org_id=row.org_id, field_id=row.id, friend_id__in=list(before)).delete()
    friends = Friend.objects.filter(org_id=row.org_id, id__in=list(before)).order_by("id")
    by_channel: dict[int, list[NewEvent]] = {}
    for friend_id, channel_id in friends.values_list("id", "channel_id"):
        data = {"source": source, "changes": [told(Change(old, before[friend_id], None))]}
        by_channel.setdefault(channel_id, []).append(NewEvent(friend_id, CHANGED, now, data, ref))
    for channel_id, events in sorted(by_channel.items()):
        record_events(org_id=row.org_id, channel_id=channel_id, events=events, now=now)


def _as_json(spec: FieldSpec) -> dict[str, Any]:
    settings = spec.settings.model_dump(mode="json", exclude_defaults=True)
    return {"type": spec.type, "settings": settings, "default": spec.default}


def _of_json(row: Field, stored: dict[str, Any]) -> FieldSpec:
    made = Field(id=row.id, name=row.name, type=stored["type"], settings=stored["settings"])
    made.default_value = stored["default"]
    return made.spec
