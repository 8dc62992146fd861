"""The clock can be moved and stretched; the state can outlive the process."""

import pickle
from pathlib import Path

import pytest
from tests.line_simulator.client import Line

from line_simulator.clock import Clock
from line_simulator.state import StateFileError, World, load_world, save_world
from line_simulator.testing import ControlError, start_simulator

KEY = "123e4567-e89b-12d3-a456-426614174000"


def test_the_clock_is_set_advanced_and_stopped(line: Line) -> None:
    assert line.control.set_clock("2026-12-24T09:00:00+09:00")["now"].startswith("2026-12-24T00:00:00")
    assert line.control.advance_clock(3_600)["now"].startswith("2026-12-24T01:00:0")
    stopped = line.control.scale_clock(0)
    assert line.control.clock() == stopped
    with pytest.raises(ControlError, match="needs a time zone"):
        line.control.set_clock("2026-12-24T09:00:00")
    with pytest.raises(ControlError, match="must be a number, 0 or more"):
        line.control.advance_clock(-1)


def test_a_scaled_clock_brings_things_due_sooner(line: Line) -> None:
    line.control.set_knobs(narrowcast_wait_seconds=3_600)
    line.control.create_users(line.channel_id, 60)
    line.call("POST", "/v2/bot/message/narrowcast", {"messages": [{"type": "text", "text": "後で"}]})
    line.control.scale_clock(100_000)
    assert line.control.wait(60, channel_id=line.channel_id, timeout=5)


def test_a_stopped_clock_does_not_stop_the_rates(line: Line) -> None:
    line.control.scale_clock(0)
    line.control.set_knobs(rate_limit_overrides={"push": [1, 0.05]})
    aiko = line.friend()
    line.push(aiko)
    assert line.control.wait(2, channel_id=line.channel_id, timeout=0.1) is False
    assert line.push(aiko).status == 200


def test_a_jump_forward_moves_the_rate_clock_and_a_scale_does_not() -> None:
    clock = Clock()
    before = clock.rate_time()
    clock.advance(100)
    assert 100 <= clock.rate_time() - before < 101
    clock.set_scale(1_000_000)
    assert clock.rate_time() - before < 102
    clock.set(0)
    assert clock.rate_time() - before < 103


def test_a_state_file_brings_everything_back(tmp_path: Path) -> None:
    path = tmp_path / "state"
    with start_simulator(state=path, seed=3) as sim:
        line = Line(sim, sim.control.create_channel(display_name="店"))
        aiko = line.friend(display_name="愛子")
        line.control.advance_clock(86_400)
        line.push(aiko, key=KEY)
        image = line.control.send_media(line.channel_id, aiko, "image", b"jpeg")["event"]["message"]["id"]
        now_ms = line.control.clock()["now_ms"]
    with start_simulator(state=path) as sim:
        again = Line(sim, line.channel)
        assert again.received_texts(aiko) == ["こんにちは"]
        assert again.push(aiko, key=KEY).status == 409
        assert again.get(f"/v2/bot/profile/{aiko}").json["displayName"] == "愛子"
        assert again.get(f"/v2/bot/message/{image}/content", data=True).body == b"jpeg"
        assert again.control.clock()["now_ms"] >= now_ms
        assert again.push(aiko).status == 200


def test_what_was_due_in_between_happens_after_the_restart(tmp_path: Path) -> None:
    path = tmp_path / "state"
    with start_simulator(state=path, narrowcast_wait_seconds=600.0) as sim:
        line = Line(sim, sim.control.create_channel())
        line.control.create_users(line.channel_id, 60)
        line.call("POST", "/v2/bot/message/narrowcast", {"messages": [{"type": "text", "text": "後で"}]})
        line.control.save()
    with start_simulator(state=path) as sim:
        sim.control.advance_clock(601)
        assert sim.control.counters()["delivered"] == 60


def test_a_foreign_state_file_is_refused_without_running_it(tmp_path: Path) -> None:
    path = tmp_path / "state"
    marker = tmp_path / "marker"

    class Evil:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return (Path.touch, (str(marker),))

    path.write_bytes(pickle.dumps((1, Evil())))
    with pytest.raises(StateFileError, match="was not written by this simulator"):
        load_world(path)
    assert not marker.exists()
    path.write_bytes(b"not a pickle")
    with pytest.raises(StateFileError), start_simulator(state=path):
        pass


def test_a_state_file_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    with pytest.raises(StateFileError, match="cannot be written"):
        save_world(World(), tmp_path / "missing" / "state")


def test_a_reset_forgets_everything_but_the_addresses(line: Line) -> None:
    line.friend()
    line.control.set_knobs(rate_limits=False)
    line.control.add_fault("push")
    line.control.advance_clock(1_000_000)
    line.control.reset()
    assert line.control.channels() == []
    assert line.control.faults() == []
    assert line.control.knobs()["rate_limits"] is True
    assert line.control.health()["api_url"] == line.sim.api_url
    assert line.get("/v2/bot/info").status == 401
    assert Line(line.sim, line.control.create_channel()).get("/v2/bot/info").status == 200
