"""Request a dispatch as a feature would, and watch it from outside until its ledger is complete."""

import time
from dataclasses import dataclass
from typing import Any

from bench.figures import require
from bench.stage import Stage

_POLL_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Course:
    """When things were done, in epoch seconds; ``seconds`` of all from the request on."""

    dispatch_id: int
    requested_at: float
    planned_at: float
    sent_at: float
    complete_at: float
    first_sent_at: float

    @property
    def seconds(self) -> float:
        return self.complete_at - self.requested_at


def freeze(made: Stage, text: str) -> int:
    """A revision with one text block."""
    from enishi.content.services.revisions import freeze_revision
    from enishi.kit import clock
    from enishi.kit.tenancy import org_scope

    with org_scope(made.org_id):
        return freeze_revision(org_id=made.org_id, blocks=[{"kind": "text", "text": text}], now=clock.now())


def send_to_everyone(made: Stage, revision_id: int, number: int, *, timeout: float) -> Course:
    """Request a broadcast to all friends and follow it to its end; every friend must have exactly one message."""
    from enishi.delivery.services import Audience, request_dispatch
    from enishi.kit import clock
    from enishi.kit.tenancy import org_scope

    requested_at = time.time()
    with org_scope(made.org_id):
        dispatch_id = request_dispatch(
            org_id=made.org_id,
            channel_id=made.channel_id,
            kind="broadcast",
            revision_id=revision_id,
            recipients=Audience(),
            now=clock.now(),
        )
    planned_at, complete_at = _follow(made, dispatch_id, timeout)
    sent = _check(made, dispatch_id, number)
    walls = [entry["wall_ms"] / 1000 for entry in sent]
    return Course(dispatch_id, requested_at, planned_at, max(walls), complete_at, min(walls))


def _follow(made: Stage, dispatch_id: int, timeout: float) -> tuple[float, float]:
    from django.db import connection

    from enishi.kit.tenancy import org_scope

    planned_at = 0.0
    deadline = time.monotonic() + timeout
    while True:
        with org_scope(made.org_id), connection.cursor() as cursor:
            cursor.execute(
                "SELECT state, NOT EXISTS (SELECT 1 FROM delivery_candidates c WHERE c.dispatch_id = d.id) "
                "FROM delivery_dispatch d WHERE id = %s",
                [dispatch_id],
            )
            state, is_planned = cursor.fetchone()
        if is_planned and not planned_at:
            planned_at = time.time()
        if state == "done":
            return planned_at, time.time()
        require(
            time.monotonic() < deadline and state == "open",
            f"the dispatch is {state} and not done in time.\n{made.complaints()}",
        )
        time.sleep(_POLL_SECONDS)


def _check(made: Stage, dispatch_id: int, number: int) -> list[dict[str, Any]]:
    """The virtual LINE's own sent log, once it and the ledger agree that everyone got exactly one."""
    from django.db import connection

    from enishi.kit.tenancy import org_scope

    with org_scope(made.org_id), connection.cursor() as cursor:
        cursor.execute(
            "SELECT state, count(*), count(DISTINCT friend_id) FROM delivery_delivery "
            "WHERE org_id = %s AND dispatch_id = %s GROUP BY state",
            [made.org_id, dispatch_id],
        )
        rows = cursor.fetchall()
    require(rows == [("sent", number, number)], f"the ledger says {rows}, not {number} sent")
    control = made.simulator.control
    received = control.received(made.line_channel_id)
    require(
        len(received) == number and set(received.values()) == {1},
        f"{len(received)} of {number} users received something, {sum(received.values())} messages in all",
    )
    return control.sent(made.line_channel_id, recipients=0, limit=10_000)
