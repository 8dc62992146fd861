"""A running simulator, one channel at it, and a webhook receiver."""

from collections.abc import Iterator

import pytest
from tests.line_simulator.client import Line, Receiver

from line_simulator.testing import RunningSimulator, start_simulator


@pytest.fixture
def sim() -> Iterator[RunningSimulator]:
    with start_simulator(seed=1) as running:
        yield running


@pytest.fixture
def line(sim: RunningSimulator) -> Line:
    return Line(sim, sim.control.create_channel(display_name="美容室はな"))


@pytest.fixture
def receiver(line: Line) -> Iterator[Receiver]:
    receiver = Receiver()
    line.control.update_channel(line.channel_id, webhook_url=receiver.url)
    yield receiver
    receiver.stop()
