"""Several workers want the same work in the same second: each piece is done by one of them."""

import time

import pytest
from tests.faults.stage import Stage


def compete(stage: Stage, *mutants: str) -> None:
    """Three workers, much work, all of it due at once."""
    stage.start_web()
    stage.follow(20)
    for _ in range(10):
        stage.personal(stage.some_users(12))
        stage.alike(stage.some_users(12))
    workers = [stage.nursery.child(*mutants) for _ in range(3)]
    for worker in workers:
        stage.put_to_work(worker)
    for _ in range(10):
        stage.personal(stage.some_users(12))
        stage.follow(2)


def test_workers_that_run_at_the_same_time_share_the_work_and_double_nothing(stage: Stage) -> None:
    compete(stage)
    stage.finish()
    verdict = stage.verdict()
    stage.tell(verdict.figures)
    assert verdict.is_sound, verdict
    assert verdict.unknown == 0
    assert stage.control.counters(stage.cid)["conflicts"] == 0
    assert stage.defects() == []


@pytest.mark.parametrize("mutant", ["slices_claimed_without_lock", "steps_claimed_without_lock"])
def test_competition_would_show_claims_without_a_lock(stage: Stage, mutant: str) -> None:
    compete(stage, mutant)
    # Two workers have to look at the same instant: likely in each round, certain only over many.
    for _ in range(80):
        if stage.has_doubled():
            break
        stage.personal(stage.some_users(12))
        stage.follow(2)
        time.sleep(0.25)
    assert stage.has_doubled()
    stage.tell(stage.verdict().figures)
