"""What the API of customers takes and gives."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints

from enishi.accounts.schemas import Cursor, Id, InputSchema, Limit, OutputSchema
from enishi.friends.domain.customers import ATTRIBUTES, Rule
from enishi.friends.models import (
    Customer,
    CustomerExternalId,
    CustomerMove,
    Friend,
    FriendStatus,
    IdentityKey,
    KeyKind,
    MoveKind,
)
from enishi.friends.selectors.customer_values import CustomerValue, Telling
from enishi.friends.services.customer_merges import Part
from enishi.friends.services.customers import NewCustomer

#: ``shop``, ``booking``, ``pos``: how another system is called here.
System = Annotated[
    str,
    BeforeValidator(lambda raw: raw.strip().lower() if isinstance(raw, str) else raw),
    StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.-]{0,39}$"),
    Field(description="他システムの名前（半角英数字と _ . -） / the other system's name: a-z 0-9 _ . -"),
]
ExternalValue = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Text = Annotated[str, StringConstraints(max_length=200)]
Note = Annotated[str, StringConstraints(max_length=5000)]


class CustomerQuery(InputSchema):
    q: Annotated[
        str,
        StringConstraints(max_length=200),
        Field(
            description="名前の一部、またはメール・電話・外部 ID の全体 / part of a name, or a whole e-mail, phone or id"
        ),
    ] = ""
    state: Literal["active", "archived"] = "active"
    order: Annotated[
        Literal["newest", "bought"],
        Field(description="新しい順か、最後の購入が新しい順 / newest, or bought last"),
    ] = "newest"
    cursor: Cursor = None
    limit: Limit = 50


class ExternalIdIn(InputSchema):
    model_config = ConfigDict(json_schema_extra={"example": {"system": "shop", "value": "C-1024"}})

    system: System
    value: ExternalValue


class ExternalIdOut(OutputSchema):
    id: int
    system: str
    value: str
    source: str
    added_at: datetime

    @classmethod
    def of(cls, row: CustomerExternalId) -> Self:
        return cls.from_orm(row)


class CustomerFriendOut(OutputSchema):
    """A friend who is the customer; ``is_main``: facts are told to this account."""

    id: int
    channel_id: int
    display_name: str
    picture_url: str
    status: FriendStatus
    last_reaction_at: datetime | None
    is_main: bool

    @classmethod
    def listed(cls, friends: list[Friend]) -> list[Self]:
        return [cls.from_orm_with(friend, is_main=place == 0) for place, friend in enumerate(friends)]

    @classmethod
    def from_orm_with(cls, friend: Friend, *, is_main: bool) -> Self:
        return cls(
            id=friend.id,
            channel_id=friend.channel_id,
            display_name=friend.display_name,
            picture_url=friend.picture_url,
            status=FriendStatus(friend.status),
            last_reaction_at=friend.last_reaction_at,
            is_main=is_main,
        )


class ListedCustomerOut(OutputSchema):
    """``order_sum`` is in yen and counts paid orders; ``hint`` is an address or a number of theirs, as far as it may
    be shown."""

    id: int
    name: str
    hint: str
    kana: str
    source: str
    created_at: datetime
    archived_at: datetime | None
    merged_into_id: int | None
    order_count: int
    order_sum: int
    first_order_at: datetime | None
    last_order_at: datetime | None
    friends: list[CustomerFriendOut]
    external_ids: list[ExternalIdOut]

    @classmethod
    def of(
        cls, row: Customer, friends: list[Friend], external_ids: list[CustomerExternalId], hint: str
    ) -> Self:
        joined = ("friends", "external_ids", "hint")
        columns = [name for name in ListedCustomerOut.model_fields if name not in joined]
        return cls(
            **{name: getattr(row, name) for name in columns},
            friends=CustomerFriendOut.listed(friends),
            external_ids=[ExternalIdOut.of(each) for each in external_ids],
            hint=hint,
        )


class CustomerPageOut(OutputSchema):
    items: list[ListedCustomerOut]
    next_cursor: str | None


class KeyOut(OutputSchema):
    """What the customer identifies by; of an address or a number only a hint is kept."""

    id: int
    kind: KeyKind
    hint: str
    source: str
    seen_at: datetime

    @classmethod
    def of(cls, row: IdentityKey) -> Self:
        return cls.from_orm(row)


class TellingOut(OutputSchema):
    friend_id: int
    text: str
    source: str
    at: datetime

    @classmethod
    def of(cls, telling: Telling) -> Self:
        return cls.from_orm(telling)


class CustomerValueOut(OutputSchema):
    """A field over all accounts of the person: the value that holds by ``rule``, and what each account says."""

    field_id: int
    name: str
    folder: str
    rule: Rule
    is_disputed: bool
    holds: TellingOut
    told: list[TellingOut]

    @classmethod
    def of(cls, value: CustomerValue) -> Self:
        return cls(
            field_id=value.field_id,
            name=value.name,
            folder=value.folder,
            rule=value.rule,
            is_disputed=value.is_disputed,
            holds=TellingOut.of(value.holds),
            told=[TellingOut.of(each) for each in value.told],
        )


class MoveOut(OutputSchema):
    """A merge or a split, and how much it moved."""

    id: int
    kind: MoveKind
    kept_id: int
    other_id: int
    other_name: str
    actor: str
    at: datetime
    undo_until: datetime
    undone_at: datetime | None
    moved: dict[str, int]

    @classmethod
    def of(cls, move: CustomerMove, names: dict[int, str]) -> Self:
        return cls(
            id=move.id,
            kind=MoveKind(move.kind),
            kept_id=move.kept_id,
            other_id=move.other_id,
            other_name=names.get(move.other_id, ""),
            actor=move.actor,
            at=move.at,
            undo_until=move.undo_until,
            undone_at=move.undone_at,
            moved={name.removesuffix("_ids"): len(ids) for name, ids in move.journal["moved"].items()},
        )


class AttributeSourceOut(OutputSchema):
    source: str
    at: datetime


class CustomerOut(ListedCustomerOut):
    """``sources`` says of each attribute who gave it and when."""

    birthday: date | None
    note: str
    sources: dict[str, AttributeSourceOut]
    keys: list[KeyOut]
    values: list[CustomerValueOut]
    moves: list[MoveOut]
    suggestions: int

    @classmethod
    def with_all(
        cls,
        listed: ListedCustomerOut,
        row: Customer,
        *,
        keys: list[IdentityKey],
        values: list[CustomerValue],
        moves: list[MoveOut],
        suggestions: int,
    ) -> Self:
        return cls(
            **listed.dict(),
            birthday=row.birthday,
            note=row.note,
            sources={
                name: AttributeSourceOut(source=source, at=datetime.fromisoformat(at))
                for name, (source, at) in row.sources.items()
            },
            keys=[KeyOut.of(key) for key in keys],
            values=[CustomerValueOut.of(value) for value in values],
            moves=moves,
            suggestions=suggestions,
        )


class CustomerIn(InputSchema):
    """Of ``email`` and ``phone`` only keyed hashes are kept."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "name": "山田 花子",
                "kana": "ヤマダ ハナコ",
                "birthday": "1990-04-12",
                "email": "hanako@example.com",
                "phone": "090-1234-5678",
                "external_ids": [{"system": "shop", "value": "C-1024"}],
                "friend_ids": [1],
            }
        }
    )

    name: Text = ""
    kana: Text = ""
    birthday: date | None = None
    note: Note = ""
    email: Annotated[str, StringConstraints(max_length=254)] = ""
    phone: Annotated[str, StringConstraints(max_length=40)] = ""
    external_ids: Annotated[list[ExternalIdIn], Field(max_length=20)] = []
    friend_ids: Annotated[list[Id], Field(max_length=20)] = []

    def as_new(self) -> NewCustomer:
        return NewCustomer(
            self.name,
            self.kana,
            self.birthday,
            self.note,
            self.email,
            self.phone,
            tuple((each.system, each.value) for each in self.external_ids),
            tuple(dict.fromkeys(self.friend_ids)),
        )


