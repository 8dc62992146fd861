"""Jobs that count what no fact adds up."""

from procrastinate.contrib.django import app

from enishi.analytics import services
from enishi.kit import clock
from enishi.kit.apart import apart
from enishi.line.selectors import active_channel_ids


# After the hourly sweep that moves friends from state to state by time.
@app.periodic(cron="27 * * * *", periodic_id="analytics.count_states")
@app.task(name="analytics.count_states", queue="upkeep", pass_context=False)
def count_states(timestamp: int) -> None:
    """Friends by state in every channel, for the home page and for a comparison in a month."""
    for org_id, channel_id in active_channel_ids():
        with apart("count_states", org_id):
            services.count_states(org_id=org_id, channel_id=channel_id, now=clock.now())
