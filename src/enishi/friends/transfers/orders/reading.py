"""One order from its rows: what the shop tells of it, or what is wrong, each at its row and column.

Pure. A value of the whole order may stand in every row or in the first alone; where rows contradict each other, the
order is left out, unless it is only about how the person is called or reached.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from enishi.friends.domain.operations import Words
from enishi.friends.domain.orders import OrderedItem, Person
from enishi.friends.transfers.cells import text_of
from enishi.friends.transfers.orders import values
from enishi.friends.transfers.orders.mapping import PERSONS, PRODUCTS, OrderMapping, OrderTarget, StateMeaning
from enishi.friends.transfers.orders.states import meaning_of
from enishi.friends.transfers.orders.texts import words
from enishi.friends.transfers.planning import Problem, is_line_user_id
from enishi.friends.transfers.records import Cell, Record
from enishi.friends.transfers.texts import words as file_words

_SHOWN = 200
_NAME_LENGTH, _CODE_LENGTH, _CATEGORY_LENGTH, _ID_LENGTH = 200, 100, 100, 200
#: A shop's clock and ours may differ, and so may their zones; a date of next week is a slip.
_AHEAD = timedelta(days=1)


@dataclass(slots=True)
class ReadOrder:
    """What the rows say, of which the first stands at ``line``. ``items`` is None where the file has no products."""

    number: str
    line: int
    ordered_at: datetime | None = None
    state: StateMeaning = "paid"
    cancelled_at: datetime | None = None
    total: int = 0
    items: tuple[OrderedItem, ...] | None = None
    person: Person = field(default_factory=Person)
    problems: list[Problem] = field(default_factory=list)
    unknown_state: str = ""

    @property
    def is_sound(self) -> bool:
        return all(problem.is_warning for problem in self.problems)


class OrderReader:
    """Reads the orders of one file. ``own``: what the shop's words for states mean, by folded word."""

    def __init__(
        self, mapping: OrderMapping, own: Mapping[str, StateMeaning], channel_id: int, now: datetime
    ) -> None:
        self._mapping, self._own, self._channel_id, self._now = mapping, own, channel_id, now

    def read(self, records: Sequence[Record]) -> ReadOrder:
        """The order of these rows, which all have its number."""
        number = self._mapping.place("number")
        assert number is not None
        rows = _Rows(self._mapping, records)
        order = ReadOrder(rows.text_at(records[0], number), records[0].line)
        if not order.number or len(order.number) > _ID_LENGTH:
            code = "number_too_long" if order.number else "number_empty"
            rows.problem(records[0], number, words(code))
        self._take_facts(order, rows)
        order.items, sum_of_rows = self._items(rows)
        order.total = self._total(rows, sum_of_rows)
        order.person = self._person(rows)
        order.problems = rows.problems
        return order

    def _take_facts(self, order: ReadOrder, rows: "_Rows") -> None:
        ordered_at = rows.one("ordered_at", values.moment)
        if ordered_at is None and not rows.has_problem("ordered_at"):
            rows.problem(rows.records[0], self._mapping.place("ordered_at"), words("ordered_at_empty"))
        elif ordered_at is not None and ordered_at > self._now + _AHEAD:
            rows.problem_of("ordered_at", words("ordered_at_later"))
        order.ordered_at = ordered_at
        meaning = rows.one("status", lambda cell: values.state(cell, self._own))
        wrong = rows.wrong.get("status", "")
        order.unknown_state = wrong if wrong and meaning_of(wrong, self._own) is None else ""
        order.cancelled_at = rows.one("cancelled_at", values.moment)
        order.state = "cancelled" if order.cancelled_at else meaning or "paid"
        if order.state == "unpaid":
            rows.problem_of("status", words("state_unpaid"))
        rows.each("currency", values.currency)

    def _items(self, rows: "_Rows") -> tuple[tuple[OrderedItem, ...] | None, int | None]:
        """What was bought, and the sum of the rows; None where no row has an amount."""
        has_products = self._mapping.has(*PRODUCTS)
        items: list[OrderedItem] = []
        amounts: list[int] = []
        for record in rows.records:
            cells = rows.of(record)
            quantity = cells.number("quantity", values.pieces)
            price = cells.number("unit_price", values.amount)
            line_total = cells.number("line_total", values.amount)
            many = 1 if quantity is None else quantity
            if line_total is None and price is not None:
                line_total = price * many
            elif line_total is not None and price is None:
                price = line_total // many
            if line_total is not None:
                amounts.append(line_total)
            item = _item(cells, many, price or 0) if has_products else None
            if item is not None:
                items.append(item)
        return tuple(items) if has_products else None, sum(amounts) if amounts else None

    def _total(self, rows: "_Rows", sum_of_rows: int | None) -> int:
        own = rows.one("total", values.amount)
        if own is not None or rows.has_problem("total"):
            return own or 0
        fees = sum(
            rows.one_at(place, lambda cell: values.amount(cell, least=-(10**9))) or 0
            for place in self._mapping.places("fee")
        )
        if sum_of_rows is None:
            if not rows.has_problem("unit_price") and not rows.has_problem("line_total"):
                place = self._mapping.places("total", "line_total", "unit_price")[0]
                rows.problem(rows.records[0], place, words("total_empty"))
            return 0
        total = sum_of_rows + fees
        if not 0 <= total <= values.MOST_YEN:
            rows.problem(rows.records[0], None, words("total_negative" if total < 0 else "total_too_large"))
        return total

    def _person(self, rows: "_Rows") -> Person:
        text = {target: rows.first_text(target) for target in ("name", "family_name", "given_name")}
        customer_id = rows.first_text("customer_id")
        if len(customer_id) > _ID_LENGTH:
            rows.problem_of("customer_id", words("customer_id_too_long"))
        line_user_id = rows.first_text("line_user_id")
        if line_user_id and not is_line_user_id(line_user_id):
            rows.problem_of("line_user_id", file_words("line_user_id_wrong"))
        email, phone = rows.reached_by("email", values.email), rows.reached_by("phone", values.phone)
        named = customer_id or line_user_id or email.good or phone.good
        reached: tuple[tuple[OrderTarget, _Reach], ...] = (("email", email), ("phone", phone))
        for target, found in reached:
            if found.wrong is not None:
                told = found.wrong
                if named:
                    told = words("person_part_unused", ja=told.ja, en=told.en)
                rows.problem_of(target, told, is_warning=bool(named))
        if not named and email.wrong is None and phone.wrong is None:
            place = self._mapping.place(next(each for each in PERSONS if self._mapping.has(each)))
            rows.problem(rows.records[0], place, words("nobody"))
        return Person(
            system=self._mapping.source if customer_id else "",
            external_id=customer_id,
            line_user_id=line_user_id,
            channel_id=self._channel_id if line_user_id else None,
            email=email.good,
            phone=phone.good,
            name=(text["name"] or f"{text['family_name']} {text['given_name']}".strip())[:_NAME_LENGTH],
        )


