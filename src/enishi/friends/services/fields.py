"""Fields (友だち情報欄) as staff make them: created, changed, put in order, archived, deleted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from enishi.accounts.permissions import Actor
from enishi.accounts.services import record_audit
from enishi.friends.conditions.references import require_unused
from enishi.friends.domain.field_settings import (
    GivenChoice,
    checked_default,
    fitting,
    settings_problems,
    with_choices,
)
from enishi.friends.domain.field_types import Choice, FieldSettings, FieldSpec, FieldType
from enishi.friends.domain.text import folded
from enishi.friends.models import Field, FieldValue
from enishi.friends.selectors import fields as selectors
from enishi.kit.errors import FieldProblem, ProblemError, conflict, forbidden, invalid_fields, invalid_input
from enishi.kit.tenancy import channel_limit, limited_to_channels, org_scope

#: More than anybody can keep in order; the friend's page shows them all.
MOST_FIELDS = 300


@dataclass(frozen=True, slots=True)
class Shape:
    """Type, settings and default as an editor sends them. ``choices`` None keeps those that there are."""

    type: FieldType
    settings: FieldSettings
    choices: Sequence[GivenChoice] | None
    default: Any


def create_field(
    *,
    org_id: int,
    name: str,
    shape: Shape,
    actor: Actor,
    now: datetime,
    folder: str = "",
    description: str = "",
    purpose: str = "",
    is_personal: bool = False,
) -> Field:
    """A new field, the last in order. ProblemError 409 if the name is taken or there are too many, 422 by field."""
    present = list(selectors.fields(org_id))
    if len(present) >= MOST_FIELDS:
        raise conflict(
            "too_many_fields",
            f"友だち情報欄は{MOST_FIELDS}個までです。使っていないものをアーカイブしてください。",
            f"There are {MOST_FIELDS} fields: archive some that are not used.",
        )
    _require_free(present, name, None)
    spec = checked_shape(name, shape, ())
    field = Field(
        org_id=org_id,
        name=name,
        type=spec.type,
        folder=folder,
        description=description,
        purpose=purpose,
        settings=_stored(spec.settings),
        default_value=spec.default,
        is_personal=is_personal,
        position=max((each.position for each in present), default=0) + 1,
        created_at=now,
        updated_at=now,
    )
    _saved(field, actor, now, "field.created", None)
    return field


def change_field(
    *,
    org_id: int,
    field_id: int,
    changes: Mapping[str, Any],
    shape: Shape | None,
    actor: Actor,
    now: datetime,
) -> Field:
    """Change what ``changes`` names (name, folder, description, purpose, is_personal, is_archived) and the shape.

    The type stays: see ``field_types.change_type``. ProblemError 404, 422 by field, 409 if the name is taken, the type
    differs, or something still uses a field that is to be archived.
    """
    field = selectors.field(org_id, field_id)
    before = facts(field)
    for name in ("name", "folder", "description", "purpose", "is_personal"):
        if changes.get(name) is not None:
            setattr(field, name, changes[name])
    if shape is not None:
        _reshape(field, shape)
    is_archived = changes.get("is_archived")
    if is_archived is not None and is_archived != (field.archived_at is not None):
        if is_archived:
            require_unused(org_id, "field", field_id)
            require_nobody_elsewhere(org_id, field_id)
        field.archived_at = now if is_archived else None
    if field.archived_at is None:
        _require_free(selectors.fields(org_id), field.name, field_id)
    field.updated_at = now
    _saved(field, actor, now, "field.changed", before)
    return field


def order_fields(*, org_id: int, field_ids: Sequence[int], actor: Actor, now: datetime) -> None:
    """Show the fields in this order. ProblemError 422 unless each field in use is named once."""
    known = {field.id: field for field in selectors.fields(org_id)}
    if sorted(known) != sorted(field_ids):
        raise invalid_input(
            "field_ids",
            "アーカイブしていない友だち情報欄を、それぞれ一度だけ指定してください。",
            "Name each field that is not archived once.",
        )
    for position, field_id in enumerate(field_ids, 1):
        known[field_id].position = position
    Field.objects.bulk_update(known.values(), ["position"])
    record_audit(
        org_id=org_id,
        actor=actor,
        action="fields.ordered",
        object_kind="field",
        object_id="",
        now=now,
        after={"field_ids": list(field_ids)},
    )


def delete_field(*, org_id: int, field_id: int, with_values: bool, actor: Actor, now: datetime) -> None:
    """Remove an archived field for ever, with what friends have in it.

    ProblemError 409 unless it is archived and unused, or while friends have values and ``with_values`` is not said; 403
    while friends of channels that the caller does not work on have some. The timeline keeps what was.
    """
    field = selectors.field(org_id, field_id)
    if field.archived_at is None:
        raise conflict(
            "field_in_use",
            "削除する前に友だち情報欄をアーカイブしてください。",
            "Archive the field before deleting it.",
        )
    require_unused(org_id, "field", field_id)
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM friends_fieldvalue WHERE org_id = %s AND field_id = %s", [org_id, field_id]
        )
        friends = cursor.rowcount
    if friends and not with_values:
        raise conflict(
            "field_has_values",
            f"{friends:,}人の値が入っています。控えを保存してから、値ごと削除することを確認してください。",
            f"{friends:,} friends have a value: keep a copy, then confirm that the values go too.",
        )
    require_nobody_elsewhere(org_id, field_id)
    _audit(field, actor, now, "field.deleted", before={**facts(field), "friends": friends})
    field.delete()


def require_nobody_elsewhere(org_id: int, field_id: int) -> None:
    """ProblemError 403 while friends whom the caller does not see have values (left) in the field."""
    if channel_limit() is None:
        return
    visible = FieldValue.objects.filter(org_id=org_id, field_id=field_id).count()
    with limited_to_channels(None), org_scope(org_id):
        everywhere = FieldValue.objects.filter(org_id=org_id, field_id=field_id).count()
    if everywhere > visible:
        raise forbidden(
            "担当していない公式アカウントの友だちにも値が入っているため、変更できません。",
            "Friends of official accounts that you do not work on have values too, so you cannot change this.",
        )


def checked_shape(name: str, shape: Shape, present: Sequence[Choice], field_id: int = 0) -> FieldSpec:
    """The field that this shape makes; ProblemError 422 with every problem, paths as in the API's body."""
    choices = tuple(present) if shape.choices is None else with_choices(present, shape.choices)
    if isinstance(choices, FieldProblem):
        raise invalid_fields([_inside("settings", choices)])
    settings = fitting(shape.type, shape.settings.model_copy(update={"choices": choices}))
    problems = [_inside("settings", problem) for problem in settings_problems(shape.type, settings)]
    if problems:
        raise invalid_fields(problems)
    spec = FieldSpec(field_id, name, shape.type, settings)
    default = checked_default(spec, shape.default)
    if isinstance(default, FieldProblem):
        raise invalid_fields([FieldProblem("default_value", default.ja, default.en)])
    return FieldSpec(field_id, name, shape.type, settings, default)


