"""What the columns of a file of orders mean, as it is kept in the database and given by the API."""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from enishi.friends.transfers import limits

#: What a column can be. ``total`` belongs to the order; ``line_total`` to its row; ``fee`` is added once an order to
#: the sum of its rows. ``status`` and ``cancelled_at`` tell what became of it. The rest is a product or the person.
OrderTarget = Literal[
    "ignore",
    "number",
    "ordered_at",
    "status",
    "cancelled_at",
    "total",
    "line_total",
    "fee",
    "currency",
    "product_code",
    "product_name",
    "variation",
    "category",
    "quantity",
    "unit_price",
    "customer_id",
    "name",
    "family_name",
    "given_name",
    "email",
    "phone",
    "line_user_id",
]
#: What a shop's word for a state means here; an order that is not paid yet is no order of ours.
StateMeaning = Literal["paid", "refunded", "cancelled", "unpaid"]

#: Targets that several columns may have.
REPEATABLE: frozenset[OrderTarget] = frozenset({"ignore", "fee"})
#: Targets by which the customer of an order can be found.
PERSONS: tuple[OrderTarget, ...] = ("customer_id", "email", "phone", "line_user_id")
#: Targets that say what was bought.
PRODUCTS: tuple[OrderTarget, ...] = ("product_code", "product_name")
_MOST_STATES = 100

Source = Annotated[
    str,
    BeforeValidator(lambda raw: raw.strip().lower() if isinstance(raw, str) else raw),
    StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.-]{0,39}$"),
    Field(description="注文元のシステムの名前 / the name of the system that the orders come from"),
]


class OrderMapping(BaseModel):
    """One target a column, in order. ``source`` names the shop's system: an order is known by it and its number, and
    so is a customer. ``states``: what the shop's own words for the state of an order mean."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "columns": ["number", "ordered_at", "email", "total", "status"],
                "source": "shop",
                "states": {"発送準備中": "paid"},
            }
        },
    )

    columns: Annotated[list[OrderTarget], Field(max_length=limits.COLUMNS)]
    source: Source = "shop"
    states: Annotated[
        dict[Annotated[str, StringConstraints(min_length=1, max_length=100)], StateMeaning],
        Field(max_length=_MOST_STATES),
    ] = {}

    def places(self, *targets: OrderTarget) -> list[int]:
        """The columns that are any of these."""
        return [place for place, target in enumerate(self.columns) if target in targets]

    def place(self, target: OrderTarget) -> int | None:
        """The column that is this; None if there is none."""
        return next(iter(self.places(target)), None)

    def has(self, *targets: OrderTarget) -> bool:
        return bool(self.places(*targets))


def repeated(columns: Sequence[OrderTarget]) -> list[int]:
    """Columns whose target an earlier one has already, where only one may."""
    seen: set[OrderTarget] = set()
    found = []
    for place, target in enumerate(columns):
        if target in seen and target not in REPEATABLE:
            found.append(place)
        seen.add(target)
    return found
