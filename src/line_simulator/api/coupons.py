"""Coupons: create, list, show, close."""

from typing import Any, Final

from line_simulator.api.bodies import json_body, limit_of, next_token, ok, start_of
from line_simulator.entities import Coupon
from line_simulator.errors import ApiError, body_errors, not_found
from line_simulator.gate import PER_SECOND, Call, Route
from line_simulator.http import Response
from line_simulator.validation import spec
from line_simulator.validation.spec import Problem

MAX_COUPONS: Final = 5_000
_TIMEZONES: Final = (
    "ETC_GMT_MINUS_12", "ETC_GMT_MINUS_11", "PACIFIC_HONOLULU", "AMERICA_ANCHORAGE", "AMERICA_LOS_ANGELES",
    "AMERICA_PHOENIX", "AMERICA_CHICAGO", "AMERICA_NEW_YORK", "AMERICA_CARACAS", "AMERICA_SANTIAGO",
    "AMERICA_ST_JOHNS", "AMERICA_SAO_PAULO", "ETC_GMT_MINUS_2", "ATLANTIC_CAPE_VERDE", "EUROPE_LONDON",
    "EUROPE_PARIS", "EUROPE_ISTANBUL", "EUROPE_MOSCOW", "ASIA_TEHRAN", "ASIA_TBILISI", "ASIA_KABUL",
    "ASIA_TASHKENT", "ASIA_COLOMBO", "ASIA_KATHMANDU", "ASIA_ALMATY", "ASIA_RANGOON", "ASIA_BANGKOK",
    "ASIA_TAIPEI", "ASIA_TOKYO", "AUSTRALIA_DARWIN", "AUSTRALIA_SYDNEY", "ASIA_VLADIVOSTOK",
    "ETC_GMT_PLUS_12", "PACIFIC_TONGATAPU",
)  # fmt: skip


def _ends_after_start(value: dict[str, Any], path: str, out: list[Problem]) -> None:
    if value["endTimestamp"] <= value["startTimestamp"]:
        out.append(("must be after startTimestamp", "endTimestamp"))


def _once_or_always(value: Any, path: str, out: list[Problem]) -> None:
    spec.integer(-1, 1)(value, path, out)
    if value == 0:
        out.append(("Must be one of the following values: [1, -1]", path))


_percentage = spec.fields({"percentage": spec.integer(1, 99)})
_fixed = spec.fields({"fixedAmount": spec.integer(1)})
_explicit = spec.fields({"priceAfterDiscount": spec.integer(0), "originalPrice": spec.integer(1)})
_COUPON = spec.fields(
    {
        "acquisitionCondition": spec.tagged(
            {
                "normal": spec.fields({}),
                "lottery": spec.fields(
                    {"lotteryProbability": spec.integer(1, 99), "maxAcquireCount": spec.integer(-1, 999_999)}
                ),
            }
        ),
        "endTimestamp": spec.integer(0),
        "maxUseCountPerTicket": _once_or_always,
        "startTimestamp": spec.integer(0),
        "title": spec.text(60),
        "visibility": spec.one_of("UNLISTED", "PUBLIC"),
        "timezone": spec.one_of(*_TIMEZONES),
    },
    {
        "barcodeImageUrl": spec.uri(),
        "couponCode": spec.text(16),
        "description": spec.text(1_000, minimum=0),
        "imageUrl": spec.uri(),
        "usageCondition": spec.text(100, minimum=0),
        "reward": spec.tagged(
            {
                "cashBack": spec.fields(
                    {}, {"priceInfo": spec.tagged({"fixed": _fixed, "percentage": _percentage})}
                ),
                "discount": spec.fields(
                    {},
                    {
                        "priceInfo": spec.tagged(
                            {"fixed": _fixed, "percentage": _percentage, "explicit": _explicit}
                        )
                    },
                ),
                "free": spec.fields({}),
                "gift": spec.fields({}),
                "others": spec.fields({}),
            }
        ),
    },
    then=_ends_after_start,
)


def create(call: Call) -> Response:
    body = json_body(call.request)
    problems: list[Problem] = []
    _COUPON(body, "", problems)
    if problems:
        raise body_errors(problems)
    running = [coupon for coupon in call.channel.coupons.values() if not coupon.is_closed]
    if len(running) >= MAX_COUPONS:
        raise ApiError(400, f"The maximum number of valid coupons is {MAX_COUPONS}")
    coupon_id = call.sim.world.ids.token(26)
    call.channel.coupons[coupon_id] = Coupon(coupon_id, body, call.now)
    return ok({"couponId": coupon_id})


def _known(call: Call) -> Coupon:
    coupon = call.channel.coupons.get(call.params[0])
    if coupon is None:
        raise not_found("coupon not found")
    return coupon


def _status(coupon: Coupon, now: float) -> str:
    is_over = coupon.is_closed or now > coupon.definition["endTimestamp"]
    return "CLOSED" if is_over else "RUNNING"


def show(call: Call) -> Response:
    coupon = _known(call)
    definition = dict(coupon.definition)
    price = (definition.get("reward") or {}).get("priceInfo")
    if price is not None and price["type"] != "percentage":
        definition["reward"] = {**definition["reward"], "priceInfo": {**price, "currency": "JPY"}}
    return ok(
        {
            **definition,
            "couponId": coupon.coupon_id,
            "createdTimestamp": int(coupon.created_at),
            "status": _status(coupon, call.now),
        }
    )


def list_all(call: Call) -> Response:
    query = call.request.query()
    limit, start = limit_of(query, 20, 100), start_of(query, call.now)
    wanted = query.get("status")
    found = [
        {"couponId": coupon.coupon_id, "title": coupon.definition["title"]}
        for coupon in call.channel.coupons.values()
        if wanted in (None, _status(coupon, call.now))
    ]
    answer: dict[str, Any] = {"items": found[start : start + limit]}
    if start + limit < len(found):
        answer["next"] = next_token(start + limit, call.now)
    return ok(answer)


def close(call: Call) -> Response:
    coupon = _known(call)
    if coupon.is_closed:
        raise ApiError(410, "The coupon has already been closed.")
    coupon.is_closed = True
    return ok()


_C: Final = "/v2/bot/coupon"
_RATE: Final = (200, PER_SECOND)
ROUTES: Final = (
    Route("GET", _C, "listCoupon", list_all, _RATE),
    Route("POST", _C, "createCoupon", create, _RATE),
    Route("GET", f"{_C}/{{couponId}}", "getCouponDetail", show, _RATE),
    Route("PUT", f"{_C}/{{couponId}}/close", "closeCoupon", close, _RATE),
)
