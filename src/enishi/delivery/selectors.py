"""Reads of the ledger: what a friend got, or why not."""

from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from enishi.delivery.domain.reasons import REASONS
from enishi.delivery.models import Delivery, Dispatch


def dispatches(org_id: int) -> QuerySet[Dispatch]:
    """All dispatches, newest first."""
    return Dispatch.objects.filter(org_id=org_id).order_by("-created_at", "-id")


def deliveries_of_dispatch(org_id: int, dispatch: Dispatch) -> QuerySet[Delivery]:
    """The ledger rows of one dispatch, by friend."""
    return Delivery.objects.filter(org_id=org_id, dispatch_id=dispatch.id, due_at=dispatch.due_at).order_by(
        "friend_id"
    )


def timeline_of_friend(
    org_id: int, friend_id: int, before: datetime | None, limit: int
) -> list[dict[str, Any]]:
    """A friend's deliveries as timeline entries, newest first: sends are written once, in the ledger."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT l.decided_at, l.state, l.reason, l.detail, l.endpoint, l.due_at, d.id, d.kind, d.source,
                   convert_from(b.messages, 'UTF8')
              FROM delivery_delivery l
              JOIN delivery_dispatch d ON d.org_id = l.org_id AND d.id = l.dispatch_id
              LEFT JOIN delivery_batch b ON b.org_id = l.org_id AND b.id = l.batch_id
             WHERE l.org_id = %s AND l.friend_id = %s AND (%s::timestamptz IS NULL OR l.decided_at < %s)
             ORDER BY l.decided_at DESC LIMIT %s
            """,
            [org_id, friend_id, before, before, limit],
        )
        return [_entry(row) for row in cursor.fetchall()]


def _entry(row: tuple[Any, ...]) -> dict[str, Any]:
    decided_at, state, reason, detail, endpoint, due_at, dispatch_id, kind, source, messages = row
    known = REASONS.get(reason)
    return {
        "kind": f"message.{state}",
        "occurred_at": decided_at,
        "data": {
            "dispatch_id": dispatch_id,
            "dispatch_kind": kind,
            "source": source,
            "due_at": due_at.isoformat(),
            "endpoint": endpoint,
            "reason": reason,
            "reason_ja": known.ja if known else "",
            "reason_en": known.en if known else "",
            "detail": detail,
            "messages": messages,
        },
    }
