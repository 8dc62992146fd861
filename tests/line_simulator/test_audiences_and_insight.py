"""Audiences, insight and coupons: what is ready later, hidden when small, and closed for ever."""

from typing import Any

from tests.line_simulator.client import Line, texts

GROUP = "/v2/bot/audienceGroup"
INSIGHT = "/v2/bot/insight"
COUPON = "/v2/bot/coupon"


def ids(friends: list[str]) -> list[dict[str, str]]:
    return [{"id": friend} for friend in friends]


def test_an_uploaded_audience_becomes_ready_and_takes_more(line: Line) -> None:
    line.control.set_knobs(audience_seconds=60)
    friends = line.control.create_users(line.channel_id, 3)
    body = {"description": "春の客", "audiences": ids(friends[:2])}
    made = line.call("POST", f"{GROUP}/upload", body)
    assert made.status == 202
    number = made.json["audienceGroupId"]

    def shown() -> Any:
        return line.get(f"{GROUP}/{number}").json

    assert shown()["audienceGroup"]["status"] == "IN_PROGRESS"
    line.control.advance_clock(61)
    assert (shown()["audienceGroup"]["status"], shown()["audienceGroup"]["audienceCount"]) == ("READY", 2)
    more = {"audienceGroupId": number, "audiences": ids(friends[2:])}
    assert line.call("PUT", f"{GROUP}/upload", more).status == 202
    assert [job["jobStatus"] for job in shown()["jobs"]] == ["FINISHED", "WORKING"]
    assert shown()["audienceGroup"]["status"] == "READY"
    assert line.call("PUT", f"{GROUP}/{number}/updateDescription", {"description": "夏"}).status == 200
    listed = line.get(f"{GROUP}/list", description="夏", status="READY").json
    assert (listed["totalCount"], listed["audienceGroups"][0]["description"]) == (1, "夏")
    assert line.call("DELETE", f"{GROUP}/{number}").status == 200
    assert line.get(f"{GROUP}/{number}").json["details"][0]["message"] == "audience group not found"


def test_bad_audiences_are_refused_with_their_codes(line: Line) -> None:
    def refused(description: str, *user_ids: str) -> Any:
        body = {"description": description, "audiences": ids(list(user_ids))}
        return line.call("POST", f"{GROUP}/upload", body).json

    assert refused("a" * 121)["message"] == "AUDIENCE_GROUP_NAME_SIZE_OVER"
    assert refused("客", "x")["message"] == "UPLOAD_AUDIENCE_GROUP_INVALID_AUDIENCE_ID_FORMAT"
    assert "audienceGroupId" in refused("客")
    assert refused("客")["message"] == "AUDIENCE_GROUP_NAME_CONFLICT"
    assert line.get(f"{GROUP}/list", size="41").json["details"][0] == {
        "message": "size: must be less than or equal to 40",
        "property": "size",
    }


def test_ids_can_be_uploaded_as_a_file_on_the_data_host(line: Line) -> None:
    friends = line.control.create_users(line.channel_id, 2)
    parts = {"description": "file", "file": "\n".join(friends)}
    body = "".join(
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in parts.items()
    )
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    path = f"{GROUP}/upload/byFile"
    made = line.call("POST", path, f"{body}--b--\r\n".encode(), data=True, headers=headers)
    assert made.status == 202
    line.control.advance_clock(5)
    assert line.get(f"{GROUP}/{made.json['audienceGroupId']}").json["audienceGroup"]["audienceCount"] == 2


def test_who_clicked_becomes_an_audience_of_fifty_or_none(line: Line) -> None:
    friends = line.control.create_users(line.channel_id, 60)
    sent = line.call("POST", "/v2/bot/message/broadcast", {"messages": texts("見て")})
    line.control.set_reactions(line.channel_id, sent.request_id, clicked=friends[:50], seen=friends[:10])
    body = {"description": "押した", "requestId": sent.request_id}
    click = line.call("POST", f"{GROUP}/click", body)
    seen = line.call("POST", f"{GROUP}/imp", {**body, "description": "見た"})
    line.control.advance_clock(5)
    found = {one["description"]: one for one in line.get(f"{GROUP}/list").json["audienceGroups"]}
    assert (found["押した"]["status"], found["押した"]["audienceCount"]) == ("READY", 50)
    assert (found["見た"]["status"], found["見た"]["audienceCount"]) == ("FAILED", 0)
    assert (click.status, seen.status) == (202, 202)
    push = line.push(friends[0])
    assert (
        line.call("POST", f"{GROUP}/click", {"description": "x", "requestId": push.request_id}).status == 400
    )


