"""Friends as LINE shows them: who followed, blocked or simply wrote, folded into rows set-wise.

In: acts of one channel, in any order. Out: friend rows and the facts that these acts amount to. Sorted by the acts'
own time, so that a webhook that arrives late or twice changes nothing that a later act has settled.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from django.db import connection

from enishi.friends.domain.following import (
    FollowCase,
    Standing,
    block_counts,
    follow_case,
    proves_following,
)
from enishi.friends.models import Friend
from enishi.friends.services.segment_queue import touch
from enishi.friends.services.timeline import NewEvent

_LOCK_CLASS = 0x4654 << 48


class ActKind(StrEnum):
    """``CONTACT``: the friend wrote or tapped, which nobody can who blocks us. ``MENTION``: LINE tells of the friend,
    which it may also do during a block. ``IMPORT``: LINE lists the friend as a follower."""

    FOLLOW = "follow"
    UNFOLLOW = "unfollow"
    CONTACT = "contact"
    MENTION = "mention"
    IMPORT = "import"


@dataclass(frozen=True, slots=True)
class Act:
    """Something that a LINE user did and that tells whether we may write to them."""

    line_user_id: str
    kind: ActKind
    occurred_at: datetime
    is_unblocked: bool = False
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """What LINE tells about a user; empty strings where the user shows nothing."""

    display_name: str
    picture_url: str = ""
    status_message: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Met:
    """``ids`` by LINE user id; ``events`` are new facts to record, in time order."""

    ids: dict[str, int]
    events: list[NewEvent]


def meet(
    *, org_id: int, channel_id: int, acts: Sequence[Act], profiles: Mapping[str, Profile], now: datetime
) -> Met:
    """Create or update the friends behind ``acts``. Idempotent for acts that are already known."""
    user_ids = sorted({act.line_user_id for act in acts})
    _take_turns(channel_id)
    rows = {
        friend.line_user_id: friend
        for friend in Friend.objects.filter(org_id=org_id, channel_id=channel_id, line_user_id__in=user_ids)
        .select_for_update()
        .order_by("id")
    }
    before = {user_id: _standing(friend) for user_id, friend in rows.items()}
    standings = dict(before)
    facts: list[tuple[str, str, Act, dict[str, str]]] = []
    for act in sorted(acts, key=lambda act: act.occurred_at):
        after, kind, data = _fold(standings.get(act.line_user_id), act)
        standings[act.line_user_id] = after
        if kind:
            facts.append((act.line_user_id, kind, act, data))
    changed = {user: standings[user] for user in user_ids if standings[user] != before.get(user)}
    ids = {user: friend.id for user, friend in rows.items()} | _upsert(org_id, channel_id, changed)
    store_profiles(org_id=org_id, channel_id=channel_id, profiles=profiles, now=now)
    events = [NewEvent(ids[user], kind, act.occurred_at, data, act.ref) for user, kind, act, data in facts]
    return Met(ids=ids, events=events)


def _take_turns(channel_id: int) -> None:
    # A row lock holds nobody off a friend who does not exist yet: an import and a webhook would both make her, and
    # the later one would undo what the earlier one knew.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK_CLASS | channel_id])


def _standing(friend: Friend) -> Standing:
    return Standing(
        is_following=friend.status == "following",
        origin=friend.origin,
        first_seen_at=friend.first_seen_at,
        followed_at=friend.followed_at,
        blocked_at=friend.blocked_at,
        status_changed_at=friend.status_changed_at,
    )


def _fold(before: Standing | None, act: Act) -> tuple[Standing, str, dict[str, str]]:
    """The standing after one act, and the fact it amounts to (an empty kind: none)."""
    if before is not None:
        before = replace(before, first_seen_at=min(before.first_seen_at, act.occurred_at))
    if act.kind is ActKind.FOLLOW:
        return _fold_follow(before, act)
    if act.kind is ActKind.UNFOLLOW:
        if not block_counts(before, act.occurred_at):
            assert before is not None
            return before, "friend.blocked", {"late": "true"}
        start = before or _first(act, "contact")
        return (
            replace(start, is_following=False, blocked_at=act.occurred_at, status_changed_at=act.occurred_at),
            "friend.blocked",
            {},
        )
    if before is None:
        return _first(act, "import" if act.kind is ActKind.IMPORT else "contact"), "friend.discovered", {}
    if act.kind is not ActKind.MENTION and proves_following(before, act.occurred_at):
        # The follow event was lost. Its time is unknown, so that the event still counts should it come after all.
        return replace(before, is_following=True), "friend.followed", {"case": "", "inferred": "true"}
    return before, "", {}


def _fold_follow(before: Standing | None, act: Act) -> tuple[Standing, str, dict[str, str]]:
    case = follow_case(before, act.occurred_at, is_unblocked=act.is_unblocked)
    if case is None:
        assert before is not None
        return before, "friend.followed", {"case": "", "late": "true"}
    if before is None:
        start = replace(_first(act, "follow"), followed_at=act.occurred_at)
        return start, "friend.followed", {"case": case.value}
    is_first_overtaken = case is FollowCase.NEW
    after = replace(
        before,
        is_following=True,
        followed_at=act.occurred_at,
        origin="follow" if is_first_overtaken else before.origin,
        status_changed_at=max(before.status_changed_at, act.occurred_at),
    )
    return after, "friend.followed", {"case": case.value}


def _first(act: Act, origin: str) -> Standing:
    return Standing(True, origin, act.occurred_at, None, None, act.occurred_at)


def _upsert(org_id: int, channel_id: int, standings: Mapping[str, Standing]) -> dict[str, int]:
    if not standings:
        return {}
    users, values = list(standings), list(standings.values())
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO friends_friend AS f
                   (org_id, channel_id, line_user_id, status, origin, first_seen_at, followed_at, blocked_at,
                    status_changed_at)
            SELECT %s, %s, s.* FROM unnest(%s::text[], %s::text[], %s::text[], %s::timestamptz[],
                                           %s::timestamptz[], %s::timestamptz[], %s::timestamptz[]) AS s
            ON CONFLICT (org_id, channel_id, line_user_id) DO UPDATE
               SET status = excluded.status, origin = excluded.origin, first_seen_at = excluded.first_seen_at,
                   followed_at = excluded.followed_at, blocked_at = excluded.blocked_at,
                   status_changed_at = excluded.status_changed_at
            RETURNING f.line_user_id, f.id
            """,
            [
                org_id,
                channel_id,
                users,
                ["following" if value.is_following else "blocked" for value in values],
                [value.origin for value in values],
                [value.first_seen_at for value in values],
                [value.followed_at for value in values],
                [value.blocked_at for value in values],
                [value.status_changed_at for value in values],
            ],
        )
        return dict(cursor.fetchall())


