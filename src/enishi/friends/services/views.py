"""Saved views: a member keeps which friends a list shows and how, for oneself or for everybody on the channel."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from enishi.accounts.permissions import Actor
from enishi.accounts.services import record_audit
from enishi.friends.models import FriendView
from enishi.friends.selectors.views import friend_view
from enishi.friends.services.view_checks import require_sound_view
from enishi.kit import live
from enishi.kit.errors import conflict, forbidden
from enishi.line import selectors as line_selectors

#: Views that one member keeps for one channel: more than anybody finds again.
MOST_VIEWS = 100
_SHARING = "friends.edit"


@dataclass(frozen=True, slots=True)
class NewView:
    """What a view is to hold. ``filters`` are the quick filters beside the condition ``tree``."""

    name: str
    tree: Mapping[str, Any] | None
    filters: Mapping[str, Any] = field(default_factory=dict)
    columns: Sequence[str] = ()
    order: str = "newest"
    is_shared: bool = False


def save_friend_view(
    *, org_id: int, channel_id: int, wanted: NewView, member_id: int | None, actor: Actor, now: datetime
) -> FriendView:
    """Keep a new view. A program's belongs to nobody and is therefore always shared.

    ProblemError 404 for the channel, 422 for a condition or column that does not exist, 403 for sharing without the
    permission to change friends, 409 for the hundred-and-first view.
    """
    line_selectors.channel(org_id, channel_id)
    require_sound_view(org_id, channel_id, wanted.tree, wanted.columns)
    is_shared = wanted.is_shared or member_id is None
    if is_shared:
        _require_sharing(actor)
    own = FriendView.objects.filter(org_id=org_id, channel_id=channel_id, owner_id=member_id)
    if own.count() >= MOST_VIEWS:
        raise conflict(
            "too_many_views",
            f"保存できる表示は {MOST_VIEWS} 個までです。使わないものを削除してください。",
            f"At most {MOST_VIEWS} views can be saved: delete some that are not used.",
        )
    made = FriendView.objects.create(
        org_id=org_id,
        channel_id=channel_id,
        name=wanted.name,
        tree=wanted.tree,
        filters=dict(wanted.filters),
        columns=list(wanted.columns),
        order=wanted.order,
        owner_id=member_id,
        is_shared=is_shared,
        created_at=now,
        updated_at=now,
    )
    _audit(made, actor, "friend_view.created", now, None, _facts(made))
    return made


def change_friend_view(
    *,
    org_id: int,
    view_id: int,
    changes: Mapping[str, Any],
    member_id: int | None,
    actor: Actor,
    now: datetime,
) -> FriendView:
    """Change what ``changes`` names; the rest stays. ProblemError 404, 422 as for a new one, 403 for a view that
    somebody else shared, unless the actor may change friends."""
    view = friend_view(org_id, view_id, member_id)
    _require_control(view, member_id, actor)
    before = _facts(view)
    for name, value in changes.items():
        setattr(view, name, value)
    if view.is_shared and not before["is_shared"]:
        _require_sharing(actor)
    # Nobody could ever see a view again that belongs to nobody and is shared with nobody.
    view.is_shared = view.is_shared or view.owner_id is None
    if "tree" in changes or "columns" in changes:
        require_sound_view(org_id, view.channel_id, view.tree, view.columns)
    view.updated_at = now
    view.save(update_fields=[*changes, "is_shared", "updated_at"])
    _audit(view, actor, "friend_view.changed", now, before, _facts(view))
    return view


def delete_friend_view(
    *, org_id: int, view_id: int, member_id: int | None, actor: Actor, now: datetime
) -> None:
    """Forget a view; the friends in it are untouched. ProblemError 404, or 403 as for changing."""
    view = friend_view(org_id, view_id, member_id)
    _require_control(view, member_id, actor)
    _audit(view, actor, "friend_view.deleted", now, _facts(view), None)
    view.delete()


def _require_control(view: FriendView, member_id: int | None, actor: Actor) -> None:
    if view.owner_id is not None and view.owner_id == member_id:
        return
    if not actor.holds({_SHARING}):
        raise forbidden(
            "ほかの人が共有した表示は、友だちを編集できる人だけが変えられます。自分用に別の名前で保存してください。",
            "Only somebody who may change friends can change a view that another person shared. Save one of your own.",
        )


def _require_sharing(actor: Actor) -> None:
    if not actor.holds({_SHARING}):
        raise forbidden(
            "表示を共有できるのは、友だちを編集できる人だけです。",
            "Only somebody who may change friends can share a view.",
        )


def _facts(view: FriendView) -> dict[str, Any]:
    return {
        "name": view.name,
        "is_shared": view.is_shared,
        "tree": view.tree,
        "columns": view.columns,
        "order": view.order,
    }


def _audit(
    view: FriendView,
    actor: Actor,
    action: str,
    now: datetime,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
) -> None:
    record_audit(
        org_id=view.org_id,
        actor=actor,
        action=action,
        object_kind="friend_view",
        object_id=view.id,
        now=now,
        before=before,
        after=after,
    )
    live.tell("settings", org_id=view.org_id, channel_id=view.channel_id)
