"""What the product's own records say in the end; called through ``Child.call``, compared by ``oracle``."""

from collections import Counter, defaultdict
from typing import Any

from django.db import connection

from enishi.kit.tenancy import system_scope


def _rows(statement: str) -> list[dict[str, Any]]:
    with system_scope(), connection.cursor() as cursor:
        cursor.execute(statement)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _labels() -> dict[int, str]:
    """Dispatch → the label that its text begins with."""
    rows = _rows("SELECT id, revision_id FROM delivery_dispatch")
    texts = _rows("SELECT id, split_part(blocks -> 0 ->> 'text', ' ', 1) AS label FROM content_revision")
    labels = {row["id"]: row["label"] for row in texts}
    return {row["id"]: labels[row["revision_id"]] for row in rows}


# Joined here: right after a crash PostgreSQL has no statistics, and may take minutes for a join of small tables.
def dispatches() -> list[dict[str, Any]]:
    """Each dispatch with its label, its counters, and how many rows the ledger has in each state."""
    found = _rows(
        "SELECT id, state, planned, sent, held, skipped, failed, unknown FROM delivery_dispatch ORDER BY id"
    )
    labels, written = _labels(), defaultdict[int, Counter[str]](Counter)
    for row in _rows("SELECT dispatch_id, state FROM delivery_delivery"):
        written[row["dispatch_id"]][row["state"]] += 1
    return [{**row, "label": labels[row["id"]], "rows": dict(written[row["id"]])} for row in found]


def deliveries() -> list[dict[str, Any]]:
    """Each ledger row: whom, which label, what became of it."""
    rows = _rows("SELECT dispatch_id, friend_id, state, reason, endpoint FROM delivery_delivery")
    labels = _labels()
    users = {row["id"]: row["line_user_id"] for row in _rows("SELECT id, line_user_id FROM friends_friend")}
    return [
        {
            "user": users[row["friend_id"]],
            "label": labels[row["dispatch_id"]],
            **{name: row[name] for name in ("state", "reason", "endpoint")},
        }
        for row in rows
    ]


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
