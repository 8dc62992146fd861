"""One search over what staff look for by name: friends, scenarios, tags and templates."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from enishi.accounts.permissions import PermissionName
from enishi.content import selectors as content_selectors
from enishi.friends import selectors as friend_selectors
from enishi.friends.selectors import FriendFilter
from enishi.scenarios import selectors as scenario_selectors

_MOST = 5


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found; ``picture_url`` is a friend's, ``state`` a friend's or a scenario's."""

    id: int
    channel_id: int | None
    name: str
    picture_url: str = ""
    state: str = ""


def _friends(org_id: int, channel_id: int | None, text: str) -> Iterable[Hit]:
    page = friend_selectors.friend_page(
        org_id, FriendFilter(channel_id=channel_id, name=text), after=None, limit=_MOST
    )
    return [Hit(row.id, row.channel_id, row.display_name, row.picture_url, row.status) for row in page.items]


def _scenarios(org_id: int, channel_id: int | None, text: str) -> Iterable[Hit]:
    rows = scenario_selectors.scenarios(org_id, channel_id=channel_id).filter(name__icontains=text)
    return [Hit(row.id, row.channel_id, row.name, state=row.state) for row in rows[:_MOST]]


def _tags(org_id: int, channel_id: int | None, text: str) -> Iterable[Hit]:
    rows = friend_selectors.tags(org_id).filter(name__icontains=text)
    return [Hit(row.id, None, row.name) for row in rows[:_MOST]]


def _templates(org_id: int, channel_id: int | None, text: str) -> Iterable[Hit]:
    rows = content_selectors.templates(org_id).filter(name__icontains=text)
    return [Hit(row.id, None, row.name) for row in rows[:_MOST]]


type _Source = Callable[[int, int | None, str], Iterable[Hit]]

#: What is searched, and the permission without which it is not.
_SOURCES: dict[str, tuple[PermissionName, _Source]] = {
    "friends": ("friends.view", _friends),
    "scenarios": ("scenarios.view", _scenarios),
    "tags": ("tags.view", _tags),
    "templates": ("content.view", _templates),
}


def found(
    org_id: int, text: str, *, channel_id: int | None, may: Callable[[str], bool]
) -> dict[str, list[Hit]]:
    """At most five of each kind whose name holds ``text``; nothing of kinds that the caller may not see."""
    return {
        name: list(source(org_id, channel_id, text)) if may(permission) else []
        for name, (permission, source) in _SOURCES.items()
    }
