"""What moves scores and states without a fact: time, new settings, staff, and a condition for graduation."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from enishi.accounts.permissions import Actor
from enishi.accounts.services import record_audit
from enishi.friends import selectors
from enishi.friends.conditions import check_tree, matching
from enishi.friends.models import Engagement, EngagementSettings, Friend
from enishi.friends.selectors.engagement import settings_of
from enishi.friends.services.engagement import move
from enishi.friends.services.engagement_back import recount
from enishi.kit.errors import invalid_fields, invalid_input
from enishi.kit.jobs import defer
from enishi.kit.live import tell
from enishi.kit.tenancy import org_scope
from enishi.line import selectors as line_selectors

_AT_ONCE = 5_000


def sweep(*, org_id: int, channel_id: int, now: datetime) -> int:
    """Bring every friend of a channel up to ``now``, a chunk a transaction; returns how many states moved.

    Idempotent, and safe beside facts that arrive meanwhile.
    """
    with org_scope(org_id):
        settings = settings_of(org_id, channel_id)
    moved = 0
    for friend_ids in _chunks(org_id, channel_id):
        with org_scope(org_id):
            moved += move(org_id, channel_id, friend_ids, settings, now)
            if settings.graduation and _graduate_by_rule(org_id, channel_id, friend_ids, settings, now):
                moved += move(org_id, channel_id, friend_ids, settings, now)
    return moved


def recalculate(*, org_id: int, channel_id: int, now: datetime) -> None:
    """Count all scores anew from the timeline, a chunk a transaction: after new points or another half-life."""
    with org_scope(org_id):
        settings = settings_of(org_id, channel_id)
    for friend_ids in _chunks(org_id, channel_id):
        with org_scope(org_id):
            move(org_id, channel_id, friend_ids, settings, now)
            recount(org_id, friend_ids, settings, now)
            move(org_id, channel_id, friend_ids, settings, now)


def _chunks(org_id: int, channel_id: int) -> Iterator[list[int]]:
    last = 0
    while True:
        with org_scope(org_id):
            rows = Friend.objects.filter(org_id=org_id, channel_id=channel_id, id__gt=last)
            page = list(rows.order_by("id").values_list("id", flat=True)[:_AT_ONCE])
        if not page:
            return
        yield page
        last = page[-1]


def _graduate_by_rule(
    org_id: int, channel_id: int, friend_ids: Sequence[int], settings: EngagementSettings, now: datetime
) -> int:
    found = matching(org_id, channel_id, settings.graduation or {}, now, friend_ids=friend_ids)
    rows = Engagement.objects.filter(org_id=org_id, friend_id__in=list(found), graduated_at=None)
    return rows.update(graduated_at=now)


def graduate_friend(*, org_id: int, friend_id: int, is_graduated: bool, actor: Actor, now: datetime) -> None:
    """Staff say that the brand is over for a friend, or that it is not. Idempotent. ProblemError 404."""
    friend = selectors.friend(org_id, friend_id)
    settings = settings_of(org_id, friend.channel_id)
    move(org_id, friend.channel_id, [friend_id], settings, now)
    row = Engagement.objects.get(org_id=org_id, friend_id=friend_id)
    if (row.graduated_at is not None) == is_graduated:
        return
    Engagement.objects.filter(org_id=org_id, friend_id=friend_id).update(
        graduated_at=now if is_graduated else None
    )
    move(org_id, friend.channel_id, [friend_id], settings, now)
    record_audit(
        org_id=org_id,
        actor=actor,
        action="friend.graduated" if is_graduated else "friend.ungraduated",
        object_kind="friend",
        object_id=friend_id,
        now=now,
    )


def change_settings(
    *, org_id: int, channel_id: int, changes: dict[str, Any], actor: Actor, now: datetime
) -> EngagementSettings:
    """Set points, half-life, days of states or the condition for graduation; scores are then counted anew.

    ProblemError 404; 422 for days that do not rise, for points below zero and for a condition that cannot be used.
    """
    line_selectors.channel(org_id, channel_id)
    settings = settings_of(org_id, channel_id)
    before = _facts(settings)
    for name, value in changes.items():
        setattr(settings, name, value)
    _check(org_id, channel_id, settings)
    settings.changed_at = now
    EngagementSettings.objects.update_or_create(
        org_id=org_id, channel_id=channel_id, defaults={**_facts(settings), "changed_at": now}
    )
    record_audit(
        org_id=org_id,
        actor=actor,
        action="engagement.changed",
        object_kind="channel",
        object_id=channel_id,
        now=now,
        before=before,
        after=_facts(settings),
    )
    defer(
        "friends.recalculate_engagement",
        once=f"friends.recalculate_engagement:{channel_id}",
        org_id=org_id,
        channel_id=channel_id,
    )
    tell("friends", org_id=org_id, channel_id=channel_id)
    return settings


def _check(org_id: int, channel_id: int, settings: EngagementSettings) -> None:
    if not settings.active_days <= settings.cooling_days <= settings.dormant_days:
        raise invalid_input(
            "cooling_days",
            "日数は「反応あり」「反応低下」「休眠」の順に大きくしてください。",
            "Days must rise from active to cooling to dormant.",
        )
    if settings.graduation:
        problems = check_tree(org_id, channel_id, settings.graduation, "graduation")
        if problems:
            raise invalid_fields(problems)


def _facts(settings: EngagementSettings) -> dict[str, Any]:
    return {
        name: getattr(settings, name)
        for name in (
            "half_life_days",
            "points",
            "new_days",
            "active_days",
            "cooling_days",
            "dormant_days",
            "graduation",
        )
    }
