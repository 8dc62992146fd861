"""Long operations, what is done in bulk, and friends whom staff hide or mute."""

from tests.architecture.examples import Example
from tests.architecture.world import MARKER, World
from tests.factories import NOW

from enishi.accounts.permissions import COMMAND_LINE
from enishi.automation.bulk.services import start_bulk
from enishi.friends.models import Operation, OperationState
from enishi.friends.selectors.who import Who
from enishi.friends.services.operations import note_change


def _operation(w: World) -> Operation:
    return start_bulk(
        org_id=w.org.id,
        who=Who(w.channel.id, [w.friend.id]),
        actions=[{"do": "add_tag", "tag_id": w.tag.id}],
        actor=COMMAND_LINE,
        now=NOW,
    )


def _stopped(w: World, state: OperationState) -> Operation:
    made = _operation(w)
    made.state, made.finished_at = state, NOW
    made.report = {"counts": {"0.changed": 1}, "failures": [{"name": MARKER}]}
    made.save()
    note_change(made, deed="hide", params={"do": "hide", "index": 0}, friend_ids=[w.friend.id], now=NOW)
    return made


def examples(w: World) -> dict[str, Example]:
    bulk = {
        "channel_id": w.channel.id,
        "who": {"friend_ids": [w.friend.id]},
        "actions": [{"do": "add_tag", "tag_id": w.tag.id}],
    }
    queued = w.kept("operation", lambda: _operation(w))
    failed = w.kept("failed_operation", lambda: _stopped(w, OperationState.FAILED))
    done = w.kept("done_operation", lambda: _stopped(w, OperationState.DONE))
    return {
        "preview_bulk": Example("/bulk/preview", bulk),
        "start_bulk": Example("/bulk", bulk, statuses=(202,)),
        "list_operations": Example(f"/operations?channel_id={w.channel.id}"),
        "show_operation": Example(f"/operations/{done.id}"),
        "cancel_operation": Example(f"/operations/{queued.id}/cancel"),
        "resume_operation": Example(f"/operations/{failed.id}/resume"),
        "undo_operation": Example(f"/operations/{done.id}/undo"),
        "change_friend_visibility": Example(f"/friends/{w.friend.id}/visibility", {"is_hidden": True}),
    }
