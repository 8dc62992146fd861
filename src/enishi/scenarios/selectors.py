"""Reads of scenarios and of who is in them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from enishi.content.domain.placeholders import ids_in
from enishi.delivery.selectors.dispatches import RevisionTotals, scenario_totals
from enishi.friends.conditions.references import Use
from enishi.friends.models import Friend
from enishi.kit.errors import not_found
from enishi.kit.paging import Page, Position, page_of
from enishi.scenarios.models import Enrolment, EnrolmentState, Scenario, ScenarioState, ScenarioVersion
from enishi.scenarios.pipeline.record import source_of


def scenarios(org_id: int, *, channel_id: int | None = None, state: str = "") -> QuerySet[Scenario]:
    """Scenarios newest first; what is None or empty does not filter."""
    rows = Scenario.objects.filter(org_id=org_id).order_by("-created_at", "-id")
    if channel_id is not None:
        rows = rows.filter(channel_id=channel_id)
    return rows.filter(state=state) if state else rows


def scenario(org_id: int, scenario_id: int) -> Scenario:
    """One scenario; ProblemError 404."""
    found = Scenario.objects.filter(org_id=org_id, id=scenario_id).first()
    if found is None:
        raise not_found("シナリオ", "The scenario")
    return found


def versions(org_id: int, scenario_id: int) -> QuerySet[ScenarioVersion]:
    """Every published version, newest first."""
    return ScenarioVersion.objects.filter(org_id=org_id, scenario_id=scenario_id).order_by("-number")


def version(org_id: int, scenario_id: int, number: int) -> ScenarioVersion:
    """One published version by its number; ProblemError 404."""
    found = versions(org_id, scenario_id).filter(number=number).first()
    if found is None:
        raise not_found("シナリオの版", "The scenario's version")
    return found


@dataclass(frozen=True, slots=True)
class ScenarioDetail:
    """A scenario with what is live in it; ``current`` is None until it is published."""

    scenario: Scenario
    current: ScenarioVersion | None
    counts: dict[str, int]


NOBODY = {"active": 0, "finished": 0, "stopped": 0}


def scenario_detail(org_id: int, scenario_id: int) -> ScenarioDetail:
    """One scenario with its current version and counts; ProblemError 404."""
    found = scenario(org_id, scenario_id)
    number = found.current_version
    current = version(org_id, scenario_id, number) if number is not None else None
    return ScenarioDetail(found, current, enrolment_counts(org_id, [scenario_id]).get(scenario_id, NOBODY))


def enrolment_counts(org_id: int, scenario_ids: list[int]) -> dict[int, dict[str, int]]:
    """Scenario id → how many friends are active, finished, stopped."""
    rows = (
        Enrolment.objects.filter(org_id=org_id, scenario_id__in=scenario_ids)
        .values("scenario_id")
        .annotate(
            active=Count("id", filter=Q(state="active")),
            finished=Count("id", filter=Q(state="finished")),
            stopped=Count("id", filter=Q(state="stopped")),
        )
    )
    return {row["scenario_id"]: {key: row[key] for key in ("active", "finished", "stopped")} for row in rows}


def enrolments_of_friend(org_id: int, friend_id: int) -> QuerySet[Enrolment]:
    """Every run of one friend, newest first."""
    return (
        Enrolment.objects.filter(org_id=org_id, friend_id=friend_id)
        .select_related("scenario", "version")
        .order_by("-entered_at", "-id")
    )


def enrolment_page(
    org_id: int,
    scenario_id: int,
    *,
    state: str = "",
    position: int | None = None,
    after: Position | None,
    limit: int,
) -> Page[Enrolment]:
    """Runs through one scenario, newest first; what is None or empty does not filter."""
    rows = Enrolment.objects.filter(org_id=org_id, scenario_id=scenario_id)
    rows = rows.select_related("scenario", "version").order_by("-entered_at", "-id")
    if state:
        rows = rows.filter(state=state)
    if position is not None:
        rows = rows.filter(position=position)
    if after is not None:
        # The first condition is redundant, but it is the one that lets the index jump to the place.
        rows = rows.filter(entered_at__lte=after.at).filter(Q(entered_at__lt=after.at) | Q(id__lt=after.tie))
    return page_of(list(rows[: limit + 1]), limit, lambda row: Position(row.entered_at, row.id))


@dataclass(frozen=True, slots=True)
class StepNumbers:
    """Friends who wait for a step, and what became of its content."""

    waiting: int
    sent: RevisionTotals


@dataclass(frozen=True, slots=True)
class ScenarioNumbers:
    """By step of the current version; nothing before the first publication."""

    steps: list[StepNumbers]
    on_older_versions: int


def scenario_numbers(org_id: int, scenario_id: int) -> ScenarioNumbers:
    """Where friends are in a scenario and what its steps sent. ProblemError 404."""
    current = scenario_detail(org_id, scenario_id).current
    if current is None:
        return ScenarioNumbers([], 0)
    active = Enrolment.objects.filter(org_id=org_id, scenario_id=scenario_id, state=EnrolmentState.ACTIVE)
    waiting = {
        (row["version_id"], row["position"]): row["number"]
        for row in active.values("version_id", "position").annotate(number=Count("id"))
    }
    totals = scenario_totals(org_id, source_of(scenario_id))
    steps = [
        StepNumbers(waiting.get((current.id, position), 0), totals.get(step["revision_id"], RevisionTotals()))
        for position, step in enumerate(current.steps)
    ]
    older = sum(number for (version_id, _), number in waiting.items() if version_id != current.id)
    return ScenarioNumbers(steps, older)


def friend_names(org_id: int, rows: Sequence[Enrolment]) -> dict[int, str]:
    """Friend id → display name of those who are in ``rows``."""
    wanted = {row.friend_id for row in rows}
    return dict(Friend.objects.filter(org_id=org_id, id__in=wanted).values_list("id", "display_name"))


@dataclass(frozen=True, slots=True)
class StepsDue:
    """How many friends' next steps of one scenario fall into one span of time, counted up to a limit."""

    scenario_id: int
    name: str
    span: int
    number: int