class CustomerChangeIn(InputSchema):
    """What is not given stays; ``birthday`` null is unknown."""

    model_config = ConfigDict(json_schema_extra={"example": {"name": "山田 花子", "birthday": "1990-04-12"}})

    name: Text | None = None
    kana: Text | None = None
    birthday: date | None = None
    note: Note | None = None
    is_archived: bool | None = None

    def changes(self) -> dict[str, Any]:
        given = self.model_fields_set & {*ATTRIBUTES, "note"}
        values = {name: getattr(self, name) for name in given}
        return {name: value for name, value in values.items() if value is not None or name == "birthday"}


class CustomerLinkIn(InputSchema):
    model_config = ConfigDict(json_schema_extra={"example": {"friend_id": 1}})

    friend_id: Id


class CustomerKeysIn(InputSchema):
    model_config = ConfigDict(json_schema_extra={"example": {"email": "hanako@example.com"}})

    email: Annotated[str, StringConstraints(max_length=254)] = ""
    phone: Annotated[str, StringConstraints(max_length=40)] = ""


class MergeIn(InputSchema):
    """``other_id`` becomes a part of the customer in the address."""

    model_config = ConfigDict(json_schema_extra={"example": {"other_id": 2}})

    other_id: Id


class MergePreviewQuery(InputSchema):
    other_id: Id


class MergePreviewOut(OutputSchema):
    """What the attributes would be after the merge, by the organisation's rules."""

    name: str
    kana: str
    birthday: date | None
    note: str


_Ids = Annotated[list[Id], Field(max_length=1000)]


class SplitIn(InputSchema):
    """What goes to a new customer."""

    model_config = ConfigDict(json_schema_extra={"example": {"friend_ids": [2], "name": "山田 太郎"}})

    friend_ids: _Ids = []
    external_id_ids: _Ids = []
    key_ids: _Ids = []
    order_ids: _Ids = []
    name: Text = ""

    def as_part(self) -> Part:
        return Part(
            tuple(self.friend_ids),
            tuple(self.external_id_ids),
            tuple(self.key_ids),
            tuple(self.order_ids),
            self.name,
        )


class CustomerIdOut(OutputSchema):
    customer_id: int


class CustomerCardOut(OutputSchema):
    """The customer that a friend is, as the friend's page shows it; null if none."""

    customer: ListedCustomerOut | None
