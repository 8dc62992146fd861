"""What the API of personal data, consent and retention takes and gives."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, StringConstraints

from enishi.accounts.schemas import Id, InputSchema, Moment, Name, OutputSchema
from enishi.friends.models import ConsentPurpose, Erasure, Operation
from enishi.friends.privacy.erasing import Planned
from enishi.friends.selectors.handling import Handling
from enishi.friends.selectors.privacy import Standing
from enishi.friends.services.retention import Rules

Wording = Annotated[str, StringConstraints(min_length=1, max_length=4000)]
Months = Annotated[int, Field(ge=1, le=600)]


class PlannedTableOut(OutputSchema):
    """``becomes``: the rows are removed, or stay without what was written in them, or are kept as they are."""

    table: str
    rows: int
    becomes: Literal["removed", "blanked", "kept"]

    @classmethod
    def of(cls, planned: Planned) -> "PlannedTableOut":
        return cls(table=planned.name, rows=planned.number, becomes=planned.becomes)


class ErasurePlanOut(OutputSchema):
    """``is_under_way``: an erasure of this friend has begun."""

    name: str
    is_under_way: bool
    tables: list[PlannedTableOut]


class ErasureIn(InputSchema):
    """``name``: the friend's name, typed to confirm."""

    model_config = ConfigDict(json_schema_extra={"example": {"name": "愛子"}})

    name: Annotated[str, Field(max_length=200)]


class CustomerErasureIn(InputSchema):
    """``name``: the customer's name, typed to confirm; empty for one without a name."""

    model_config = ConfigDict(json_schema_extra={"example": {"name": "鈴木 可奈"}})

    name: Annotated[str, Field(max_length=200)]


class ErasureStartedOut(OutputSchema):
    operation_id: int
    state: str

    @classmethod
    def of(cls, operation: Operation) -> "ErasureStartedOut":
        return cls(operation_id=operation.id, state=operation.state)


class ErasureOut(OutputSchema):
    """An erasure in the log: when and by whose wish of the staff, never of whom."""

    id: int
    erased_at: datetime
    actor: str

    @classmethod
    def of(cls, erasure: Erasure) -> "ErasureOut":
        return cls.from_orm(erasure)


class ErasureQuery(InputSchema):
    channel_id: Id


class ErasuresOut(OutputSchema):
    items: list[ErasureOut]


class WordingOut(OutputSchema):
    version: int
    text: str
    at: datetime


class PurposeOut(OutputSchema):
    """``wordings``: the newest last; it is the one that people agree to now."""

    id: int
    name: str
    wordings: list[WordingOut]
    created_at: datetime
    archived_at: datetime | None

    @classmethod
    def of(cls, purpose: ConsentPurpose) -> "PurposeOut":
        return cls.from_orm(purpose)


class PurposesOut(OutputSchema):
    items: list[PurposeOut]


class PurposeQuery(InputSchema):
    with_archived: bool = False


class PurposeIn(InputSchema):
    """Another ``wording`` becomes a new version; earlier ones stay."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "name": "お知らせの配信",
                "wording": "新商品やキャンペーンのお知らせを LINE でお送りします。",
            }
        }
    )

    name: Name
    wording: Wording
    is_archived: bool = False


class ConsentOut(OutputSchema):
    """What a friend said last of one purpose. ``is_given`` is null where they were never asked; ``is_outdated``: they
    agreed to an earlier wording."""

    purpose_id: int
    name: str
    is_archived: bool
    is_given: bool | None
    version: int | None
    is_outdated: bool
    source: str
    at: datetime | None

    @classmethod
    def of(cls, standing: Standing) -> "ConsentOut":
        last, purpose = standing.last, standing.purpose
        return cls(
            purpose_id=purpose.id,
            name=purpose.name,
            is_archived=purpose.archived_at is not None,
            is_given=last.is_given if last else None,
            version=last.version if last else None,
            is_outdated=last is not None and last.is_given and last.version < purpose.version,
            source=last.source if last else "",
            at=last.at if last else None,
        )


class ConsentsOut(OutputSchema):
    items: list[ConsentOut]


class ConsentIn(InputSchema):
    """``source``: where they said so."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"purpose_id": 1, "is_given": True, "source": "店頭"}}
    )

    purpose_id: Id
    is_given: bool
    source: Annotated[str, StringConstraints(max_length=100)] = ""


class RetentionIn(InputSchema):
    """How long data are kept, in months of thirty days or in days; null keeps for ever."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"timeline_months": 36, "inbound_days": 90, "blocked_months": 24}}
    )

    timeline_months: Months | None = None
    inbound_days: Annotated[int, Field(ge=7, le=3650)] | None = None
    blocked_months: Months | None = None

    def rules(self) -> Rules:
        return Rules(self.timeline_months, self.inbound_days, self.blocked_months)


class RetentionPreviewOut(OutputSchema):
    """How much the rules would let go now: facts, received webhook events, friends."""

    timeline: int
    inbound: int
    blocked: int


class RetentionOut(OutputSchema):
    timeline_months: int | None
    inbound_days: int | None
    blocked_months: int | None
    would_go: RetentionPreviewOut

    @classmethod
    def of(cls, rules: Rules, would_go: dict[str, Any]) -> "RetentionOut":
        return cls(**rules.facts(), would_go=RetentionPreviewOut(**would_go))


class HandlingQuery(InputSchema):
    """From ``since`` until just before ``until``."""

    since: Moment
    until: Moment


class HandlingOut(OutputSchema):
    """What somebody did with people's data. ``people`` is null where the log does not say of how many; ``address`` is
    where the request came from."""

    id: int
    at: datetime
    actor_kind: str
    actor_id: int | None
    actor_label: str
    address: str | None
    action: str
    deed: Literal["exported", "changed", "erased"]
    people: int | None

    @classmethod
    def of(cls, handling: Handling) -> "HandlingOut":
        return cls.from_orm(handling)


class HandlingsOut(OutputSchema):
    """Newest first; ``is_cut``: there are more than fit, so ask for a shorter time."""

    items: list[HandlingOut]
    is_cut: bool
