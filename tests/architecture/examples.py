"""One sound request for every route, by operation id: what the sweeps over all routes send.

A new route needs a line here; a test says so. Values come from a world in which everything belongs to one
organisation, so that the same request sent as another organisation must find nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tests import factories
from tests.api_client import Form
from tests.architecture.world import World


@dataclass(frozen=True, slots=True)
class Example:
    """A request. ``statuses`` are the answers that show that it was sound."""

    path: str
    body: Any = None
    statuses: tuple[int, ...] = (200, 201, 204)


def examples(w: World) -> dict[str, Example]:
    """Every example, by the operation's id."""
    return {name: example for part in _parts() for name, example in part(w).items()}


def example_of(w: World, operation_id: str) -> Example:
    """One example, with no more of the world than its subject needs: there are hundreds of routes."""
    if not _part_of:
        _part_of.update({name: part for part in _parts() for name in part(w)})
    return _part_of[operation_id](w)[operation_id]


_part_of: dict[str, Callable[[World], dict[str, Example]]] = {}


def _parts() -> list[Callable[[World], dict[str, Example]]]:
    from tests.architecture.slices import MODULES

    return [
        _accounts,
        _channels,
        _friends,
        _content,
        _dispatches,
        _sending,
        _rules,
        _scenarios,
        _intake,
        _home,
        _talk,
        *(module.examples for module in MODULES),
    ]


def _accounts(w: World) -> dict[str, Example]:
    guest = {"email": "new@example.com", "role": "analyst"}
    return {
        "show_me": Example("/me"),
        "show_organisation": Example("/organisation"),
        "rename_organisation": Example("/organisation", {"name": "新しい名前"}),
        "list_members": Example("/members"),
        "change_member": Example(f"/members/{w.member.id}", {"role": "responder"}),
        "remove_member": Example(f"/members/{w.member.id}"),
        "list_roles": Example("/roles"),
        "list_invitations": Example("/invitations"),
        "invite_member": Example("/invitations", guest),
        "renew_invitation": Example(f"/invitations/{w.invitation.id}/renew"),
        "revoke_invitation": Example(f"/invitations/{w.invitation.id}"),
        "list_notices": Example("/notices"),
        "read_notices": Example("/notices/read", {"until": w.notice.created_at}),
        "list_api_keys": Example("/api-keys"),
        "create_api_key": Example("/api-keys", {"name": "予約システム", "scopes": ["friends.view"]}),
        "revoke_api_key": Example(f"/api-keys/{w.api_key.id}/revoke"),
        "list_audit": Example("/audit"),
    }


def _channels(w: World) -> dict[str, Example]:
    secret = "f" * 32
    channel = {"name": "二号店", "line_channel_id": "1234567890", "secret": secret}
    at = f"/channels/{w.channel.id}"
    return {
        "list_channels": Example("/channels"),
        "connect_channel": Example("/channels", channel),
        # Nothing runs here that could start the virtual platform; that is told.
        "open_practice_channel": Example("/channels/practice", {"name": "練習用"}, statuses=(409,)),
        "show_channel": Example(at),
        "change_channel": Example(at, {"name": "本店", "is_active": True}),
        "update_credentials": Example(f"{at}/credentials", {"secret": secret}),
        "finish_secret_rotation": Example(f"{at}/finish-rotation"),
        # LINE is out of reach in these tests; that is told, and on record.
        "check_channel": Example(f"{at}/check"),
        "set_webhook_address": Example(f"{at}/set-webhook-address", statuses=(422,)),
    }


def _friends(w: World) -> dict[str, Example]:
    at = f"/friends/{w.friend.id}"
    return {
        "list_friends": Example("/friends"),
        "count_friends": Example("/friends/count"),
        "show_friend": Example(at),
        "show_timeline": Example(f"{at}/timeline"),
        "write_memo": Example(f"{at}/memo", {"memo": "次回はカラー"}),
        "tag_friend": Example(f"{at}/tags/{w.tag.id}"),
        "untag_friend": Example(f"{at}/tags/{w.tag_on_friend.id}"),
        "import_friends": Example(f"/channels/{w.friend.channel_id}/import-friends"),
        "list_tags": Example("/tags"),
        "create_tag": Example("/tags", {"name": "行動_資料DL_20261015", "meaning": "資料を請求した"}),
        "change_tag": Example(f"/tags/{w.tag.id}", {"is_archived": True}),
        "tag_friends": Example(f"/tags/{w.tag.id}/friends", {"action": "add", "friend_ids": [w.friend.id]}),
        "delete_tag": Example(f"/tags/{w.archived_tag.id}"),
    }


def _content(w: World) -> dict[str, Example]:
    blocks = [factories.text_block("こんにちは")]
    at = f"/templates/{w.template.id}"
    return {
        "list_templates": Example("/templates"),
        "create_template": Example("/templates", {"name": "新しいテンプレート", "blocks": blocks}),
        "show_template": Example(at),
        "change_template": Example(at, {"blocks": blocks}),
        "upload_media": Example("/media", Form(factories.picture())),
        "check_content": Example("/content/check", {"blocks": blocks}),
        "list_media": Example(f"/friends/{w.friend.id}/media"),
        "show_media": Example(f"/media/{w.media.id}"),
    }


