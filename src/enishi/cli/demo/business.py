"""What the sample shop has built upon its friends: a tidy tag ledger, segments, genres, and orders of its web shop."""

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from enishi.cli.demo.desk import asked, said
from enishi.cli.demo.keeper import KEEPER
from enishi.cli.demo.people import Person
from enishi.friends.domain.orders import IncomingOrder, OrderedItem
from enishi.friends.domain.orders import Person as Buyer
from enishi.friends.services.engagement import follow_facts
from enishi.friends.services.genres import save_genre
from enishi.friends.services.orders import store_orders
from enishi.friends.services.products import create_product
from enishi.friends.services.segments import SegmentWish, create_segment
from enishi.friends.services.tags import change_tag
from enishi.friends.services.timeline import ReactionContext

_PRODUCTS = (
    ("SH-01", "しっとりシャンプー", "ヘアケア", 2_860),
    ("TR-01", "集中トリートメント", "ヘアケア", 3_520),
    ("OL-01", "つげの椿油", "ヘアケア", 1_980),
    ("BR-01", "頭皮ブラシ", "道具", 1_430),
    ("DR-01", "速乾ドライヤー", "道具", 19_800),
)
_MEANINGS = {
    "属性": ("基本", "お客さまがどなたか", "はじめての方と常連の方で案内を分ける"),
    "メニュー": ("来店", "施術したメニュー", "次の来店の時期とメニューを案内する"),
    "興味": ("関心", "会話やタップから分かった関心", "関心のある方にだけ案内する"),
}
_GENRES = (
    ("カラー", ["カラー", "染め", "白髪"], "メニュー_カラー"),
    ("予約・空き状況", ["予約", "空い", "空き"], None),
    ("髪のお手入れ", ["トリートメント", "ケア", "縮毛"], None),
)


def build_business(
    org_id: int,
    channel_id: int,
    cast: Sequence[Person],
    friend_ids: Mapping[str, int],
    tags: Mapping[str, int],
    now: datetime,
) -> None:
    """Everything below, in one transaction of the shop's."""
    _describe_tags(org_id, tags, now)
    _name_genres(org_id, tags, now)
    # Interest is counted as facts arrive; the past was stored before there were genres.
    follow_facts(
        org_id=org_id,
        channel_id=channel_id,
        events=said(cast, friend_ids) + asked(cast, friend_ids, now),
        now=now,
        context=ReactionContext(),
    )
    _take_orders(org_id, channel_id, cast, friend_ids, now)
    _save_segments(org_id, channel_id, tags, now)


def _describe_tags(org_id: int, tags: Mapping[str, int], now: datetime) -> None:
    for name, tag_id in tags.items():
        folder, meaning, purpose = _MEANINGS[name.partition("_")[0]]
        change_tag(
            org_id=org_id,
            tag_id=tag_id,
            facts={"folder": folder, "meaning": meaning, "purpose": purpose},
            actor=KEEPER,
            now=now,
        )


def _name_genres(org_id: int, tags: Mapping[str, int], now: datetime) -> None:
    for name, words, tag in _GENRES:
        sources: list[dict[str, Any]] = [{"kind": "words", "words": words}]
        if tag:
            sources.append({"kind": "tag", "tag_id": tags[tag]})
        save_genre(org_id=org_id, name=name, sources=sources, tag_id=None, actor=KEEPER, now=now)


def _take_orders(
    org_id: int, channel_id: int, cast: Sequence[Person], friend_ids: Mapping[str, int], now: datetime
) -> None:
    """Every third friend buys in the web shop too; some of them again."""
    for sku, name, category, price in _PRODUCTS:
        create_product(
            org_id=org_id, sku=sku, name=name, category=category, price=price, actor=KEEPER, now=now
        )
    draw = random.Random(1868)  # noqa: S311 - invented purchases, not a secret
    orders = [
        _order(draw, each, channel_id, friend_ids[each.line_user_id], f"{index:03d}-{nth}", now)
        for index, each in enumerate(cast)
        if index % 3 == 1
        for nth in range(1, draw.randint(1, 3) + 1)
    ]
    store_orders(org_id=org_id, orders=orders, source="api_key:1", now=now)


def _order(
    draw: random.Random, person: Person, channel_id: int, friend_id: int, number: str, now: datetime
) -> IncomingOrder:
    days = max(2.0, (now - person.followed_at) / timedelta(days=1))
    chosen = draw.sample(_PRODUCTS, draw.randint(1, 2))
    items = tuple(
        OrderedItem(name, draw.randint(1, 2), price, sku, category) for sku, name, category, price in chosen
    )
    buyer = Buyer(
        system="shop",
        external_id=f"C{number.partition('-')[0]}",
        friend_id=friend_id,
        channel_id=channel_id,
        name=person.name if " " in person.name else "",
    )
    return IncomingOrder(
        source="shop",
        external_id=f"W-{number}",
        ordered_at=now - timedelta(days=draw.uniform(1, days)),
        person=buyer,
        status="paid",
        total=sum(item.quantity * item.unit_price for item in items),
        items=items,
    )


def _save_segments(org_id: int, channel_id: int, tags: Mapping[str, int], now: datetime) -> None:
    following = {"kind": "status", "status": "following"}
    for name, folder, purpose, conditions in _segments(tags):
        tree = {"version": 1, "root": {"kind": "all", "of": [following, *conditions]}}
        wish = SegmentWish(name=name, folder=folder, purpose=purpose, tree=tree)
        create_segment(org_id=org_id, channel_id=channel_id, wish=wish, actor=KEEPER, now=now)


def _segments(tags: Mapping[str, int]) -> list[tuple[str, str, str, list[dict[str, Any]]]]:
    return [
        (
            "常連で2か月反応なし",
            "休眠",
            "戻ってきてもらうための特典を送る",
            [{"kind": "tag", "tag_ids": [tags["属性_常連"]]}, {"kind": "not", "of": _reacted(60)}],
        ),
        (
            "最近よく反応している人",
            "反応",
            "口コミのお願いと新メニューの先行案内",
            [{"kind": "score", "points": 3}, _reacted(30)],
        ),
        (
            "カラーのお客さま",
            "メニュー",
            "カラーの色落ちの時期に案内する",
            [{"kind": "tag", "tag_ids": [tags["メニュー_カラー"]]}],
        ),
        ("ウェブショップで購入した人", "購入", "詰め替えの時期に案内する", [{"kind": "bought"}]),
    ]


def _reacted(days: int) -> dict[str, Any]:
    return {"kind": "last_reaction", "when": {"mode": "days_ago", "days": days}}
