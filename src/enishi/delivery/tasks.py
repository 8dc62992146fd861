"""Housekeeping jobs of delivery; sending itself is the worker's engine, not a job."""

from datetime import timedelta

import structlog
from procrastinate import JobContext, exceptions
from procrastinate.contrib.django import app

from enishi.accounts.idempotency import forget_old_keys
from enishi.accounts.notices import forget_old_notices
from enishi.accounts.signin.upkeep import forget_old_sign_ins
from enishi.delivery.models import Withdrawal
from enishi.kit import clock
from enishi.kit.partitions import ensure_months
from enishi.kit.tenancy import system_scope

log = structlog.get_logger("enishi.jobs")


@app.periodic(cron="*/5 * * * *", periodic_id="delivery.retry_stalled_jobs")
@app.task(name="delivery.retry_stalled_jobs", queue="upkeep", pass_context=True)
async def retry_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Jobs of a worker that was killed begin anew: an import of friends, say, that nothing else would take up again.

    Every job of ours may run twice.
    """
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs():
        try:
            await jobs.retry_job(job)
        except exceptions.AlreadyEnqueued:
            # The same work waits already; the dead job's row is left as it is.
            continue
        log.warning("job_retried", job=job.id, task=job.task_name)


@app.periodic(cron="13 3 * * *", periodic_id="delivery.keep_house")
@app.task(name="delivery.keep_house", queue="upkeep", pass_context=False)
def keep_house(timestamp: int) -> None:
    """Daily: the months ahead get their partitions, and what nobody waits for any more is dropped."""
    now = clock.now()
    ensure_months(now)
    forget_old_keys(now)
    forget_old_sign_ins()
    forget_old_notices(now)
    with system_scope():
        Withdrawal.objects.filter(at__lt=now - timedelta(days=90)).delete()
