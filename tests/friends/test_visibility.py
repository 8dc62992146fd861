"""表示操作: hidden from lists, or never written to."""

import pytest
from tests.api_client import ApiClient
from tests.factories import NOW, make_channel, make_friends, rows

from enishi.accounts.models import AuditEntry, Organisation
from enishi.friends.models import Friend, TimelineEvent
from enishi.friends.services.visibility import change_visibility
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel

pytestmark = pytest.mark.django_db


@pytest.fixture
def channel(org: Organisation) -> Channel:
    return make_channel(org)


def _hide(friend: Friend) -> list[int]:
    with org_scope(friend.org_id):
        return change_visibility(
            org_id=friend.org_id,
            channel_id=friend.channel_id,
            choice="hidden",
            is_chosen=True,
            friend_ids=[friend.id],
            now=NOW,
        )


def test_the_list_leaves_out_the_hidden_unless_it_is_asked_for_them(api: ApiClient, channel: Channel) -> None:
    hidden, *others = make_friends(channel, 4)
    assert _hide(hidden) == [hidden.id]

    def shown(visibility: str = "") -> tuple[set[int], int]:
        more = f"?channel_id={channel.id}" + (f"&visibility={visibility}" if visibility else "")
        listed = {friend["id"] for friend in api.get(f"/friends{more}").json["items"]}
        return listed, api.get(f"/friends/count{more}").json["number"]

    everyone = {friend.id for friend in (hidden, *others)}
    assert shown() == (everyone - {hidden.id}, 3)
    assert shown("hidden") == ({hidden.id}, 1)
    assert shown("all") == (everyone, 4)
    assert shown("muted") == (set(), 0)


def test_hiding_twice_is_one_fact(channel: Channel) -> None:
    [friend] = make_friends(channel, 1)

    assert (_hide(friend), _hide(friend)) == ([friend.id], [])
    assert [event.kind for event in rows(TimelineEvent)] == ["visibility.hidden"]


def test_staff_hide_and_mute_one_friend_and_take_it_back(api: ApiClient, channel: Channel) -> None:
    [friend] = make_friends(channel, 1)
    path = f"/friends/{friend.id}/visibility"

    chosen = api.patch(path, {"is_hidden": True, "is_muted": True}).json
    assert chosen["hidden_at"]
    assert chosen["muted_at"]
    assert api.patch(path, {"is_muted": False}).json["muted_at"] is None
    assert api.patch(path, {"is_muted": False}).json["hidden_at"]

    changes = [entry.after for entry in rows(AuditEntry, action="friend.visibility_changed")]
    assert changes == [{"hidden": True, "muted": True}, {"muted": False}]
    assert api.get(f"/friends/{friend.id}").json["hidden_at"]
