"""Jobs that keep what we know of channels fresh."""

from procrastinate.contrib.django import app

from enishi.kit import clock
from enishi.kit.jobs import defer
from enishi.kit.tenancy import system_scope
from enishi.line import selectors, sync


@app.task(name="line.sync_channel", queue="line", pass_context=False)
def sync_channel(org_id: int, channel_id: int) -> None:
    """Bot info and quota of one channel. Not retried: the hourly sweep comes round."""
    sync.sync_channel(org_id=org_id, channel_id=channel_id, now=clock.now())


@app.periodic(cron="7 * * * *", periodic_id="line.sync_channels")
@app.task(name="line.sync_channels", queue="line", pass_context=False)
def sync_channels(timestamp: int) -> None:
    """Every hour: one job a channel, so that a slow one delays nobody."""
    channels = selectors.active_channel_ids()
    with system_scope():
        for org_id, channel_id in channels:
            defer(
                "line.sync_channel",
                once=f"line.sync_channel:{channel_id}",
                org_id=org_id,
                channel_id=channel_id,
            )
