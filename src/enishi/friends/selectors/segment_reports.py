"""What staff should know of segments before they rely on them: where they are used, and warnings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from enishi.friends.conditions.references import Use, uses_of_many
from enishi.friends.domain.segments import Caution, Response, SegmentFacts, warnings_of
from enishi.friends.models import FriendTally, Segment
from enishi.friends.selectors.segments import segments, twins


@dataclass(frozen=True, slots=True)
class Report:
    """Of one segment."""

    uses: Sequence[Use]
    warnings: Sequence[Caution]
    response: Response | None


def reports(org_id: int, rows: Sequence[Segment], now: datetime) -> dict[int, Report]:
    """Segment id → its report. Whatever speaks of segments is read once for all of them."""
    friends = {
        tally.channel_id: tally.following + tally.blocked
        for tally in FriendTally.objects.filter(org_id=org_id)
    }
    alive = [row for row in segments(org_id) if row.channel_id in {each.channel_id for each in rows}]
    alike = twins(alive)
    used = uses_of_many(org_id, "segment", [row.id for row in rows])
    found: dict[int, Report] = {}
    for row in rows:
        uses, response = used[row.id], _response(row)
        twin = alike.get(row.id)
        facts = SegmentFacts(
            size=row.size,
            friends=friends.get(row.channel_id, 0),
            is_built=row.built_version > 0,
            build_ms=row.build_ms,
            has_failed=bool(row.build_error),
            equal_tree=twin.tree if twin else (),
            equal_members=twin.members if twin else (),
            uses=len(uses),
            created_at=row.created_at,
            last_sent_at=row.last_sent_at,
            response=response,
        )
        warnings = warnings_of(facts, now) if row.archived_at is None else []
        found[row.id] = Report(uses, warnings, response)
    return found


def no_reports(rows: Sequence[Segment]) -> dict[int, Report]:
    """For a list to choose from: nothing was looked for."""
    return {row.id: Report((), (), _response(row)) for row in rows}


def _response(row: Segment) -> Response | None:
    if row.response_at is None:
        return None
    return Response(row.response_sample, row.response_now, row.response_before)
