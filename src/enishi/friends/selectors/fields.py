"""Reads of fields (友だち情報欄) and of what friends have in them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F, QuerySet

from enishi.friends.domain.fields import FieldSpec, Value, from_json
from enishi.friends.models import Field, FieldValue, TimelineEvent
from enishi.friends.selectors.counts import COUNTED_UP_TO, Count
from enishi.kit.errors import not_found
from enishi.kit.paging import Page, Position, page_of

#: The kind of fact by which the timeline tells that values changed.
CHANGED = "field.changed"


@dataclass(frozen=True, slots=True)
class StoredValue:
    """A value with where it came from, e.g. ``import:12``, and when."""

    value: Value
    source: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class PastChange:
    """One change of one field, as JSON values; the words of choices are those of their time."""

    changed_at: datetime
    source: str
    before: Any
    after: Any
    before_text: str | None
    after_text: str | None


def fields(org_id: int, *, with_archived: bool = False) -> QuerySet[Field]:
    """The organisation's fields in the order in which staff put them."""
    rows = Field.objects.filter(org_id=org_id).order_by("position", "id")
    return rows if with_archived else rows.filter(archived_at=None)


def field(org_id: int, field_id: int) -> Field:
    """One field, archived or not; ProblemError 404."""
    found = Field.objects.filter(org_id=org_id, id=field_id).first()
    if found is None:
        raise not_found("友だち情報欄", "The field")
    return found


def field_specs(
    org_id: int, field_ids: Collection[int] | None = None, *, with_archived: bool = False
) -> dict[int, FieldSpec]:
    """Field id → what reading and showing its values needs, in staff's order; all fields unless some are named."""
    rows = fields(org_id, with_archived=with_archived)
    if field_ids is not None:
        rows = rows.filter(id__in=list(field_ids))
    return {row.id: row.spec for row in rows}


def value_of_row(spec: FieldSpec, row: Mapping[str, Any]) -> Value | None:
    """The value in a row's typed columns."""
    found = row[spec.column]
    if spec.column != "choice_ids" or found is None:
        value: Value | None = found
        return value
    return from_json(spec, found if spec.type == "choices" else found[0])


def stored_values(
    org_id: int, specs: Mapping[int, FieldSpec], friend_ids: Sequence[int]
) -> dict[int, dict[int, StoredValue]]:
    """Friend id → field id → what is stored, for a page of friends in one statement. Defaults do not count."""
    columns = {spec.column for spec in specs.values()}
    rows = FieldValue.objects.filter(
        org_id=org_id, field_id__in=list(specs), friend_id__in=list(friend_ids)
    ).values("friend_id", "field_id", "source", "changed_at", *columns)
    found: dict[int, dict[int, StoredValue]] = {}
    for row in rows:
        value = value_of_row(specs[row["field_id"]], row)
        if value is not None:
            kept = StoredValue(value, row["source"], row["changed_at"])
            found.setdefault(row["friend_id"], {})[row["field_id"]] = kept
    return found


def values_of_friends(
    org_id: int, specs: Mapping[int, FieldSpec], friend_ids: Sequence[int]
) -> dict[int, dict[int, Value]]:
    """Friend id → field id → value; empty ones are left out."""
    stored = stored_values(org_id, specs, friend_ids)
    return {
        friend_id: {field_id: each.value for field_id, each in values.items()}
        for friend_id, values in stored.items()
    }


def field_counts(org_id: int, field_ids: Sequence[int]) -> dict[int, Count]:
    """Field id → how many friends have a value in it, counted up to 10,000 each."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT t.id, (SELECT count(*) FROM (SELECT 1 FROM friends_fieldvalue v
                                                 WHERE v.org_id = %(org_id)s AND v.field_id = t.id
                                                 LIMIT %(most)s + 1) AS counted)
              FROM unnest(%(field_ids)s::bigint[]) AS t (id)
            """,
            {"org_id": org_id, "most": COUNTED_UP_TO, "field_ids": list(field_ids)},
        )
        rows = cursor.fetchall()
    return {field_id: Count(min(number, COUNTED_UP_TO), number <= COUNTED_UP_TO) for field_id, number in rows}


def field_history(
    org_id: int, friend_id: int, field_id: int, *, after: Position | None, limit: int
) -> Page[PastChange]:
    """How a friend's value came to be, newest first, from the timeline."""
    rows = TimelineEvent.objects.filter(
        org_id=org_id, friend_id=friend_id, kind=CHANGED, data__changes__contains=[{"field_id": field_id}]
    ).order_by(F("occurred_at").desc(), F("id").desc())
    if after is not None:
        rows = rows.filter(occurred_at__lte=after.at).exclude(occurred_at=after.at, id__gte=after.tie)
    page = page_of(list(rows[: limit + 1]), limit, lambda row: Position(row.occurred_at, row.id))
    return Page([_past_change(row, field_id) for row in page.items], page.next_cursor)


def _past_change(row: TimelineEvent, field_id: int) -> PastChange:
    change = next(each for each in row.data["changes"] if each["field_id"] == field_id)
    return PastChange(
        changed_at=row.occurred_at,
        source=row.data.get("source", ""),
        before=change.get("before"),
        after=change.get("after"),
        before_text=change.get("before_text"),
        after_text=change.get("after_text"),
    )


def changes_by_ref(
    org_id: int, field_id: int, friend_ids: Sequence[int], ref: str, at: datetime
) -> dict[int, tuple[Any, Any]]:
    """Friend id → (before, after), as JSON, of what one call of a deed did to a field at ``at``."""
    # By the friends and not by the mark: a million facts may bear that.
    rows = TimelineEvent.objects.filter(
        org_id=org_id, friend_id__in=list(friend_ids), occurred_at=at, kind=CHANGED, ref=ref
    ).values_list("friend_id", "data")
    return {
        friend_id: (change["before"], change["after"])
        for friend_id, data in rows
        for change in data["changes"]
        if change["field_id"] == field_id
    }
