"""Jobs that bring friends and their profiles in from LINE."""

from datetime import datetime

from procrastinate.contrib.django import app

from enishi.friends import sync
from enishi.friends.services import (
    customer_upkeep,
    engagement_upkeep,
    file_exports,
    file_imports,
    operation_engine,
    retention,
    segment_upkeep,
    set_index,
    tag_upkeep,
)
from enishi.friends.services.tag_backups import forget_tag_backups
from enishi.kit import clock
from enishi.kit.apart import apart
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


@app.periodic(cron="17 * * * *", periodic_id="friends.sweep_engagement")
@app.task(name="friends.sweep_engagement", queue="upkeep", pass_context=False)
def sweep_engagement(timestamp: int) -> None:
    """States that time alone moves, in every channel."""
    for org_id, channel_id in active_channel_ids():
        with apart("sweep_engagement", org_id):
            engagement_upkeep.sweep(org_id=org_id, channel_id=channel_id, now=clock.now())


@app.task(name="friends.recalculate_engagement", queue="upkeep", pass_context=False, retry=3)
def recalculate_engagement(org_id: int, channel_id: int) -> None:
    """All scores of a channel, after its points or half-life changed."""
    engagement_upkeep.recalculate(org_id=org_id, channel_id=channel_id, now=clock.now())


@app.periodic(cron="41 4 * * *", periodic_id="friends.keep_segments")
@app.task(name="friends.keep_segments", queue="upkeep", pass_context=False)
def keep_segments(timestamp: int) -> None:
    """How the members of every segment respond, and touches that nobody will take."""
    segment_upkeep.clear_orphans()
    for org_id, segment_id in segment_upkeep.segments_to_measure():
        with apart("measure_segments", org_id):
            segment_upkeep.measure_response(org_id=org_id, segment_id=segment_id, now=clock.now())


@app.periodic(cron="23 4 * * *", periodic_id="friends.keep_customers")
@app.task(name="friends.keep_customers", queue="upkeep", pass_context=False)
def keep_customers(timestamp: int) -> None:
    """Stale customers are put away, and everybody is compared with everybody."""
    customer_upkeep.keep_customers(clock.now())


@app.task(name="friends.find_matches", queue="upkeep", pass_context=False, retry=3)
def find_matches(org_id: int, since: str) -> None:
    """Who shares an address, a number or a birthday with whoever's changed since then."""
    customer_upkeep.follow_new_keys(org_id=org_id, since=datetime.fromisoformat(since), now=clock.now())


@app.periodic(cron="29 3 * * *", periodic_id="friends.forget_operations")
@app.task(name="friends.forget_operations", queue="upkeep", pass_context=False)
def forget_operations(timestamp: int) -> None:
    """Whom old operations concerned and what they changed, once nobody can undo them any more."""
    operation_engine.forget_old_operations(clock.now())


@app.periodic(cron="23 * * * *", periodic_id="friends.forget_files")
@app.task(name="friends.forget_files", queue="upkeep", pass_context=False)
def forget_files(timestamp: int) -> None:
    """Files that were imported or exported, once their time is over."""
    file_imports.forget_old_files(clock.now())
    file_exports.forget_old_exports(clock.now())


@app.periodic(cron="*/10 * * * *", periodic_id="friends.fold_tag_changes")
@app.task(name="friends.fold_tag_changes", queue="line", pass_context=False)
def fold_tag_changes(timestamp: int) -> None:
    """Counts of tags stay quick to add up."""
    tag_upkeep.fold_tag_changes(clock.now())


@app.periodic(cron="11 * * * *", periodic_id="friends.keep_tags")
@app.task(name="friends.keep_tags", queue="line", pass_context=False)
def keep_tags(timestamp: int) -> None:
    """Tags whose time is over are told of, on the day by the clock of their account; old backups go."""
    tag_upkeep.tell_retirements(clock.now())
    forget_tag_backups(clock.now())


@app.periodic(cron="* * * * *", periodic_id="friends.fold_sets")
@app.task(name="friends.fold_sets", queue="upkeep", pass_context=False)
def fold_sets(timestamp: int) -> None:
    """The set index is brought up to date, so that counting stays quick; it is right without that too."""
    for org_id in set_index.organisations_with_marks():
        with apart("fold_sets", org_id):
            set_index.fold_sets(org_id=org_id)


@app.periodic(cron="37 3 * * *", periodic_id="friends.sweep_old_data")
@app.task(name="friends.sweep_old_data", queue="upkeep", pass_context=False)
def sweep_old_data(timestamp: int) -> None:
    """What is older than an organisation wants to keep goes."""
    retention.sweep(clock.now())
