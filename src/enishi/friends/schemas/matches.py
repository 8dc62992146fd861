"""What the API of suggestions and of clearing away takes and gives."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field

from enishi.accounts.schemas import Cursor, Id, InputSchema, Limit, OutputSchema
from enishi.friends.models import CustomerSweep, Subject, SuggestionState
from enishi.friends.schemas.customers import CustomerFriendOut
from enishi.friends.selectors.matches import Side, Suggested


class SuggestionQuery(InputSchema):
    state: SuggestionState = SuggestionState.OPEN
    band: Annotated[
        Literal["sure", "likely"] | None, Field(description="確度 90 以上か、それ未満 / 90 and more, or less")
    ] = None
    customer_id: Id | None = None
    cursor: Cursor = None
    limit: Limit = 20


class EvidenceOut(OutputSchema):
    """``kind``: email, phone, name_birthday or order. ``hint`` is what may be shown of it."""

    kind: str
    hint: str


class SideExternalIdOut(OutputSchema):
    system: str
    value: str


class SideOut(OutputSchema):
    """One of a pair: a customer, or a friend who is no customer's yet."""

    kind: Subject
    id: int
    name: str
    friends: list[CustomerFriendOut]
    external_ids: list[SideExternalIdOut]
    order_count: int
    order_sum: int
    last_order_at: datetime | None
    created_at: datetime | None

    @classmethod
    def of(cls, side: Side) -> Self:
        row = side.customer
        return cls(
            kind=side.kind,
            id=side.id,
            name=row.name if row else side.friends[0].display_name if side.friends else "",
            friends=CustomerFriendOut.listed(side.friends),
            external_ids=[
                SideExternalIdOut(system=system, value=value) for system, value in side.external_ids
            ],
            order_count=row.order_count if row else 0,
            order_sum=row.order_sum if row else 0,
            last_order_at=row.last_order_at if row else None,
            created_at=row.created_at if row else side.friends[0].first_seen_at if side.friends else None,
        )


class SuggestionOut(OutputSchema):
    """``confidence``: 0 to 99."""

    id: int
    state: SuggestionState
    confidence: int
    evidence: list[EvidenceOut]
    found_at: datetime
    decided_at: datetime | None
    decided_by: str
    left: SideOut
    right: SideOut

    @classmethod
    def of(cls, found: Suggested) -> Self:
        row = found.suggestion
        return cls(
            id=row.id,
            state=SuggestionState(row.state),
            confidence=row.confidence,
            evidence=[EvidenceOut(**each) for each in row.evidence],
            found_at=row.found_at,
            decided_at=row.decided_at,
            decided_by=row.decided_by,
            left=SideOut.of(found.left),
            right=SideOut.of(found.right),
        )


class SuggestionPageOut(OutputSchema):
    items: list[SuggestionOut]
    next_cursor: str | None


class AcceptIn(InputSchema):
    """Of two customers ``kept_id`` stays; without it the older one."""

    model_config = ConfigDict(json_schema_extra={"example": {"kept_id": 1}})

    kept_id: Id | None = None


class FoundOut(OutputSchema):
    """How many suggestions are new."""

    found: int


class SweepOut(OutputSchema):
    id: int
    at: datetime
    archived: int
    undone_at: datetime | None

    @classmethod
    def of(cls, row: CustomerSweep) -> Self:
        return cls.from_orm(row)


class SweepsOut(OutputSchema):
    items: list[SweepOut]


class StaleQuery(InputSchema):
    months: Annotated[int, Field(ge=1, le=120)]


class StaleOut(OutputSchema):
    """How many customers a rule of so many months would archive today."""

    customers: int


class RestoredOut(OutputSchema):
    restored: int
