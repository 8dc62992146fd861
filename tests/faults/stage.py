"""One salon on a machine of its own: database, LINE, web and workers; what the tests do to it and ask of it."""

import itertools
import random
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
from tests.faults import oracle
from tests.faults.oracle import Intention, Verdict
from tests.faults.warm import Child, ChildError, Nursery

from line_simulator.testing import RunningSimulator

_WORKER = "tests.faults.programs:worker"
_PATIENCE_SECONDS = 90.0
#: Open work that does not change for so long waits for its time.
_RESTING_SECONDS = 0.4


class Stage:
    """A salon with friends at a simulated LINE. ``intended`` is what the test meant, and nothing else writes it."""

    def __init__(
        self, nursery: Nursery, line: RunningSimulator, owner_dsn: str, directory: Path, seed: int
    ) -> None:
        self.nursery, self.control, self._owner_dsn = nursery, line.control, owner_dsn
        self._log_start = nursery.log.stat().st_size
        self.chance = random.Random(seed)
        self.seed = seed
        #: Where a test's figures go.
        self.tell: Callable[[str], None] = lambda text: None
        self.clock_file = directory / "hours-ahead"
        self.intended: set[Intention] = set()
        self._hours = 0.0
        self.desk = nursery.child()
        self._labels = itertools.count(1)
        self._turn = 0

    def open(self, friends: int = 120, *, greets: bool = True) -> None:
        """Connect a channel and import ``friends`` friends."""
        self.channel = self.control.create_channel(display_name="美容室はなえ")
        self.cid: str = self.channel["channel_id"]
        names = [f"友{number:04}" for number in range(friends)]
        wanted = [{"display_name": name} for name in names]
        self.users = self.control.create_users(self.cid, users=wanted) if wanted else []
        self.salon: dict[str, Any] = self.desk.call(
            "tests.faults.salon:open_salon",
            line_channel_id=self.cid,
            secret=self.channel["secret"],
            token=self.channel["access_token"],
            friends=dict(zip(self.users, names, strict=True)),
            greets=greets,
        )

    # Work
    def some_users(self, number: int) -> list[str]:
        """The next ``number`` friends, round and round."""
        chosen = [self.users[(self._turn + each) % len(self.users)] for each in range(number)]
        self._turn += number
        return chosen

    def note(self, users: list[str], *labels: str) -> None:
        """These friends are meant to get these."""
        self.intended |= {(user, label) for user in users for label in labels}

    def personal(self, users: list[str]) -> int:
        """A push with the friend's own name to each of ``users``; returns the dispatch's id."""
        return self._request("personal", users)

    def alike(self, users: list[str]) -> int:
        """The same text to all of ``users``: a multicast from ten friends on."""
        return self._request("alike", users)

    def _request(self, kind: str, users: list[str]) -> int:
        label = f"{kind}-{next(self._labels)}"
        self.note(users, label)
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
        self.note(users, "greeting", "step1", "step2")
        return users

    def cancel(self, dispatch_id: int) -> None:
        """Staff stop a dispatch for good."""
        self.desk.call("tests.faults.salon:cancel", org_id=self.salon["org_id"], dispatch_id=dispatch_id)

    # Processes
    def start_web(self, *mutants: str, port: int | None = None) -> Child:
        """The web process on ``port``, answering."""
        self.port = port or free_port()
        child = self.nursery.child(*mutants)
        child.run("tests.faults.programs:web", port=self.port)
        self.control.update_channel(
            self.cid, webhook_url=f"http://127.0.0.1:{self.port}{self.webhook_path()}"
        )
        until(lambda: _answers(self.port), "the web process answers")
        return child

    def webhook_path(self) -> str:
        """Where LINE sends this channel's events."""
        return f"/webhook/line/{self.salon['webhook_key']}"

    def start_worker(self, *mutants: str, begins: str = "engine") -> Child:
        """A worker that has begun to work."""
        child = self.nursery.child(*mutants)
        self.put_to_work(child, begins)
        return child

    def put_to_work(self, child: Child, begins: str = "engine") -> None:
        """Make a worker of a child that waits."""
        child.run(_WORKER, clock_file=str(self.clock_file), begins=begins)

    def hours_ahead(self, hours: float) -> None:
        """Both clocks, ours and LINE's, jump."""
        self.control.advance_clock(hours * 3600)
        self._hours += hours
        self.clock_file.write_text(str(self._hours))

    def alter_database(self, statement: str) -> None:
        """Change the schema as its owner, for mutants."""
        with psycopg.connect(self._owner_dsn, autocommit=True) as owner:
            owner.execute(statement.encode())

    def await_database(self) -> None:
        """Return when our own connection works again."""

        def answers() -> bool:
            try:
                self.open_work()
            except ChildError:
                return False
            return True

        until(answers, "the database answers")

    # Results
    def open_work(self) -> dict[str, int]:
        """What is still to be done."""
        found: dict[str, int] = self.desk.call("tests.faults.salon:open_work")
        return found

    def finish(self, patience: float = _PATIENCE_SECONDS) -> None:
        """Wait until the workers have nothing left to do.

        The clocks run fast while all that is left rests: a batch that was tried often does so for up to a minute.
        """
        self.control.wait_for_webhooks(timeout=30)
        seen: dict[str, int] = {}
        since = time.monotonic()

        def is_done() -> bool:
            nonlocal seen, since
            work = self.open_work()
            if work != seen:
                seen, since = work, time.monotonic()
            if time.monotonic() - since > _RESTING_SECONDS:
                self.hours_ahead(0.002)
            return not any(work.values())

        until(is_done, "all work is done", patience)

    def has_doubled(self) -> bool:
        """Whether anybody has got anything twice by now."""
        return any(copies > 1 for copies in oracle.received(self.control.sent(self.cid)).values())

    def defects(self) -> list[str]:
        """What webs and workers logged as failures of their own since the stage was opened."""
        with self.nursery.log.open() as log:
            log.seek(self._log_start)
            return [line for line in log if "_failed" in line or "Traceback" in line]

    def verdict(self) -> Verdict:
        """LINE's log against what was meant and what the ledger says."""
        return oracle.judge(
            self.intended,
            oracle.received(self.control.sent(self.cid)),
            self.desk.call("tests.faults.ledger:deliveries"),
            self.desk.call("tests.faults.ledger:dispatches"),
        )


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
