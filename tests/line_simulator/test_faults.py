"""Injected failures: before acceptance nothing happened, after acceptance everything did."""

import http.client

import pytest
from tests.line_simulator.client import Answer, Line

from line_simulator.faults import FaultBook
from line_simulator.testing import ControlError

KEY = "123e4567-e89b-12d3-a456-426614174000"


def test_a_fault_before_acceptance_leaves_no_trace(line: Line) -> None:
    aiko = line.friend()
    line.control.add_fault("push", when="before", status=500, times=1)
    assert line.push(aiko, key=KEY).json == {"message": "Internal Server Error"}
    assert line.control.received(line.channel_id) == {}
    assert line.push(aiko, key=KEY).status == 200
    assert line.control.received(line.channel_id) == {aiko: 1}


def test_a_fault_after_acceptance_has_delivered(line: Line) -> None:
    aiko = line.friend()
    line.control.add_fault("push", when="after", status=500, times=1)
    first = line.push(aiko, key=KEY)
    assert first.status == 500
    again = line.push(aiko, key=KEY)
    assert again.status == 409
    assert again.headers["x-line-accepted-request-id"] == first.request_id
    assert line.control.received(line.channel_id) == {aiko: 1}


def test_without_a_retry_key_a_lost_answer_becomes_a_duplicate(line: Line) -> None:
    aiko = line.friend()
    line.control.add_fault("push", when="after", status=503, times=1)
    assert [line.push(aiko).status for _ in range(2)] == [503, 200]
    assert line.control.counters()["duplicates"] == 1
    assert line.control.duplicates(line.channel_id) == {aiko: 1}


@pytest.mark.parametrize("action", ["drop", "reset", "truncate"])
@pytest.mark.parametrize(("when", "count"), [("before", 0), ("after", 1)])
def test_a_connection_can_be_lost_before_and_after_acceptance(
    line: Line, action: str, when: str, count: int
) -> None:
    aiko = line.friend()
    line.control.add_fault("push", when=when, action=action, times=1)
    with pytest.raises((http.client.HTTPException, OSError)):
        line.push(aiko)
    assert line.control.user(line.channel_id, aiko)["received"] == count
    assert line.control.requests()[-1]["status"] == 0


def test_an_answer_can_be_garbage(line: Line) -> None:
    line.control.add_fault("push", when="after", action="garbage", times=1)
    answer = line.push(line.friend())
    assert answer.status == 200
    assert not answer.body.startswith(b"{")


def test_a_late_acceptance_happens_after_the_client_has_gone(line: Line) -> None:
    aiko = line.friend()
    line.control.add_fault("push", when="before", action="delay", delay_seconds=0.3, times=1)
    impatient = Line(line.sim, line.channel)
    with pytest.raises(TimeoutError):
        _push_with_timeout(impatient, aiko, 0.05)
    assert line.push(aiko, key=KEY).status == 200
    assert line.control.wait(2, channel_id=line.channel_id)
    assert line.control.received(line.channel_id) == {aiko: 2}


def _push_with_timeout(line: Line, to: str, seconds: float) -> None:
    host, port = line.sim.api_url.removeprefix("http://").split(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=seconds)
    body = f'{{"to":"{to}","messages":[{{"type":"text","text":"x"}}]}}'
    headers = {"Authorization": f"Bearer {line.token}", "Content-Type": "application/json"}
    try:
        connection.request("POST", "/v2/bot/message/push", body, headers)
        connection.getresponse()
    finally:
        connection.close()


def test_faults_choose_endpoint_channel_and_turn(line: Line) -> None:
    other = Line(line.sim, line.control.create_channel())
    aiko, kenji = line.friend(), other.friend()
    line.control.add_fault("push", channel_id=line.channel_id, status=500, skip=1, times=1)
    assert [line.push(aiko).status for _ in range(3)] == [200, 500, 200]
    assert [other.push(kenji).status for _ in range(3)] == [200, 200, 200]
    line.control.clear_faults()
    line.control.add_fault("getProfile", status=503)
    assert line.get(f"/v2/bot/profile/{aiko}").status == 503
    assert line.multicast([aiko]).status == 200


def test_a_429_fault_speaks_lines_words(line: Line) -> None:
    aiko = line.friend()
    line.control.add_fault("*", status=429, times=1)
    assert line.push(aiko).message == "The API rate limit has been exceeded. Try again later."
    line.control.add_fault("*", status=429, times=1, message="You have reached your monthly limit.")
    assert line.push(aiko).message == "You have reached your monthly limit."


def test_a_refused_request_does_not_use_up_a_fault_after_acceptance(line: Line) -> None:
    line.control.add_fault("push", when="after", status=500, times=1)
    assert line.push("nobody").status == 400
    assert line.push(line.friend()).status == 500


def test_equal_seeds_hit_the_same_requests() -> None:
    def hits() -> list[bool]:
        book = FaultBook()
        book.add({"endpoint": "push", "probability": 0.3, "seed": 7})
        return [book.find("before", ("push",), None) is not None for _ in range(50)]

    assert hits() == hits()
    assert 5 < sum(hits()) < 25


def test_a_wrong_fault_is_refused_with_one_sentence(line: Line) -> None:
    with pytest.raises(ControlError, match="A fault's `when` is one of before, after"):
        line.control.add_fault(when="during")
    with pytest.raises(ControlError, match="A fault has no colour"):
        line.control.add_fault(colour="red")
    fault = line.control.add_fault("push")
    line.control.remove_fault(fault["fault_id"])
    assert line.control.faults() == []
    with pytest.raises(ControlError, match="There is no fault"):
        line.control.remove_fault(fault["fault_id"])


def test_latency_delays_the_answer_but_not_the_acceptance(line: Line) -> None:
    aiko = line.friend()
    line.control.set_knobs(latency_seconds=0.05)
    answer: Answer = line.push(aiko)
    assert answer.status == 200
    assert line.control.received(line.channel_id) == {aiko: 1}
