"""kill -9 of workers, at any moment and in any number: nothing is lost, nothing arrives twice."""

import os

from tests.faults.stage import Stage, Storm, feeder

KILLS = int(os.environ.get("KILLS") or 1000)


def bad_weather(stage: Stage) -> None:
    """3 % refused before acceptance, 5 % accepted with the answer lost, and a few answers "too fast"."""
    for number, endpoint in enumerate(("push", "multicast", "reply")):
        seed = stage.seed + number
        stage.control.add_fault(endpoint, when="before", status=500, probability=0.03, seed=seed)
        stage.control.add_fault(endpoint, when="after", action="drop", probability=0.05, seed=seed)
        stage.control.add_fault(endpoint, when="before", status=429, probability=0.01, times=3, seed=seed)


def test_no_message_is_lost_or_doubled_when_workers_are_killed_at_random_moments(stage: Stage) -> None:
    bad_weather(stage)
    stage.start_web()
    storm = Storm(stage, KILLS)
    seconds = storm.rage(feeder(stage))
    stage.control.clear_faults()
    stage.start_worker()
    stage.finish()
    verdict = stage.verdict()
    conflicts = stage.control.counters(stage.cid)["conflicts"]
    print(
        f"{storm.kills} kills in {seconds:.0f} s ({storm.kills * 60 / seconds:.0f}/min), 409: {conflicts}; {verdict}"
    )
    assert verdict.is_sound, verdict
    assert verdict.intended > KILLS
    assert conflicts > 0
