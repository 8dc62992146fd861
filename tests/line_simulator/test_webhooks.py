"""Webhooks: signed, batched, repeated, reordered, spelled in many ways, sent again."""

import json
import socket

import pytest
from tests.line_simulator.client import Line, Receiver, is_signed

from line_simulator.webhook_body import signature


def test_the_documented_signature_is_reproduced() -> None:
    body = b'{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}'
    assert signature("8c570fa6dd201bb328f1c1eac23a96d8", body) == (
        "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs="
    )


def test_a_webhook_is_signed_over_its_raw_bytes(line: Line, receiver: Receiver) -> None:
    line.control.follow(line.channel_id, display_name="愛子")
    assert line.control.wait_for_webhooks()
    ((headers, body),) = receiver.requests
    assert is_signed(line.channel["secret"], headers, body)
    assert headers["Content-Type"] == "application/json; charset=utf-8"
    assert json.loads(body)["destination"] == line.channel["bot_user_id"]


def test_a_new_secret_signs_at_once(line: Line, receiver: Receiver) -> None:
    secret = line.control.rotate_secret(line.channel_id)
    line.control.follow(line.channel_id)
    line.control.wait_for_webhooks()
    headers, body = receiver.requests[0]
    assert is_signed(secret, headers, body)
    assert not is_signed(line.channel["secret"], headers, body)


@pytest.mark.parametrize("style", ["compact", "spaced", "shuffled", "escaped", "random"])
def test_every_spelling_says_the_same(line: Line, receiver: Receiver, style: str) -> None:
    line.control.set_knobs(webhook_body_style=style, webhook_header_case="random")
    followed = line.control.follow(line.channel_id)
    said = line.control.send_text(line.channel_id, followed["user_id"], "やあ 👋")
    line.control.wait_for_webhooks()
    assert {event["webhookEventId"]: event for event in receiver.events} == {
        followed["webhook_event_id"]: followed["event"],
        said["webhook_event_id"]: said["event"],
    }
    assert all(is_signed(line.channel["secret"], headers, body) for headers, body in receiver.requests)


def test_events_of_several_users_share_a_request(line: Line, receiver: Receiver) -> None:
    line.control.set_knobs(webhook_batch_size=10, webhook_batch_wait_seconds=0.02, webhook_concurrency=1)
    line.control.acts(line.channel_id, [{"type": "follow"} for _ in range(10)])
    line.control.wait_for_webhooks()
    assert [len(json.loads(body)["events"]) for _, body in receiver.requests] == [10]
    assert len({event["source"]["userId"] for event in receiver.events}) == 10


def test_duplicates_are_equal_to_the_last_byte(line: Line, receiver: Receiver) -> None:
    line.control.set_knobs(webhook_duplicate_probability=1.0)
    line.control.follow(line.channel_id)
    line.control.wait_for_webhooks()
    first, second = receiver.requests
    assert first[1] == second[1]


def test_events_arrive_out_of_order_when_told_so(line: Line, receiver: Receiver) -> None:
    line.control.set_knobs(webhook_reorder_window=20, webhook_concurrency=1)
    results = line.control.acts(line.channel_id, [{"type": "follow"} for _ in range(20)])
    line.control.wait_for_webhooks()
    sent = [result["webhook_event_id"] for result in results]
    arrived = [event["webhookEventId"] for event in receiver.events]
    assert arrived != sent
    assert sorted(arrived) == sorted(sent)


def test_with_a_concurrency_of_one_order_is_kept(line: Line, receiver: Receiver) -> None:
    line.control.set_knobs(webhook_concurrency=1)
    results = line.control.acts(line.channel_id, [{"type": "follow"} for _ in range(20)])
    line.control.wait_for_webhooks()
    assert [event["webhookEventId"] for event in receiver.events] == [
        result["webhook_event_id"] for result in results
    ]


def test_unknown_properties_and_types_can_be_mixed_in(line: Line, receiver: Receiver) -> None:
    line.control.set_knobs(webhook_unknown_properties=True, webhook_unknown_event_probability=1.0)
    line.control.follow(line.channel_id)
    line.control.wait_for_webhooks()
    unknown, follow = receiver.events
    assert unknown["type"] == "futureEvent"
    assert follow["type"] == "follow"
    assert follow["futureProperty"] == {"nested": [1, None, "三"]}
    assert follow["source"]["futureField"] is True


