"""Insight: what LINE tells about reach and reactions, a day late and without small numbers.

Reactions do not happen by themselves here: the control API sets them per request id, unit or rich menu.
"""

import re
from datetime import datetime, timedelta
from typing import Any, Final

from line_simulator import demographics
from line_simulator.api.bodies import ok
from line_simulator.api.statistics import date_status
from line_simulator.clock import JST, jst_date
from line_simulator.errors import ApiError, RawError, invalid_value, not_found
from line_simulator.gate import PER_HOUR, Call, Route
from line_simulator.http import Response
from line_simulator.records import BLOCKED, FRIEND

HIDDEN_BELOW: Final = 20
_DATE: Final = re.compile(r"\d{8}")
_UNIT: Final = re.compile(r"[a-zA-Z0-9_]{1,30}")
_MEDIA: Final = ("mediaPlayed", "mediaPlayed25Percent", "mediaPlayed50Percent", "mediaPlayed75Percent",
                 "mediaPlayed100Percent")  # fmt: skip


def hidden(value: int | None) -> int | None:
    """Values below 20 are null, for privacy."""
    return value if value is not None and value >= HIDDEN_BELOW else None


def _date_of(call: Call) -> str:
    date = call.request.query().get("date")
    if date is None:
        raise ApiError(400, "date is required")
    if _parsed(date) is None:
        raise ApiError(400, "Bad Request")
    return date


def _parsed(date: str) -> datetime | None:
    if not _DATE.fullmatch(date):
        return None
    try:
        return datetime.strptime(date, "%Y%m%d").replace(tzinfo=JST)
    except ValueError:
        return None


def followers(call: Call) -> Response:
    status = date_status(_date_of(call), call.now)
    if status != "ready":
        return ok({"status": status})
    channel = call.channel
    statuses = [friend.status for friend in channel.friends.values()]
    reach = statuses.count(FRIEND)
    return ok(
        {
            "status": status,
            "followers": channel.followers_ever,
            "targetedReaches": reach,
            "blocks": statuses.count(BLOCKED),
        }
    )


def deliveries(call: Call) -> Response:
    date = _date_of(call)
    status = date_status(date, call.now)
    if status != "ready":
        return ok({"status": status})
    counts = {
        f"api{endpoint.capitalize()}": call.channel.deliveries[date, endpoint]
        for endpoint in ("broadcast", "push", "multicast", "narrowcast", "reply")
    }
    return ok({"status": status, **{name: count for name, count in counts.items() if count}})


def demographic(call: Call) -> Response:
    friends = [friend for friend in call.channel.friends.values() if friend.status == FRIEND]
    if len(friends) < HIDDEN_BELOW or call.channel.insight_area not in ("JP", "TH", "TW"):
        return ok({"available": False})

    def shares(name: str, values: list[str]) -> list[dict[str, Any]]:
        return [
            {name: value, "percentage": round(100 * values.count(value) / len(values), 1)}
            for value in sorted(set(values))
        ]

    ages = [_age_name(demographics.age(friend)) for friend in friends]
    periods = [_period_name(demographics.friend_days(friend, call.now)) for friend in friends]
    return ok(
        {
            "available": True,
            "genders": shares("gender", [demographics.gender(friend) for friend in friends]),
            "ages": shares("age", ages),
            "areas": shares("area", [demographics.area(friend) for friend in friends]),
            "appTypes": shares("appType", [demographics.app_type(friend) for friend in friends]),
            "subscriptionPeriods": shares("subscriptionPeriod", periods),
        }
    )


def _age_name(lowest: int) -> str:
    return "from70" if lowest == 70 else f"from{lowest}to{lowest + 4}"


def _period_name(days: float) -> str:
    return next((f"within{limit}days" for limit in demographics.PERIODS if days < limit), "over365days")


def message_event(call: Call) -> Response:
    request_id = call.request.query().get("requestId")
    if not request_id:
        raise invalid_value("requestId")
    sent = call.sim.sent_by_request(call.channel, request_id, ("broadcast", "narrowcast"))
    if sent is None:
        raise not_found()
    is_ready = jst_date(call.now) > jst_date(sent.at)
    reactions = call.channel.interactions.get(request_id, {}) if is_ready else {}
    overview = {
        "requestId": request_id,
        "timestamp": int(sent.at),
        "delivered": sent.reached,
        **_overview(reactions),
    }
    bubbles = [_bubble(seq, reactions, {}) for seq in range(1, len(sent.messages) + 1)]
    return ok({"overview": overview, "messages": bubbles, "clicks": _clicks(reactions)})


def _overview(reactions: dict[str, Any]) -> dict[str, int | None]:
    return {
        "uniqueImpression": hidden(_count(reactions, "unique_impression", "seen")),
        "uniqueClick": hidden(_count(reactions, "unique_click", "clicked")),
        "uniqueMediaPlayed": hidden(reactions.get("unique_media_played")),
        "uniqueMediaPlayed100Percent": hidden(reactions.get("unique_media_played_100")),
    }


