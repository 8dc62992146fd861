"""Conditions on what a person bought, on any account or in any shop, and on being a known customer.

All read the customer behind the friend, so that every account of a person has bought what the person has bought.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from enishi.accounts.schemas import Id
from enishi.friends.conditions.counting import times_clause, times_condition
from enishi.friends.conditions.kinds_events import PERIOD, TIMES, Counted, counted_drifts
from enishi.friends.conditions.registry import (
    ConditionKind,
    Context,
    Drift,
    Input,
    Language,
    Named,
    Names,
    Params,
    Reference,
    Rows,
    Text,
)
from enishi.friends.conditions.when import (
    Known,
    Period,
    When,
    drift_of,
    period_words,
    time_condition,
    when_clause,
)
from enishi.friends.models import Product

#: Told to segments by whoever changes orders, or who is which customer.
_WATCHES = frozenset({"customer"})
_ORDERS = (
    "friends_customerlink l JOIN friends_order o ON o.org_id = l.org_id AND o.customer_id = l.customer_id"
)
_CUSTOMERS = "friends_customerlink l JOIN friends_customer c ON c.org_id = l.org_id AND c.id = l.customer_id"

Category = Annotated[str, StringConstraints(min_length=1, max_length=100)]


class BoughtParams(Counted):
    """Paid orders; with products or categories, those that hold at least one of them."""

    product_ids: Annotated[list[Id], Field(max_length=50)] = []
    categories: Annotated[list[Category], Field(max_length=50)] = []


class SpentParams(Params):
    """The total of paid orders, in yen; without a period, ever."""

    test: Literal["at_least", "below"] = "at_least"
    amount: Annotated[int, Field(ge=1, le=10**12)]
    period: Period | None = None


class BoughtAtParams(Params):
    """When the first or the last paid order was; ``unknown`` is never."""

    which: Literal["first", "last"] = "last"
    when: When


class CustomerParams(Params):
    """``linked``: a known customer. ``has_id``: known to another system, or to the one that is named.
    ``other_account``: follows another account of ours too. ``main``: of several accounts of one person the one that is
    written to, and everybody who has only one."""

    test: Literal["linked", "has_id", "other_account", "main"] = "linked"
    system: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.-]{0,39}$")] | None = None

    @model_validator(mode="after")
    def _names_a_system_only_where_it_matters(self) -> "CustomerParams":
        if self.system is not None and self.test != "has_id":
            raise ValueError("a system belongs to has_id")
        return self


def _orders(params: BoughtParams, ctx: Context) -> Rows:
    where = [f"l.org_id = {ctx.org}", "o.status = 'paid'"]
    if params.period is not None:
        where.append(time_condition("o.ordered_at", params.period, ctx))
    wanted = []
    if params.product_ids:
        wanted.append(f"i.product_id = ANY({ctx.add(list(params.product_ids))}::bigint[])")
    if params.categories:
        wanted.append(
            "i.product_id IN (SELECT p.id FROM friends_product p "
            f"WHERE p.org_id = {ctx.org} AND p.category = ANY({ctx.add(list(params.categories))}::text[]))"
        )
    if wanted:
        where.append(
            "EXISTS (SELECT FROM friends_orderline i WHERE i.org_id = o.org_id AND i.order_id = o.id "
            f"AND ({' OR '.join(wanted)}))"
        )
    return Rows(_ORDERS, " AND ".join(where), "l.friend_id")


def _bought(params: BoughtParams, ctx: Context) -> str | Rows:
    return times_condition(_orders(params, ctx), params.times, ctx)


def _bought_sentence(params: BoughtParams, names: Names, language: Language) -> str:
    products = [names.said("product", each, language) for each in params.product_ids]
    if language == "ja":
        things = [*products, *(f"カテゴリ「{each}」" for each in params.categories)]
        what = f"{'か'.join(things)}の購入" if things else "購入"
    else:
        things = [*products, *(f"category “{each}”" for each in params.categories)]
        what = f"a purchase of {' or '.join(things)}" if things else "a purchase"
    return times_clause(what, params.times, params.period, language)


def _bought_references(params: BoughtParams) -> Sequence[Reference]:
    return [Reference("product", each, f"product_ids.{at}") for at, each in enumerate(params.product_ids)]


def _spent(params: SpentParams, ctx: Context) -> str:
    amount = f"{ctx.add(params.amount)}::bigint"
    if params.period is None:
        where = f"l.org_id = {ctx.org} AND c.order_sum >= {amount}"
        spent = Rows(_CUSTOMERS, where, "l.friend_id").probe(is_among_few=False)
    else:
        where = f"l.org_id = {ctx.org} AND o.status = 'paid' AND {time_condition('o.ordered_at', params.period, ctx)}"
        if ctx.friend_ids is None:
            groups = f"SELECT l.friend_id FROM {_ORDERS} WHERE {where} GROUP BY l.friend_id HAVING sum(o.total) >= {amount}"
            spent = f"EXISTS (SELECT FROM ({groups}) AS spenders WHERE spenders.friend_id = f.id)"
        else:
            total = f"SELECT coalesce(sum(o.total), 0) FROM {_ORDERS} WHERE {where} AND l.friend_id = f.id"
            spent = f"({total}) >= {amount}"
    return spent if params.test == "at_least" else f"NOT ({spent})"


def _spent_sentence(params: SpentParams, names: Names, language: Language) -> str:
    words = period_words(params.period, language)
    if language == "ja":
        head = f"{words}の" if words else ""
        return f"{head}購入金額の合計が{params.amount:,}円{'以上' if params.test == 'at_least' else '未満'}である"
    amount = f"{'at least' if params.test == 'at_least' else 'less than'} {params.amount:,} yen"
    return f"purchases{words} add up to {amount}"


def _spent_drift(params: SpentParams) -> Drift:
    return drift_of(params.period)


def _bought_at(params: BoughtAtParams, ctx: Context) -> str | Rows:
    column = f"c.{params.which}_order_at"
    if isinstance(params.when, Known):
        known = Rows(_CUSTOMERS, f"l.org_id = {ctx.org} AND {column} IS NOT NULL", "l.friend_id")
        return known if params.when.mode == "known" else f"NOT {known.probe(is_among_few=False)}"
    return Rows(
        _CUSTOMERS, f"l.org_id = {ctx.org} AND {time_condition(column, params.when, ctx)}", "l.friend_id"
    )


def _bought_at_sentence(params: BoughtAtParams, names: Names, language: Language) -> str:
    ja = "最初の購入" if params.which == "first" else "最後の購入"
    subject = ja if language == "ja" else f"the {params.which} purchase"
    return when_clause(subject, params.when, language)


def _bought_at_drift(params: BoughtAtParams) -> Drift:
    return drift_of(params.when)


# Who stands before a friend as the main account: see where facts are told.
_BEFORE = """
NOT EXISTS (
  SELECT FROM friends_customerlink l
    JOIN friends_customerlink m ON m.org_id = l.org_id AND m.customer_id = l.customer_id AND m.friend_id <> l.friend_id
    JOIN friends_friend g ON g.org_id = m.org_id AND g.id = m.friend_id
   WHERE l.org_id = {org} AND l.friend_id = f.id
     AND (g.status = 'following', coalesce(g.last_reaction_at, g.first_seen_at), -g.id)
         > (f.status = 'following', coalesce(f.last_reaction_at, f.first_seen_at), -f.id))
