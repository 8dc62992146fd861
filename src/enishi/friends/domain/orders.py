"""Orders as other systems tell them, before anybody knows whose they are."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever another system means: any of these, each of which may be missing. ``external_id`` belongs to
    ``system``; a LINE user id belongs to ``channel_id``, or to whichever channel knows it where that is missing."""

    customer_id: int | None = None
    system: str = ""
    external_id: str = ""
    friend_id: int | None = None
    line_user_id: str = ""
    channel_id: int | None = None
    email: str = ""
    phone: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class OrderedItem:
    """One line: ``unit_price`` in yen. A product without a SKU is known by its name alone."""

    name: str
    quantity: int = 1
    unit_price: int = 0
    sku: str = ""
    category: str = ""


@dataclass(frozen=True, slots=True)
class IncomingOrder:
    """One order. ``items`` None leaves the lines as they are; ``status_at`` None is the time of ordering for a paid
    order and the time of arrival for any other."""

    source: str
    external_id: str
    ordered_at: datetime
    person: Person
    status: str
    total: int
    status_at: datetime | None = None
    items: tuple[OrderedItem, ...] | None = None
