"""表示操作: staff hide friends from lists, or mute them, so that nothing is ever sent to them. Set-wise.

Both are staff's own choice and do not tell LINE anything: a hidden or muted friend can still write to the account.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from django.db import connection

from enishi.accounts.permissions import Actor
from enishi.accounts.services import record_audit
from enishi.friends import selectors
from enishi.friends.models import Friend
from enishi.friends.services.segment_queue import touch
from enishi.friends.services.timeline import NewEvent, ReactionContext, record_events

Choice = Literal["hidden", "muted"]

_COLUMNS = {"hidden": "hidden_at", "muted": "muted_at"}
_FACTS = {
    ("hidden", True): "visibility.hidden",
    ("hidden", False): "visibility.shown",
    ("muted", True): "visibility.muted",
    ("muted", False): "visibility.unmuted",
}


def change_visibility(
    *,
    org_id: int,
    channel_id: int,
    choice: Choice,
    is_chosen: bool,
    friend_ids: Sequence[int],
    now: datetime,
    context: ReactionContext | None = None,
    cause: str = "",
    ref: str = "",
) -> list[int]:
    """Hide or mute friends of one channel, or take that back; returns those for whom it changed. Idempotent."""
    column = _COLUMNS[choice]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE friends_friend SET {column} = %s WHERE org_id = %s AND channel_id = %s "
            f"AND id = ANY(%s::bigint[]) AND ({column} IS NULL) = %s RETURNING id",
            [now if is_chosen else None, org_id, channel_id, list(friend_ids), is_chosen],
        )
        changed = sorted(row[0] for row in cursor.fetchall())
    if not changed:
        return []
    kind, data = _FACTS[choice, is_chosen], {"cause": cause} if cause else {}
    touch(org_id=org_id, channel_id=channel_id, friend_ids=changed, aspect="visibility")
    record_events(
        org_id=org_id,
        channel_id=channel_id,
        events=[NewEvent(friend_id, kind, now, data, ref) for friend_id in changed],
        now=now,
        context=context,
    )
    return changed


def still_chosen(org_id: int, choice: Choice, friend_ids: Sequence[int], since: datetime) -> list[int]:
    """Those of ``friend_ids`` who have been hidden, or muted, since exactly that moment."""
    rows = Friend.objects.filter(org_id=org_id, id__in=list(friend_ids), **{_COLUMNS[choice]: since})
    return list(rows.order_by("id").values_list("id", flat=True))


def choose_visibility(
    *,
    org_id: int,
    friend_id: int,
    is_hidden: bool | None,
    is_muted: bool | None,
    actor: Actor,
    now: datetime,
) -> Friend:
    """Staff hide, show, mute or unmute one friend; None leaves it as it is. Idempotent. ProblemError 404."""
    friend = selectors.friend(org_id, friend_id)
    cause = f"{actor.kind}:{actor.id}" if actor.id is not None else actor.kind
    wanted: list[tuple[Choice, bool | None]] = [("hidden", is_hidden), ("muted", is_muted)]
    changed: dict[str, bool] = {}
    for choice, is_chosen in wanted:
        if is_chosen is not None and change_visibility(
            org_id=org_id,
            channel_id=friend.channel_id,
            choice=choice,
            is_chosen=is_chosen,
            friend_ids=[friend_id],
            now=now,
            cause=cause,
        ):
            changed[choice] = is_chosen
    if changed:
        record_audit(
            org_id=org_id,
            actor=actor,
            action="friend.visibility_changed",
            object_kind="friend",
            object_id=friend_id,
            now=now,
            before={choice: not is_chosen for choice, is_chosen in changed.items()},
            after=changed,
        )
    return selectors.friend(org_id, friend_id)
