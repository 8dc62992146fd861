"""Conditions on purchases and customers: whom they find among all friends is whom they find among named ones."""

from datetime import timedelta
from typing import Any

import pytest
from tests.factories import NOW, make_channel, make_friend, rows
from tests.friends.shop import SCISSORS, SHAMPOO, make_customer, order, send

from enishi.accounts.models import Organisation
from enishi.friends import conditions
from enishi.friends.domain.orders import OrderedItem, Person
from enishi.friends.models import Friend, FriendStatus, Product
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel

pytestmark = pytest.mark.django_db


class Town:
    """愛子 bought twice (once on her other account), 健二 once long ago, 三郎 had it refunded, 四郎 never bought."""

    def __init__(self, org: Organisation, channel: Channel) -> None:
        self.org, self.channel = org, channel
        self.aiko, self.kenji, self.saburo, self.shiro = (
            make_friend(channel, name) for name in ("愛子", "健二", "三郎", "四郎")
        )
        self.elsewhere = make_friend(
            make_channel(org, name="二号店"), "あいこ", last_reaction_at=NOW + timedelta(minutes=1)
        )
        make_customer(org, "愛子", self.aiko, self.elsewhere, external_ids=(("shop", "C-1"),))
        send(
            org,
            self._order("A-1", self.aiko, 1, (SHAMPOO,), 2_800),
            self._order("A-2", self.elsewhere, 20, (SCISSORS,), 2_000),
            self._order("A-3", self.kenji, 200, (OrderedItem("会員券", 1, 50_000, "M-1"),), 50_000),
            self._order("A-4", self.saburo, 2, (SHAMPOO,), 2_800),
        )
        send(org, self._order("A-4", self.saburo, 2, (SHAMPOO,), 2_800, status="refunded"))

    @staticmethod
    def _order(
        number: str, friend: Friend, days: int, items: tuple[OrderedItem, ...], total: int, **more: Any
    ) -> Any:
        at = NOW - timedelta(days=days)
        person = Person(friend_id=friend.id)
        return order(number, person, ordered_at=at, items=items, total=total, **more)

    def found(self, **leaf: Any) -> list[str]:
        """The names of whom the condition finds; asked of all friends, and of each set of known ones."""
        tree = {"version": 1, "root": leaf}
        names = {each.id: each.display_name for each in (self.aiko, self.kenji, self.saburo, self.shiro)}
        with org_scope(self.org.id):
            everybody = conditions.matching(self.org.id, self.channel.id, tree, NOW)
            known = conditions.matching(self.org.id, self.channel.id, tree, NOW, friend_ids=list(names))
            others = conditions.matching(
                self.org.id, self.channel.id, {"version": 1, "root": {"kind": "not", "of": leaf}}, NOW
            )
        assert everybody == known
        assert everybody | others == set(names)
        assert not everybody & others
        return [names[friend_id] for friend_id in sorted(everybody)]


@pytest.fixture
def town(org: Organisation, channel: Channel) -> Town:
    return Town(org, channel)


def within(days: int) -> dict[str, Any]:
    return {"mode": "days_ago", "test": "at_most", "days": days}


def times(test: str, number: int) -> dict[str, Any]:
    return {"test": test, "number": number}


def test_orders_are_counted_over_all_accounts_of_a_person_and_without_refunds(town: Town) -> None:
    assert town.found(kind="bought") == ["愛子", "健二"]
    assert town.found(kind="bought", times=times("at_least", 2)) == ["愛子"]
    assert town.found(kind="bought", times=times("exactly", 1)) == ["健二"]
    assert town.found(kind="bought", times=times("at_most", 0)) == ["三郎", "四郎"]
    assert town.found(kind="bought", period=within(30)) == ["愛子"]
    assert town.found(kind="bought", times=times("at_most", 0), period=within(30)) == ["健二", "三郎", "四郎"]