def _dispatches(w: World) -> dict[str, Example]:
    at = f"/dispatches/{w.dispatch.id}"
    message = {"blocks": [factories.text_block("こんにちは")]}
    dispatch = {**message, "channel_id": w.channel.id, "recipients": {"friend_ids": [w.friend.id]}}
    return {
        "create_dispatch": Example("/dispatches", dispatch),
        "preview_dispatch": Example("/dispatches/preview", dispatch),
        "send_message": Example(f"/friends/{w.friend.id}/messages", message),
        "list_dispatches": Example("/dispatches"),
        "show_dispatch": Example(at),
        "pause_dispatch": Example(f"{at}/pause"),
        "resume_dispatch": Example(f"{at}/resume"),
        "cancel_dispatch": Example(f"{at}/cancel"),
        "list_deliveries": Example(f"{at}/deliveries"),
        "list_deliveries_of_friend": Example(f"/friends/{w.friend.id}/deliveries"),
    }


def _sending(w: World) -> dict[str, Example]:
    at = f"/channels/{w.channel.id}/sending"
    return {
        "list_unknown": Example("/deliveries/unknown"),
        "show_sending": Example(at),
        "retry_sending": Example(f"{at}/retry"),
        "hold_sending": Example("/organisation/hold-sending"),
        "release_sending": Example("/organisation/release-sending"),
    }


def _rules(w: World) -> dict[str, Example]:
    at = f"/rules/{w.rule.id}"
    rule = {
        "channel_id": w.channel.id,
        "name": "クーポン",
        "trigger": {"kind": "keyword", "words": ["クーポン"]},
        "actions": [factories.send_action("どうぞ"), {"do": "add_tag", "tag_id": w.tag.id}],
    }
    return {
        "list_rules": Example("/rules"),
        "create_rule": Example("/rules", rule),
        "order_rules": Example("/rules/order", {"channel_id": w.channel.id, "rule_ids": [w.rule.id]}),
        "try_rules": Example("/rules/try", {"channel_id": w.channel.id, "text": "クーポン"}),
        "show_rule": Example(at),
        "replace_rule": Example(at, rule),
        "delete_rule": Example(at),
    }


def _scenarios(w: World) -> dict[str, Example]:
    at = f"/scenarios/{w.scenario.id}"
    draft = {
        "name": "新しいシナリオ",
        "steps": [{"timing": {"mode": "at_once"}, "blocks": [factories.text_block("こんにちは")]}],
    }
    chosen = {"friend_ids": [w.friend.id]}
    return {
        "list_scenarios": Example("/scenarios"),
        "create_scenario": Example("/scenarios", {**draft, "channel_id": w.channel.id}),
        "show_scenario": Example(at),
        "replace_draft": Example(f"{at}/draft", draft),
        "publish_scenario": Example(f"{at}/publish"),
        "pause_scenario": Example(f"{at}/pause"),
        "resume_scenario": Example(f"{at}/resume"),
        "archive_scenario": Example(f"{at}/archive"),
        "list_versions": Example(f"{at}/versions"),
        "show_version": Example(f"{at}/versions/1"),
        "show_numbers": Example(f"{at}/numbers"),
        "list_enrolments": Example(f"{at}/enrolments"),
        "enrol_friends": Example(f"{at}/enrolments", chosen),
        "remove_friends": Example(f"{at}/enrolments/remove", chosen),
        "list_enrolments_of_friend": Example(f"/friends/{w.friend.id}/enrolments"),
    }


def _intake(w: World) -> dict[str, Example]:
    return {
        "list_failed_events": Example("/intake/failed"),
        "retry_event": Example(f"/intake/failed/{w.failed_event.webhook_event_id}/retry"),
    }


def _home(w: World) -> dict[str, Example]:
    return {
        "show_home": Example(f"/home?channel_id={w.channel.id}"),
        "search_everything": Example("/search?q=%E5%86%85%E7%B7%92"),
    }


def _talk(w: World) -> dict[str, Example]:
    at = f"/talk/conversations/{w.friend.id}"
    blocks = [factories.text_block("こんにちは")]
    later = (factories.NOW + timedelta(days=1)).isoformat()
    return {
        "list_conversations": Example("/talk/conversations"),
        "count_conversations": Example("/talk/counts"),
        "show_conversation": Example(at),
        "list_talk_messages": Example(f"{at}/messages"),
        "read_conversation": Example(f"{at}/read", {"seen_at": factories.NOW.isoformat()}),
        "mark_conversation": Example(f"{at}/mark", {"mark_id": w.mark.id}),
        "assign_conversation": Example(f"{at}/assignee", {"member_id": None}),
        "tell_typing": Example(f"{at}/typing"),
        "list_notes": Example(f"{at}/notes"),
        "write_note": Example(f"{at}/notes", {"body": "次回の予約"}),
        "delete_note": Example(f"{at}/notes/{w.note.id}"),
        "list_scheduled_replies": Example(f"{at}/scheduled"),
        "schedule_reply": Example(f"{at}/scheduled", {"blocks": blocks, "due_at": later}),
        "cancel_scheduled_reply": Example(f"{at}/scheduled/{w.scheduled_reply.id}"),
        "list_marks": Example("/talk/marks"),
        "create_mark": Example("/talk/marks", {"name": "折り返し待ち", "colour": "orange"}),
        "change_mark": Example(f"/talk/marks/{w.mark.id}", {"name": "確認中"}),
        "list_canned_replies": Example("/talk/canned-replies"),
        "create_canned_reply": Example("/talk/canned-replies", {"name": "営業時間", "blocks": blocks}),
        "change_canned_reply": Example(f"/talk/canned-replies/{w.canned_reply.id}", {"is_archived": True}),
        "list_repliers": Example(f"/talk/repliers?channel_id={w.channel.id}"),
        "show_live_access": Example("/live/access"),
    }
