"""Attributes of virtual users for narrowcast filters and demographic statistics.

Derived from the user id, so that a million users carry no attributes and the same user always has the same.
"""

from typing import Any, Final

from line_simulator.records import Friend

AGES: Final = (15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70)
AREAS: Final = tuple(f"jp_{number:02d}" for number in range(1, 48))
PERIODS: Final = (7, 30, 90, 180, 365)
DAY: Final = 86_400.0


def gender(friend: Friend) -> str:
    return "male" if int(friend.user_id[1], 16) % 2 else "female"


def age(friend: Friend) -> int:
    """The lower bound of the user's age group."""
    return AGES[int(friend.user_id[2:4], 16) % len(AGES)]


def app_type(friend: Friend) -> str:
    return "ios" if int(friend.user_id[4], 16) < 10 else "android"


def area(friend: Friend) -> str:
    return AREAS[int(friend.user_id[5:8], 16) % len(AREAS)]


def friend_days(friend: Friend, now: float) -> float:
    return (now - friend.followed_at) / DAY


def matches(condition: dict[str, Any], friend: Friend, now: float) -> bool:
    """Whether a checked demographic filter admits a user."""
    kind = condition["type"]
    if kind == "operator":
        if condition.get("and") is not None:
            return all(matches(one, friend, now) for one in condition["and"])
        if condition.get("or") is not None:
            return any(matches(one, friend, now) for one in condition["or"])
        return not matches(condition["not"], friend, now)
    if kind == "age":
        return _within(age(friend), condition, "age_")
    if kind == "subscriptionPeriod":
        return _within(friend_days(friend, now), condition, "day_")
    own = {"gender": gender, "appType": app_type, "area": area}[kind](friend)
    return own in condition["oneOf"]


def _within(value: float, condition: dict[str, Any], prefix: str) -> bool:
    at_least, below = condition.get("gte"), condition.get("lt")
    if at_least is not None and value < int(at_least.removeprefix(prefix)):
        return False
    return below is None or value < int(below.removeprefix(prefix))
