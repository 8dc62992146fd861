"""Membership plans and their members."""

from datetime import datetime, timedelta
from typing import Any, Final

from line_simulator.api.bodies import limit_of, next_token, ok, start_of
from line_simulator.clock import JST
from line_simulator.entities import Membership
from line_simulator.errors import invalid_value, not_found
from line_simulator.gate import PER_SECOND, Call, Route
from line_simulator.http import Response
from line_simulator.ids import USER_ID
from line_simulator.records import FRIEND

_MONTH: Final = timedelta(days=30)


def _plan(membership: Membership) -> dict[str, Any]:
    return {
        "membershipId": membership.membership_id,
        "title": membership.title,
        "description": membership.description,
        "benefits": membership.benefits,
        "price": membership.price,
        "currency": membership.currency,
    }


def subscription(call: Call) -> Response:
    user_id = call.params[0]
    if not USER_ID.fullmatch(user_id):
        raise invalid_value("userId")
    found = []
    for membership in call.channel.memberships.values():
        joined_at = membership.members.get(user_id)
        if joined_at is None:
            continue
        joined = datetime.fromtimestamp(joined_at, JST)
        months = int((call.now - joined_at) // _MONTH.total_seconds())
        user = {
            "membershipNo": list(membership.members).index(user_id) + 1,
            "joinedTime": int(joined_at),
            "nextBillingDate": (joined + _MONTH * (months + 1)).strftime("%Y-%m-%d"),
            "totalSubscriptionMonths": months + 1,
        }
        found.append({"membership": _plan(membership), "user": user})
    if not found:
        raise not_found()
    return ok({"subscriptions": found})


def list_all(call: Call) -> Response:
    plans = [
        {
            **_plan(membership),
            "memberCount": len(membership.members),
            "memberLimit": membership.member_limit,
            "isInAppPurchase": membership.is_in_app_purchase,
            "isPublished": membership.is_published,
        }
        for membership in call.channel.memberships.values()
    ]
    if not plans:
        raise not_found()
    return ok({"memberships": plans})


def members(call: Call) -> Response:
    raw = call.params[0]
    membership = call.channel.memberships.get(int(raw)) if raw.isdecimal() else None
    if membership is None:
        raise not_found()
    query = call.request.query()
    limit, start = limit_of(query, 300, 1_000), start_of(query, call.now)
    page = list(membership.members)[start : start + limit]
    friends = call.channel.friends
    shown = [u for u in page if (friend := friends.get(u)) is not None and friend.status == FRIEND]
    answer: dict[str, Any] = {"userIds": shown}
    if start + limit < len(membership.members):
        answer["next"] = next_token(start + limit, call.now)
    return ok(answer)


_M: Final = "/v2/bot/membership"
_RATE: Final = (200, PER_SECOND)
ROUTES: Final = (
    Route("GET", f"{_M}/subscription/{{userId}}", "getMembershipSubscription", subscription, _RATE),
    Route("GET", f"{_M}/list", "getMembershipList", list_all, _RATE),
    Route("GET", f"{_M}/{{membershipId}}/users/ids", "getJoinedMembershipUsers", members, _RATE),
)
