"""What each row of a chunk would do: the one decision that the dry run reports and the run carries out.

In: records and what the organisation has. Out: a plan with a row for each friend, and a problem for each row that is
left out. A row with any mistake is left out as a whole, so that what is reported can be mended and imported again.
Reads set-wise, a few statements a chunk, and writes nothing.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from enishi.friends.domain.fields import FieldSpec, Value, parse
from enishi.friends.domain.operations import Words
from enishi.friends.domain.text import folded
from enishi.friends.transfers.cells import raw_of, text_of
from enishi.friends.transfers.finding import Finder
from enishi.friends.transfers.guessing import LINE_USER_ID
from enishi.friends.transfers.mapping import (
    ColumnMapping,
    DisplayName,
    LineUserId,
    Memo,
    NewField,
    NewTag,
    TagNames,
    ToField,
    ToTag,
)
from enishi.friends.transfers.records import Cell, Record
from enishi.friends.transfers.texts import words
from enishi.kit.errors import FieldProblem

_MEMO_LENGTH = 5_000
_NAME_LENGTH = 200
_TAG_PIECES = re.compile(r"[^,、;；，\n]+")
_YES = frozenset({"1", "true", "○", "〇", "はい", "yes", "あり"})
_NO = frozenset({"0", "false", "×", "いいえ", "no", "なし"})
#: Values read once are remembered for the chunk: cities, dates and choices repeat.
_REMEMBERED = 20_000
_LAST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row is left out or, as a warning, what one should know of it."""

    line: int
    words: Words
    column: int | None = None
    value: str = ""
    is_warning: bool = False


@dataclass(slots=True)
class RowPlan:
    """What one row does to one friend; without ``friend_id`` it makes one. Tags by id, or by name if they are new."""

    line: int
    friend_id: int | None
    line_user_id: str = ""
    name: str = ""
    memo: str | None = None
    values: dict[int, Value | None] = field(default_factory=dict)
    tags: list[int | str] = field(default_factory=list)
    tags_off: list[int] = field(default_factory=list)


@dataclass(slots=True)
class ChunkPlan:
    """Rows that will be done, and problems of those that will not. ``failed`` counts rows, not problems. ``places`` are
    the ids of the friends whom the records name, one for each record; whoever is not known comes last."""

    rows: list[RowPlan] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    failed: int = 0
    places: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Given:
    """What a mapping means for one organisation: specs by column, tags by folded name, and who is found by what.

    A field that does not exist yet has a spec whose id is below zero.
    """

    mapping: ColumnMapping
    specs: Mapping[int, FieldSpec]
    tags: Mapping[str, int]
    archived_tags: Mapping[str, int]
    finder: Finder
    width: int
    #: The name that a new tag gets, or why it cannot be made; asked only for names that are no tags yet.
    new_tag_name: Callable[[str], str | Words]


type _Taker = Callable[[RowPlan, Cell], Words | None]


