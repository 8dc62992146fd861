"""What a follow or block means for a friend, decided by the event's own time, never by the order of arrival."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class FollowCase(StrEnum):
    """新規, 再開, 以前からの友だち: each has its own greeting, so that an old customer is not welcomed as a stranger."""

    NEW = "new"
    RETURNING = "returning"
    KNOWN = "known"


#: A follow this close to the moment in which we first saw a friend is how we came to see them.
FIRST_MEETING = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Standing:
    """What is stored about a friend's following before an event."""

    is_following: bool
    origin: str
    first_seen_at: datetime
    followed_at: datetime | None
    blocked_at: datetime | None
    status_changed_at: datetime


def follow_case(before: Standing | None, occurred_at: datetime, *, is_unblocked: bool) -> FollowCase | None:
    """Which greeting a follow event calls for; None when a later block or follow is already known.

    ``isUnblocked`` is LINE's hint that this friend had blocked the account; LINE does not guarantee it.
    """
    if before is None:
        return FollowCase.RETURNING if is_unblocked else FollowCase.NEW
    if before.followed_at is None and before.blocked_at is None:
        return _first_follow(before, occurred_at, is_unblocked=is_unblocked)
    if occurred_at <= before.status_changed_at:
        return None
    return FollowCase.RETURNING


def _first_follow(before: Standing, occurred_at: datetime, *, is_unblocked: bool) -> FollowCase:
    if is_unblocked:
        return FollowCase.RETURNING
    # A message, or an import of the account's friends, can overtake the follow that preceded it: then what made the
    # row is the later fact, or as good as simultaneous by clocks that are not ours.
    if occurred_at <= before.first_seen_at + FIRST_MEETING:
        return FollowCase.NEW
    return FollowCase.KNOWN


def proves_following(before: Standing, occurred_at: datetime) -> bool:
    """Whether something that only a friend can do, done at ``occurred_at``, shows that a block is over."""
    return not before.is_following and before.blocked_at is not None and occurred_at > before.blocked_at


def block_counts(before: Standing | None, occurred_at: datetime) -> bool:
    """Whether an unfollow event changes the state; an older one than what is known does not."""
    return before is None or occurred_at > before.status_changed_at
