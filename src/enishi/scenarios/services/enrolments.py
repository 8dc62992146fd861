"""Friends enter and leave scenarios, set-wise."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import connection

from enishi.delivery.services import withdraw
from enishi.friends.services.timeline import NewEvent, ReactionContext, ReplyToken, record_events
from enishi.kit import wakeup
from enishi.kit.live import tell
from enishi.scenarios.domain.timing import next_step
from enishi.scenarios.domain.values import DueEnrolment, DueSet, Moved, Version
from enishi.scenarios.models import Enrolment, EnrolmentState, Scenario, ScenarioState, ScenarioVersion
from enishi.scenarios.pipeline.due import read_version
from enishi.scenarios.pipeline.record import move_enrolments, record_passed, record_steps, source_of
from enishi.scenarios.pipeline.step import step


def enrol_friends(
    *,
    org_id: int,
    scenario_id: int,
    friend_ids: Sequence[int],
    now: datetime,
    context: ReactionContext | None = None,
    entry_key: str = "",
) -> list[int]:
    """Friends start the scenario's current version; returns those who really entered.

    Idempotent for friends who are in it already (with the same ``entry_key``): they go on where they are. A scenario
    that is not active takes nobody.
    """
    version = _open_version(org_id, scenario_id)
    if version is None or not friend_ids:
        return []
    context = context or ReactionContext()
    first = next_step(list(version.steps), 0, now, now, version.zone)
    if first is None:
        return []
    entered = _insert(version, friend_ids, entry_key, first.position, first.due_at, now)
    if not entered:
        return []
    events = [
        NewEvent(friend_id, "scenario.entered", now, {"scenario_id": scenario_id, "version": version.id})
        for friend_id in entered.values()
    ]
    record_events(org_id=org_id, channel_id=version.channel_id, events=events, now=now, context=context)
    friends = list(entered.values())
    record_passed(version, dict.fromkeys(first.passed, friends), now)
    if first.position >= len(version.steps):
        moved = [Moved(enrolment_id, first.position, None) for enrolment_id in entered]
        move_enrolments(org_id, moved, now)
    elif first.due_at <= now:
        _step_now(version, entered, first.position, now, context)
    wakeup.notify(wakeup.SCENARIOS)
    tell("scenarios", org_id=org_id, channel_id=version.channel_id, id=scenario_id)
    return friends


def _open_version(org_id: int, scenario_id: int) -> Version | None:
    scenario = Scenario.objects.filter(org_id=org_id, id=scenario_id, state=ScenarioState.ACTIVE).first()
    if scenario is None:
        return None
    if scenario.current_version is None:
        return None
    current = ScenarioVersion.objects.get(org_id=org_id, scenario=scenario, number=scenario.current_version)
    return read_version(org_id, current.id)


def _insert(
    version: Version,
    friend_ids: Sequence[int],
    entry_key: str,
    position: int,
    due_at: datetime,
    now: datetime,
) -> dict[int, int]:
    """Enrolment id → friend id of those who were not in it yet and can be written to."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO scenarios_enrolment
                   (org_id, scenario_id, version_id, friend_id, entry_key, state, position, due_at, entered_at)
            SELECT f.org_id, %s, %s, f.id, %s, 'active', %s, %s, %s
              FROM friends_friend f
             WHERE f.org_id = %s AND f.channel_id = %s AND f.id = ANY(%s) AND f.status = 'following'
            ON CONFLICT (org_id, scenario_id, friend_id, entry_key) WHERE state = 'active' DO NOTHING
            RETURNING id, friend_id
            """,
            [
                version.scenario_id,
                version.id,
                entry_key,
                position,
                due_at,
                now,
                version.org_id,
                version.channel_id,
                list(friend_ids),
            ],
        )
        return dict(cursor.fetchall())


def _step_now(
    version: Version, entered: Mapping[int, int], position: int, now: datetime, context: ReactionContext
) -> None:
    """A first step that is due at once goes out in this very transaction, by free reply where there is a token."""
    due = DueSet(
        version, [DueEnrolment(each, friend_id, position, now, now) for each, friend_id in entered.items()]
    )
    tokens: dict[int, ReplyToken] = {}
    for friend_id in entered.values():
        token = context.take_reply_token(friend_id, now)
        if token is not None:
            tokens[friend_id] = token
    record_steps(version, step(due, now), now, tokens)


def leave_scenario(
    *,
    org_id: int,
    scenario_id: int,
    friend_ids: Sequence[int],
    reason: str,
    now: datetime,
    context: ReactionContext | None = None,
) -> list[int]:
    """Friends stop; waiting timers and messages not yet sent are dropped. Returns those who were in it."""
    left = _end("AND scenario_id = %s", [scenario_id], org_id, friend_ids, reason, now)
    _tell(org_id, left, reason, now, context)
    return [friend_id for friend_id, _, _ in left]


def leave_all(*, org_id: int, scenario_id: int, reason: str, now: datetime) -> list[int]:
    """Everyone who is in the scenario stops; returns them."""
    active = Enrolment.objects.filter(org_id=org_id, scenario_id=scenario_id, state=EnrolmentState.ACTIVE)
    friend_ids = list(active.values_list("friend_id", flat=True))
    return leave_scenario(
        org_id=org_id, scenario_id=scenario_id, friend_ids=friend_ids, reason=reason, now=now
    )


def stop_on_block(
    *, org_id: int, channel_id: int, events: Sequence[NewEvent], now: datetime, context: ReactionContext
) -> None:
    """Timeline subscriber: who blocks the account leaves every scenario, for good (a return starts none again)."""
    gone = [
        event.friend_id for event in events if event.kind == "friend.blocked" and "late" not in event.data
    ]
    if gone:
        _tell(org_id, _end("", [], org_id, gone, "blocked", now), "blocked", now, context)


def _end(
    extra: str, values: list[int], org_id: int, friend_ids: Sequence[int], reason: str, now: datetime
) -> list[tuple[int, int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE scenarios_enrolment e
               SET state = 'stopped', due_at = NULL, ended_at = %s, end_reason = %s
              FROM scenarios_scenario s
             WHERE e.org_id = %s AND e.friend_id = ANY(%s) AND e.state = 'active'
               AND s.org_id = e.org_id AND s.id = e.scenario_id {extra}
            RETURNING e.friend_id, e.scenario_id, s.channel_id
            """,
            [now, reason, org_id, list(friend_ids), *values],
        )
        return [(row[0], row[1], row[2]) for row in cursor.fetchall()]


def _tell(
    org_id: int,
    left: list[tuple[int, int, int]],
    reason: str,
    now: datetime,
    context: ReactionContext | None,
) -> None:
    by_scenario: dict[tuple[int, int], list[int]] = {}
    for friend_id, scenario_id, channel_id in left:
        by_scenario.setdefault((scenario_id, channel_id), []).append(friend_id)
    for (scenario_id, channel_id), friend_ids in by_scenario.items():
        withdraw(
            org_id=org_id,
            source=source_of(scenario_id),
            friend_ids=friend_ids,
            reason="scenario_left",
            now=now,
        )
        events = [
            NewEvent(friend_id, "scenario.left", now, {"scenario_id": scenario_id, "reason": reason})
            for friend_id in friend_ids
        ]
        record_events(org_id=org_id, channel_id=channel_id, events=events, now=now, context=context)
        tell("scenarios", org_id=org_id, channel_id=channel_id, id=scenario_id)