def test_a_failed_webhook_is_lost_where_redelivery_is_off(line: Line, receiver: Receiver) -> None:
    receiver.statuses = [500]
    line.control.follow(line.channel_id)
    line.control.wait_for_webhooks()
    line.control.advance_clock(3_600)
    line.control.wait_for_webhooks()
    (attempt,) = line.control.webhooks(line.channel_id)
    assert (attempt["status"], attempt["reason"]) == (500, "ERROR_STATUS_CODE")


def test_redelivery_repeats_the_event_and_its_reply_token(line: Line, receiver: Receiver) -> None:
    line.control.update_channel(line.channel_id, redelivery=True)
    receiver.statuses = [500, 503]
    line.control.follow(line.channel_id)
    for _ in range(2):
        line.control.wait_for_webhooks()
        line.control.advance_clock(61)
    line.control.wait_for_webhooks()
    first, second, third = receiver.events
    assert first["deliveryContext"] == {"isRedelivery": False}
    assert second == third == {**first, "deliveryContext": {"isRedelivery": True}}
    assert [entry["attempt"] for entry in line.control.webhooks()] == [1, 2, 3]
    # The minute of the reply token begins anew with the redelivery.
    assert line.reply(third["replyToken"]).status == 200


def test_no_redelivery_lets_a_reply_token_live_beyond_20_minutes(line: Line, receiver: Receiver) -> None:
    line.control.update_channel(line.channel_id, redelivery=True)
    line.control.set_knobs(webhook_redelivery_interval_seconds=1_190)
    receiver.statuses = [500]
    token = line.control.follow(line.channel_id)["event"]["replyToken"]
    line.control.wait_for_webhooks()
    line.control.advance_clock(1_191)
    line.control.wait_for_webhooks()
    line.control.advance_clock(30)
    assert line.reply(token).message == "Invalid reply token"


def test_redelivery_ends_after_the_set_number(line: Line, receiver: Receiver) -> None:
    line.control.update_channel(line.channel_id, redelivery=True)
    line.control.set_knobs(webhook_redelivery_count=1)
    receiver.statuses = [500, 500, 500]
    line.control.follow(line.channel_id)
    for _ in range(4):
        line.control.wait_for_webhooks()
        line.control.advance_clock(61)
    assert len(receiver.requests) == 2


def test_a_slow_receiver_times_out(line: Line, receiver: Receiver) -> None:
    line.control.set_knobs(webhook_timeout_seconds=0.05)
    receiver.delay_seconds = 0.3
    line.control.follow(line.channel_id)
    line.control.wait_for_webhooks()
    assert [entry["reason"] for entry in line.control.webhooks()] == ["REQUEST_TIMEOUT"]
    assert len(receiver.requests) == 1


def test_a_dead_receiver_cannot_be_connected_to(line: Line) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    line.control.update_channel(line.channel_id, webhook_url=f"http://127.0.0.1:{port}/webhook")
    line.control.follow(line.channel_id)
    line.control.wait_for_webhooks()
    assert [entry["reason"] for entry in line.control.webhooks()] == ["COULD_NOT_CONNECT"]


def test_without_an_active_webhook_the_event_is_lost(line: Line, receiver: Receiver) -> None:
    line.control.update_channel(line.channel_id, webhook_active=False)
    assert line.control.follow(line.channel_id)["queued"] is False
    line.control.update_channel(line.channel_id, webhook_active=True)
    assert line.control.follow(line.channel_id)["queued"] is True
    line.control.wait_for_webhooks()
    assert len(receiver.events) == 1


def test_the_webhook_endpoint_is_set_shown_and_tested_by_api(line: Line, receiver: Receiver) -> None:
    path = "/v2/bot/channel/webhook/endpoint"
    assert line.get(path).json == {"endpoint": receiver.url, "active": True}
    assert line.call("PUT", path, {"endpoint": "ftp://example.com"}).message == "Invalid webhook endpoint URL"
    assert line.call("PUT", path, {"endpoint": receiver.url + "?a=1"}).json == {}
    receiver.statuses = [200, 404]
    good = line.call("POST", "/v2/bot/channel/webhook/test", {}).json
    assert (good["success"], good["statusCode"], good["reason"]) == (True, 200, "OK")
    bad = line.call("POST", "/v2/bot/channel/webhook/test", {"endpoint": receiver.url}).json
    assert (bad["success"], bad["statusCode"], bad["reason"]) == (False, 404, "ERROR_STATUS_CODE")
    assert json.loads(receiver.requests[0][1])["events"] == []


def test_a_channel_without_webhook_has_no_endpoint(line: Line) -> None:
    assert line.get("/v2/bot/channel/webhook/endpoint").message == "Webhook endpoint not found"
    assert line.call("POST", "/v2/bot/channel/webhook/test", {}).status == 404
