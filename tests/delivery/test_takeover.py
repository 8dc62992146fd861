"""What a dead worker had in flight is repaired; what a living one has is left alone; nothing in doubt goes twice."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import psycopg
import pytest
from tests.delivery.desk import LOST, Desk, assert_adds_up, later, states
from tests.factories import NOW

from enishi.accounts.permissions import COMMAND_LINE
from enishi.delivery.pipeline.takeover import reopen_lost_claims, take_over_from_the_dead
from enishi.delivery.services import cancel_dispatch
from enishi.friends.models import Friend
from enishi.friends.services.timeline import ReplyToken
from enishi.kit.tenancy import org_scope
from enishi.kit.wakeup import WORKER_LOCK_CLASS

DEAD, LIVING, OURS = 900_001, 900_002, 900_003


@contextmanager
def alive(worker_id: int) -> Iterator[None]:
    with psycopg.connect(os.environ["ENISHI_DATABASE_URL"], autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s, %s)", [WORKER_LOCK_CLASS, worker_id])
        yield
        # The end of a connection gives the lock back too, but the server takes its time over that.
        connection.execute("SELECT pg_advisory_unlock(%s, %s)", [WORKER_LOCK_CLASS, worker_id])


def test_a_dead_workers_push_is_opened_again_under_its_key_and_in_doubt(desk: Desk, aiko: Friend) -> None:
    dispatch = desk.request([aiko])
    desk.plan()
    (first,) = desk.claim(worker_id=DEAD)
    assert take_over_from_the_dead(OURS, NOW) == 1
    (second,) = desk.claim()
    assert (second.id, second.is_in_doubt, second.attempts) == (first.id, True, 2)
    desk.settle([second])
    assert states(dispatch) == {"sent": 1}
    assert_adds_up(dispatch.id)


def test_a_dead_workers_reply_is_unknown_because_it_has_no_key(desk: Desk, aiko: Friend) -> None:
    dispatch = desk.request([aiko], tokens={aiko.id: ReplyToken("t", later(seconds=60))})
    desk.plan()
    desk.claim(worker_id=DEAD)
    assert take_over_from_the_dead(OURS, NOW) == 1
    assert desk.ledger(dispatch) == {aiko.id: ("unknown", "in_doubt")}
    assert desk.claim(later(days=1)) == []
    assert_adds_up(dispatch.id)


def test_a_push_found_a_day_later_is_unknown_because_its_key_is_forgotten(desk: Desk, aiko: Friend) -> None:
    dispatch = desk.request([aiko])
    desk.plan()
    desk.claim(worker_id=DEAD)
    take_over_from_the_dead(OURS, later(hours=24))
    assert states(dispatch) == {"unknown": 1}
    assert_adds_up(dispatch.id)


def test_a_living_workers_batches_are_left_alone_and_so_are_our_own(
    desk: Desk, aiko: Friend, kenji: Friend
) -> None:
    desk.request([aiko])
    desk.plan()
    desk.claim(worker_id=LIVING)
    desk.request([kenji])
    desk.plan()
    desk.claim(worker_id=OURS)
    with alive(LIVING):
        assert take_over_from_the_dead(OURS, NOW) == 0
    assert take_over_from_the_dead(OURS, NOW) == 1


def test_an_answer_that_comes_after_the_takeover_changes_nothing(desk: Desk, aiko: Friend) -> None:
    dispatch = desk.request([aiko])
    desk.plan()
    batches = desk.claim()
    take_over_from_the_dead(OURS, NOW)
    desk.settle(batches)
    assert states(dispatch) == {}
    assert [batch.state for batch in desk.batches(dispatch)] == ["ready"]


def test_an_orphan_of_a_cancelled_dispatch_does_not_wait_for_ever(desk: Desk, aiko: Friend) -> None:
    dispatch = desk.request([aiko])
    desk.plan()
    desk.claim(worker_id=DEAD)
    with org_scope(desk.org.id):
        cancel_dispatch(org_id=desk.org.id, dispatch_id=dispatch.id, actor=COMMAND_LINE, now=NOW)
    assert_adds_up(dispatch.id)
    take_over_from_the_dead(OURS, NOW)
    assert desk.ledger(dispatch) == {aiko.id: ("unknown", "in_doubt")}
    assert_adds_up(dispatch.id)


def test_a_claim_that_we_never_learnt_of_is_opened_again_without_doubt(desk: Desk, aiko: Friend) -> None:
    dispatch = desk.request([aiko], tokens={aiko.id: ReplyToken("t", later(seconds=60))})
    desk.plan()
    (batch,) = desk.claim()
    assert reopen_lost_claims(desk.worker_id, [batch.id], NOW) == 0
    assert reopen_lost_claims(desk.worker_id + 1, [], NOW) == 0
    assert reopen_lost_claims(desk.worker_id, [uuid4()], NOW) == 1
    (again,) = desk.claim(later(seconds=1))
    assert (again.id, again.attempts, again.is_in_doubt) == (batch.id, 1, False)
    assert again.first_attempt_at == later(seconds=1)
    desk.settle([again])
    assert states(dispatch) == {"sent": 1}


def test_a_lost_claim_of_a_batch_in_doubt_stays_in_doubt(desk: Desk, aiko: Friend) -> None:
    desk.request([aiko])
    desk.send(LOST)
    desk.claim(later(minutes=1))
    reopen_lost_claims(desk.worker_id, [], later(minutes=1))
    (again,) = desk.claim(later(minutes=2))
    assert (again.attempts, again.is_in_doubt, again.first_attempt_at) == (2, True, NOW)


@pytest.mark.parametrize("times", [2, 3])
def test_taking_over_twice_finds_nothing_the_second_time(desk: Desk, aiko: Friend, times: int) -> None:
    desk.request([aiko])
    desk.plan()
    desk.claim(worker_id=DEAD)
    assert [take_over_from_the_dead(OURS, NOW) for _ in range(times)] == [1] + [0] * (times - 1)
