"""Jobs that fetch friends' media."""

from datetime import timedelta

from procrastinate.contrib.django import app

from enishi.content import sync
from enishi.kit import clock
from enishi.kit.jobs import defer
from enishi.kit.tenancy import system_scope


@app.task(name="content.fetch_media", queue="line", pass_context=False)
def fetch_media() -> None:
    """One chunk; goes on at once while there is more."""
    if sync.fetch_waiting(clock.now()):
        with system_scope():
            defer("content.fetch_media", once="content.fetch_media", at=clock.now() + timedelta(seconds=1))


@app.periodic(cron="* * * * *", periodic_id="content.sweep_media")
@app.task(name="content.sweep_media", queue="line", pass_context=False)
def sweep_media(timestamp: int) -> None:
    """Whatever still waits, a minute later."""
    sync.fetch_waiting(clock.now())
