"""The control API itself: users in bulk, logs in pages, waiting, one-sentence refusals."""

import threading
from typing import Any

import pytest
from tests.line_simulator.client import Line, Receiver, exchange, texts

from line_simulator.testing import ControlError, RunningSimulator


def test_users_are_made_by_the_thousand_with_names(line: Line) -> None:
    made = line.control.create_users(line.channel_id, 2_000)
    assert len(set(made)) == 2_000
    assert line.control.create_users(line.channel_id, 20_000) == []
    page = line.control.users(line.channel_id, start=1_990, limit=20)
    assert (len(page["users"]), page["next"], page["total"]) == (20, 2_010, 22_000)
    assert page["users"][0]["display_name"]


def test_the_sent_log_comes_in_pages_and_is_narrowed(line: Line) -> None:
    aiko, kenji = line.friend(), line.friend()
    for number in range(5):
        line.push(aiko, texts(str(number)))
    line.multicast([aiko, kenji])
    page = line.control.call("GET", "/sent", limit=3)
    assert ([entry["number"] for entry in page["sent"]], page["next"]) == ([1, 2, 3], 3)
    assert len(line.control.sent(line.channel_id, limit=2)) == 6
    (multicast,) = line.control.sent(line.channel_id, endpoint="multicast")
    assert (multicast["targets"], multicast["reached"], multicast["user_ids"]) == (2, 2, [aiko, kenji])
    assert "user_ids" not in line.control.sent(recipients=0)[0]
    assert len(line.control.inbox(line.channel_id, aiko, after=5)) == 1


def test_counters_tell_totals_and_statuses(line: Line) -> None:
    aiko = line.friend()
    line.push(aiko)
    line.push("nobody")
    line.multicast([aiko])
    counters = line.control.counters(line.channel_id)
    assert (counters["accepted"], counters["delivered"], counters["users"]) == (2, 2, 1)
    assert counters["by_endpoint"] == {"push": 1, "multicast": 1}
    assert counters["statuses"]["push"] == {"200": 1, "400": 1}
    line.control.clear_logs()
    assert line.control.counters()["accepted"] == 0
    assert line.control.inbox(line.channel_id, aiko) == []


def test_logs_can_be_switched_off_and_counts_stay(line: Line, receiver: Receiver) -> None:
    line.control.set_knobs(log_sent=False, log_requests=False, log_webhooks=False)
    aiko = line.control.follow(line.channel_id)["user_id"]
    line.push(aiko, key="123e4567-e89b-12d3-a456-426614174000")
    line.control.wait_for_webhooks()
    assert line.control.user(line.channel_id, aiko)["received"] == 1
    assert line.control.sent() == line.control.inbox(line.channel_id, aiko) == []
    assert line.control.requests() == line.control.webhooks() == []
    assert line.push(aiko, key="123e4567-e89b-12d3-a456-426614174000").status == 409
    assert len(receiver.requests) == 1


def test_bounded_logs_keep_the_latest(line: Line) -> None:
    line.control.set_knobs(request_log_size=3)
    for _ in range(5):
        line.get("/v2/bot/info")
    assert len(line.control.requests()) == 3


def test_waiting_ends_with_the_message_or_the_time_out(line: Line) -> None:
    aiko, kenji = line.friend(), line.friend()
    threading.Timer(0.05, line.push, (aiko,)).start()
    assert line.control.wait(1, channel_id=line.channel_id, user_id=aiko, timeout=10) is True
    assert line.control.wait(1, channel_id=line.channel_id, user_id=kenji, timeout=0.05) is False
    with pytest.raises(ControlError, match="`user_id` needs"):
        line.control.wait(1, user_id=aiko)


@pytest.mark.parametrize(
    ("method", "path", "body", "sentence"),
    [
        ("POST", "/channels", {"colour": "red"}, "A channel has no colour."),
        ("POST", "/channels", {"account_class": "gold"}, "account_class is one of"),
        ("POST", "/channels", {"webhook_url": "gopher://x"}, "gopher://x is no webhook URL."),
        ("POST", "/channels", {"quota": True}, "A channel's quota can't be True."),
        ("GET", "/channels/1", None, "There is no channel 1."),
        ("PATCH", "/knobs", {"speed": 1}, "There is no knob called speed."),
        ("PATCH", "/knobs", {"latency_seconds": "fast"}, "The knob latency_seconds takes a float."),
        ("PATCH", "/knobs", {"latency_seconds": -1}, "may not be negative"),
        ("PATCH", "/knobs", {"webhook_body_style": "loud"}, "takes one of compact"),
        ("PATCH", "/knobs", {"webhook_concurrency": True}, "takes a int"),
        ("POST", "/clock", {"turn": 1}, "The clock has no turn."),
        ("POST", "/save", {}, "started without --state"),
        ("GET", "/sent?after=x", None, "The parameter after must be a number."),
        ("GET", "/nowhere", None, "There is no GET /control/nowhere here."),
    ],
)
def test_mistakes_are_told_in_one_sentence(
    sim: RunningSimulator, method: str, path: str, body: dict[str, Any] | None, sentence: str
) -> None:
    with pytest.raises(ControlError, match=sentence):
        sim.control.call(method, path, body)


def test_a_mistake_in_a_user_is_told(line: Line) -> None:
    aiko = line.friend()
    for user, sentence in (
        ({"user_id": aiko}, "already"),
        ({"user_id": "U1"}, "is no user id"),
        ({"status": "rich"}, "status is one of"),
    ):
        with pytest.raises(ControlError, match=sentence):
            line.control.create_user(line.channel_id, **user)
    with pytest.raises(ControlError, match="There is no user"):
        line.control.inbox(line.channel_id, "U1")
    with pytest.raises(ControlError, match="Give `count` or `users`"):
        line.control.call("POST", f"/channels/{line.channel_id}/users", {})


def test_what_is_no_json_is_told(sim: RunningSimulator) -> None:
    answer = exchange(sim.control_url, "POST", "/control/channels", b"{")
    assert (answer.status, answer.json) == (400, {"error": "The body is not JSON."})


def test_channels_are_listed_changed_and_deleted(line: Line) -> None:
    given = line.control.create_channel(channel_id="1234567890", access_token="my-token", secret="s" * 32)
    mine = Line(line.sim, given)
    assert given["access_token"] == "my-token"
    assert mine.get("/v2/bot/info").status == 200
    with pytest.raises(ControlError, match="already"):
        line.control.create_channel(channel_id="1234567890")
    changed = line.control.update_channel("1234567890", display_name="別", quota=5, account_class="premium")
    assert (changed["display_name"], changed["quota"]) == ("別", 5)
    mine.push(mine.friend())
    line.control.clear_usage("1234567890")
    assert line.control.channel("1234567890")["quota_used"] == 0
    line.control.delete_channel("1234567890")
    assert [one["channel_id"] for one in line.control.channels()] == [line.channel_id]
    assert mine.get("/v2/bot/info").status == 401
