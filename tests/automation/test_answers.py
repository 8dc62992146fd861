"""Automatic replies: hours, rest, order, what hides what, and trying them out."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.api_client import ApiClient
from tests.automation.test_react import KEYWORD, record, said, sent_texts
from tests.factories import NOW, make_channel, make_friends, make_rule, rows, send_action

from enishi.accounts.models import AuditEntry, Organisation
from enishi.automation.domain.triggers import TRIGGER, Hours, hides
from enishi.automation.models import Rule, RuleRest
from enishi.friends.models import Friend
from enishi.friends.services.timeline import NewEvent, record_events
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel

TOKYO = ZoneInfo("Asia/Tokyo")
WEEKDAYS = [0, 1, 2, 3, 4]
ANY = {"kind": "any_message"}
NIGHT = {"weekdays": [0, 1, 2, 3, 4, 5, 6], "start": "18:00", "end": "09:00"}


def keyword(*words: str, match: str = "exact", **more: Any) -> dict[str, Any]:
    return {"kind": "keyword", "words": list(words), "match": match, **more}


@pytest.mark.parametrize(
    ("hours", "at", "holds"),
    [
        (("10:00", "19:00"), "2026-10-16 10:00", True),
        (("10:00", "19:00"), "2026-10-16 18:59", True),
        (("10:00", "19:00"), "2026-10-16 19:00", False),
        (("10:00", "19:00"), "2026-10-17 12:00", False),
        (("19:00", "09:00"), "2026-10-16 23:00", True),
        (("19:00", "09:00"), "2026-10-17 08:59", True),
        (("19:00", "09:00"), "2026-10-17 19:00", False),
        (("19:00", "09:00"), "2026-10-19 08:00", False),
        (("00:00", "00:00"), "2026-10-16 00:00", True),
        (("00:00", "00:00"), "2026-10-17 00:00", False),
    ],
    ids=str,
)
def test_hours_that_end_before_they_begin_reach_into_the_next_day(
    hours: tuple[str, str], at: str, holds: bool
) -> None:
    found = Hours(weekdays=WEEKDAYS, start=hours[0], end=hours[1])

    assert found.hold(datetime.fromisoformat(at).replace(tzinfo=TOKYO)) is holds


def test_a_rule_answers_only_in_its_hours_by_the_accounts_clock(channel: Channel, aiko: Friend) -> None:
    # NOW is noon in Tokyo.
    make_rule(channel, {**KEYWORD, "hours": NIGHT}, send_action("営業時間外です"), name="night")
    make_rule(channel, KEYWORD, send_action("どうぞ"), position=1, name="day")

    record(channel, said(aiko, "クーポン"))
    record(channel, said(aiko, "クーポン", seconds=8 * 3600))

    assert [text for _, text in sent_texts(channel)] == ["どうぞ", "営業時間外です"]


def test_a_rule_for_any_message_answers_what_no_rule_before_it_does(channel: Channel, aiko: Friend) -> None:
    make_rule(channel, KEYWORD, send_action("どうぞ"), name="coupon")
    make_rule(channel, ANY, send_action("担当者がお返事します"), position=1, name="rest")
    sticker = NewEvent(aiko.id, "message.received", NOW, {"type": "sticker"})

    for event in (said(aiko, "クーポン"), said(aiko, "こんにちは", 1), sticker):
        record(channel, event)

    assert [text for _, text in sent_texts(channel)] == [
        "どうぞ",
        "担当者がお返事します",
        "担当者がお返事します",
    ]


def test_a_rule_that_rests_answers_each_friend_once_and_again_after_the_rest(
    channel: Channel, aiko: Friend, kenji: Friend
) -> None:
    make_rule(channel, {**ANY, "rest_minutes": 60}, send_action("担当者がお返事します"), name="rest")
    make_rule(channel, ANY, send_action("別の応答"), position=1, name="other")

    def say(friend: Friend, minutes: int) -> None:
        at = NOW + timedelta(minutes=minutes)
        event = NewEvent(friend.id, "message.received", at, {"type": "text", "text": "あの"})
        with org_scope(channel.org_id):
            record_events(org_id=channel.org_id, channel_id=channel.id, events=[event], now=at)

    for friend, minutes in ((aiko, 0), (aiko, 1), (kenji, 2), (aiko, 59), (aiko, 60), (aiko, 61)):
        say(friend, minutes)

    assert sent_texts(channel) == [
        ([aiko.id], "担当者がお返事します"),
        ([kenji.id], "担当者がお返事します"),
        ([aiko.id], "担当者がお返事します"),
    ]
    assert {row.friend_id for row in rows(RuleRest)} == {aiko.id, kenji.id}


def test_resting_costs_one_statement_whatever_the_number_of_friends(
    channel: Channel, django_assert_max_num_queries: Any
) -> None:
    make_rule(channel, {**ANY, "rest_minutes": 60}, send_action("担当者がお返事します"))
    friends = make_friends(channel, 200)

    with django_assert_max_num_queries(23):
        record(channel, *(said(friend, "あの") for friend in friends))

    assert len(rows(RuleRest)) == 200


@pytest.mark.parametrize(
    ("earlier", "later", "is_hidden"),
    [
        (ANY, keyword("予約"), True),
        (ANY, ANY, True),
        ({**ANY, "hours": NIGHT}, keyword("予約"), False),
        ({**ANY, "hours": NIGHT}, keyword("予約", hours=NIGHT), True),
        (keyword("予約"), ANY, False),
        (keyword("予約", match="contains"), keyword("ご予約"), True),
        (keyword("予約", match="contains"), keyword("予約", "変更"), False),
        (keyword("予約", match="starts_with"), keyword("予約変更"), True),
        (keyword("予約", match="starts_with"), keyword("予約変更", match="contains"), False),
        (keyword("ﾖﾔｸ"), keyword("ヨヤク"), True),
        (keyword("予約"), keyword("予約", match="contains"), False),
        (ANY, {"kind": "follow", "case": "new"}, False),
    ],
    ids=str,
)
def test_a_rule_is_hidden_by_one_before_it_that_always_answers(
    earlier: dict[str, Any], later: dict[str, Any], is_hidden: bool
) -> None:
    assert hides(TRIGGER.validate_python(earlier), TRIGGER.validate_python(later)) is is_hidden


def test_the_list_names_hidden_rules_but_never_because_of_one_that_is_off(
    api: ApiClient, org: Organisation, channel: Channel
) -> None:
    catch_all = make_rule(channel, ANY, send_action("はい"), name="any")
    hidden = make_rule(channel, KEYWORD, send_action("どうぞ"), position=1, name="coupon")
    make_rule(make_channel(org), KEYWORD, send_action("どうぞ"), position=1, name="elsewhere")

    shown = api.get("/rules").json["hidden"]
    with org_scope(org.id):
        Rule.objects.filter(id=catch_all.id).update(is_active=False)

    assert shown == [{"rule_id": hidden.id, "by": catch_all.id}]
    assert api.get("/rules").json["hidden"] == []


def test_putting_rules_in_order_changes_who_answers_and_is_on_record(
    api: ApiClient, org: Organisation, channel: Channel, aiko: Friend
) -> None:
    first = make_rule(channel, ANY, send_action("はい"), name="any")
    second = make_rule(channel, KEYWORD, send_action("どうぞ"), position=1, name="coupon")

    reply = api.post("/rules/order", {"channel_id": channel.id, "rule_ids": [second.id, first.id]})
    record(channel, said(aiko, "クーポン"))

    assert reply.status == 204, reply
    assert [row["id"] for row in api.get("/rules").json["items"]] == [second.id, first.id]
    assert [text for _, text in sent_texts(channel)] == ["どうぞ"]
    (entry,) = rows(AuditEntry, org_id=org.id, action="rules.ordered")
    assert entry.before == {"rule_ids": [first.id, second.id]}
    assert entry.after == {"rule_ids": [second.id, first.id]}


def test_only_rules_of_the_channel_can_be_put_in_order(
    api: ApiClient, org: Organisation, channel: Channel
) -> None:
    ours = make_rule(channel, KEYWORD, send_action("どうぞ"))
    elsewhere = make_rule(make_channel(org), KEYWORD, send_action("どうぞ"))

    for rule_ids in ([elsewhere.id], [ours.id, ours.id], [10**18]):
        reply = api.post("/rules/order", {"channel_id": channel.id, "rule_ids": rule_ids})
        assert [error["path"] for error in reply.json["errors"]] == ["rule_ids"]


def test_trying_names_the_rule_that_would_answer_and_sends_nothing(
    api: ApiClient, channel: Channel, aiko: Friend
) -> None:
    make_rule(channel, keyword("予約", match="contains", hours=NIGHT), send_action("夜"), name="night")
    make_rule(channel, keyword("予約", match="contains"), send_action("昼"), position=1, name="day")
    day, night = "2026-10-16T12:00:00+09:00", "2026-10-16T22:00:00+09:00"

    def tried(text: str, at: str) -> str | None:
        reply = api.post("/rules/try", {"channel_id": channel.id, "text": text, "at": at})
        assert reply.status == 200, reply
        rule = reply.json["rule"]
        return None if rule is None else str(rule["name"])

    assert (tried("ご予約を", day), tried("ご予約を", night), tried("こんにちは", day)) == (
        "day",
        "night",
        None,
    )
    assert sent_texts(channel) == []


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"hours": {"weekdays": [], "start": "10:00", "end": "19:00"}}, "trigger.hours.weekdays"),
        ({"hours": {"weekdays": [7], "start": "10:00", "end": "19:00"}}, "trigger.hours.weekdays.0"),
        ({"hours": {"weekdays": [0], "start": "25:00", "end": "19:00"}}, "trigger.hours.start"),
        ({"rest_minutes": 0}, "trigger.rest_minutes"),
    ],
    ids=str,
)
def test_wrong_hours_and_rests_are_told_with_their_place(
    api: ApiClient, channel: Channel, more: dict[str, Any], path: str
) -> None:
    body = {
        "channel_id": channel.id,
        "name": "夜",
        "trigger": {**ANY, **more},
        "actions": [send_action("夜")],
    }

    reply = api.post("/rules", body)

    assert [error["path"] for error in reply.json["errors"]] == [path]
