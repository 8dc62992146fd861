"""What happens before an endpoint is reached: paths, tokens, bodies, retry keys, rates."""

import re
import socket
from urllib.parse import urlsplit

import pytest
from tests.line_simulator.client import Line, exchange, texts

KEY = "123e4567-e89b-12d3-a456-426614174000"


@pytest.mark.parametrize(
    "path", ["/v2/bot/info/", "//v2/bot/info", "/v2//bot/info", "/v2/bot/profile/", "/V2/bot/info", "/"]
)
def test_paths_match_exactly(line: Line, path: str) -> None:
    assert line.call("GET", path).status == 404


def test_each_host_knows_only_its_own_endpoints(line: Line) -> None:
    aiko = line.friend()
    sent = line.control.send_media(line.channel_id, aiko, "image", b"jpeg")
    path = f"/v2/bot/message/{sent['event']['message']['id']}/content"
    assert line.call("GET", path).status == 404
    assert line.call("GET", path, data=True).status == 200
    assert line.call("GET", "/v2/bot/info", data=True).status == 404


def test_another_method_is_405(line: Line) -> None:
    assert line.call("GET", "/v2/bot/message/push").status == 405


def test_a_missing_and_a_wrong_token_are_told_apart(line: Line) -> None:
    missing = exchange(line.sim.api_url, "GET", "/v2/bot/info")
    assert missing.status == 401
    assert missing.message.startswith("Authorization header required.")
    wrong = exchange(line.sim.api_url, "GET", "/v2/bot/info", headers={"Authorization": "Bearer nonsense"})
    assert wrong.status == 401
    assert wrong.message == (
        "Authentication failed. Confirm that the access token in the authorization header is valid."
    )


def test_the_body_must_be_json_of_the_right_media_type(line: Line) -> None:
    wrong_type = line.call("POST", "/v2/bot/message/push", b"a=1", headers={"Content-Type": "text/plain"})
    assert (wrong_type.status, wrong_type.message) == (
        415,
        "The content type, text/plain, is not supported",
    )
    broken = line.call("POST", "/v2/bot/message/push", b"{", headers={"Content-Type": "application/json"})
    assert broken.status == 400
    assert broken.message.startswith("The request body could not be parsed as JSON (line: 1, column: ")


def test_a_body_over_two_megabytes_is_413(line: Line) -> None:
    body = b'{"x":"' + b"a" * (2 * 1024 * 1024) + b'"}'
    answer = line.call("POST", "/v2/bot/message/push", body, headers={"Content-Type": "application/json"})
    assert answer.status == 413


def test_a_used_retry_key_is_409_with_the_first_answer(line: Line) -> None:
    aiko = line.friend()
    first = line.push(aiko, key=KEY)
    again = line.push(aiko, texts("別の本文"), key=KEY)
    assert again.status == 409
    assert again.message == "The retry key is already accepted"
    assert again.headers["x-line-accepted-request-id"] == first.request_id
    assert again.json["sentMessages"] == first.json["sentMessages"]
    assert again.request_id != first.request_id
    assert line.control.received(line.channel_id) == {aiko: 1}
    assert line.control.counters()["conflicts"] == 1


def test_a_409_to_a_multicast_names_no_messages(line: Line) -> None:
    aiko = line.friend()
    line.multicast([aiko], key=KEY)
    again = line.multicast([aiko], key=KEY.upper())
    assert again.status == 409
    assert again.json == {"message": "The retry key is already accepted"}


def test_a_refused_request_leaves_its_retry_key_unused(line: Line) -> None:
    aiko = line.friend()
    assert line.push(aiko, texts(""), key=KEY).status == 400
    assert line.push(aiko, key=KEY).status == 200


def test_a_retry_key_is_new_again_after_24_hours(line: Line) -> None:
    aiko = line.friend()
    line.push(aiko, key=KEY)
    line.control.advance_clock(86_399 - 60)
    assert line.push(aiko, key=KEY).status == 409
    line.control.advance_clock(120)
    assert line.push(aiko, key=KEY).status == 200
    assert line.control.received(line.channel_id) == {aiko: 2}


def test_retry_keys_of_two_channels_are_apart(line: Line) -> None:
    other = Line(line.sim, line.control.create_channel())
    assert line.push(line.friend(), key=KEY).status == 200
    assert other.push(other.friend(), key=KEY).status == 200


def test_a_malformed_retry_key_is_refused(line: Line) -> None:
    assert line.push(line.friend(), key="one").status == 400


def test_a_retry_key_where_none_is_allowed_is_refused(line: Line) -> None:
    token = line.control.follow(line.channel_id)["event"]["replyToken"]
    body = {"replyToken": token, "messages": texts("返信")}
    assert line.call("POST", "/v2/bot/message/reply", body, headers={"X-Line-Retry-Key": KEY}).status == 400
    assert line.call("GET", "/v2/bot/info", headers={"X-Line-Retry-Key": KEY}).status == 400
    assert line.reply(token).status == 200


def test_rates_are_limited_per_channel_and_endpoint(line: Line) -> None:
    line.control.set_knobs(rate_limit_overrides={"push": [2, 3_600]})
    other = Line(line.sim, line.control.create_channel())
    aiko, kenji = line.friend(), other.friend()
    assert [line.push(aiko).status for _ in range(3)] == [200, 200, 429]
    assert line.push(aiko).json == {"message": "The API rate limit has been exceeded. Try again later."}
    assert line.multicast([aiko]).status == 200
    assert other.push(kenji).status == 200
    assert line.control.counters()["statuses"]["push"] == {"200": 3, "429": 2}


def test_an_hourly_limit_is_over_after_an_hour_on_the_clock(line: Line) -> None:
    body = {"messages": texts("全員へ")}
    answers = [line.call("POST", "/v2/bot/message/broadcast", body).status for _ in range(61)]
    assert answers == [200] * 60 + [429]
    line.control.advance_clock(3_600)
    assert line.call("POST", "/v2/bot/message/broadcast", body).status == 200


def test_a_rate_limited_retry_key_stays_usable(line: Line) -> None:
    line.control.set_knobs(rate_limit_overrides={"push": [1, 3_600]})
    aiko = line.friend()
    line.push(aiko)
    assert line.push(aiko, key=KEY).status == 429
    line.control.set_knobs(rate_limits=False)
    assert line.push(aiko, key=KEY).status == 200


def test_pipelined_and_chunked_requests_are_answered_in_order(line: Line) -> None:
    parts = urlsplit(line.sim.api_url)
    head = f"Host: x\r\nAuthorization: Bearer {line.token}\r\n"
    body = b'{"messages":[{"type":"text","text":"a"}]}'
    chunked = f"{len(body):x}\r\n".encode() + body + b"\r\n0\r\n\r\n"
    wire = (
        f"GET /v2/bot/info HTTP/1.1\r\n{head}\r\n"
        f"POST /v2/bot/message/validate/push HTTP/1.1\r\n{head}"
        "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    ).encode() + chunked
    wire += f"GET /nowhere HTTP/1.1\r\n{head}Connection: close\r\n\r\n".encode()
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=10) as connection:
        connection.sendall(wire)
        received = b""
        while chunk := connection.recv(65_536):
            received += chunk
    assert re.findall(rb"HTTP/1\.1 (\d+)", received) == [b"200", b"200", b"404"]


def test_what_is_no_http_is_refused(line: Line) -> None:
    parts = urlsplit(line.sim.api_url)
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=10) as connection:
        connection.sendall(b"\x16\x03\x01 hello\r\n\r\n")
        assert connection.recv(65_536).startswith(b"HTTP/1.1 400 ")