def _count(reactions: dict[str, Any], name: str, users: str) -> int | None:
    value = reactions.get(name)
    if value is None and users in reactions:
        return len(reactions[users])
    return value if isinstance(value, int) else None


def _bubble(seq: int, reactions: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    unique = _count(reactions, "unique_impression", "seen")
    impressions = reactions.get("impression", unique)
    media = dict.fromkeys((*_MEDIA, *(f"unique{name[0].upper()}{name[1:]}" for name in _MEDIA)))
    return {"seq": seq, "impression": impressions if hidden(unique) else None, **media, **more}


def _clicks(reactions: dict[str, Any]) -> list[dict[str, Any]]:
    found = []
    for seq, (url, clicks) in enumerate(reactions.get("clicks", {}).items(), start=1):
        unique = hidden(clicks.get("unique"))
        shown = clicks.get("count") if unique is not None else None
        found.append(
            {"seq": seq, "url": url, "click": shown, "uniqueClick": unique, "uniqueClickOfRequest": unique}
        )
    return found


def per_unit(call: Call) -> Response:
    query = call.request.query()
    unit, first, last = (query.get(name, "") for name in ("customAggregationUnit", "from", "to"))
    begin, end = _parsed(first), _parsed(last)
    valid = _UNIT.fullmatch(unit) and begin is not None and end is not None
    if not valid or begin is None or end is None or not timedelta(0) <= end - begin <= timedelta(days=30):
        raise RawError(400, {"message": None, "key": None, "stacktrace": None, "code": None})
    today = jst_date(call.now)
    sent = [one for one in call.sim.sent_with_unit(call.channel, unit) if first <= jst_date(one.at) <= last]
    ready = [one for one in sent if jst_date(one.at) < today]
    reactions = call.channel.interactions.get(f"unit:{unit}", {}) if ready else {}
    unique = {"uniqueImpression": hidden(_count(reactions, "unique_impression", "seen"))}
    longest = max((len(one.messages) for one in ready), default=0)
    bubbles = [_bubble(seq, reactions, unique) for seq in range(1, longest + 1)]
    return ok({"overview": _overview(reactions), "messages": bubbles, "clicks": _clicks(reactions)})


def _rich_menu(days: int, *, daily: bool) -> Any:
    def handler(call: Call) -> Response:
        query = call.request.query()
        begin, end = _parsed(query.get("from", "")), _parsed(query.get("to", ""))
        if begin is None or end is None or not timedelta(0) <= end - begin <= timedelta(days=days):
            raise ApiError(400, "Bad Request")
        rich_menu_id = call.params[0]
        menu = call.channel.rich_menus.get(rich_menu_id)
        if menu is None:
            raise not_found()
        reactions = call.channel.interactions.get(rich_menu_id, {})
        if reactions.get("unique_click", 0) < HIDDEN_BELOW:
            return ok({"richMenuId": rich_menu_id})
        first, last = query["from"], query["to"]

        def metrics(numbers: dict[str, int]) -> Any:
            total = {"count": numbers.get("count", 0), "uniqueUsers": numbers.get("unique", 0)}
            return [{"date": first, **total}] if daily else total

        clicks = [
            {"bounds": area["bounds"], "metrics": metrics(numbers)}
            for area, numbers in zip(menu.definition["areas"], reactions.get("areas", ()), strict=False)
        ]
        impression = {
            "count": reactions.get("impression", 0),
            "unique": reactions.get("unique_impression", 0),
        }
        shown = {"metricsFrom": first, "metricsTo": last, "impression": {"metrics": metrics(impression)}}
        return ok({"richMenuId": rich_menu_id, **shown, "clicks": clicks})

    return handler


_I: Final = "/v2/bot/insight"
_RATE: Final = (60, PER_HOUR)
ROUTES: Final = (
    Route("GET", f"{_I}/followers", "getNumberOfFollowers", followers, _RATE),
    Route("GET", f"{_I}/message/delivery", "getNumberOfMessageDeliveries", deliveries, _RATE),
    Route("GET", f"{_I}/demographic", "getFriendsDemographics", demographic, _RATE),
    Route("GET", f"{_I}/message/event", "getMessageEvent", message_event, _RATE),
    Route("GET", f"{_I}/message/event/aggregation", "getStatisticsPerUnit", per_unit, _RATE),
    Route(
        "GET", f"{_I}/richmenu/{{richMenuId}}/summary", "getRichMenuInsightSummary",
        _rich_menu(396, daily=False), _RATE,
    ),
    Route(
        "GET", f"{_I}/richmenu/{{richMenuId}}/daily", "getRichMenuInsightDaily", _rich_menu(99, daily=True),
        _RATE,
    ),
)  # fmt: skip
