"""What columns of a shop's order file are taken for, and what the usual shops' files become."""

import pytest
from tests.factories import make_channel, rows
from tests.friends.transfers.order_stage import told_counts, uploaded_orders
from tests.friends.transfers.stage import done, problems

from enishi.accounts.models import Organisation
from enishi.friends.models import Customer, CustomerExternalId, IdentityKey, Order, OrderLine
from enishi.friends.transfers.orders.guessing import guess_orders
from enishi.friends.transfers.orders.mapping import OrderTarget
from enishi.friends.transfers.orders.presets import ORDER_PRESETS
from enishi.friends.transfers.orders.states import meaning_of
from enishi.line.models import Channel

BASE = (
    "注文ID,注文日時,氏(請求先),名(請求先),郵便番号(請求先),都道府県(請求先),住所(請求先),住所2(請求先),電話番号(請求先),"
    "メールアドレス(請求先),氏(配送先),名(配送先),郵便番号(配送先),都道府県(配送先),住所(配送先),住所2(配送先),電話番号(配送先),"
    "備考,商品名,バリエーション,価格,税率,数量,合計金額,送料,支払い方法,代引き手数料,発送状況,商品ID,種類ID,購入元,配送日,"
    "配送時間帯,注文メモ,調整金額\n"
)
BASE_ORDER = (
    "AB12CD34,2026-01-05 10:00:00,山田,花子,1500001,東京都,渋谷区,,090-1234-5678,hanako@example.com,山田,花子,1500001,"
    "東京都,渋谷区,,09012345678,,{name},{kind},{price},10,{number},{sum},500,クレジットカード決済,0,発送済み,{id},1,BASE,,,,{more}\n"
)
SHOPIFY = (
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,"
    "Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,Lineitem price,"
    "Lineitem compare at price,Lineitem sku,Lineitem requires shipping,Lineitem taxable,Lineitem fulfillment status,"
    "Billing Name,Cancelled at,Id,Phone\n"
)


@pytest.fixture
def channel(org: Organisation) -> Channel:
    return make_channel(org)


def _targets(*headers: str) -> list[OrderTarget]:
    return guess_orders(headers, []).mapping.columns


def test_headers_that_shops_write_are_known() -> None:
    assert _targets("受注番号", "受注日", "会員番号", "ＥメールＡ", "品番", "アイテム名", "個数", "販売価格", "部門") == [
        "number", "ordered_at", "customer_id", "ignore", "product_code", "product_name", "quantity", "unit_price",
        "category",
    ]  # fmt: skip
    assert _targets("Order Number", "Order date", "E-mail", "TEL", "Total") == [
        "number", "ordered_at", "email", "phone", "total",
    ]  # fmt: skip


def test_plain_headers_of_a_small_shop_are_known() -> None:
    assert _targets("日付", "お客様電話番号", "商品", "金額") == [
        "ordered_at",
        "phone",
        "product_name",
        "line_total",
    ]


def test_two_columns_for_one_thing_are_not_both_taken() -> None:
    assert _targets("注文番号", "注文ID", "送料") == ["number", "ignore", "ignore"]


def test_an_address_is_known_by_its_form_whatever_its_header() -> None:
    guess = guess_orders(["注文番号", "連絡先"], [["A-1", "a@example.com"], ["A-2", ""]])

    assert guess.mapping.columns == ["number", "email"]


def test_a_total_that_differs_between_the_rows_of_an_order_is_the_rows() -> None:
    rows_of_orders = [["A-1", "100"], ["A-1", "200"], ["A-2", "100"]]
    assert guess_orders(["注文番号", "合計金額"], rows_of_orders).mapping.columns == ["number", "line_total"]
    rows_of_orders = [["A-1", "300"], ["A-1", "300"], ["A-2", "100"]]
    assert guess_orders(["注文番号", "合計金額"], rows_of_orders).mapping.columns == ["number", "total"]


