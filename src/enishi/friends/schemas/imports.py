"""What the API of file imports takes and gives."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, StringConstraints

from enishi.accounts.schemas import Cursor, Id, InputSchema, Limit, OutputSchema
from enishi.friends.models import ImportProblem, ImportState, ImportSubject, Operation, OperationState
from enishi.friends.schemas.operations import WordsOut
from enishi.friends.selectors.transfers import ImportWithWork
from enishi.friends.services.operations import can_be_undone
from enishi.friends.transfers import limits
from enishi.friends.transfers.detection import Delimiter, Encoding, Format
from enishi.friends.transfers.mapping import ColumnMapping
from enishi.friends.transfers.orders.mapping import OrderMapping
from enishi.friends.transfers.orders.presets import ORDER_PRESETS
from enishi.friends.transfers.presets import PRESETS
from enishi.friends.transfers.reading import MOST_HEADER_LINES

_PRESETS = {
    **{preset.name: WordsOut(ja=preset.ja, en=preset.en) for preset in PRESETS},
    **{preset.name: WordsOut(ja=preset.ja, en=preset.en) for preset in ORDER_PRESETS},
}
_FileName = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class ImportQuery(InputSchema):
    channel_id: Id
    cursor: Cursor = None
    limit: Limit = 20


class ImportIn(InputSchema):
    """``size_bytes``: how much will be uploaded, in pieces of at most 8 MB. ``subject``: what the rows are."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"channel_id": 1, "name": "顧客一覧.csv", "size_bytes": 20480}}
    )

    channel_id: Id
    name: _FileName
    size_bytes: Annotated[int, Field(ge=1)]
    subject: ImportSubject = ImportSubject.FRIENDS


class PieceIn(InputSchema):
    """Where in the file the piece belongs, in octets."""

    offset: Annotated[int, Field(ge=0, le=limits.FILE_BYTES)]


class ShapeIn(InputSchema):
    """How the file is to be read; what is left out stays. ``header``: which row holds the headers, 0 for none."""

    model_config = ConfigDict(json_schema_extra={"example": {"encoding": "cp932", "header": 2}})

    encoding: Encoding | None = None
    delimiter: Delimiter | None = None
    header: Annotated[int, Field(ge=0, le=MOST_HEADER_LINES)] | None = None
    sheet: Annotated[str, StringConstraints(max_length=100, strip_whitespace=False)] | None = None


