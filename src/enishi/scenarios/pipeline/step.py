"""Stage 2, pure. In: due enrolments of one version. Out: who gets which step now, who waits for which step until
when, and who is through. Never reads the database or the clock.
"""

from datetime import datetime

from enishi.scenarios.domain.timing import next_step
from enishi.scenarios.domain.values import DueEnrolment, DueSet, Moved, Steps


def step(due: DueSet, now: datetime) -> Steps:
    """Advance every enrolment of ``due`` by all steps that are due by ``now``."""
    result = Steps()
    for enrolment in due.enrolments:
        result.moved.append(_advance(due, enrolment, now, result))
    return result


def _advance(due: DueSet, enrolment: DueEnrolment, now: datetime, result: Steps) -> Moved:
    """The step that was waited for is sent however late; a step after it may have passed by."""
    steps, zone = list(due.version.steps), due.version.zone
    position = enrolment.position
    while position < len(steps):
        result.sends.setdefault(position, []).append(enrolment.friend_id)
        following = next_step(steps, position + 1, enrolment.entered_at, now, zone)
        if following is None:
            return Moved(enrolment.id, len(steps), None)
        for passed in following.passed:
            result.passed.setdefault(passed, []).append(enrolment.friend_id)
        if following.position >= len(steps):
            return Moved(enrolment.id, len(steps), None)
        if following.due_at > now:
            return Moved(enrolment.id, following.position, following.due_at)
        position = following.position
    return Moved(enrolment.id, len(steps), None)
