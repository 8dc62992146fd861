"""Stage 3, I/O. In: what stepping decided. Out: enrolments moved, one dispatch a step, rows for steps left out; all
in the caller's transaction, so a step is requested exactly once. Never talks to LINE.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import connection

from enishi.delivery.domain.values import Skip
from enishi.delivery.services import record_intended_skips, request_dispatch
from enishi.friends.services.segment_queue import touch
from enishi.friends.services.timeline import ReplyToken
from enishi.scenarios.domain.values import Moved, Steps, Version


def source_of(scenario_id: int) -> str:
    """How a scenario's dispatches name where they come from."""
    return f"scenario:{scenario_id}"


def record_steps(
    version: Version, steps: Steps, now: datetime, reply_tokens: Mapping[int, ReplyToken] | None = None
) -> None:
    """Write everything down; ``reply_tokens`` go to the first step only, because each is good once."""
    left = dict(reply_tokens or {})
    for position in sorted(steps.sends):
        friends = steps.sends[position]
        tokens = {friend_id: left.pop(friend_id) for friend_id in friends if friend_id in left}
        request_dispatch(
            org_id=version.org_id,
            channel_id=version.channel_id,
            kind="scenario",
            revision_id=_revision(version, position),
            recipients=friends,
            now=now,
            source=source_of(version.scenario_id),
            reply_tokens=tokens,
        )
    record_passed(version, steps.passed, now)
    moved = move_enrolments(version.org_id, steps.moved, now)
    touch(org_id=version.org_id, channel_id=version.channel_id, friend_ids=moved, aspect="step")


def record_passed(version: Version, passed: Mapping[int, list[int]], now: datetime) -> None:
    """A row for each friend and step that is left out because its moment has gone by."""
    for position, friends in passed.items():
        record_intended_skips(
            org_id=version.org_id,
            channel_id=version.channel_id,
            revision_id=_revision(version, position),
            source=source_of(version.scenario_id),
            skips=[Skip(friend_id, "time_passed") for friend_id in friends],
            now=now,
        )


def _revision(version: Version, position: int) -> int:
    revision_id = version.steps[position].revision_id
    if revision_id is None:
        raise ValueError("a published step has frozen content")
    return revision_id


def move_enrolments(org_id: int, moved: list[Moved], now: datetime) -> list[int]:
    """New places and times; an enrolment without a next step is finished. Gives the friends who were moved."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE scenarios_enrolment e
               SET position = m.position, due_at = m.due_at,
                   state = CASE WHEN m.due_at IS NULL THEN 'finished' ELSE e.state END,
                   ended_at = CASE WHEN m.due_at IS NULL THEN %s ELSE NULL END,
                   end_reason = CASE WHEN m.due_at IS NULL THEN 'finished' ELSE '' END
              FROM unnest(%s::bigint[], %s::int[], %s::timestamptz[]) AS m (id, position, due_at)
             WHERE e.org_id = %s AND e.id = m.id AND e.state = 'active'
            RETURNING e.friend_id
            """,
            [
                now,
                [each.enrolment_id for each in moved],
                [each.position for each in moved],
                [each.due_at for each in moved],
                org_id,
            ],
        )
        return [friend_id for (friend_id,) in cursor.fetchall()]