def store_profiles(*, org_id: int, channel_id: int, profiles: Mapping[str, Profile], now: datetime) -> None:
    """Write what LINE told about these users; idempotent. Longer texts than our columns are cut."""
    if not profiles:
        return
    users, values = list(profiles), list(profiles.values())
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE friends_friend AS f
               SET display_name = p.display_name, picture_url = p.picture_url,
                   status_message = p.status_message, language = p.language, profile_synced_at = %s
              FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[])
                   AS p (line_user_id, display_name, picture_url, status_message, language)
             WHERE f.org_id = %s AND f.channel_id = %s AND f.line_user_id = p.line_user_id
            RETURNING f.id
            """,
            [
                now,
                users,
                [_clean(value.display_name, 200) for value in values],
                [_clean(value.picture_url, 2000) for value in values],
                [_clean(value.status_message, 600) for value in values],
                [_clean(value.language, 20) for value in values],
                org_id,
                channel_id,
            ],
        )
        found = [friend_id for (friend_id,) in cursor.fetchall()]
    touch(org_id=org_id, channel_id=channel_id, friend_ids=found, aspect="profile")


def _clean(value: str, limit: int) -> str:
    return value.replace("\x00", "�")[:limit]


def note_reactions(*, org_id: int, reactions: Mapping[int, datetime]) -> None:
    """Remember when each friend last did something; never moves backwards."""
    if not reactions:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE friends_friend AS f SET last_reaction_at = r.at
              FROM unnest(%s::bigint[], %s::timestamptz[]) AS r (id, at)
             WHERE f.org_id = %s AND f.id = r.id AND (f.last_reaction_at IS NULL OR f.last_reaction_at < r.at)
            """,
            [list(reactions), list(reactions.values()), org_id],
        )
