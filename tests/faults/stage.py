"""One salon on a machine of its own: database, LINE, web and workers; what the tests do to it and ask of it."""

import itertools
import random
import socket
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from line_simulator.testing import RunningSimulator
from tests.faults import oracle
from tests.faults.oracle import Intention, Verdict
from tests.faults.warm import Child, Nursery, doze

_WORKER = "tests.faults.programs:worker"
_PATIENCE_SECONDS = 90.0


class Stage:
    """A salon with friends at a simulated LINE. ``intended`` is what the test meant, and nothing else writes it."""

    def __init__(self, nursery: Nursery, line: RunningSimulator, directory: Path, seed: int) -> None:
        self.nursery, self.line, self.control = nursery, line, line.control
        self.chance = random.Random(seed)
        self.seed = seed
        self.clock_file = directory / "hours-ahead"
        self.intended: set[Intention] = set()
        self.desk = nursery.child()
        self._labels = itertools.count(1)
        self._turn = 0

    def open(self, friends: int = 120, *, step_seconds: int = 1) -> None:
        """Connect a channel and import ``friends`` friends."""
        self.channel = self.control.create_channel(display_name="美容室はなえ")
        self.cid: str = self.channel["channel_id"]
        names = [f"友{number:04}" for number in range(friends)]
        self.users = self.control.create_users(self.cid, users=[{"display_name": name} for name in names])
        self.salon: dict[str, Any] = self.desk.call(
            "tests.faults.salon:open_salon",
            line_channel_id=self.cid,
            secret=self.channel["secret"],
            token=self.channel["access_token"],
            friends=dict(zip(self.users, names, strict=True)),
            step_seconds=step_seconds,
        )

    # Work
    def some_users(self, number: int) -> list[str]:
        """The next ``number`` friends, round and round."""
        chosen = [self.users[(self._turn + each) % len(self.users)] for each in range(number)]
        self._turn += number
        return chosen

    def personal(self, users: list[str]) -> int:
        """A push with the friend's own name to each of ``users``; returns the dispatch's id."""
        return self._request("personal", users)

    def alike(self, users: list[str]) -> int:
        """The same text to all of ``users``: a multicast from ten friends on."""
        return self._request("alike", users)

    def _request(self, kind: str, users: list[str]) -> int:
        label = f"{kind}-{next(self._labels)}"
        self.intended |= {(user, label) for user in users}
        dispatch_id: int = self.desk.call(
            f"tests.faults.salon:{kind}",
            org_id=self.salon["org_id"],
            channel_id=self.salon["channel_id"],
            label=label,
            friend_ids=[self.salon["friend_ids"][user] for user in users],
        )
        return dispatch_id

    def follow(self, number: int) -> list[str]:
        """New friends follow by webhook: each is meant to get the greeting and both steps of the scenario."""
        users = self.control.create_users(self.cid, count=number, status="never")
        self.control.acts(self.cid, [{"type": "follow", "user_id": user} for user in users])
        self.intended |= {(user, label) for user in users for label in ("greeting", "step1", "step2")}
        return users

    # Processes
    def start_web(self, *mutants: str, port: int | None = None) -> Child:
        """The web process on ``port``, answering."""
        self.port = port or free_port()
        child = self.nursery.child(*mutants)
        child.run("tests.faults.programs:web", port=self.port)
        self.control.update_channel(
            self.cid, webhook_url=f"http://127.0.0.1:{self.port}/webhook/line/{self.salon['webhook_key']}"
        )
        until(lambda: _answers(self.port), "the web process answers")
        return child

    def start_worker(self, *mutants: str, begins: str = "engine") -> Child:
        """A worker that has begun to work."""
        child = self.nursery.child(*mutants)
        child.run(_WORKER, clock_file=str(self.clock_file), begins=begins)
        return child

    def hours_ahead(self, hours: float) -> None:
        """Both clocks, ours and LINE's, jump."""
        self.control.advance_clock(hours * 3600)
        self.clock_file.write_text(str(hours))

    # Results
    def open_work(self) -> dict[str, int]:
        """What is still to be done."""
        found: dict[str, int] = self.desk.call("tests.faults.salon:open_work")
        return found

    def finish(self, patience: float = _PATIENCE_SECONDS) -> None:
        """Wait until a running worker has nothing left to do."""
        self.control.wait_for_webhooks(timeout=30)
        until(lambda: not any(self.open_work().values()), "all work is done", patience)

    def verdict(self) -> Verdict:
        """LINE's log against what was meant and what the ledger says."""
        return oracle.judge(
            self.intended,
            oracle.received(self.control.sent(self.cid)),
            self.desk.call("tests.faults.ledger:deliveries"),
            self.desk.call("tests.faults.ledger:dispatches"),
        )


class Storm:
    """Kills workers as they work, several at a time, until enough have died."""

    def __init__(self, stage: Stage, kills: int, mutants: tuple[str, ...] = (), lanes: int = 3) -> None:
        self._stage, self._wanted, self._mutants = stage, kills, mutants
        self._guard = threading.Lock()
        self.kills = 0
        self._errors: list[BaseException] = []
        self._threads = [
            threading.Thread(target=self._lane, args=(lane, stage.chance.random()), name=f"lane-{lane}")
            for lane in range(lanes)
        ]

    def rage(self, feed: Callable[[], None]) -> float:
        """Kill, and call ``feed`` in between, so that there is always work; returns the seconds it took."""
        began = time.monotonic()
        for thread in self._threads:
            thread.start()
        while any(thread.is_alive() for thread in self._threads):
            feed()
            time.sleep(0.02)
        for error in self._errors:
            raise error
        return time.monotonic() - began

    def _lane(self, lane: int, seed: float) -> None:
        chance = random.Random(seed)
        # One lane counts from the first look for work and hits start-up, planning and claiming; the others from the
        # first batch in hand and hit sending and recording.
        begins = "engine" if lane == 0 else "batch"
        try:
            while self._counts():
                worker = self._stage.start_worker(*self._mutants, begins=begins)
                doze(chance, 4, 60)
                worker.kill()
        except BaseException as error:
            self._errors.append(error)

    def _counts(self) -> bool:
        with self._guard:
            if self.kills >= self._wanted or self._errors:
                return False
            self.kills += 1
            return True


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2):
            return True
    except OSError:
        return False


def until(condition: Callable[[], bool], what: str, patience: float = 20.0) -> None:
    """Wait for ``condition``; a test that waits in vain fails with the sentence."""
    deadline = time.monotonic() + patience
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {patience:.0f} seconds in vain until {what}")
        time.sleep(0.03)


def feeder(stage: Stage, most_open: int = 60) -> Callable[[], None]:
    """Adds a round of every kind of work whenever little is left."""

    def feed() -> None:
        work: Mapping[str, int] = stage.open_work()
        if work["events"] + work["candidates"] + work["ready"] + work["sending"] < most_open:
            stage.personal(stage.some_users(12))
            stage.alike(stage.some_users(15))
            stage.follow(4)

    return feed
