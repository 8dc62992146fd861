"""What each order of a chunk would do: the one decision that the dry run reports and the run carries out.

In: groups of rows. Out: orders as another system would send them, and a problem for each row that keeps one out. Reads
set-wise, a few statements a chunk, and writes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from enishi.friends.domain.operations import Words
from enishi.friends.domain.orders import IncomingOrder
from enishi.friends.domain.text import folded
from enishi.friends.selectors.identity import Keys
from enishi.friends.selectors.persons import look_up
from enishi.friends.transfers.orders.grouping import MOST_LINES, Group
from enishi.friends.transfers.orders.mapping import OrderMapping
from enishi.friends.transfers.orders.reading import OrderReader, ReadOrder
from enishi.friends.transfers.orders.standing import Standing, standing_by_number
from enishi.friends.transfers.orders.texts import words
from enishi.friends.transfers.planning import Problem
from enishi.friends.transfers.records import Record
from enishi.friends.transfers.texts import words as file_words

_MOST_UNKNOWN = 50


@dataclass(slots=True)
class OrderPlan:
    """Orders that will be stored, each with the line that it begins at, and problems of those that will not.

    ``failed`` counts orders; ``unknown_states`` are words that nobody has given a meaning. ``standing`` tells, by
    number, what is there already.
    """

    orders: list[IncomingOrder] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    failed: int = 0
    unknown_states: list[str] = field(default_factory=list)
    standing: dict[str, Standing] = field(default_factory=dict)

    def effect(self, now: datetime) -> dict[str, int]:
        """How many orders would be new, changed and unchanged."""
        found = {"new": 0, "changed": 0, "unchanged": 0}
        for order in self.orders:
            present = self.standing.get(order.external_id)
            if present is None:
                found["new"] += 1
            else:
                changes = present.would_change(order, order.status_at or now)
                found["changed" if changes else "unchanged"] += 1
        return found


@dataclass(frozen=True, slots=True)
class OrderFile:
    """Where the orders come from: whose they are, what the columns mean and how many there are."""

    org_id: int
    channel_id: int
    mapping: OrderMapping
    width: int


def plan_orders(
    groups: Sequence[Group], file: OrderFile, now: datetime, *, is_locked: bool = False
) -> OrderPlan:
    """The chunk's plan; ``is_locked`` holds the orders that are there until the transaction ends."""
    plan = OrderPlan()
    own = {folded(word): meaning for word, meaning in file.mapping.states.items()}
    reader = OrderReader(file.mapping, own, file.channel_id, now)
    read: list[ReadOrder] = []
    for group in groups:
        flaws = _flaws(group, file)
        order = None if flaws else reader.read(group.records)
        plan.problems += flaws or (order.problems if order else [])
        if order is not None and order.unknown_state:
            plan.unknown_states.append(order.unknown_state)
        if order is not None and order.is_sound:
            read.append(order)
        else:
            plan.failed += 1
    plan.unknown_states = list(dict.fromkeys(plan.unknown_states))[:_MOST_UNKNOWN]
    read = _known_friends(read, file, plan)
    plan.standing = standing_by_number(
        file.org_id, file.mapping.source, [order.number for order in read], is_locked=is_locked
    )
    for order in read:
        plan.orders.append(_incoming(order, file.mapping.source, plan.standing.get(order.number), now))
        plan.lines.append(order.line)
    return plan


def _flaws(group: Group, file: OrderFile) -> list[Problem]:
    """What is wrong with the rows as such."""
    found = []
    for record in group.records:
        told = _flaw(record, file)
        if told is not None:
            found.append(Problem(record.line, told))
    if group.more or len(group.records) > MOST_LINES:
        place = file.mapping.place("number")
        found.append(Problem(group.records[0].line, words("too_many_lines", most=MOST_LINES), place))
    return found


def _flaw(record: Record, file: OrderFile) -> Words | None:
    if record.flaw:
        return file_words(record.flaw)
    if any(str(cell).strip() for cell in record.cells[file.width :]):
        return file_words("row_longer")
    return None


def _known_friends(read: list[ReadOrder], file: OrderFile, plan: OrderPlan) -> list[ReadOrder]:
    """Those whose LINE user id is a friend's, and those who are named otherwise too."""
    asked = [order for order in read if order.person.line_user_id and not _is_named_otherwise(order)]
    if not asked:
        return read
    known = look_up(file.org_id, [order.person for order in asked], Keys())
    strangers = {order.number for order in asked if known.friend_of(order.person) is None}
    place = file.mapping.place("line_user_id")
    for order in asked:
        if order.number in strangers:
            user = order.person.line_user_id
            plan.problems.append(Problem(order.line, words("friend_unknown"), place, user))
            plan.failed += 1
    return [order for order in read if order.number not in strangers]


def _is_named_otherwise(order: ReadOrder) -> bool:
    person = order.person
    return bool(person.external_id or person.email or person.phone)


def _incoming(order: ReadOrder, source: str, present: Standing | None, now: datetime) -> IncomingOrder:
    assert order.ordered_at is not None
    found = IncomingOrder(
        source, order.number, order.ordered_at, order.person, order.state, order.total, None, order.items
    )
    if order.state == "paid":
        return found
    # A file of last year's orders tells old news: what was refunded in it was not refunded today. Only of an order
    # that we knew as paid we learn it now.
    unknown_since = now if present is not None else order.ordered_at
    return replace(found, status_at=order.cancelled_at or unknown_since)
