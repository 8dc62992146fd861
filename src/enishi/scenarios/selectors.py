"""Reads of scenarios and of who is in them."""

from django.db.models import Count, Q, QuerySet

from enishi.scenarios.models import Enrolment, Scenario


def scenarios(org_id: int) -> QuerySet[Scenario]:
    """All scenarios with the number of friends inside, newest first."""
    return Scenario.objects.filter(org_id=org_id).order_by("-created_at", "-id")


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
        .select_related("scenario")
        .order_by("-id")
    )


def enrolments_of_scenario(org_id: int, scenario_id: int) -> QuerySet[Enrolment]:
    """Every run through one scenario, newest first."""
    return Enrolment.objects.filter(org_id=org_id, scenario_id=scenario_id).order_by("-id")
