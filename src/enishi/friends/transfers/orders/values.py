"""Single cells of orders: amounts, quantities, times, states, addresses. Never a guess."""

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from enishi.friends.domain import identity
from enishi.friends.domain.fields import FieldSpec, FieldType, parse
from enishi.friends.domain.operations import Words
from enishi.friends.domain.text import folded
from enishi.friends.transfers.cells import raw_of, text_of
from enishi.friends.transfers.orders.mapping import StateMeaning
from enishi.friends.transfers.orders.states import meaning_of
from enishi.friends.transfers.orders.texts import words
from enishi.friends.transfers.records import Cell
from enishi.kit.errors import FieldProblem

_TIME = FieldSpec(0, "", FieldType.DATETIME)
_NUMBER = FieldSpec(0, "", FieldType.NUMBER)
#: Far beyond any order, and far within what a sum of many can hold.
MOST_YEN = 10**12
_MOST_PIECES = 100_000
_YEN = frozenset({"jpy", "円", "日本円", "¥", "yen"})
_NO_TIME = frozenset({"-", "0000-00-00 00:00:00", "0000-00-00"})
# Nine or ten digits whose leading 0 a spreadsheet has taken away.
_WITHOUT_ZERO = re.compile(r"[1-9]\d{8,9}")


def amount(cell: Cell, *, least: int = 0) -> int | Words | None:
    """Whole yen, None for an empty cell."""
    value = parse(_NUMBER, raw_of(_NUMBER, cell))
    if value is None:
        return None
    if not isinstance(value, Decimal) or value != value.to_integral_value() or not least <= value <= MOST_YEN:
        return words("amount_wrong")
    return int(value)


def pieces(cell: Cell) -> int | Words | None:
    """How many, None for an empty cell."""
    value = parse(_NUMBER, raw_of(_NUMBER, cell))
    if value is None:
        return None
    if not isinstance(value, Decimal) or value != value.to_integral_value() or not 1 <= value <= _MOST_PIECES:
        return words("quantity_wrong")
    return int(value)


def moment(cell: Cell) -> datetime | Words | None:
    """When, None for an empty cell."""
    if isinstance(cell, str) and cell.strip() in _NO_TIME:
        return None
    value = parse(_TIME, raw_of(_TIME, cell))
    if isinstance(value, FieldProblem):
        return Words(value.ja, value.en)
    return value if isinstance(value, datetime) else None


def state(cell: Cell, own: Mapping[str, StateMeaning]) -> StateMeaning | Words | None:
    """What the shop's word means, None for an empty cell."""
    word = text_of(cell)
    if not word:
        return None
    return meaning_of(word, own) or words("state_unknown", name=word[:50])


def currency(cell: Cell) -> Words | None:
    """Words unless it is yen, or empty."""
    word = folded(text_of(cell))
    return None if not word or word in _YEN else words("currency_wrong")


def email(cell: Cell) -> str | Words:
    """An address, empty for an empty cell."""
    text = text_of(cell)
    return text if not text or identity.email_key(text) else words("email_wrong")


def phone(cell: Cell) -> str | Words:
    """A number, empty for an empty cell. A cell that is a number itself has lost its leading 0."""
    text = text_of(cell)
    if not isinstance(cell, str) and _WITHOUT_ZERO.fullmatch(text):
        text = f"0{text}"
    return text if not text or identity.phone_key(text) else words("phone_wrong")
