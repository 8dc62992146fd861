"""Jobs by name: enqueued with the transaction that wants them, and once where that is asked for."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from enishi.kit.jobs import defer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _no_other_jobs() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_events CASCADE")


def waiting() -> list[tuple[str, int | None, datetime | None]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT task_name, (args ->> 'org_id')::int, scheduled_at FROM procrastinate_jobs ORDER BY id"
        )
        return [(row[0], row[1], row[2]) for row in cursor.fetchall()]


def test_a_job_waits_once_its_transaction_is_committed() -> None:
    at = datetime(2030, 1, 1, tzinfo=UTC)
    with transaction.atomic():
        assert defer("friends.fetch_profiles", at=at, org_id=1, channel_id=2)
    assert waiting() == [("friends.fetch_profiles", 1, at)]


def test_a_rollback_leaves_no_job() -> None:
    with suppress(ZeroDivisionError), transaction.atomic():
        assert defer("friends.fetch_profiles", org_id=1, channel_id=2)
        raise ZeroDivisionError
    assert waiting() == []


def test_a_job_that_waits_already_is_not_enqueued_again_and_the_transaction_goes_on() -> None:
    with transaction.atomic():
        assert defer("content.fetch_media", once="media")
        assert not defer("content.fetch_media", once="media")
        assert defer("friends.fetch_profiles", once="other", org_id=1, channel_id=2)
    assert [name for name, *_ in waiting()] == ["content.fetch_media", "friends.fetch_profiles"]


def test_once_it_runs_the_next_one_may_wait() -> None:
    defer("content.fetch_media", once="media")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
    assert defer("content.fetch_media", once="media")