def test_orders_are_counted_by_product_and_category(town: Town) -> None:
    ids = {product.sku: product.id for product in rows(Product)}

    assert town.found(kind="bought", product_ids=[ids["SC-01"]]) == ["愛子"]
    assert town.found(kind="bought", product_ids=[ids["M-1"]]) == ["健二"]
    assert town.found(kind="bought", categories=["ヘアケア", "道具"], times=times("at_least", 2)) == ["愛子"]
    assert town.found(kind="bought", product_ids=[ids["M-1"]], categories=["道具"]) == ["愛子", "健二"]
    assert town.found(kind="bought", product_ids=[ids["SH-01"]], period=within(0)) == []


def test_amounts_are_added_up(town: Town) -> None:
    assert town.found(kind="spent", amount=4_800) == ["愛子", "健二"]
    assert town.found(kind="spent", amount=4_801) == ["健二"]
    assert town.found(kind="spent", amount=4_800, period=within(30)) == ["愛子"]
    assert town.found(kind="spent", amount=2_801, period=within(10)) == []
    assert town.found(kind="spent", test="below", amount=4_800) == ["三郎", "四郎"]
    assert town.found(kind="spent", test="below", amount=1, period=within(30)) == ["健二", "三郎", "四郎"]


def test_the_first_and_the_last_purchase_have_a_date(town: Town) -> None:
    long_ago = {"mode": "days_ago", "test": "at_least", "days": 60}

    assert town.found(kind="bought_at", which="last", when=long_ago) == ["健二"]
    assert town.found(kind="bought_at", which="first", when=within(30)) == ["愛子"]
    assert town.found(kind="bought_at", which="first", when=within(10)) == []
    assert town.found(kind="bought_at", when={"mode": "known"}) == ["愛子", "健二"]
    assert town.found(kind="bought_at", when={"mode": "unknown"}) == ["三郎", "四郎"]


def test_what_is_known_of_the_person(town: Town) -> None:
    assert town.found(kind="customer") == ["愛子", "健二", "三郎"]
    assert town.found(kind="customer", test="has_id") == ["愛子"]
    assert town.found(kind="customer", test="has_id", system="shop") == ["愛子"]
    assert town.found(kind="customer", test="has_id", system="pos") == []
    assert town.found(kind="customer", test="other_account") == ["愛子"]


def test_of_several_accounts_one_is_the_main_one(town: Town) -> None:
    assert town.found(kind="customer", test="main") == ["健二", "三郎", "四郎"]

    with org_scope(town.org.id):
        Friend.objects.filter(id=town.elsewhere.id).update(status=FriendStatus.BLOCKED, blocked_at=NOW)

    assert town.found(kind="customer", test="main") == ["愛子", "健二", "三郎", "四郎"]
    assert town.found(kind="customer", test="other_account") == []


@pytest.mark.parametrize(
    ("leaf", "ja", "en"),
    [
        (
            {"kind": "bought", "period": within(90), "categories": ["ヘアケア"]},
            "90日以内にカテゴリ「ヘアケア」の購入がある",
            "a purchase of category “ヘアケア” happened within 90 days",
        ),
        (
            {"kind": "spent", "amount": 10_000, "period": within(30)},
            "30日以内の購入金額の合計が10,000円以上である",
            "purchases within 30 days add up to at least 10,000 yen",
        ),
        (
            {"kind": "customer", "test": "main"},
            "その人の主なアカウントである",
            "this is the person's main account",
        ),
    ],
)
def test_a_condition_is_read_aloud(org: Organisation, leaf: dict[str, Any], ja: str, en: str) -> None:
    tree = {"version": 1, "root": leaf}
    with org_scope(org.id):
        said = [conditions.sentence_of(tree, org.id, "ja"), conditions.sentence_of(tree, org.id, "en")]

    assert ja in said[0]
    assert en in said[1]


def test_a_product_that_does_not_exist_is_told(org: Organisation, channel: Channel) -> None:
    tree = {"version": 1, "root": {"kind": "bought", "product_ids": [9_999]}}
    with org_scope(org.id):
        problems = conditions.check_tree(org.id, channel.id, tree, "tree")

    assert [problem.path for problem in problems] == ["tree.root.product_ids.0"]
