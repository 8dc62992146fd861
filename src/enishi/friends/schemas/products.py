"""What the API of products takes and gives."""

from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import ConfigDict, Field, StringConstraints

from enishi.accounts.schemas import Cursor, InputSchema, Limit, OutputSchema
from enishi.friends.models import Product

#: Far beyond any price, and far within a bigint when a thousand of them are added up.
Yen = Annotated[int, Field(ge=0, le=10**12)]
Sku = Annotated[str, StringConstraints(min_length=1, max_length=100)]
ProductName = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Category = Annotated[str, StringConstraints(max_length=100)]


class ProductQuery(InputSchema):
    q: Annotated[str, StringConstraints(max_length=200)] = ""
    with_archived: bool = False
    cursor: Cursor = None
    limit: Limit = 50


class ProductOut(OutputSchema):
    id: int
    sku: str
    name: str
    category: str
    price: int | None
    created_at: datetime
    archived_at: datetime | None

    @classmethod
    def of(cls, row: Product) -> Self:
        return cls.from_orm(row)


class ProductPageOut(OutputSchema):
    items: list[ProductOut]
    next_cursor: str | None
    categories: list[str]


class ProductIn(InputSchema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {"sku": "SH-01", "name": "シャンプー", "category": "ヘアケア", "price": 2800}
        }
    )

    sku: Sku
    name: ProductName
    category: Category = ""
    price: Yen | None = None


class ProductChangeIn(InputSchema):
    """What is not given stays; ``price`` null is unknown."""

    model_config = ConfigDict(json_schema_extra={"example": {"category": "ヘアケア"}})

    name: ProductName | None = None
    category: Category | None = None
    price: Yen | None = None
    is_archived: bool | None = None

    def changes(self) -> dict[str, Any]:
        values = {name: getattr(self, name) for name in self.model_fields_set}
        return {name: value for name, value in values.items() if value is not None or name == "price"}
