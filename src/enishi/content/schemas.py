"""What the API of templates, content checks and media takes and gives."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import ConfigDict, Field, JsonValue

from enishi.accounts.schemas import Cursor, Id, InputSchema, Limit, Name, OutputSchema
from enishi.content.domain.blocks import MAX_BLOCKS, Block
from enishi.content.domain.pictures import Crop
from enishi.content.models import Media, MediaState, Template, Upload
from enishi.content.services.uploads import upload_url
from enishi.kit.errors import FieldProblem

EXAMPLE_BLOCKS: list[JsonValue] = [
    {"kind": "text", "text": "{{name|お客さま}}さん、ご来店ありがとうございました。"}
]

#: 吹き出し as staff write them. What LINE would refuse is told by the services, all of it at once.
Blocks = Annotated[list[Block], Field(max_length=MAX_BLOCKS, examples=[EXAMPLE_BLOCKS])]


def as_written(blocks: list[Block] | None) -> list[dict[str, Any]] | None:
    """The blocks as JSON, without what their author left out."""
    if blocks is None:
        return None
    return [block.model_dump(mode="json", exclude_unset=True) for block in blocks]


class TemplateIn(InputSchema):
    model_config = ConfigDict(json_schema_extra={"example": {"name": "来店のお礼", "blocks": EXAMPLE_BLOCKS}})

    name: Name
    blocks: Blocks


class TemplateChangeIn(InputSchema):
    """Whatever is left out stays as it is."""

    model_config = ConfigDict(json_schema_extra={"example": {"is_archived": True}})

    name: Name | None = None
    blocks: Blocks | None = None
    is_archived: bool | None = None


class TemplateQuery(InputSchema):
    with_archived: bool = False


class TemplateOut(OutputSchema):
    id: int
    name: str
    blocks: list[Block]
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None

    @classmethod
    def of(cls, template: Template) -> "TemplateOut":
        return cls.from_orm(template)


class TemplatesOut(OutputSchema):
    items: list[TemplateOut]


class ContentIn(InputSchema):
    """``blocks`` may be wrong in any way: telling how is what this is for."""

    model_config = ConfigDict(json_schema_extra={"example": {"blocks": EXAMPLE_BLOCKS}})

    blocks: Any


class FieldProblemOut(OutputSchema):
    path: str
    ja: str
    en: str

    @classmethod
    def of(cls, problem: FieldProblem) -> "FieldProblemOut":
        return cls(path=problem.path, ja=problem.ja, en=problem.en)


class ContentCheckOut(OutputSchema):
    is_fit: bool
    problems: list[FieldProblemOut]

    @classmethod
    def of(cls, problems: list[FieldProblem]) -> "ContentCheckOut":
        return cls(is_fit=not problems, problems=[FieldProblemOut.of(problem) for problem in problems])


class MediaQuery(InputSchema):
    cursor: Cursor = None
    limit: Limit = 50


class MediaOut(OutputSchema):
    """``state`` is ``waiting`` until the file was fetched, ``gone`` when LINE has it no more, ``deleted`` when the
    friend took the message back."""

    id: Id
    friend_id: int
    message_id: str
    kind: str
    state: MediaState
    content_type: str
    size_bytes: int
    created_at: datetime

    @classmethod
    def of(cls, media: Media) -> "MediaOut":
        return cls.from_orm(media)


class MediaPageOut(OutputSchema):
    items: list[MediaOut]
    next_cursor: str | None


_Fraction = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class CropIn(InputSchema):
    """The part of the picture that is wanted, in fractions of its width and height; all of it if left out."""

    x: _Fraction = 0
    y: _Fraction = 0
    width: Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)] = 1
    height: Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)] = 1

    def as_crop(self) -> Crop:
        return Crop(self.x, self.y, self.width, self.height)


class UploadOut(OutputSchema):
    """``url`` and ``preview_url`` go into message blocks; anybody who has them can open them."""

    id: int
    url: str
    preview_url: str
    media_type: str
    width: int
    height: int
    bytes: int

    @classmethod
    def of(cls, upload: Upload) -> "UploadOut":
        return cls(
            id=upload.id,
            url=upload_url(upload.name),
            preview_url=upload_url(upload.preview_name),
            media_type=upload.media_type,
            width=upload.width,
            height=upload.height,
            bytes=upload.size_bytes,
        )
