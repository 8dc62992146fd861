"""What the product's own records say in the end; called through ``Child.call``, compared by ``oracle``."""

import json
from typing import Any

from django.db import connection

from enishi.kit.tenancy import system_scope


def _rows(statement: str) -> list[dict[str, Any]]:
    with system_scope(), connection.cursor() as cursor:
        cursor.execute(statement)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def dispatches() -> list[dict[str, Any]]:
    """Each dispatch with its label, its counters, and how many rows the ledger has in each state."""
    found = _rows("""
        SELECT d.id, split_part(r.blocks -> 0 ->> 'text', ' ', 1) AS label, d.state,
               d.planned, d.sent, d.held, d.skipped, d.failed, d.unknown,
               (SELECT jsonb_object_agg(s.state, s.number)
                  FROM (SELECT state, count(*) AS number FROM delivery_delivery l
                         WHERE l.org_id = d.org_id AND l.dispatch_id = d.id GROUP BY state) s)::text AS rows
          FROM delivery_dispatch d JOIN content_revision r ON r.org_id = d.org_id AND r.id = d.revision_id
    """)
    return [{**row, "rows": json.loads(row["rows"] or "{}")} for row in found]


def deliveries() -> list[dict[str, Any]]:
    """Each ledger row: whom, which label, what became of it."""
    return _rows("""
        SELECT f.line_user_id AS user, split_part(r.blocks -> 0 ->> 'text', ' ', 1) AS label,
               l.state, l.reason, l.endpoint
          FROM delivery_delivery l
          JOIN friends_friend f ON f.org_id = l.org_id AND f.id = l.friend_id
          JOIN delivery_dispatch d ON d.org_id = l.org_id AND d.id = l.dispatch_id
          JOIN content_revision r ON r.org_id = d.org_id AND r.id = d.revision_id
    """)


def friends() -> dict[str, str]:
    """LINE user id → status."""
    rows = _rows("SELECT line_user_id, status FROM friends_friend")
    assert len({row["line_user_id"] for row in rows}) == len(rows)
    return {row["line_user_id"]: row["status"] for row in rows}


def stored_events() -> list[str]:
    """The webhookEventId of every stored event, as often as it is stored."""
    return [row["webhook_event_id"] for row in _rows("SELECT webhook_event_id FROM intake_inboundevent")]


def timeline() -> list[list[str]]:
    """(LINE user id, kind, LINE's message id) of every fact that LINE told us; what we inferred is left out."""
    rows = _rows("""
        SELECT f.line_user_id AS user, t.kind, t.ref FROM friends_timelineevent t
          JOIN friends_friend f ON f.org_id = t.org_id AND f.id = t.friend_id
         WHERE t.kind IN ('friend.followed', 'friend.blocked', 'message.received')
           AND NOT t.data ? 'inferred'
    """)
    return [[row["user"], row["kind"], row["ref"]] for row in rows]
