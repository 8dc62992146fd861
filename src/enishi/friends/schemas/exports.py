"""What the API of file exports takes and gives."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints

from enishi.accounts.schemas import Id, InputSchema, OutputSchema
from enishi.friends.models import FileExport, Operation, OperationState
from enishi.friends.schemas.who import WhoIn
from enishi.friends.services.file_exports import Wanted
from enishi.friends.transfers.columns import MOST_COLUMNS

_ColumnName = Annotated[str, StringConstraints(min_length=1, max_length=40)]


class ExportCountIn(InputSchema):
    model_config = ConfigDict(
        json_schema_extra={"example": {"channel_id": 1, "who": {"status": "following"}}}
    )

    channel_id: Id
    who: WhoIn = WhoIn()


class ExportCountOut(OutputSchema):
    """``is_direct``: few enough to be written while one waits; ``is_too_large_for_xlsx``: CSV only."""

    number: int
    is_direct: bool
    is_too_large_for_xlsx: bool


class ExportIn(InputSchema):
    """Whom and what. ``columns`` by name, as GET /exports/columns lists them. ``encoding`` is that of CSV;
    ``language`` that of headers and fixed words."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "channel_id": 1,
                "who": {"status": "following"},
                "columns": ["line_user_id", "name", "tags", "memo"],
            }
        }
    )

    channel_id: Id
    who: WhoIn = WhoIn()
    columns: Annotated[list[_ColumnName], Field(min_length=1, max_length=MOST_COLUMNS)]
    format: Literal["csv", "xlsx"] = "csv"
    encoding: Literal["utf-8-bom", "utf-8", "cp932"] = "utf-8-bom"
    language: Literal["ja", "en"] = "ja"

    def wanted(self) -> Wanted:
        return Wanted(list(dict.fromkeys(self.columns)), self.format, self.encoding, self.language)


class ExportColumnQuery(InputSchema):
    language: Literal["ja", "en"] = "ja"


class ExportColumnOut(OutputSchema):
    name: str
    header: str
    group: Literal["profile", "field", "tag"]


class ExportColumnsOut(OutputSchema):
    items: list[ExportColumnOut]


class ExportQuery(InputSchema):
    channel_id: Id


class ExportOut(OutputSchema):
    """``rows`` and ``size_bytes`` are null until the file is whole. ``replaced``: characters that the encoding could not
    hold."""

    id: int
    channel_id: int
    operation_id: int
    state: OperationState
    name: str
    rows: int | None
    size_bytes: int | None
    replaced: int
    started_by: str
    created_at: datetime
    expires_at: datetime
    is_deleted: bool

    @classmethod
    def of(cls, export: FileExport, operation: Operation) -> "ExportOut":
        names = ("id", "channel_id", "operation_id", "name", "rows", "size_bytes", "created_at", "expires_at")
        return cls(
            **{name: getattr(export, name) for name in names},
            state=OperationState(operation.state),
            replaced=export.facts.get("replaced", 0),
            started_by=export.actor_label,
            is_deleted=export.deleted_at is not None,
        )


class ExportsOut(OutputSchema):
    items: list[ExportOut]
