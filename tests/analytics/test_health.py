"""The health of the list: friends by state and the share that blocks, now and a month before."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.api_client import ApiClient
from tests.factories import NOW, make_api_key, make_channel, make_friend, make_friends, rows

from enishi.accounts.models import Organisation, Role
from enishi.analytics.models import DayCount
from enishi.analytics.selectors import health as selectors
from enishi.analytics.services import count_states
from enishi.friends.services.engagement_upkeep import sweep
from enishi.friends.services.timeline import NewEvent, record_events
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel

DAY = timedelta(days=1)


def health(api: ApiClient, channel: Channel) -> Any:
    reply = api.get(f"/home?channel_id={channel.id}")
    assert reply.status == 200, reply
    return reply.json["health"]


def friends_by_state(shown: Any) -> dict[str, int]:
    return {one["state"]: one["friends"] for one in shown["states"]}


def happened(channel: Channel, friend_id: int, kind: str, at: datetime, **data: str) -> None:
    with org_scope(channel.org_id):
        record_events(
            org_id=channel.org_id,
            channel_id=channel.id,
            events=[NewEvent(friend_id, kind, at, dict(data))],
            now=NOW,
        )


def make_list(channel: Channel) -> None:
    """Two who react, one who cools down and one who is lost; each has their state."""
    for days in (1, 2, 60, 300):
        make_friend(channel, followed_at=NOW - 400 * DAY, last_reaction_at=NOW - days * DAY)
    sweep(org_id=channel.org_id, channel_id=channel.id, now=NOW)


def test_few_friends_are_counted_as_they_are_at_this_moment(api: ApiClient, channel: Channel) -> None:
    make_list(channel)

    shown = health(api, channel)

    assert friends_by_state(shown) == {
        "new": 0,
        "active": 2,
        "cooling": 1,
        "dormant": 0,
        "lost": 1,
        "graduated": 0,
    }
    assert shown["counted_on"] is None
    assert {one["before"] for one in shown["states"]} == {None}


def test_of_many_friends_the_last_hourly_count_is_read(
    api: ApiClient, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selectors, "COUNTED_UP_TO", 3)
    make_list(channel)
    assert health(api, channel)["states"] == []

    count_states(org_id=channel.org_id, channel_id=channel.id, now=NOW)
    monkeypatch.setattr(selectors, "lifecycle_counts", None)
    shown = health(api, channel)

    assert (friends_by_state(shown)["active"], shown["counted_on"]) == (2, "2026-10-15")


def test_a_later_count_of_the_day_replaces_an_earlier_one_also_where_nobody_is_left(channel: Channel) -> None:
    make_list(channel)
    count_states(org_id=channel.org_id, channel_id=channel.id, now=NOW)

    later = NOW + timedelta(hours=1)
    with org_scope(channel.org_id):
        friend = make_friend(channel, followed_at=NOW)
    happened(channel, friend.id, "message.received", NOW)
    count_states(org_id=channel.org_id, channel_id=channel.id, now=later)

    numbers = {row.measure: row.number for row in rows(DayCount, measure__startswith="state.")}
    assert numbers["state.active"] == 3
    assert numbers["state.dormant"] == 0
    assert len(numbers) == 6


def test_each_state_is_compared_with_a_month_ago(api: ApiClient, channel: Channel) -> None:
    make_list(channel)
    count_states(org_id=channel.org_id, channel_id=channel.id, now=NOW - 32 * DAY)
    with org_scope(channel.org_id):
        DayCount.objects.filter(measure="state.active").update(number=5)

    before = {one["state"]: one["before"] for one in health(api, channel)["states"]}

    assert (before["active"], before["cooling"]) == (5, 1)


def test_who_blocks_is_a_share_of_those_who_were_there(api: ApiClient, channel: Channel) -> None:
    stayed = make_friends(channel, 3)
    for friend_id, days in ((stayed[0].id, 3), (stayed[1].id, 100)):
        happened(channel, friend_id, "friend.followed", NOW - days * DAY, case="new")
    for days in (1, 29, 31, 61):
        gone = make_friend(channel, status="blocked")
        happened(channel, gone.id, "friend.blocked", NOW - days * DAY)

    shown = health(api, channel)

    assert shown["this_month"] == {"blocks": 2, "friends": 5}
    # Four of the five were there a month ago, and one more, who blocked before that.
    assert shown["last_month"] == {"blocks": 1, "friends": 5}


def test_another_channel_of_the_organisation_counts_for_itself(
    api: ApiClient, org: Organisation, channel: Channel
) -> None:
    make_list(channel)
    elsewhere = make_channel(org)

    assert sum(friends_by_state(health(api, elsewhere)).values()) == 0


def test_whoever_may_not_see_friends_is_not_told(org: Organisation, channel: Channel) -> None:
    assert health(ApiClient(make_api_key(org, role=Role.PARTNER)), channel) is None