"""


def _customer(params: CustomerParams, ctx: Context) -> str | Rows:
    own = f"l.org_id = {ctx.org}"
    if params.test == "linked":
        return Rows("friends_customerlink l", own, "l.friend_id")
    if params.test == "main":
        return _BEFORE.format(org=ctx.org)
    if params.test == "other_account":
        others = (
            "friends_customerlink l "
            "JOIN friends_customerlink m ON m.org_id = l.org_id AND m.customer_id = l.customer_id "
            "AND m.friend_id <> l.friend_id "
            "JOIN friends_friend g ON g.org_id = m.org_id AND g.id = m.friend_id"
        )
        elsewhere = f"{own} AND g.status = 'following' AND g.channel_id <> {ctx.add(ctx.channel_id)}"
        return Rows(others, elsewhere, "l.friend_id")
    named = "friends_customerlink l JOIN friends_customerexternalid x ON x.org_id = l.org_id AND x.customer_id = l.customer_id"
    where = own if params.system is None else f"{own} AND x.system = {ctx.add(params.system)}"
    return Rows(named, where, "l.friend_id")


def _customer_sentence(params: CustomerParams, names: Names, language: Language) -> str:
    if params.test == "has_id":
        if language == "ja":
            return f"{f'「{params.system}」' if params.system else '他システム'}の顧客 ID がある"
        return f"there is a customer id of {f'“{params.system}”' if params.system else 'another system'}"
    ja, en = {
        "linked": ("顧客と結び付いている", "the friend is a known customer"),
        "other_account": (
            "同じ人が別の公式アカウントも友だち追加している",
            "the person follows another account too",
        ),
        "main": ("その人の主なアカウントである", "this is the person's main account"),
    }[params.test]
    return ja if language == "ja" else en


def _customer_drift(params: CustomerParams) -> Drift:
    # What another account of the person does is no fact of this one's.
    return "hourly" if params.test in ("main", "other_account") else None


def product_names(org_id: int, ids: Sequence[int]) -> Mapping[int, Named]:
    """What products are called."""
    rows = Product.objects.filter(org_id=org_id, id__in=list(ids))
    return {row.id: Named(row.name, row.archived_at is not None) for row in rows}


BOUGHT = ConditionKind(
    params=BoughtParams,
    compile=_bought,
    sentence=_bought_sentence,
    group="purchases",
    name=Text("購入", "Purchases"),
    inputs=[
        TIMES,
        PERIOD,
        Input(
            "product_ids",
            "objects",
            Text("商品（どれか）", "Products (any of)"),
            of="product",
            is_required=False,
        ),
        Input("categories", "texts", Text("カテゴリ（どれか）", "Categories (any of)"), is_required=False),
    ],
    example={
        "times": {"test": "at_least", "number": 1},
        "period": {"mode": "days_ago", "test": "at_most", "days": 90},
    },
    watches=_WATCHES,
    drifts=counted_drifts,
    references=_bought_references,
    help=Text(
        "支払い済みの注文を数えます。同じ顧客のほかのアカウントでの購入も含みます。「0回以下」は、購入したことがない人です。",
        "Counts paid orders, those of the person's other accounts too. At most 0 times: never bought.",
    ),
)

SPENT = ConditionKind(
    params=SpentParams,
    compile=_spent,
    sentence=_spent_sentence,
    group="purchases",
    name=Text("購入金額", "Amount spent"),
    inputs=[
        Input(
            "test",
            "choice",
            Text("比べ方", "Comparison"),
            choices=[("at_least", Text("以上", "at least")), ("below", Text("未満", "less than"))],
        ),
        Input("amount", "number", Text("金額（円）", "Amount (yen)"), minimum=1),
        PERIOD,
    ],
    example={"test": "at_least", "amount": 10_000},
    watches=_WATCHES,
    drifts=_spent_drift,
)

BOUGHT_AT = ConditionKind(
    params=BoughtAtParams,
    compile=_bought_at,
    sentence=_bought_at_sentence,
    group="purchases",
    name=Text("購入日", "Purchase date"),
    inputs=[
        Input(
            "which",
            "choice",
            Text("どの購入", "Which purchase"),
            choices=[("last", Text("最後の購入", "the last")), ("first", Text("最初の購入", "the first"))],
        ),
        Input(
            "when",
            "when",
            Text("いつ", "When"),
            options={"modes": ["days_ago", "hours_ago", "between", "known", "unknown"]},
        ),
    ],
    example={"which": "last", "when": {"mode": "days_ago", "test": "at_least", "days": 60}},
    watches=_WATCHES,
    drifts=_bought_at_drift,
)

CUSTOMER = ConditionKind(
    params=CustomerParams,
    compile=_customer,
    sentence=_customer_sentence,
    group="purchases",
    name=Text("顧客", "Customer"),
    inputs=[
        Input(
            "test",
            "choice",
            Text("条件", "Test"),
            choices=[
                ("linked", Text("顧客と結び付いている", "is a known customer")),
                ("has_id", Text("他システムの顧客 ID がある", "has a customer id of another system")),
                ("other_account", Text("別の公式アカウントも友だち", "follows another account too")),
                ("main", Text("その人の主なアカウント", "is the person's main account")),
            ],
        ),
        Input(
            "system",
            "text",
            Text("システム名（空欄はどれでも）", "System (empty: any)"),
            is_required=False,
            shown_when={"test": ["has_id"]},
        ),
    ],
    example={"test": "linked"},
    watches=_WATCHES,
    drifts=_customer_drift,
    help=Text(
        "「その人の主なアカウント」を使うと、複数のアカウントを友だち追加している人にも 1 回だけ送れます。",
        "“Main account” lets you write once to a person who follows several of your accounts.",
    ),
)
