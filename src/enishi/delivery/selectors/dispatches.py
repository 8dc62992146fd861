"""Reads of dispatches: lists, and where the friends of one are."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

import orjson
from django.db import connection
from django.db.models import Count, Q, QuerySet, Sum

from enishi.content import selectors as content_selectors
from enishi.content.domain.outline import Outline
from enishi.content.domain.placeholders import ids_in
from enishi.delivery.domain.values import DeliveryState
from enishi.delivery.models import Dispatch, DispatchKind, DispatchState
from enishi.friends.conditions.references import Use
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
    problem: str = ""
    due_from: datetime | None = None
    due_before: datetime | None = None


_TROUBLED = Q(failed__gt=0) | Q(unknown__gt=0) | Q(state="paused")
#: What staff look for → the condition, each within the partial index of troubled dispatches.
PROBLEMS = {
    "any": _TROUBLED,
    "failed": _TROUBLED & Q(failed__gt=0),
    "unknown": _TROUBLED & Q(unknown__gt=0),
    "paused": _TROUBLED & Q(state="paused"),
}


def dispatches(org_id: int) -> QuerySet[Dispatch]:
    """All dispatches, newest first."""
    return Dispatch.objects.filter(org_id=org_id).order_by("-created_at", "-id")


def dispatch_page(
    org_id: int, wanted: DispatchFilter, *, after: Position | None, limit: int
) -> Page[Dispatch]:
    """Dispatches that match, newest first."""
    exact = {"channel_id": wanted.channel_id, "kind": wanted.kind, "state": wanted.state}
    rows = dispatches(org_id).filter(**{name: value for name, value in exact.items() if value})
    if wanted.problem:
        rows = rows.filter(PROBLEMS[wanted.problem])
    if wanted.due_from is not None:
        rows = rows.filter(due_at__gte=wanted.due_from)
    if wanted.due_before is not None:
        rows = rows.filter(due_at__lt=wanted.due_before)
    if after is not None:
        # The first condition is redundant, but it is the one that lets the index jump to the place.
        rows = rows.filter(created_at__lte=after.at).filter(Q(created_at__lt=after.at) | Q(id__lt=after.tie))
    return page_of(list(rows[: limit + 1]), limit, lambda row: Position(row.created_at, row.id))


@dataclass(frozen=True, slots=True)
class Troubles:
    """What staff should look at: friends whose message failed or is in doubt, and dispatches that stand still."""

    failed: int
    unknown: int
    paused: int


def troubles(org_id: int, channel_id: int, since: datetime) -> Troubles:
    """Troubles of dispatches requested since then; those paused count whenever they were requested."""
    rows = Dispatch.objects.filter(_TROUBLED, org_id=org_id, channel_id=channel_id)
    recent = Q(created_at__gte=since)
    sums = rows.aggregate(
        failed=Sum("failed", filter=recent, default=0),
        unknown=Sum("unknown", filter=recent, default=0),
        paused=Count("id", filter=Q(state=DispatchState.PAUSED)),
    )
    return Troubles(**sums)


def unfinished(
    org_id: int, channel_id: int, due_from: datetime, due_before: datetime, most: int
) -> list[Dispatch]:
    """Dispatches of a channel that are still to go out within a time, by when they are due."""
    rows = Dispatch.objects.filter(
        org_id=org_id,
        channel_id=channel_id,
        state__in=[DispatchState.OPEN, DispatchState.PAUSED],
        due_at__gte=due_from,
        due_at__lt=due_before,
    )
    return list(rows.order_by("due_at", "id")[:most])


def is_legible(dispatch: Dispatch, *, with_talk: bool) -> bool:
    """Whether its words may be read: staff's replies are part of a talk, for those who may see talks."""
    return with_talk or dispatch.kind != DispatchKind.STAFF


def outlines(org_id: int, found: Iterable[Dispatch], *, with_talk: bool) -> dict[int, Outline]:
    """Revision id → what was sent in a few words, for lists; of replies in talks only ``with_talk``."""
    legible = {each.revision_id for each in found if is_legible(each, with_talk=with_talk)}
    return content_selectors.outlines(org_id, legible)


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


@dataclass(frozen=True, slots=True)
class RevisionTotals:
    """What became of one content, summed over all dispatches of one source."""

    planned: int = 0
    sent: int = 0
    held: int = 0
    skipped: int = 0
    failed: int = 0
    unknown: int = 0
    reasons: list[Tally] = field(default_factory=list)


def scenario_totals(org_id: int, source: str) -> dict[int, RevisionTotals]:
    """Revision id → totals, of a scenario's dispatches. The counters are summed; only what was not sent is counted
    in the ledger."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT d.revision_id, l.state, l.reason, count(*)
              FROM delivery_dispatch d
              JOIN delivery_delivery l ON l.org_id = d.org_id AND l.dispatch_id = d.id AND l.due_at = d.due_at
             WHERE d.org_id = %s AND d.kind = 'scenario' AND d.source = %s
               AND d.skipped + d.failed + d.unknown > 0 AND l.state <> 'sent'
             GROUP BY 1, 2, 3 ORDER BY 1, 4 DESC, 2, 3
            """,
            [org_id, source],
        )
        reasons: dict[int, list[Tally]] = {}
        for revision_id, *tally in cursor.fetchall():
            reasons.setdefault(revision_id, []).append(Tally(*tally))
        cursor.execute(
            """
            SELECT revision_id, sum(planned), sum(sent), sum(held), sum(skipped), sum(failed), sum(unknown)
              FROM delivery_dispatch WHERE org_id = %s AND kind = 'scenario' AND source = %s GROUP BY 1
            """,
            [org_id, source],
        )
        return {
            key: RevisionTotals(planned, sent, held, skipped, failed, unknown, reasons.get(key, []))
            for key, planned, sent, held, skipped, failed, unknown in cursor.fetchall()
        }


def uses_in_dispatches(org_id: int, kind: str, object_ids: Collection[int]) -> list[tuple[int, Use]]:
    """The dispatches still to go out whose texts hold the placeholder of one of the objects.

    Those of one content are one use: steps and answers on their way can be as many as the friends.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT d.id, d.channel_id, r.blocks
              FROM (SELECT revision_id, max(id) AS id, max(channel_id) AS channel_id FROM delivery_dispatch
                     WHERE org_id = %(org_id)s AND state IN ('open', 'paused') GROUP BY revision_id) d
              JOIN content_revision r ON r.org_id = %(org_id)s AND r.id = d.revision_id
             WHERE strpos(r.blocks::text, %(family)s) > 0
             ORDER BY d.id
            """,
            {"org_id": org_id, "family": f"{kind}."},
        )
        found = cursor.fetchall()
    return [
        (object_id, Use("dispatch", dispatch_id, f"#{dispatch_id}", channel_id, "blocks"))
        for dispatch_id, channel_id, blocks in found
        for object_id in sorted(ids_in(orjson.loads(blocks), kind) & set(object_ids))
    ]
