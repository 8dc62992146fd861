"""Jobs that bring friends and their profiles in from LINE."""

from procrastinate.contrib.django import app

from enishi.friends import sync
from enishi.kit import clock
from enishi.kit.jobs import defer
from enishi.kit.tenancy import system_scope
from enishi.line.selectors import active_channel_ids


@app.task(name="friends.import_followers", queue="line", pass_context=False, retry=3)
def import_followers(org_id: int, channel_id: int) -> None:
    """Everyone who was a friend before the account was connected; then their profiles."""
    sync.import_followers(org_id=org_id, channel_id=channel_id)
    with system_scope():
        _defer_profiles(org_id, channel_id)


@app.task(name="friends.fetch_profiles", queue="line", pass_context=False)
def fetch_profiles(org_id: int, channel_id: int) -> None:
    """A chunk of unknown names; goes on as long as a chunk brings something."""
    if sync.fetch_missing_profiles(org_id=org_id, channel_id=channel_id, now=clock.now()):
        with system_scope():
            _defer_profiles(org_id, channel_id)


@app.periodic(cron="*/10 * * * *", periodic_id="friends.fetch_all_profiles")
@app.task(name="friends.fetch_all_profiles", queue="line", pass_context=False)
def fetch_all_profiles(timestamp: int) -> None:
    """Profiles that were missed when their friends were met."""
    channels = active_channel_ids()
    with system_scope():
        for org_id, channel_id in channels:
            _defer_profiles(org_id, channel_id)


def _defer_profiles(org_id: int, channel_id: int) -> None:
    defer(
        "friends.fetch_profiles",
        once=f"friends.fetch_profiles:{channel_id}",
        org_id=org_id,
        channel_id=channel_id,
    )
