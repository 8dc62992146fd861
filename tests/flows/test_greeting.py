"""From the tap on "add friend" to the message on the phone."""

from typing import Any

import pytest
from tests.factories import make_rule, make_scenario, make_tag, rows, send_action
from tests.flows.stage import Shop, until

from enishi.delivery.models import Delivery
from enishi.friends.models import Friend, FriendTag


def greets(shop: Shop) -> None:
    for case, text in (
        ("new", "{{name|お客さま}}さん、はじめまして"),
        ("returning", "{{name|お客さま}}さん、おかえりなさい"),
        ("known", "{{name|お客さま}}さん、いつもありがとうございます"),
    ):
        make_rule(shop.channel, {"kind": "follow", "case": case}, send_action(text), name=case)


def test_a_new_friend_is_greeted_for_free_tagged_and_led_through_the_scenario_once_and_in_order(
    shop: Shop,
) -> None:
    tag = make_tag(shop.org, "新規")
    scenario = make_scenario(
        shop.channel,
        ({"mode": "at_once"}, "1通目"),
        ({"mode": "after", "seconds": 1}, "2通目 {{name|お客さま}}さん"),
        ({"mode": "after", "seconds": 1}, "3通目"),
    )
    make_rule(
        shop.channel,
        {"kind": "follow", "case": "new"},
        send_action("{{name|お客さま}}さん、はじめまして"),
        {"do": "add_tag", "tag_id": tag.id},
        {"do": "start_scenario", "scenario_id": scenario.id},
    )
    aiko = shop.follow("愛子")
    shop.receives(aiko, "愛子さん、はじめまして", "1通目", "2通目 愛子さん", "3通目")
    assert shop.endpoints(aiko) == ["reply", "push", "push", "push"]
    assert [row.friend_id for row in rows(FriendTag, tag_id=tag.id)] == [shop.friend(aiko).id]
    assert sorted(shop.kinds(aiko)) == ["friend.followed", "scenario.entered", "tag.added"]
    assert shop.ledger_of(aiko) == [("sent", "")] * 4
    shop.got_it_once(aiko, times=4)


def test_a_returning_friend_and_one_known_from_before_get_greetings_of_their_own(shop: Shop) -> None:
    greets(shop)
    aiko = shop.follow("愛子")
    shop.receives(aiko, "愛子さん、はじめまして")
    shop.control.unfollow(shop.cid, aiko)
    until(lambda: shop.friend(aiko).status == "blocked", "the block is known")
    shop.control.follow(shop.cid, aiko)
    shop.receives(aiko, "愛子さん、はじめまして", "愛子さん、おかえりなさい")
    assert set(shop.endpoints(aiko)) == {"reply"}

    kenji = shop.control.create_user(shop.cid, display_name="健二")
    long_ago = 1_700_000_000_000
    shop.say(kenji, "こんにちは", timestamp_ms=long_ago)
    until(lambda: shop.kinds(kenji) == ["friend.discovered", "message.received"], "the message is known")
    shop.control.update_user(shop.cid, kenji, status="never")
    shop.control.follow(shop.cid, kenji)
    shop.receives(kenji, "健二さん、いつもありがとうございます")


def test_a_keyword_in_half_width_letters_is_answered_for_free(shop: Shop) -> None:
    make_rule(shop.channel, {"kind": "keyword", "words": ["クーポン"]}, send_action("どうぞ"))
    aiko = shop.follow()
    shop.say(aiko, " ｸｰﾎﾟﾝ ")
    shop.receives(aiko, "どうぞ")
    assert shop.endpoints(aiko) == ["reply"]
    shop.say(aiko, "クーポンください")
    shop.settle()
    assert shop.texts(aiko) == ["どうぞ"]