class ImportChangeIn(InputSchema):
    """How the file is read, or what its columns mean: ``mapping`` for friends, ``order_mapping`` for orders."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"mapping": {"columns": [{"to": "line_user_id"}, {"to": "memo"}], "key": 0}}
        }
    )

    shape: ShapeIn | None = None
    mapping: ColumnMapping | None = None
    order_mapping: OrderMapping | None = None


class ShapeOut(OutputSchema):
    format: Format
    encoding: Encoding
    delimiter: Delimiter
    header: int
    sheet: str
    sheets: list[str]


class ImportColumnOut(OutputSchema):
    """A column: its header, what stands in the first rows, and why its target was suggested."""

    header: str
    samples: list[str]
    reason: WordsOut


class ImportWorkOut(OutputSchema):
    """A dry run, or the run. Numbers are of rows or, in an import of orders, of orders.

    ``counts`` by outcome (``new``, ``changed``, ``unchanged``; after an undo ``undone`` and ``kept``); ``new_tags``:
    names of tags that will be made; ``unknown_states``: the file's words for states of orders that have no meaning yet.
    """

    operation_id: int
    state: OperationState
    total: int
    done: int
    failed: int
    counts: dict[str, int]
    new_tags: list[str]
    unknown_states: list[str]
    can_undo: bool
    error: WordsOut | None

    @classmethod
    def of(cls, work: Operation | None, now: datetime) -> "ImportWorkOut | None":
        if work is None:
            return None
        counts: dict[str, int] = work.report.get("counts", {})
        return cls(
            operation_id=work.id,
            state=OperationState(work.state),
            total=work.total,
            done=work.done,
            failed=work.failed,
            counts=counts,
            new_tags=work.report.get("new_tags", []),
            unknown_states=work.report.get("unknown_states", []),
            can_undo=can_be_undone(work, now),
            error=WordsOut(**work.error) if work.error else None,
        )


class ListedImportOut(OutputSchema):
    """``error`` says why a file was refused. ``is_deleted``: the uploaded file is gone, the record of it is not."""

    id: int
    channel_id: int
    subject: ImportSubject
    name: str
    size_bytes: int
    received_bytes: int
    state: ImportState
    error: WordsOut | None
    started_by: str
    created_at: datetime
    expires_at: datetime
    is_deleted: bool
    check: ImportWorkOut | None
    run: ImportWorkOut | None

    @classmethod
    def of(cls, found: ImportWithWork, now: datetime) -> "ListedImportOut":
        return cls(**_values(found, now))


class ImportOut(ListedImportOut):
    """``origin``: where the mapping came from: ``remembered``, ``guessed``, ``staff``, or the ready mapping of another
    product, whose name in words is ``preset``. Of ``mapping`` and ``order_mapping`` the one of its subject is there."""

    shape: ShapeOut | None
    columns: list[ImportColumnOut]
    mapping: ColumnMapping | None
    order_mapping: OrderMapping | None
    origin: str
    preset: WordsOut | None

    @classmethod
    def of(cls, found: ImportWithWork, now: datetime) -> "ImportOut":
        file = found.file
        is_of_orders = file.subject == ImportSubject.ORDERS
        return cls(
            **_values(found, now),
            shape=ShapeOut(**file.shape) if file.shape else None,
            columns=[ImportColumnOut(**column) for column in file.columns],
            mapping=None if is_of_orders or not file.mapping else ColumnMapping.model_validate(file.mapping),
            order_mapping=OrderMapping.model_validate(file.mapping)
            if is_of_orders and file.mapping
            else None,
            origin=file.origin,
            preset=_PRESETS.get(file.origin),
        )


def _values(found: ImportWithWork, now: datetime) -> dict[str, Any]:
    file = found.file
    names = (
        "id",
        "channel_id",
        "subject",
        "name",
        "size_bytes",
        "received_bytes",
        "state",
        "created_at",
        "expires_at",
    )
    return {
        **{name: getattr(file, name) for name in names},
        "error": WordsOut(**file.error) if file.error else None,
        "started_by": file.actor_label,
        "is_deleted": file.deleted_at is not None,
        "check": ImportWorkOut.of(found.check, now),
        "run": ImportWorkOut.of(found.run, now),
    }


class ImportPageOut(OutputSchema):
    items: list[ListedImportOut]
    next_cursor: str | None


class ProblemQuery(InputSchema):
    """``phase``: of the dry run or of the run. ``after``: the ``place`` of the last problem that was shown."""

    phase: Literal["check", "run"] = "check"
    after: Annotated[str, StringConstraints(pattern=r"^\d{1,9}:\d{1,18}$")] | None = None
    limit: Limit = 50

    def place(self) -> tuple[int, int] | None:
        if self.after is None:
            return None
        line, _, tie = self.after.partition(":")
        return int(line), int(tie)


class ReportQuery(InputSchema):
    phase: Literal["check", "run"] = "check"
    language: Literal["ja", "en"] = "ja"


class ImportProblemOut(OutputSchema):
    """``column`` counts from 0; null where the whole row is meant. ``value`` is what stands in the file: escape it."""

    place: str
    line: int
    column: int | None
    header: str
    value: str
    problem: WordsOut
    is_warning: bool

    @classmethod
    def of(cls, row: ImportProblem) -> "ImportProblemOut":
        return cls(
            place=f"{row.line}:{row.id}",
            line=row.line,
            column=row.column,
            header=row.header,
            value=row.value,
            problem=WordsOut(ja=row.ja, en=row.en),
            is_warning=row.is_warning,
        )


class ImportProblemsOut(OutputSchema):
    items: list[ImportProblemOut]
    has_more: bool