def _inside(path: str, problem: FieldProblem) -> FieldProblem:
    return FieldProblem(f"{path}.{problem.path}", problem.ja, problem.en)


def _reshape(field: Field, shape: Shape) -> None:
    present = field.spec
    if shape.type != present.type:
        raise conflict(
            "type_differs",
            "種類を変えるには「種類の変更」を使ってください。入っている値がどうなるかを先に確かめられます。",
            "Use the change of type: it tells first what becomes of the values.",
        )
    spec = checked_shape(field.name, shape, present.settings.choices, field.id)
    field.settings, field.default_value = _stored(spec.settings), spec.default


def _stored(settings: FieldSettings) -> dict[str, Any]:
    return settings.model_dump(mode="json", exclude_defaults=True)


def _require_free(present: Iterable[Field], name: str, field_id: int | None) -> None:
    """Two names that only differ in width or case would be taken for each other in lists and imports."""
    if any(folded(each.name) == folded(name) and each.id != field_id for each in present):
        raise _name_taken()


def _name_taken() -> ProblemError:
    error = conflict(
        "field_name_taken",
        "同じ名前の友だち情報欄があります。別の名前にしてください。",
        "A field of this name exists: choose another name.",
    )
    error.fields = [FieldProblem("name", error.ja, error.en)]
    return error


def _saved(field: Field, actor: Actor, now: datetime, action: str, before: dict[str, Any] | None) -> None:
    try:
        with transaction.atomic():
            field.save()
    except IntegrityError as error:
        raise _name_taken() from error
    _audit(field, actor, now, action, before=before, after=facts(field))


def _audit(
    field: Field,
    actor: Actor,
    now: datetime,
    action: str,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    record_audit(
        org_id=field.org_id,
        actor=actor,
        action=action,
        object_kind="field",
        object_id=field.id,
        now=now,
        before=before,
        after=after,
    )


def facts(field: Field) -> dict[str, Any]:
    """What the audit log tells of a field."""
    return {
        "name": field.name,
        "type": field.type,
        "folder": field.folder,
        "settings": field.settings,
        "default_value": field.default_value,
        "is_personal": field.is_personal,
        "is_archived": field.archived_at is not None,
    }
