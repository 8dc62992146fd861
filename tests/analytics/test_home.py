"""The home page: what to do, the numbers of the week, and what goes out next."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.api_client import ApiClient
from tests.factories import (
    NOW,
    make_api_key,
    make_channel,
    make_friend,
    make_friends,
    make_revision,
    make_scenario,
    rows,
)

from enishi.accounts.models import Organisation, Role
from enishi.analytics.models import DayCount
from enishi.delivery.models import Dispatch, DispatchState
from enishi.delivery.services import request_dispatch
from enishi.friends.models import Friend
from enishi.friends.services.timeline import NewEvent, record_events
from enishi.inbox.models import Conversation
from enishi.intake.models import InboundEvent
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel
from enishi.scenarios.models import Scenario
from enishi.scenarios.services.enrolments import enrol_friends


def home(api: ApiClient, channel: Channel) -> Any:
    reply = api.get(f"/home?channel_id={channel.id}")
    assert reply.status == 200, reply
    return reply.json


def happened(channel: Channel, friend: Friend, kind: str, at: datetime, **data: str) -> None:
    with org_scope(channel.org_id):
        record_events(
            org_id=channel.org_id,
            channel_id=channel.id,
            events=[NewEvent(friend.id, kind, at, dict(data))],
            now=NOW,
        )


def make_dispatch(channel: Channel, friend: Friend, due_at: datetime, **columns: Any) -> Dispatch:
    revision_id = make_revision(Organisation(id=channel.org_id), "新メニューのお知らせ")
    with org_scope(channel.org_id):
        made = request_dispatch(
            org_id=channel.org_id,
            channel_id=channel.id,
            kind="broadcast",
            revision_id=revision_id,
            recipients=[friend.id],
            due_at=due_at,
            now=NOW,
        )
        Dispatch.objects.filter(org_id=channel.org_id, id=made).update(**columns or {"priority": 40})
        return Dispatch.objects.get(org_id=channel.org_id, id=made)


def test_facts_are_added_to_the_day_of_the_channels_own_calendar(
    channel: Channel, aiko: Friend, kenji: Friend
) -> None:
    just_before_midnight_in_tokyo = datetime.fromisoformat("2026-10-14T14:59:59+00:00")
    for friend in (aiko, kenji):
        happened(channel, friend, "message.received", just_before_midnight_in_tokyo, type="sticker")
    happened(channel, aiko, "message.received", NOW, type="sticker")

    days = {str(row.on_date): row.number for row in rows(DayCount, measure="reaction")}
    assert days == {"2026-10-14": 2, "2026-10-15": 1}


def test_numbers_come_with_the_week_before_and_how_many_they_speak_of(
    api: ApiClient, channel: Channel, aiko: Friend
) -> None:
    make_friends(channel, 3)
    happened(channel, aiko, "friend.followed", NOW, case="new")
    happened(channel, aiko, "friend.followed", NOW - timedelta(days=6), case="returning")
    happened(channel, aiko, "friend.followed", NOW - timedelta(days=7), case="new")
    happened(channel, aiko, "friend.blocked", NOW - timedelta(days=13))
    happened(channel, aiko, "friend.blocked", NOW - timedelta(days=14))

    numbers = home(api, channel)["numbers"]

    assert numbers["active"] == {"value": 4, "previous": 2, "n": 4}
    assert numbers["new"] == {"value": 2, "previous": 1, "n": 4}
    assert numbers["reactions"] == {"value": 0, "previous": 0, "n": 4}
    assert numbers["blocked"] == {"value": 0, "previous": 1, "n": 4}


def test_who_waits_over_a_day_for_an_answer_is_to_do(
    api: ApiClient, channel: Channel, aiko: Friend, kenji: Friend
) -> None:
    for friend, hours in ((aiko, 25), (kenji, 23)):
        with org_scope(channel.org_id):
            Conversation.objects.update_or_create(
                org_id=channel.org_id,
                channel_id=channel.id,
                friend_id=friend.id,
                defaults={
                    "opened_at": NOW,
                    "last_at": NOW,
                    "waiting_since": NOW - timedelta(hours=hours),
                },
            )

    assert home(api, channel)["todo"]["unanswered"] == {"number": 1, "is_exact": True}


def test_failures_doubts_and_pauses_of_this_channel_are_to_do(
    api: ApiClient, org: Organisation, channel: Channel, aiko: Friend
) -> None:
    make_dispatch(channel, aiko, NOW, failed=3, unknown=1)
    make_dispatch(channel, aiko, NOW, state=DispatchState.PAUSED, created_at=NOW - timedelta(days=30))
    make_dispatch(channel, aiko, NOW, failed=9, created_at=NOW - timedelta(days=8))
    elsewhere = make_channel(org)
    make_dispatch(elsewhere, make_friend(elsewhere), NOW, failed=7)

    todo = home(api, channel)["todo"]

    assert (todo["failed"], todo["unknown"], todo["paused"]) == (3, 1, 1)
    assert todo["sending"]["state"] == "fine"


def test_events_that_could_not_be_read_are_to_do(api: ApiClient, channel: Channel) -> None:
    with org_scope(channel.org_id):
        for number, error in enumerate(["ValueError", "", "KeyError"]):
            InboundEvent.objects.create(
                org_id=channel.org_id,
                channel_id=channel.id,
                webhook_event_id=f"event-{number}",
                occurred_at=NOW,
                received_at=NOW,
                raw="{}",
                processed_at=NOW,
                error=error,
            )

    assert home(api, channel)["todo"]["failed_events"] == {"number": 2, "is_exact": True}


def test_the_week_holds_what_is_to_go_out_day_by_day(
    api: ApiClient, channel: Channel, aiko: Friend, kenji: Friend
) -> None:
    tomorrow = make_dispatch(channel, aiko, NOW + timedelta(days=1))
    make_dispatch(channel, aiko, NOW + timedelta(days=7))
    make_dispatch(channel, aiko, NOW + timedelta(days=1), state=DispatchState.CANCELLED)
    scenario = _scenario_with(channel, aiko, kenji)

    week = home(api, channel)["week"]

    assert [day["on_date"] for day in week][:2] == ["2026-10-15", "2026-10-16"]
    assert len(week) == 7
    assert [(row["id"], row["outline"]["text"]) for row in week[1]["dispatches"]] == [
        (tomorrow.id, "新メニューのお知らせ")
    ]
    assert sum(len(day["dispatches"]) for day in week) == 1
    assert week[2]["steps"] == [
        {"scenario_id": scenario.id, "name": "ようこそ", "friends": {"number": 2, "is_exact": True}}
    ]


def _scenario_with(channel: Channel, *friends: Friend) -> Scenario:
    made = make_scenario(channel, ({"mode": "after", "seconds": 2 * 86_400}, "二日後"))
    with org_scope(channel.org_id):
        enrol_friends(
            org_id=channel.org_id, scenario_id=made.id, friend_ids=[friend.id for friend in friends], now=NOW
        )
    return made


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        (Role.ANALYST, {"failed", "unknown", "paused", "sending"}),
        (Role.PARTNER, set()),
        (Role.OWNER, {"unanswered", "failed", "unknown", "paused", "failed_events", "sending"}),
    ],
)
def test_home_shows_only_what_one_may_see(
    org: Organisation, channel: Channel, now: datetime, role: Role, seen: set[str]
) -> None:
    shown = home(ApiClient(make_api_key(org, role=role)), channel)

    assert {name for name, value in shown["todo"].items() if value is not None} == seen
    assert (shown["numbers"] is None) == (role is Role.PARTNER)
    assert (shown["week"] is None) == (role is Role.PARTNER)


def test_home_of_another_organisations_channel_is_not_found(other_api: ApiClient, channel: Channel) -> None:
    assert other_api.get(f"/home?channel_id={channel.id}").status == 404
