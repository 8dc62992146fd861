"""Fields (友だち情報欄): what types there are and what defines a field.

A value is ``str`` for the text-like types, ``Decimal``, ``date``, aware ``datetime``, ``bool``, the ``int`` id of
a choice, or a tuple of such ids in the order of the choices.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, StringConstraints


class FieldType(StrEnum):
    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    DATE = "date"
    DATETIME = "datetime"
    CHOICE = "choice"
    CHOICES = "choices"
    BOOLEAN = "boolean"
    EMAIL = "email"
    PHONE = "phone"
    URL = "url"
    IMAGE = "image"
    FILE = "file"


#: Which typed column of a value holds each type.
COLUMNS: Mapping[FieldType, str] = {
    FieldType.TEXT: "text_value",
    FieldType.LONG_TEXT: "text_value",
    FieldType.NUMBER: "number_value",
    FieldType.DATE: "date_value",
    FieldType.DATETIME: "at_value",
    FieldType.CHOICE: "choice_ids",
    FieldType.CHOICES: "choice_ids",
    FieldType.BOOLEAN: "boolean_value",
    FieldType.EMAIL: "text_value",
    FieldType.PHONE: "text_value",
    FieldType.URL: "text_value",
    FieldType.IMAGE: "text_value",
    FieldType.FILE: "text_value",
}

JAPAN = ZoneInfo("Asia/Tokyo")
MOST_CHOICES = 200
TEXT_LENGTH, LONG_TEXT_LENGTH = 500, 10_000

type Value = str | Decimal | date | datetime | bool | int | tuple[int, ...]


class Choice(BaseModel):
    """One choice. Archived, it stays on the friends who have it but can no longer be chosen."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[int, Field(ge=1)]
    label: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
    is_archived: bool = False


class FieldSettings(BaseModel):
    """What a type needs beside its name; what does not concern the type is left out.

    ``decimals``: digits behind the point. ``is_yearly``: the date comes back every year, as a birthday does.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    choices: tuple[Choice, ...] = ()
    min: float | None = None
    max: float | None = None
    decimals: Annotated[int, Field(ge=0, le=6)] | None = None
    max_length: Annotated[int, Field(ge=1, le=LONG_TEXT_LENGTH)] | None = None
    is_yearly: bool = False


_NONE = FieldSettings()


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """What one must know of a field to read and show its values. ``default`` is JSON, None for none."""

    id: int
    name: str
    type: FieldType
    settings: FieldSettings = _NONE
    default: Any = None

    @property
    def column(self) -> str:
        return COLUMNS[self.type]

    def label_of(self, choice_id: int) -> str:
        """A choice's label, archived or not; its number where the choice is unknown."""
        found = (each.label for each in self.settings.choices if each.id == choice_id)
        return next(found, f"#{choice_id}")
