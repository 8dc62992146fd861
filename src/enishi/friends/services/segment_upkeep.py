"""Once a day: how segments' members respond, and what nobody will ever ask for again is cleared away."""

from datetime import datetime, timedelta

from django.db import connection

from enishi.friends.domain.engagement import POINTS
from enishi.friends.models import Segment
from enishi.kit.tenancy import org_scope, system_scope

#: Members looked at for the response of a segment; a larger one is sampled, the same members for both months.
SAMPLE = 20_000
_MONTH = timedelta(days=28)
#: What counts as a response; facts of other systems do not.
REACTIONS = sorted(kind for kind in POINTS if not kind.endswith("*"))

_MEASURE = """
WITH sample AS (
    SELECT friend_id FROM friends_segmentmember
     WHERE org_id = %(org_id)s AND segment_id = %(segment_id)s
       -- By number, not by chance: asked again tomorrow, the same members answer.
       AND abs(hashint8(friend_id)::bigint) %% %(parts)s = 0)
UPDATE friends_segment s
   SET response_at = %(now)s, response_sample = m.sample, response_now = m.now, response_before = m.before
  FROM (SELECT count(*) AS sample,
               count(*) FILTER (WHERE EXISTS (
                   SELECT FROM friends_timelineevent t
                    WHERE t.org_id = %(org_id)s AND t.friend_id = sample.friend_id AND t.kind = ANY(%(kinds)s)
                      AND t.occurred_at > %(middle)s AND t.occurred_at <= %(now)s)) AS now,
               count(*) FILTER (WHERE EXISTS (
                   SELECT FROM friends_timelineevent t
                    WHERE t.org_id = %(org_id)s AND t.friend_id = sample.friend_id AND t.kind = ANY(%(kinds)s)
                      AND t.occurred_at > %(first)s AND t.occurred_at <= %(middle)s)) AS before
          FROM sample) AS m
 WHERE s.org_id = %(org_id)s AND s.id = %(segment_id)s
"""


def segments_to_measure() -> list[tuple[int, int]]:
    """Every living segment, as (organisation, segment)."""
    with system_scope():
        return list(Segment.objects.filter(archived_at=None).values_list("org_id", "id"))


def measure_response(*, org_id: int, segment_id: int, now: datetime) -> None:
    """Count how many members reacted in the last 28 days and in the 28 before. Idempotent."""
    with org_scope(org_id):
        segment = Segment.objects.filter(org_id=org_id, id=segment_id, archived_at=None).first()
        if segment is None:
            return
        with connection.cursor() as cursor:
            cursor.execute(
                _MEASURE,
                {
                    "org_id": org_id,
                    "segment_id": segment_id,
                    "parts": max(1, segment.size // SAMPLE),
                    "kinds": REACTIONS,
                    "now": now,
                    "middle": now - _MONTH,
                    "first": now - 2 * _MONTH,
                },
            )


def clear_orphans() -> None:
    """Take away touches of segments that are gone: a fact may have been recorded while one was deleted."""
    with system_scope(), connection.cursor() as cursor:
        cursor.execute(
            """
            DELETE FROM friends_segmenttouch t
             WHERE NOT EXISTS (SELECT FROM friends_segment s WHERE s.org_id = t.org_id AND s.id = t.segment_id)
            """
        )
