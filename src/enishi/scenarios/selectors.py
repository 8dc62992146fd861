"""Reads of scenarios and of who is in them."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from enishi.kit.errors import not_found
from enishi.kit.paging import Page, Position, page_of
from enishi.scenarios.models import Enrolment, Scenario, ScenarioVersion


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
    org_id: int, scenario_id: int, *, state: str = "", after: Position | None, limit: int
) -> Page[Enrolment]:
    """Runs through one scenario, newest first; an empty ``state`` does not filter."""
    rows = Enrolment.objects.filter(org_id=org_id, scenario_id=scenario_id)
    rows = rows.select_related("scenario", "version").order_by("-entered_at", "-id")
    if state:
        rows = rows.filter(state=state)
    if after is not None:
        # The first condition is redundant, but it is the one that lets the index jump to the place.
        rows = rows.filter(entered_at__lte=after.at).filter(Q(entered_at__lt=after.at) | Q(id__lt=after.tie))
    return page_of(list(rows[: limit + 1]), limit, lambda row: Position(row.entered_at, row.id))
