"""Scores, states and interests as facts arrive and as time goes by."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.api_client import ApiClient
from tests.factories import NOW, make_channel, make_friend, make_organisation, make_tag, rows
from tests.friends.two_at_once import second_meanwhile

from enishi.accounts.models import Organisation
from enishi.friends.models import Engagement, FriendTag, Interest, TimelineEvent
from enishi.friends.selectors.engagement import settings_of, standing
from enishi.friends.services.engagement_back import recount
from enishi.friends.services.engagement_upkeep import recalculate, sweep
from enishi.friends.services.timeline import NewEvent, record_events
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel

DAY = timedelta(days=1)


def happen(channel: Channel, *events: tuple[int, str, datetime, dict[str, Any]], now: datetime = NOW) -> None:
    with org_scope(channel.org_id):
        record_events(
            org_id=channel.org_id,
            channel_id=channel.id,
            events=[NewEvent(*event) for event in events],
            now=now,
        )


def score(channel: Channel, friend_id: int, now: datetime = NOW) -> float:
    with org_scope(channel.org_id):
        return standing(channel.org_id, friend_id, channel.id, now).score


def state(channel: Channel, friend_id: int) -> str:
    return rows(Engagement, org_id=channel.org_id, friend_id=friend_id)[0].lifecycle


def changes(channel: Channel, friend_id: int) -> list[tuple[str, str]]:
    found = rows(TimelineEvent, org_id=channel.org_id, friend_id=friend_id, kind="lifecycle.changed")
    return [(event.data["from"], event.data["to"]) for event in sorted(found, key=lambda row: row.id)]


def test_acts_add_up_and_fade_by_half_in_a_half_life(channel: Channel) -> None:
    friend = make_friend(channel)

    happen(channel, (friend.id, "postback.received", NOW, {}), (friend.id, "message.received", NOW, {}))
    happen(channel, (friend.id, "order.placed", NOW - 30 * DAY, {}))

    assert score(channel, friend.id) == pytest.approx(2 + 2 + 5)
    assert score(channel, friend.id, NOW + 30 * DAY) == pytest.approx(4.5)


def test_the_order_in_which_facts_arrive_makes_no_difference(channel: Channel) -> None:
    one, other = make_friend(channel), make_friend(channel)
    acts = [
        ("message.received", NOW - 50 * DAY),
        ("order.placed", NOW - 20 * DAY),
        ("postback.received", NOW),
    ]

    for kind, at in acts:
        happen(channel, (one.id, kind, at, {}))
    for kind, at in reversed(acts):
        happen(channel, (other.id, kind, at, {}))

    assert score(channel, one.id) == pytest.approx(score(channel, other.id))


def test_an_act_of_long_ago_counts_for_nothing_and_breaks_nothing(channel: Channel) -> None:
    friend = make_friend(channel)

    happen(channel, (friend.id, "message.received", NOW - 60 * 365 * DAY, {}))
    happen(channel, (friend.id, "message.received", NOW, {}))

    assert score(channel, friend.id) == pytest.approx(2)


def test_a_score_says_what_it_is_made_of(channel: Channel) -> None:
    friend = make_friend(channel)
    happen(channel, *[(friend.id, "message.received", NOW, {})] * 2, (friend.id, "order.placed", NOW, {}))

    with org_scope(channel.org_id):
        made = standing(channel.org_id, friend.id, channel.id, NOW)

    assert [(one.kind, one.acts, round(one.points, 3)) for one in made.contributions] == [
        ("order.placed", 1, 10.0),
        ("message.received", 2, 4.0),
    ]


def test_states_move_with_time_and_each_move_is_a_fact(channel: Channel) -> None:
    friend = make_friend(channel)
    happen(channel, (friend.id, "friend.followed", NOW, {"case": "new"}))
    assert state(channel, friend.id) == "new"

    happen(channel, (friend.id, "message.received", NOW + DAY, {}), now=NOW + DAY)
    for days in (40, 40, 120, 300):
        sweep(org_id=channel.org_id, channel_id=channel.id, now=NOW + days * DAY)

    assert changes(channel, friend.id) == [
        ("new", "active"),
        ("active", "cooling"),
        ("cooling", "dormant"),
        ("dormant", "lost"),
    ]


def test_a_friend_who_reacts_again_is_active_at_once(channel: Channel) -> None:
    friend = make_friend(channel, followed_at=NOW - 400 * DAY)
    sweep(org_id=channel.org_id, channel_id=channel.id, now=NOW)
    assert state(channel, friend.id) == "lost"

    happen(channel, (friend.id, "postback.received", NOW, {}))

    assert changes(channel, friend.id) == [("lost", "active")]


def test_friends_who_were_there_before_get_a_state_without_a_fact(channel: Channel) -> None:
    silent = make_friend(channel, followed_at=NOW - 60 * DAY)
    lively = make_friend(channel, followed_at=NOW - 60 * DAY, last_reaction_at=NOW - DAY)

    moved = sweep(org_id=channel.org_id, channel_id=channel.id, now=NOW)

    assert [state(channel, one.id) for one in (silent, lively)] == ["cooling", "active"]
    assert moved == 2
    assert changes(channel, silent.id) == []


def test_who_blocks_is_lost(channel: Channel) -> None:
    friend = make_friend(channel, status="blocked")

    happen(channel, (friend.id, "friend.blocked", NOW, {}))

    assert state(channel, friend.id) == "lost"


def test_a_graduated_friend_stays_so_whatever_they_do(api: ApiClient, channel: Channel) -> None:
    friend = make_friend(channel)

    answer = api.put(f"/friends/{friend.id}/graduation", {"is_graduated": True}).json
    happen(channel, (friend.id, "message.received", NOW, {}))

    assert answer["lifecycle"] == "graduated"
    assert state(channel, friend.id) == "graduated"
    assert api.put(f"/friends/{friend.id}/graduation", {"is_graduated": False}).json["lifecycle"] == "active"


def test_a_condition_graduates_whom_it_finds(api: ApiClient, org: Organisation, channel: Channel) -> None:
    grown, young, tag = make_friend(channel), make_friend(channel), make_tag(org, "卒園")
    api.put(f"/friends/{grown.id}/tags/{tag.id}")
    tree = {"version": 1, "root": {"kind": "tag", "tag_ids": [tag.id], "match": "any"}}
    assert api.patch(f"/channels/{channel.id}/engagement", {"graduation": tree}).status == 200

    sweep(org_id=org.id, channel_id=channel.id, now=NOW)

    assert state(channel, grown.id) == "graduated"
    assert state(channel, young.id) != "graduated"


def test_days_that_do_not_rise_are_refused(api: ApiClient, channel: Channel) -> None:
    answer = api.patch(f"/channels/{channel.id}/engagement", {"active_days": 100, "cooling_days": 50})

    assert answer.status == 422
    assert answer.json["errors"][0]["path"] == "cooling_days"


def test_new_points_count_the_whole_past_anew(api: ApiClient, channel: Channel) -> None:
    friend, idle = make_friend(channel), make_friend(channel)
    happen(
        channel, (friend.id, "message.received", NOW, {}), (friend.id, "external.visited", NOW - 30 * DAY, {})
    )

    api.patch(f"/channels/{channel.id}/engagement", {"points": {"message.received": 5, "external.*": 4}})
    recalculate(org_id=channel.org_id, channel_id=channel.id, now=NOW)

    assert score(channel, friend.id) == pytest.approx(7)
    assert score(channel, idle.id) == 0


def test_counting_anew_finds_what_was_counted_along_the_way(channel: Channel) -> None:
    friend = make_friend(channel)
    happen(channel, *[(friend.id, "message.received", NOW - days * DAY, {}) for days in (0, 3, 9, 27, 81)])
    before = score(channel, friend.id)

    recalculate(org_id=channel.org_id, channel_id=channel.id, now=NOW)

    assert score(channel, friend.id) == pytest.approx(before)


def interest_rows(org: Organisation) -> Sequence[Interest]:
    return rows(Interest, org_id=org.id)


def test_interest_grows_with_what_a_friend_says_and_shows_in_the_matrix(
    api: ApiClient, org: Organisation, channel: Channel, now: datetime
) -> None:
    keen, curious = make_friend(channel), make_friend(channel)
    genre = api.post("/genres", {"name": "カラー", "sources": [{"kind": "words", "words": ["カラー"]}]}).json
    said = {"type": "text", "text": "カラーしたい"}

    happen(
        channel,
        *[(keen.id, "message.received", now, said)] * 6,
        (curious.id, "message.received", now, said),
        now=now,
    )

    matrix = api.get(f"/engagement/matrix?channel_id={channel.id}").json
    assert matrix["rows"] == [
        {"genre_id": genre["id"], "name": "カラー", "friends": {"high": 1, "middle": 0, "low": 1}}
    ]
    interests = api.get(f"/friends/{keen.id}/engagement").json["interests"]
    assert [(one["name"], one["degree"]) for one in interests] == [("カラー", "high")]


def test_whoever_is_keen_gets_the_genres_tag_once(
    api: ApiClient, org: Organisation, channel: Channel, now: datetime
) -> None:
    friend, tag = make_friend(channel), make_tag(org, "興味_カラー")
    sources = [{"kind": "tap", "data": "color"}]
    api.post("/genres", {"name": "カラー", "sources": sources, "tag_id": tag.id})

    for _ in range(7):
        happen(channel, (friend.id, "postback.received", now, {"data": "color"}), now=now)

    assert [row.friend_id for row in rows(FriendTag, org_id=org.id, tag_id=tag.id)] == [friend.id]
    assert len(rows(TimelineEvent, org_id=org.id, kind="tag.added")) == 1


def test_an_archived_genre_counts_nothing(api: ApiClient, org: Organisation, channel: Channel) -> None:
    friend = make_friend(channel)
    genre = {"name": "カラー", "sources": [{"kind": "tap", "data": "color"}]}
    made = api.post("/genres", genre).json
    assert api.put(f"/genres/{made['id']}", {**genre, "is_archived": True}).status == 200

    happen(channel, (friend.id, "postback.received", NOW, {"data": "color"}))

    assert interest_rows(org) == []


def test_a_genre_needs_a_name_of_its_own_and_tags_that_exist(api: ApiClient, org: Organisation) -> None:
    api.post("/genres", {"name": "カラー", "sources": []})

    assert api.post("/genres", {"name": "カラー", "sources": []}).status == 409
    answer = api.post("/genres", {"name": "パーマ", "sources": [{"kind": "tag", "tag_id": 99}]})
    assert (answer.status, answer.json["errors"][0]["path"]) == (422, "sources.0.tag_id")


def test_another_channel_counts_for_itself(org: Organisation, api: ApiClient, channel: Channel) -> None:
    other = make_channel(org)
    happen(other, (make_friend(other).id, "message.received", NOW, {}))

    answer = api.get(f"/engagement?channel_id={channel.id}").json

    assert {one["state"]: one["friends"] for one in answer["states"]}["active"] == 0


@pytest.mark.django_db(transaction=True)
def test_counting_anew_keeps_the_points_of_a_fact_that_is_under_way() -> None:
    channel = make_channel(make_organisation())
    friend = make_friend(channel)
    happen(channel, (friend.id, "message.received", NOW, {}))

    def count_anew() -> None:
        with org_scope(channel.org_id):
            recount(channel.org_id, [friend.id], settings_of(channel.org_id, channel.id), NOW)

    second_meanwhile(
        channel.org_id, lambda: happen(channel, (friend.id, "message.received", NOW, {})), count_anew
    )

    assert score(channel, friend.id) == pytest.approx(2 + 2)
