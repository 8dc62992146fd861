"""Reads of pairs that may be one person, with whom they speak of."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.db.models import Q

from enishi.friends.models import Customer, Friend, MatchSuggestion, Subject, SuggestionState
from enishi.friends.selectors.counts import COUNTED_UP_TO, Count
from enishi.friends.selectors.customers import external_ids, friends_of_customers
from enishi.kit.errors import not_found
from enishi.kit.paging import Page, Position, page_of

Band = Literal["sure", "likely"]
#: From this confidence on a pair is nearly certain.
SURE = 90


@dataclass(frozen=True, slots=True)
class Side:
    """One of a pair: a customer with their friends and outside ids, or a friend alone."""

    kind: Subject
    id: int
    customer: Customer | None
    friends: list[Friend]
    external_ids: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Suggested:
    """A suggestion with both sides."""

    suggestion: MatchSuggestion
    left: Side
    right: Side


def suggestion(org_id: int, suggestion_id: int) -> MatchSuggestion:
    """One suggestion; ProblemError 404."""
    found = MatchSuggestion.objects.filter(org_id=org_id, id=suggestion_id).first()
    if found is None:
        raise not_found("候補", "The suggestion")
    return found


def suggestion_page(
    org_id: int,
    *,
    state: SuggestionState,
    band: Band | None,
    customer_id: int | None,
    after: Position | None,
    limit: int,
) -> Page[Suggested]:
    """Suggestions, the newest first."""
    rows = MatchSuggestion.objects.filter(org_id=org_id, state=state)
    if band is not None:
        rows = rows.filter(confidence__gte=SURE) if band == "sure" else rows.filter(confidence__lt=SURE)
    if customer_id is not None:
        rows = rows.filter(_concerns(customer_id))
    rows = rows.order_by("-found_at", "-id")
    if after is not None:
        rows = rows.filter(found_at__lte=after.at).filter(Q(found_at__lt=after.at) | Q(id__lt=after.tie))
    page = page_of(list(rows[: limit + 1]), limit, lambda row: Position(row.found_at, row.id))
    return Page(_with_sides(org_id, page.items), page.next_cursor)


def suggestion_count(org_id: int, *, customer_id: int | None = None) -> Count:
    """How many wait for staff, of everybody or of one customer, counted up to 10,000."""
    rows = MatchSuggestion.objects.filter(org_id=org_id, state=SuggestionState.OPEN)
    if customer_id is not None:
        rows = rows.filter(_concerns(customer_id))
    number = rows[: COUNTED_UP_TO + 1].count()
    return Count(min(number, COUNTED_UP_TO), number <= COUNTED_UP_TO)


def _concerns(customer_id: int) -> Q:
    left = Q(left_kind=Subject.CUSTOMER, left_id=customer_id)
    return left | Q(right_kind=Subject.CUSTOMER, right_id=customer_id)


def _with_sides(org_id: int, rows: Sequence[MatchSuggestion]) -> list[Suggested]:
    pairs = [(row.left_kind, row.left_id) for row in rows] + [(row.right_kind, row.right_id) for row in rows]
    customer_ids = [key for kind, key in pairs if kind == Subject.CUSTOMER]
    friend_ids = [key for kind, key in pairs if kind == Subject.FRIEND]
    customers = {row.id: row for row in Customer.objects.filter(org_id=org_id, id__in=customer_ids)}
    alone = {row.id: row for row in Friend.objects.filter(org_id=org_id, id__in=friend_ids)}
    friends = friends_of_customers(org_id, customer_ids)
    named = external_ids(org_id, customer_ids)

    def side(kind: str, key: int) -> Side:
        if kind == Subject.FRIEND:
            return Side(Subject.FRIEND, key, None, [alone[key]] if key in alone else [], [])
        ids = [(row.system, row.value) for row in named.get(key, [])]
        return Side(Subject.CUSTOMER, key, customers.get(key), friends.get(key, []), ids)

    return [
        Suggested(row, side(row.left_kind, row.left_id), side(row.right_kind, row.right_id)) for row in rows
    ]