def test_known_words_for_states_come_with_their_meaning() -> None:
    mapping = guess_orders(
        ["注文番号", "ステータス"], [["A-1", "発送済み"], ["A-2", "謎"], ["A-3", "ｷｬﾝｾﾙ"]]
    ).mapping

    assert mapping.states == {"発送済み": "paid", "ｷｬﾝｾﾙ": "cancelled"}


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("Paid", "paid"),
        ("partially_refunded", "paid"),
        ("PENDING", "unpaid"),
        ("voided", "cancelled"),
        ("返品済み", "refunded"),
        ("対応中", None),
    ],
)
def test_words_of_shops_mean_what_they_say(word: str, meaning: str | None) -> None:
    assert meaning_of(word, {}) == meaning


def test_what_staff_say_of_a_word_counts_more() -> None:
    assert meaning_of(" 発送済み ", {"発送済み": "cancelled"}) == "cancelled"


def test_ready_mappings_name_what_an_order_needs() -> None:
    for preset in ORDER_PRESETS:
        targets = set(preset.columns.values())
        assert {"number", "ordered_at", "email", "phone", "product_name", "quantity", "unit_price"} <= targets
        assert targets & {"total", "line_total"}


@pytest.mark.django_db
def test_an_export_of_base_becomes_orders_with_postage_added_once(channel: Channel) -> None:
    first = BASE_ORDER.format(name="シャンプー", kind="M", price=2800, number=2, sum=5600, id=101, more=-100)
    second = BASE_ORDER.format(name="はさみ", kind="", price=1000, number=1, sum=1000, id=102, more=-100)
    file = uploaded_orders(channel, (BASE + first + second).encode("cp932"))
    assert (file.origin, file.mapping["source"]) == ("base", "base")

    found = done(file)

    assert (told_counts(found), problems(found)) == ({"new": 1}, [])
    (order,) = rows(Order)
    assert (order.source, order.external_id, order.total, order.item_count) == ("base", "AB12CD34", 7_000, 3)
    names = [(line.name, line.quantity, line.unit_price) for line in rows(OrderLine, ("position",))]
    assert names == [("シャンプー（M）", 2, 2_800), ("はさみ", 1, 1_000)]
    assert [customer.name for customer in rows(Customer)] == ["山田 花子"]
    assert {key.kind for key in rows(IdentityKey)} == {"email", "phone"}


@pytest.mark.django_db
def test_an_export_of_shopify_whose_further_rows_are_nearly_empty_is_read(channel: Channel) -> None:
    content = SHOPIFY + (
        "#1001,hanako@example.com,paid,2026-01-05 10:00:05 +0900,fulfilled,,no,JPY,6600,500,0,7100,,0,Standard,"
        "2026-01-05 10:00:00 +0900,2,シャンプー,2800,,SH-01,true,true,fulfilled,山田 花子,,5001,'+81 90-1234-5678\n"
        "#1001,hanako@example.com,,,,,,,,,,,,,,2026-01-05 10:00:00 +0900,1,はさみ,1000,,SC-01,true,true,fulfilled,,,,\n"
        "#1002,kenji@example.com,refunded,2026-01-06 10:00:05 +0900,,,no,JPY,100.00,0,0,100.00,,0,Standard,"
        "2026-01-06 10:00:00 +0900,1,水,100.00,,,true,true,pending,健二,2026-01-07 09:00:00 +0900,5002,\n"
        "#1003,kenji@example.com,pending,,,,no,JPY,100,0,0,100,,0,Standard,"
        "2026-01-06 10:00:00 +0900,1,水,100,,,true,true,pending,健二,,5003,\n"
    )
    file = uploaded_orders(channel, content)
    assert (file.origin, file.mapping["source"]) == ("shopify", "shopify")

    found = done(file)

    assert told_counts(found) == {"new": 2, "failed": 1}
    facts = [(each.external_id, each.status, each.total) for each in rows(Order, ("external_id",))]
    assert facts == [("#1001", "paid", 7_100), ("#1002", "cancelled", 100)]
    assert [(line, column) for line, column, _ in problems(found)] == [(5, 2)]
    assert rows(CustomerExternalId) == []
