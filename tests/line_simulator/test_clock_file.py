"""Programs can follow the clock through a file, which outlives restarts and kills."""

from pathlib import Path

import pytest

from line_simulator.clock import Clock
from line_simulator.clock_file import ClockFile
from line_simulator.simulator import Simulator
from line_simulator.testing import ControlError, start_simulator, start_simulator_process

DAY = 86_400


def _written(path: Path) -> int:
    """Whole minutes ahead, in seconds."""
    return round(float(path.read_text()) / 60) * 60


def test_a_jump_is_told_in_the_file_and_found_again_at_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "clock"
    clock = Clock()
    told = ClockFile(path, clock)
    told.catch_up()
    assert _written(path) == 0
    clock.advance(DAY)
    told.write()
    assert _written(path) == DAY

    after_a_kill = Clock()
    ClockFile(path, after_a_kill).catch_up()
    assert after_a_kill.now() - clock.now() == pytest.approx(0, abs=5)


@pytest.mark.parametrize("text", ["", "later", "-100"])
def test_an_unreadable_file_is_written_anew(tmp_path: Path, text: str) -> None:
    path = tmp_path / "clock"
    path.write_text(text)
    ClockFile(path, Clock()).catch_up()
    assert _written(path) == 0


def test_a_clock_from_a_state_file_that_ran_behind_is_brought_to_real_time(tmp_path: Path) -> None:
    clock = Clock()
    clock.set(1_000)
    clock.set_scale(0)
    ClockFile(tmp_path / "clock", clock).catch_up()
    assert clock.scale == 1
    assert _written(tmp_path / "clock") == 0
    assert clock.now() > 1_700_000_000


def test_a_followed_clock_goes_forward_at_real_speed_only(tmp_path: Path) -> None:
    path = tmp_path / "clock"
    with start_simulator(clock_file=path) as sim:
        assert sim.control.clock()["is_followed"] is True
        now_ms = sim.control.advance_clock(DAY)["now_ms"]
        assert _written(path) == DAY
        for refused in ({"set": now_ms / 1000 - 3_600}, {"scale": 2}, {"scale": 0}):
            with pytest.raises(ControlError, match="it only goes forward"):
                sim.control.call("POST", "/clock", refused)
        sim.control.set_clock(now_ms / 1000 + DAY)
        assert _written(path) == 2 * DAY
    with start_simulator() as free:
        assert free.control.clock()["is_followed"] is False


def test_the_command_takes_the_file(tmp_path: Path) -> None:
    path = tmp_path / "clock"
    path.write_text(str(DAY))
    with start_simulator_process(clock_file=path) as sim:
        sim.control.advance_clock(DAY)
        assert _written(path) == 2 * DAY


def test_a_reset_does_not_turn_back_a_clock_that_others_follow(tmp_path: Path) -> None:
    sim = Simulator(clock_path=tmp_path / "clock")
    before = sim.world.clock.now()
    sim.world.clock.advance(DAY)
    sim.reset()
    assert sim.world.clock.now() >= before + DAY
