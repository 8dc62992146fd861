"""What shops call the state of an order, and what that means here."""

from collections.abc import Mapping

from enishi.friends.domain.text import folded
from enishi.friends.transfers.orders.mapping import StateMeaning

_WORDS: dict[StateMeaning, tuple[str, ...]] = {
    "paid": (
        "支払い済み", "支払い済", "支払済み", "支払済", "お支払い済み", "入金済み", "入金済", "入金確認済み", "決済完了",
        "決済済み", "決済済", "未発送", "発送済み", "発送済", "出荷済み", "出荷済", "一部発送済み", "配送済み", "配達完了",
        "来店済み", "来店済", "会計済み", "会計済", "精算済み", "精算済",
        "完了", "取引完了", "受取済み", "一部返金", "一部返金済み", "paid", "captured", "succeeded", "complete",
        "completed", "fulfilled", "shipped", "delivered", "partially_refunded", "partially refunded",
    ),
    "unpaid": (
        "未入金", "入金待ち", "未払い", "支払い待ち", "支払待ち", "未決済", "決済待ち", "一部入金済み", "pending",
        "pending payment", "unpaid", "authorized", "partially_paid", "partially paid", "expired", "on-hold",
    ),
    "cancelled": (
        "キャンセル", "無断キャンセル", "キャンセル済み", "キャンセル済", "注文キャンセル",
        "取消", "取消し", "取り消し", "取消済み", "取消済",
        "cancelled", "canceled", "cancel", "voided", "void",
    ),
    "refunded": ("返金", "返金済み", "返金済", "全額返金", "返品", "返品済み", "返品済", "refunded", "refund", "returned"),
}  # fmt: skip
_KNOWN: Mapping[str, StateMeaning] = {
    folded(word): meaning for meaning, words in _WORDS.items() for word in words
}


def meaning_of(word: str, own: Mapping[str, StateMeaning]) -> StateMeaning | None:
    """What ``word`` means: by ``own`` (folded word → meaning) first; None if nobody has said so."""
    key = folded(word)
    return own.get(key) or _KNOWN.get(key)
