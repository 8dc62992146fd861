"""The virtual phones in a real browser, and what Enishi's screens show of what happens on them."""

import re

import pytest
from playwright.sync_api import expect
from tests.browser.screens import (
    DESKTOP,
    PHONE,
    App,
    Phones,
    Screens,
    barriers,
    open_phones,
    overflow,
)
from tests.browser.stage import Shop
from tests.factories import make_rule, make_scenario, send_action

#: Names and messages that people really send, or that somebody sends to break things.
NASTY = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "مرحبا بكم في المتجر",
    "a\u202eevil\u202c",
    "👨‍👩‍👧‍👦🏳️‍🌈" * 3,
    "Ｗ" * 20,
    "z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍a̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘",
    "{{name|お客さま}}",
]


def test_a_friend_added_on_the_phone_appears_in_the_friends_list_without_reload(
    app: App, phones: Phones
) -> None:
    page = app.at("friends")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text("小野 めぐみ")).to_have_count(0)
    phones.add_friend("小野 めぐみ")
    expect(page.get_by_text("小野 めぐみ").first).to_be_visible()


def test_what_a_friend_writes_is_answered_on_the_phone(shop: Shop, phones: Phones) -> None:
    make_rule(
        shop.channel, {"kind": "follow", "case": "new"}, send_action("はじめまして、{{name|お客さま}}さま")
    )
    make_rule(
        shop.channel,
        {"kind": "keyword", "words": ["予約"], "match": "contains"},
        send_action("ご希望の日時をどうぞ"),
    )
    aiko = phones.add_friend("愛子")
    aiko.gets("はじめまして、愛子さま")
    aiko.say("予約したいです")
    aiko.gets("ご希望の日時をどうぞ")


def test_a_message_of_tomorrow_arrives_when_the_clock_is_put_forward(shop: Shop, phones: Phones) -> None:
    scenario = make_scenario(
        shop.channel,
        ({"mode": "at_once"}, "今日のメッセージ"),
        ({"mode": "after", "seconds": 86_400}, "明日のメッセージ"),
    )
    make_rule(
        shop.channel, {"kind": "follow", "case": "new"}, {"do": "start_scenario", "scenario_id": scenario.id}
    )
    aiko = phones.add_friend("愛子")
    aiko.gets("今日のメッセージ")
    phones.advance("+1日")
    aiko.gets("明日のメッセージ")
    inbox = shop.control.inbox(shop.line_channel_id, _user_id(shop, "愛子"))
    texts = [message["text"] for entry in inbox for message in entry["messages"]]
    assert texts == ["今日のメッセージ", "明日のメッセージ"]


def test_a_friend_blocks_and_comes_back(app: App, phones: Phones) -> None:
    aiko = phones.add_friend("愛子")
    aiko.screen.get_by_label("トークのメニュー").click()
    phones.page.get_by_role("menuitem", name="ブロック").click()
    expect(aiko.screen.get_by_text("メッセージは届きません")).to_be_visible()
    expect(aiko.screen.get_by_role("textbox")).to_have_count(0)
    aiko.tap("ブロックを解除")
    expect(aiko.screen.get_by_role("textbox")).to_be_visible()


def test_what_passed_can_be_looked_up(shop: Shop, phones: Phones) -> None:
    make_rule(
        shop.channel,
        {"kind": "keyword", "words": ["予約"], "match": "contains"},
        send_action("お待ちしています"),
    )
    aiko = phones.add_friend("愛子")
    aiko.say("予約")
    aiko.gets("お待ちしています")
    page = phones.page
    page.get_by_role("button", name="通信の記録").click()
    panel = page.get_by_role("complementary", name="通信の記録")
    panel.get_by_label("内容を検索").fill("お待ちしています")
    lines = panel.get_by_role("button", expanded=False)
    expect(lines).to_have_count(1)
    lines.click()
    expect(panel.get_by_label("送った内容")).to_contain_text('"replyToken"')


def test_texts_of_friends_are_only_ever_texts(app: App, shop: Shop, phones: Phones) -> None:
    aiko = phones.add_friend("愛子")
    for text in [*NASTY, "あ" * 4_000]:
        shop.control.send_text(shop.line_channel_id, _user_id(shop, "愛子"), text)
    for text in NASTY:
        aiko.gets(text)
    for name in NASTY:
        shop.control.follow(shop.line_channel_id, display_name=name)
    page = app.at("friends")
    for name in NASTY[:3]:
        expect(page.get_by_text(name).first).to_be_visible()
    assert overflow(page) <= 0
    assert overflow(phones.page) <= 0
    assert page.evaluate("document.querySelectorAll('img[src=\"x\"]').length") == 0


def _user_id(shop: Shop, name: str) -> str:
    users = shop.control.users(shop.line_channel_id)["users"]
    return str(next(user["user_id"] for user in users if user["display_name"] == name))


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("language", ["ja-JP", "en-US"])
def test_everybody_can_use_the_phones(
    screens: Screens, shop: Shop, size: tuple[int, int], language: str
) -> None:
    dark = open_phones(screens, shop, size=size, language=language, scheme="dark")
    assert "\n".join(barriers(dark.page)) == ""
    aiko = dark.add_friend("Aiko")
    aiko.say("Hello")
    aiko.gets("Hello")
    dark.page.get_by_role("button", name=re.compile("通信の記録|Traffic")).first.click()
    expect(dark.page.get_by_label(re.compile("内容を検索|Search the contents"))).to_be_visible()
    assert "\n".join(barriers(dark.page)) == ""
    light = open_phones(screens, shop, size=size, language=language)
    light.add_friend("Kenji").gets("")
    assert "\n".join(barriers(light.page)) == ""
    assert overflow(light.page) <= 0