def test_a_message_that_overtakes_its_follow_makes_one_friend_and_the_right_greeting(shop: Shop) -> None:
    greets(shop)
    make_rule(shop.channel, {"kind": "keyword", "words": ["予約"]}, send_action("承ります"), name="booking")
    aiko = shop.control.create_user(shop.cid, display_name="愛子", status="never")
    follow, message = 1_792_000_000_000, 1_792_000_000_400
    shop.say(aiko, "予約", timestamp_ms=message)
    until(lambda: "message.received" in shop.kinds(aiko), "the message is known")
    shop.control.follow(shop.cid, aiko, timestamp_ms=follow)
    until(lambda: "friend.followed" in shop.kinds(aiko), "the follow is known")
    shop.settle()
    assert len(rows(Friend, channel_id=shop.channel.id)) == 1
    greetings = [event.data["case"] for event in shop.timeline(aiko) if event.kind == "friend.followed"]
    assert greetings == ["new"]
    assert (shop.friend(aiko).status, shop.friend(aiko).origin) == ("following", "follow")


def test_two_webhooks_of_one_new_friend_at_the_same_moment_make_one_friend_and_two_answers(
    shop: Shop,
) -> None:
    greets(shop)
    make_rule(shop.channel, {"kind": "keyword", "words": ["予約"]}, send_action("承ります"), name="booking")
    users = [shop.control.create_user(shop.cid, display_name=f"友{n}", status="never") for n in range(10)]
    acts: list[dict[str, Any]] = []
    for user in users:
        acts.append({"type": "follow", "user_id": user})
        message = {"type": "text", "text": "予約"}
        acts.append({"type": "message", "user_id": user, "message": message})
    shop.control.acts(shop.cid, acts)
    until(lambda: all(len(shop.texts(user)) == 2 for user in users), "everybody has two answers")
    shop.settle()
    assert len(rows(Friend, channel_id=shop.channel.id)) == len(users)
    for number, user in enumerate(users):
        assert sorted(shop.texts(user)) == sorted([f"友{number}さん、はじめまして", "承ります"])
    shop.got_it_once(*users, times=2)


def test_names_of_every_kind_are_inserted_as_they_are(shop: Shop) -> None:
    greets(shop)
    names = [
        "👩‍👧‍👦🏳️‍🌈",
        "\u202eevil\u202c",
        "<script>alert(1)</script>",
        "{{name}}",
        "'; DROP TABLE x; --",
        "あ" * 20,
    ]
    users = {name: shop.follow(name) for name in names}
    for name, user in users.items():
        shop.receives(user, f"{name}さん、はじめまして")
        assert shop.friend(user).display_name == name


def test_a_name_of_zero_length_and_one_that_line_does_not_tell_get_the_fallback(shop: Shop) -> None:
    greets(shop)
    nameless = shop.follow("")
    shop.receives(nameless, "お客さまさん、はじめまして")
    shop.control.add_fault("profile", status=404, channel_id=shop.cid)
    secretive = shop.follow("秘密")
    shop.receives(secretive, "お客さまさん、はじめまして")


def test_a_greeting_does_not_wait_for_a_profile_that_does_not_come(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    greets(shop)
    monkeypatch.setattr("enishi.intake.engine._PROFILE_SECONDS", 0.3)
    shop.control.add_fault("profile", action="delay", delay_seconds=4.0, channel_id=shop.cid)
    slow = shop.follow("遅い")
    shop.receives(slow, "お客さまさん、はじめまして")
    assert shop.endpoints(slow) == ["reply"]


def test_without_value_and_fallback_the_ledger_says_why_nothing_came(shop: Shop) -> None:
    make_rule(shop.channel, {"kind": "follow", "case": "new"}, send_action("{{name}}さん、はじめまして"))
    nameless, aiko = shop.follow(""), shop.follow("愛子")
    shop.receives(aiko, "愛子さん、はじめまして")
    until(lambda: shop.ledger_of(nameless) == [("skipped", "placeholder_missing")], "the reason is told")
    assert shop.texts(nameless) == []
    (row,) = rows(Delivery, friend_id=shop.friend(nameless).id)
    assert row.detail == "name"


def test_a_text_that_the_name_makes_too_long_is_told_and_not_sent(shop: Shop) -> None:
    make_rule(shop.channel, {"kind": "follow", "case": "new"}, send_action("あ" * 4_996 + "{{name}}"))
    fits, too_long = shop.follow("😀😀"), shop.follow("😀😀a")
    shop.receives(fits, "あ" * 4_996 + "😀😀")
    until(lambda: shop.ledger_of(too_long) == [("skipped", "content_invalid")], "the reason is told")
    assert shop.texts(too_long) == []