class Planner:
    """Plans chunks of one file."""

    def __init__(self, given: Given) -> None:
        self._given = given
        self._key = given.mapping.key
        self._named: dict[Cell, Words | list[int | str]] = {}
        self._takers = [
            (number, self._taker(number, target))
            for number, target in enumerate(given.mapping.columns)
            if target.to not in ("ignore", "line_user_id", "friend_id")
            and not (number == given.mapping.key and isinstance(target, (ToField, DisplayName)))
        ]

    def _taker(self, number: int, target: Any) -> _Taker:
        """What writes a cell of one column into a row's plan; it returns words if it cannot."""
        match target:
            case ToField() | NewField():
                return self._value_taker(number)
            case TagNames():
                return self._take_tag_names
            case ToTag(tag_id=tag_id):
                return self._flag_taker(tag_id)
            case NewTag(name=name):
                return self._flag_taker(self._tag(name))
            case Memo():
                return self._take_memo
            case DisplayName():
                return self._take_name
        raise LookupError(f"no column of {target}")

    def plan(self, records: Sequence[Record]) -> ChunkPlan:
        """The chunk's plan."""
        done = ChunkPlan()
        keys: dict[int, str] = {}
        usable = []
        for record in records:
            key = self._sound_key(record, done)
            if key:
                keys[record.line] = key
                usable.append(record)
        found = self._given.finder.find(
            {record.line: record.cells[self._key] for record in usable if self._key is not None}
        )
        self._find_erased(keys, found)
        done.places = [_place(found.get(record.line)) for record in records]
        taken: dict[int, int] = {}
        for record in usable:
            row = self._row_for(record, keys[record.line], found.get(record.line), taken, done)
            if row is not None:
                self._fill(row, record, done)
        return done

    def _sound_key(self, record: Record, done: ChunkPlan) -> str:
        """The text of the row's key; empty, and the row left out, where it cannot be used at all."""
        cells = record.cells
        if record.flaw:
            code, _, line = record.flaw.partition(":")
            self._leave_out(done, record.line, words(code, line=line) if line else words(code))
            return ""
        if len(cells) > self._given.width and any(str(cell).strip() for cell in cells[self._given.width :]):
            self._leave_out(done, record.line, words("row_longer"))
            return ""
        key = "" if self._key is None or self._key >= len(cells) else text_of(cells[self._key])
        if not key:
            self._leave_out(done, record.line, words("key_empty"), self._key)
        return key

    def _row_for(
        self,
        record: Record,
        value: str,
        found: Sequence[int] | Words | None,
        taken: dict[int, int],
        done: ChunkPlan,
    ) -> RowPlan | None:
        if isinstance(found, Words):
            self._leave_out(done, record.line, found, self._key, value)
        elif not found:
            return self._new_friend(record, value, done)
        elif len(found) > 1:
            self._leave_out(done, record.line, words("key_ambiguous"), self._key, value)
        elif found[0] in taken:
            repeated = words("key_repeated", line=taken[found[0]])
            self._leave_out(done, record.line, repeated, self._key, value)
        else:
            taken[found[0]] = record.line
            return RowPlan(record.line, found[0])
        return None

    def _find_erased(self, keys: Mapping[int, str], found: Mapping[int, Sequence[int] | Words]) -> None:
        """Whoever asked to be forgotten is not made again by an old list."""
        self._erased: set[str] = set()
        if isinstance(self._given.mapping.key_target, LineUserId):
            unknown = {key for line, key in keys.items() if not found.get(line)}
            self._erased = self._given.finder.erased_among(unknown)

    def _new_friend(self, record: Record, value: str, done: ChunkPlan) -> RowPlan | None:
        mapping = self._given.mapping
        if not isinstance(mapping.key_target, LineUserId) or not mapping.creates_friends:
            self._leave_out(done, record.line, words("key_unknown"), self._key, value)
            return None
        if value in self._erased:
            self._leave_out(done, record.line, words("person_erased"), self._key)
            return None
        return RowPlan(record.line, None, line_user_id=value)

    def _fill(self, row: RowPlan, record: Record, done: ChunkPlan) -> None:
        problems: list[Problem] = []
        cells = record.cells
        width = len(cells)
        if width < self._given.width:
            done.problems.append(Problem(record.line, words("row_shorter"), is_warning=True))
        for number, take in self._takers:
            if number < width:
                found = take(row, cells[number])
                if found is not None:
                    problems.append(Problem(record.line, found, number, str(cells[number])[:200]))
        if problems:
            done.problems += problems
            done.failed += 1
            return
        row.tags += self._given.mapping.everyone_tag_ids
        done.rows.append(row)

    def _value_taker(self, number: int) -> _Taker:
        spec = self._given.specs[number]
        field_id, clears = spec.id, self._given.mapping.empty == "clear"
        known: dict[Cell, Any] = {}

        def take(row: RowPlan, cell: Cell) -> Words | None:
            value = known.get(cell, known)
            if value is known:
                value = parse(spec, raw_of(spec, cell))
                if isinstance(value, FieldProblem):
                    value = Words(value.ja, value.en)
                if len(known) < _REMEMBERED:
                    known[cell] = value
            if value.__class__ is Words:
                return value
            if value is not None or clears:
                row.values[field_id] = value
            return None

        return take

    def _take_tag_names(self, row: RowPlan, cell: Cell) -> Words | None:
        found = self._named.get(cell)
        if found is None:
            tags = [self._tag(name) for name in self._names_in(text_of(cell))]
            refused = next((tag for tag in tags if isinstance(tag, Words)), None)
            found = refused or [tag for tag in tags if not isinstance(tag, Words)]
            if len(self._named) < _REMEMBERED:
                self._named[cell] = found
        if isinstance(found, Words):
            return found
        row.tags += found
        return None

    def _names_in(self, text: str) -> list[str]:
        """The names in a cell. A tag whose own name holds a separator is found as a whole."""
        pieces = [(piece.start(), piece.end()) for piece in _TAG_PIECES.finditer(text)]
        names = []
        while pieces:
            start, end = pieces[0]
            whole = next(
                (last for _, last in reversed(pieces) if folded(text[start:last]) in self._given.tags), end
            )
            names.append(text[start:whole].strip())
            pieces = [piece for piece in pieces if piece[0] >= whole]
        return [name for name in names if name]

    def _tag(self, name: str) -> int | str | Words:
        known = self._given.tags.get(folded(name))
        if known is not None:
            return known
        if folded(name) in self._given.archived_tags:
            return words("tag_archived", name=name[:100])
        if not self._given.mapping.creates_tags:
            return words("tag_unknown", name=name[:100])
        accepted = self._given.new_tag_name(name)
        return accepted if isinstance(accepted, Words) else self._given.tags.get(folded(accepted), accepted)

    def _flag_taker(self, tag: int | str | Words) -> _Taker:
        clears = self._given.mapping.empty == "clear"

        def take(row: RowPlan, cell: Cell) -> Words | None:
            if isinstance(tag, Words):
                return tag
            flag = folded(text_of(cell))
            if flag and flag not in _YES and flag not in _NO:
                return words("tag_value_wrong")
            if flag in _YES:
                row.tags.append(tag)
            elif clears and isinstance(tag, int):
                row.tags_off.append(tag)
            return None

        return take

    def _take_name(self, row: RowPlan, cell: Cell) -> None:
        row.name = text_of(cell)[:_NAME_LENGTH]

    def _take_memo(self, row: RowPlan, cell: Cell) -> Words | None:
        memo = text_of(cell)
        if len(memo) > _MEMO_LENGTH:
            return words("memo_too_long")
        if memo or self._given.mapping.empty == "clear":
            row.memo = memo
        return None

    def _leave_out(
        self, done: ChunkPlan, line: int, why: Words, column: int | None = None, value: str = ""
    ) -> None:
        done.failed += 1
        done.problems.append(Problem(line, why, column, value[:200]))


def _place(found: Sequence[int] | Words | None) -> int:
    return found[0] if found and not isinstance(found, Words) else _LAST


def is_line_user_id(text: str) -> bool:
    """Whether ``text`` has the form of a LINE user id."""
    return LINE_USER_ID.fullmatch(text) is not None


def new_tags_in(rows: Iterable[RowPlan]) -> dict[str, str]:
    """Folded name → name as it was first written, of the tags that these rows would make."""
    found: dict[str, str] = {}
    for row in rows:
        for tag in row.tags:
            if isinstance(tag, str):
                found.setdefault(folded(tag), tag)
    return found
