"""Whether a mapping of a file of orders makes sense: every mistake at once, each at its column."""

from enishi.friends.transfers.orders.mapping import PERSONS, PRODUCTS, OrderMapping, OrderTarget, repeated
from enishi.kit.errors import FieldProblem

_NEEDED: tuple[tuple[OrderTarget, str, str], ...] = (
    ("number", "注文番号の列を1つ選んでください。", "Choose the column of order numbers."),
    ("ordered_at", "注文日時の列を1つ選んでください。", "Choose the column that tells when it was ordered."),
)


def order_mapping_problems(mapping: OrderMapping, width: int) -> list[FieldProblem]:
    """Mistakes in a mapping for a file of ``width`` columns; each has a path of its own."""
    problems = [
        FieldProblem(f"order_mapping.{target}", ja, en)
        for target, ja, en in _NEEDED
        if not mapping.has(target) or (mapping.place(target) or 0) >= width
    ]
    if not mapping.has("total", "line_total", "unit_price"):
        problems.append(
            FieldProblem(
                "order_mapping.total",
                "金額の列（合計金額、行の金額、単価のどれか）を選んでください。",
                "Choose a column of amounts: the total, the row's amount or the unit price.",
            )
        )
    if not mapping.has(*PERSONS):
        problems.append(
            FieldProblem(
                "order_mapping.customer",
                "誰の注文かが分かる列（顧客ID、メールアドレス、電話番号、LINEユーザーIDのどれか）を選んでください。",
                "Choose a column that tells whose order it is: customer id, e-mail, phone or LINE user id.",
            )
        )
    if mapping.has("quantity", "variation", "category") and not mapping.has(
        *PRODUCTS, "unit_price", "line_total"
    ):
        problems.append(
            FieldProblem(
                "order_mapping.product",
                "数量・バリエーション・カテゴリを取り込むには、商品名か商品コードの列も選んでください。",
                "To import quantities, variations or categories, choose a column of product names or codes too.",
            )
        )
    return problems + _doubles(mapping)


def _doubles(mapping: OrderMapping) -> list[FieldProblem]:
    return [
        FieldProblem(
            f"order_mapping.columns.{place}",
            "ほかの列と同じ行き先です。どちらか一方にしてください。",
            "Another column means the same. Keep one of them.",
        )
        for place in repeated(mapping.columns)
    ]
