"""Taking an import of orders back: its notes are read from the last to the first, each set-wise.

Orders that it made go, with what timelines say of them; orders that it changed stand again as they stood before. What
somebody has changed since stays as they left it, and is counted. Customers, ids, addresses and products that only the
import brought go too, unless something else has come to depend on them.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from enishi.friends.domain.operations import Step
from enishi.friends.models import Friend, Operation, OperationChange, OrderLine
from enishi.friends.selectors.engagement import settings_of
from enishi.friends.services.engagement import move
from enishi.friends.services.engagement_back import recount
from enishi.friends.services.timeline import ReactionContext
from enishi.friends.transfers.orders.standing import Standing, standing_by_id
from enishi.friends.transfers.orders.withdrawing import Withdrawal, withdraw_customers, withdraw_products

#: Facts that a timeline holds once an order was told in a state.
_FACTS: dict[str, frozenset[str]] = {
    "": frozenset(),
    "paid": frozenset({"order.placed"}),
    "refunded": frozenset({"order.placed", "order.refunded"}),
    "cancelled": frozenset({"order.placed", "order.cancelled"}),
}


@dataclass(slots=True)
class _Sorted:
    """A note's orders by what becomes of them."""

    removed: list[int] = field(default_factory=list)
    restored: list[tuple[dict[str, Any], Standing]] = field(default_factory=list)
    kept: list[Standing] = field(default_factory=list)


def undo_orders(operation: Operation, source: str, now: datetime) -> Step:
    """Take back the next note. ``source`` is what the run noted with whom it made."""
    before = operation.undo_cursor.get("before")
    notes = OperationChange.objects.filter(org_id=operation.org_id, operation_id=operation.id).order_by(
        "-part"
    )
    if before is not None:
        notes = notes.filter(part__lt=before)
    note = notes.first()
    if note is None:
        return Step(cursor={"before": 0}, is_last=True)
    found = _sorted(operation.org_id, note)
    silent = _remove(operation.org_id, found.removed) | _restore(operation.org_id, found.restored)
    _count_anew(operation.org_id, silent, now)
    withdraw_products(operation.org_id, note.before["products"], note.before["categories"])
    kept_of = {each.customer_id for each in found.kept}
    withdraw_customers(
        Withdrawal(operation.org_id, source, [*note.before["customers"]], sorted(kept_of)), now
    )
    back = len(found.removed) + len(found.restored)
    return Step(
        cursor={"before": note.part},
        is_last=note.part == 0,
        done=1,
        total=note.part + 1 if before is None else None,
        counts={"undone": back, "kept": len(found.kept)},
    )


def _sorted(org_id: int, note: OperationChange) -> _Sorted:
    entries = {entry["id"]: entry for entry in note.before["orders"]}
    found = _Sorted()
    for order_id, present in standing_by_id(org_id, entries, is_locked=True).items():
        entry = entries[order_id]
        if present.mark != entry["after"]:
            found.kept.append(present)
        elif entry["before"] is None:
            found.removed.append(order_id)
        else:
            found.restored.append((entry, present))
    return found


def _remove(org_id: int, order_ids: Sequence[int]) -> set[int]:
    """Returns the friends whose timelines lost a fact."""
    if not order_ids:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM friends_timelineevent WHERE org_id = %s AND ref = ANY(%s::text[]) RETURNING friend_id",
            [org_id, [f"order:{order_id}" for order_id in order_ids]],
        )
        silent = {row[0] for row in cursor.fetchall()}
        for table, column in (("friends_orderline", "order_id"), ("friends_order", "id")):
            cursor.execute(
                f"DELETE FROM {table} WHERE org_id = %s AND {column} = ANY(%s::bigint[])",
                [org_id, list(order_ids)],
            )
    return silent


def _restore(org_id: int, restored: Sequence[tuple[dict[str, Any], Standing]]) -> set[int]:
    """Returns the friends whose timelines lost a fact."""
    if not restored:
        return set()
    former = [entry["before"] for entry, _ in restored]
    # What was told by somebody else since then stays told.
    told = [
        entry["before"]["told_as"] if present.told_as == entry["told_as"] else present.told_as
        for entry, present in restored
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE friends_order o
               SET ordered_at = b.ordered_at, status = b.status, status_at = b.status_at, total = b.total,
                   item_count = b.item_count, told_as = b.told_as,
                   told_friend_id = CASE WHEN b.told_as = '' THEN NULL ELSE o.told_friend_id END
              FROM unnest(%s::bigint[], %s::timestamptz[], %s::text[], %s::timestamptz[], %s::bigint[], %s::int[],
                          %s::text[]) AS b (id, ordered_at, status, status_at, total, item_count, told_as)
             WHERE o.org_id = %s AND o.id = b.id
            """,
            [
                *(
                    [order[name] for order in former]
                    for name in ("id", "ordered_at", "status", "status_at", "total", "item_count")
                ),
                told,
                org_id,
            ],
        )
        silent = _untell(cursor, org_id, restored, told)
    _restore_lines(org_id, restored)
    return silent


def _untell(
    cursor: Any, org_id: int, restored: Sequence[tuple[dict[str, Any], Standing]], told: Sequence[str]
) -> set[int]:
    """Take away the facts that only the state of after the import had."""
    gone = [
        (f"order:{present.id}", kind)
        for (_, present), now_told in zip(restored, told, strict=True)
        for kind in sorted(_FACTS[present.told_as] - _FACTS[now_told])
    ]
    cursor.execute(
        "DELETE FROM friends_timelineevent e USING unnest(%s::text[], %s::text[]) AS g (ref, kind) "
        "WHERE e.org_id = %s AND e.ref = g.ref AND e.kind = g.kind RETURNING e.friend_id",
        [[ref for ref, _ in gone], [kind for _, kind in gone], org_id],
    )
    return {row[0] for row in cursor.fetchall()}


def _count_anew(org_id: int, friend_ids: Collection[int], now: datetime) -> None:
    """What is on no timeline any more gives no points. Nobody is told: the person did nothing."""
    by_channel: dict[int, list[int]] = {}
    rows = Friend.objects.filter(org_id=org_id, id__in=friend_ids).order_by("id")
    for friend_id, channel_id in rows.values_list("id", "channel_id"):
        by_channel.setdefault(channel_id, []).append(friend_id)
    for channel_id, some in sorted(by_channel.items()):
        settings = settings_of(org_id, channel_id)
        recount(org_id, some, settings, now)
        move(org_id, channel_id, some, settings, now, ReactionContext(is_history=True))


def _restore_lines(org_id: int, restored: Sequence[tuple[dict[str, Any], Standing]]) -> None:
    differing = {
        present.id: entry["before"]["lines"]
        for entry, present in restored
        if [list(line) for line in present.lines] != entry["before"]["lines"]
    }
    OrderLine.objects.filter(org_id=org_id, order_id__in=differing).delete()
    OrderLine.objects.bulk_create(
        OrderLine(
            org_id=org_id,
            order_id=order_id,
            position=position,
            product_id=product_id,
            name=name,
            quantity=quantity,
            unit_price=price,
        )
        for order_id, lines in differing.items()
        for position, (product_id, _, name, quantity, price) in enumerate(lines)
    )
