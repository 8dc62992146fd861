"""The columns that a list of friends may show, in the order in which they are offered."""

from typing import Literal, get_args

ColumnName = Literal[
    "tags",
    "mark",
    "reaction",
    "origin",
    "since",
    "status",
    "followed",
    "blocked",
    "language",
    "memo",
    "score",
    "lifecycle",
    "line_user_id",
]

COLUMNS: tuple[str, ...] = get_args(ColumnName)
DEFAULT_COLUMNS: tuple[str, ...] = ("tags", "mark", "reaction", "origin", "since")
MOST_COLUMNS = 20

_FIELD = "field:"


def field_of(column: str) -> int | None:
    """The field whose values a column shows: 12 of ``field:12``; None for any other column."""
    number = column.removeprefix(_FIELD)
    return int(number) if column.startswith(_FIELD) and number.isascii() and number.isdigit() else None
