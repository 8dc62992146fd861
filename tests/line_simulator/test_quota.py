"""The monthly limit: recipients reached, all or nothing, told apart from the rate limit."""

from tests.line_simulator.client import Line, texts

from line_simulator.quota import QuotaLedger

JUNE_30 = "2026-06-30T23:59:00+09:00"


def test_quota_and_consumption_are_told(line: Line) -> None:
    assert line.get("/v2/bot/message/quota").json == {"type": "none"}
    line.control.update_channel(line.channel_id, quota=200)
    assert line.get("/v2/bot/message/quota").json == {"type": "limited", "value": 200}
    line.multicast([line.friend(), line.friend(status="blocked")], texts("一", "二"))
    assert line.get("/v2/bot/message/quota/consumption").json == {"totalUsage": 1}


def test_a_multicast_over_the_remaining_quota_reaches_nobody(line: Line) -> None:
    line.control.update_channel(line.channel_id, quota=2)
    friends = line.control.create_users(line.channel_id, 3)
    answer = line.multicast(friends)
    assert (answer.status, answer.json) == (429, {"message": "You have reached your monthly limit."})
    assert line.control.received(line.channel_id) == {}
    assert line.multicast(friends[:2]).status == 200
    assert line.push(friends[2]).message == "You have reached your monthly limit."


def test_replies_and_silent_skips_are_free(line: Line) -> None:
    line.control.update_channel(line.channel_id, quota=0)
    assert line.push(line.friend(status="blocked")).status == 200
    assert line.reply(line.control.follow(line.channel_id)["event"]["replyToken"]).status == 200
    assert line.get("/v2/bot/message/quota/consumption").json == {"totalUsage": 0}


def test_the_month_turns_in_japan(line: Line) -> None:
    line.control.set_clock(JUNE_30)
    line.control.update_channel(line.channel_id, quota=1)
    aiko = line.friend()
    assert [line.push(aiko).status for _ in range(2)] == [200, 429]
    line.control.advance_clock(120)
    assert line.push(aiko).status == 200


def test_consumption_may_lag_behind_but_the_limit_does_not(line: Line) -> None:
    line.control.set_knobs(consumption_lag_seconds=300)
    line.control.update_channel(line.channel_id, quota=1)
    aiko = line.friend()
    line.push(aiko)
    assert line.get("/v2/bot/message/quota/consumption").json == {"totalUsage": 0}
    assert line.push(aiko).status == 429
    line.control.advance_clock(301)
    assert line.get("/v2/bot/message/quota/consumption").json == {"totalUsage": 1}


def test_numbers_of_sent_messages_are_ready_the_next_day(line: Line) -> None:
    line.control.set_clock("2026-06-10T12:00:00+09:00")
    line.multicast(line.control.create_users(line.channel_id, 3))
    path = "/v2/bot/message/delivery/multicast"
    assert line.get(path, date="20260610").json == {"status": "unready"}
    line.control.advance_clock(86_400)
    assert line.get(path, date="20260610").json == {"status": "ready", "success": 3}
    assert line.get(path, date="20180101").json == {"status": "out_of_service"}
    assert line.get(path, date="tomorrow").message == "The value for the 'date' parameter is invalid"


def test_the_1001st_unit_of_a_month_is_dropped_in_silence(line: Line) -> None:
    line.control.set_knobs(rate_limits=False)
    aiko = line.friend()
    for number in range(1_001):
        assert line.push(aiko, customAggregationUnits=[f"unit_{number}"]).status == 200
    assert line.get("/v2/bot/message/aggregation/info").json == {"numOfCustomAggregationUnits": 1_000}
    assert line.control.sent(line.channel_id)[-1]["custom_aggregation_unit"] is None
    first = line.get("/v2/bot/message/aggregation/list", limit="100").json
    second = line.get("/v2/bot/message/aggregation/list", limit="100", start=first["next"]).json
    assert second["customAggregationUnits"][0] == "unit_100"


def test_a_reservation_counts_until_it_is_released() -> None:
    ledger = QuotaLedger(10)
    ledger.reserved = 8
    assert ledger.admits(2, 0.0)
    assert not ledger.admits(3, 0.0)
    ledger.reserved = 0
    assert ledger.admits(10, 0.0)
