"""What the API takes and gives of one friend's values."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from pydantic import ConfigDict
from pydantic import Field as Ask

from enishi.accounts.schemas import Cursor, Id, InputSchema, Limit, OutputSchema
from enishi.friends.domain.fields import JAPAN, FieldSpec, FieldType, shown, to_json
from enishi.friends.selectors.fields import PastChange, StoredValue
from enishi.friends.selectors.value_sources import ValueSource


class FriendFieldsIn(InputSchema):
    """Field id → value, null clears. Texts are read as a person writes them: 2024/1/5, 令和6年1月5日, １２０."""

    model_config = ConfigDict(json_schema_extra={"example": {"values": {"3": "令和6年1月5日", "4": None}}})

    values: Annotated[dict[Id, Any], Ask(min_length=1, max_length=100)]


class ValueSourceOut(OutputSchema):
    """``kind`` is staff, api_key, import, operation, rule …; ``name`` is empty where it is kept elsewhere."""

    kind: str
    id: int | None
    name: str

    @classmethod
    def of(cls, source: ValueSource) -> "ValueSourceOut":
        return cls.from_orm(source)


class FriendFieldOut(OutputSchema):
    """``value`` is null for an empty field, ``text`` the value in words. A text that a friend wrote may stand in both."""

    field_id: int
    name: str
    type: FieldType
    folder: str
    is_personal: bool
    value: Any
    text: str
    source: ValueSourceOut | None
    changed_at: datetime | None

    @classmethod
    def of(
        cls,
        spec: FieldSpec,
        folder: str,
        is_personal: bool,
        stored: StoredValue | None,
        sources: Mapping[str, ValueSource],
    ) -> "FriendFieldOut":
        value = stored.value if stored else None
        return cls(
            field_id=spec.id,
            name=spec.name,
            type=spec.type,
            folder=folder,
            is_personal=is_personal,
            value=to_json(spec, value),
            text=shown(spec, value, zone=JAPAN),
            source=ValueSourceOut.of(sources[stored.source]) if stored else None,
            changed_at=stored.changed_at if stored else None,
        )


class FriendFieldsOut(OutputSchema):
    items: list[FriendFieldOut]


class FieldHistoryQuery(InputSchema):
    cursor: Cursor = None
    limit: Limit = 20


class PastChangeOut(OutputSchema):
    """``before_text`` and ``after_text`` are the labels that choices had then; null for other types."""

    changed_at: datetime
    source: ValueSourceOut
    before: Any
    after: Any
    before_text: str | None
    after_text: str | None

    @classmethod
    def of(cls, change: PastChange, sources: Mapping[str, ValueSource]) -> "PastChangeOut":
        return cls(
            changed_at=change.changed_at,
            source=ValueSourceOut.of(sources[change.source]),
            before=change.before,
            after=change.after,
            before_text=change.before_text,
            after_text=change.after_text,
        )


class FieldHistoryOut(OutputSchema):
    items: list[PastChangeOut]
    next_cursor: str | None
