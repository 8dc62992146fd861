"""Housekeeping jobs of delivery; sending itself is the worker's engine, not a job."""

from datetime import timedelta

from procrastinate.contrib.django import app

from enishi.accounts.idempotency import forget_old_keys
from enishi.delivery.models import Withdrawal
from enishi.kit import clock
from enishi.kit.partitions import ensure_months
from enishi.kit.tenancy import system_scope


@app.periodic(cron="13 3 * * *", periodic_id="delivery.keep_house")
@app.task(name="delivery.keep_house", queue="upkeep", pass_context=False)
def keep_house(timestamp: int) -> None:
    """Daily: the months ahead get their partitions, and what nobody waits for any more is dropped."""
    now = clock.now()
    ensure_months(now)
    forget_old_keys(now)
    with system_scope():
        Withdrawal.objects.filter(at__lt=now - timedelta(days=90)).delete()
