"""Reads of dispatches: lists, and where the friends of one are."""

from dataclasses import dataclass

from django.db import connection
from django.db.models import Q, QuerySet

from enishi.delivery.domain.values import DeliveryState
from enishi.delivery.models import Dispatch
from enishi.kit.errors import not_found
from enishi.kit.paging import Page, Position, page_of


def dispatch(org_id: int, dispatch_id: int) -> Dispatch:
    """One dispatch; ProblemError 404."""
    found = Dispatch.objects.filter(org_id=org_id, id=dispatch_id).first()
    if found is None:
        raise not_found("配信", "The dispatch")
    return found


@dataclass(frozen=True, slots=True)
class DispatchFilter:
    """Which dispatches to list; what is None or empty does not filter."""

    channel_id: int | None = None
    kind: str = ""
    state: str = ""


def dispatches(org_id: int) -> QuerySet[Dispatch]:
    """All dispatches, newest first."""
    return Dispatch.objects.filter(org_id=org_id).order_by("-created_at", "-id")


def dispatch_page(
    org_id: int, wanted: DispatchFilter, *, after: Position | None, limit: int
) -> Page[Dispatch]:
    """Dispatches that match, newest first."""
    exact = {"channel_id": wanted.channel_id, "kind": wanted.kind, "state": wanted.state}
    rows = dispatches(org_id).filter(**{name: value for name, value in exact.items() if value})
    if after is not None:
        # The first condition is redundant, but it is the one that lets the index jump to the place.
        rows = rows.filter(created_at__lte=after.at).filter(Q(created_at__lt=after.at) | Q(id__lt=after.tie))
    return page_of(list(rows[: limit + 1]), limit, lambda row: Position(row.created_at, row.id))


@dataclass(frozen=True, slots=True)
class Tally:
    """How many friends of a dispatch ended in ``state`` for ``reason``."""

    state: DeliveryState
    reason: str
    number: int


@dataclass(frozen=True, slots=True)
class DispatchDetail:
    """A dispatch and where its friends are: together they are always all that were planned."""

    dispatch: Dispatch
    to_plan: int
    to_send: int
    tallies: list[Tally]


_WITH_QUEUES = """
SELECT d.*,
       (SELECT coalesce(sum(cardinality(c.friend_ids)), 0) FROM delivery_candidates c
         WHERE c.org_id = d.org_id AND c.dispatch_id = d.id AND NOT c.is_held) AS to_plan,
       (SELECT coalesce(sum(cardinality(b.friend_ids)), 0) FROM delivery_batch b
         WHERE b.org_id = d.org_id AND b.dispatch_id = d.id AND b.state IN ('ready', 'sending')) AS to_send
  FROM delivery_dispatch d WHERE d.org_id = %s AND d.id = %s
"""


def dispatch_detail(org_id: int, dispatch_id: int) -> DispatchDetail:
    """One dispatch with its queues, counted in one snapshot, and the reasons in its ledger. ProblemError 404."""
    found = next(iter(Dispatch.objects.raw(_WITH_QUEUES, [org_id, dispatch_id])), None)
    if found is None:
        raise not_found("配信", "The dispatch")
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT state, reason, count(*) FROM delivery_delivery
             WHERE org_id = %s AND dispatch_id = %s AND due_at = %s AND state <> 'sent' GROUP BY 1, 2 ORDER BY 1, 2
            """,
            [org_id, dispatch_id, found.due_at],
        )
        tallies = [Tally(*row) for row in cursor.fetchall()]
    queues = vars(found)
    return DispatchDetail(found, int(queues["to_plan"]), int(queues["to_send"]), tallies)
