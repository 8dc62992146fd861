"""What staff do in bulk on a stage, and what became of it; called in a child of the nursery."""

from typing import Any

from django.db import connection

from enishi.accounts.permissions import COMMAND_LINE
from enishi.automation.bulk.services import start_bulk
from enishi.friends.models import Operation, Tag
from enishi.friends.selectors.who import Who
from enishi.friends.services import operations
from enishi.kit import clock
from enishi.kit.tenancy import org_scope


def tag_and_write(*, org_id: int, channel_id: int, label: str, chunk: int) -> int:
    """Everybody gets a tag and then a message; returns the operation's id."""
    operations.CHUNK = chunk
    now = clock.now()
    with org_scope(org_id):
        tag = Tag.objects.create(org_id=org_id, name="まとめて", created_at=now)
        actions: list[dict[str, Any]] = [
            {"do": "add_tag", "tag_id": tag.id},
            {"do": "send", "blocks": [{"kind": "text", "text": label}]},
        ]
        started = start_bulk(org_id=org_id, who=Who(channel_id), actions=actions, actor=COMMAND_LINE, now=now)
        return started.id


def undo(*, org_id: int, operation_id: int) -> None:
    """Take it back."""
    with org_scope(org_id):
        operations.undo_operation(
            org_id=org_id, operation_id=operation_id, actor=COMMAND_LINE, now=clock.now()
        )


def standing(*, org_id: int, operation_id: int) -> dict[str, Any]:
    """How far the operation is, and every trace that it left."""
    with org_scope(org_id), connection.cursor() as cursor:
        found = Operation.objects.get(org_id=org_id, id=operation_id)
        cursor.execute(
            "SELECT (SELECT count(*) FROM friends_friendtag WHERE org_id = %(org)s), "
            "       (SELECT count(*) FROM friends_timelineevent WHERE org_id = %(org)s AND ref = %(ref)s), "
            "       (SELECT coalesce(sum(cardinality(friend_ids)), 0) FROM friends_operationchange "
            "         WHERE org_id = %(org)s AND operation_id = %(id)s), "
            "       (SELECT count(*) FROM delivery_dispatch WHERE org_id = %(org)s AND source = %(ref)s)",
            {"org": org_id, "id": operation_id, "ref": f"operation:{operation_id}"},
        )
        tagged, facts, changes, dispatches = (int(number) for number in cursor.fetchone())
    return {
        "state": str(found.state),
        "error": found.error,
        "done": found.done,
        "counts": found.report.get("counts", {}),
        "tagged": tagged,
        "facts": facts,
        "changes": changes,
        "dispatches": dispatches,
    }