def test_insight_is_ready_the_next_day_in_japan(line: Line) -> None:
    line.control.set_clock("2026-06-10T23:00:00+09:00")
    friends = line.control.create_users(line.channel_id, 30)
    line.multicast(friends)
    line.control.unfollow(line.channel_id, friends[0])
    assert line.get(f"{INSIGHT}/followers", date="20260610").json == {"status": "unready"}
    line.control.advance_clock(2 * 3_600)
    followers = line.get(f"{INSIGHT}/followers", date="20260610").json
    assert followers == {"status": "ready", "followers": 30, "targetedReaches": 29, "blocks": 1}
    deliveries = line.get(f"{INSIGHT}/message/delivery", date="20260610").json
    assert deliveries == {"status": "ready", "apiMulticast": 30}
    assert line.get(f"{INSIGHT}/followers").message == "date is required"
    assert line.get(f"{INSIGHT}/followers", date="20260231").message == "Bad Request"


def test_small_numbers_are_hidden(line: Line) -> None:
    line.control.set_clock("2026-06-10T12:00:00+09:00")
    line.control.create_users(line.channel_id, 30)
    sent = line.call("POST", "/v2/bot/message/broadcast", {"messages": texts("見て")})
    line.control.set_reactions(
        line.channel_id,
        sent.request_id,
        unique_impression=25,
        unique_click=19,
        clicks={"https://shop.example/": {"count": 40, "unique": 19}},
    )
    early = line.get(f"{INSIGHT}/message/event", requestId=sent.request_id).json
    assert early["overview"]["uniqueImpression"] is None
    line.control.advance_clock(86_400)
    event = line.get(f"{INSIGHT}/message/event", requestId=sent.request_id).json
    assert event["overview"]["delivered"] == 30
    assert (event["overview"]["uniqueImpression"], event["overview"]["uniqueClick"]) == (25, None)
    assert event["clicks"][0]["click"] is None


def test_units_are_told_per_month_range(line: Line) -> None:
    line.control.set_clock("2026-06-10T12:00:00+09:00")
    aiko = line.friend()
    line.push(aiko, customAggregationUnits=["spring"])
    line.control.set_reactions(line.channel_id, "unit:spring", unique_impression=21, impression=30)
    path = f"{INSIGHT}/message/event/aggregation"
    query = {"customAggregationUnit": "spring", "from": "20260601", "to": "20260630"}
    assert line.get(path, query).json["messages"] == []
    line.control.advance_clock(86_400)
    found = line.get(path, query).json
    assert found["overview"]["uniqueImpression"] == 21
    assert found["messages"][0]["impression"] == 30
    wrong = line.get(path, query, to="20260801")
    assert (wrong.status, wrong.json) == (
        400,
        {"message": None, "key": None, "stacktrace": None, "code": None},
    )


def test_demographics_need_twenty_friends(line: Line) -> None:
    line.control.create_users(line.channel_id, 19)
    assert line.get(f"{INSIGHT}/demographic").json == {"available": False}
    line.control.create_users(line.channel_id, 1)
    shown = line.get(f"{INSIGHT}/demographic").json
    assert shown["available"] is True
    assert round(sum(one["percentage"] for one in shown["genders"])) == 100


def test_coupons_are_made_listed_and_closed_once(line: Line) -> None:
    coupon = {
        "title": "10%引き",
        "acquisitionCondition": {"type": "normal"},
        "startTimestamp": 1_700_000_000,
        "endTimestamp": 4_000_000_000,
        "maxUseCountPerTicket": 1,
        "visibility": "UNLISTED",
        "timezone": "ASIA_TOKYO",
        "reward": {"type": "discount", "priceInfo": {"type": "percentage", "percentage": 10}},
    }
    made = line.call("POST", COUPON, coupon).json["couponId"]
    shown = line.get(f"{COUPON}/{made}").json
    assert (shown["status"], shown["title"]) == ("RUNNING", "10%引き")
    assert line.get(COUPON, status="RUNNING").json == {"items": [{"couponId": made, "title": "10%引き"}]}
    assert line.call("PUT", f"{COUPON}/{made}/close").status == 200
    again = line.call("PUT", f"{COUPON}/{made}/close")
    assert (again.status, again.message) == (410, "The coupon has already been closed.")
    assert line.get(f"{COUPON}/none").message == "coupon not found"
    assert line.call("POST", COUPON, {**coupon, "title": ""}).details == [("May not be empty", "title")]
    assert line.call("POST", COUPON, {**coupon, "endTimestamp": 1}).details[0][1] == "endTimestamp"
