"""Ready mappings for the order exports of shops' systems.

To the best of our knowledge of the headers of their files, which change without notice. A ready mapping is therefore
only a suggestion that staff see, and change, before anything happens.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from enishi.friends.domain.text import folded
from enishi.friends.transfers.orders.mapping import OrderTarget


@dataclass(frozen=True, slots=True)
class OrderPreset:
    """A file of another system: ``signs`` are headers of which ``needed`` at least must be there. Its name is also
    the source that its orders get."""

    name: str
    ja: str
    en: str
    signs: frozenset[str]
    needed: int
    columns: Mapping[str, OrderTarget]


def _folded(columns: dict[str, OrderTarget]) -> dict[str, OrderTarget]:
    return {folded(header): target for header, target in columns.items()}


# One row a product; its 合計金額 is the row's, so that postage and the rest are added once an order.
BASE = OrderPreset(
    name="base",
    ja="BASEの注文CSV",
    en="Orders of BASE",
    signs=frozenset(map(folded, ["注文ID", "氏(請求先)", "名(請求先)", "代引き手数料", "種類ID", "購入元"])),
    needed=3,
    columns=_folded(
        {
            "注文ID": "number",
            "注文日時": "ordered_at",
            "氏(請求先)": "family_name",
            "名(請求先)": "given_name",
            "電話番号(請求先)": "phone",
            "メールアドレス(請求先)": "email",
            "商品ID": "product_code",
            "商品名": "product_name",
            "バリエーション": "variation",
            "価格": "unit_price",
            "数量": "quantity",
            "合計金額": "line_total",
            "送料": "fee",
            "代引き手数料": "fee",
            "調整金額": "fee",
            "発送状況": "status",
        }
    ),
)

# The rows of an order repeat its number; what concerns the whole order stands in the first of them alone.
SHOPIFY = OrderPreset(
    name="shopify",
    ja="Shopifyの注文CSV",
    en="Orders of Shopify",
    signs=frozenset(
        map(folded, ["Financial Status", "Lineitem name", "Lineitem quantity", "Lineitem price"])
    ),
    needed=3,
    columns=_folded(
        {
            "Name": "number",
            "Created at": "ordered_at",
            "Financial Status": "status",
            "Cancelled at": "cancelled_at",
            "Currency": "currency",
            "Total": "total",
            "Email": "email",
            "Phone": "phone",
            "Billing Name": "name",
            "Lineitem sku": "product_code",
            "Lineitem name": "product_name",
            "Lineitem quantity": "quantity",
            "Lineitem price": "unit_price",
        }
    ),
)

ORDER_PRESETS: tuple[OrderPreset, ...] = (BASE, SHOPIFY)


def preset_for(headers: Sequence[str]) -> OrderPreset | None:
    """The system whose export these headers look like; None if they look like nobody's."""
    have = {folded(header) for header in headers}
    return next((each for each in ORDER_PRESETS if len(each.signs & have) >= each.needed), None)
