"""One sound request for every route, by operation id: what the sweeps over all routes send.

A new route needs a line here; a test says so. Values come from a world in which everything belongs to one
organisation, so that the same request sent as another organisation must find nothing.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tests import factories

from enishi.accounts.models import ApiKey, Member, Organisation, Role
from enishi.friends.models import Friend, Tag
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel

#: Stands in every text of ours; seen in an answer to somebody else, it is a leak.
MARKER = "内緒"


@dataclass(frozen=True, slots=True)
class Example:
    """A request. ``statuses`` are the answers that show that it was sound."""

    path: str
    body: Any = None
    statuses: tuple[int, ...] = (200, 201, 204)


class World:
    """What the examples speak of; made when first asked for."""

    def __init__(self, org: Organisation) -> None:
        self.org = org

    @cached_property
    def member(self) -> Member:
        return factories.make_member(self.org, Role.ANALYST, email=f"{'naisho'}@example.com")

    @cached_property
    def api_key(self) -> ApiKey:
        factories.make_api_key(self.org, ["friends.view"])
        return factories.rows(ApiKey, org_id=self.org.id)[-1]

    @cached_property
    def channel(self) -> Channel:
        return factories.make_channel(self.org, name=f"{MARKER}公式")

    @cached_property
    def friend(self) -> Friend:
        return factories.make_friend(self.channel, f"{MARKER}愛子")

    @cached_property
    def tag(self) -> Tag:
        return factories.make_tag(self.org, f"{MARKER}タグ")

    @cached_property
    def tag_on_friend(self) -> Tag:
        from enishi.friends.services.tags import add_tag

        tag = factories.make_tag(self.org, f"{MARKER}付いたタグ")
        with org_scope(self.org.id):
            add_tag(
                org_id=self.org.id,
                channel_id=self.channel.id,
                tag_id=tag.id,
                friend_ids=[self.friend.id],
                now=factories.NOW,
            )
        return tag

    @cached_property
    def archived_tag(self) -> Tag:
        return factories.make_tag(self.org, f"{MARKER}古いタグ", archived_at=factories.NOW)


def examples(w: World) -> dict[str, Example]:
    """Every example, by the operation's id."""
    return {**_accounts(w), **_channels(w), **_friends(w)}


def _accounts(w: World) -> dict[str, Example]:
    member = {"email": "new@example.com", "name": "新人", "role": "analyst"}
    return {
        "show_me": Example("/me"),
        "show_organisation": Example("/organisation"),
        "rename_organisation": Example("/organisation", {"name": "新しい名前"}),
        "list_members": Example("/members"),
        "add_member": Example("/members", member),
        "change_role": Example(f"/members/{w.member.id}", {"role": "responder"}),
        "remove_member": Example(f"/members/{w.member.id}"),
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
        "show_friend": Example(at),
        "show_timeline": Example(f"{at}/timeline"),
        "write_memo": Example(f"{at}/memo", {"memo": "次回はカラー"}),
        "tag_friend": Example(f"{at}/tags/{w.tag.id}"),
        "untag_friend": Example(f"{at}/tags/{w.tag_on_friend.id}"),
        "import_friends": Example(f"/channels/{w.friend.channel_id}/import-friends"),
        "list_tags": Example("/tags"),
        "create_tag": Example("/tags", {"name": "新しいタグ"}),
        "change_tag": Example(f"/tags/{w.tag.id}", {"is_archived": True}),
        "delete_tag": Example(f"/tags/{w.archived_tag.id}"),
    }
