"""A program that runs once it is wanted, with real processes."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from enishi.kit.ondemand import NotKeptError, OnDemand

ADDRESSES = {"control_url": "http://127.0.0.1:9"}


@pytest.fixture
def room(tmp_path: Path) -> OnDemand:
    return OnDemand(tmp_path / "practice")


def _keeper(room: OnDemand) -> "subprocess.Popen[bytes]":
    """Waits, then becomes a program that says where it is and stays."""
    program = (
        f"import pathlib, time; pathlib.Path({str(room.ready_file)!r})"
        f".write_text({json.dumps(ADDRESSES)!r}); time.sleep(60)"
    )
    return subprocess.Popen(
        [sys.executable, "-m", "enishi.cli.practice", str(room.directory), sys.executable, "-c", program]
    )


@pytest.fixture
def keeper(room: OnDemand) -> Iterator["subprocess.Popen[bytes]"]:
    process = _keeper(room)
    try:
        while not room.is_kept:
            assert process.poll() is None
        yield process
    finally:
        process.kill()
        process.wait()


def test_nothing_can_be_wanted_where_nobody_keeps(room: OnDemand) -> None:
    with pytest.raises(NotKeptError):
        room.ask(5)

    assert not room.is_wanted


def test_nothing_runs_before_it_is_wanted(room: OnDemand, keeper: "subprocess.Popen[bytes]") -> None:
    assert room.is_kept
    assert not room.ready_file.exists()


def test_the_first_who_wants_it_starts_it_and_the_next_finds_it(
    room: OnDemand, keeper: "subprocess.Popen[bytes]"
) -> None:
    assert room.ask(30) == ADDRESSES
    assert room.ask(30) == ADDRESSES
    # The keeper became the program, and is still known to keep.
    assert room.is_kept
    assert keeper.poll() is None


def test_a_wish_outlives_the_program(room: OnDemand, keeper: "subprocess.Popen[bytes]") -> None:
    room.ask(30)
    keeper.kill()
    keeper.wait()
    assert not room.is_kept
    room.ready_file.unlink()

    second = _keeper(room)
    try:
        while not room.ready_file.exists():
            assert second.poll() is None
    finally:
        second.kill()
        second.wait()


def test_what_a_killed_program_left_behind_is_not_believed(room: OnDemand) -> None:
    room.directory.mkdir()
    room.ready_file.write_text(json.dumps({"control_url": "http://127.0.0.1:1"}))

    process = _keeper(room)
    try:
        while not room.is_kept or room.ready_file.exists():
            assert process.poll() is None
        assert room.ask(30) == ADDRESSES
    finally:
        process.kill()
        process.wait()
