"""Scenarios on one page: due → step → record, in one transaction a chunk. The file to open first."""

from datetime import datetime

from enishi.kit.tenancy import org_scope, system_scope
from enishi.scenarios.pipeline import due, record, step


def advance_due(now: datetime) -> bool:
    """Step one chunk of due enrolments; False when nothing is due."""
    with system_scope():
        claimed = due.claim_due(now)
        if claimed is None:
            return False
        with org_scope(claimed.version.org_id):
            record.record_steps(claimed.version, step.step(claimed, now), now)
    return True
