"""The clock can be put forward by a file that all processes follow, and by nothing else."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from enishi.kit import clock

DAY = 86_400


@pytest.fixture
def put(tmp_path: Path) -> Iterator[Callable[[str], None]]:
    """Writes the followed file as the virtual LINE does: moved into place."""
    path = tmp_path / "clock"

    def write(text: str) -> None:
        beside = path.with_suffix(".tmp")
        beside.write_text(text)
        os.replace(beside, path)

    clock.follow(path)
    yield write
    clock.follow(None)


def _ahead() -> timedelta:
    """How far ahead of real time the clock is, to the minute."""
    return timedelta(minutes=round((clock.now() - datetime.now(UTC)) / timedelta(minutes=1)))


def test_without_a_file_it_is_real_time(put: Callable[[str], None]) -> None:
    assert _ahead() == timedelta(0)


def test_a_number_in_the_file_puts_the_clock_forward_at_once(put: Callable[[str], None]) -> None:
    put(f"{DAY}")
    assert _ahead() == timedelta(days=1)
    put(f"{2 * DAY}.5\n")
    assert _ahead() == timedelta(days=2)


def test_time_never_goes_back(put: Callable[[str], None], tmp_path: Path) -> None:
    put(f"{DAY}")
    assert _ahead() == timedelta(days=1)
    put("60")
    assert _ahead() == timedelta(days=1)
    (tmp_path / "clock").unlink()
    assert _ahead() == timedelta(days=1)


@pytest.mark.parametrize("text", ["", "soon", "nan", "inf", "-60", "1e18", "\x00", "時"])
def test_nonsense_in_the_file_changes_nothing(put: Callable[[str], None], text: str) -> None:
    put(text)
    assert _ahead() == timedelta(0)


def test_a_process_that_follows_no_file_is_not_moved(put: Callable[[str], None]) -> None:
    put(f"{DAY}")
    clock.follow(None)
    assert _ahead() == timedelta(0)
