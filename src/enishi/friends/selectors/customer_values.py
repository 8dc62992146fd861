"""What is known of a customer's own attributes and of their friends' fields, and which value holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from enishi.friends.domain.customers import Claim, Merging, Rule, chosen
from enishi.friends.domain.fields import FieldSpec, Value, shown
from enishi.friends.models import Field, FieldValue


@dataclass(frozen=True, slots=True)
class Telling:
    """One friend's value of a field, in words."""

    friend_id: int
    text: str
    source: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CustomerValue:
    """A field over all friends of a customer: the value that holds by the rule, and all that were told."""

    field_id: int
    name: str
    folder: str
    rule: Rule
    holds: Telling
    told: list[Telling]

    @property
    def is_disputed(self) -> bool:
        return len({telling.text for telling in self.told}) > 1


def customer_values(
    org_id: int, friend_ids: Sequence[int], merging: Merging, language: str
) -> list[CustomerValue]:
    """The fields that any of these friends has a value in, by folder and position."""
    fields = list(Field.objects.filter(org_id=org_id, archived_at=None).order_by("folder", "position", "id"))
    rows = FieldValue.objects.filter(
        org_id=org_id, field_id__in=[field.id for field in fields], friend_id__in=friend_ids
    )
    told: dict[int, list[FieldValue]] = {}
    for row in rows:
        told.setdefault(row.field_id, []).append(row)
    return [_value(field, told[field.id], merging, language) for field in fields if field.id in told]


def _value(field: Field, rows: Sequence[FieldValue], merging: Merging, language: str) -> CustomerValue:
    rule = merging.rule_of(f"field:{field.id}")
    spec = field.spec
    tellings = [
        Telling(row.friend_id, shown(spec, _raw(row, spec), language), row.source, row.changed_at)
        for row in rows
    ]
    claims = [Claim(telling, telling.source, telling.at) for telling in tellings]
    holds = cast(Claim[Telling], chosen(claims, rule, merging.trust))
    return CustomerValue(field.id, field.name, field.folder, rule, holds.value, tellings)


def _raw(row: FieldValue, spec: FieldSpec) -> Value:
    value: Any = getattr(row, spec.column)
    if spec.column == "choice_ids":
        return tuple(value) if spec.type == "choices" else value[0]
    return cast(Value, value)
