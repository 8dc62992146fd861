"""Rounds through all organisations go on when one of them fails."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import CapturingLogger
from tests.factories import NOW, make_channel, make_friends, make_organisation, make_tag, rows
from tests.friends.segment_stage import built, put, tagged
from tests.friends.shop import make_customer

from enishi.accounts.models import Organisation
from enishi.accounts.services import record_audit
from enishi.analytics import services as analytics_services
from enishi.analytics.tasks import count_states
from enishi.friends import tasks
from enishi.friends.models import Customer, CustomerSettings, PrivacySettings
from enishi.friends.services import customer_upkeep, engagement_upkeep, retention, segment_upkeep, set_index
from enishi.kit import apart
from enishi.kit.tenancy import org_scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> CapturingLogger:
    logger = CapturingLogger()
    monkeypatch.setattr(apart, "log", logger)
    return logger


@pytest.fixture
def shops() -> list[Organisation]:
    """Three shops with all that a round looks at."""
    made = [make_organisation() for _ in range(3)]
    for org in made:
        channel = make_channel(org)
        tag = make_tag(org)
        built(channel, tagged(tag))
        put(tag, *make_friends(channel, 1))
        with org_scope(org.id):
            PrivacySettings.objects.create(org_id=org.id, timeline_months=1, changed_at=NOW)
    return made


@pytest.mark.parametrize(
    ("round_of_all", "place", "part"),
    [
        (tasks.sweep_engagement, engagement_upkeep, "sweep"),
        (tasks.keep_segments, segment_upkeep, "measure_response"),
        (tasks.fold_sets, set_index, "fold_sets"),
        (tasks.keep_customers, customer_upkeep, "find_matches"),
        (tasks.sweep_old_data, retention, "_drop"),
        (count_states, analytics_services, "count_states"),
    ],
)
def test_a_round_goes_on_after_an_organisation_that_fails(
    round_of_all: Callable[..., None],
    place: Any,
    part: str,
    shops: list[Organisation],
    logged: CapturingLogger,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real, done = getattr(place, part), set()

    def fails_for_the_second(*args: Any, **options: Any) -> Any:
        org_id = options.get("org_id", next(iter(args), None))
        if org_id == shops[1].id:
            raise ValueError("花子")
        done.add(org_id)
        return real(*args, **options)

    monkeypatch.setattr(place, part, fails_for_the_second)

    round_of_all(timestamp=0)

    assert done == {shops[0].id, shops[2].id}
    assert [(call.method_name, call.kwargs["org"]) for call in logged.calls] == [("exception", shops[1].id)]


def test_what_a_failing_organisation_had_not_committed_is_rolled_back(
    shops: list[Organisation], logged: CapturingLogger, monkeypatch: pytest.MonkeyPatch
) -> None:
    for org in shops:
        make_customer(org, "昔の人")
        with org_scope(org.id):
            CustomerSettings.objects.create(org_id=org.id, archive_after_months=12)

    def fails_for_the_first(*, org_id: int, **entry: Any) -> None:
        if org_id == shops[0].id:
            raise ValueError("花子")
        record_audit(org_id=org_id, **entry)

    monkeypatch.setattr("enishi.friends.services.customer_upkeep.record_audit", fails_for_the_first)

    customer_upkeep.keep_customers(NOW + timedelta(days=400))

    assert [row.archived_at is None for row in rows(Customer, ("org_id",))] == [True, False, False]
    assert len(logged.calls) == 1
