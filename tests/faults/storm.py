"""Weather and work: what the kill tests pour over a stage."""

import random
import threading
import time
from collections.abc import Callable

from tests.faults.stage import Stage, until


def bad_weather(stage: Stage) -> None:
    """3 % refused before acceptance, 5 % accepted with the answer lost, and a few answers "too fast"."""
    for number, endpoint in enumerate(("push", "multicast", "reply")):
        seed = stage.seed + number
        stage.control.add_fault(endpoint, when="before", status=500, probability=0.03, seed=seed)
        stage.control.add_fault(endpoint, when="after", action="drop", probability=0.05, seed=seed)
        # LINE's "too fast" stops an endpoint for a second, so a rate would leave the killed workers without work.
        stage.control.add_fault(endpoint, when="before", status=429, probability=0.01, times=3, seed=seed)


def feeder(stage: Stage, most_open: int = 60) -> Callable[[], None]:
    """Adds a round of every kind of work whenever little is left."""

    def feed() -> None:
        work = stage.open_work()
        if work["events"] + work["candidates"] + work["ready"] + work["sending"] < most_open:
            stage.personal(stage.some_users(12))
            stage.alike(stage.some_users(15))
            stage.follow(4)

    return feed


def die_between(stage: Stage, *mutants: str, is_between: Callable[[], bool]) -> None:
    """Kill one worker at the very moment that ``is_between`` finds: half of something done, and half not."""
    worker = stage.start_worker(*mutants)
    until(is_between, "one half is done", patience=90)
    worker.kill()


class Storm:
    """Kills workers as they work, several at a time, until enough have died."""

    def __init__(self, stage: Stage, kills: int, mutants: tuple[str, ...] = (), lanes: int = 4) -> None:
        self._stage, self._wanted, self._mutants = stage, kills, mutants
        self._guard = threading.Lock()
        self.kills = 0
        self._errors: list[BaseException] = []
        self._threads = [
            threading.Thread(target=self._lane, args=(lane, stage.chance.random()), name=f"lane-{lane}")
            for lane in range(lanes)
        ]

    def rage(self, feed: Callable[[], None], is_enough: Callable[[], bool] = lambda: False) -> float:
        """Kill, and call ``feed`` in between, so that there is always work; returns the seconds it took."""
        began = time.monotonic()
        for thread in self._threads:
            thread.start()
        while any(thread.is_alive() for thread in self._threads):
            feed()
            time.sleep(0.08)
            if is_enough():
                self._wanted = 0
        for error in self._errors:
            raise error
        return time.monotonic() - began

    def _lane(self, lane: int, seed: float) -> None:
        chance = random.Random(seed)
        # Each lane counts from another moment: so kills hit start-up, take-over, routing, planning and claiming; then
        # sending and recording; then the steady run.
        begins = ("engine", "batch", "engine", "outcome")[lane % 4]
        try:
            while self._counts():
                worker = self._stage.start_worker(*self._mutants, begins=begins)
                time.sleep(chance.uniform(0.004, 0.060))
                worker.kill()
        except BaseException as error:
            self._errors.append(error)

    def _counts(self) -> bool:
        with self._guard:
            if self.kills >= self._wanted or self._errors:
                return False
            self.kills += 1
            return True
