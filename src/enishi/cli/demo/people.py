"""The sample shop's friends: fifty invented people with a past, the same at every start."""

import hashlib
import random
from dataclasses import dataclass
from datetime import datetime, timedelta

_FAMILY = (
    "佐藤",
    "鈴木",
    "高橋",
    "田中",
    "伊藤",
    "渡辺",
    "山本",
    "中村",
    "小林",
    "加藤",
    "吉田",
    "山田",
    "佐々木",
    "山口",
    "松本",
    "井上",
    "木村",
    "林",
    "斎藤",
    "清水",
)
_GIVEN = (
    "美咲",
    "さくら",
    "陽菜",
    "結衣",
    "葵",
    "彩花",
    "優子",
    "真由美",
    "香織",
    "直美",
    "恵子",
    "由美子",
    "千尋",
    "麻衣",
    "愛",
    "健太",
    "大輔",
    "翔太",
    "拓也",
    "蓮",
    "陽翔",
    "和也",
    "智也",
    "誠",
    "亮",
)
_NICKNAMES = [
    "みさき🌸",
    "ゆうこ",
    "KANA",
    "はるちゃん",
    "ayaka.m",
    "もも🍑",
    "たくや",
    "ﾁﾋﾛ",
    "なおみん",
    "S.Y",
]
_WORDS = [
    "予約したいです",
    "明日の15時は空いていますか？",
    "ありがとうございました！とても気に入りました",
    "カラーの値段を教えてください",
    "子ども連れでも大丈夫ですか？",
    "次回は縮毛矯正をお願いしたいです",
    "駐車場はありますか",
    "少し遅れます💦",
]
TAGS = (
    "属性_新規客",
    "属性_常連",
    "メニュー_カット",
    "メニュー_カラー",
    "メニュー_パーマ",
    "興味_ヘッドスパ",
)


@dataclass(frozen=True, slots=True)
class Person:
    """One friend: when they followed, what they wrote and when, whether they have blocked the shop."""

    line_user_id: str
    name: str
    followed_at: datetime
    messages: tuple[tuple[datetime, str], ...]
    tags: tuple[str, ...]
    blocked_at: datetime | None
    memo: str


def people(now: datetime, number: int = 50) -> list[Person]:
    """The cast; seeded, so that everyone sees the same shop."""
    draw = random.Random(2026)  # noqa: S311 - a cast of characters, not a secret
    return [_person(draw, index, now) for index in range(number)]


def _person(draw: random.Random, index: int, now: datetime) -> Person:
    name = _NICKNAMES[index // 5] if index % 5 == 0 else f"{draw.choice(_FAMILY)} {draw.choice(_GIVEN)}"
    followed_at = now - timedelta(days=draw.uniform(3, 400), minutes=draw.uniform(0, 600))
    age = (now - followed_at) / timedelta(days=1)
    times = sorted(
        followed_at + timedelta(days=draw.uniform(0.01, age * 0.95)) for _ in range(draw.randint(0, 5))
    )
    tags = set(draw.sample(TAGS[2:], draw.randint(0, 2))) | {TAGS[1] if age > 120 else TAGS[0]}
    is_blocked = index % 12 == 7
    return Person(
        line_user_id="U" + hashlib.md5(f"sample friend {index}".encode(), usedforsecurity=False).hexdigest(),
        name=name,
        followed_at=followed_at,
        messages=tuple((at, draw.choice(_WORDS)) for at in times),
        tags=tuple(sorted(tags)),
        blocked_at=now - timedelta(days=draw.uniform(0.1, min(age * 0.04, 2.5))) if is_blocked else None,
        memo="前回：肩につく長さ、明るめのブラウン。頭皮が乾燥しやすい。" if index % 9 == 4 else "",
    )