def steps_due(org_id: int, channel_id: int, edges: Sequence[datetime], at_most: int) -> list[StepsDue]:
    """Steps that running scenarios will take between each two neighbouring ``edges``, each counted up to one more
    than ``at_most``. Only the next step of each friend is known: what follows depends on it."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT s.id, s.name, t.span - 1, due.number
              FROM scenarios_scenario s
             CROSS JOIN unnest(%(from)s::timestamptz[], %(before)s::timestamptz[]) WITH ORDINALITY
                        AS t (since, before, span)
             CROSS JOIN LATERAL (SELECT count(*) AS number
                                   FROM (SELECT 1 FROM scenarios_enrolment e
                                          WHERE e.org_id = s.org_id AND e.scenario_id = s.id AND e.state = 'active'
                                            AND e.due_at >= t.since AND e.due_at < t.before
                                          LIMIT %(at_most)s + 1) AS counted) AS due
             WHERE s.org_id = %(org_id)s AND s.channel_id = %(channel_id)s AND s.state = 'active' AND due.number > 0
             ORDER BY t.span, s.id
            """,
            {
                "org_id": org_id,
                "channel_id": channel_id,
                "at_most": at_most,
                "from": list(edges[:-1]),
                "before": list(edges[1:]),
            },
        )
        return [StepsDue(*row) for row in cursor.fetchall()]


def uses_in_scenarios(org_id: int, kind: str, object_ids: Collection[int]) -> list[tuple[int, Use]]:
    """The scenarios whose draft or published steps hold the placeholder of one of the objects, or the steps of an
    older version on which friends still are. Archived ones count while friends are in them."""
    running = Enrolment.objects.filter(org_id=org_id, version_id=OuterRef("id"), state=EnrolmentState.ACTIVE)
    versions_read = ScenarioVersion.objects.filter(org_id=org_id).filter(
        Q(number=F("scenario__current_version"), scenario__in=_not_archived(org_id)) | Exists(running)
    )
    texts: dict[int, list[Any]] = {}
    for scenario_id, steps in versions_read.values_list("scenario_id", "steps"):
        texts.setdefault(scenario_id, []).append(steps)
    rows = Scenario.objects.filter(org_id=org_id).filter(
        Q(id__in=_not_archived(org_id)) | Q(id__in=list(texts))
    )
    return [
        (object_id, Use("scenario", row.id, row.name, row.channel_id, "steps"))
        for row in rows.order_by("name", "id")
        for draft in [[] if row.state == ScenarioState.ARCHIVED else row.draft_steps]
        for object_id in sorted(ids_in([draft, texts.get(row.id, [])], kind) & set(object_ids))
    ]


def _not_archived(org_id: int) -> QuerySet[Scenario, int]:
    rows = Scenario.objects.filter(org_id=org_id).exclude(state=ScenarioState.ARCHIVED)
    return rows.values_list("id", flat=True)


_REVISIONS = """
SELECT DISTINCT (found.id #>> '{}')::bigint
  FROM scenarios_scenarioversion v, jsonb_path_query(v.steps, '$.**.revision_id') AS found (id)
 WHERE v.org_id = %(org_id)s AND found.id::text = ANY(%(revision_ids)s)
"""


def revisions_in_scenarios(org_id: int, revision_ids: Collection[int]) -> set[int]:
    """Those of these revisions that a version of a scenario sends."""
    with connection.cursor() as cursor:
        cursor.execute(_REVISIONS, {"org_id": org_id, "revision_ids": [str(each) for each in revision_ids]})
        return {revision_id for (revision_id,) in cursor.fetchall()}
