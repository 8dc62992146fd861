"""What a chunk needs to know before it is planned, and what a run makes before its first chunk: fields and tags.

New fields and tags are made once, in the run's first step; the mapping then names them as if they had always been
there. What was made is noted, so that an undo can withdraw it.
"""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from enishi.accounts.permissions import Actor
from enishi.friends.conditions.references import uses_of
from enishi.friends.domain.field_types import FieldSettings, FieldSpec, FieldType
from enishi.friends.domain.operations import Words
from enishi.friends.domain.tag_names import LONGEST_NAME, NameVerdict, judge
from enishi.friends.domain.text import folded
from enishi.friends.models import Field, FieldValue, FileImport, FriendTag, Operation, Tag
from enishi.friends.selectors.fields import field_specs
from enishi.friends.selectors.tag_naming import naming_rule, today_of
from enishi.friends.services.fields import Shape, change_field, create_field
from enishi.friends.services.tags import change_tag, create_tag
from enishi.friends.transfers.finding import Finder
from enishi.friends.transfers.mapping import ColumnMapping, NewField, NewTag, ToField, ToTag
from enishi.friends.transfers.planning import Given
from enishi.friends.transfers.texts import words
from enishi.kit.errors import ProblemError, invalid_input

_MOST_NEW_TAGS = 500


def mapping_of(file: FileImport) -> ColumnMapping:
    """The import's mapping."""
    return ColumnMapping.model_validate(file.mapping)


def actor_of(operation: Operation) -> Actor:
    """Whoever started the operation, with the permissions that it needed."""
    return Actor(
        kind=operation.actor_kind,
        label=operation.actor_label,
        id=operation.actor_id,
        permissions=frozenset(operation.needs),
    )


def given_for(file: FileImport, mapping: ColumnMapping) -> Given:
    """What the mapping means at this moment. Two statements."""
    specs = specs_by_column(file.org_id, mapping)
    tags = list(Tag.objects.filter(org_id=file.org_id).values_list("id", "name", "archived_at"))
    key = mapping.key_target
    return Given(
        mapping=mapping,
        specs=specs,
        tags={folded(name): tag_id for tag_id, name, archived_at in tags if archived_at is None},
        archived_tags={folded(name): tag_id for tag_id, name, archived_at in tags if archived_at is not None},
        finder=Finder(
            file.org_id,
            file.channel_id,
            key,
            specs.get(mapping.key or 0) if isinstance(key, ToField) else None,
        ),
        width=len(file.columns),
        new_tag_name=new_tag_names(file, mapping),
    )


def specs_by_column(org_id: int, mapping: ColumnMapping) -> dict[int, FieldSpec]:
    """Column → the field that it goes to; one that does not exist yet has an id below zero."""
    known = field_specs(
        org_id, {target.field_id for target in mapping.columns if isinstance(target, ToField)}
    )
    specs: dict[int, FieldSpec] = {}
    for number, target in enumerate(mapping.columns):
        if isinstance(target, NewField):
            specs[number] = FieldSpec(-1 - number, target.name, FieldType(target.type))
        elif isinstance(target, ToField):
            if target.field_id not in known:
                raise invalid_input(
                    f"mapping.columns.{number}.field_id",
                    "この友だち情報欄はなくなったか、アーカイブされました。列の対応を選び直してください。",
                    "The field is gone or archived. Choose what the column means again.",
                )
            specs[number] = known[target.field_id]
    return specs


def new_tag_names(file: FileImport, mapping: ColumnMapping) -> Callable[[str], str | Words]:
    """What tells the name that a new tag gets, or why it cannot be made. The rule is asked once a name.

    A corrected name ends with the day of the upload, so that it is the same in every chunk.
    """
    rule, today = naming_rule(file.org_id), today_of(file.org_id, file.created_at)
    known: dict[str, str | Words] = {}

    def accepted(name: str) -> str | Words:
        if name not in known:
            known[name] = _accepted(judge(name, rule, today), mapping.corrects_tag_names)
        return known[name]

    return accepted


def _accepted(verdict: NameVerdict, is_corrected: bool) -> str | Words:
    if len(verdict.name) > LONGEST_NAME:
        ja, en = f"{LONGEST_NAME}文字以内にしてください。", f"At most {LONGEST_NAME} characters."
        return words("tag_name_wrong", name=verdict.name[:30] + "…", ja=ja, en=en)
    if verdict.is_ok:
        return verdict.name
    if is_corrected and verdict.corrections:
        return verdict.corrections[0]
    problem = verdict.problems[0]
    return words("tag_name_wrong", name=verdict.name, ja=problem.ja, en=problem.en)


def require_few_new_tags(names: Collection[str]) -> None:
    """ProblemError where a column of texts was taken for one of tags."""
    if len(names) > _MOST_NEW_TAGS:
        told = words("too_many_tags", most=_MOST_NEW_TAGS)
        raise ProblemError("too_many_tags", told.ja, told.en, status=422)


def make_fields_and_tags(file: FileImport, actor: Actor, now: datetime) -> dict[str, Any]:
    """Make what the mapping's columns need, and let the mapping name it. Returns the report's facts."""
    mapping = mapping_of(file)
    columns = list(mapping.columns)
    accepted = new_tag_names(file, mapping)
    field_ids: list[int] = []
    tag_ids: list[int] = []
    for number, target in enumerate(columns):
        if isinstance(target, NewField):
            shape = Shape(FieldType(target.type), FieldSettings(), None, None)
            made = create_field(org_id=file.org_id, name=target.name, shape=shape, actor=actor, now=now)
            columns[number] = ToField(field_id=made.id)
            field_ids.append(made.id)
        elif isinstance(target, NewTag):
            name = accepted(target.name)
            if isinstance(name, Words):
                raise invalid_input(f"mapping.columns.{number}.name", name.ja, name.en)
            present = Tag.objects.filter(org_id=file.org_id, name=name, archived_at=None).first()
            tag = present or create_tag(org_id=file.org_id, name=name, actor=actor, now=now)
            columns[number] = ToTag(tag_id=tag.id)
            tag_ids += [] if present else [tag.id]
    file.mapping = mapping.model_copy(update={"columns": columns}).model_dump(mode="json")
    file.save(update_fields=["mapping"])
    return {"made_field_ids": field_ids, "made_tag_ids": tag_ids}


def withdraw_made(operation: Operation, actor: Actor, now: datetime) -> list[str]:
    """Archive the fields and tags that the run made and nobody uses; returns the names of those that stay."""
    kept: list[str] = []
    org_id = operation.org_id
    for field in Field.objects.filter(org_id=org_id, id__in=operation.report.get("made_field_ids", [])):
        has_values = FieldValue.objects.filter(org_id=org_id, field_id=field.id).exists()
        if field.archived_at is None and (has_values or uses_of(org_id, "field", field.id)):
            kept.append(field.name)
        elif field.archived_at is None:
            change_field(
                org_id=org_id,
                field_id=field.id,
                changes={"is_archived": True},
                shape=None,
                actor=actor,
                now=now,
            )
    for tag in Tag.objects.filter(org_id=org_id, id__in=operation.report.get("made_tag_ids", [])):
        is_on_somebody = FriendTag.objects.filter(org_id=org_id, tag_id=tag.id).exists()
        if tag.archived_at is None and (is_on_somebody or uses_of(org_id, "tag", tag.id)):
            kept.append(tag.name)
        elif tag.archived_at is None:
            change_tag(org_id=org_id, tag_id=tag.id, is_archived=True, actor=actor, now=now)
    return kept
