"""Faults on purpose: which requests fail, before or after they were accepted.

A fault before acceptance leaves no trace but the answer. A fault after acceptance commits everything and then
spoils the answer: the case that separates senders that use retry keys from those that send twice.
"""

from dataclasses import asdict, dataclass, field
from random import Random
from typing import Any, Final

import orjson

from line_simulator.errors import RATE_LIMITED
from line_simulator.http import Response

WHEN: Final = ("before", "after")
ACTIONS: Final = ("status", "drop", "reset", "truncate", "garbage", "delay")
_DEFAULT_MESSAGES: Final = {429: RATE_LIMITED, 500: "Internal Server Error", 503: "Service Unavailable"}


@dataclass(slots=True)
class Fault:
    """One rule. `endpoint` is an operation name, a short name or "*"; `times` None means without end."""

    fault_id: int
    endpoint: str
    when: str
    action: str
    channel_id: str | None = None
    probability: float = 1.0
    times: int | None = None
    skip: int = 0
    status: int = 500
    message: str | None = None
    delay_seconds: float = 0.0
    seed: int = 0
    hits: int = 0
    random: Random = field(default_factory=Random)

    def as_dict(self) -> dict[str, Any]:
        values = asdict(self)
        del values["random"]
        return values

    def strikes(self) -> bool:
        """Whether this request, already known to match, is hit; counts skips and remaining times."""
        if self.times is not None and self.hits >= self.times:
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        if self.probability < 1.0 and self.random.random() >= self.probability:
            return False
        self.hits += 1
        return True

    def spoil(self, response: Response) -> Response:
        """The answer that the client gets in place of `response` (an empty one before acceptance)."""
        if self.action == "status":
            message = self.message or _DEFAULT_MESSAGES.get(self.status, "An error was injected")
            spoilt = Response(self.status, orjson.dumps({"message": message}))
        elif self.action == "garbage":
            spoilt = Response(
                200, b"<html>not the answer", content_type="text/html", headers=response.headers
            )
        else:
            spoilt = response
            if self.action != "delay":
                spoilt.drop = self.action
        spoilt.delay_seconds = self.delay_seconds
        return spoilt


class FaultBook:
    """The rules in force, in the order in which they were made; the first that strikes wins."""

    __slots__ = ("_next_id", "rules")

    def __init__(self) -> None:
        self.rules: list[Fault] = []
        self._next_id = 1

    def add(self, values: dict[str, Any]) -> Fault:
        """Add a rule. Raises ValueError with one sentence when the values make no rule."""
        known = {"endpoint", "when", "action", "channel_id", "probability", "times", "skip", "status",
                 "message", "delay_seconds", "seed"}  # fmt: skip
        unknown = set(values) - known
        if unknown:
            raise ValueError(f"A fault has no {', '.join(sorted(unknown))}.")
        if values.get("when", "before") not in WHEN:
            raise ValueError(f"A fault's `when` is one of {', '.join(WHEN)}.")
        if values.get("action", "status") not in ACTIONS:
            raise ValueError(f"A fault's `action` is one of {', '.join(ACTIONS)}.")
        merged = {"endpoint": "*", "when": "before", "action": "status", **values}
        fault = Fault(fault_id=self._next_id, **merged)
        fault.random = Random(fault.seed)
        self._next_id += 1
        self.rules.append(fault)
        return fault

    def remove(self, fault_id: int) -> bool:
        remaining = [rule for rule in self.rules if rule.fault_id != fault_id]
        found = len(remaining) < len(self.rules)
        self.rules = remaining
        return found

    def find(self, when: str, names: tuple[str, ...], channel_id: str | None) -> Fault | None:
        for rule in self.rules:
            if rule.when != when or (rule.endpoint != "*" and rule.endpoint not in names):
                continue
            if rule.channel_id is not None and rule.channel_id != channel_id:
                continue
            if rule.strikes():
                return rule
        return None
