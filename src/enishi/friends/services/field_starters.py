"""Ready sets of fields, made in one go."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from enishi.accounts.permissions import Actor
from enishi.friends.domain.field_settings import GivenChoice
from enishi.friends.domain.field_starters import STARTER_SETS, Starter
from enishi.friends.domain.field_types import FieldSettings
from enishi.friends.domain.text import folded
from enishi.friends.models import Field
from enishi.friends.selectors import fields as selectors
from enishi.friends.services.fields import Shape, create_field
from enishi.kit.errors import not_found


@dataclass(frozen=True, slots=True)
class StartedSet:
    """The fields that were made, and the names that were there already."""

    made: list[Field]
    skipped: list[str]


def create_starter_set(
    *, org_id: int, key: str, chosen: Collection[str] | None, language: str, actor: Actor, now: datetime
) -> StartedSet:
    """Make the fields of a set (those named in ``chosen``, None for all) in ``language``.

    A field whose name is taken is passed over, so repeating changes nothing. ProblemError 404 for an unknown set.
    """
    found = next((each for each in STARTER_SETS if each.key == key), None)
    if found is None:
        raise not_found("ひな形", "The set")
    taken = {folded(name) for name in selectors.fields(org_id).values_list("name", flat=True)}
    place = 0 if language == "ja" else 1
    made: list[Field] = []
    skipped: list[str] = []
    for starter in found.fields:
        if chosen is not None and starter.key not in chosen:
            continue
        name = starter.name[place]
        if folded(name) in taken:
            skipped.append(name)
            continue
        made.append(
            create_field(
                org_id=org_id,
                name=name,
                shape=_shape(starter, place),
                purpose=starter.purpose[place],
                is_personal=starter.is_personal,
                actor=actor,
                now=now,
            )
        )
    return StartedSet(made, skipped)


def _shape(starter: Starter, place: int) -> Shape:
    choices = [GivenChoice(labels[place]) for labels in starter.choices]
    return Shape(starter.type, FieldSettings(**(starter.settings or {})), choices, None)
