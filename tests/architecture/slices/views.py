"""Saved views of the list of friends."""

from tests import factories
from tests.architecture.examples import Example
from tests.architecture.world import MARKER, World

from enishi.accounts.permissions import COMMAND_LINE
from enishi.friends.models import FriendView
from enishi.friends.services.views import NewView, save_friend_view


def examples(w: World) -> dict[str, Example]:
    view = w.kept("friend_view", lambda: _view(w))
    at = f"/friend-views/{view.id}"
    return {
        "list_friend_views": Example(f"/friend-views?channel_id={w.channel.id}"),
        "save_friend_view": Example("/friend-views", {"channel_id": w.channel.id, "name": f"{MARKER}常連"}),
        "change_friend_view": Example(at, {"name": f"{MARKER}反応のない人"}),
        "delete_friend_view": Example(at),
    }


def _view(w: World) -> FriendView:
    return save_friend_view(
        org_id=w.org.id,
        channel_id=w.channel.id,
        wanted=NewView(f"{MARKER}会員", None, columns=["tags"], is_shared=True),
        member_id=None,
        actor=COMMAND_LINE,
        now=factories.NOW,
    )
