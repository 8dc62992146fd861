"""Keyset paging: a cursor is the position of the last row that was shown, never a page number.

A cursor is opaque to callers but not secret: it holds a position and nothing else, and whoever changes it
only reads their own rows from elsewhere. Lists therefore cost the same on page one and on page one thousand.
"""

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson

from enishi.kit.errors import ProblemError, invalid_input

MAX_PAGE = 200
_LARGEST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a list that is ordered newest first: the time, and an id (or a count) that breaks ties."""

    at: datetime
    tie: int


@dataclass(frozen=True, slots=True)
class Page[T]:
    """Some rows and, unless these were the last, the cursor that continues behind them."""

    items: list[T]
    next_cursor: str | None


def encode_cursor(position: Position) -> str:
    """The cursor that stands for ``position``."""
    raw = orjson.dumps([position.at.isoformat(), position.tie])
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def decode_cursor(cursor: str | None) -> Position | None:
    """The position behind a cursor; a ProblemError for anything that :func:`encode_cursor` did not make."""
    if not cursor:
        return None
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        at, tie = orjson.loads(raw)
        position = Position(datetime.fromisoformat(at), tie)
    except (ValueError, TypeError) as error:
        raise _bad_cursor() from error
    if position.at.tzinfo is None or type(tie) is not int or not 0 <= tie <= _LARGEST_ID:
        raise _bad_cursor()
    return position


def _bad_cursor() -> ProblemError:
    return invalid_input(
        "cursor",
        "cursor が正しくありません。前の応答の next_cursor をそのまま指定してください。",
        "The cursor is not valid: pass next_cursor of the previous answer as it is.",
    )


def page_of[T](rows: Sequence[T], limit: int, position: Callable[[T], Position]) -> Page[T]:
    """Cut ``rows``, of which one more than ``limit`` was read: so the list's end is known without a count."""
    items = list(rows[:limit])
    more = len(rows) > limit
    return Page(items, encode_cursor(position(items[-1])) if more and items else None)
