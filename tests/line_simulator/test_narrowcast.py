"""Narrowcast: phases, filters, reservation, failures that come later."""

from typing import Any

from tests.line_simulator.client import Answer, Line, texts

CAST = "/v2/bot/message/narrowcast"
KEY = "123e4567-e89b-12d3-a456-426614174000"


def cast(line: Line, key: str | None = None, **more: Any) -> Answer:
    headers = {} if key is None else {"X-Line-Retry-Key": key}
    return line.call("POST", CAST, {"messages": texts("絞り込み"), **more}, headers=headers)


def progress(line: Line, answer: Answer) -> Any:
    return line.get("/v2/bot/message/progress/narrowcast", requestId=answer.request_id).json


def test_a_narrowcast_waits_sends_and_succeeds(line: Line) -> None:
    line.control.set_knobs(narrowcast_wait_seconds=60, narrowcast_send_seconds=60)
    line.control.update_channel(line.channel_id, quota=100)
    line.control.create_users(line.channel_id, 60)
    accepted = cast(line)
    assert (accepted.status, accepted.json) == (202, {})
    assert set(progress(line, accepted)) == {"phase", "acceptedTime"}
    assert line.control.channel(line.channel_id)["quota_reserved"] == 60
    line.control.advance_clock(61)
    sending = progress(line, accepted)
    assert (sending["phase"], sending["targetCount"]) == ("sending", 60)
    assert line.control.counters()["by_endpoint"] == {"narrowcast": 60}
    line.control.advance_clock(61)
    done = progress(line, accepted)
    assert (done["phase"], done["successCount"], done["failureCount"]) == ("succeeded", 60, 0)
    assert done["completedTime"] > done["acceptedTime"]
    shown = line.control.channel(line.channel_id)
    assert (shown["quota_used"], shown["quota_reserved"]) == (60, 0)
    line.control.advance_clock(15 * 86_400)
    assert "phase" not in progress(line, accepted)


def test_a_reservation_refuses_what_comes_in_between(line: Line) -> None:
    line.control.set_knobs(narrowcast_wait_seconds=60)
    line.control.update_channel(line.channel_id, quota=60)
    friends = line.control.create_users(line.channel_id, 60)
    cast(line)
    assert line.push(friends[0]).json == {"message": "You have reached your monthly limit."}


def test_too_few_recipients_fail_later(line: Line) -> None:
    line.control.create_users(line.channel_id, 49)
    accepted = cast(line)
    line.control.advance_clock(5)
    failed = progress(line, accepted)
    assert (failed["phase"], failed["errorCode"]) == ("failed", 2)
    assert line.control.counters()["delivered"] == 0


def test_filters_need_a_reach_of_a_hundred_and_choose_by_attribute(line: Line) -> None:
    men = {"demographic": {"type": "gender", "oneOf": ["male"]}}
    line.control.create_users(line.channel_id, 150)
    refused = cast(line, filter=men)
    assert (refused.status, refused.message) == (403, "Your account does not have enough friends")
    line.control.create_users(line.channel_id, 150)
    accepted = cast(line, filter=men)
    assert accepted.status == 202
    women_too = {"demographic": {"type": "operator", "or": [
        {"type": "gender", "oneOf": ["male"]}, {"type": "operator", "not": {"type": "age", "gte": "age_20"}}
    ]}}  # fmt: skip
    assert cast(line, filter=women_too).status == 202
    line.control.advance_clock(5)
    assert 100 <= progress(line, accepted)["targetCount"] < 300


def test_limits_cut_the_recipients_or_forbid_a_cut(line: Line) -> None:
    line.control.update_channel(line.channel_id, quota=70)
    line.control.create_users(line.channel_id, 100)
    assert cast(line).status == 429
    wrong = cast(line, limit={"forbidPartialDelivery": True})
    assert wrong.message == "The option forbidPartialDelivery must be used with upToRemainingQuota."
    forbidden = cast(line, limit={"upToRemainingQuota": True, "forbidPartialDelivery": True})
    line.control.advance_clock(5)
    assert progress(line, forbidden)["errorCode"] == 5
    capped = cast(line, limit={"max": 55})
    line.control.advance_clock(5)
    assert progress(line, capped)["targetCount"] == 55
    rest = cast(line, limit={"upToRemainingQuota": True})
    line.control.advance_clock(5)
    assert progress(line, rest)["targetCount"] == 15


def test_an_uploaded_audience_may_be_small_and_can_be_redelivered_around(line: Line) -> None:
    friends = line.control.create_users(line.channel_id, 60)
    body = {"description": "常連", "audiences": [{"id": friend} for friend in friends[:3]]}
    audience = line.call("POST", "/v2/bot/audienceGroup/upload", body).json["audienceGroupId"]
    few = {"type": "audience", "audienceGroupId": audience}
    first = cast(line, recipient=few)
    line.control.advance_clock(5)
    assert set(line.control.received(line.channel_id)) == set(friends[:3])
    others = {"type": "operator", "not": {"type": "redelivery", "requestId": first.request_id}}
    assert cast(line, recipient=others).status == 202
    line.control.advance_clock(5)
    assert set(line.control.received(line.channel_id).values()) == {1}
    assert len(line.control.received(line.channel_id)) == 60


def test_a_bad_tree_of_recipients_is_refused(line: Line) -> None:
    assert cast(line, recipient={"type": "audience", "audienceGroupId": 1}).message == (
        "Invalid audience group id: 1"
    )
    assert cast(line, recipient={"type": "redelivery", "requestId": "r"}).message == "Invalid request id: r"
    assert cast(line, recipient={"type": "operator", "and": [], "or": []}).status == 400
    assert cast(line, recipient={"type": "everyone"}).status == 400


def test_a_narrowcast_is_retried_by_its_key(line: Line) -> None:
    line.control.create_users(line.channel_id, 60)
    first = cast(line, KEY)
    again = cast(line, KEY)
    assert again.status == 409
    assert again.headers["x-line-accepted-request-id"] == first.request_id
