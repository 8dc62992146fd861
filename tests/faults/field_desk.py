"""A field whose type changes on a stage, and what became of its values; called in a child of the nursery."""

from typing import Any

from django.db import connection

from enishi.accounts.permissions import COMMAND_LINE
from enishi.friends.domain.fields import FieldSettings, FieldType
from enishi.friends.models import Field, FieldValue, Operation
from enishi.friends.services import field_types
from enishi.friends.services.field_values import set_values
from enishi.friends.services.fields import Shape
from enishi.kit import clock
from enishi.kit.tenancy import org_scope


def change_type(*, org_id: int, channel_id: int, friend_ids: list[int]) -> dict[str, int]:
    """Everybody has a text; the worker is to make numbers of them, and every fifth is no number."""
    # So that it is the worker's, however few values there are.
    field_types.AT_ONCE = 0
    now = clock.now()
    with org_scope(org_id):
        field = Field.objects.create(
            org_id=org_id, name="来店回数", type="text", settings={}, created_at=now, updated_at=now
        )
        values = {
            friend_id: "まだ" if index % 5 == 0 else str(index) for index, friend_id in enumerate(friend_ids)
        }
        set_values(
            org_id=org_id,
            channel_id=channel_id,
            field_id=field.id,
            values=values,
            now=now,
            source="staff:1",
        )
        changed = field_types.change_type(
            org_id=org_id,
            field_id=field.id,
            shape=Shape(FieldType.NUMBER, FieldSettings(), None, None),
            on_failure="clear",
            actor=COMMAND_LINE,
            now=now,
        )
    assert changed.operation_id is not None
    return {"field_id": field.id, "operation_id": changed.operation_id}


def standing(*, org_id: int, field_id: int, operation_id: int) -> dict[str, Any]:
    """What type the field says that it has, in which column its values are, and what was told of those lost."""
    with org_scope(org_id), connection.cursor() as cursor:
        operation = Operation.objects.get(org_id=org_id, id=operation_id)
        values = FieldValue.objects.filter(org_id=org_id, field_id=field_id)
        cursor.execute(
            "SELECT count(*), count(DISTINCT friend_id) FROM friends_timelineevent "
            "WHERE org_id = %s AND kind = 'field.changed' AND ref = %s",
            [org_id, f"operation:{operation_id}"],
        )
        facts, told = cursor.fetchone()
        return {
            "state": str(operation.state),
            "error": operation.error,
            "counts": operation.report.get("counts", {}),
            "type": str(Field.objects.get(org_id=org_id, id=field_id).type),
            "texts": values.filter(number_value=None).count(),
            "numbers": values.exclude(number_value=None).count(),
            "facts": facts,
            "told": told,
        }
