"""What the columns of a file of orders probably mean: by their headers, then by what stands in them.

Nothing is imported by a guess alone: staff see it first.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from enishi.friends.domain.operations import Words
from enishi.friends.domain.text import folded
from enishi.friends.transfers.cells import text_of
from enishi.friends.transfers.orders.mapping import REPEATABLE, OrderMapping, OrderTarget, StateMeaning
from enishi.friends.transfers.orders.presets import OrderPreset, preset_for
from enishi.friends.transfers.orders.states import meaning_of
from enishi.friends.transfers.records import Cell

_LINE_USER_ID = re.compile(r"U[0-9a-f]{32}")
_HEADERS: dict[OrderTarget, tuple[str, ...]] = {
    "number": (
        "注文番号", "注文ID", "注文No", "注文No.", "受注番号", "受注ID", "オーダー番号", "オーダーID", "伝票番号",
        "order number", "order no", "order no.", "order id", "order_id", "order",
    ),
    "ordered_at": (
        "注文日時", "注文日", "受注日時", "受注日", "オーダー日時", "オーダー日", "購入日時", "購入日", "ご注文日",
        "ご注文日時", "売上日", "売上日時", "日付", "日時", "来店日",
        "ordered at", "ordered_at", "order date", "created at", "date",
    ),
    "status": (
        "ステータス", "注文ステータス", "対応状況", "対応ステータス", "入金ステータス", "入金状況", "決済ステータス",
        "決済状況", "支払い状況", "支払状況", "発送状況", "状態", "status", "order status", "payment status",
    ),
    "cancelled_at": ("キャンセル日時", "キャンセル日", "取消日", "cancelled at", "canceled at"),
    "total": (
        "合計金額", "合計", "総合計", "注文合計", "注文金額", "ご請求金額", "請求金額", "支払金額", "支払い金額", "支払合計",
        "お支払い合計", "お支払金額", "売上金額", "total", "order total", "grand total", "total price",
    ),
    "line_total": ("小計", "商品小計", "明細金額", "金額", "行合計", "line total"),
    "currency": ("通貨", "通貨コード", "currency"),
    "product_code": (
        "商品コード", "商品番号", "商品ID", "商品管理番号", "品番", "型番", "SKU", "JANコード", "product code", "item code",
        "product id",
    ),
    "product_name": (
        "商品名", "商品", "アイテム名", "品名", "メニュー", "メニュー名", "product", "product name", "item", "item name",
    ),
    "variation": ("バリエーション", "種類", "variation", "variant", "option"),
    "category": ("カテゴリ", "カテゴリー", "商品カテゴリ", "商品カテゴリー", "部門", "部門名", "category"),
    "quantity": ("数量", "個数", "注文数", "購入数", "購入数量", "点数", "quantity", "qty"),
    "unit_price": (
        "単価", "価格", "商品単価", "販売価格", "商品価格", "販売単価", "税込単価", "unit price", "price", "item price",
    ),
    "customer_id": (
        "顧客ID", "顧客番号", "顧客コード", "会員ID", "会員番号", "会員コード", "お客様番号", "お客様ID", "購入者ID",
        "customer id", "customer_id", "customer number", "member id",
    ),
    "name": (
        "氏名", "お名前", "名前", "顧客名", "購入者", "購入者名", "購入者氏名", "注文者", "注文者名", "注文者氏名",
        "お客様氏名", "会員名", "お客様名", "customer name", "customer", "billing name", "name",
    ),
    "family_name": ("姓", "氏", "注文者姓", "購入者姓", "last name", "billing last name"),
    "given_name": ("名", "注文者名前", "購入者名前", "first name", "billing first name"),
    "email": (
        "メールアドレス", "メール", "Eメール", "E-mail", "購入者メールアドレス", "注文者メールアドレス",
        "お客様メールアドレス",
        "注文者Emailアドレス", "email", "email address", "mail", "billing email",
    ),
    "phone": (
        "電話番号", "電話", "TEL", "購入者電話番号", "注文者電話番号", "お客様電話番号", "携帯電話", "携帯電話番号", "phone",
        "phone number", "billing phone", "tel",
    ),
    "line_user_id": ("LINEユーザーID", "LINE User ID", "line_user_id", "LINE ID", "LINE UID", "UID"),
}  # fmt: skip
_BY_HEADER: dict[str, OrderTarget] = {
    folded(header): target for target, headers in _HEADERS.items() for header in headers
}
_BY_CONTENT: tuple[tuple[OrderTarget, re.Pattern[str], Words], ...] = (
    (
        "line_user_id",
        _LINE_USER_ID,
        Words("中身がLINEユーザーIDの形です", "The cells look like LINE user ids"),
    ),
    (
        "email",
        re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+"),
        Words("中身がメールアドレスです", "The cells are e-mail addresses"),
    ),
)
_IGNORED = Words("取り込まなくてよい列です", "Nothing to import")
_TWICE = Words("同じ内容の列がほかにあります", "Another column means the same")


@dataclass(frozen=True, slots=True)
class OrderGuess:
    """A mapping to begin with, why each column got its target, and the system whose export it seems to be."""

    mapping: OrderMapping
    reasons: list[Words]
    preset: OrderPreset | None


def guess_orders(headers: Sequence[str], rows: Sequence[Sequence[Cell]]) -> OrderGuess:
    """The likeliest mapping; a column about which nothing can be said is left out of the import."""
    preset = preset_for(headers)
    columns: list[OrderTarget] = []
    reasons: list[Words] = []
    for place, header in enumerate(headers):
        samples = [text_of(row[place]) for row in rows if place < len(row) and text_of(row[place])]
        target, reason = _target(header, samples, preset)
        is_taken = target not in REPEATABLE and target in columns
        columns.append("ignore" if is_taken else target)
        reasons.append(_TWICE if is_taken else reason)
    _settle_totals(columns, reasons, rows)
    states = _known_states(columns, rows)
    mapping = OrderMapping(columns=columns, source=preset.name if preset else "shop", states=states)
    return OrderGuess(mapping, reasons, preset)


def _target(header: str, samples: Sequence[str], preset: OrderPreset | None) -> tuple[OrderTarget, Words]:
    name = folded(header)
    if preset is not None:
        # What its other columns hold is known too, and is no business of ours.
        words = Words(f"{preset.ja}の列です", f"A column of: {preset.en}")
        return (preset.columns[name], words) if name in preset.columns else ("ignore", _IGNORED)
    for target, pattern, words in _BY_CONTENT:
        if samples and all(pattern.fullmatch(sample) for sample in samples):
            return target, words
    if name in _BY_HEADER:
        return _BY_HEADER[name], Words("見出しの名前から", "By the header")
    return "ignore", _IGNORED


def _settle_totals(columns: list[OrderTarget], reasons: list[Words], rows: Sequence[Sequence[Cell]]) -> None:
    """A total that differs between rows of one order is that of the row: many shops call both 合計金額."""
    number = columns.index("number") if "number" in columns else None
    total = columns.index("total") if "total" in columns else None
    if number is None or total is None or "line_total" in columns:
        return
    seen: dict[str, str] = {}
    for row in rows:
        if max(number, total) >= len(row) or not text_of(row[total]):
            continue
        if seen.setdefault(text_of(row[number]), text_of(row[total])) != text_of(row[total]):
            columns[total] = "line_total"
            reasons[total] = Words(
                "同じ注文の行ごとに金額が違います", "The amounts differ between the rows of an order"
            )
            return


def _known_states(columns: Sequence[OrderTarget], rows: Sequence[Sequence[Cell]]) -> dict[str, StateMeaning]:
    """The words for states in these rows whose meaning is known, so that staff see it."""
    if "status" not in columns:
        return {}
    place = columns.index("status")
    words = {text_of(row[place])[:100] for row in rows if place < len(row)} - {""}
    found = {word: meaning_of(word, {}) for word in sorted(words)}
    return {word: meaning for word, meaning in found.items() if meaning is not None}
