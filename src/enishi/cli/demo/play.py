"""The main job, once: a friend adds the account, is greeted, tagged and taken through a scenario, and asks for
something."""

from dataclasses import dataclass
from datetime import datetime

from enishi.cli.demo.phone import Phone
from enishi.cli.demo.shop import SOON_SECONDS, Shop
from enishi.kit import clock

#: A newcomer each time the demo is started.
NEWCOMERS = (
    "山田 あおい",
    "高橋 ひなた",
    "西村 ことは",
    "藤井 りん",
    "岡本 つばさ",
    "森 ほのか",
    "原田 そら",
    "石川 ゆい",
)
QUESTION = "予約したいです"
#: Greeting, first step, answer to the question, second step.
EXPECTED = 4
_PATIENCE_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Story:
    """Who it was, and when it began."""

    line_user_id: str
    name: str
    followed_at: datetime
    asked_at: datetime


def play(phone: Phone, shop: Shop) -> Story:
    """Play it; returns when everything due has arrived, or patience is over."""
    name = NEWCOMERS[phone.count_users(shop.line_channel_id) % len(NEWCOMERS)]
    followed_at = clock.now()
    user_id = phone.follow(shop.line_channel_id, name)
    phone.wait(shop.line_channel_id, user_id, 2, _PATIENCE_SECONDS)
    asked_at = clock.now()
    phone.say(shop.line_channel_id, user_id, QUESTION)
    phone.wait(shop.line_channel_id, user_id, EXPECTED, SOON_SECONDS + _PATIENCE_SECONDS)
    return Story(user_id, name, followed_at, asked_at)