@dataclass(frozen=True, slots=True)
class _Reach:
    """An address that was read, or why it could not be."""

    good: str = ""
    wrong: Words | None = None


def _item(cells: "_Cells", quantity: int, price: int) -> OrderedItem | None:
    code = cells.text("product_code", _CODE_LENGTH, "product_code_too_long")
    name = cells.text("product_name", _NAME_LENGTH, "product_name_too_long")
    variation = cells.text("variation", _NAME_LENGTH, "product_name_too_long")
    category = cells.text("category", _CATEGORY_LENGTH, "category_too_long")
    if not code and not name:
        return None
    whole = f"{name or code}（{variation}）" if variation else name or code
    if len(whole) > _NAME_LENGTH:
        whole = name or code
    return OrderedItem(whole, quantity, price, code, category)


class _Rows:
    """The rows of one order, and what is found to be wrong with them."""

    def __init__(self, mapping: OrderMapping, records: Sequence[Record]) -> None:
        self.mapping, self.records = mapping, records
        self.problems: list[Problem] = []
        #: Target → the cell that could not be read.
        self.wrong: dict[OrderTarget, str] = {}

    def of(self, record: Record) -> "_Cells":
        return _Cells(self, record)

    def cell(self, record: Record, place: int | None) -> Cell:
        return "" if place is None or place >= len(record.cells) else record.cells[place]

    def text_at(self, record: Record, place: int | None) -> str:
        return text_of(self.cell(record, place))

    def problem(
        self, record: Record, place: int | None, told: Words, value: str = "", *, is_warning: bool = False
    ) -> None:
        self.problems.append(Problem(record.line, told, place, value[:_SHOWN], is_warning))

    def problem_of(self, target: OrderTarget, told: Words, *, is_warning: bool = False) -> None:
        """A problem at the first row in which the target's cell holds anything."""
        place = self.mapping.place(target)
        record = next((each for each in self.records if self.text_at(each, place)), self.records[0])
        self.problem(record, place, told, self.text_at(record, place), is_warning=is_warning)

    def has_problem(self, target: OrderTarget) -> bool:
        place = self.mapping.place(target)
        return any(problem.column == place and not problem.is_warning for problem in self.problems)

    def one(self, target: OrderTarget, read: Callable[[Cell], Any]) -> Any:
        """The order's one value of a target; None where it has none, or none that can be read."""
        place = self.mapping.place(target)
        found = None if place is None else self.one_at(place, read)
        if place is not None and self.has_problem(target):
            bad = next(each for each in self.problems if each.column == place)
            self.wrong[target] = bad.value
        return found

    def one_at(self, place: int, read: Callable[[Cell], Any]) -> Any:
        """The same for a column."""
        found: Any = None
        first: Record | None = None
        for record in self.records:
            cell = self.cell(record, place)
            value = read(cell)
            if isinstance(value, Words):
                self.problem(record, place, value, text_of(cell))
                return None
            if value is None:
                continue
            if first is None:
                found, first = value, record
            elif value != found:
                self.problem(record, place, words("rows_differ", line=first.line), text_of(cell))
                return None
        return found

    def each(self, target: OrderTarget, wrong: Callable[[Cell], Words | None]) -> None:
        """A problem at the first row whose cell is wrong."""
        place = self.mapping.place(target)
        for record in self.records if place is not None else ():
            told = wrong(self.cell(record, place))
            if told is not None:
                self.problem(record, place, told, self.text_at(record, place))
                return

    def first_text(self, target: OrderTarget) -> str:
        """The first text of a target; a row that says otherwise is told of."""
        place = self.mapping.place(target)
        first: tuple[Record, str] | None = None
        for record in self.records if place is not None else ():
            text = self.text_at(record, place)
            if text and first is None:
                first = (record, text)
            elif text and first is not None and text != first[1]:
                told = words("rows_differ_person", line=first[0].line)
                self.problem(record, place, told, text, is_warning=True)
                break
        return first[1] if first else ""

    def reached_by(self, target: OrderTarget, read: Callable[[Cell], str | Words]) -> _Reach:
        """The first address of a target."""
        place = self.mapping.place(target)
        for record in self.records if place is not None else ():
            found = read(self.cell(record, place))
            if found:
                return _Reach(wrong=found) if isinstance(found, Words) else _Reach(found)
        return _Reach()


class _Cells:
    """One row's own cells."""

    def __init__(self, rows: _Rows, record: Record) -> None:
        self._rows, self._record = rows, record

    def number(self, target: OrderTarget, read: Callable[[Cell], int | Words | None]) -> int | None:
        place = self._rows.mapping.place(target)
        cell = self._rows.cell(self._record, place)
        found = read(cell)
        if isinstance(found, Words):
            self._rows.problem(self._record, place, found, text_of(cell))
            return None
        return found

    def text(self, target: OrderTarget, most: int, too_long: str) -> str:
        place = self._rows.mapping.place(target)
        text = self._rows.text_at(self._record, place)
        if len(text) > most:
            self._rows.problem(self._record, place, words(too_long), text)
        return text[:most]
