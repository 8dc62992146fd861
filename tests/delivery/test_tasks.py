"""Housekeeping: what a killed worker leaves behind in the queue of jobs."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
from asgiref.sync import sync_to_async
from django.db import connection
from procrastinate import JobContext
from procrastinate.contrib.django import app as django_app
from procrastinate.contrib.django.models import ProcrastinateJob

from enishi.delivery.tasks import retry_stalled_jobs
from enishi.kit.jobs import defer

pytestmark = pytest.mark.django_db(transaction=True)


def _begun(worker_is_alive: bool) -> int:
    """A job that a worker has begun; returns its id."""
    defer("line.sync_channel", org_id=1, channel_id=1)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")
        worker_id = cursor.fetchone()[0]
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s "
            "WHERE id = (SELECT max(id) FROM procrastinate_jobs) RETURNING id",
            [worker_id],
        )
        job_id = int(cursor.fetchone()[0])
        if not worker_is_alive:
            cursor.execute("DELETE FROM procrastinate_workers WHERE id = %s", [worker_id])
    return job_id


async def test_a_killed_workers_job_begins_anew_and_a_living_ones_does_not() -> None:
    dead, alive = [await sync_to_async(_begun)(is_alive) for is_alive in (False, True)]
    app = django_app.with_connector(cast(Any, django_app.connector).get_worker_connector())
    async with app.open_async():
        await retry_stalled_jobs(cast(JobContext, SimpleNamespace(app=app)), 0)
    jobs = ProcrastinateJob.objects.filter(id__in=[dead, alive])
    assert {job.id: job.status async for job in jobs} == {dead: "todo", alive: "doing"}
