"""Quota, consumption, numbers of sent messages, aggregation units."""

import re
from typing import Final

from line_simulator.api.bodies import limit_of, next_token, ok, start_of
from line_simulator.clock import jst_date, jst_month
from line_simulator.errors import invalid_value
from line_simulator.gate import Call, Handler, Route
from line_simulator.http import Response

_DATE: Final = re.compile(r"\d{4}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
_FIRST_DAY: Final = "20180331"


def quota(call: Call) -> Response:
    limit = call.channel.quota.limit
    return ok({"type": "none"} if limit is None else {"type": "limited", "value": limit})


def consumption(call: Call) -> Response:
    lag = call.sim.world.knobs.consumption_lag_seconds
    return ok({"totalUsage": call.channel.quota.reported(call.now, lag)})


def date_status(date: str, now: float) -> str:
    """ready, unready (today and later) or out_of_service (before LINE counted)."""
    if date < _FIRST_DAY:
        return "out_of_service"
    return "unready" if date >= jst_date(now) else "ready"


def _delivery(endpoint: str) -> Handler:
    def handler(call: Call) -> Response:
        date = call.request.query().get("date", "")
        if not _DATE.fullmatch(date):
            raise invalid_value("date")
        status = date_status(date, call.now)
        if status != "ready":
            return ok({"status": status})
        return ok({"status": status, "success": call.channel.deliveries[date, endpoint]})

    return handler


def unit_info(call: Call) -> Response:
    return ok({"numOfCustomAggregationUnits": len(call.channel.units.get(jst_month(call.now), {}))})


def unit_list(call: Call) -> Response:
    query = call.request.query()
    limit = limit_of(query, 100, 100)
    start = start_of(query, call.now)
    names = list(call.channel.units.get(jst_month(call.now), {}))
    answer: dict[str, object] = {"customAggregationUnits": names[start : start + limit]}
    if start + limit < len(names):
        answer["next"] = next_token(start + limit, call.now)
    return ok(answer)


_V = "/v2/bot/message"
ROUTES: Final = (
    Route("GET", f"{_V}/quota", "getMessageQuota", quota, alias="quota"),
    Route("GET", f"{_V}/quota/consumption", "getMessageQuotaConsumption", consumption, alias="consumption"),
    *(
        Route("GET", f"{_V}/delivery/{kind}", f"getNumberOfSent{kind.capitalize()}Messages", _delivery(kind))
        for kind in ("reply", "push", "multicast", "broadcast")
    ),
    Route("GET", f"{_V}/aggregation/info", "getAggregationUnitUsage", unit_info),
    Route("GET", f"{_V}/aggregation/list", "getAggregationUnitNameList", unit_list),
)
