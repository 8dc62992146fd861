"""Stage 1, I/O. Claims enrolments whose next step is due, of one version at a time, with what stepping needs.

In: the clock. Out: a set that no other worker has (``FOR UPDATE SKIP LOCKED`` in the caller's transaction). Never
decides.
"""

from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.db import connection

from enishi.scenarios.domain.timing import STEPS
from enishi.scenarios.domain.values import DueEnrolment, DueSet, Version

#: Friends stepped in one transaction: long enough to be set-wise, short enough to commit in a fraction of a second.
CHUNK = 2_000


def claim_due(now: datetime) -> DueSet | None:
    """The enrolments of the version that has waited longest, up to :data:`CHUNK`."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT e.org_id, e.version_id FROM scenarios_enrolment e
              JOIN scenarios_scenario s ON s.org_id = e.org_id AND s.id = e.scenario_id AND s.state = 'active'
             WHERE e.state = 'active' AND e.due_at <= %s
             ORDER BY e.due_at LIMIT 1 FOR UPDATE OF e SKIP LOCKED
            """,
            [now],
        )
        first = cursor.fetchone()
        if first is None:
            return None
        org_id, version_id = first
        cursor.execute(
            """
            SELECT id, friend_id, position, entered_at, due_at FROM scenarios_enrolment
             WHERE org_id = %s AND version_id = %s AND state = 'active' AND due_at <= %s
             ORDER BY due_at LIMIT %s FOR UPDATE SKIP LOCKED
            """,
            [org_id, version_id, now, CHUNK],
        )
        enrolments = [DueEnrolment(*row) for row in cursor.fetchall()]
    return DueSet(read_version(org_id, version_id), enrolments)


@lru_cache(maxsize=256)
def read_version(org_id: int, version_id: int) -> Version:
    """A version never changes, so it may be kept."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT v.id, v.org_id, v.scenario_id, s.channel_id, c.timezone, v.steps::text
              FROM scenarios_scenarioversion v
              JOIN scenarios_scenario s ON s.org_id = v.org_id AND s.id = v.scenario_id
              JOIN line_channel c ON c.org_id = s.org_id AND c.id = s.channel_id
             WHERE v.org_id = %s AND v.id = %s
            """,
            [org_id, version_id],
        )
        row = cursor.fetchone()
    return Version(row[0], row[1], row[2], row[3], ZoneInfo(row[4]), tuple(STEPS.validate_json(row[5])))
