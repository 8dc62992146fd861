"""Fields and what friends have in them."""

from tests.architecture.examples import Example
from tests.architecture.world import MARKER, World
from tests.factories import NOW

from enishi.accounts.permissions import COMMAND_LINE
from enishi.friends.domain.field_types import FieldSettings, FieldType
from enishi.friends.models import Field
from enishi.friends.services.field_values import set_values
from enishi.friends.services.fields import Shape, create_field


def _field(w: World, name: str, *, is_archived: bool = False) -> Field:
    made = create_field(
        org_id=w.org.id,
        name=f"{MARKER}{name}",
        shape=Shape(FieldType.TEXT, FieldSettings(), None, None),
        folder=f"{MARKER}フォルダ",
        purpose=MARKER,
        actor=COMMAND_LINE,
        now=NOW,
    )
    if is_archived:
        made.archived_at = NOW
        made.save()
    return made


def _filled(w: World) -> Field:
    field = _field(w, "好きな色")
    set_values(
        org_id=w.org.id,
        channel_id=w.friend.channel_id,
        field_id=field.id,
        values={w.friend.id: f"{MARKER}紫"},
        now=NOW,
        source="staff:1",
    )
    return field


def examples(w: World) -> dict[str, Example]:
    field = w.kept("field", lambda: _filled(w))
    archived = w.kept("archived_field", lambda: _field(w, "旧姓", is_archived=True))
    at = f"/fields/{field.id}"
    of_friend = f"/friends/{w.friend.id}/fields"
    long = {"type": "long_text", "settings": {"max_length": 1000}}
    return {
        "list_fields": Example("/fields?with_counts=true"),
        "create_field": Example("/fields", {"name": "会員番号", "type": "text"}),
        "list_starter_sets": Example("/fields/starter-sets"),
        "create_starter_set": Example("/fields/starter-sets", {"key": "basic", "language": "ja"}),
        "order_fields": Example("/fields/order", {"field_ids": [field.id]}, statuses=(204, 422)),
        "change_field": Example(at, {"folder": f"{MARKER}会員"}),
        "delete_field": Example(f"/fields/{archived.id}"),
        "list_field_uses": Example(f"{at}/uses"),
        "back_up_field": Example(f"{at}/backup"),
        "preview_type_change": Example(f"{at}/type-change/preview", long),
        "change_field_type": Example(f"{at}/type-change", long),
        "list_friend_fields": Example(of_friend),
        "write_friend_fields": Example(of_friend, {"values": {str(field.id): f"{MARKER}緑"}}),
        "show_field_history": Example(f"{of_friend}/{field.id}/history"),
    }
