"""Friends whom an account had before it was connected: brought in by id, then named, never greeted as strangers."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from pytest_django import Settings
from tests.factories import NOW, make_channel, make_friend, rows

from enishi.accounts.models import Organisation
from enishi.friends import sync
from enishi.friends.domain.following import FollowCase, Standing, follow_case
from enishi.friends.models import Friend, Origin, TimelineEvent
from enishi.kit import clock
from enishi.line.models import Channel
from line_simulator.testing import RunningSimulator, start_simulator


@pytest.fixture(scope="module")
def simulator() -> Iterator[RunningSimulator]:
    with start_simulator(seed=1) as running:
        yield running


@pytest.fixture
def sim(simulator: RunningSimulator, settings: Settings) -> RunningSimulator:
    simulator.control.reset()
    settings.ENISHI_LINE_API_URL = simulator.api_url
    settings.ENISHI_LINE_API_DATA_URL = simulator.data_url
    return simulator


def _connected(org: Organisation, sim: RunningSimulator, account_class: str) -> Channel:
    at_line = sim.control.create_channel(account_class=account_class)
    return make_channel(
        org, line_channel_id=at_line["channel_id"], secret=at_line["secret"], token=at_line["access_token"]
    )


@pytest.mark.django_db(transaction=True)
def test_friends_of_a_verified_account_are_imported_page_by_page_and_then_named(
    org: Organisation, sim: RunningSimulator
) -> None:
    channel = _connected(org, sim, "verified")
    sim.control.create_users(
        channel.line_channel_id, users=[{"display_name": f"友だち{number}"} for number in range(1100)]
    )
    sim.control.create_user(channel.line_channel_id, display_name="ブロック中", status="blocked")

    report = sync.import_followers(org_id=org.id, channel_id=channel.id)
    again = sync.import_followers(org_id=org.id, channel_id=channel.id)
    named = 0
    while chunk := sync.fetch_missing_profiles(org_id=org.id, channel_id=channel.id, now=clock.now()):
        named += chunk

    assert (report.is_allowed, report.seen, report.new) == (True, 1100, 1100)
    assert again.new == 0
    friends = rows(Friend, org_id=org.id)
    assert {friend.origin for friend in friends} == {Origin.IMPORT}
    assert {friend.display_name for friend in friends} == {f"友だち{number}" for number in range(1100)}
    assert named == 1100
    assert {event.kind for event in rows(TimelineEvent, org_id=org.id)} == {"friend.discovered"}


@pytest.mark.django_db(transaction=True)
def test_a_friend_with_an_impossible_id_keeps_nobody_else_nameless(
    org: Organisation, sim: RunningSimulator
) -> None:
    channel = _connected(org, sim, "verified")
    user = sim.control.create_user(channel.line_channel_id, display_name="愛子")
    for line_user_id in ("../bot/info", user):
        make_friend(channel, line_user_id=line_user_id, display_name="", profile_synced_at=None)

    assert sync.fetch_missing_profiles(org_id=org.id, channel_id=channel.id, now=clock.now()) == 2
    assert sync.fetch_missing_profiles(org_id=org.id, channel_id=channel.id, now=clock.now()) == 0
    assert [friend.display_name for friend in rows(Friend, ("id",), org_id=org.id)] == ["", "愛子"]


@pytest.mark.django_db(transaction=True)
def test_an_unverified_account_imports_nobody_and_that_is_no_failure(
    org: Organisation, sim: RunningSimulator
) -> None:
    channel = _connected(org, sim, "unverified")
    sim.control.create_user(channel.line_channel_id, display_name="愛子")

    assert sync.import_followers(org_id=org.id, channel_id=channel.id) == sync.ImportReport(False, 0, 0)
    assert rows(Friend, org_id=org.id) == []


@pytest.mark.django_db(transaction=True)
def test_an_import_that_line_cuts_off_keeps_what_came_and_goes_on_when_repeated(
    org: Organisation, sim: RunningSimulator
) -> None:
    channel = _connected(org, sim, "verified")
    sim.control.create_users(channel.line_channel_id, count=1500, status="friend")
    sim.control.add_fault("getFollowers", when="before", action="status", status=500, skip=1, times=1)

    with pytest.raises(sync.ImportInterrupted):
        sync.import_followers(org_id=org.id, channel_id=channel.id)
    assert len(rows(Friend, org_id=org.id)) == 1000

    report = sync.import_followers(org_id=org.id, channel_id=channel.id)
    assert (report.seen, report.new) == (1500, 500)


@pytest.mark.parametrize("origin", ["import", "contact"])
def test_a_follow_that_an_import_or_message_overtook_is_still_new(origin: str) -> None:
    overtaken = Standing(True, origin, NOW, None, None, NOW)

    assert follow_case(overtaken, NOW - timedelta(seconds=1), is_unblocked=False) is FollowCase.NEW
    assert follow_case(overtaken, NOW + timedelta(days=1), is_unblocked=False) is FollowCase.KNOWN
