"""What the API of fields takes and gives."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, StringConstraints
from pydantic import Field as Ask

from enishi.accounts.schemas import Id, InputSchema, Name, OutputSchema
from enishi.friends.conditions.references import Use
from enishi.friends.domain.field_settings import GivenChoice
from enishi.friends.domain.field_types import MOST_CHOICES, FieldSettings, FieldType
from enishi.friends.models import Field
from enishi.friends.schemas.filters import CountOut
from enishi.friends.selectors import Count
from enishi.friends.services.field_types import TypeChange, TypeReport
from enishi.friends.services.fields import MOST_FIELDS, Shape

type Folder = Annotated[str, StringConstraints(max_length=100)]
type Words = Annotated[str, StringConstraints(max_length=500)]
_JSON = "値（種類により文字・数・真偽・日付・選択肢の id）/ a value of the field's type"


class ChoiceIn(InputSchema):
    """Without ``id`` a new choice. One that is left out is archived, never deleted."""

    id: Id | None = None
    label: Name
    is_archived: bool = False


class FieldSettingsIn(InputSchema):
    """What does not concern the type is ignored. ``choices`` null keeps those that there are."""

    choices: Annotated[list[ChoiceIn], Ask(max_length=MOST_CHOICES)] | None = None
    min: Annotated[float | None, Ask(ge=-999_999_999_999_999, le=999_999_999_999_999)] = None
    max: Annotated[float | None, Ask(ge=-999_999_999_999_999, le=999_999_999_999_999)] = None
    decimals: Annotated[int | None, Ask(ge=0, le=6)] = None
    max_length: Annotated[int | None, Ask(ge=1, le=10_000)] = None
    is_yearly: Annotated[bool, Ask(description="毎年くり返す記念日 / comes back every year")] = False

    def shape(self, type_: FieldType, default: Any) -> Shape:
        """These settings for a field of that type."""
        given = None
        if self.choices is not None:
            given = [GivenChoice(each.label, each.id, each.is_archived) for each in self.choices]
        settings = FieldSettings.model_validate(self.dict(exclude={"choices"}))
        return Shape(type_, settings, given, default)


_NONE = FieldSettingsIn()


class FieldIn(InputSchema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "name": "会員ランク",
                "type": "choice",
                "settings": {"choices": [{"label": "一般"}, {"label": "ゴールド"}]},
                "purpose": "ランクに合った特典を届けるため",
            }
        }
    )

    name: Name
    type: FieldType
    folder: Folder = ""
    description: Words = ""
    purpose: Annotated[Words, Ask(description="集める目的 / why it is collected")] = ""
    settings: FieldSettingsIn = _NONE
    default_value: Annotated[Any, Ask(description=_JSON)] = None
    is_personal: bool = False


class FieldChangeIn(InputSchema):
    """What is left out stays. ``settings`` and ``default_value`` go together: give both to change either."""

    model_config = ConfigDict(json_schema_extra={"example": {"folder": "会員", "is_personal": True}})

    name: Name | None = None
    folder: Folder | None = None
    description: Words | None = None
    purpose: Words | None = None
    is_personal: bool | None = None
    is_archived: bool | None = None
    settings: FieldSettingsIn | None = None
    default_value: Annotated[Any, Ask(description=_JSON)] = None

    def shape_for(self, field: Field) -> Shape | None:
        """The settings and default as they shall be; None where neither is given."""
        given = self.model_fields_set
        if "settings" not in given and "default_value" not in given:
            return None
        default = self.default_value if "default_value" in given else field.default_value
        if self.settings is not None:
            return self.settings.shape(FieldType(field.type), default)
        return Shape(FieldType(field.type), field.spec.settings, None, default)


class ChoiceOut(OutputSchema):
    id: int
    label: str
    is_archived: bool


class FieldSettingsOut(OutputSchema):
    choices: list[ChoiceOut]
    min: float | None
    max: float | None
    decimals: int | None
    max_length: int | None
    is_yearly: bool


class FieldOut(OutputSchema):
    id: int
    name: str
    type: FieldType
    folder: str
    description: str
    purpose: str
    settings: FieldSettingsOut
    default_value: Any
    is_personal: bool
    position: int
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None

    @classmethod
    def of(cls, field: Field) -> "FieldOut":
        settings = field.spec.settings.model_dump()
        names = set(cls.model_fields) - {"settings"}
        values = {name: getattr(field, name) for name in names}
        return cls(**values, settings=FieldSettingsOut.model_validate(settings))


class ListedFieldOut(FieldOut):
    """``friends``: how many have a value; null unless asked for."""

    friends: CountOut | None

    @classmethod
    def with_count(cls, field: Field, count: Count | None) -> "ListedFieldOut":
        return cls(**FieldOut.of(field).dict(), friends=CountOut.of(count) if count else None)


class FieldsOut(OutputSchema):
    items: list[ListedFieldOut]


class FieldQuery(InputSchema):
    with_archived: bool = False
    with_counts: bool = False


class FieldOrderIn(InputSchema):
    model_config = ConfigDict(json_schema_extra={"example": {"field_ids": [2, 1, 3]}})

    field_ids: Annotated[list[Id], Ask(max_length=MOST_FIELDS)]


class FieldDeleteQuery(InputSchema):
    with_values: Annotated[bool, Ask(description="値ごと削除する / also what friends have in it")] = False


class UseOut(OutputSchema):
    """``kind`` is rule, segment, view, template …"""

    kind: str
    id: int
    name: str
    channel_id: int | None
    place: str

    @classmethod
    def of(cls, use: Use) -> "UseOut":
        return cls.from_orm(use)


class UsesOut(OutputSchema):
    items: list[UseOut]


class TypeChangeIn(InputSchema):
    model_config = ConfigDict(json_schema_extra={"example": {"type": "number", "settings": {"decimals": 0}}})

    type: FieldType
    settings: FieldSettingsIn = _NONE
    default_value: Annotated[Any, Ask(description=_JSON)] = None

    def shape(self) -> Shape:
        """The field as it shall be."""
        return self.settings.shape(self.type, self.default_value)


class TypeChangeDoneIn(TypeChangeIn):
    model_config = ConfigDict(
        json_schema_extra={"example": {"type": "number", "settings": {"decimals": 0}, "on_failure": "clear"}}
    )

    on_failure: Annotated[
        Literal["refuse", "clear"],
        Ask(description="変換できない値があれば中止する、または空にする / stop, or empty what does not fit"),
    ] = "refuse"


class ConvertedSampleOut(OutputSchema):
    before: str
    after: str


class LossOut(OutputSchema):
    """A value that the new type cannot hold, how many friends have it, and why."""

    value: str
    number: int
    ja: str
    en: str


class TypeReportOut(OutputSchema):
    """Numbers are lower bounds unless ``is_complete``."""

    converts: int
    fails: int
    is_complete: bool
    samples: list[ConvertedSampleOut]
    losses: list[LossOut]

    @classmethod
    def of(cls, report: TypeReport) -> "TypeReportOut":
        return cls(
            converts=report.converts,
            fails=report.fails,
            is_complete=report.is_complete,
            samples=[ConvertedSampleOut(before=before, after=after) for before, after in report.samples],
            losses=[
                LossOut(value=each.value, number=each.number, ja=each.problem.ja, en=each.problem.en)
                for each in report.losses
            ],
        )


class TypeChangeOut(OutputSchema):
    """With an ``operation_id`` the worker does it; the numbers are then still 0."""

    field: FieldOut
    converted: int
    cleared: int
    operation_id: int | None

    @classmethod
    def of(cls, done: TypeChange) -> "TypeChangeOut":
        return cls(
            field=FieldOut.of(done.field),
            converted=done.converted,
            cleared=done.cleared,
            operation_id=done.operation_id,
        )


class StarterOut(OutputSchema):
    key: str
    name_ja: str
    name_en: str
    type: FieldType
    is_personal: bool


class StarterSetOut(OutputSchema):
    key: str
    name_ja: str
    name_en: str
    text_ja: str
    text_en: str
    fields: list[StarterOut]


class StarterSetsOut(OutputSchema):
    items: list[StarterSetOut]


class StarterSetIn(InputSchema):
    """``keys`` null takes the whole set; the names are made in ``language``."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"key": "salon", "language": "ja", "keys": ["name", "birthday"]}}
    )

    key: Name
    language: Literal["ja", "en"] = "ja"
    keys: Annotated[list[Name], Ask(max_length=50)] | None = None


class StartedSetOut(OutputSchema):
    """``skipped``: names that were taken already."""

    items: list[FieldOut]
    skipped: list[str]
