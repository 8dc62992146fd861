"""Who got what, by LINE's own log, against what was meant: the judge of every fault test.

In: the intentions that the test wrote down itself, the simulator's log of what it accepted, and the product's
records. Out: a verdict in numbers. It reads the product's records only to check them, never to learn what was meant.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

#: A LINE user id and the label that a message to this user begins with.
type Intention = tuple[str, str]


@dataclass(slots=True)
class Verdict:
    """What became of the intentions; ``faults`` are sentences, and a sound run has none."""

    intended: int = 0
    received: int = 0
    lost: int = 0
    doubled: int = 0
    unknown: int = 0
    unknown_received: int = 0
    most_copies: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Nothing lost, nothing doubled, nothing unmeant, and the ledger agrees with LINE's log."""
        return not (self.lost or self.doubled or self.faults)

    @property
    def figures(self) -> str:
        """The numbers in one line."""
        return (
            f"{self.intended} intended, {self.received} received once, {self.lost} lost, {self.doubled} doubled "
            f"(up to {self.most_copies} copies), {self.unknown} unknown ({self.unknown_received} of them received)"
        )

    def __str__(self) -> str:
        shown = [f"{number} × {fault}" for fault, number in Counter(self.faults).most_common(10)]
        return "\n".join([self.figures, *shown])


def received(sent_log: Iterable[Mapping[str, Any]]) -> Counter[Intention]:
    """How often each user got each label."""
    return Counter(
        (user, entry["messages"][0]["text"].split(" ", 1)[0])
        for entry in sent_log
        for user in entry["user_ids"]
    )


def judge(
    intended: Iterable[Intention],
    got: Mapping[Intention, int],
    deliveries: Sequence[Mapping[str, str]],
    dispatches: Sequence[Mapping[str, Any]],
) -> Verdict:
    """Compare; only a reply may end as unknown, and then it was received once or not at all."""
    meant = set(intended)
    states = {(row["user"], row["label"]): row for row in deliveries}
    verdict = Verdict(intended=len(meant))
    if len(states) != len(deliveries):
        verdict.faults.append(f"{len(deliveries) - len(states)} intentions were requested more than once")
    for what in meant:
        _judge_one(verdict, got.get(what, 0), states.get(what))
    for what in got.keys() - meant:
        verdict.faults.append(f"{what} was received and never meant")
    verdict.most_copies = max(got.values(), default=0)
    for dispatch in dispatches:
        verdict.faults += _sums(dispatch)
    return verdict


def _judge_one(verdict: Verdict, copies: int, row: Mapping[str, str] | None) -> None:
    state = row["state"] if row else "missing"
    is_unknown = state == "unknown" and row is not None and row["endpoint"] == "reply"
    verdict.unknown += is_unknown
    if copies > 1:
        verdict.doubled += 1
    elif is_unknown:
        verdict.unknown_received += copies
    elif copies == 0:
        verdict.lost += 1
    else:
        verdict.received += 1
    if state not in ("sent", "unknown") or (state == "unknown" and not is_unknown):
        verdict.faults.append(f"received {copies} times, and the ledger says {dict(row) if row else state}")


def _sums(dispatch: Mapping[str, Any]) -> list[str]:
    names = ("sent", "held", "skipped", "failed", "unknown")
    counters = {name: dispatch[name] for name in names if dispatch[name]}
    faults = []
    if sum(counters.values()) != dispatch["planned"]:
        faults.append(f"dispatch {dispatch['label']}: planned {dispatch['planned']}, counted {counters}")
    if counters != dispatch["rows"]:
        faults.append(f"dispatch {dispatch['label']}: counted {counters}, ledger rows {dispatch['rows']}")
    if dispatch["state"] not in ("done", "cancelled"):
        faults.append(f"dispatch {dispatch['label']} is {dispatch['state']}")
    return faults
