"""The numbers on a scenario's steps: who waits where, what was sent, and why not."""

from datetime import datetime
from typing import Any

from tests.api_client import ApiClient
from tests.delivery.desk import Desk, later
from tests.factories import NOW, make_channel, make_friends, make_scenario, rows, text_block

from enishi.accounts.models import Organisation
from enishi.friends.models import Friend, FriendStatus
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel
from enishi.scenarios.models import Scenario
from enishi.scenarios.pipeline.run import advance_due
from enishi.scenarios.services.enrolments import enrol_friends

AT_ONCE = {"mode": "at_once"}
A_DAY = {"mode": "after", "seconds": 86_400}


def enrol(scenario: Scenario, friends: list[Friend], now: datetime = NOW) -> None:
    with org_scope(scenario.org_id):
        enrol_friends(
            org_id=scenario.org_id,
            scenario_id=scenario.id,
            friend_ids=[friend.id for friend in friends],
            now=now,
        )


def numbers(api: ApiClient, scenario: Scenario) -> dict[str, Any]:
    reply = api.get(f"/scenarios/{scenario.id}/numbers")
    assert reply.status == 200, reply
    return dict(reply.json)


def test_each_step_says_who_waits_and_what_was_sent(
    api: ApiClient, org: Organisation, channel: Channel
) -> None:
    scenario = make_scenario(channel, (AT_ONCE, "お礼"), (A_DAY, "翌日のご案内"))
    enrol(scenario, make_friends(channel, 3))
    Desk(org, channel).send()

    thanks, next_day = numbers(api, scenario)["steps"]

    assert (thanks["waiting"], thanks["planned"], thanks["sent"]) == (0, 3, 3)
    assert (next_day["waiting"], next_day["planned"], next_day["sent"]) == (3, 0, 0)


def test_a_message_that_was_not_sent_is_counted_with_its_reason_in_both_languages(
    api: ApiClient, org: Organisation, channel: Channel
) -> None:
    scenario = make_scenario(channel, (AT_ONCE, "お礼"))
    friends = make_friends(channel, 3)
    enrol(scenario, friends)
    with org_scope(org.id):
        Friend.objects.filter(id=friends[0].id).update(status=FriendStatus.BLOCKED)
    Desk(org, channel).send()

    (thanks,) = numbers(api, scenario)["steps"]

    assert (thanks["planned"], thanks["sent"], thanks["skipped"]) == (3, 2, 1)
    assert thanks["reasons"] == [
        {
            "state": "skipped",
            "reason": "blocked",
            "ja": "ブロックされています。",
            "en": "The friend has blocked the account.",
            "number": 1,
        }
    ]


def test_friends_who_finish_an_older_version_are_counted_apart(api: ApiClient, channel: Channel) -> None:
    scenario = make_scenario(channel, (A_DAY, "古い文面"))
    enrol(scenario, make_friends(channel, 2))
    api.put(
        f"/scenarios/{scenario.id}/draft",
        {"name": "ようこそ", "steps": [{"timing": A_DAY, "blocks": [text_block("新しい文面")]}]},
    )
    api.post(f"/scenarios/{scenario.id}/publish")
    enrol(scenario, make_friends(channel, 1))

    found = numbers(api, scenario)

    assert [step["waiting"] for step in found["steps"]] == [1]
    assert found["on_older_versions"] == 2


def test_a_scenario_that_was_never_published_has_no_numbers(api: ApiClient, channel: Channel) -> None:
    draft = make_scenario(channel, (AT_ONCE, "お礼"), is_published=False)

    assert numbers(api, draft) == {"steps": [], "on_older_versions": 0}


def test_the_same_words_in_another_scenario_are_not_counted(
    api: ApiClient, org: Organisation, channel: Channel
) -> None:
    scenario = make_scenario(channel, (AT_ONCE, "お礼"))
    twin = make_scenario(make_channel(org), (AT_ONCE, "お礼"))
    enrol(scenario, make_friends(channel, 1))

    assert [step["planned"] for step in numbers(api, twin)["steps"]] == [0]


def test_the_friends_who_wait_for_a_step_are_listed_by_name(api: ApiClient, channel: Channel) -> None:
    scenario = make_scenario(channel, (A_DAY, "一日後"), ({"mode": "after", "seconds": 172_800}, "二日後"))
    early, late = make_friends(channel, 2)
    enrol(scenario, [early])
    while advance_due(later(days=1)):
        pass
    enrol(scenario, [late], later(days=1))

    waiting = {
        position: api.get(f"/scenarios/{scenario.id}/enrolments?state=active&position={position}").json[
            "items"
        ]
        for position in (0, 1)
    }

    assert [row["friend_id"] for row in waiting[0]] == [late.id]
    assert [(row["friend_id"], row["friend_name"]) for row in waiting[1]] == [(early.id, early.display_name)]
    assert len(rows(Scenario)) == 1
