"""Scenarios on one page: due → step → record, in one transaction a chunk. The file to open first."""

from datetime import datetime, timedelta

import structlog

from enishi.kit.engines import DATABASE_AWAY
from enishi.kit.live import tell
from enishi.kit.tenancy import org_scope, system_scope
from enishi.scenarios.domain.values import DueSet, Moved
from enishi.scenarios.pipeline import due, record, step

log = structlog.get_logger("enishi.scenarios")
_AFTER_DEFECT = timedelta(minutes=1)


def advance_due(now: datetime) -> bool:
    """Step one chunk of due enrolments; False when nothing is due."""
    with system_scope():
        claimed = due.claim_due(now)
        if claimed is None:
            return False
        try:
            version = claimed.version
            with org_scope(version.org_id):
                record.record_steps(version, step.step(claimed, now), now)
                tell(
                    "scenarios",
                    org_id=version.org_id,
                    channel_id=version.channel_id,
                    id=version.scenario_id,
                )
        except DATABASE_AWAY:
            raise
        except Exception:
            # Left at the head of the queue, one chunk that cannot be stepped would stop everyone's scenarios.
            log.exception("steps_failed", version=claimed.version.id, enrolments=len(claimed.enrolments))
            _postpone(claimed, now + _AFTER_DEFECT)
    return True


def _postpone(claimed: DueSet, until: datetime) -> None:
    places = [Moved(each.id, each.position, until) for each in claimed.enrolments]
    record.move_enrolments(claimed.version.org_id, places, until)
